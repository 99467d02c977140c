//! What a browser may ask of payments. Every function here is a public endpoint; each takes its arguments from a plain form as
//! well. Batches are for whoever pays everybody's claims; an account is its owner's, and the organisation's is for whoever sets it up.

use super::types::{AccountToEdit, BankForm, Batch, BatchList, FailForm, SettleForm};
use crate::calls::Change;
use crate::error::AppError;
use crate::expenses::types::Decided;
use crate::ids::{BatchId, BatchItemId};
use leptos::prelude::*;
use uuid::Uuid;

/// Batches, the latest first, before a number, and what could be paid.
#[server(prefix = "/fn", endpoint = "payments/list")]
pub async fn list_batches(#[server(default)] before: Option<i32>) -> Result<BatchList, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let list = queries::list(&mut tx, before).await?;
    tx.commit().await?;
    Ok(list)
}

/// One batch.
#[server(prefix = "/fn", endpoint = "payments/get")]
pub async fn get_batch(batch_id: BatchId) -> Result<Batch, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let batch = queries::find(&mut tx, batch_id).await?;
    tx.commit().await?;
    Ok(batch)
}

/// Makes a batch of claims, each as it was seen (`<id>:<version>`), or of all that are approved where none is named. `key` is of the
/// request: sent twice, it makes one. Leads to it.
#[server(prefix = "/fn", endpoint = "payments/make", client = Change)]
pub async fn make_batch(#[server(default)] claims: Vec<String>, key: Uuid) -> Result<BatchId, AppError> {
    use crate::payments::types::next_working_day;
    use crate::{accounts::roles::Permission, expenses::types::Wanted, payments::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    if claims.len() > 1_000 {
        return Err(AppError::field("claims", "At most 1,000 at once."));
    }
    let chosen = claims
        .iter()
        .map(|text| Wanted::parse(text))
        .collect::<Result<Vec<_>, _>>()?;
    let id = BatchId(key);
    let day = next_working_day(chrono::Utc::now().date_naive());
    let mut tx = tenant.begin(Permission::ApproveExpenses).await?;
    let chosen = (!chosen.is_empty()).then_some(chosen.as_slice());
    queries::make(&mut tx, id, chosen, day).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/expenses/payments/{id}"));
    Ok(id)
}

/// Sets the day on which the bank is asked to pay.
#[server(prefix = "/fn", endpoint = "payments/plan", client = Change)]
pub async fn plan_batch(batch_id: BatchId, version: i32, execution_date: String) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant, ui::time::parse_date};

    let tenant = Tenant::current()?;
    let today = chrono::Utc::now().date_naive();
    let latest = today + chrono::TimeDelta::days(366);
    let day = parse_date(&execution_date)
        .filter(|day| (today..=latest).contains(day))
        .ok_or_else(|| AppError::field("execution_date", "Choose a day from today on, within a year."))?;
    let mut tx = tenant.begin(Permission::ApproveExpenses).await?;
    queries::plan(&mut tx, batch_id, version, day).await?;
    tx.commit().await
}

/// Takes a claim out of a batch whose files are not made yet.
#[server(prefix = "/fn", endpoint = "payments/take-out", client = Change)]
pub async fn take_out_of_batch(batch_id: BatchId, item_id: BatchItemId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    queries::take_out(&mut tx, batch_id, item_id).await?;
    tx.commit().await
}

/// Makes the files of a batch as it was seen: from then on whom they pay, how much and where stays.
#[server(prefix = "/fn", endpoint = "payments/export", client = Change)]
pub async fn export_batch(batch_id: BatchId, version: i32) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    queries::export(&mut tx, batch_id, version, chrono::Utc::now().date_naive()).await?;
    tx.commit().await
}

