//! What a browser may ask of expenses. Every function here is a public endpoint; each takes its arguments from a plain form as
//! well.

use super::types::{
    Cursor, Decided, Duplicate, Expense, ExpenseChoices, ExpenseFilter, ExpenseForm, ExpenseRow, Inbox,
    InboxChoices, InboxFilter, Page, SettledForm, StatusSum, Total, Verdict, Waiting,
};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{ExpenseId, MediaId};
use crate::media::types::FileRow;
use crate::rates::types::FrozenRate;
use crate::ui::money::Currency;
use chrono::NaiveDate;
use leptos::prelude::*;
use uuid::Uuid;

/// Some of the claims.
#[server(prefix = "/fn", endpoint = "expenses/list")]
pub async fn list_expenses(
    #[server(default)] filter: ExpenseFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<ExpenseRow>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let page = queries::page(&mut tx, &filter, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// How much one claims oneself, by status and currency.
#[server(prefix = "/fn", endpoint = "expenses/sums")]
pub async fn list_expense_sums() -> Result<Vec<StatusSum>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let sums = queries::sums(&mut tx).await?;
    tx.commit().await?;
    Ok(sums)
}

/// By what a claim in a currency is counted that was spent on a day; none where there is no rate for it yet.
#[server(prefix = "/fn", endpoint = "expenses/rate")]
pub async fn find_claim_rate(
    currency: Currency,
    expense_date: String,
) -> Result<Option<FrozenRate>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant, ui::time::parse_date};

    let spent_on = parse_date(&expense_date)
        .ok_or_else(|| AppError::field("expense_date", "Enter the day as 2026-11-22."))?;
    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let rate = queries::day_rate(&mut tx, currency, spent_on).await?;
    tx.commit().await?;
    Ok(rate)
}

/// One claim.
#[server(prefix = "/fn", endpoint = "expenses/get")]
pub async fn get_expense(expense_id: ExpenseId) -> Result<Expense, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let expense = queries::find(&mut tx, expense_id).await?;
    tx.commit().await?;
    Ok(expense)
}

/// What the form of a claim offers.
#[server(prefix = "/fn", endpoint = "expenses/choices")]
pub async fn list_expense_choices() -> Result<ExpenseChoices, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let choices = queries::choices(&mut tx).await?;
    tx.commit().await?;
    Ok(choices)
}

/// Makes a claim: a draft, or with `submit` one that waits for a decision. Leads to it.
#[server(prefix = "/fn", endpoint = "expenses/create", client = Change)]
pub async fn create_expense(
    #[server(flatten)] form: ExpenseForm,
    #[server(default)] submit: bool,
) -> Result<ExpenseId, AppError> {
    use crate::{accounts, accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let typed = form.parse()?;
    let mut tx = tenant.begin(Permission::ClaimExpenses).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let rates = queries::rates(&mut tx, None).await?;
    let new = typed.by_rates(&locale, chrono::Utc::now().date_naive(), submit, &rates)?;
    let id = queries::insert(&mut tx, &new).await?;
    if submit {
        let version = queries::version(&mut tx, id).await?;
        queries::submit(&mut tx, id, version).await?;
    }
    tx.commit().await?;
    leptos_axum::redirect(&format!("/expenses/{id}"));
    Ok(id)
}

/// Saves a claim over the version that was read; answers with the version it has now. One that is submitted or approved already
/// waits for a decision again.
#[server(prefix = "/fn", endpoint = "expenses/update", client = Change)]
pub async fn update_expense(
    expense_id: ExpenseId,
    version: i32,
    #[server(flatten)] form: ExpenseForm,
    #[server(default)] submit: bool,
) -> Result<i32, AppError> {
    use crate::{accounts, accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let typed = form.parse()?;
    let mut tx = tenant.begin(Permission::ClaimExpenses).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let rates = queries::rates(&mut tx, Some(expense_id)).await?;
    let new = typed.by_rates(&locale, chrono::Utc::now().date_naive(), submit, &rates)?;
    let mut version = queries::update(&mut tx, expense_id, version, &new, &locale).await?;
    if submit {
        version = queries::submit(&mut tx, expense_id, version).await?;
    }
    tx.commit().await?;
    Ok(version)
}

/// Submits a draft as it was seen.
#[server(prefix = "/fn", endpoint = "expenses/submit", client = Change)]
pub async fn submit_expense(expense_id: ExpenseId, version: i32) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let version = queries::submit(&mut tx, expense_id, version).await?;
    tx.commit().await?;
    Ok(version)
}

/// Takes a claim back that nobody has decided about, or takes up one that was rejected; it is a draft again.
#[server(prefix = "/fn", endpoint = "expenses/recall", client = Change)]
pub async fn recall_expense(expense_id: ExpenseId, version: i32) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let version = queries::recall(&mut tx, expense_id, version).await?;
    tx.commit().await?;
    Ok(version)
}

