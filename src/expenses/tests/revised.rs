//! What takes an approval away, field by field, and what leaves it.

use super::*;

/// What was approved.
fn approved() -> ExpenseForm {
    ExpenseForm {
        amount: "119".into(),
        tax_amount: "19".into(),
        tax_rate: "19".into(),
        title: "To Berlin".into(),
        ..train("119")
    }
}

/// Where a claim stands once this was changed after it was approved.
async fn after(town: &Town, change: impl FnOnce(&mut ExpenseForm)) -> ExpenseStatus {
    let seen = town.approved(Role::Member, &approved()).await;
    let mut form = approved();
    change(&mut form);
    town.save(Role::Member, seen, &form).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert!(claim.version > seen.version, "it was changed");
    assert_eq!(claim.steps.last().unwrap().kind, StepKind::Revised);
    assert_eq!(
        claim.approved_by.is_some(),
        claim.status == ExpenseStatus::Approved
    );
    claim.status
}

#[tokio::test]
async fn each_field_that_says_what_is_paid_asks_for_the_approval_again() {
    let town = Town::new().await;
    let (event, other) = (town.event().await, town.event().await);
    let manager = town.lumen.user(Role::Manager);
    let is = ExpenseStatus::Pending;
    assert_eq!(
        after(&town, |form| form.amount = "120".into()).await,
        is,
        "amount"
    );
    assert_eq!(
        after(&town, |form| form.tax_amount = "18".into()).await,
        is,
        "tax, and net with it"
    );
    assert_eq!(
        after(&town, |form| (form.tax_rate, form.tax_amount) =
            ("18".into(), "19".into()))
        .await,
        is,
        "rate of tax"
    );
    assert_eq!(
        after(&town, |form| form.category = "Fairs".into()).await,
        is,
        "category"
    );
    assert_eq!(
        after(&town, |form| form.expense_type = "catering".into()).await,
        is,
        "type"
    );
    let day = (today() - chrono::TimeDelta::days(1)).to_string();
    assert_eq!(after(&town, |form| form.expense_date = day).await, is, "date");
    assert_eq!(
        after(&town, |form| form.event_id = event.to_string()).await,
        is,
        "event"
    );
    assert_eq!(
        after(&town, |form| form.payee_id = manager.to_string()).await,
        is,
        "payee"
    );
    assert_eq!(
        after(&town, |form| form.split = format!("{event}\n100\n{other}\n19")).await,
        is,
        "parts"
    );
    town.try_act(&format!(
        "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
         values ('{}', 'USD', 'EUR', 0.5, current_date, 'manual', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner),
    ))
    .await
    .unwrap();
    assert_eq!(
        after(&town, |form| form.currency = "USD".into()).await,
        is,
        "currency"
    );
}

#[tokio::test]
async fn words_about_a_claim_leave_its_approval_as_it_is() {
    let town = Town::new().await;
    let is = ExpenseStatus::Approved;
    assert_eq!(
        after(&town, |form| form.title = "To Hamburg".into()).await,
        is,
        "title"
    );
    assert_eq!(
        after(&town, |form| form.merchant = "DB Fernverkehr".into()).await,
        is,
        "merchant"
    );
    assert_eq!(
        after(&town, |form| form.description = "By night".into()).await,
        is,
        "description"
    );
    assert_eq!(
        after(&town, |form| form.notes = "The receipt is wet".into()).await,
        is,
        "notes"
    );
}
