//! Rooms and tracks.

use super::*;
use crate::agenda::types::Step;

#[tokio::test]
async fn rooms_stand_in_the_order_in_which_they_are_put() {
    let town = Town::new().await;
    let event = town.forum(Role::Member).await;
    let ids = [
        town.room(event, "Main hall").await,
        town.room(event, "Loft").await,
        town.room(event, "Cellar").await,
    ];
    for (id, step, after) in [
        (ids[2], Step::Before, ["Main hall", "Cellar", "Loft"]),
        (ids[0], Step::Before, ["Main hall", "Cellar", "Loft"]),
        (ids[1], Step::After, ["Main hall", "Cellar", "Loft"]),
        (ids[0], Step::After, ["Cellar", "Main hall", "Loft"]),
    ] {
        let mut tx = town.tx(Role::Member).await;
        queries::move_room(&mut tx, id, step).await.unwrap();
        tx.commit().await.unwrap();
        let agenda = town.agenda(event).await;
        let names: Vec<_> = agenda.rooms.iter().map(|room| room.name.as_str()).collect();
        assert_eq!(names, after);
    }
}

#[tokio::test]
async fn a_room_is_changed_over_the_version_that_was_read_and_its_name_is_its_own() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (hall, _) = (
        town.room(event, "Main hall").await,
        town.room(event, "Loft").await,
    );
    let mut tx = town.tx(Role::Owner).await;
    let larger = room("Great hall", "300");
    assert_eq!(queries::update_room(&mut tx, hall, 1, &larger).await, Ok(2));
    assert_eq!(queries::update_room(&mut tx, hall, 1, &larger).await, Ok(2));
    let refused = queries::update_room(&mut tx, hall, 1, &room("Small hall", ""))
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Somebody changed this room in the meantime: it is called Great hall and holds 300 by now."
    );
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::update_room(&mut tx, hall, 2, &room("Loft", ""))
        .await
        .unwrap_err();
    assert_eq!(told(&refused, "name"), "There is a room of this name already.");
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::insert_room(&mut tx, event, &room("Loft", ""))
        .await
        .unwrap_err();
    assert_eq!(told(&refused, "name"), "There is a room of this name already.");
    assert_eq!(town.agenda(event).await.rooms[0].capacity, Some(300));
}

#[tokio::test]
async fn a_room_in_which_something_takes_place_is_not_removed() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let id = town.add(event, &form).await;
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::delete_room(&mut tx, hall).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "One item takes place in this room. Move it first."
    );
    // What lies in the trash is not in the way, and has no room when it comes back.
    queries::delete(&mut tx, id).await.unwrap();
    queries::delete_room(&mut tx, hall).await.unwrap();
    queries::restore(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let agenda = town.agenda(event).await;
    assert!(agenda.rooms.is_empty());
    assert_eq!(agenda.items[0].room_id, None);
}

#[tokio::test]
async fn a_track_is_added_changed_and_removed_when_nothing_belongs_to_it() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (practice, theory) = (
        town.track(event, "Practice").await,
        town.track(event, "Theory").await,
    );
    let form = AgendaItemForm {
        track_id: practice.to_string(),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    town.add(event, &form).await;
    let mut tx = town.tx(Role::Owner).await;
    assert!(queries::delete_track(&mut tx, practice).await.is_err());
    queries::delete_track(&mut tx, theory).await.unwrap();
    assert_eq!(
        queries::update_track(&mut tx, practice, 1, &track("Craft")).await,
        Ok(2)
    );
    assert!(
        queries::update_track(&mut tx, practice, 1, &track("Art"))
            .await
            .is_err()
    );
    tx.commit().await.unwrap();
    let agenda = town.agenda(event).await;
    let names: Vec<_> = agenda.tracks.iter().map(|track| track.name.as_str()).collect();
    assert_eq!(names, ["Craft"]);
    let mut tx = town.tx(Role::Owner).await;
    let refused = queries::insert_track(&mut tx, event, &track("Craft"))
        .await
        .unwrap_err();
    assert_ne!(told(&refused, "name"), "");
}
