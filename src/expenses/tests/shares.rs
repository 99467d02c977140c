//! One receipt, several events.

use super::*;
use crate::expenses::types::{ExpenseFilter, Spending, Whose};
use crate::ui::money::Money;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

/// A dinner of two events.
fn shared(amount: &str, split: &[(EventId, &str)]) -> ExpenseForm {
    let lines: Vec<String> = split
        .iter()
        .map(|(event, part)| format!("{event}\n{part}"))
        .collect();
    ExpenseForm {
        split: lines.join("\n"),
        ..train(amount)
    }
}

impl Town {
    async fn spending(&self, event: EventId) -> Spending {
        let mut tx = self.tx(Role::Owner).await;
        queries::of_event(&mut tx, event).await.unwrap().unwrap()
    }

    async fn parts(&self, id: ExpenseId) -> Vec<(Option<EventId>, i64, Option<i64>)> {
        let claim = self.look(Role::Member, id).await;
        let part = |share: &crate::expenses::types::ShareOf| {
            let event = share.event.as_ref().map(|event| event.id);
            (event, share.amount.minor, share.base.map(|base| base.minor))
        };
        claim.shares.iter().map(part).collect()
    }
}

#[tokio::test]
async fn a_claim_of_two_events_counts_for_each_with_its_part() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    let form = shared("100", &[(forum, "60"), (gala, "30")]);
    let seen = town.pending(Role::Member, &form).await;
    assert_eq!(
        town.parts(seen.id).await,
        [
            (Some(forum), 6_000, Some(6_000)),
            (Some(gala), 3_000, Some(3_000)),
            (None, 1_000, Some(1_000))
        ]
    );
    assert_eq!(town.spending(forum).await.forecast.minor, 6_000);
    assert_eq!(town.spending(gala).await.forecast.minor, 3_000);
    assert_eq!(town.spending(gala).await.by_type[0].count, 1);
    assert_eq!(town.look(Role::Member, seen.id).await.event, None);
    town.decide(Role::Owner, &[seen], Verdict::Approve).await;
    let now = town.now(seen.id).await;
    town.pay(Role::Owner, &[now], uuid::Uuid::now_v7()).await;
    assert_eq!(town.spending(forum).await.actual.minor, 6_000);
    // What takes it back is subtracted from both.
    let mut tx = town.tx(Role::Owner).await;
    let reversal = queries::reverse(&mut tx, seen.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.spending(gala).await.forecast.minor, -3_000);
    let seen = town.now(reversal).await;
    assert_eq!(
        town.decide(Role::Admin, &[seen], Verdict::Approve).await.done(),
        1
    );
    let now = town.now(reversal).await;
    assert_eq!(
        town.pay(Role::Admin, &[now], uuid::Uuid::now_v7()).await.done(),
        1
    );
    assert_eq!(town.spending(forum).await.actual.minor, 0);
}

#[tokio::test]
async fn a_list_of_an_event_finds_what_is_divided() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    let id = town
        .draft(Role::Member, &shared("100", &[(forum, ""), (gala, "")]))
        .await;
    let other = town.ended("Other", 1).await;
    for (event, expected) in [(forum, 1), (gala, 1), (other, 0)] {
        let filter = ExpenseFilter {
            whose: Whose::Mine,
            event: Some(event),
            ..ExpenseFilter::default()
        };
        let mut tx = town.tx(Role::Member).await;
        let page = queries::page(&mut tx, &filter, None).await.unwrap();
        assert_eq!(page.rows.len(), expected);
        for row in page.rows {
            assert_eq!((row.id, row.divided_over.as_deref()), (id, Some("Forum, Gala")));
        }
    }
}

