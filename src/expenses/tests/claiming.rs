//! Claims as whoever claims works on them.

use super::*;
use crate::ui::money::Money;

#[tokio::test]
async fn a_claim_in_the_own_currency_is_worth_what_it_says() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("119.90")).await;
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.status, ExpenseStatus::Pending);
    assert_eq!(claim.title, "Travel, Deutsche Bahn");
    let worth = claim.worth.unwrap();
    assert_eq!(worth.amount, claim.amount);
    assert_eq!(worth.source.as_str(), "same");
    let steps: Vec<_> = claim.steps.iter().map(|step| step.kind).collect();
    assert_eq!(steps, [StepKind::Submitted]);
}

#[tokio::test]
async fn a_claim_without_a_rate_is_not_submitted_and_says_why() {
    let town = Town::new().await;
    let mut form = train("100");
    form.currency = "JPY".into();
    let id = town.draft(Role::Member, &form).await;
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::submit(&mut tx, id, 1).await.unwrap_err();
    let AppError::Invalid { errors } = refused else {
        panic!("{refused:?}");
    };
    assert!(
        errors.get("currency").unwrap_or_default().contains("JPY"),
        "{errors:?}"
    );
    drop(tx);
    assert_eq!(town.look(Role::Member, id).await.status, ExpenseStatus::Draft);
}

#[tokio::test]
async fn what_a_claim_is_worth_stays_whatever_becomes_of_rates() {
    let town = Town::new().await;
    let rate = |rate: &str| {
        format!(
            "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             values ('{}', 'USD', 'EUR', {rate}, current_date, 'manual', '{}')",
            town.lumen.id,
            town.lumen.user(Role::Owner),
        )
    };
    town.try_act(&rate("0.5")).await.unwrap();
    let mut form = train("10.01");
    form.currency = "USD".into();
    let seen = town.pending(Role::Member, &form).await;
    // 5.005 goes to the even.
    let worth = |claim: &Expense| claim.worth.as_ref().unwrap().amount.minor;
    assert_eq!(worth(&town.look(Role::Member, seen.id).await), 500);
    town.try_act("delete from exchange_rates").await.unwrap();
    town.try_act(&rate("2")).await.unwrap();
    assert_eq!(worth(&town.look(Role::Member, seen.id).await), 500);
    // Another title is no other amount.
    form.title = "To Berlin".into();
    town.save(Role::Member, seen, &form).await.unwrap();
    assert_eq!(worth(&town.look(Role::Member, seen.id).await), 500);
    form.amount = "20".into();
    let seen = town.now(seen.id).await;
    town.save(Role::Member, seen, &form).await.unwrap();
    assert_eq!(worth(&town.look(Role::Member, seen.id).await), 4_000);
}

#[tokio::test]
async fn what_comes_to_nothing_is_not_submitted() {
    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("")).await;
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::submit(&mut tx, id, 1).await.unwrap_err();
    assert_eq!(refused, AppError::field("amount", "Say how much it was."));
}

#[tokio::test]
async fn an_edit_after_the_approval_asks_for_it_again_and_shows_what_changed() {
    let town = Town::new().await;
    let seen = town.approved(Role::Member, &train("10")).await;
    town.save(Role::Member, seen, &train("1000")).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.status, ExpenseStatus::Pending);
    assert_eq!(claim.approved_by, None);
    assert_eq!(claim.worth.unwrap().amount.minor, 100_000);
    let step = claim.steps.last().unwrap();
    assert_eq!(step.kind, StepKind::Revised);
    let change = &step.changes[0];
    let told = (
        change.field.as_str(),
        change.before.as_str(),
        change.after.as_str(),
    );
    assert_eq!(told, ("amount", "10.00", "1000.00"));
}

#[tokio::test]
async fn saving_what_is_there_already_leaves_an_approval_as_it_is() {
    let town = Town::new().await;
    let seen = town.approved(Role::Member, &train("10")).await;
    town.save(Role::Member, seen, &train("10")).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(
        (claim.status, claim.version),
        (ExpenseStatus::Approved, seen.version)
    );
}

