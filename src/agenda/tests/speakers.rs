//! Who speaks, and who could.

use super::*;
use crate::agenda::types::{Speaker, SpeakerKey};

async fn found(town: &Town, role: Role, event: EventId, typed: &str) -> AppResult<Vec<Speaker>> {
    let mut tx = town.tx(role).await;
    queries::find_speakers(&mut tx, event, typed).await
}

#[tokio::test]
async fn colleagues_and_contacts_are_found_by_what_is_typed() {
    let town = Town::new().await;
    let event = town.forum(Role::Member).await;
    let ada = town.contact("Ada", "Brenner").await;
    let of = |found: Vec<Speaker>| found.into_iter().map(|one| one.key).collect::<Vec<_>>();
    assert_eq!(
        of(found(&town, Role::Member, event, "ada br").await.unwrap()),
        [SpeakerKey::Contact(ada)]
    );
    let owner = SpeakerKey::User(town.lumen.user(Role::Owner));
    assert!(of(found(&town, Role::Member, event, "owner").await.unwrap()).contains(&owner));
    assert!(
        found(&town, Role::Member, event, "nobody at all")
            .await
            .unwrap()
            .is_empty()
    );
    // Nothing typed: whoever speaks there already comes first.
    let form = AgendaItemForm {
        speakers: format!("contact:{ada}"),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    town.add(event, &form).await;
    let offered = of(found(&town, Role::Member, event, "").await.unwrap());
    assert_eq!(offered[0], SpeakerKey::Contact(ada));
    assert!(offered.contains(&owner) && offered.len() <= 20);
    // Another organisation's people are nobody here.
    let mut harbor = town.harbor_tx().await;
    assert_eq!(
        queries::find_speakers(&mut harbor, event, "ada").await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        found(&town, Role::Door, event, "ada").await,
        Err(AppError::NotFound)
    );
}

#[tokio::test]
async fn whoever_is_written_by_hand_is_found_by_address_or_whole_name() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let ada = town.contact("Ada", "Brenner").await;
    let owner = town.lumen.user(Role::Owner);
    let speakers = |text: &str| AgendaItemForm {
        speakers: text.into(),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    let id = town
        .add(
            event,
            &speakers("ADA@northwind.example\r\nowner@lumen.example\nada brenner"),
        )
        .await;
    let keys: Vec<_> = town
        .item(event, id)
        .await
        .speakers
        .iter()
        .map(|one| one.key)
        .collect();
    assert_eq!(keys, [SpeakerKey::Contact(ada), SpeakerKey::User(owner)]);

    let refused = town
        .try_add(Role::Owner, event, &speakers("Grace Hopper"))
        .await
        .unwrap_err();
    assert_eq!(
        told(&refused, "speakers"),
        "Nobody is called Grace Hopper. Write a whole name, or the e-mail address."
    );
    let other = ContactId::new();
    town.act(&format!(
        "insert into contacts (organization_id, id, first_name, last_name, created_by) values ('{}', '{other}', 'Ada', 'Brenner', '{owner}')",
        town.lumen.id
    ))
    .await;
    let refused = town
        .try_add(Role::Owner, event, &speakers("Ada Brenner"))
        .await
        .unwrap_err();
    assert!(told(&refused, "speakers").starts_with("There are several people called Ada Brenner"));
    // A key of nobody.
    let stranger = format!("contact:{}", ContactId::new());
    let refused = town
        .try_add(Role::Owner, event, &speakers(&stranger))
        .await
        .unwrap_err();
    assert_ne!(told(&refused, "speakers"), "");
}

#[tokio::test]
async fn whoever_goes_to_the_trash_stays_in_the_programme_and_is_not_asked_again() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let ada = town.contact("Ada", "Brenner").await;
    let form = AgendaItemForm {
        speakers: format!("contact:{ada}"),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    let id = town.add(event, &form).await;
    town.act(&format!(
        "update contacts set is_deleted = true, deleted_at = now() where id = '{ada}'"
    ))
    .await;
    // The item is saved with her, in another place among the others.
    let both = AgendaItemForm {
        speakers: format!("owner@lumen.example\ncontact:{ada}"),
        ..form.clone()
    };
    town.save(id, 1, &both).await.unwrap();
    let keys: Vec<_> = town
        .item(event, id)
        .await
        .speakers
        .iter()
        .map(|one| one.key)
        .collect();
    assert_eq!(keys[1], SpeakerKey::Contact(ada));
    let refused = town.try_add(Role::Owner, event, &form).await.unwrap_err();
    assert_ne!(told(&refused, "speakers"), "");
}

#[tokio::test]
async fn door_staff_see_who_speaks_and_nothing_more_of_them() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let ada = town.contact("Ada", "Brenner").await;
    let form = AgendaItemForm {
        speakers: format!("contact:{ada}"),
        ..talk("Lamps", "2027-05-11T10:00", "2027-05-11T11:00")
    };
    town.add(event, &form).await;
    assert_eq!(town.agenda_as(Role::Door, event).await, Err(AppError::NotFound));
    let mut tx = town.tx(Role::Owner).await;
    events::queries::assign(&mut tx, event, town.lumen.user(Role::Door))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let seen = town.agenda_as(Role::Door, event).await.unwrap();
    let speaker = &seen.items[0].speakers[0];
    assert_eq!(
        (speaker.name.as_str(), speaker.company.as_deref()),
        ("Ada Brenner", None)
    );
    let seen = town.agenda_as(Role::Member, event).await.unwrap();
    assert_eq!(seen.items[0].speakers[0].company.as_deref(), Some("Northwind"));
}
