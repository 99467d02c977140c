//! What a browser may ask of exchange rates. Every function here is a public endpoint; each takes its arguments from a
//! plain form as well. Rates are found by whoever may count by them; entered, removed and shown by whoever sets up the
//! organisation.

use super::types::{RateForm, RateRow, RatesOverview};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::RateId;
use crate::paging::{Cursor, Page};
use crate::ui::money::Currency;
use leptos::prelude::*;

/// In which currency the organisation counts, and what the others are worth in it today.
#[server(prefix = "/fn", endpoint = "rates/overview")]
pub async fn get_rates() -> Result<RatesOverview, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let base = queries::base_currency(&mut tx).await?;
    let claims = queries::claims_counted(&mut tx).await?;
    let currencies = queries::now(&mut tx, base, chrono::Utc::now().date_naive()).await?;
    tx.commit().await?;
    Ok(RatesOverview {
        base,
        claims,
        currencies,
    })
}

/// A page of the rates that are stored, of all currencies or of one, the latest first.
#[server(prefix = "/fn", endpoint = "rates/list")]
pub async fn list_rates(
    #[server(default)] currency: Option<Currency>,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<RateRow>, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let page = queries::list(&mut tx, currency, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// Stores a rate that somebody enters.
#[server(prefix = "/fn", endpoint = "rates/add", client = Change)]
pub async fn add_rate(#[server(flatten)] form: RateForm) -> Result<RateId, AppError> {
    use super::{queries, types::last_day};
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let new = form.parse(&locale, last_day(chrono::Utc::now()))?;
    let id = queries::insert(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Removes a rate that was entered by hand.
#[server(prefix = "/fn", endpoint = "rates/remove", client = Change)]
pub async fn remove_rate(rate_id: RateId) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::remove(&mut tx, rate_id).await?;
    tx.commit().await
}

/// Counts in another currency from now on, as long as no claim is counted.
#[server(prefix = "/fn", endpoint = "rates/set-base", client = Change)]
pub async fn set_base_currency(base_currency: String) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let to: Currency = base_currency
        .trim()
        .parse()
        .map_err(|_| AppError::field("base_currency", "Choose a currency from the list."))?;
    let mut tx = tenant.begin(Permission::ManageOrganization).await?;
    queries::set_base_currency(&mut tx, to).await?;
    tx.commit().await
}
