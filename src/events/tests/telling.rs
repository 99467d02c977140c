//! Those who were coming hear that an event is cancelled: once, and nobody else.

use super::*;
use crate::error::AppError;
use crate::events::types::{Audience, EventStatus};
use crate::ids::{ContactId, EventNoticeId};

/// A published event of the owner's, with these people of Lumen's on its list, as statements that insert them.
async fn gala(town: &Town) -> EventId {
    let id = town.add(Role::Owner, &evening("Gala", 24)).await;
    let organization = town.lumen.id;
    let [member, manager, admin, door] =
        [Role::Member, Role::Manager, Role::Admin, Role::Door].map(|role| town.lumen.user(role));
    town.act(&format!(
        "update events set status = 'published' where id = '{id}';
         insert into event_attendees (organization_id, event_id, user_id, status) values
           ('{organization}', '{id}', '{member}', 'registered'), ('{organization}', '{id}', '{admin}', 'cancelled');
         insert into event_staff (organization_id, event_id, user_id) values
           ('{organization}', '{id}', '{door}'), ('{organization}', '{id}', '{member}');
         with item as (
           insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
           values ('{organization}', '{id}', '{manager}', 'Waltz', now(), now() + interval '1 hour') returning id)
         insert into event_agenda_speakers (organization_id, item_id, user_id)
           select '{organization}', id, '{manager}' from item"
    ))
    .await;
    id
}

/// Puts a contact on the list of an event.
async fn guest(town: &Town, event: EventId, email: Option<&str>, status: &str) -> ContactId {
    let (organization, contact, owner) = (town.lumen.id, ContactId::new(), town.lumen.user(Role::Owner));
    let email = email.map_or("null".to_owned(), |email| format!("'{email}'"));
    town.act(&format!(
        "insert into contacts (organization_id, id, first_name, last_name, email, created_by, owner_id)
           values ('{organization}', '{contact}', 'Ada', 'Lovelace', {email}, '{owner}', '{owner}');
         insert into event_attendees (organization_id, event_id, contact_id, status)
           values ('{organization}', '{event}', '{contact}', '{status}')"
    ))
    .await;
    contact
}

async fn look(town: &Town, query: &str) -> String {
    let found: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!("select ({query})::text")))
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    found.unwrap_or_default()
}

async fn cancel(town: &Town, role: Role, id: EventId) -> Result<u32, AppError> {
    let mut tx = town.tx(role).await;
    let told = queries::cancel(&mut tx, id, Some("The river rose.")).await?;
    tx.commit().await?;
    Ok(told)
}

/// Writes to the guests as the job does, to the end, and says in how many steps.
async fn write(town: &Town) -> usize {
    let notice = look(town, "select id from event_notices order by id desc limit 1").await;
    let notice: EventNoticeId = notice.parse().unwrap();
    let (mut after, mut steps) = (None, 0);
    loop {
        let mut tx = town.tx(Role::Owner).await;
        after = queries::tell_guests(&mut tx, notice, after).await.unwrap();
        tx.commit().await.unwrap();
        steps += 1;
        if after.is_none() {
            return steps;
        }
    }
}

const TOLD: &str = "select string_agg(distinct u.role, ' ' order by u.role) from notifications n
    join users u on u.organization_id = n.organization_id and u.id = n.user_id where n.kind = 'event_cancelled'";

#[tokio::test]
async fn colleagues_who_come_work_or_speak_there_are_told_once_and_nobody_else() {
    let town = Town::new().await;
    let id = gala(&town).await;
    let mut tx = town.tx(Role::Owner).await;
    let audience = queries::audience(&mut tx, id).await.unwrap();
    let expected = Audience {
        colleagues: 3,
        ..Audience::default()
    };
    assert_eq!(audience, expected);
    drop(tx);
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(3));
    // Said again, it tells nobody anything.
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(0));
    assert_eq!(look(&town, TOLD).await, "door manager member");
    let each = "select count(*) || ' ' || count(distinct (user_id, channel)) from notifications where kind = 'event_cancelled'";
    assert_eq!(look(&town, each).await, "6 6");
    let message = "select distinct title || '; ' || message from notifications";
    let message = look(&town, message).await;
    assert!(
        message.starts_with("Gala is cancelled; The river rose.\nIt was planned for"),
        "{message}"
    );
    assert!(message.ends_with("Europe/Berlin time."), "{message}");
    let mut tx = town.tx(Role::Owner).await;
    let activity = queries::activity(&mut tx, id, None).await.unwrap();
    let said: Vec<String> = activity
        .rows
        .iter()
        .map(crate::events::types::ActivityLine::in_words)
        .collect();
    assert!(
        said.contains(&"told 3 people that it was cancelled".to_owned()),
        "{said:?}"
    );
}

#[tokio::test]
async fn whoever_does_it_and_whoever_does_not_want_to_hear_of_it_is_not_counted_and_not_told() {
    let town = Town::new().await;
    let id = gala(&town).await;
    let (organization, door) = (town.lumen.id, town.lumen.user(Role::Door));
    town.act(&format!(
        "insert into notification_opt_outs (organization_id, user_id, kind, channel) values
           ('{organization}', '{door}', 'event_cancelled', 'in_app'), ('{organization}', '{door}', 'event_cancelled', 'email')"
    ))
    .await;
    assert_eq!(cancel(&town, Role::Manager, id).await, Ok(1));
    assert_eq!(look(&town, TOLD).await, "member");
}

