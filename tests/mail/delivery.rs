//! From the cause of a mail to the mail server.

use super::server::{MailServer, NAME, WORD};
use super::{Post, SITE, arguments, mailer, notification};
use crate::support::certificates::Authority;
use mail_parser::MessageParser;
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::error::AppError;
use the_plugs::mail::queries;
use the_plugs::mail::smtp::Mailer;
use the_plugs::mail::types::{Letter, MailState};

async fn post(server: &MailServer) -> Post {
    let options = server.options("none");
    Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await
}

#[tokio::test]
async fn a_mail_is_handed_over_by_tls_with_a_sign_in_as_text_and_as_html() {
    for security in ["starttls", "tls"] {
        let mut server = MailServer::guarded(security).await;
        let mut options = server.options(security);
        let file = server.file("word", &format!("{WORD}\n"));
        options.extend(["--smtp-user", NAME, "--smtp-password-file", &file].map(str::to_owned));
        let post = Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let id = post.send(&Letter::Welcome).await;
        let taken = server.taken().await;
        assert!(taken.secure && taken.user.as_deref() == Some(NAME), "{taken:?}");
        assert_eq!(
            (taken.from.as_str(), taken.to.as_str()),
            ("post@plugs.example", "member@lumen.example")
        );
        post.until(id, "sent").await;

        let message = MessageParser::new().parse(&taken.message).expect("a message");
        let (text, html) = (
            message.body_text(0).expect("text"),
            message.body_html(0).expect("html"),
        );
        assert_eq!(message.subject(), Some("Welcome to The Plugs, Member"));
        assert!(
            text.contains("Lumen has been yours") && text.contains(&format!("Open The Plugs: {SITE}/")),
            "{text}"
        );
        assert!(
            html.contains(&format!("href=\"{SITE}/\"")) && html.ends_with("</html>"),
            "{html}"
        );
        assert_eq!(taken.header("Auto-Submitted"), "auto-generated");
        // It belongs to what its reader has just done.
        assert_eq!(taken.header("List-Unsubscribe"), "");
    }
}

#[tokio::test]
async fn a_mail_is_sent_where_its_cause_is_stored_and_nowhere_else() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    let tenant = post.lumen.tenant(&post.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
    queries::send(&mut tx, post.lumen.user(Role::Member), &Letter::Welcome)
        .await
        .expect("a mail");
    drop(tx);

    let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
    for stranger in [post.harbor.user(Role::Member), post.lumen.user(Role::System)] {
        let refused = queries::send(&mut tx, stranger, &Letter::Welcome).await;
        assert_eq!(refused, Err(AppError::NotFound));
    }
    tx.commit().await.expect("a commit");
    server.assert_idle().await;
    assert_eq!(post.look("select count(*) from mails").await, "0");
}

#[tokio::test]
async fn a_mail_that_is_delivered_twice_is_known_by_its_message_id() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    // The server takes it, and its answer is lost.
    post.member("email = 'silent@lumen.example'").await;
    let id = post.send(&notification()).await;
    let first = server.taken().await;
    post.until(id, "queued: The connection to the mail server broke off")
        .await;
    post.hurry().await;
    let second = server.taken().await;
    post.until(id, "sent").await;
    assert_eq!(first.header("Message-ID"), second.header("Message-ID"));
    assert_eq!(
        first.header("List-Unsubscribe"),
        second.header("List-Unsubscribe")
    );

    let other = post.send(&notification()).await;
    assert_ne!(
        server.taken().await.header("Message-ID"),
        first.header("Message-ID")
    );
    post.until(other, "sent").await;
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_not() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    for (user, fate) in [
        ("later", "queued: The mail server said: 451 4.7.1 Greylisted"),
        ("cut", "queued: The connection to the mail server broke off"),
    ] {
        post.member(&format!("email = '{user}@lumen.example'")).await;
        let id = post.send(&Letter::Welcome).await;
        post.until(id, fate).await;
        server.assert_idle().await;
        post.hurry().await;
        assert_eq!(server.taken().await.to, format!("{user}@lumen.example"));
        post.until(id, "sent").await;
    }
    for (user, fate) in [
        (
            "unknown",
            "bounced: The mail server said: 550 5.1.1 No such user here",
        ),
        (
            "unwelcome",
            "failed: The mail server said: 550 5.7.1 Not from you",
        ),
    ] {
        post.member(&format!("email = '{user}@lumen.example'")).await;
        let id = post.send(&Letter::Welcome).await;
        post.until(id, fate).await;
    }
    let left = "select count(*) from jobs where state <> 'done'";
    assert_eq!(post.look(left).await, "0");
}

