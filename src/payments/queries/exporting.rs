//! Making the files of a batch: from then on whom they pay, how much and where is frozen.

use super::accounts::of_payees;
use super::record::{Group, groups, items};
use super::{conflict, hold, hold_claims, pays, waiting};
use crate::error::{AppError, AppResult};
use crate::ids::BatchId;
use crate::payments::files::{Frozen, Transfer, end_to_end, remittance, way};
use crate::payments::types::{BatchStatus, ItemOutcome, Way};
use crate::sealing::queries::{to_open, to_seal};
use crate::sealing::{PaymentFrozen, Sealed};
use crate::tenancy::TenantTx;
use chrono::{DurationRound, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

/// Freezes a batch as it was seen. What cannot be paid with it is left out and named: claims that changed meanwhile, people
/// without an account, and those to whom nothing is due. Again, it changes nothing.
///
/// # Errors
/// If somebody else worked on it meanwhile, a claim of whoever acts is in it, nothing is left to be paid, its day has passed, or
/// there is no account to pay from.
pub async fn export(tx: &mut TenantTx, id: BatchId, version: i32, today: NaiveDate) -> AppResult<()> {
    pays(tx)?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let claims = waiting(tx, id).await?;
    hold_claims(tx, &claims).await?;
    let held = hold(tx, id).await?;
    match held.status {
        BatchStatus::Open => {}
        BatchStatus::Exported => return Ok(()),
        other => return conflict(format!("This batch is {}.", other.label().to_lowercase())),
    }
    held.seen_as(version)?;
    if held.execution_date < today {
        return Err(AppError::field(
            "execution_date",
            "This day has passed: choose another first.",
        ));
    }
    let items = items(tx, id).await?;
    let open = || items.iter().filter(|item| item.outcome == ItemOutcome::Open);
    if let Some(own) = open().find(|item| item.is_own) {
        return conflict(format!(
            "“{}” is your own, or made by you: somebody else makes the files of this batch, or you take it out.",
            own.title
        ));
    }
    let people: Vec<Uuid> = open().map(|item| item.payee.0).collect();
    let (accounts, debtor) = of_payees(tx, &people).await?;
    let mut left_out: Vec<(Uuid, String)> = open()
        .filter(|item| !item.is_as_it_was)
        .map(|item| (item.id.0, "It was changed after it was approved.".to_owned()))
        .collect();
    let (mut transfers, mut line) = (Vec::new(), 0);
    for group in groups(open().filter(|item| item.is_as_it_was)) {
        let amount = group.amount()?;
        let account = accounts.get(&group.payee);
        let way = way(amount, account);
        if let Some(reason) = why_not(way) {
            left_out.extend(group.items.iter().map(|item| (item.id.0, reason.to_owned())));
            continue;
        }
        line += 1;
        transfers.push(Transfer {
            end_to_end: end_to_end(id, held.number, line),
            payee: group.payee,
            name: name_of(&group),
            account: account.cloned(),
            amount,
            remittance: remittance(held.number, &titles_of(&group)),
            is_sepa: way == Way::Transfer,
        });
    }
    if transfers.is_empty() {
        let first = left_out
            .first()
            .map(|(_, reason)| reason.as_str())
            .unwrap_or_default();
        return conflict(format!("Nothing of this batch can be paid. {first}"));
    }
    let debtor = debtor.filter(|_| transfers.iter().any(|transfer| transfer.is_sepa));
    if debtor.is_none() && transfers.iter().any(|transfer| transfer.is_sepa) {
        return conflict(
            "There is no account to pay from yet: an owner or admin enters it under Settings, Bank account.",
        );
    }
    leave_out(tx, left_out).await?;
    let frozen = Frozen {
        batch: id,
        number: held.number,
        made_at: Utc::now()
            .duration_trunc(TimeDelta::seconds(1))
            .map_err(|error| AppError::internal(&error))?,
        execution_date: held.execution_date,
        organization: organization_name(tx).await?,
        debtor,
        transfers,
    };
    let text = serde_json::to_string(&frozen).map_err(|error| AppError::internal(&error))?;
    let sealed: Sealed<PaymentFrozen> = to_seal(tx).await?.seal(id.0, &text)?;
    sqlx::query!(
        r#"
        update payment_batches
        set status = 'exported', frozen = $3, exported_by = $4, exported_at = now(), items_version = items_version + 1
        where organization_id = $1 and id = $2 and status = 'open'
        "#,
        organization.0,
        id.0,
        sealed.bytes(),
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Why a line is not in the files.
const fn why_not(way: Way) -> Option<&'static str> {
    match way {
        Way::Transfer | Way::ByHand => None,
        Way::NoAccount => {
            Some("There is no bank account to pay to: whoever gets the money enters it under their account.")
        }
        Way::NothingToPay => Some("What is taken back outweighs what is claimed: nothing is due."),
    }
}

fn name_of(group: &Group<'_>) -> String {
    group
        .items
        .first()
        .map(|item| item.name.clone())
        .unwrap_or_default()
}

fn titles_of<'a>(group: &Group<'a>) -> Vec<&'a str> {
    group.items.iter().map(|item| item.title.as_str()).collect()
}