#[tokio::test]
async fn another_division_after_the_approval_asks_for_it_again_and_shows_what_changed() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    let seen = town
        .approved(Role::Member, &shared("100", &[(forum, "60"), (gala, "40")]))
        .await;
    // Saving what is there changes nothing.
    town.save(Role::Member, seen, &shared("100", &[(forum, "60"), (gala, "40")]))
        .await
        .unwrap();
    assert_eq!(town.now(seen.id).await, seen);
    town.save(Role::Member, seen, &shared("100", &[(forum, "50"), (gala, "50")]))
        .await
        .unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!((claim.status, claim.approved_by), (ExpenseStatus::Pending, None));
    let change = &claim.steps.last().unwrap().changes[0];
    assert_eq!(
        (
            change.field.as_str(),
            change.before.as_str(),
            change.after.as_str()
        ),
        ("split", "Forum 60.00, Gala 40.00", "Forum 50.00, Gala 50.00")
    );
    assert_eq!(change.label(), "Divided over");
    // Whoever looks at the old division does not approve the new one.
    let decided = town.decide(Role::Owner, &[seen], Verdict::Approve).await;
    assert!(
        reason(&decided).starts_with("It was changed after you saw it"),
        "{decided:?}"
    );
    assert_eq!(town.spending(gala).await.forecast.minor, 5_000);
    // One event again.
    let mut single = train("100");
    single.event_id = gala.to_string();
    let now = town.now(seen.id).await;
    town.save(Role::Member, now, &single).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert!(claim.shares.is_empty());
    assert_eq!(claim.event.map(|event| event.id), Some(gala));
    assert_eq!(town.spending(forum).await.forecast.minor, 0);
}

#[tokio::test]
async fn a_draft_again_is_worth_nothing_and_neither_are_its_parts() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    let form = shared("100", &[(forum, ""), (gala, "")]);
    let seen = town.pending(Role::Member, &form).await;
    town.decide(Role::Owner, &[seen], Verdict::Question).await;
    let expected = [(Some(forum), 5_000, None), (Some(gala), 5_000, None)];
    assert_eq!(town.parts(seen.id).await, expected);
    assert_eq!(town.spending(forum).await.forecast.minor, 0);
    let now = town.now(seen.id).await;
    let mut tx = town.tx(Role::Member).await;
    queries::submit(&mut tx, seen.id, now.version).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(town.spending(forum).await.forecast.minor, 5_000);
    // Rejected, taken up again, and without an amount for a while.
    let now = town.now(seen.id).await;
    town.decide(Role::Owner, &[now], Verdict::Reject).await;
    let now = town.now(seen.id).await;
    let mut tx = town.tx(Role::Member).await;
    queries::recall(&mut tx, seen.id, now.version).await.unwrap();
    tx.commit().await.unwrap();
    let now = town.now(seen.id).await;
    town.save(Role::Member, now, &shared("", &[(forum, ""), (gala, "")]))
        .await
        .unwrap();
    assert_eq!(
        town.parts(seen.id).await,
        [(Some(forum), 0, None), (Some(gala), 0, None)]
    );
}

#[tokio::test]
async fn the_database_itself_keeps_the_parts_a_whole_and_what_is_decided_as_it_is() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    let form = shared("100", &[(forum, "60"), (gala, "40")]);
    let draft = town.draft(Role::Member, &form).await;
    let pending = town.pending(Role::Member, &form).await;
    let approved = town.approved(Role::Member, &form).await;
    let paid = town.paid(Role::Member, &form).await;
    let part = |change: &str, id: ExpenseId| {
        format!("update expense_shares set {change} where expense_id = '{id}' and position = 0")
    };
    for id in [draft, pending.id, approved.id] {
        assert_eq!(
            town.refused_by(&part("amount = 61", id)).await,
            "expense_shares_whole"
        );
        assert_eq!(
            town.refused_by(&format!(
                "delete from expense_shares where expense_id = '{id}' and position = 0"
            ))
            .await,
            "expense_shares_whole"
        );
    }
    assert_eq!(
        town.refused_by(&part("base_amount = 61", pending.id)).await,
        "expense_shares_whole"
    );
    assert_eq!(
        town.refused_by(&part("base_amount = 61", approved.id)).await,
        "expenses_seen"
    );
    assert_eq!(
        town.refused_by(&format!("update expenses set amount = 99 where id = '{draft}'"))
            .await,
        "expense_shares_whole"
    );
    assert_eq!(
        town.refused_by(&format!(
            "update expenses set event_id = '{forum}' where id = '{draft}'"
        ))
        .await,
        "expense_shares_whole"
    );
    for change in ["amount = 61", "event_id = null", "base_amount = 1"] {
        assert_eq!(
            town.refused_by(&part(change, paid.id)).await,
            "expenses_paid_is_final",
            "{change}"
        );
    }
    let deleted = format!("delete from expense_shares where expense_id = '{}'", paid.id);
    assert_eq!(town.refused_by(&deleted).await, "expenses_paid_is_final");
    // Whoever divides it otherwise underneath the approval takes that away.
    town.try_act(&format!(
        "update expense_shares set event_id = null where expense_id = '{}' and position = 1",
        approved.id
    ))
    .await
    .unwrap();
    assert_eq!(
        town.look(Role::Member, approved.id).await.status,
        ExpenseStatus::Pending
    );
}

