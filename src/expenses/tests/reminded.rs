//! Whoever is asked is reminded after three days, once of each claim, and a substitute hears that their days begin.

use super::chain::named;
use super::*;
use crate::approvals;
use crate::approvals::types::SubstituteForm;
use crate::ids::UserId;
use chrono::Timelike;

impl Town {
    /// Whose clock says so late: it is so many hours after midnight where they are.
    async fn clock(&self, person: UserId, hour: i32) {
        let now = i32::try_from(Utc::now().hour()).unwrap();
        let ahead = (hour - now + 36) % 24 - 12;
        // Signs in these names are the other way round.
        let zone = format!("Etc/GMT{:+}", -ahead);
        let statement = format!("update users set timezone = '{zone}' where id = '{person}'");
        self.try_act(&statement).await.unwrap();
    }

    async fn remind(&self) {
        let tenant = self.lumen.tenant(&self.pool, Role::Member);
        let mut tx = tenant.begin(Permission::ViewExpenses).await.unwrap();
        approvals::queries::remind(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn later(&self, hours: i32) {
        let moved = format!(
            "set session_replication_role = replica; \
             update expenses set asked_at = asked_at - interval '{hours} hours'; \
             update notifications set created_at = created_at - interval '{hours} hours'; \
             set session_replication_role = origin"
        );
        let pool = self.db.admin_pool();
        sqlx::raw_sql(AssertSqlSafe(moved)).execute(&pool).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_is_asked_is_reminded_after_three_days_by_day_and_once() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    town.keep(&[named(admin)]).await;
    town.clock(admin, 11).await;
    town.pending(Role::Member, &train("10")).await;
    town.later(71).await;
    town.remind().await;
    assert!(town.told(admin, "expense_waiting").await.is_empty(), "not yet");
    town.later(2).await;
    town.clock(admin, 3).await;
    town.remind().await;
    assert!(town.told(admin, "expense_waiting").await.is_empty(), "they sleep");
    town.clock(admin, 11).await;
    for _ in 0..2 {
        town.remind().await;
        town.later(30).await;
    }
    assert_eq!(
        town.told(admin, "expense_waiting").await,
        ["A claim has waited for you for three days"],
        "once"
    );
    assert!(
        town.told(town.lumen.user(Role::Owner), "expense_waiting")
            .await
            .is_empty()
    );
    town.pending(Role::Member, &train("11")).await;
    town.later(73).await;
    town.remind().await;
    assert_eq!(
        town.told(admin, "expense_waiting")
            .await
            .last()
            .map(String::as_str),
        Some("2 claims have waited for you for three days or longer")
    );
    // Who does not want to hear of it does not.
    town.try_act(&format!(
        "insert into notification_opt_outs (organization_id, user_id, kind, channel) values ('{}', '{admin}', 'expense_waiting', 'in_app')",
        town.lumen.id
    ))
    .await
    .unwrap();
    town.pending(Role::Member, &train("12")).await;
    town.later(73).await;
    town.remind().await;
    assert_eq!(town.told(admin, "expense_waiting").await.len(), 2);
}

#[tokio::test]
async fn a_substitute_hears_on_their_first_day_what_waits() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    let dana = town.hire("Dana", Role::Admin).await;
    town.keep(&[named(admin)]).await;
    town.clock(dana, 11).await;
    let name = async || {
        let form = SubstituteForm {
            user_id: admin.to_string(),
            substitute_id: dana.to_string(),
            from_date: today().to_string(),
            until_date: today().to_string(),
        };
        let mut tx = town.tx(Role::Owner).await;
        let new = form.parse(admin, today()).unwrap();
        approvals::queries::name_substitute(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
    };
    name().await;
    town.remind().await;
    assert!(
        town.told(dana, "expense_waiting").await.is_empty(),
        "nothing waits"
    );
    town.pending(Role::Member, &train("10")).await;
    for _ in 0..2 {
        town.remind().await;
    }
    assert_eq!(
        town.told(dana, "expense_waiting").await,
        ["From today on you decide for Admin Lumen: a claim waits"]
    );
}
