//! The currency in which an organisation counts.

use super::currency;
use crate::error::{AppError, AppResult};
use crate::tenancy::TenantTx;
use crate::ui::money::Currency;

/// In which currency the organisation counts.
///
/// # Errors
/// What the database says to it.
pub async fn base_currency(tx: &mut TenantTx) -> AppResult<Currency> {
    let organization = tx.organization();
    let code = sqlx::query_scalar!(
        "select base_currency from organizations where id = $1",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    currency(&code)
}

/// The same, and it stays so until the transaction ends: for whatever is about to be counted in it.
///
/// # Errors
/// What the database says to it.
pub async fn hold_base_currency(tx: &mut TenantTx) -> AppResult<Currency> {
    let organization = tx.organization();
    let code = sqlx::query_scalar!(
        "select base_currency from organizations where id = $1 for share",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    currency(&code)
}

/// How many claims are counted in the organisation's currency: each that is no draft.
///
/// # Errors
/// What the database says to it.
pub async fn claims_counted(tx: &mut TenantTx) -> AppResult<i64> {
    let organization = tx.organization();
    let claims = sqlx::query_scalar!(
        r#"select count(*) as "claims!" from expenses where organization_id = $1 and status <> 'draft'"#,
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(claims)
}

/// Counts in another currency from now on, as long as nothing is counted yet.
///
/// # Errors
/// The error of the field where a claim is counted already, or a limit of an event, or that of large payments, is written in the
/// currency of now: it would hold nothing any more.
pub async fn set_base_currency(tx: &mut TenantTx, to: Currency) -> AppResult<()> {
    let organization = tx.organization();
    // Whoever counts holds the row until their claim is stored; the next statement sees it.
    let now = sqlx::query_scalar!(
        "select base_currency from organizations where id = $1 for no key update",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    if now == to.code() {
        return Ok(());
    }
    let claims = claims_counted(tx).await?;
    if claims > 0 {
        return Err(AppError::field("base_currency", &why_it_stays(claims, &now)));
    }
    let limits = limits_in_it(tx).await?;
    if limits > 0 {
        return Err(AppError::field(
            "base_currency",
            &why_limits_hold_it(limits, &now),
        ));
    }
    let is_set = sqlx::query!(
        "update organizations set base_currency = $2 where id = $1 and second_person_from is null",
        organization.0,
        to.code()
    )
    .execute(tx.conn())
    .await?;
    if is_set.rows_affected() == 0 {
        let message = format!(
            "Large payments take two people, from an amount in {now} on. Take it away among the steps of approval first: in another \
             currency it would mean something else."
        );
        return Err(AppError::field("base_currency", &message));
    }
    Ok(())
}

/// Of how many events it is said how much may be approved for them.
async fn limits_in_it(tx: &mut TenantTx) -> AppResult<i64> {
    let organization = tx.organization();
    let limits = sqlx::query_scalar!(
        r#"select count(*) as "limits!" from event_limits where organization_id = $1 and approval_limit is not null"#,
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(limits)
}

fn why_limits_hold_it(limits: i64, currency: &str) -> String {
    let events = match limits {
        1 => "1 event has a limit".to_owned(),
        more => format!("{more} events have limits"),
    };
    format!(
        "{events} of what may be approved, in {currency}. Take it away beside the event's budget first: in another currency it would hold nothing."
    )
}

fn why_it_stays(claims: i64, currency: &str) -> String {
    let claims = match claims {
        1 => "1 claim is".to_owned(),
        more => format!("{more} claims are"),
    };
    format!(
        "{claims} counted in {currency} already, at rates that are kept with them; those in the trash count too. \
         The currency stays."
    )
}
