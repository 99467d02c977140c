//! Items carried elsewhere, and what is in their way.

use super::*;
use crate::agenda::types::{ClashOf, ItemStatus, SpeakerKey};

#[tokio::test]
async fn an_item_is_carried_to_another_time_and_room() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (hall, loft) = (
        town.room(event, "Main hall").await,
        town.room(event, "Loft").await,
    );
    let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:00");
    let id = town.add(event, &form).await;
    let there = ("2027-05-12T14:00", "2027-05-12T15:30");
    let placed = town.place(id, 1, there, Some(loft), false).await.unwrap();
    assert_eq!(placed, Placed::Saved { version: 2 });
    let item = town.item(event, id).await;
    assert_eq!(
        (item.start, item.end, item.room_id),
        (at("2027-05-12T14:00"), at("2027-05-12T15:30"), Some(loft))
    );
    // To where it is already it need not be carried, whatever version that was read.
    assert_eq!(
        town.place(id, 1, there, Some(loft), false).await.unwrap(),
        Placed::Saved { version: 2 }
    );
    // From a version that is not there any more it is not.
    let refused = town.place(id, 1, there, None, true).await.unwrap_err();
    assert!(matches!(refused, AppError::Conflict { .. }), "{refused:?}");
    for wrong in [
        ("2027-05-12T15:00", "2027-05-12T15:00"),
        ("2027-05-12T15:00", "2027-05-12T14:00"),
        ("2030-05-12T15:00", "2030-05-12T16:00"),
    ] {
        assert!(town.place(id, 2, wrong, None, true).await.is_err(), "{wrong:?}");
    }
}

#[tokio::test]
async fn what_clashes_is_told_and_saved_only_when_that_is_confirmed() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let (hall, loft) = (
        town.room(event, "Main hall").await,
        town.room(event, "Loft").await,
    );
    let ada = town.contact("Ada", "Brenner").await;
    let with_ada = |form: AgendaItemForm| AgendaItemForm {
        speakers: format!("Ada Brenner (contact:{ada})"),
        ..form
    };
    let keynote = with_ada(talk_in(hall, "Keynote", "2027-05-11T10:00", "2027-05-11T11:00"));
    let keynote = town.add(event, &keynote).await;
    let panel = with_ada(talk_in(loft, "Panel", "2027-05-11T11:00", "2027-05-11T12:00"));
    let panel = town.add(event, &panel).await;
    // Half-open: the one begins when the other ends.
    assert!(town.agenda(event).await.clashes().is_empty());

    let there = ("2027-05-11T10:30", "2027-05-11T11:30");
    let Placed::Clashing(clashes) = town.place(panel, 1, there, Some(hall), false).await.unwrap() else {
        panic!("nothing is in the way")
    };
    let of: Vec<_> = clashes.iter().map(|clash| clash.of).collect();
    assert_eq!(
        of,
        [ClashOf::Room(hall), ClashOf::Speaker(SpeakerKey::Contact(ada))]
    );
    assert!(
        clashes
            .iter()
            .all(|clash| clash.is_about(keynote) && clash.is_about(panel))
    );
    // Nothing was written.
    let item = town.item(event, panel).await;
    assert_eq!((item.version, item.room_id), (1, Some(loft)));

    let placed = town.place(panel, 1, there, Some(hall), true).await.unwrap();
    assert_eq!(placed, Placed::Saved { version: 2 });
    assert_eq!(town.agenda(event).await.clashes().len(), 2);
    // What was confirmed is not asked again: neither a little later, nor by the form.
    let later = ("2027-05-11T10:40", "2027-05-11T11:40");
    assert_eq!(
        town.place(panel, 2, later, Some(hall), false).await.unwrap(),
        Placed::Saved { version: 3 }
    );
    let form = AgendaItemForm {
        title: "Large panel".into(),
        ..AgendaItemForm::of(&town.item(event, panel).await, &berlin())
    };
    assert_eq!(town.save(panel, 3, &form).await.unwrap().version, 4);
}

#[tokio::test]
async fn a_form_that_clashes_is_refused_at_the_box_by_which_it_is_saved() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let keynote = talk_in(hall, "Keynote", "2027-05-11T10:00", "2027-05-11T11:00");
    town.add(event, &keynote).await;
    let form = talk_in(hall, "Panel", "2027-05-11T10:59", "2027-05-11T12:00");
    let refused = town.try_add(Role::Owner, event, &form).await.unwrap_err();
    let words = told(&refused, "is_confirmed");
    assert!(words.starts_with("Main hall is taken: Keynote, 10:00"), "{words}");
    assert_eq!(town.agenda(event).await.items.len(), 1);
    let confirmed = AgendaItemForm {
        is_confirmed: "true".into(),
        ..form
    };
    town.add(event, &confirmed).await;
    assert_eq!(town.agenda(event).await.items.len(), 2);
}

#[tokio::test]
async fn a_cancelled_item_makes_way_and_asks_before_it_comes_back() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let form = talk_in(hall, "Keynote", "2027-05-11T10:00", "2027-05-11T11:00");
    let keynote = town.add(event, &form).await;
    let set = async |version, to, is_confirmed| {
        let mut tx = town.tx(Role::Owner).await;
        let placed = queries::set_status(&mut tx, keynote, version, to, is_confirmed).await?;
        tx.commit().await?;
        AppResult::Ok(placed)
    };
    assert_eq!(
        set(1, ItemStatus::Cancelled, false).await.unwrap(),
        Placed::Saved { version: 2 }
    );
    // Its place is free.
    let panel = talk_in(hall, "Panel", "2027-05-11T10:00", "2027-05-11T11:00");
    town.add(event, &panel).await;
    let asked = set(2, ItemStatus::Scheduled, false).await.unwrap();
    assert!(matches!(asked, Placed::Clashing(clashes) if clashes.len() == 1));
    assert_eq!(
        set(2, ItemStatus::Scheduled, true).await.unwrap(),
        Placed::Saved { version: 3 }
    );
    // Twice the same is no conflict, and from an older version something else is one.
    assert_eq!(
        set(1, ItemStatus::Scheduled, false).await.unwrap(),
        Placed::Saved { version: 3 }
    );
    assert!(set(1, ItemStatus::Completed, false).await.is_err());
}

#[tokio::test]
async fn what_is_moved_to_later_from_now_has_not_begun() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let id = town
        .add(event, &talk("Keynote", "2027-05-11T10:00", "2027-05-11T11:00"))
        .await;
    town.act(&format!(
        "update event_agenda_items set status = 'ongoing' where id = '{id}'"
    ))
    .await;
    let there = ("2027-05-11T12:00", "2027-05-11T13:00");
    town.place(id, 2, there, None, false).await.unwrap();
    assert_eq!(town.item(event, id).await.status, ItemStatus::Scheduled);
}
