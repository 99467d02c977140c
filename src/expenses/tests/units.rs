//! Claims that are worked out of a distance or of days.

use super::*;
use crate::policies::types::{PolicyForm, UnitRateForm};

impl Town {
    async fn rate(&self, price: &str, from: &str) {
        let form = UnitRateForm {
            name: "Car, private".into(),
            unit: "km".into(),
            price: price.into(),
            currency: "EUR".into(),
            expense_type: "travel".into(),
            valid_from: from.into(),
            valid_to: String::new(),
        };
        let mut tx = self.tx(Role::Owner).await;
        let new = form.parse(&english()).unwrap();
        crate::policies::queries::insert(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the function does that a form is sent to.
    async fn claim(
        &self,
        id: Option<ExpenseId>,
        form: &ExpenseForm,
        is_submitted: bool,
    ) -> AppResult<ExpenseId> {
        let mut tx = self.tx(Role::Member).await;
        let rates = queries::rates(&mut tx, id).await?;
        let new = form
            .parse()?
            .by_rates(&english(), today(), is_submitted, &rates)?;
        let id = match id {
            Some(id) => {
                let version = queries::version(&mut tx, id).await?;
                queries::update(&mut tx, id, version, &new, &english()).await?;
                id
            }
            None => queries::insert(&mut tx, &new).await?,
        };
        if is_submitted {
            let version = queries::version(&mut tx, id).await?;
            queries::submit(&mut tx, id, version).await?;
        }
        tx.commit().await?;
        Ok(id)
    }
}

fn drive(quantity: &str, day: NaiveDate) -> ExpenseForm {
    ExpenseForm {
        unit_rate: "Car, private".into(),
        quantity: quantity.into(),
        // Whatever a plain form sends with it.
        amount: "999".into(),
        currency: "USD".into(),
        expense_type: "venue".into(),
        ..ExpenseForm::blank(day, Currency::EUR)
    }
}

fn ago(days: i64) -> NaiveDate {
    today() - chrono::TimeDelta::days(days)
}

fn worked_out(claim: &Expense) -> (i64, String) {
    let units = claim.units.as_ref().expect("it was worked out");
    (
        claim.amount.minor,
        units.in_words(claim.amount.currency, &english()),
    )
}

#[tokio::test]
async fn a_distance_is_worth_its_rate_whatever_else_was_typed() {
    let town = Town::new().await;
    town.rate("0.30", "2020-01-01").await;
    let id = town.claim(None, &drive("124.5", today()), true).await.unwrap();
    let claim = town.look(Role::Owner, id).await;
    assert_eq!(worked_out(&claim), (3_735, "124.5 km × €0.30".to_owned()));
    assert_eq!(claim.amount.currency, Currency::EUR);
    assert_eq!(claim.expense_type.as_str(), "travel");
    assert_eq!(claim.title, "Car, private");
    assert!(
        claim.warnings.is_empty(),
        "it needs no receipt: {:?}",
        claim.warnings
    );
    let mut tx = town.tx(Role::Owner).await;
    let row = &queries::inbox(&mut tx, &InboxFilter::default(), None)
        .await
        .unwrap()
        .page
        .rows[0];
    assert_eq!(row.units, claim.units);
}

#[tokio::test]
async fn the_day_says_which_rate_counts_and_a_new_rate_changes_no_claim() {
    let town = Town::new().await;
    town.rate("0.30", &ago(100).to_string()).await;
    let id = town.claim(None, &drive("100", ago(20)), true).await.unwrap();
    town.rate("0.40", &ago(30).to_string()).await;
    assert_eq!(worked_out(&town.look(Role::Owner, id).await).0, 3_000);
    // Another word about it is no other rate, and another day is.
    let mut form = drive("100", ago(20));
    form.notes = "To the airport".into();
    town.claim(Some(id), &form, false).await.unwrap();
    assert_eq!(worked_out(&town.look(Role::Owner, id).await).0, 3_000);
    form.expense_date = ago(10).to_string();
    town.claim(Some(id), &form, false).await.unwrap();
    assert_eq!(worked_out(&town.look(Role::Owner, id).await).0, 4_000);
    form.expense_date = ago(40).to_string();
    town.claim(Some(id), &form, false).await.unwrap();
    assert_eq!(worked_out(&town.look(Role::Owner, id).await).0, 3_000);
    form.expense_date = ago(200).to_string();
    let refused = town.claim(Some(id), &form, false).await.unwrap_err();
    assert!(refused.fields().get("unit_rate").is_some(), "{refused:?}");
}

#[tokio::test]
async fn another_distance_after_the_approval_asks_for_it_again_and_shows_what_changed() {
    let town = Town::new().await;
    town.rate("0.30", "2020-01-01").await;
    let id = town.claim(None, &drive("100", today()), true).await.unwrap();
    let seen = town.now(id).await;
    assert_eq!(
        town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
        1
    );
    town.claim(Some(id), &drive("120", today()), false).await.unwrap();
    let claim = town.look(Role::Owner, id).await;
    assert_eq!(
        (claim.status, claim.amount.minor),
        (ExpenseStatus::Pending, 3_600)
    );
    let changes = &claim.steps.last().unwrap().changes;
    let told: Vec<_> = changes
        .iter()
        .map(|one| (one.field.as_str(), one.before.as_str(), one.after.as_str()))
        .collect();
    assert_eq!(told, [("amount", "30.00", "36.00"), ("quantity", "100", "120")]);
    // And it is not changed underneath an approval.
    let seen = town.now(id).await;
    assert_eq!(
        town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
        1
    );
    for change in ["unit_name = 'Boat'", "quantity = 120.001"] {
        let refused = town
            .refused_by(&format!("update expenses set {change} where id = '{id}'"))
            .await;
        assert_eq!(refused, "expenses_seen", "{change}");
    }
    let refused = town
        .refused_by(&format!("update expenses set quantity = 1, status = 'pending', approved_by = null, approved_at = null where id = '{id}'"))
        .await;
    assert_eq!(refused, "expenses_worked_out");
}

#[tokio::test]
async fn a_distance_needs_no_receipt_whatever_the_policy_says() {
    let town = Town::new().await;
    town.rate("0.30", "2020-01-01").await;
    town.policy(&PolicyForm {
        receipt_above: "10".into(),
        receipt_level: "block".into(),
        ..PolicyForm::default()
    })
    .await;
    let id = town.claim(None, &drive("1000", today()), true).await.unwrap();
    assert!(town.look(Role::Owner, id).await.findings.is_empty());
}

#[tokio::test]
async fn a_draft_may_leave_open_how_many_and_what_is_submitted_may_not() {
    let town = Town::new().await;
    town.rate("0.30", "2020-01-01").await;
    let id = town.claim(None, &drive("", today()), false).await.unwrap();
    let draft = town.look(Role::Member, id).await;
    assert_eq!(worked_out(&draft), (0, "? km × €0.30".to_owned()));
    let refused = town.claim(Some(id), &drive("", today()), true).await.unwrap_err();
    assert!(refused.fields().get("quantity").is_some(), "{refused:?}");
    for nonsense in ["0", "-1", "1.2345", "a lot"] {
        let refused = town.claim(Some(id), &drive(nonsense, today()), false).await;
        assert!(
            refused.unwrap_err().fields().get("quantity").is_some(),
            "{nonsense}"
        );
    }
    let mut elsewhere = drive("1", today());
    elsewhere.unit_rate = "Boat".into();
    let refused = town.claim(None, &elsewhere, false).await.unwrap_err();
    assert!(refused.fields().get("unit_rate").is_some(), "{refused:?}");
}

#[tokio::test]
async fn a_rate_of_another_organisation_is_not_there() {
    let town = Town::new().await;
    town.rate("0.30", "2020-01-01").await;
    let id = town.claim(None, &drive("100", today()), true).await.unwrap();
    let mut tx = town.harbor_tx().await;
    assert!(queries::rates(&mut tx, None).await.unwrap().is_empty());
    assert!(queries::rates(&mut tx, Some(id)).await.unwrap().is_empty());
    assert_eq!(queries::version(&mut tx, id).await, Err(AppError::NotFound));
    assert!(queries::choices(&mut tx).await.unwrap().unit_rates.is_empty());
}

#[tokio::test]
async fn a_draft_whose_rate_changed_is_submitted_only_once_its_worth_was_seen() {
    let town = Town::new().await;
    town.rate("0.30", &ago(100).to_string()).await;
    let id = town.claim(None, &drive("100", ago(20)), false).await.unwrap();
    town.rate("0.40", &ago(30).to_string()).await;
    let seen = town.now(id).await;
    let mut tx = town.tx(Role::Member).await;
    let refused = queries::submit(&mut tx, id, seen.version).await.unwrap_err();
    let AppError::Conflict { message } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        message,
        "“Car, private” is €0.40 per km by now, so this comes to €40.00 and not to €30.00. Open the form, look at it, and submit it there."
    );
    drop(tx);
    assert_eq!(
        worked_out(&town.look(Role::Member, id).await).0,
        3_000,
        "nothing changed by itself"
    );
    // The form works it out anew.
    town.claim(Some(id), &drive("100", ago(20)), true).await.unwrap();
    let claim = town.look(Role::Member, id).await;
    assert_eq!(
        (claim.status, worked_out(&claim).0),
        (ExpenseStatus::Pending, 4_000)
    );
}