/// Moves a draft to the trash.
#[server(prefix = "/fn", endpoint = "expenses/delete", client = Change)]
pub async fn delete_expense(expense_id: ExpenseId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    queries::set_deleted(&mut tx, expense_id, true).await?;
    tx.commit().await
}

/// Takes a draft out of the trash.
#[server(prefix = "/fn", endpoint = "expenses/restore", client = Change)]
pub async fn restore_expense(expense_id: ExpenseId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    queries::set_deleted(&mut tx, expense_id, false).await?;
    tx.commit().await
}

/// What waits for a decision of whoever asks, as far as the filter takes it, page by page.
#[server(prefix = "/fn", endpoint = "expenses/inbox")]
pub async fn list_inbox(
    #[server(default)] filter: InboxFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Inbox, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let inbox = queries::inbox(&mut tx, &filter, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(inbox)
}

/// What the filter of the inbox offers.
#[server(prefix = "/fn", endpoint = "expenses/inbox-choices")]
pub async fn list_inbox_choices(#[server(default)] filter: InboxFilter) -> Result<InboxChoices, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let choices = queries::inbox_choices(&mut tx, &filter).await?;
    tx.commit().await?;
    Ok(choices)
}

/// All that waits and the filter takes, each as it stands now, for whoever decides about all of them at once.
#[server(prefix = "/fn", endpoint = "expenses/waiting")]
pub async fn list_waiting(#[server(default)] filter: InboxFilter) -> Result<Waiting, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let waiting = queries::waiting(&mut tx, &filter).await?;
    tx.commit().await?;
    Ok(waiting)
}

/// How many claims wait for whoever asks, as far as they are counted.
#[server(prefix = "/fn", endpoint = "expenses/waiting-count")]
pub async fn count_waiting() -> Result<Total, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let count = queries::waiting_count(&mut tx).await?;
    tx.commit().await?;
    Ok(count)
}

/// Decides about claims, each as it was seen (`<id>:<version>`).
#[server(prefix = "/fn", endpoint = "expenses/decide", client = Change)]
pub async fn decide_expenses(
    #[server(default)] claims: Vec<String>,
    verdict: Verdict,
    #[server(default)] comment: String,
) -> Result<Decided, AppError> {
    use crate::tenancy::{PlainForm, Tenant};
    use crate::{accounts::roles::Permission, expenses::queries};

    let (tenant, is_plain) = (Tenant::current()?, PlainForm::is_asking());
    let wanted = wanted(&claims)?;
    let comment = verdict.comment(&comment)?;
    let mut tx = tenant.begin_by_ids(Permission::ApproveExpenses).await?;
    let decided = queries::decide(&mut tx, &wanted, verdict, comment.as_deref()).await?;
    tx.commit().await?;
    told(is_plain, decided)
}

/// Marks approved claims as paid, each as it was seen. `key` is of the request: sent twice, it pays once.
#[server(prefix = "/fn", endpoint = "expenses/pay", client = Change)]
pub async fn pay_expenses(
    #[server(default)] claims: Vec<String>,
    #[server(default)] reference: String,
    key: Uuid,
) -> Result<Decided, AppError> {
    use crate::tenancy::{PlainForm, Tenant};
    use crate::{accounts::roles::Permission, expenses::queries, forms::Checker};

    let (tenant, is_plain) = (Tenant::current()?, PlainForm::is_asking());
    let wanted = wanted(&claims)?;
    let mut check = Checker::default();
    let reference = check.optional("reference", &reference, 140);
    let reference = check.finish(|| Some(reference))?;
    let mut tx = tenant.begin_by_ids(Permission::ApproveExpenses).await?;
    let paid = queries::pay(&mut tx, &wanted, reference.as_deref(), key).await?;
    tx.commit().await?;
    told(is_plain, paid)
}