#[tokio::test]
async fn an_event_that_is_not_there_is_refused_at_the_division() {
    let town = Town::new().await;
    let (forum, gone) = (town.ended("Forum", 1).await, town.ended("Gone", 1).await);
    town.try_act(&format!(
        "update events set is_deleted = true, deleted_at = now() where id = '{gone}'"
    ))
    .await
    .unwrap();
    for event in [gone, EventId::new()] {
        let mut tx = town.tx(Role::Member).await;
        let form = shared("10", &[(forum, ""), (event, "")]);
        let refused = queries::insert(&mut tx, &read(&form)).await.unwrap_err();
        assert!(refused.fields().get("split").is_some(), "{refused:?}");
    }
    let mut tx = town.harbor_tx().await;
    let form = shared("10", &[(forum, "5")]);
    let refused = queries::insert(&mut tx, &read(&form)).await.unwrap_err();
    assert!(
        refused.fields().get("split").is_some(),
        "another organisation's: {refused:?}"
    );
}

/// Whatever is claimed in whatever currency, at whatever rate, divided however: the parts are the whole, at home too.
#[tokio::test]
async fn the_parts_are_always_the_whole_at_home_too() {
    let town = Town::new().await;
    let mut events = Vec::new();
    for number in 0..6 {
        events.push(town.ended(&format!("Event {number}"), 1).await);
    }
    let foreign = ["USD", "JPY", "KWD", "CLF"];
    for code in foreign {
        town.try_act(&format!(
            "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             values ('{}', '{code}', 'EUR', 0.9271834711, current_date, 'manual', '{}')",
            town.lumen.id,
            town.lumen.user(Role::Owner),
        ))
        .await
        .unwrap();
    }
    let mut runner = TestRunner::new(Config::default());
    let case = (
        1_000_i64..100_000_000,
        0_usize..5,
        proptest::collection::vec(proptest::option::of(1_i64..150), 1..6),
    );
    for _ in 0..1_000 {
        let (minor, code, parts) = case.new_tree(&mut runner).unwrap().current();
        let currency: Currency = foreign.get(code).copied().unwrap_or("EUR").parse().unwrap();
        let whole = Money::new(minor, currency);
        let split: Vec<(EventId, String)> = parts
            .iter()
            .zip(&events)
            .map(|(part, event)| {
                let part = part.map(|part| Money::new(part, currency).to_typed(&english()));
                (*event, part.unwrap_or_default())
            })
            .collect();
        let split: Vec<(EventId, &str)> = split
            .iter()
            .map(|(event, part)| (*event, part.as_str()))
            .collect();
        let mut form = shared(&whole.to_typed(&english()), &split);
        form.currency = currency.to_string();
        let seen = town.pending(Role::Member, &form).await;
        let claim = town.look(Role::Member, seen.id).await;
        let worth = claim.worth.unwrap().amount.minor;
        if claim.shares.is_empty() {
            assert_eq!(parts.len(), 1);
            continue;
        }
        let sum: i64 = claim.shares.iter().map(|share| share.amount.minor).sum();
        let base: i64 = claim
            .shares
            .iter()
            .map(|share| share.base.expect("it is worth something").minor)
            .sum();
        assert_eq!((sum, base), (minor, worth), "{parts:?} of {whole:?}");
    }
    // And what the events add up to is what the claims are worth, but for what is no event's.
    let mut of_events = 0;
    for event in events {
        of_events += town.spending(event).await.forecast.minor;
    }
    let (stored, rest): (i64, i64) = sqlx::query_as(
        "select (sum(base_amount) * 100)::bigint, \
           (select coalesce(sum(base_amount) * 100, 0)::bigint from expense_shares where event_id is null) from expenses",
    )
    .fetch_one(&town.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(of_events, stored - rest);
}
