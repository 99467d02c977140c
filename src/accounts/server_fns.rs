//! Signing up, in and out.
//!
//! The forms of signing up, in and out are posted as whole pages: what a person was before must
//! not linger in the browser's memory.

use super::types::OrganizationChoice;
use crate::calls::Change;
use crate::error::AppResult;
use crate::ids::OrganizationId;
use crate::media::types::{Portrait, Purpose};
use leptos::prelude::*;

/// Opens a session, or offers the organisations that address and password open.
#[server(prefix = "/fn", endpoint = "accounts/sign-in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> AppResult<()> {
    let reception = crate::accounts::sign_in::Reception::current()?;
    let to = reception.sign_in(&email, &password, next.as_deref()).await?;
    leptos_axum::redirect(&to);
    Ok(())
}

/// Opens a session in one of the organisations that were offered.
#[server(prefix = "/fn", endpoint = "accounts/choose-organization")]
pub async fn choose_organization(organization_id: OrganizationId) -> AppResult<()> {
    let reception = crate::accounts::sign_in::Reception::current()?;
    let to = reception.choose(organization_id).await?;
    leptos_axum::redirect(&to);
    Ok(())
}

/// The organisations that were offered.
#[server(prefix = "/fn", endpoint = "accounts/list-choices")]
pub async fn list_choices() -> AppResult<Vec<OrganizationChoice>> {
    crate::accounts::sign_in::Reception::current()?.choices().await
}

/// Makes an organisation with its first person, and opens a session. The same form with the same
/// `key` makes no second one.
#[server(prefix = "/fn", endpoint = "accounts/sign-up")]
pub async fn sign_up(
    organization_name: String,
    first_name: String,
    last_name: String,
    email: String,
    password: String,
    timezone: String,
    #[server(default)] key: String,
) -> AppResult<()> {
    use crate::accounts::sign_in::Reception;
    use crate::accounts::types::SignUpForm;

    let reception = Reception::current()?;
    let form = SignUpForm {
        organization_name,
        first_name,
        last_name,
        email,
        password,
        timezone,
    };
    reception.sign_up(&form, &key).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// The time zones that can be chosen from.
#[server(prefix = "/fn", endpoint = "accounts/list-time-zones")]
pub async fn list_time_zones() -> AppResult<Vec<String>> {
    Ok(crate::ui::time::zone_names()
        .into_iter()
        .map(str::to_owned)
        .collect())
}

/// Ends the session.
#[server(prefix = "/fn", endpoint = "accounts/sign-out")]
pub async fn sign_out() -> AppResult<()> {
    crate::accounts::sign_in::Reception::current()?.sign_out().await?;
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// The person's picture, or the organisation's logo.
#[server(prefix = "/fn", endpoint = "accounts/portrait")]
pub async fn get_portrait(purpose: Purpose) -> AppResult<Portrait> {
    use crate::{media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(purpose.needs()?).await?;
    let portrait = queries::portrait(&mut tx, purpose).await?;
    tx.commit().await?;
    Ok(portrait)
}

/// Shows no such picture any more.
#[server(prefix = "/fn", endpoint = "accounts/remove-portrait", client = Change)]
pub async fn remove_portrait(purpose: Purpose) -> AppResult<()> {
    use crate::{media::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(purpose.needs()?).await?;
    queries::remove_portrait(&mut tx, purpose).await?;
    tx.commit().await
}
