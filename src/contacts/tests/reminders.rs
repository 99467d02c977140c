//! Reminders of what people have planned.

use super::*;
use crate::ids::JobId;
use crate::tenancy::Tenant;

impl Town {
    /// What somebody at Lumen planned, so long ago.
    async fn plan(&self, contact: ContactId, role: Role, ago: &str, status: &str) {
        let mut tx = self.tx(Role::Owner).await;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, subject, status, interaction_date)
             values ($1, $2, $3, 'call', 'About looms', '{status}', now() - interval '{ago}')"
        )))
        .bind(self.lumen.id)
        .bind(contact)
        .bind(self.lumen.user(role))
        .execute(tx.conn())
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// Reminds by the organisation's own means, and says how often the person of a role was told.
    async fn reminded(&self, role: Role) -> usize {
        let system = self.lumen.user(Role::System);
        let needs = Permission::ViewContacts;
        let tenant = Tenant::for_job_of_system(self.pool.clone(), self.lumen.id, system, needs, JobId::new());
        let mut tx = tenant.begin(needs).await.unwrap();
        queries::remind(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.told(role).await.len()
    }
}

#[tokio::test]
async fn whoever_planned_something_is_reminded_of_it_once_by_their_own_clock_when_it_is_due() {
    let town = Town::new().await;
    let ada = town.ada().await;
    assert_eq!(
        queries::organizations_with_reminders(&town.pool).await.unwrap(),
        []
    );
    for (ago, status) in [
        ("-1 hour", "scheduled"),
        ("2 days", "scheduled"),
        ("1 minute", "cancelled"),
    ] {
        town.plan(ada, Role::Member, ago, status).await;
    }
    assert_eq!(
        queries::organizations_with_reminders(&town.pool).await.unwrap(),
        []
    );
    assert_eq!(town.reminded(Role::Member).await, 0);

    let mut tx = town.tx(Role::Owner).await;
    sqlx::query(
        "update users set timezone = 'Asia/Tokyo', locale = 'en-GB' where organization_id = $1 and id = $2",
    )
    .bind(town.lumen.id)
    .bind(town.lumen.user(Role::Member))
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    town.plan(ada, Role::Member, "1 minute", "scheduled").await;
    assert_eq!(
        queries::organizations_with_reminders(&town.pool).await.unwrap(),
        [town.lumen.id]
    );
    for _ in 0..2 {
        assert_eq!(town.reminded(Role::Member).await, 1);
    }
    assert_eq!(
        queries::organizations_with_reminders(&town.pool).await.unwrap(),
        []
    );
    let (title, message, path) = town.told(Role::Member).await.remove(0);
    assert_eq!(title, "Your follow-up with Ada Lovelace is due");
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    let at = tokyo
        .local(Utc::now() - TimeDelta::minutes(1))
        .format("%H:")
        .to_string();
    assert!(
        message.starts_with("Call: About looms, planned for ") && message.contains(&at),
        "{message}"
    );
    assert_eq!(path, format!("/contacts/{ada}"));
}

#[tokio::test]
async fn who_wants_to_hear_of_nothing_costs_no_job_and_holds_up_nobody() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Member).await;
    crate::notifications::queries::prefer(&mut tx, &crate::notifications::types::Preferences::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..501 {
        town.plan(ada, Role::Member, "10 minutes", "scheduled").await;
    }
    let due = async || queries::organizations_with_reminders(&town.pool).await.unwrap();
    assert_eq!(due().await, []);
    town.plan(ada, Role::Manager, "1 minute", "scheduled").await;
    assert_eq!(due().await, [town.lumen.id]);
    assert_eq!(town.reminded(Role::Manager).await, 1);
    assert_eq!(town.told(Role::Member).await, []);
    assert_eq!(due().await, []);
}

#[tokio::test]
async fn what_is_put_off_is_due_again_and_what_is_in_the_trash_is_not() {
    let town = Town::new().await;
    let (ada, gone) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    town.plan(ada, Role::Member, "10 minutes", "scheduled").await;
    town.plan(gone, Role::Manager, "10 minutes", "scheduled").await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, gone).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.reminded(Role::Member).await, 1);
    assert_eq!(town.reminded(Role::Manager).await, 0);
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query("update contact_interactions set interaction_date = now() - interval '1 second' where organization_id = $1 and contact_id = $2")
        .bind(town.lumen.id)
        .bind(ada)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.reminded(Role::Member).await, 2);
}
