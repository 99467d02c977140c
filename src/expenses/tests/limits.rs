//! How far approving goes for an event.

use super::chain::rule;
use super::*;
use crate::expenses::types::EventLimitsForm;
use crate::notifications::types::NotificationKind;
use std::sync::Arc;

/// A train for an event.
fn train_to(event: EventId, amount: &str) -> ExpenseForm {
    ExpenseForm {
        event_id: event.to_string(),
        ..train(amount)
    }
}

impl Town {
    async fn try_limit(
        &self,
        role: Role,
        event: EventId,
        version: i32,
        limit: &str,
        percent: &str,
    ) -> AppResult<()> {
        let form = EventLimitsForm {
            approval_limit: limit.into(),
            alert_percent: percent.into(),
        };
        let new = form.by(&english(), Currency::EUR).unwrap();
        let tenant = self.lumen.tenant(&self.pool, role);
        let mut tx = tenant.begin(Permission::EditEvents).await?;
        queries::set_limits(&mut tx, event, version, &new).await?;
        tx.commit().await
    }

    async fn limit(&self, event: EventId, limit: &str) {
        self.try_limit(Role::Owner, event, 0, limit, "").await.unwrap();
    }

    /// How often somebody was told of budgets, here.
    async fn told_of_budgets(&self, role: Role) -> i64 {
        sqlx::query_scalar(
            "select count(*) from notifications where user_id = $1 and kind = $2 and channel = 'in_app'",
        )
        .bind(self.lumen.user(role).0)
        .bind(NotificationKind::BudgetUsed.as_str())
        .fetch_one(&self.db.admin_pool())
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn exactly_the_limit_is_approved_and_a_cent_more_is_not() {
    let town = Town::new().await;
    let event = town.event().await;
    town.limit(event, "100").await;
    let (first, second) = (
        town.pending(Role::Member, &train_to(event, "60.00")).await,
        town.pending(Role::Member, &train_to(event, "40.01")).await,
    );
    let (third, elsewhere) = (
        town.pending(Role::Member, &train_to(event, "40.00")).await,
        town.pending(Role::Member, &train("500.00")).await,
    );
    let decided = town
        .decide(Role::Owner, &[first, second, third, elsewhere], Verdict::Approve)
        .await;
    let refusals: Vec<_> = decided
        .outcomes
        .iter()
        .map(|one| one.refusal.as_deref())
        .collect();
    let no_more = "No more may be approved for Forum: 40.00 EUR of its limit are left.";
    assert_eq!(refusals, [None, Some(no_more), None, None]);
    // Rejecting spends nothing.
    assert_eq!(
        town.decide(Role::Owner, &[second], Verdict::Reject).await.done(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_who_race_for_the_last_of_a_budget_as_many_pass_as_fit() {
    let town = Arc::new(Town::new().await);
    let event = town.event().await;
    town.limit(event, "100").await;
    let mut claims = Vec::new();
    for _ in 0..50 {
        claims.push(town.pending(Role::Member, &train_to(event, "9.00")).await);
    }
    let deciding = claims.into_iter().map(|claim| {
        let town = town.clone();
        tokio::spawn(async move { town.decide(Role::Owner, &[claim], Verdict::Approve).await.done() })
    });
    let mut approved = 0;
    for one in deciding.collect::<Vec<_>>() {
        approved += one.await.unwrap();
    }
    assert_eq!(approved, 11);
    let bound: String = sqlx::query_scalar("select app.bound_on($1, $2)::text")
        .bind(town.lumen.id)
        .bind(event.0)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(bound, "99.0000");
}

#[tokio::test]
async fn the_database_approves_nothing_past_the_limit_by_any_road() {
    let town = Town::new().await;
    let event = town.event().await;
    town.limit(event, "10").await;
    let claim = town.pending(Role::Member, &train_to(event, "10.01")).await;
    let approve = format!(
        "update expenses set status = 'approved', approved_by = '{owner}', approved_at = now() where id = '{id}'",
        owner = town.lumen.user(Role::Owner),
        id = claim.id,
    );
    assert_eq!(town.refused_by(&approve).await, "expenses_within_limit");
    town.try_limit(Role::Owner, event, 1, "10.01", "").await.unwrap();
    town.try_act(&approve).await.unwrap();
}

#[tokio::test]
async fn what_is_taken_back_can_be_spent_again() {
    let town = Town::new().await;
    let event = town.event().await;
    let paid = town.paid(Role::Member, &train_to(event, "80.00")).await;
    town.limit(event, "100").await;
    let claim = town.pending(Role::Member, &train_to(event, "30.00")).await;
    let refused = town.decide(Role::Owner, &[claim], Verdict::Approve).await;
    assert!(
        reason(&refused).contains("20.00 EUR of its limit are left"),
        "{refused:?}"
    );
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    let reversal = town.now(reversal).await;
    assert_eq!(
        town.decide(Role::Admin, &[reversal], Verdict::Approve)
            .await
            .done(),
        1
    );
    assert_eq!(
        town.decide(Role::Owner, &[claim], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn people_are_told_once_at_their_mark_and_once_at_the_whole() {
    let town = Town::new().await;
    let event = town.event().await;
    town.try_act(&format!(
        "update events set budget = 100, currency = 'EUR' where id = '{event}'"
    ))
    .await
    .unwrap();
    town.try_limit(Role::Owner, event, 0, "", "80").await.unwrap();
    let approve = async |amount: &str| {
        let claim = town.pending(Role::Member, &train_to(event, amount)).await;
        assert_eq!(
            town.decide(Role::Admin, &[claim], Verdict::Approve).await.done(),
            1
        );
        claim
    };
    approve("79.99").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 0);
    let last = approve("0.01").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    approve("5.00").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    approve("15.00").await;
    assert_eq!(
        (
            town.told_of_budgets(Role::Owner).await,
            town.told_of_budgets(Role::Admin).await
        ),
        (2, 0)
    );
    let _ = last;
    let of_harbor: i64 = sqlx::query_scalar("select count(*) from notifications where organization_id = $1")
        .bind(town.harbor.id)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(of_harbor, 0);
}

#[tokio::test]
async fn limits_are_changed_by_whoever_may_change_the_event_as_they_were_seen() {
    let town = Town::new().await;
    let event = town.event().await;
    town.limit(event, "100").await;
    let stale = town.try_limit(Role::Owner, event, 0, "200", "").await;
    assert!(matches!(stale, Err(AppError::Conflict { .. })), "{stale:?}");
    let not_theirs = town.try_limit(Role::Member, event, 1, "200", "").await;
    assert!(matches!(not_theirs, Err(AppError::Forbidden)), "{not_theirs:?}");
    let tenant = town.harbor.tenant(&town.pool, Role::Owner);
    let mut tx = tenant.begin(Permission::EditEvents).await.unwrap();
    let new = EventLimitsForm::default().by(&english(), Currency::EUR).unwrap();
    let foreign = queries::set_limits(&mut tx, event, 1, &new).await;
    assert!(matches!(foreign, Err(AppError::NotFound)), "{foreign:?}");
    drop(tx);
    town.try_limit(Role::Manager, event, 1, "", "").await.unwrap();
    let claim = town.pending(Role::Member, &train_to(event, "5000.00")).await;
    assert_eq!(
        town.decide(Role::Owner, &[claim], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn copies_of_an_event_have_its_limits_and_nobody_was_told_of_them() {
    let town = Town::new().await;
    let (event, bare) = (town.event().await, town.event().await);
    town.try_act(&format!(
        "update events set budget = 100, currency = 'EUR' where id = '{event}'"
    ))
    .await
    .unwrap();
    town.try_limit(Role::Owner, event, 0, "80", "50").await.unwrap();
    let spent = town.pending(Role::Member, &train_to(event, "60")).await;
    town.decide(Role::Owner, &[spent], Verdict::Approve).await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    let copy_of = async |event: EventId| {
        let tenant = town.lumen.tenant(&town.pool, Role::Member);
        let mut tx = tenant.begin(Permission::EditEvents).await.unwrap();
        let start = Utc::now() + chrono::TimeDelta::days(7);
        let copy = crate::events::queries::clone_event(&mut tx, event, "Forum again", start).await;
        tx.commit().await.unwrap();
        copy.unwrap()
    };
    let stored = async |event: EventId| -> Option<(String, i32, i32, i32)> {
        sqlx::query_as(
            "select approval_limit::text || ' ' || currency, alert_percent, told_percent, version from event_limits where event_id = $1",
        )
        .bind(event.0)
        .fetch_optional(&town.db.admin_pool())
        .await
        .unwrap()
    };
    let (copy, none) = (copy_of(event).await, copy_of(bare).await);
    assert_eq!(stored(copy).await, Some(("80.0000 EUR".into(), 50, 0, 1)));
    assert_eq!(stored(none).await, None);
    // All of it is left there, and people are told of it by itself.
    let spent = town.pending(Role::Member, &train_to(copy, "80")).await;
    assert_eq!(
        town.decide(Role::Owner, &[spent], Verdict::Approve).await.done(),
        1
    );
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2);
}

#[tokio::test]
async fn a_yes_that_others_have_to_follow_takes_nothing_of_a_limit() {
    let town = Town::new().await;
    let event = town.event().await;
    town.limit(event, "100").await;
    town.keep(&[rule("anyone", None, "70"), rule("anyone", None, "70")])
        .await;
    let large = town.pending(Role::Member, &train_to(event, "80.00")).await;
    let small = town.pending(Role::Member, &train_to(event, "50.00")).await;
    let decided = town.decide(Role::Owner, &[large, small], Verdict::Approve).await;
    assert_eq!(decided.done(), 2, "{decided:?}");
    assert_eq!(
        town.look(Role::Owner, large.id).await.status,
        ExpenseStatus::Pending
    );
    assert_eq!(
        town.look(Role::Owner, small.id).await.status,
        ExpenseStatus::Approved
    );
    // The last yes is held to what is left by then, and is not noted where it does not fit.
    let large = town.now(large.id).await;
    let refused = town.decide(Role::Admin, &[large], Verdict::Approve).await;
    let reason = refused.outcomes[0].refusal.as_deref();
    assert_eq!(
        reason,
        Some("No more may be approved for Forum: 50.00 EUR of its limit are left.")
    );
    assert_eq!(town.steps(large.id).await, (2, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_pass_a_mark_together_somebody_hears_of_it() {
    let town = Arc::new(Town::new().await);
    for turn in 0..10 {
        let event = town.event().await;
        town.try_act(&format!(
            "update events set budget = 100, currency = 'EUR' where id = '{event}'"
        ))
        .await
        .unwrap();
        town.try_limit(Role::Owner, event, 0, "", "80").await.unwrap();
        let before = town.told_of_budgets(Role::Owner).await;
        let claims = [
            town.pending(Role::Member, &train_to(event, "45.00")).await,
            town.pending(Role::Member, &train_to(event, "44.00")).await,
        ];
        let decide = |role, claim| {
            let town = town.clone();
            tokio::spawn(async move { town.decide(role, &[claim], Verdict::Approve).await.done() })
        };
        let (one, other) = (decide(Role::Owner, claims[0]), decide(Role::Admin, claims[1]));
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (1, 1));
        assert_eq!(town.told_of_budgets(Role::Owner).await, before + 1, "turn {turn}");
    }
}

/// An event with a budget of 100 euros, of which people want to hear from 80 per cent on.
async fn watched(town: &Town) -> EventId {
    let event = town.event().await;
    town.try_act(&format!(
        "update events set budget = 100, currency = 'EUR', status = 'published' where id = '{event}'"
    ))
    .await
    .unwrap();
    town.try_limit(Role::Owner, event, 0, "", "80").await.unwrap();
    event
}

impl Town {
    /// Saves an event with another budget, as its form does.
    async fn rebudget(&self, event: EventId, budget: &str) {
        let tenant = self.lumen.tenant(&self.pool, Role::Owner);
        let mut tx = tenant.begin(Permission::EditEvents).await.unwrap();
        let read = crate::events::queries::find(&mut tx, event).await.unwrap();
        let form = crate::events::types::EventForm {
            budget: budget.into(),
            ..crate::events::types::EventForm::of(&read, &english())
        };
        let new = form
            .parse()
            .unwrap()
            .by(&read.span.zone, &english(), Utc::now())
            .unwrap();
        crate::events::queries::update(&mut tx, event, read.version, &new, &english())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn spend(&self, event: EventId, amount: &str) -> Wanted {
        self.approved(Role::Member, &train_to(event, amount)).await
    }
}

#[tokio::test]
async fn a_budget_that_is_lowered_beneath_what_is_spent_is_told_at_once() {
    let town = Town::new().await;
    let event = watched(&town).await;
    town.spend(event, "60").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 0);
    town.rebudget(event, "75").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1, "80 % of 75");
    town.rebudget(event, "74").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1, "they know that");
    town.rebudget(event, "50").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2, "more than all of it");
    town.rebudget(event, "1000").await;
    town.rebudget(event, "0").await;
    assert_eq!(
        town.told_of_budgets(Role::Owner).await,
        2,
        "without a budget nothing of it is used"
    );
    town.rebudget(event, "60").await;
    assert_eq!(
        town.told_of_budgets(Role::Owner).await,
        3,
        "exactly all of it, again"
    );
    let of_harbor: i64 = sqlx::query_scalar("select count(*) from notifications where organization_id = $1")
        .bind(town.harbor.id)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(of_harbor, 0);
}

#[tokio::test]
async fn a_mark_that_was_freed_and_is_passed_again_is_told_again() {
    let town = Town::new().await;
    let event = watched(&town).await;
    town.spend(event, "50").await;
    let second = town.spend(event, "40").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    // Another amount after the approval frees what was approved.
    town.save(Role::Member, second, &train_to(event, "10"))
        .await
        .unwrap();
    let second = town.now(second.id).await;
    assert_eq!(
        town.decide(Role::Owner, &[second], Verdict::Approve).await.done(),
        1
    );
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1, "60 % only");
    town.spend(event, "25").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2);
    town.spend(event, "1").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2, "they know that");
}

#[tokio::test]
async fn what_is_freed_and_spent_at_one_stroke_is_told_again() {
    let town = Town::new().await;
    let event = watched(&town).await;
    let seen = town.spend(event, "90").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    // Nothing is approved in between that could have noted that less is used.
    town.save(Role::Member, seen, &train_to(event, "85"))
        .await
        .unwrap();
    let seen = town.now(seen.id).await;
    assert_eq!(
        town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
        1
    );
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2);
}

#[tokio::test]
async fn what_is_taken_back_frees_a_mark() {
    let town = Town::new().await;
    let event = watched(&town).await;
    let paid = town.paid(Role::Member, &train_to(event, "90")).await;
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    let reversal = town.now(reversal).await;
    assert_eq!(
        town.decide(Role::Admin, &[reversal], Verdict::Approve)
            .await
            .done(),
        1
    );
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    town.spend(event, "80").await;
    assert_eq!(town.told_of_budgets(Role::Owner).await, 2);
}

#[tokio::test]
async fn an_earlier_mark_that_is_passed_already_is_told_at_once_and_the_same_one_is_not() {
    let town = Town::new().await;
    let event = watched(&town).await;
    town.spend(event, "60").await;
    town.try_limit(Role::Owner, event, 1, "", "50").await.unwrap();
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1);
    let version = async || -> i32 {
        sqlx::query_scalar("select version from event_limits where event_id = $1")
            .bind(event.0)
            .fetch_one(&town.db.admin_pool())
            .await
            .unwrap()
    };
    town.try_limit(Role::Owner, event, version().await, "500", "50")
        .await
        .unwrap();
    town.try_limit(Role::Owner, event, version().await, "500", "40")
        .await
        .unwrap();
    assert_eq!(town.told_of_budgets(Role::Owner).await, 1, "they know of more");
}
