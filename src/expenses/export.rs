//! Claims taken out as documents: a claim, and an event's whole cost, with their receipts.

use super::pdf::receipts::Limits;
use super::pdf::{Setting, claim as of_claim, event as of_event};
use super::queries;
use crate::accounts::roles::Permission;
use crate::download::{attached, refused};
use crate::error::{AppError, AppResult};
use crate::events;
use crate::ids::{EventId, ExpenseId};
use crate::media;
use crate::media::papers::AsStored;
use crate::media::queries::Filed;
use crate::server::router::Site;
use crate::tenancy::{Tenant, TenantTx};
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::Utc;

/// Most files that a document tells of, those left out among them.
const MOST_FILES: i64 = 2_000;

/// `GET /export/expenses/{id}.pdf`: a claim, for whoever sees it.
pub async fn claim(
    tenant: Option<Extension<Tenant>>,
    State(site): State<Site>,
    Path(file): Path<String>,
) -> Response {
    let id = file
        .strip_suffix(".pdf")
        .and_then(|id| id.parse::<ExpenseId>().ok());
    let (Some(Extension(tenant)), Some(id)) = (tenant, id) else {
        return refused(&AppError::NotFound);
    };
    answered(claim_written(&tenant, &site, id).await)
}

/// `GET /export/events/{id}.pdf`: what an event cost, for whoever sees its costs.
pub async fn event(
    tenant: Option<Extension<Tenant>>,
    State(site): State<Site>,
    Path(file): Path<String>,
) -> Response {
    let id = file
        .strip_suffix(".pdf")
        .and_then(|id| id.parse::<EventId>().ok());
    let (Some(Extension(tenant)), Some(id)) = (tenant, id) else {
        return refused(&AppError::NotFound);
    };
    answered(event_written(&tenant, &site, id).await)
}

fn answered(made: AppResult<(String, Vec<u8>)>) -> Response {
    let (name, bytes) = match made {
        Ok(made) => made,
        Err(error) => return refused(&error),
    };
    let mut response = attached(bytes, "application/pdf", &name);
    // What is in it is compressed already.
    response.extensions_mut().insert(AsStored);
    response
}

async fn setting(tx: &mut TenantTx, address: String) -> AppResult<Setting> {
    Ok(Setting {
        reader: queries::reader(tx).await?,
        site: address,
        now: Utc::now(),
    })
}

/// A claim's document, and its name.
async fn claim_written(tenant: &Tenant, site: &Site, id: ExpenseId) -> AppResult<(String, Vec<u8>)> {
    let mut tx = tenant.begin(Permission::ViewExpenses).await?;
    let (paper, files) = claim_paper(&mut tx, site.address(), id).await?;
    queries::note_document(&mut tx, "expenses", id.0, files.len()).await?;
    tx.commit().await?;
    let expense = &paper.expense;
    let name = format!("{}claim-{}.pdf", plain(&expense.title), expense.expense_date);
    Ok((name, of_claim::made(paper, files, Limits::default()).await?))
}

/// What is written of a claim, and its receipts.
pub(super) async fn claim_paper(
    tx: &mut TenantTx,
    address: String,
    id: ExpenseId,
) -> AppResult<(of_claim::Paper, Vec<Filed>)> {
    let expense = queries::find(tx, id).await?;
    let batch = queries::batch_of(tx, id).await?;
    let files = media::queries::filed(tx, &[id], MOST_FILES).await?;
    let setting = setting(tx, address).await?;
    let paper = of_claim::Paper {
        expense,
        batch,
        setting,
    };
    Ok((paper, files))
}

/// The document of what an event cost, and its name.
async fn event_written(tenant: &Tenant, site: &Site, id: EventId) -> AppResult<(String, Vec<u8>)> {
    let mut tx = tenant.begin(Permission::ViewEvents).await?;
    let (paper, files) = event_paper(&mut tx, site.address(), id).await?;
    queries::note_document(&mut tx, "events", id.0, files.len()).await?;
    tx.commit().await?;
    let name = format!("{}costs.pdf", plain(&paper.event.title));
    Ok((name, of_event::made(paper, files, Limits::default()).await?))
}

/// What is written of an event's cost, and the receipts of the claims that whoever acts sees.
pub(super) async fn event_paper(
    tx: &mut TenantTx,
    address: String,
    id: EventId,
) -> AppResult<(of_event::Paper, Vec<Filed>)> {
    let spending = queries::of_event(tx, id).await?.ok_or(AppError::Forbidden)?;
    let event = events::queries::find(tx, id).await?;
    let most = i64::try_from(of_event::MOST_CLAIMS).unwrap_or(i64::MAX);
    let claims = queries::spent_on(tx, id, spending.actual.currency, most).await?;
    let mut ids: Vec<ExpenseId> = claims.iter().map(|claim| claim.id).collect();
    ids.dedup();
    let files = media::queries::filed(tx, &ids, MOST_FILES).await?;
    let setting = setting(tx, address).await?;
    let paper = of_event::Paper {
        event,
        spending,
        claims,
        setting,
    };
    Ok((paper, files))
}

/// A title as far as it is of letters and digits, as the beginning of the name of a file: "Taxi-to-the-airport-".
fn plain(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    plain
        .split('-')
        .filter(|word| !word.is_empty())
        .fold(String::new(), |name, word| name + word + "-")
}

#[cfg(test)]
mod unit {
    use super::plain;

    #[test]
    fn the_name_of_a_file_is_of_letters_and_digits() {
        assert_eq!(plain("Taxi \"to\"; the/airport"), "Taxi-to-the-airport-");
        assert_eq!(plain("Ταξί"), "");
    }
}
