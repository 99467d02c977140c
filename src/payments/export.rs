//! The files of a batch, for whoever takes them to the bank.

use super::{files, queries};
use crate::accounts::roles::Permission;
use crate::download::{CSV, attached, refused};
use crate::error::{AppError, AppResult};
use crate::ids::BatchId;
use crate::tenancy::Tenant;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;

/// `GET /export/payments/{batch}/{file}`: `transfers.xml` for the bank, `transfers.csv` for people. Each is written from what was
/// frozen, so that the same batch gives the same bytes.
pub async fn payments(
    tenant: Option<Extension<Tenant>>,
    Path((batch, file)): Path<(String, String)>,
) -> Response {
    let (Some(Extension(tenant)), Ok(batch)) = (tenant, batch.parse::<BatchId>()) else {
        return refused(&AppError::NotFound);
    };
    match written(&tenant, batch, &file).await {
        Ok((kind, name, bytes)) => attached(bytes, kind, &name),
        Err(error) => refused(&error),
    }
}

/// Its type, its name, and what stands in it.
async fn written(tenant: &Tenant, batch: BatchId, file: &str) -> AppResult<(&'static str, String, Vec<u8>)> {
    let mut tx = tenant.begin(Permission::ApproveExpenses).await?;
    let frozen = queries::frozen(&mut tx, batch).await?;
    let number = frozen.number;
    let (kind, name, bytes) = match file {
        "transfers.xml" => {
            let bytes = files::pain::written(&frozen)?.ok_or(AppError::NotFound)?;
            (
                "application/xml; charset=utf-8",
                format!("payments-{number}.xml"),
                bytes,
            )
        }
        "transfers.csv" => (
            CSV,
            format!("payments-{number}.csv"),
            files::list::written(&frozen)?,
        ),
        _ => return Err(AppError::NotFound),
    };
    queries::note_fetched(&mut tx, batch, file).await?;
    tx.commit().await?;
    Ok((kind, name, bytes))
}
