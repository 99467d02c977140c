//! What a browser may ask of reports. Every function here is a public endpoint; each takes its arguments from a plain form as well.

use super::types::{Accounts, AccountsForm, Report, ReportFilter};
use crate::calls::Change;
use crate::error::AppError;
use leptos::prelude::*;

/// What claims come to, as far as whoever asks sees them.
#[server(prefix = "/fn", endpoint = "reports/get")]
pub async fn get_report(#[server(default)] filter: ReportFilter) -> Result<Report, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewExpenses).await?;
    let report = queries::report(&mut tx, &filter, chrono::Utc::now().date_naive()).await?;
    tx.commit().await?;
    Ok(report)
}

/// Under which accounts the books keep what is spent.
#[server(prefix = "/fn", endpoint = "reports/accounts")]
pub async fn get_accounts() -> Result<Accounts, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let accounts = queries::accounts(&mut tx).await?;
    tx.commit().await?;
    Ok(accounts)
}

/// Stores the accounts; a purpose whose field is empty has none.
#[server(prefix = "/fn", endpoint = "reports/save-accounts", client = Change)]
pub async fn save_accounts(#[server(flatten)] form: AccountsForm) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let accounts = form.parse()?;
    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::save_accounts(&mut tx, &accounts).await?;
    tx.commit().await
}
