//! Adding, reading, changing and moving one contact.

use super::*;
use crate::contacts::types::{ContactStatus, ContactType, Priority};
use crate::error::AppError;
use proptest::strategy::{Strategy, ValueTree};
use proptest::string::{RegexGeneratorStrategy, string_regex};
use proptest::test_runner::TestRunner;

fn full(owner: UserId) -> ContactForm {
    ContactForm {
        email: "Ada@Example.com".into(),
        phone: "+44 20 7946 0958".into(),
        company: "Analytical Engines".into(),
        job_title: "Countess".into(),
        linkedin_url: "linkedin.com/in/ada".into(),
        avatar_url: "example.com/ada.jpg".into(),
        bio: "Wrote the first program.\r\nFor a machine that was never built.".into(),
        contact_type: "contact".into(),
        status: "hot_lead".into(),
        priority: "high".into(),
        business_type: "Engines".into(),
        network_type: "Scientific".into(),
        industry: "Computing".into(),
        notes: "Likes horses.".into(),
        lead_score: "77".into(),
        tags: "vip, London".into(),
        ..owned_by(owner)
    }
}

#[tokio::test]
async fn a_contact_is_read_as_it_was_typed() {
    let town = Town::new().await;
    let manager = town.lumen.user(Role::Manager);
    let mut tx = town.tx(Role::Member).await;
    let id = queries::insert(&mut tx, &new(&full(manager))).await.unwrap();
    let ada = queries::find(&mut tx, id).await.unwrap();

    assert_eq!(
        ContactForm::of(&ada),
        ContactForm::from(new(&full(manager)).values())
    );
    assert_eq!(ada.name(), "Ada Lovelace");
    assert_eq!(
        (ada.contact_type, ada.status, ada.priority),
        (ContactType::Contact, ContactStatus::HotLead, Priority::High)
    );
    assert_eq!(ada.email.as_deref(), Some("Ada@Example.com"));
    assert_eq!(ada.linkedin_url.as_deref(), Some("https://linkedin.com/in/ada"));
    assert_eq!(ada.avatar_url.as_deref(), Some("https://example.com/ada.jpg"));
    assert_eq!(ada.tags, ["vip", "London"]);
    assert_eq!(
        ada.owner.as_ref().map(|owner| owner.name.as_str()),
        Some("Manager Lumen")
    );
    assert_eq!(ada.created_by.name, "Member Lumen");
    assert_eq!(
        (ada.version, ada.updated_by, ada.last_interaction),
        (1, None, None)
    );
}

#[tokio::test]
async fn everything_the_form_accepts_can_be_stored() {
    let town = Town::new().await;
    let mut runner = TestRunner::deterministic();
    let text = |pattern: &'static str| string_regex(pattern).unwrap();
    let (name, long, local) = (text("\\PC{1,20}"), text("\\PC{0,60}"), text("[!-~À-ž]{1,20}"));
    let mut tx = town.tx(Role::Owner).await;
    let mut stored = 0;
    for round in 0..1500 {
        let mut sample =
            |text: &RegexGeneratorStrategy<String>| text.new_tree(&mut runner).unwrap().current();
        let form = ContactForm {
            email: if round % 2 == 0 {
                String::new()
            } else {
                format!("{}@example.com", sample(&local))
            },
            company: sample(&long),
            tags: sample(&long),
            notes: sample(&long),
            linkedin_url: if round % 3 == 0 {
                String::new()
            } else {
                format!("example.com/{}", sample(&local))
            },
            ..form(&sample(&name), &sample(&name))
        };
        let Ok(contact) = form.parse() else { continue };
        let id = queries::insert(&mut tx, &contact).await;
        let id = id.unwrap_or_else(|error| panic!("{error:?}: {form:?}"));
        let found = queries::find(&mut tx, id).await.unwrap();
        assert_eq!(ContactForm::of(&found), ContactForm::from(contact.values()));
        stored += 1;
    }
    assert!(stored > 100, "{stored}");
}

#[tokio::test]
async fn what_another_system_said_of_a_contact_is_read_name_by_name() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(queries::find(&mut tx, id).await.unwrap().metadata, []);
    sqlx::query("update contacts set metadata = $3 where organization_id = $1 and id = $2")
        .bind(town.lumen.id)
        .bind(id.0)
        .bind(serde_json::json!({ "ticket": 7, "badge": "VIP", "table": null, "diet": ["vegan", "no nuts"] }))
        .execute(tx.conn())
        .await
        .unwrap();
    let said = queries::find(&mut tx, id).await.unwrap().metadata;
    let said: Vec<_> = said
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("badge", "VIP"),
            ("diet", r#"["vegan", "no nuts"]"#),
            ("table", ""),
            ("ticket", "7")
        ]
    );
}

#[tokio::test]
async fn a_save_changes_the_record_its_version_and_who_did_it() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Admin).await;
    let version = queries::update(&mut tx, id, 1, &new(&full(town.lumen.user(Role::Member))))
        .await
        .unwrap();
    let ada = queries::find(&mut tx, id).await.unwrap();
    assert_eq!((version, ada.version), (2, 2));
    assert_eq!(ada.job_title.as_deref(), Some("Countess"));
    assert_eq!(
        ada.updated_by.map(|editor| editor.name).as_deref(),
        Some("Admin Lumen")
    );
}

