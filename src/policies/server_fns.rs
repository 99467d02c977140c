//! What a browser may ask of policies and unit rates. Every function here is a public endpoint; each takes its arguments from a
//! plain form as well. They are set up by whoever sets up the organisation; whoever claims is offered them with the form.

use super::types::{PolicyForm, PolicySetup, UnitRateForm};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::UnitRateId;
use leptos::prelude::*;

/// The policy and the unit rates, as they are set up.
#[server(prefix = "/fn", endpoint = "policies/get")]
pub async fn get_policies() -> Result<PolicySetup, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let setup = queries::setup(&mut tx).await?;
    tx.commit().await?;
    Ok(setup)
}

/// Saves the policy over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "policies/save", client = Change)]
pub async fn save_policy(version: i32, #[server(flatten)] form: PolicyForm) -> Result<i32, AppError> {
    use super::queries;
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    form.parse()?;
    let mut tx = tenant.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let version = queries::save(&mut tx, version, &form, &locale).await?;
    tx.commit().await?;
    Ok(version)
}

/// Stores a unit rate that somebody enters.
#[server(prefix = "/fn", endpoint = "policies/add-unit-rate", client = Change)]
pub async fn add_unit_rate(#[server(flatten)] form: UnitRateForm) -> Result<UnitRateId, AppError> {
    use super::queries;
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let new = form.parse(&locale)?;
    let id = queries::insert(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Offers a unit rate no longer, or again. Claims keep what they were worked out of.
#[server(prefix = "/fn", endpoint = "policies/offer-unit-rate", client = Change)]
pub async fn offer_unit_rate(
    unit_rate_id: UnitRateId,
    #[server(default)] is_active: bool,
) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::set_active(&mut tx, unit_rate_id, is_active).await?;
    tx.commit().await
}
