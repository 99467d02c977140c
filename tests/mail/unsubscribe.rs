//! Saying that one wants no more, without signing in.

use super::server::MailServer;
use super::{Post, notification};
use crate::contract::site::{Browser, TestSite, leptos_options};
use reqwest::header::{COOKIE, HeaderName, ORIGIN};
use reqwest::{Method, StatusCode};
use the_plugs::ids::MailId;
use the_plugs::mail::types::Letter;

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// A post office, the site over its database, and where in it the link of a mail leads.
async fn ground(server: &MailServer) -> (Post, TestSite) {
    let options = server.options("none");
    let post = Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let site = TestSite::over(post.db.clone(), post.db.app_pool(), &[], leptos_options()).await;
    (post, site)
}

async fn sent(post: &Post, server: &mut MailServer) -> (MailId, String) {
    let id = post.send(&notification()).await;
    let taken = server.taken().await;
    post.until(id, "sent").await;
    assert_eq!(taken.header("List-Unsubscribe-Post"), ONE_CLICK);
    let link = taken.header("List-Unsubscribe");
    let path = link
        .strip_prefix("<https://plugs.example")
        .and_then(|rest| rest.strip_suffix('>'));
    (id, path.expect("a link of ours").to_owned())
}

async fn click(browser: &Browser, path: &str, kind: &str, body: &str) -> StatusCode {
    let question = browser
        .bare(Method::POST, path)
        .body(kind, body.as_bytes().to_vec());
    question.send().await.status
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_click_in_a_mail_program_ends_mail_of_its_kind_and_no_other() {
    let mut server = MailServer::plain().await;
    let (post, site) = ground(&server).await;
    let (_, path) = sent(&post, &mut server).await;
    let browser = site.browser();
    let outs = "select count(*) from mail_opt_outs";
    // Programs that look at links before people do change nothing.
    for method in [Method::GET, Method::HEAD] {
        assert_eq!(browser.bare(method, &path).send().await.status, StatusCode::OK);
    }
    assert_eq!(post.look(outs).await, "0");

    // RFC 8058 allows both, and programs click more than once.
    let parts = format!(
        "--b\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\nOne-Click\r\n--b--\r\n",
        "List-Unsubscribe"
    );
    for (kind, body) in [(FORM, ONE_CLICK), ("multipart/form-data; boundary=b", &parts)] {
        assert_eq!(click(&browser, &path, kind, body).await, StatusCode::OK);
        let who = "select string_agg(user_id || ' ' || kind, ',') from mail_opt_outs";
        let member = post.lumen.user(the_plugs::accounts::roles::Role::Member);
        assert_eq!(post.look(who).await, format!("{member} notification"));
    }
    let unwanted = post.send(&notification()).await;
    post.until(unwanted, "withheld").await;
    let wanted = post.send(&Letter::Welcome).await;
    post.until(wanted, "sent").await;
    assert!(server.taken().await.message.contains("Welcome"));

    // And it can be taken back.
    assert_eq!(click(&browser, &path, FORM, "again=yes").await, StatusCode::OK);
    assert_eq!(post.look(outs).await, "0");
    sent(&post, &mut server).await;
    let trail = "select string_agg(concat_ws(' ', action, metadata ->> 'actor_kind'), ',' order by created_at) from audit_logs where table_name = 'mail_opt_outs'";
    assert_eq!(post.look(trail).await, "create guest,delete guest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_person_unsubscribes_on_a_page_with_a_button() {
    let mut server = MailServer::plain().await;
    let (post, site) = ground(&server).await;
    let (_, path) = sent(&post, &mut server).await;
    let mut browser = site.browser();
    let page = browser.get(&path).await;
    assert!(
        page.body.contains("Do you want no more of them?") && page.body.contains("<form method=\"post\""),
        "{}",
        page.body
    );
    assert!(page.is_whole_page() && !page.body.contains("<script"));
    let done = browser.post(&path, &[]).await;
    assert!(
        done.body.contains("You are unsubscribed") && done.body.contains("Get them again"),
        "{}",
        done.body
    );
    let page = browser.get(&path).await;
    assert!(page.body.contains("You are unsubscribed"), "{}", page.body);
    let done = browser.post(&path, &[("again", "yes")]).await;
    assert!(
        done.body.contains("Do you want no more of them?"),
        "{}",
        done.body
    );
    // Another site's form is refused, as everywhere.
    let foreign = browser
        .bare(Method::POST, &path)
        .header(ORIGIN, "https://evil.example")
        .header(HeaderName::from_static("sec-fetch-site"), "cross-site")
        .header(COOKIE, "plugs=x")
        .fields(&[])
        .send()
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_what_the_mail_carries_opens_it() {
    let mut server = MailServer::plain().await;
    let (post, site) = ground(&server).await;
    let (_, path) = sent(&post, &mut server).await;
    let id = post.send(&notification()).await;
    let message_id = server.taken().await.header("Message-ID");
    post.until(id, "sent").await;
    let of_bounce = message_id
        .trim_start_matches('<')
        .split('@')
        .next()
        .expect("a token");
    let token = path.split_once("?t=").expect("a token").1;
    let [organization, mail, proof] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("{token}");
    };
    let browser = site.browser();
    let short = &proof[1..];
    // Another letter than the one that stands there, which may be any.
    let other = if proof.starts_with('A') { 'B' } else { 'A' };
    for text in [
        String::new(),
        "x".repeat(10_000),
        format!("{mail}.{organization}.{proof}"),
        format!("{organization}.{mail}.{short}"),
        format!("{organization}.{mail}.{other}{short}"),
        of_bounce.to_owned(),
        format!("{token}'"),
    ] {
        let path = format!("/unsubscribe?t={text}");
        assert_eq!(
            click(&browser, &path, FORM, ONE_CLICK).await,
            StatusCode::NOT_FOUND,
            "{text}"
        );
        let page = browser.bare(Method::GET, &path).send().await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{text}");
        page.assert_tells_nothing();
    }
    // A body that says more than a click does.
    let large = click(&browser, &path, FORM, &"x".repeat(5000)).await;
    assert_eq!(large, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post.look("select count(*) from mail_opt_outs").await, "0");
}
