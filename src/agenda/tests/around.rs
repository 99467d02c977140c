//! What befalls the agenda of an event that is moved on, cloned or deleted.

use super::*;
use crate::agenda::types::ItemStatus;
use chrono::TimeDelta;

/// An event in a status, and items that begin and end so many minutes from now.
async fn under_way(town: &Town, status: &str, items: &[(i64, i64, &str)]) -> (EventId, Vec<AgendaItemId>) {
    let event = town.forum(Role::Owner).await;
    town.act(&format!(
        "update events set status = '{status}', start_date = now() - interval '1 day', end_date = now() + interval '1 day'
         where id = '{event}'"
    ))
    .await;
    let mut ids = Vec::new();
    for (from, to, status) in items {
        let id = AgendaItemId::new();
        town.act(&format!(
            "insert into event_agenda_items (organization_id, id, event_id, created_by, title, start_time, end_time, status)
             values ('{}', '{id}', '{event}', '{}', 'Talk', now() + interval '{from} minutes', now() + interval '{to} minutes',
               '{status}')",
            town.lumen.id,
            town.lumen.user(Role::Owner),
        ))
        .await;
        ids.push(id);
    }
    (event, ids)
}

#[tokio::test]
async fn items_begin_and_end_by_themselves_while_their_event_is_under_way() {
    let town = Town::new().await;
    let items = [
        (-60, -30, "scheduled"),
        (-10, 30, "scheduled"),
        (-60, -30, "ongoing"),
        (10, 30, "scheduled"),
        (10, 30, "ongoing"),
        (-60, -30, "cancelled"),
    ];
    for (status, after) in [
        (
            "ongoing",
            [
                "completed",
                "ongoing",
                "completed",
                "scheduled",
                "ongoing",
                "cancelled",
            ],
        ),
        // What goes on when the event is over ends all the same, and nothing begins any more.
        (
            "completed",
            [
                "completed",
                "scheduled",
                "completed",
                "scheduled",
                "ongoing",
                "cancelled",
            ],
        ),
        (
            "draft",
            [
                "scheduled",
                "scheduled",
                "ongoing",
                "scheduled",
                "ongoing",
                "cancelled",
            ],
        ),
    ] {
        let (event, ids) = under_way(&town, status, &items).await;
        let is_due = events::queries::organizations_with_due_events(&town.pool)
            .await
            .unwrap();
        assert_eq!(is_due.contains(&town.lumen.id), status != "draft", "{status}");
        let mut tx = town.tx(Role::Owner).await;
        queries::move_on(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        for (id, after) in ids.iter().zip(after) {
            let status_now = town.item(event, *id).await.status;
            assert_eq!(status_now.as_str(), after, "in an event that is {status}");
        }
        assert!(
            events::queries::organizations_with_due_events(&town.pool)
                .await
                .unwrap()
                .is_empty(),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_clone_has_the_rooms_the_tracks_and_the_speakers_at_the_same_times_of_day() {
    let town = Town::new().await;
    let event = town
        .event(
            Role::Owner,
            "Europe/Berlin",
            "2027-10-29T09:00",
            "2027-10-29T18:00",
        )
        .await;
    let (hall, practice) = (
        town.room(event, "Main hall").await,
        town.track(event, "Practice").await,
    );
    town.room(event, "Loft").await;
    let (ada, gone) = (
        town.contact("Ada", "Brenner").await,
        town.contact("Ben", "Gone").await,
    );
    let form = AgendaItemForm {
        track_id: practice.to_string(),
        location: "By the window".into(),
        speakers: format!("contact:{gone}\ncontact:{ada}"),
        ..talk_in(hall, "Lamps", "2027-10-29T10:00", "2027-10-29T11:30")
    };
    town.add(event, &form).await;
    let cancelled = town
        .add(event, &talk("Called off", "2027-10-29T12:00", "2027-10-29T13:00"))
        .await;
    town.act(&format!(
        "update event_agenda_items set status = 'cancelled' where id = '{cancelled}';
         update contacts set is_deleted = true, deleted_at = now() where id = '{gone}'"
    ))
    .await;
    let mut tx = town.tx(Role::Member).await;
    // The clocks have gone back by then.
    let copy = events::queries::clone_event(&mut tx, event, "Again", at("2027-11-05T09:00"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (one, other) = (town.agenda(event).await, town.agenda(copy).await);
    let names = |agenda: &Agenda| {
        let rooms = agenda.rooms.iter().map(|room| room.name.clone());
        rooms
            .chain(agenda.tracks.iter().map(|track| track.name.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&one), names(&other));
    assert_eq!(other.items.len(), 1);
    let item = &other.items[0];
    assert_eq!(
        (item.start, item.end),
        (at("2027-11-05T10:00"), at("2027-11-05T11:30"))
    );
    assert_eq!(item.location.as_deref(), Some("By the window"));
    let room = other.room(item.room_id.unwrap()).unwrap();
    assert_eq!(room.name, "Main hall");
    assert_ne!(room.id, hall);
    assert_eq!(other.track(item.track_id.unwrap()).unwrap().name, "Practice");
    let speakers: Vec<_> = item.speakers.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(speakers, ["Ada Brenner"]);
    // The first agenda is as it was.
    assert_eq!(one.items.len(), 2);
}

#[tokio::test]
async fn the_agenda_goes_to_the_trash_with_its_event_and_comes_back_with_it() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let kept = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let kept = town.add(event, &kept).await;
    let dropped = town
        .add(event, &talk("Dropped", "2027-05-11T12:00", "2027-05-11T13:00"))
        .await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, dropped).await.unwrap();
    events::queries::delete(&mut tx, event).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.agenda_as(Role::Owner, event).await, Err(AppError::NotFound));
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(queries::restore(&mut tx, kept).await, Err(AppError::NotFound));
    assert_eq!(
        queries::insert_room(&mut tx, event, &room("Loft", ""))
            .await
            .unwrap_err(),
        AppError::NotFound
    );
    events::queries::restore(&mut tx, event).await.unwrap();
    tx.commit().await.unwrap();
    // What was dropped before the event stays dropped.
    let agenda = town.agenda(event).await;
    let ids: Vec<_> = agenda.items.iter().map(|item| item.id).collect();
    assert_eq!(ids, [kept]);
    assert_eq!(agenda.rooms.len(), 1);
}

#[tokio::test]
async fn two_hundred_items_are_read_and_moved_in_one_go() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (organization, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
    town.act(&format!(
        "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
         select '{organization}', '{event}', '{owner}', 'Talk ' || number, '{}'::timestamptz + number * interval '20 minutes',
           '{}'::timestamptz + number * interval '20 minutes' + interval '15 minutes'
         from generate_series(0, 199) as number;
         insert into event_agenda_speakers (organization_id, item_id, user_id)
         select organization_id, id, '{owner}' from event_agenda_items where event_id = '{event}'",
        at("2027-05-11T09:00"),
        at("2027-05-11T09:00"),
    ))
    .await;
    let agenda = town.agenda(event).await;
    assert_eq!(agenda.items.len(), 200);
    assert!(agenda.clashes().is_empty());
    assert!(
        agenda
            .items
            .iter()
            .all(|item| item.speakers.len() == 1 && item.status == ItemStatus::Scheduled)
    );
    let mut tx = town.tx(Role::Owner).await;
    let scope = "from:2000-01-01T00:00:00Z".parse().unwrap();
    queries::shift(&mut tx, event, scope, 30, false).await.unwrap();
    tx.commit().await.unwrap();
    let after = town.agenda(event).await;
    let is_later =
        |(one, other): (&AgendaItem, &AgendaItem)| other.start - one.start == TimeDelta::minutes(30);
    assert!(agenda.items.iter().zip(&after.items).all(is_later));
}
