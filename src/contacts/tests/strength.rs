//! How well we know somebody, from what is stored; the cases are worked out by hand.

use super::*;
use crate::contacts::types::{CompanyFilter, HALF_LIFE_DAYS, InteractionType, REACH_DAYS, StrengthLevel};

impl Town {
    /// An interaction of somebody's, so many days ago to the second.
    async fn touch(
        &self,
        contact: ContactId,
        by: Role,
        kind: &str,
        direction: Option<&str>,
        days: f64,
        status: &str,
    ) {
        let mut tx = self.tx(Role::Owner).await;
        sqlx::query(
            "insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, direction,
               interaction_date, status)
             values ($1, $2, $3, $4, $5, now() - $6 * interval '1 day', $7)",
        )
        .bind(self.lumen.id)
        .bind(contact)
        .bind(self.lumen.user(by))
        .bind(kind)
        .bind(direction)
        .bind(days)
        .bind(status)
        .execute(tx.conn())
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    async fn done(&self, contact: ContactId, kind: &str, direction: Option<&str>, days: i64) {
        self.touch(contact, Role::Owner, kind, direction, days as f64, "completed")
            .await;
    }

    async fn parts(&self, contact: ContactId) -> Vec<(InteractionType, u32, i32)> {
        let strength = self.find(contact).await.strength;
        let part =
            |part: &crate::contacts::types::StrengthPart| (part.interaction_type, part.count, part.tenths);
        strength.parts.iter().map(part).collect()
    }
}

#[tokio::test]
async fn whoever_was_never_dealt_with_is_not_known() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let strength = town.find(ada).await.strength;
    assert_eq!((strength.tenths(), strength.level()), (0, StrengthLevel::None));
}

#[tokio::test]
async fn an_interaction_loses_half_its_weight_in_each_half_life() {
    let town = Town::new().await;
    let ada = town.ada().await;
    // 12.5 today, 6.25 after one half-life, 3.125 after two: 21.875.
    for age in 0..3 {
        town.done(ada, "meeting", Some("both"), age * HALF_LIFE_DAYS)
            .await;
    }
    assert_eq!(town.parts(ada).await, [(InteractionType::Meeting, 3, 219)]);
    assert_eq!(town.find(ada).await.strength.level(), StrengthLevel::Good);
}

#[tokio::test]
async fn kinds_and_directions_are_weighed_apart_and_listed_by_weight() {
    let town = Town::new().await;
    let ada = town.ada().await;
    // 1.5 × 3 and 1 × 3; 1 × 6 for a call of unknown direction; 1 × 1.
    town.done(ada, "email", Some("in"), 0).await;
    town.done(ada, "email", Some("out"), 0).await;
    town.done(ada, "call", None, 0).await;
    town.done(ada, "follow_up", Some("out"), 0).await;
    use InteractionType as T;
    assert_eq!(
        town.parts(ada).await,
        [
            (T::Call, 1, 60),
            (T::Email, 1, 45),
            (T::Email, 1, 30),
            (T::FollowUp, 1, 10)
        ]
    );
    assert_eq!(town.find(ada).await.strength.level(), StrengthLevel::Fair);
}

#[tokio::test]
async fn what_is_planned_called_off_deleted_or_too_old_counts_for_nothing() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.touch(ada, Role::Owner, "meeting", None, -1.0, "scheduled")
        .await;
    town.touch(ada, Role::Owner, "meeting", None, 1.0, "cancelled")
        .await;
    town.done(ada, "meeting", None, REACH_DAYS + 1).await;
    let gone = town.log(ada, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete_interaction(&mut tx, gone).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.parts(ada).await, []);
}

#[tokio::test]
async fn a_company_is_as_strong_as_the_person_we_know_best_wherever_it_is_shown() {
    let town = Town::new().await;
    let at_quay = |name| ContactForm {
        company: "Quay".into(),
        ..form(name, "Lovelace")
    };
    let (ada, grace) = (town.add(&at_quay("Ada")).await, town.add(&at_quay("Grace")).await);
    // Ada: 10 + 5 of the manager's, 5 of the member's; Grace: 12 of the member's.
    town.touch(ada, Role::Manager, "meeting", None, 0.0, "completed")
        .await;
    town.touch(ada, Role::Manager, "event", None, 0.0, "completed")
        .await;
    town.touch(ada, Role::Member, "event", None, 0.0, "completed")
        .await;
    for _ in 0..2 {
        town.touch(grace, Role::Member, "call", None, 0.0, "completed")
            .await;
    }
    let mut tx = town.tx(Role::Member).await;
    let company = queries::company(&mut tx, "Quay", None, Utc::now()).await.unwrap();
    assert_eq!(company.strength, StrengthLevel::Good);
    let closest = company.closest.unwrap();
    assert_eq!(
        (closest.colleague.as_str(), closest.contact.id),
        ("Manager Lumen", ada)
    );
    for person in &company.people.rows {
        assert_eq!(person.strength, town.find(person.id).await.strength);
    }
    let listed = queries::companies(&mut tx, &CompanyFilter::default(), None, Utc::now())
        .await
        .unwrap();
    assert_eq!(listed.rows[0].strength, company.strength);
}

#[test]
fn the_document_says_what_is_reckoned() {
    let document = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/strength.md")).unwrap();
    for interaction_type in InteractionType::ALL {
        let points = crate::contacts::types::weight(*interaction_type, None) / 100;
        let row = format!("| {} | {points} |", interaction_type.label());
        assert!(document.contains(&row), "{row}");
    }
    assert!(document.contains(&format!("{HALF_LIFE_DAYS} days")));
    assert!(document.contains(&format!("{REACH_DAYS} days")));
    for level in StrengthLevel::ALL {
        assert!(document.contains(&format!("| {} |", level.label())), "{level}");
    }
}
