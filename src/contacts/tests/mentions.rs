//! Colleagues who are named in a contact's history.

use super::*;

#[tokio::test]
async fn whoever_is_named_in_a_contacts_history_is_told_once_however_often_it_is_saved() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let said = |text: &str| {
        let form = InteractionForm {
            interaction_type: "call".into(),
            status: "completed".into(),
            description: text.into(),
            ..InteractionForm::default()
        };
        form.parse(&Zone::utc(), Utc::now()).unwrap()
    };
    let id = town
        .log(
            ada,
            &said("Ask @Member Lumen and @owner lumen, not Manager Lumen or @Owner Harbor."),
        )
        .await;
    let mut tx = town.tx(Role::Owner).await;
    let version = queries::interaction(&mut tx, id).await.unwrap().version;
    let again = said("Ask @Member Lumen and @Manager Lumen.");
    queries::update_interaction(&mut tx, id, version, &again)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told = town.told(Role::Member).await;
    let wanted = (
        "Owner Lumen mentioned you".to_owned(),
        "In the history of Ada Lovelace".to_owned(),
        format!("/contacts/{ada}"),
    );
    assert_eq!(told, std::slice::from_ref(&wanted));
    assert_eq!(town.told(Role::Manager).await, [wanted]);
    assert_eq!(town.told(Role::Owner).await, []);
}

#[tokio::test]
async fn whoever_is_named_in_a_contacts_notes_is_told_once_and_nothing_of_the_notes() {
    let town = Town::new().await;
    let noted = |notes: &str| ContactForm {
        notes: notes.into(),
        ..form("Ada", "Lovelace")
    };
    let ada = town
        .add(&noted("Likes tea. Ask @Member Lumen, not a@lumen.example"))
        .await;
    let wanted = (
        "Owner Lumen mentioned you".to_owned(),
        "In the notes of Ada Lovelace".to_owned(),
        format!("/contacts/{ada}"),
    );
    assert_eq!(town.told(Role::Member).await, std::slice::from_ref(&wanted));
    assert_eq!(town.told(Role::Manager).await, []);
    let mut tx = town.tx(Role::Owner).await;
    let version = queries::find(&mut tx, ada).await.unwrap().version;
    let again = new(&noted("Likes coffee. Ask @Member Lumen or @Manager Lumen"));
    queries::update(&mut tx, ada, version, &again).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.told(Role::Member).await, std::slice::from_ref(&wanted));
    assert_eq!(town.told(Role::Manager).await, [wanted]);
    // Once the notices are forgotten, whoever corrects something else names nobody anew; whoever is named again is told again.
    sqlx::raw_sql("set session_replication_role = replica; delete from notifications")
        .execute(&mut *town._db.admin_pool().acquire().await.unwrap())
        .await
        .unwrap();
    for (job_title, notes, told) in [
        ("Countess", "Likes coffee. Ask @Member Lumen or @Manager Lumen", 0),
        ("Countess", "Likes coffee. Ask @Manager Lumen", 0),
        (
            "Countess",
            "Likes coffee. Ask @Manager Lumen, not @Member Lumen",
            1,
        ),
    ] {
        let mut tx = town.tx(Role::Owner).await;
        let version = queries::find(&mut tx, ada).await.unwrap().version;
        let again = new(&ContactForm {
            job_title: job_title.into(),
            ..noted(notes)
        });
        queries::update(&mut tx, ada, version, &again).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(town.told(Role::Member).await.len(), told, "{notes}");
    }
    assert_eq!(town.told(Role::Manager).await, []);
}