/// Marks what waits in a batch as paid, all of it or one line. `key` is of the request: sent twice, it pays once.
#[server(prefix = "/fn", endpoint = "payments/settle", client = Change)]
pub async fn settle_batch(
    batch_id: BatchId,
    version: i32,
    key: Uuid,
    #[server(flatten)] form: SettleForm,
) -> Result<Decided, AppError> {
    use crate::{accounts, accounts::roles::Permission, payments::queries, rates, tenancy::Tenant};

    let tenant = Tenant::current()?;
    // Wherever a day begins first.
    let latest = (chrono::Utc::now() + chrono::TimeDelta::hours(14)).date_naive();
    let mut tx = tenant.begin(Permission::ApproveExpenses).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let settlement = form.parse(latest, rates::queries::base_currency(&mut tx).await?, &locale)?;
    let decided = queries::settle(&mut tx, batch_id, version, &settlement, key).await?;
    tx.commit().await?;
    Ok(decided)
}

/// Says that the bank did not pay a line of a batch.
#[server(prefix = "/fn", endpoint = "payments/fail", client = Change)]
pub async fn fail_line(
    batch_id: BatchId,
    version: i32,
    #[server(flatten)] form: FailForm,
) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let failure = form.parse()?;
    let mut tx = tenant.begin(Permission::ApproveExpenses).await?;
    queries::fail(&mut tx, batch_id, version, &failure).await?;
    tx.commit().await
}

/// Cancels a batch of which nothing is paid or failed yet; one whose files are made only if the bank does not have them.
#[server(prefix = "/fn", endpoint = "payments/cancel", client = Change)]
pub async fn cancel_batch(
    batch_id: BatchId,
    /// As it was seen.
    version: i32,
    /// The bank does not have its files.
    #[server(default)]
    is_not_sent: bool,
) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    queries::cancel(&mut tx, batch_id, version, is_not_sent).await?;
    tx.commit().await
}

/// Takes a cancellation back.
#[server(prefix = "/fn", endpoint = "payments/reopen", client = Change)]
pub async fn reopen_batch(batch_id: BatchId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    queries::reopen(&mut tx, batch_id).await?;
    tx.commit().await
}

/// Where whoever asks wants their money; the whole only to `edit` it.
#[server(prefix = "/fn", endpoint = "payments/own-account")]
pub async fn get_own_account(#[server(default)] edit: bool) -> Result<AccountToEdit, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    let account = queries::account(&mut tx, queries::Whose::Mine, edit).await?;
    tx.commit().await?;
    Ok(account)
}

/// Stores where whoever asks wants their money, over the version that was read.
#[server(prefix = "/fn", endpoint = "payments/save-own-account", client = Change)]
pub async fn save_own_account(
    #[server(default)] version: i32,
    #[server(flatten)] form: BankForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::ClaimExpenses).await?;
    let version = queries::save_account(&mut tx, queries::Whose::Mine, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Removes where whoever asks wants their money, as it was seen.
#[server(prefix = "/fn", endpoint = "payments/remove-own-account", client = Change)]
pub async fn remove_own_account(version: i32) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ClaimExpenses).await?;
    queries::remove_account(&mut tx, queries::Whose::Mine, version).await?;
    tx.commit().await
}

/// From which account the organisation pays; the whole only to `edit` it.
#[server(prefix = "/fn", endpoint = "payments/paying-account")]
pub async fn get_paying_account(#[server(default)] edit: bool) -> Result<AccountToEdit, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let account = queries::account(&mut tx, queries::Whose::Organization, edit).await?;
    tx.commit().await?;
    Ok(account)
}

/// Stores from which account the organisation pays, over the version that was read.
#[server(prefix = "/fn", endpoint = "payments/save-paying-account", client = Change)]
pub async fn save_paying_account(
    #[server(default)] version: i32,
    #[server(flatten)] form: BankForm,
) -> Result<i32, AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let new = form.parse()?;
    let mut tx = tenant.begin(Permission::ManageOrganization).await?;
    let version = queries::save_account(&mut tx, queries::Whose::Organization, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Removes from which account the organisation pays, as it was seen.
#[server(prefix = "/fn", endpoint = "payments/remove-paying-account", client = Change)]
pub async fn remove_paying_account(version: i32) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, payments::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::remove_account(&mut tx, queries::Whose::Organization, version).await?;
    tx.commit().await
}