async fn leave_out(tx: &mut TenantTx, left_out: Vec<(Uuid, String)>) -> AppResult<()> {
    if left_out.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    let (ids, reasons): (Vec<Uuid>, Vec<String>) = left_out.into_iter().unzip();
    sqlx::query!(
        r#"
        update payment_batch_items i set outcome = 'dropped', reason = given.reason
        from unnest($2::uuid[], $3::text[]) as given (id, reason)
        where i.organization_id = $1 and i.id = given.id and i.outcome = 'open'
        "#,
        organization.0,
        &ids,
        &reasons,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn organization_name(tx: &mut TenantTx) -> AppResult<String> {
    let organization = tx.organization();
    Ok(
        sqlx::query_scalar!("select name from organizations where id = $1", organization.0)
            .fetch_one(tx.conn())
            .await?,
    )
}

/// What a batch has frozen; none where it cannot be opened, and the log says so.
pub(super) async fn open_frozen(
    tx: &mut TenantTx,
    id: BatchId,
    sealed: &Sealed<PaymentFrozen>,
) -> AppResult<Option<Frozen>> {
    let keys = to_open(tx, &[sealed.key_number()]).await?;
    match keys.open(id.0, sealed) {
        Ok(text) => Ok(Some(
            serde_json::from_str(&text).map_err(|error| AppError::internal(&error))?,
        )),
        Err(_) => Ok(None),
    }
}

/// What the files of a batch are written from.
///
/// # Errors
/// If whoever acts does not pay everybody's claims, is paid with it themselves, or there are no files.
pub async fn frozen(tx: &mut TenantTx, id: BatchId) -> AppResult<Frozen> {
    pays(tx)?;
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select frozen as "frozen: Sealed<PaymentFrozen>", status as "status: BatchStatus"
        from payment_batches where organization_id = $1 and id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let Some(sealed) = row.frozen.filter(|_| row.status != BatchStatus::Cancelled) else {
        return Err(AppError::NotFound);
    };
    let frozen = open_frozen(tx, id, &sealed).await?;
    let frozen = frozen.ok_or_else(|| AppError::internal(&"the files of a batch cannot be opened"))?;
    let me = tx.user()?;
    if frozen.transfers.iter().any(|transfer| transfer.payee == me) {
        return conflict("You are paid with this batch yourself: somebody else takes its files to the bank.");
    }
    Ok(frozen)
}

/// Notes in the trail that a file was fetched; not what stands in it.
///
/// # Errors
/// If the database cannot be reached.
pub async fn note_fetched(tx: &mut TenantTx, id: BatchId, what: &str) -> AppResult<()> {
    let about = serde_json::json!({ "what": what });
    sqlx::query_scalar!(
        r#"select app.record_audit('export', 'payment_batches', $1, $2) as "entry!""#,
        id.0,
        about,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