/// Writes down what a paid claim in another currency came to, as it was seen.
#[server(prefix = "/fn", endpoint = "expenses/settle", client = Change)]
pub async fn settle_expense(
    expense_id: ExpenseId,
    version: i32,
    #[server(flatten)] form: SettledForm,
) -> Result<(), AppError> {
    use crate::{accounts, accounts::roles::Permission, expenses::queries, rates, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let own = rates::queries::base_currency(&mut tx).await?;
    let amount = form.parse(own, &locale)?;
    queries::settle_at(&mut tx, expense_id, version, amount).await?;
    tx.commit().await
}

/// Why nothing was done with the only claim of a plain form is its error: the page that it leads to shows no outcomes.
#[cfg(feature = "ssr")]
fn told(is_plain: bool, decided: Decided) -> Result<Decided, AppError> {
    match decided.outcomes.as_slice() {
        [only] if is_plain => match &only.refusal {
            Some(reason) => Err(AppError::Conflict {
                message: reason.clone(),
            }),
            None => Ok(decided),
        },
        _ => Ok(decided),
    }
}

/// Most claims that are decided about at once.
#[cfg(feature = "ssr")]
const AT_ONCE: usize = 1_000;

#[cfg(feature = "ssr")]
fn wanted(claims: &[String]) -> Result<Vec<super::types::Wanted>, AppError> {
    match claims.len() {
        0 => Err(AppError::field("claims", "Choose at least one claim.")),
        1..=AT_ONCE => Ok(claims
            .iter()
            .map(|text| super::types::Wanted::parse(text))
            .collect::<Result<_, _>>()?),
        _ => Err(AppError::field("claims", "At most 1,000 at once.")),
    }
}

/// Takes back a claim that is paid: makes a claim of the same amount that is subtracted, which somebody else approves. Leads to it.
#[server(prefix = "/fn", endpoint = "expenses/reverse", client = Change)]
pub async fn reverse_expense(expense_id: ExpenseId) -> Result<ExpenseId, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let id = queries::reverse(&mut tx, expense_id).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/expenses/{id}"));
    Ok(id)
}

/// The receipts of a claim.
#[server(prefix = "/fn", endpoint = "expenses/receipts")]
pub async fn list_receipts(expense_id: ExpenseId) -> Result<Vec<FileRow>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let receipts = queries::receipts(&mut tx, expense_id).await?;
    tx.commit().await?;
    Ok(receipts)
}

/// The claim that a receipt belongs to.
#[server(prefix = "/fn", endpoint = "expenses/of-receipt")]
pub async fn find_claim_of_receipt(file_id: MediaId) -> Result<ExpenseId, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let id = queries::claim_of_receipt(&mut tx, file_id).await?;
    tx.commit().await?;
    Ok(id)
}

/// Claims with an amount (a decimal number with a point) on a day, as far as one sees them: for whoever is about to claim the same.
#[server(prefix = "/fn", endpoint = "expenses/similar")]
pub async fn find_similar_expenses(
    amount: String,
    currency: Currency,
    expense_date: NaiveDate,
    /// The claim that is being changed.
    own: Option<ExpenseId>,
) -> Result<Vec<Duplicate>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant, ui::money::Money};

    let amount = Money::parse(&amount, currency).map_err(|error| AppError::BadRequest {
        message: error.to_string(),
    })?;
    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let similar = queries::similar(&mut tx, amount, expense_date, own).await?;
    tx.commit().await?;
    Ok(similar)
}

/// Moves a receipt to the trash.
#[server(prefix = "/fn", endpoint = "expenses/remove-receipt", client = Change)]
pub async fn remove_receipt(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    queries::set_receipt_removed(&mut tx, file_id, true).await?;
    tx.commit().await
}

/// Takes a receipt out of the trash.
#[server(prefix = "/fn", endpoint = "expenses/restore-receipt", client = Change)]
pub async fn restore_receipt(file_id: MediaId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    queries::set_receipt_removed(&mut tx, file_id, false).await?;
    tx.commit().await
}
