//! Another organisation's ids, and ids of nothing at all.

use super::*;
use crate::contacts::types::{ContactFilter, ContactType};
use crate::error::AppError;

#[tokio::test]
async fn every_function_finds_nothing_under_a_foreign_id() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let call_with_ada = town.log(ada, &call(hours_ago(1))).await;
    let before = [
        town.row("contacts", ada.0).await,
        town.row("contact_interactions", call_with_ada.0).await,
    ];

    for (contact, interaction) in [(ada, call_with_ada), (ContactId::new(), InteractionId::new())] {
        let mut tx = town.harbor_tx().await;
        let typed = new(&form("Ada", "King"));
        let logged = call(hours_ago(2));
        let outcomes = [
            queries::find(&mut tx, contact).await.map(drop),
            queries::timeline(&mut tx, contact, None).await.map(drop),
            queries::update(&mut tx, contact, 1, &typed).await.map(drop),
            queries::set_type(&mut tx, contact, ContactType::Plug).await,
            queries::set_owner(&mut tx, contact, None).await,
            queries::delete(&mut tx, contact).await.map(drop),
            queries::restore(&mut tx, contact).await,
            queries::insert_interaction(&mut tx, contact, &logged)
                .await
                .map(drop),
            queries::interaction(&mut tx, interaction).await.map(drop),
            queries::update_interaction(&mut tx, interaction, 1, &logged)
                .await
                .map(drop),
            queries::complete_interaction(&mut tx, interaction, None).await,
            queries::cancel_interaction(&mut tx, interaction).await,
            queries::delete_interaction(&mut tx, interaction).await.map(drop),
            queries::restore_interaction(&mut tx, interaction).await,
        ];
        for (position, outcome) in outcomes.into_iter().enumerate() {
            assert_eq!(outcome, Err(AppError::NotFound), "function {position}");
        }
        tx.commit().await.unwrap();
    }
    let after = [
        town.row("contacts", ada.0).await,
        town.row("contact_interactions", call_with_ada.0).await,
    ];
    assert_eq!(after, before);
}

#[tokio::test]
async fn no_list_shows_another_organisations_rows() {
    let town = Town::new().await;
    let (ada, grace) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    town.log(ada, &interaction("call", "scheduled", hours_ago(30)))
        .await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, grace).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = town.harbor_tx().await;
    assert_eq!(
        queries::page(&mut tx, &ContactFilter::default(), None)
            .await
            .unwrap()
            .rows,
        []
    );
    assert_eq!(queries::trash(&mut tx, None).await.unwrap().rows, []);
    assert_eq!(
        queries::home(&mut tx, &Zone::utc(), Utc::now()).await.unwrap(),
        Default::default()
    );
}