#[tokio::test]
async fn an_address_that_is_not_there_gets_nothing_more_that_it_could_do_without() {
    let server = MailServer::plain().await;
    let post = post(&server).await;
    post.member("email = 'unknown@lumen.example'").await;
    let bounced = post.send(&notification()).await;
    post.until(bounced, "bounced").await;
    let unwanted = post.send(&notification()).await;
    post.until(unwanted, "withheld").await;
    // What belongs to something that somebody does is tried.
    let wanted = post.send(&Letter::Welcome).await;
    post.until(wanted, "bounced").await;
    // Another address is another matter.
    post.member("email = 'known@lumen.example'").await;
    let wanted = post.send(&notification()).await;
    post.until(wanted, "sent").await;
}

#[tokio::test]
async fn whoever_has_left_gets_nothing_that_was_on_its_way() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    post.member("email = 'later@lumen.example'").await;
    let id = post.send(&Letter::Welcome).await;
    post.until(id, "queued: ").await;
    post.member("is_active = false").await;
    post.hurry().await;
    post.until(id, "withheld").await;
    server.assert_idle().await;
}

#[tokio::test]
async fn a_server_that_is_not_the_one_named_is_told_nothing() {
    let mut server = MailServer::guarded("starttls").await;
    let mut options = server.options("starttls");
    let other = server.file("other.crt", &Authority::new("Other").pem());
    let at = options
        .iter()
        .position(|option| option == "--smtp-ca")
        .expect("the option");
    options[at + 1] = other;
    options.extend(["--smtp-user", NAME, "--smtp-password", WORD].map(str::to_owned));
    let post = Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let id = post.send(&Letter::Welcome).await;
    let fate = post
        .until(id, "queued: The mail server could not be reached")
        .await;
    assert!(fate.contains("certificate") && !fate.contains(WORD), "{fate}");
    server.assert_idle().await;
}

#[tokio::test]
async fn a_server_that_offers_no_tls_is_given_neither_word_nor_mail() {
    let mut server = MailServer::plain().await;
    let mut options = server.options("starttls");
    options.extend(["--smtp-user", NAME, "--smtp-password", WORD].map(str::to_owned));
    let post = Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let id = post.send(&Letter::Welcome).await;
    let fate = post
        .until(id, "queued: The mail server could not be reached")
        .await;
    assert!(fate.contains("STARTTLS"), "{fate}");
    server.assert_idle().await;
}

#[tokio::test]
async fn a_wrong_password_is_about_us_and_stands_nowhere() {
    let server = MailServer::guarded("tls").await;
    let mut options = server.options("tls");
    options.extend(["--smtp-user", NAME, "--smtp-password", "hush hush"].map(str::to_owned));
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let shown = format!("{:?} {:?}", arguments(&options), mailer(&options).await);
    let post = Post::new(&options).await;
    let id = post.send(&Letter::Welcome).await;
    let fate = post
        .until(id, "queued: The mail server would not let us in: 535")
        .await;
    let stored = post
        .look("select string_agg(concat(j, m), '') from jobs j, mails m")
        .await;
    for text in [shown, fate, stored] {
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn names_and_addresses_cannot_say_more_than_who_it_is_for() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    let long = "n".repeat(50);
    for (first, last) in [
        ("Käthe, \"K\"", "Brandt <x@y.example>"),
        ("Ada\r\nBcc: all@lumen.example", "Lovelace\r\n\r\nHello"),
        (long.as_str(), long.as_str()),
        ("名前", "Łukasz ß 😀"),
    ] {
        post.act(&format!(
            "update users set first_name = $a${first}$a$, last_name = $a${last}$a$, email = 'ada@bücher.example'
             where id = '{}' and organization_id = '{}'",
            post.lumen.user(Role::Member),
            post.lumen.id
        ))
        .await;
        let id = post.send(&Letter::Welcome).await;
        let taken = server.taken().await;
        post.until(id, "sent").await;
        // The server writes the domain in other letters again; below stands how it came.
        assert_eq!(taken.to, "ada@bücher.example");
        let message = MessageParser::new().parse(&taken.message).expect("a message");
        let to = message.to().and_then(|to| to.first()).expect("somebody");
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String = one_line(&format!("{first} {last}")).chars().take(100).collect();
        assert_eq!(to.name(), Some(name.as_str()));
        assert_eq!(to.address(), Some("ada@xn--bcher-kva.example"));
        assert_eq!(taken.header("Bcc"), "");
        assert!(
            taken.message.lines().all(|line| line.len() <= 998),
            "{}",
            taken.message
        );
    }
}

#[tokio::test]
async fn without_a_mail_server_mail_is_kept() {
    let post = Post::new(&[]).await;
    let id = post.send(&Letter::Welcome).await;
    post.until(id, "kept").await;
}

#[tokio::test]
async fn what_was_sent_stays_so_however_late_another_attempt_ends() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    let id = post.send(&Letter::Welcome).await;
    server.taken().await;
    post.until(id, "sent").await;
    let tenant = post.lumen.tenant(&post.pool, Role::Owner);
    for late in [MailState::Queued, MailState::Withheld, MailState::Kept] {
        let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
        queries::mark(&mut tx, id, late, Some("It was slow."))
            .await
            .expect("no harm");
        tx.commit().await.expect("a commit");
        assert_eq!(post.fate(id).await, "sent", "{late}");
    }
}

