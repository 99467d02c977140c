//! What the forms of a new and of a stored contact have in common.

use crate::accounts::types::Colleague;
use crate::app::failure::page_failure;
use crate::error::AppError;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The id of the form on its page.
pub const FORM: &str = "contact-form";

/// Who can look after the contact, or why the form cannot be shown.
pub async fn owners_or_failure(
    owners: Resource<Result<Vec<Colleague>, AppError>>,
) -> Result<Vec<Colleague>, AnyView> {
    arrived(owners)
        .await
        .map_err(|error| page_failure(error, Callback::new(move |()| owners.refetch())))
}
