//! One item.

use super::*;
use crate::agenda::types::{ItemStatus, SpeakerKey, speaker_line};
use crate::media::queries::{item_files, may_add_to};

#[tokio::test]
async fn what_is_typed_is_what_is_read() {
    let town = Town::new().await;
    let event = town.forum(Role::Member).await;
    let (hall, practice) = (
        town.room(event, "Main hall").await,
        town.track(event, "Practice").await,
    );
    let ada = town.contact("Ada", "Brenner").await;
    let owner = town.lumen.user(Role::Owner);
    let form = AgendaItemForm {
        agenda_type: "workshop".into(),
        track_id: practice.to_string(),
        location: "By the window".into(),
        description: "Bring a lamp.".into(),
        speakers: format!("Ada Brenner (contact:{ada})\nOwner (user:{owner})"),
        ..talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:30")
    };
    let saved = town.try_add(Role::Member, event, &form).await.unwrap();
    assert_eq!(saved.address(), format!("/events/{event}/agenda?day=2027-05-11"));
    let item = town.item(event, saved.id).await;
    assert_eq!(
        (item.start, item.end),
        (at("2027-05-11T10:00"), at("2027-05-11T11:30"))
    );
    let keys: Vec<_> = item.speakers.iter().map(|one| one.key).collect();
    assert_eq!(keys, [SpeakerKey::Contact(ada), SpeakerKey::User(owner)]);
    assert_eq!(item.speakers[0].company.as_deref(), Some("Northwind"));
    let lines: Vec<_> = item
        .speakers
        .iter()
        .map(|one| speaker_line(&one.name, one.key))
        .collect();
    let written = AgendaItemForm {
        speakers: lines.join("\n"),
        ..form
    };
    assert_eq!(AgendaItemForm::of(&item, &berlin()), written);
    assert_eq!((item.version, item.status), (1, ItemStatus::Scheduled));
}

#[tokio::test]
async fn how_long_it_takes_can_be_said_instead_of_when_it_ends() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let form = AgendaItemForm {
        minutes: "45".into(),
        ..talk("Lamps", "2027-05-11T10:00", "")
    };
    let id = town.add(event, &form).await;
    assert_eq!(town.item(event, id).await.end, at("2027-05-11T10:45"));
    let refused = town
        .try_add(Role::Owner, event, &talk("Lamps", "2027-05-11T10:00", ""))
        .await;
    assert_eq!(
        told(&refused.unwrap_err(), "end_time"),
        "Say when it ends, or how long it takes."
    );
}

#[tokio::test]
async fn an_item_lies_within_a_year_of_its_event_and_takes_a_week_at_most() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    for (from, to, field) in [
        ("2028-06-11T10:00", "2028-06-11T11:00", "start_time"),
        ("2026-04-11T10:00", "2026-04-11T11:00", "start_time"),
        ("2027-05-11T10:00", "2027-05-18T10:01", "end_time"),
        ("2027-05-11T10:00", "2027-05-11T10:00", "end_time"),
        ("2027-05-11T10:00", "2027-05-10T10:00", "end_time"),
    ] {
        let refused = town.try_add(Role::Owner, event, &talk("Lamps", from, to)).await;
        assert_ne!(told(&refused.unwrap_err(), field), "", "{from} to {to}");
    }
    // The evening before is worth a look, and may be.
    let id = town
        .add(event, &talk("Arrival", "2027-05-10T18:00", "2027-05-10T22:00"))
        .await;
    let agenda = town.agenda(event).await;
    assert!(agenda.concerns().iter().any(|concern| concern.is_about(id)));
    assert_eq!(agenda.days().len(), 4);
}

#[tokio::test]
async fn the_second_to_save_is_told_who_was_first_and_what_differs() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (hall, loft) = (
        town.room(event, "Main hall").await,
        town.room(event, "Loft").await,
    );
    let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let id = town.add(event, &form).await;
    let theirs = AgendaItemForm {
        room_id: loft.to_string(),
        ..form.clone()
    };
    let mut tx = town.tx(Role::Manager).await;
    queries::update(&mut tx, id, 1, theirs.parse().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mine = AgendaItemForm {
        title: "Lights".into(),
        ..form
    };
    let refused = town.save(id, 1, &mine).await.unwrap_err();
    let AppError::Stale { stale } = refused else {
        panic!("{refused:?}")
    };
    let changes: Vec<_> = stale
        .changes
        .iter()
        .map(|one| (one.field.as_str(), one.mine.as_str(), one.theirs.as_str()))
        .collect();
    assert_eq!(
        changes,
        [("title", "Lights", "Lamps"), ("room_id", "Main hall", "Loft")]
    );
    assert_eq!(stale.version, 2);
    assert!(stale.by.to_lowercase().contains("manager"), "{}", stale.by);
    // The same form twice is no conflict.
    assert_eq!(town.save(id, 1, &theirs).await.unwrap().version, 2);
}

#[tokio::test]
async fn other_speakers_make_another_version() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let ada = town.contact("Ada", "Brenner").await;
    let form = talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let id = town.add(event, &form).await;
    let spoken = AgendaItemForm {
        speakers: format!("contact:{ada}"),
        ..form.clone()
    };
    assert_eq!(town.save(id, 1, &spoken).await.unwrap().version, 2);
    // Nothing changed.
    assert_eq!(town.save(id, 2, &spoken).await.unwrap().version, 2);
    assert!(town.save(id, 1, &form).await.is_err());
}

#[tokio::test]
async fn an_item_goes_to_the_trash_and_comes_back_with_its_speakers() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let ada = town.contact("Ada", "Brenner").await;
    let form = AgendaItemForm {
        speakers: format!("contact:{ada}"),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    let id = town.add(event, &form).await;
    let mut tx = town.tx(Role::Owner).await;
    let deleted = queries::delete(&mut tx, id).await.unwrap();
    assert_eq!((deleted.title.as_str(), deleted.event_id), ("Lamps", event));
    tx.commit().await.unwrap();
    assert!(town.agenda(event).await.items.is_empty());
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(queries::delete(&mut tx, id).await, Err(AppError::NotFound));
    assert_eq!(may_add_to(&mut tx, id).await, Err(AppError::NotFound));
    assert_eq!(item_files(&mut tx, id).await, Err(AppError::NotFound));
    for _ in 0..2 {
        queries::restore(&mut tx, id).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(town.item(event, id).await.speakers.len(), 1);
}

#[tokio::test]
async fn a_room_or_a_track_of_another_event_is_not_there() {
    let town = Town::new().await;
    let (event, other) = (town.forum(Role::Owner).await, town.forum(Role::Owner).await);
    let (hall, practice) = (
        town.room(other, "Main hall").await,
        town.track(other, "Practice").await,
    );
    let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let refused = town.try_add(Role::Owner, event, &form).await.unwrap_err();
    assert_eq!(
        told(&refused, "room_id"),
        "This room is not there any more. Choose another one."
    );
    let form = AgendaItemForm {
        track_id: practice.to_string(),
        room_id: String::new(),
        ..form
    };
    let refused = town.try_add(Role::Owner, event, &form).await.unwrap_err();
    assert_ne!(told(&refused, "track_id"), "");
}