#[tokio::test]
async fn whoever_saves_over_a_newer_version_is_told_what_differs() {
    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("10")).await;
    let old = Wanted { id, version: 1 };
    town.save(Role::Member, old, &train("11")).await.unwrap();
    let refused = town.save(Role::Member, old, &train("12")).await.unwrap_err();
    let AppError::Stale { stale } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        (stale.changes[0].mine.as_str(), stale.changes[0].theirs.as_str()),
        ("12.00", "11.00")
    );
    assert_eq!(town.look(Role::Member, id).await.amount.minor, 1_100);
}

#[tokio::test]
async fn a_claim_is_taken_back_as_long_as_nobody_has_decided() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let mut tx = town.tx(Role::Member).await;
    queries::recall(&mut tx, seen.id, seen.version).await.unwrap();
    tx.commit().await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!((claim.status, claim.worth), (ExpenseStatus::Draft, None));

    let decided = town.approved(Role::Member, &train("11")).await;
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::recall(&mut tx, decided.id, decided.version).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
}

#[tokio::test]
async fn only_a_draft_goes_to_the_trash_and_comes_back() {
    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("10")).await;
    for is_deleted in [true, false] {
        let mut tx = town.tx(Role::Member).await;
        queries::set_deleted(&mut tx, id, is_deleted).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(town.look(Role::Member, id).await.is_deleted, is_deleted);
    }
    let seen = town.pending(Role::Member, &train("11")).await;
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::set_deleted(&mut tx, seen.id, true).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_draft_is_its_makers_alone() {
    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("10")).await;
    for role in [Role::Owner, Role::Admin, Role::Manager] {
        let mut tx = town.tx(role).await;
        assert_eq!(
            queries::find(&mut tx, id).await.unwrap_err(),
            AppError::NotFound,
            "{role}"
        );
    }
}

#[tokio::test]
async fn the_same_amount_on_the_same_day_is_shown_as_a_possible_duplicate() {
    let town = Town::new().await;
    let first = town.pending(Role::Member, &train("10")).await;
    town.pending(Role::Member, &train("10.01")).await;
    let second = town.pending(Role::Member, &train("10")).await;
    let claim = town.look(Role::Owner, second.id).await;
    let others: Vec<_> = claim
        .duplicates
        .iter()
        .map(|one| (one.id, one.is_same_receipt))
        .collect();
    assert_eq!(others, [(first.id, false)]);
    // A colleague who sees only their own is told of their own only.
    let third = town.pending(Role::Manager, &train("10")).await;
    assert!(town.look(Role::Manager, third.id).await.duplicates.is_empty());
}

#[tokio::test]
async fn what_looks_like_a_claim_is_found_before_it_is_made() {
    let town = Town::new().await;
    let ten = Money::parse("10", Currency::EUR).unwrap();
    let yesterday = today().pred_opt().unwrap();
    let found = async |mut tx: TenantTx, amount: Money, day: NaiveDate, own: Option<ExpenseId>| {
        let similar = queries::similar(&mut tx, amount, day, own).await.unwrap();
        similar.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let first = town.pending(Role::Member, &train("10")).await;
    town.pending(Role::Member, &train("10.01")).await;
    // Nobody but whoever types it is told of a draft.
    town.draft(Role::Manager, &train("10")).await;
    assert_eq!(
        found(town.tx(Role::Member).await, ten, today(), None).await,
        [first.id]
    );
    assert_eq!(
        found(town.tx(Role::Owner).await, ten, today(), None).await,
        [first.id]
    );
    assert_eq!(
        found(town.tx(Role::Member).await, ten, today(), Some(first.id)).await,
        []
    );
    assert_eq!(found(town.tx(Role::Member).await, ten, yesterday, None).await, []);
    let dollars = Money::parse("10", "USD".parse().unwrap()).unwrap();
    assert_eq!(
        found(town.tx(Role::Member).await, dollars, today(), None).await,
        []
    );
    assert_eq!(found(town.harbor_tx().await, ten, today(), None).await, []);
    // What was rejected may be claimed again.
    town.decide(Role::Owner, &[first], Verdict::Reject).await;
    assert_eq!(found(town.tx(Role::Member).await, ten, today(), None).await, []);
}