#[tokio::test]
async fn a_save_without_a_change_makes_no_version_and_no_line_in_the_audit() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Admin).await;
    assert_eq!(
        queries::update(&mut tx, id, 1, &new(&form("Ada", "Lovelace"))).await,
        Ok(1)
    );
    queries::set_type(&mut tx, id, ContactType::Target).await.unwrap();
    queries::set_owner(&mut tx, id, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.find(id).await.version, 1);
    assert_eq!(audit_of(&town, id).await.len(), 1);
}

/// Action, actor and changed columns of a contact's lines, oldest first.
async fn audit_of(town: &Town, id: ContactId) -> Vec<(String, Option<UserId>, Vec<String>)> {
    sqlx::query_as(
        "select action, user_id, array(select jsonb_object_keys(new_values) order by 1) from audit_logs \
         where organization_id = $1 and table_name = 'contacts' and record_id = $2 order by created_at, id",
    )
    .bind(town.lumen.id)
    .bind(id)
    .fetch_all(town.tx(Role::Owner).await.conn())
    .await
    .unwrap()
}

#[tokio::test]
async fn every_change_leaves_a_line_with_who_did_it_and_what() {
    let town = Town::new().await;
    let id = town.ada().await;
    let mut tx = town.tx(Role::Manager).await;
    queries::set_type(&mut tx, id, ContactType::Plug).await.unwrap();
    queries::set_owner(&mut tx, id, Some(town.lumen.user(Role::Member)))
        .await
        .unwrap();
    queries::delete(&mut tx, id).await.unwrap();
    queries::restore(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();

    let lines = audit_of(&town, id).await;
    let manager = Some(town.lumen.user(Role::Manager));
    let told: Vec<_> = lines[1..]
        .iter()
        .map(|(action, by, columns)| (action.as_str(), *by, columns.join(" ")))
        .collect();
    assert_eq!(lines[0].0, "create");
    assert_eq!(lines[0].1, Some(town.lumen.user(Role::Owner)));
    assert_eq!(
        told,
        [
            ("update", manager, "contact_type".to_owned()),
            ("update", manager, "owner_id".to_owned()),
            ("delete", manager, "deleted_at deletion_id is_deleted".to_owned()),
            ("restore", manager, "deleted_at deletion_id is_deleted".to_owned()),
        ]
    );
}

#[tokio::test]
async fn a_contact_moves_to_a_stage_and_nothing_else_about_it_changes() {
    let town = Town::new().await;
    let id = town.add(&full(town.lumen.user(Role::Member))).await;
    let before = town.find(id).await;
    let mut tx = town.tx(Role::Member).await;
    queries::set_type(&mut tx, id, ContactType::Plug).await.unwrap();
    tx.commit().await.unwrap();
    let after = town.find(id).await;
    assert_eq!((after.contact_type, after.version), (ContactType::Plug, 2));
    assert_eq!(
        ContactForm {
            contact_type: "contact".into(),
            ..ContactForm::of(&after)
        },
        ContactForm::of(&before)
    );
}

#[tokio::test]
async fn an_owner_is_an_active_colleague() {
    let town = Town::new().await;
    let gone = town.lumen.user(Role::Admin);
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query("update users set is_active = false where organization_id = $1 and id = $2")
        .bind(town.lumen.id)
        .bind(gone)
        .execute(tx.conn())
        .await
        .unwrap();
    let id = queries::insert(&mut tx, &new(&form("Ada", "Lovelace")))
        .await
        .unwrap();
    let wrong = Err(AppError::field(
        "owner_id",
        "Choose an active colleague, or nobody.",
    ));
    for stranger in [
        gone,
        town.lumen.user(Role::System),
        town.harbor.user(Role::Member),
        UserId::new(),
    ] {
        assert_eq!(
            queries::insert(&mut tx, &new(&owned_by(stranger)))
                .await
                .map(|_| 0),
            wrong
        );
        assert_eq!(
            queries::update(&mut tx, id, 1, &new(&owned_by(stranger))).await,
            wrong
        );
        assert_eq!(
            queries::set_owner(&mut tx, id, Some(stranger)).await.map(|()| 0),
            wrong
        );
    }
    assert_eq!(queries::find(&mut tx, id).await.unwrap().version, 1);
}

#[tokio::test]
async fn a_contact_of_somebody_who_has_left_can_still_be_saved() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    let id = town.add(&owned_by(admin)).await;
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query("update users set is_active = false where organization_id = $1 and id = $2")
        .bind(town.lumen.id)
        .bind(admin)
        .execute(tx.conn())
        .await
        .unwrap();
    let saved = queries::update(
        &mut tx,
        id,
        1,
        &new(&ContactForm {
            notes: "x".into(),
            ..owned_by(admin)
        }),
    )
    .await;
    assert_eq!(saved, Ok(2));
}
