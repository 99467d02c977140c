//! Another organisation, and those who may only look.

use super::*;
use crate::agenda::types::{ItemStatus, ShiftScope, Step};
use crate::media::queries::{item_files, may_add_to};

#[tokio::test]
async fn nothing_of_an_agenda_is_there_for_another_organisation() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (hall, practice) = (
        town.room(event, "Main hall").await,
        town.track(event, "Practice").await,
    );
    let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let item = town.add(event, &form).await;
    let typed = || form.parse().unwrap();
    let place = Place {
        start: at("2027-05-11T12:00"),
        end: at("2027-05-11T13:00"),
        room_id: None,
    };
    let day = ShiftScope::Day("2027-05-11".parse().unwrap());
    let mut tx = town.harbor_tx().await;
    let gone = AppError::NotFound;
    assert_eq!(queries::find(&mut tx, event).await.unwrap_err(), gone);
    assert_eq!(queries::insert(&mut tx, event, typed()).await.unwrap_err(), gone);
    assert_eq!(
        queries::update(&mut tx, item, 1, typed()).await.unwrap_err(),
        gone
    );
    assert_eq!(
        queries::place(&mut tx, item, 1, &place, true).await.unwrap_err(),
        gone
    );
    let cancelled = queries::set_status(&mut tx, item, 1, ItemStatus::Cancelled, true).await;
    assert_eq!(cancelled.unwrap_err(), gone);
    assert_eq!(queries::delete(&mut tx, item).await.unwrap_err(), gone);
    assert_eq!(queries::restore(&mut tx, item).await.unwrap_err(), gone);
    assert_eq!(
        queries::shift(&mut tx, event, day, 15, true).await.unwrap_err(),
        gone
    );
    assert_eq!(queries::undo_shift(&mut tx, event, &[]).await.unwrap_err(), gone);
    assert_eq!(
        queries::insert_room(&mut tx, event, &room("Loft", ""))
            .await
            .unwrap_err(),
        gone
    );
    assert_eq!(
        queries::update_room(&mut tx, hall, 1, &room("Loft", ""))
            .await
            .unwrap_err(),
        gone
    );
    assert_eq!(
        queries::move_room(&mut tx, hall, Step::After).await.unwrap_err(),
        gone
    );
    assert_eq!(queries::delete_room(&mut tx, hall).await.unwrap_err(), gone);
    assert_eq!(
        queries::insert_track(&mut tx, event, &track("Art"))
            .await
            .unwrap_err(),
        gone
    );
    assert_eq!(
        queries::update_track(&mut tx, practice, 1, &track("Art"))
            .await
            .unwrap_err(),
        gone
    );
    assert_eq!(queries::delete_track(&mut tx, practice).await.unwrap_err(), gone);
    assert_eq!(item_files(&mut tx, item).await.unwrap_err(), gone);
    assert_eq!(may_add_to(&mut tx, item).await.unwrap_err(), gone);
    // Its own turn of the job changes nothing here.
    queries::move_on(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.item(event, item).await.version, 1);
}

#[tokio::test]
async fn who_speaks_in_another_organisation_is_nobody_here() {
    let town = Town::new().await;
    let ada = town.contact("Ada", "Brenner").await;
    let mut tx = town.harbor_tx().await;
    let new = event("Europe/Berlin", "2027-05-11T09:00", "2027-05-13T18:00");
    let theirs = events::queries::insert(&mut tx, &new).await.unwrap();
    for named in [
        format!("contact:{ada}"),
        "Ada Brenner".into(),
        "owner@lumen.example".into(),
    ] {
        let form = AgendaItemForm {
            speakers: named.clone(),
            ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
        };
        let refused = queries::insert(&mut tx, theirs, form.parse().unwrap())
            .await
            .unwrap_err();
        assert_ne!(told(&refused, "speakers"), "", "{named}");
    }
}

#[tokio::test]
async fn a_member_changes_the_agenda_of_what_they_made_and_looks_at_the_others() {
    let town = Town::new().await;
    let (own, others) = (town.forum(Role::Member).await, town.forum(Role::Manager).await);
    let form = talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    town.try_add(Role::Member, own, &form).await.unwrap();
    let item = town.add(others, &form).await;
    assert!(town.agenda_as(Role::Member, own).await.unwrap().event.can_edit);
    assert!(!town.agenda_as(Role::Member, others).await.unwrap().event.can_edit);
    let forbidden = AppError::Forbidden;
    assert_eq!(
        town.try_add(Role::Member, others, &form).await.unwrap_err(),
        forbidden
    );
    let mut tx = town.tx(Role::Member).await;
    let saved = queries::update(&mut tx, item, 1, form.parse().unwrap()).await;
    assert_eq!(saved.unwrap_err(), forbidden);
    assert_eq!(queries::delete(&mut tx, item).await.unwrap_err(), forbidden);
    assert_eq!(queries::restore(&mut tx, item).await.unwrap_err(), forbidden);
    assert_eq!(
        queries::insert_room(&mut tx, others, &room("Loft", ""))
            .await
            .unwrap_err(),
        forbidden
    );
    assert_eq!(may_add_to(&mut tx, item).await.unwrap_err(), forbidden);
    assert!(item_files(&mut tx, item).await.unwrap().is_empty());
}
