//! Companies, as a browser may ask for them.

use crate::contacts::types::{Company, CompanyEntry, CompanyFilter, CompanyRow, Cursor, Page};
use crate::error::AppError;
use leptos::prelude::*;

/// Some of the companies, in the filter's order.
#[server(prefix = "/fn", endpoint = "contacts/companies")]
pub async fn list_companies(
    #[server(default)] filter: CompanyFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<CompanyRow>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let page = queries::companies(&mut tx, &filter, cursor.as_ref(), chrono::Utc::now()).await?;
    tx.commit().await?;
    Ok(page)
}

/// A company by its name, however it is written; `after` is the cursor of the people before.
#[server(prefix = "/fn", endpoint = "contacts/company")]
pub async fn get_company(
    name: String,
    #[server(default)] after: Option<Cursor>,
) -> Result<Company, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let company = queries::company(&mut tx, &name, after.as_ref(), chrono::Utc::now()).await?;
    tx.commit().await?;
    Ok(company)
}

/// What happened with a company's people, latest first; `after` is the cursor of the page before.
#[server(prefix = "/fn", endpoint = "contacts/company-timeline")]
pub async fn list_company_timeline(
    name: String,
    #[server(default)] after: Option<Cursor>,
) -> Result<Page<CompanyEntry>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let page = queries::company_timeline(&mut tx, &name, after.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}
