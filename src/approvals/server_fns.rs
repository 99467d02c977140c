//! What a browser may ask of approvals. Every function here is a public endpoint; each takes its arguments from a plain form as
//! well. The chain is kept by whoever sets up the organisation; a substitute is named by whoever decides about claims.

use super::types::{Overview, SecondPersonForm, Shift, StepForm, SubstituteForm};
use crate::calls::Change;
use crate::error::AppError;
use crate::ids::{ApprovalStepId, SubstituteId};
use leptos::prelude::*;

/// The chain, who may be named in it, and who decides in whose place.
#[server(prefix = "/fn", endpoint = "approvals/overview")]
pub async fn get_approvals() -> Result<Overview, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let overview = queries::overview(&mut tx).await?;
    tx.commit().await?;
    Ok(overview)
}

/// Adds a step: after the others, or at a place from which it was removed.
#[server(prefix = "/fn", endpoint = "approvals/add-step", client = Change)]
pub async fn add_approval_step(
    #[server(flatten)] form: StepForm,
    #[server(default)] at: Option<usize>,
) -> Result<ApprovalStepId, AppError> {
    use super::queries;
    use crate::{accounts, accounts::roles::Permission, rates, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let base = rates::queries::base_currency(&mut tx).await?;
    let new = form.parse(base, &locale)?;
    let id = queries::add(&mut tx, &new, at).await?;
    tx.commit().await?;
    Ok(id)
}

/// Saves a step over the version that was read; answers with the version it has now.
#[server(prefix = "/fn", endpoint = "approvals/save-step", client = Change)]
pub async fn save_approval_step(
    step_id: ApprovalStepId,
    version: i32,
    #[server(flatten)] form: StepForm,
) -> Result<i32, AppError> {
    use super::queries;
    use crate::{accounts, accounts::roles::Permission, rates, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let base = rates::queries::base_currency(&mut tx).await?;
    let new = form.parse(base, &locale)?;
    let version = queries::save(&mut tx, step_id, version, &new).await?;
    tx.commit().await?;
    Ok(version)
}

/// Moves a step past its neighbour.
#[server(prefix = "/fn", endpoint = "approvals/move-step", client = Change)]
pub async fn move_approval_step(step_id: ApprovalStepId, shift: Shift) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::move_step(&mut tx, step_id, shift).await?;
    tx.commit().await
}

/// Removes a step. Claims that wait already keep theirs.
#[server(prefix = "/fn", endpoint = "approvals/remove-step", client = Change)]
pub async fn remove_approval_step(step_id: ApprovalStepId) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    queries::remove(&mut tx, step_id).await?;
    tx.commit().await
}

/// Says from what worth on somebody else pays than who approved.
#[server(prefix = "/fn", endpoint = "approvals/set-second-person", client = Change)]
pub async fn set_second_person(#[server(flatten)] form: SecondPersonForm) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ManageOrganization).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    queries::set_second_person(&mut tx, &form, &locale).await?;
    tx.commit().await
}

/// Names somebody who decides in one's own place, or in anybody's for whoever keeps the chain.
#[server(prefix = "/fn", endpoint = "approvals/name-substitute", client = Change)]
pub async fn name_substitute(#[server(flatten)] form: SubstituteForm) -> Result<SubstituteId, AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    let new = form.parse(tx.user()?, queries::today(&mut tx).await?)?;
    let id = queries::name_substitute(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends that somebody decides in one's own place, or in anybody's for whoever keeps the chain.
#[server(prefix = "/fn", endpoint = "approvals/end-substitute", client = Change)]
pub async fn end_substitute(substitute_id: SubstituteId) -> Result<(), AppError> {
    use super::queries;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ApproveExpenses).await?;
    queries::end(&mut tx, substitute_id).await?;
    tx.commit().await
}