#[tokio::test]
async fn mail_is_forgotten_after_a_quarter_of_a_year() {
    let post = Post::new(&[]).await;
    let (old, new) = (
        post.send(&Letter::Welcome).await,
        post.send(&Letter::Welcome).await,
    );
    post.until(old, "kept").await;
    post.until(new, "kept").await;
    post.act(&format!(
        "update mails set created_at = now() - interval '91 days' where id = '{old}'"
    ))
    .await;
    let tenant = post.lumen.tenant(&post.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::ViewAudit).await.expect("a transaction");
    queries::forget_old(&mut tx).await.expect("it is forgotten");
    tx.commit().await.expect("a commit");
    assert_eq!(
        post.look("select string_agg(id::text, ' ') from mails").await,
        new.to_string()
    );
}

#[tokio::test]
async fn a_configuration_that_makes_no_sense_is_named_in_a_sentence() {
    let server = [
        "--smtp-host",
        "mail.example.com",
        "--mail-from",
        "post@plugs.example",
    ];
    let with = |more: &[&'static str]| {
        server
            .iter()
            .copied()
            .chain(more.iter().copied())
            .collect::<Vec<_>>()
    };
    for (options, said) in [
        (
            vec!["--smtp-user", "plugs", "--smtp-password", "hush"],
            "SMTP_HOST is not",
        ),
        (vec!["--smtp-host", "mail.example.com"], "MAIL_FROM is not"),
        (
            vec!["--smtp-host", "smtp://me:hush@mail.example.com"],
            "SMTP_HOST is a name alone",
        ),
        (with(&["--smtp-user", "plugs"]), "belong together"),
        (with(&["--smtp-password", "hush"]), "belong together"),
        (
            with(&[
                "--smtp-tls",
                "none",
                "--smtp-user",
                "plugs",
                "--smtp-password",
                "hush",
            ]),
            "in plain text",
        ),
        (with(&["--smtp-ca", "/nowhere/ca"]), "/nowhere/ca cannot be read"),
        (with(&["--smtp-ca", "/etc/hostname"]), "holds no certificate"),
        (
            with(&["--smtp-user", "plugs", "--smtp-password-file", "/nowhere/word"]),
            "/nowhere/word cannot be read",
        ),
        (with(&["--smtp-tls", "perhaps"]), "starttls"),
        (vec!["--mail-from", "nobody"], "The Plugs <plugs@example.com>"),
    ] {
        let refused = mailer(&options).await.expect_err(said);
        assert!(
            refused.contains(said) && !refused.contains("hush"),
            "{options:?}: {refused}"
        );
    }
    let args = arguments(&server).expect("options");
    let refused = Mailer::new(&args, None).await.expect_err("links lead nowhere");
    assert!(refused.contains("PUBLIC_URL is not"), "{refused}");
    let mailer = Mailer::new(&args, Some(SITE)).await;
    assert!(matches!(mailer, Ok(Mailer::Smtp(_))), "{mailer:?}");
}