#[tokio::test]
async fn contacts_who_were_coming_get_one_mail_each_however_often_the_work_is_done() {
    let town = Town::new().await;
    let id = gala(&town).await;
    for (name, status) in [
        ("ada", "registered"),
        ("ben", "confirmed"),
        ("cleo", "waitlisted"),
        ("dan", "cancelled"),
        ("eve", "no_show"),
    ] {
        guest(&town, id, Some(&format!("{name}@engine.example")), status).await;
    }
    guest(&town, id, None, "registered").await;
    guest(&town, id, Some("gone@engine.example"), "registered").await;
    let trashed = guest(&town, id, Some("trash@engine.example"), "registered").await;
    let member = town.lumen.user(Role::Member);
    let organization = town.lumen.id;
    town.act(&format!(
        "update contacts set is_deleted = true, deleted_at = now() where id = '{trashed}';
         insert into mails (organization_id, user_id, kind, address, letter, secret, state, ended_at) values
           ('{organization}', '{member}', 'welcome', 'Gone@engine.example', '{{\"kind\": \"welcome\"}}', app.uuid_v7(), 'bounced', now())"
    ))
    .await;
    let mut tx = town.tx(Role::Owner).await;
    let audience = queries::audience(&mut tx, id).await.unwrap();
    drop(tx);
    assert_eq!((audience.contacts, audience.unreachable), (3, 2));
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(6));
    assert_eq!(
        look(
            &town,
            "select count(*) from jobs where kind = 'events/tell_guests'"
        )
        .await,
        "1"
    );
    write(&town).await;
    write(&town).await;
    let mails = "select string_agg(address, ' ' order by address) from mails where kind = 'event_cancelled'";
    assert_eq!(
        look(&town, mails).await,
        "ada@engine.example ben@engine.example cleo@engine.example"
    );
    let said = "select distinct letter ->> 'title' || ', ' || (letter ->> 'message') || ', ' || (letter ->> 'timezone')
        from mails where kind = 'event_cancelled'";
    assert_eq!(look(&town, said).await, "Gala, The river rose., Europe/Berlin");
}

#[tokio::test]
async fn very_many_are_written_to_some_at_a_time() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &evening("Fair", 24)).await;
    let (organization, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
    town.act(&format!(
        "update events set status = 'published' where id = '{id}';
         with known as (
           insert into contacts (organization_id, first_name, last_name, email, created_by, owner_id)
           select '{organization}', 'Ada', 'No ' || n, 'ada' || n || '@engine.example', '{owner}', '{owner}'
           from generate_series(1, 450) n returning id)
         insert into event_attendees (organization_id, event_id, contact_id) select '{organization}', '{id}', id from known"
    ))
    .await;
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(450));
    assert_eq!(write(&town).await, 3);
    assert_eq!(
        look(
            &town,
            "select count(*) || ' ' || count(distinct contact_id) from mails"
        )
        .await,
        "450 450"
    );
    assert_eq!(
        look(&town, "select count(*) from jobs where kind = 'mail/deliver'").await,
        "450"
    );
}

#[tokio::test]
async fn an_event_that_is_taken_up_again_tells_nobody_any_more_and_is_told_anew_when_it_is_cancelled_again() {
    let town = Town::new().await;
    let id = gala(&town).await;
    guest(&town, id, Some("ada@engine.example"), "registered").await;
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(4));
    for to in [EventStatus::Draft, EventStatus::Published] {
        let mut tx = town.tx(Role::Owner).await;
        queries::set_status(&mut tx, id, to, None).await.unwrap();
        tx.commit().await.unwrap();
    }
    let unread = "select count(*) from notifications where kind = 'event_cancelled' and channel = 'in_app'";
    assert_eq!(
        look(&town, unread).await,
        "0",
        "what nobody has read is taken back"
    );
    write(&town).await;
    let mails = "select count(*) from mails where kind = 'event_cancelled'";
    assert_eq!(look(&town, mails).await, "0");
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(4));
    write(&town).await;
    assert_eq!(look(&town, unread).await, "3");
    assert_eq!(look(&town, mails).await, "1");
}

#[tokio::test]
async fn nobody_cancels_and_tells_at_another_organisation_or_without_the_right_to() {
    let town = Town::new().await;
    let id = gala(&town).await;
    guest(&town, id, Some("ada@engine.example"), "registered").await;
    let mut tx = town.harbor_tx().await;
    assert_eq!(queries::cancel(&mut tx, id, None).await, Err(AppError::NotFound));
    drop(tx);
    assert_eq!(cancel(&town, Role::Member, id).await, Err(AppError::Forbidden));
    assert_eq!(cancel(&town, Role::Door, id).await, Err(AppError::Forbidden));
    // A notice of Lumen's is none of Harbor's.
    assert_eq!(cancel(&town, Role::Owner, id).await, Ok(4));
    let notice = look(&town, "select id from event_notices").await.parse().unwrap();
    let mut tx = town.harbor_tx().await;
    assert_eq!(queries::tell_guests(&mut tx, notice, None).await, Ok(None));
    tx.commit().await.unwrap();
    assert_eq!(
        look(&town, "select count(*) from mails where contact_id is not null").await,
        "0"
    );
}
