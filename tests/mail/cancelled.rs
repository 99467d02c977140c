//! What contacts read who were coming to an event that was cancelled.

use super::server::MailServer;
use super::{Post, SITE};
use mail_parser::MessageParser;
use std::collections::BTreeMap;
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::events::queries;
use the_plugs::ids::{ContactId, EventId};

async fn post(server: &MailServer) -> Post {
    let options = server.options("none");
    Post::new(&options.iter().map(String::as_str).collect::<Vec<_>>()).await
}

impl Post {
    /// A published event of the owner's in New York, to which these come.
    async fn gala(&self, guests: &[&str]) -> EventId {
        let (organization, owner, id) = (self.lumen.id, self.lumen.user(Role::Owner), EventId::new());
        let member = self.lumen.user(Role::Member);
        let come = guests.iter().map(|name| {
            let contact = ContactId::new();
            format!(
                "insert into contacts (organization_id, id, first_name, last_name, email, created_by, owner_id)
                   values ('{organization}', '{contact}', 'Ada', 'Lovelace', '{name}@engine.example', '{owner}', '{owner}');
                 insert into event_attendees (organization_id, event_id, contact_id) values ('{organization}', '{id}', '{contact}');"
            )
        });
        let come: String = come.collect();
        self.act(&format!(
            "insert into events (organization_id, id, created_by, title, start_date, end_date, timezone, status, public_address)
               values ('{organization}', '{id}', '{owner}', 'Summer <Ball>', '2027-06-12T22:30:00Z', '2027-06-13T03:00:00Z',
                 'America/New_York', 'published', 'summer-ball');
             insert into event_staff (organization_id, event_id, user_id) values ('{organization}', '{id}', '{member}');
             {come} select 1"
        ))
        .await;
        id
    }

    async fn cancel(&self, event: EventId) -> u32 {
        let tenant = self.lumen.tenant(&self.pool, Role::Owner);
        let mut tx = tenant.begin(Permission::EditEvents).await.expect("a transaction");
        let told = queries::cancel(&mut tx, event, Some("The river came in.\nWe are sorry.")).await;
        tx.commit().await.expect("a commit");
        told.expect("it is cancelled")
    }
}

#[tokio::test]
async fn those_who_were_coming_read_what_was_cancelled_when_and_why_and_each_of_them_once() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    let event = post.gala(&["ada", "grace"]).await;
    assert_eq!(post.cancel(event).await, 3);
    let mut taken = BTreeMap::new();
    for _ in 0..3 {
        let mail = server.taken().await;
        assert!(taken.insert(mail.to.clone(), mail).is_none());
    }
    let to: Vec<&str> = taken.keys().map(String::as_str).collect();
    assert_eq!(
        to,
        [
            "ada@engine.example",
            "grace@engine.example",
            "member@lumen.example"
        ]
    );

    let ada = &taken["ada@engine.example"];
    let message = MessageParser::new().parse(&ada.message).expect("a message");
    assert_eq!(message.subject(), Some("Cancelled: Summer <Ball>"));
    let (text, html) = (
        message.body_text(0).expect("text"),
        message.body_html(0).expect("html"),
    );
    for part in [
        "Summer <Ball> is cancelled",
        "Hello Ada, Lumen has cancelled Summer <Ball>",
        "12 Jun 2027, 18:30–23:00, America/New York time",
        "The river came in.",
        "We are sorry.",
        "Lumen sent this with The Plugs to ada@engine.example",
        &format!("{SITE}/e/summer-ball"),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        html.contains("Summer &lt;Ball&gt; is cancelled") && html.ends_with("</html>"),
        "{html}"
    );
    assert_eq!(ada.header("Auto-Submitted"), "auto-generated");
    assert_eq!(ada.header("List-Unsubscribe"), "");
    // Of the organisation's people, the ordinary way.
    let member = MessageParser::new()
        .parse(&taken["member@lumen.example"].message)
        .expect("a message");
    assert_eq!(member.subject(), Some("Summer <Ball> is cancelled"));

    // The work done once more writes to nobody.
    post.act("update jobs set state = 'waiting', ended_at = null, run_at = now(), attempts = 0 where kind = 'events/tell_guests'").await;
    server.assert_idle().await;
    let sent = "select count(*) from mails where state = 'sent'";
    let begun = std::time::Instant::now();
    while post.look(sent).await != "3" {
        assert!(
            begun.elapsed() < std::time::Duration::from_secs(20),
            "not all are noted as sent"
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_mail_that_still_waits_when_the_event_is_taken_up_again_is_withheld() {
    let mut server = MailServer::plain().await;
    let post = post(&server).await;
    // The mail server wants it again later.
    let event = post.gala(&["later"]).await;
    post.cancel(event).await;
    let member = server.taken().await;
    assert_eq!(member.to, "member@lumen.example");
    let state = "select state || coalesce(': ' || error, '') from mails where contact_id is not null";
    let begun = std::time::Instant::now();
    while !post.look(state).await.starts_with("queued: ") {
        assert!(
            begun.elapsed() < std::time::Duration::from_secs(20),
            "{}",
            post.look(state).await
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    post.act(&format!(
        "update events set status = 'draft', cancelled_reason = null where id = '{event}'"
    ))
    .await;
    post.hurry().await;
    let begun = std::time::Instant::now();
    while !post.look(state).await.starts_with("withheld") {
        assert!(
            begun.elapsed() < std::time::Duration::from_secs(20),
            "{}",
            post.look(state).await
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    server.assert_idle().await;
}
