//! Who may send what, and how much of it.

use super::super::site::{PASSWORD, PROGRAM};
use super::super::world::Person;
use super::{BOUNDARY, Ground, form, refused, send, sent};
use reqwest::Method;
use the_plugs::error::AppError;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_attached_by_whoever_may_edit_the_contact_and_seen_by_their_organisation() {
    let ground = Ground::new().await;
    for (person, status) in [
        (Person::Anonymous, 401),
        (Person::Foreign, 404),
        (Person::Door, 403),
        (Person::Member, 403),
        (Person::Manager, 200),
        (Person::Admin, 200),
    ] {
        let browser = ground.world.browser(person).await;
        let answer = send(&browser, &ground.contact(), "note.txt", b"About the engine").await;
        assert_eq!(answer.status, status, "{person:?}: {}", answer.body);
    }
    let member = ground.world.browser(Person::Member).await;
    let seen = ground.attachments(&member).await;
    assert_eq!(seen.len(), 2);
    assert!(
        seen.iter().all(|file| !file.can_remove),
        "the contact is not theirs"
    );
    let foreign = ground.world.browser(Person::Foreign).await;
    assert!(ground.attachments(&foreign).await.is_empty());
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_logo_is_set_by_owners_and_admins_only() {
    let ground = Ground::idle(&[]).await;
    for (person, status) in [
        (Person::Member, 403),
        (Person::Manager, 403),
        (Person::Admin, 422),
        (Person::Owner, 422),
    ] {
        let browser = ground.world.browser(person).await;
        let answer = send(&browser, "/upload/logo", "logo.png", b"no picture").await;
        assert_eq!(answer.status, status, "{person:?}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_empty_too_large_cut_off_or_no_form_leaves_nothing_behind() {
    let ground = Ground::idle(&["--upload-limit-mb", "1"]).await;
    let browser = ground.manager().await;
    let path = ground.contact();
    assert_eq!(
        refused(&browser, &path, "empty.txt", b"", 422).await,
        "This file is empty."
    );
    let large = vec![b'a'; 1_000_001];
    refused(&browser, &path, "large.txt", &large, 413).await;
    let huge = vec![b'a'; 9_000_000];
    refused(&browser, &path, "huge.txt", &huge, 413).await;

    // Without a length, and one byte short of the limit.
    let (kind, body) = form(&[("streamed.txt", &large[1..])]);
    let answer = browser
        .request(Method::POST, &path, PROGRAM)
        .stream(&kind, body)
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (kind, body) = form(&[("streamed.txt", &huge)]);
    let answer = browser
        .request(Method::POST, &path, PROGRAM)
        .stream(&kind, body)
        .send()
        .await;
    assert_eq!(answer.status, 413, "{}", answer.body);

    // The end of the form is missing.
    let (kind, mut body) = form(&[("cut.txt", b"cut off")]);
    body.truncate(body.len() - BOUNDARY.len() - 10);
    let answer = browser
        .request(Method::POST, &path, PROGRAM)
        .body(&kind, body)
        .send()
        .await;
    assert_eq!(
        answer.error(),
        AppError::field("file", "The upload broke off. Try again.")
    );
    for (kind, body) in [
        ("multipart/form-data", &b"--x"[..]),
        ("multipart/form-data; boundary=x", b""),
        ("text/plain", b"file"),
    ] {
        let answer = browser
            .request(Method::POST, &path, PROGRAM)
            .body(kind, body.to_vec())
            .send()
            .await;
        assert!(answer.status.is_client_error(), "{kind}: {}", answer.body);
        answer.assert_tells_nothing();
    }
    assert_eq!(ground.look("select count(*) from media").await, "1");
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_breaks_off_gives_back_what_was_set_aside() {
    let ground = Ground::idle(&[]).await;
    let browser = ground.manager().await;
    let (kind, body) = form(&[("cut.txt", &vec![b'a'; 200_000])]);
    let question = browser.request(Method::POST, &ground.contact(), PROGRAM);
    question
        .broken_stream(&kind, body[..100_000].to_vec())
        .try_send()
        .await
        .expect_err("it broke off");
    for _ in 0..50 {
        if ground.look("select count(*) from uploads").await == "0" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(ground.look("select count(*) from uploads").await, "0");
    ground.assert_counted().await;
}

/// Sends a request whose head says that so many bytes follow, and reads what is answered; where it says too many, it hangs up.
async fn lying(ground: &Ground, cookie: &str, said: usize, kind: &str, body: &[u8]) -> String {
    let address = ground.world.site.address;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nsec-fetch-site: same-origin\r\naccept: {PROGRAM}\r\n\
         cookie: {cookie}\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {said}\r\n\r\n",
        ground.contact(),
    );
    stream.write_all(head.as_bytes()).await.expect("the head");
    // Whoever is lied to may break off, too.
    let _ = stream.write_all(body).await;
    if said > body.len() {
        let _ = stream.shutdown().await;
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_length_that_lies_leaves_nothing_behind() {
    let ground = Ground::idle(&[]).await;
    let mut browser = ground.world.site.browser();
    let email = Person::Manager.email().expect("an address");
    let signed_in = browser.sign_in(email, PASSWORD).await;
    let cookies = signed_in.headers.get_all("set-cookie").iter();
    let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let cookie = pairs.collect::<Vec<_>>().join("; ");
    let (kind, body) = form(&[("lies.txt", &vec![b'a'; 100_000])]);
    let whole = lying(&ground, &cookie, body.len(), &kind, &body).await;
    assert!(
        whole.starts_with("HTTP/1.1 200 "),
        "what is true is taken: {whole}"
    );
    for (said, sent) in [
        (body.len(), &body[..50_000]),
        (body.len() - 200, &body[..]),
        (10, &body[..]),
    ] {
        let answer = lying(&ground, &cookie, said, &kind, sent).await;
        assert!(
            !answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 500"),
            "{said}: {answer}"
        );
    }
    for _ in 0..50 {
        if ground.look("select count(*) from uploads where bytes > 0").await == "0" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    // What lies in the store for nothing by now waits for nobody's bytes, but to be removed.
    assert_eq!(ground.look("select count(*) from media").await, "1");
    ground.assert_counted().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_uploads_that_want_the_last_bytes_one_is_taken() {
    let ground = Ground::idle(&["--storage-quota-mb", "1"]).await;
    let browser = ground.manager().await;
    let path = ground.contact();
    let half = vec![b'a'; 600_000];
    let (one, other) = tokio::join!(
        send(&browser, &path, "one.txt", &half),
        send(&browser, &path, "other.txt", &half)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422], "{} {}", one.body, other.body);
    ground.assert_counted().await;
    // Another organisation's room is its own.
    let foreign = ground.world.browser(Person::Foreign).await;
    let answer = send(&foreign, "/upload/avatar", "a.png", b"no picture").await;
    assert_eq!(
        answer.error().told(),
        "This is no picture that can be used: choose a JPEG, PNG or WebP file."
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_bytes_lie_once_in_an_organisation_and_apart_from_anothers() {
    let ground = Ground::new().await;
    let (manager, foreign) = (
        ground.manager().await,
        ground.world.browser(Person::Foreign).await,
    );
    let contact = ground
        .look("select id from contacts where last_name = 'Harborwright' and first_name = 'Ada' and not is_deleted")
        .await;
    let (first, second) = (
        sent(&manager, &ground.contact(), "a.txt", b"The very same").await,
        sent(&manager, &ground.contact(), "b.txt", b"The very same").await,
    );
    let theirs = sent(
        &foreign,
        &format!("/upload/contacts/{contact}"),
        "c.txt",
        b"The very same",
    )
    .await;
    let path = async |id| {
        ground
            .look(&format!("select file_path from media where id = '{id}'"))
            .await
    };
    assert_eq!(path(first).await, path(second).await);
    assert_ne!(path(first).await, path(theirs).await);
    assert!(
        path(theirs)
            .await
            .starts_with(&ground.world.harbor.id.to_string())
    );
    for id in [first, second, theirs] {
        assert_eq!(ground.settled(id).await, "ready");
    }
    // Each counts, so that room tells nothing either.
    ground.assert_counted().await;
}
