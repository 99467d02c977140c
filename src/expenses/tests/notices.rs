//! Who is told what of claims, and how often.

use super::chain::{named, rule};
use super::*;
use crate::approvals;
use crate::ids::UserId;

impl Town {
    /// What somebody was told here of a kind: titles, in their order.
    pub(super) async fn told(&self, person: UserId, kind: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select title from notifications where user_id = $1 and kind = $2 and channel = 'in_app' order by created_at, id",
        )
        .bind(person.0)
        .bind(kind)
        .fetch_all(&self.db.admin_pool())
        .await
        .unwrap()
    }

    /// Does what the job does.
    async fn tell_waiting(&self) {
        self.tell_waiting_as(Role::Owner).await;
    }

    pub(super) async fn tell_waiting_as(&self, role: Role) {
        let tenant = self.lumen.tenant(&self.pool, role);
        let mut tx = tenant.begin(Permission::ViewExpenses).await.unwrap();
        approvals::queries::tell_waiting(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn jobs(&self) -> i64 {
        sqlx::query_scalar("select count(*) from jobs where kind = 'approvals/tell' and state = 'waiting'")
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn whoever_is_asked_is_told_once_of_all_that_came() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    town.keep(&[named(admin)]).await;
    for _ in 0..30 {
        town.pending(Role::Member, &train("10")).await;
    }
    assert_eq!(town.jobs().await, 1, "one job for all of them");
    town.tell_waiting().await;
    assert_eq!(
        town.told(admin, "expense_waiting").await,
        ["30 claims wait for your decision"]
    );
    for person in [
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Member),
        town.lumen.user(Role::Manager),
    ] {
        assert!(
            town.told(person, "expense_waiting").await.is_empty(),
            "they are not asked"
        );
    }
    // Again within the hour: not at once, but they will be.
    town.tell_waiting().await;
    assert_eq!(town.told(admin, "expense_waiting").await.len(), 1);
    town.pending(Role::Member, &train("10")).await;
    town.tell_waiting().await;
    assert_eq!(
        (town.told(admin, "expense_waiting").await.len(), town.jobs().await),
        (1, 1)
    );
    town.try_act("update notifications set created_at = created_at - interval '61 minutes'")
        .await
        .ok();
    let moved = sqlx::raw_sql(
        "set session_replication_role = replica; update notifications set created_at = created_at - interval '61 minutes'; \
         update expenses set asked_at = asked_at - interval '1 minute'; set session_replication_role = origin",
    );
    moved.execute(&town.db.admin_pool()).await.unwrap();
    town.tell_waiting().await;
    assert_eq!(
        town.told(admin, "expense_waiting").await,
        [
            "30 claims wait for your decision",
            "31 claims wait for your decision"
        ]
    );
}

#[tokio::test]
async fn the_next_and_whoever_stands_in_are_told_when_it_is_their_turn() {
    let town = Town::new().await;
    let (owner, admin) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Admin));
    let eve = town.hire("Eve", Role::Admin).await;
    town.keep(&[named(admin), named(eve)]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.try_act(&format!(
        "insert into approval_substitutes (organization_id, user_id, substitute_id, from_date, until_date, created_by) \
         values ('{}', '{eve}', '{owner}', current_date - 1, current_date + 1, '{owner}')",
        town.lumen.id,
    ))
    .await
    .unwrap();
    let titles = ["A claim waits for your decision"];
    // The job belongs to nobody whom it tells.
    let tell = async || {
        let mut tx = town.tx(Role::Member).await;
        approvals::queries::tell_waiting(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    tell().await;
    assert_eq!(town.told(admin, "expense_waiting").await, titles);
    assert!(town.told(eve, "expense_waiting").await.is_empty());
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    tell().await;
    for person in [eve, owner] {
        assert_eq!(town.told(person, "expense_waiting").await, titles);
    }
}

#[tokio::test]
async fn claimants_hear_of_each_step_and_why() {
    let town = Town::new().await;
    let (member, owner, admin) = (
        town.lumen.user(Role::Member),
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Admin),
    );
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    town.decide_as(owner, seen.id, Verdict::Approve).await.unwrap();
    let now = town.now(seen.id).await;
    town.pay(Role::Owner, &[now], uuid::Uuid::now_v7()).await;
    let other = town.pending(Role::Member, &train("11")).await;
    town.decide_as(admin, other.id, Verdict::Question).await.unwrap();
    let third = town.pending(Role::Member, &train("12")).await;
    town.decide_as(admin, third.id, Verdict::Reject).await.unwrap();
    let title = "Travel, Deutsche Bahn";
    let told = town.told(member, "expense_decided").await;
    let expected = [
        "approved, and on to the next step",
        "approved",
        "paid",
        "sent back with a question",
        "rejected",
    ]
    .map(|word| format!("{title}: {word}"));
    assert_eq!(told, expected);
    let message: String = sqlx::query_scalar(
        "select message from notifications where title like '%rejected' and channel = 'in_app'",
    )
    .fetch_one(&town.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(message, "By Admin Lumen: As it is");
    let by_mail = async |sql: &'static str| -> i64 {
        let counted = sqlx::query_scalar(sql).bind(member.0);
        counted.fetch_one(&town.db.admin_pool()).await.unwrap()
    };
    assert_eq!(
        by_mail("select count(*) from mails where user_id = $1").await,
        0,
        "they wait for each other"
    );
    assert_eq!(
        by_mail("select count(*) from notifications where user_id = $1 and waits_for_mail").await,
        5
    );
    for person in [owner, admin, town.harbor.user(Role::Owner)] {
        assert!(town.told(person, "expense_decided").await.is_empty());
    }
}

#[tokio::test]
async fn of_many_decided_at_once_a_claimant_hears_once() {
    let town = Town::new().await;
    let mut seen = Vec::new();
    for _ in 0..12 {
        seen.push(town.pending(Role::Member, &train("10")).await);
    }
    assert_eq!(town.decide(Role::Admin, &seen, Verdict::Approve).await.done(), 12);
    let told = town.told(town.lumen.user(Role::Member), "expense_decided").await;
    assert_eq!(told, ["12 of your claims: approved"]);
}

#[tokio::test]
async fn whoever_wants_to_hear_nothing_of_claims_hears_nothing() {
    use crate::notifications::types::{NotificationKind, Preferences};

    let town = Town::new().await;
    let member = town.lumen.user(Role::Member);
    let mut tx = town.tx(Role::Member).await;
    let mut wants = crate::notifications::queries::preferences(&mut tx).await.unwrap();
    wants
        .wanted
        .retain(|(kind, _)| *kind != NotificationKind::ExpenseDecided);
    crate::notifications::queries::prefer(&mut tx, &Preferences { wanted: wants.wanted })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(
        town.decide(Role::Admin, &[seen], Verdict::Approve).await.done(),
        1
    );
    assert!(town.told(member, "expense_decided").await.is_empty());
}
