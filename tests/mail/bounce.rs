//! Mail that comes back after the mail server took it.

use super::server::MailServer;
use super::{Post, notification};
use crate::support::address_of;
use std::io::Write;
use std::process::{Command, Stdio};
use the_plugs::mail::types::Letter;

/// What `the-plugs bounce` says of a message, and whether it ended well.
fn bounce(post: &Post, message: &str) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .arg("bounce")
        .env("DATABASE_URL", address_of(&post.db))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut input = program.stdin.take().expect("its input");
    input.write_all(message.as_bytes()).expect("it reads");
    drop(input);
    let output = program.wait_with_output().expect("its end");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

fn report(original: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; member@lumen.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn mail_that_came_back_is_known_by_what_it_carries_and_its_address_gets_no_more() {
    let mut server = MailServer::plain().await;
    let options = server.options("none");
    let post = Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let id = post.send(&notification()).await;
    let taken = server.taken().await;
    post.until(id, "sent").await;

    // Somebody else's proof is none.
    let other = post.send(&Letter::Welcome).await;
    let message_id = server.taken().await.header("Message-ID");
    post.until(other, "sent").await;
    let proof = |text: &str| {
        text.rsplit_once('.')
            .map(|(_, rest)| rest.split('@').next().unwrap_or_default().to_owned())
    };
    let (own, others) = (taken.header("Message-ID"), proof(&message_id).expect("a proof"));
    let forged = taken.message.replace(
        &proof(own.split("@plugs").next().expect("a token")).expect("a proof"),
        &others,
    );
    assert_ne!(forged, taken.message);
    for nothing in ["", "Subject: Hello\r\n\r\nHello\r\n", &report(&forged)] {
        let (is_well, said) = bounce(&post, nothing);
        assert!(is_well && said.contains("nothing was changed"), "{said}");
    }
    assert_eq!(post.fate(id).await, "sent");

    let (is_well, said) = bounce(&post, &report(&taken.message));
    assert!(is_well && said.contains("noted"), "{said}");
    assert_eq!(
        post.fate(id).await,
        "bounced: It came back: 550 5.1.1 No such user"
    );
    assert_eq!(post.fate(other).await, "sent");
    let unwanted = post.send(&notification()).await;
    post.until(unwanted, "withheld").await;
}
