//! What stands where something could not be loaded, or was refused.

use crate::accounts::roles::Permission;
use crate::app::{set_status, use_viewer};
use crate::error::AppError;
use crate::forms::rejected;
use crate::ui::error_state::error_title;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// In the place of a page, or of a part of it, with its status. `retry` loads it again.
pub fn failure(error: AppError, retry: Callback<()>) -> AnyView {
    set_status(&error);
    match error {
        AppError::NotFound => view! { <Title text="Not found"/> <ErrorPage error=AppError::NotFound/> }.into_any(),
        error @ (AppError::Forbidden | AppError::Unauthenticated | AppError::BadRequest { .. }) => {
            view! { <ErrorPage error/> }.into_any()
        }
        AppError::Internal { reference } => view! {
            <ErrorState message="Something went wrong on our side." reference=reference on_retry=retry retry_href=""/>
        }
        .into_any(),
        error => view! { <ErrorState message=error.to_string() on_retry=retry retry_href=""/> }.into_any(),
    }
}

/// In the place of a whole page, which then has a title of its own.
pub fn page_failure(error: AppError, retry: Callback<()>) -> AnyView {
    view! { <Title text=error_title(&error)/> {failure(error, retry)} }.into_any()
}

/// In the place of a page that the viewer's role does not open. Call it before the page asks the
/// server for anything: all of that would be refused.
pub fn shut(needs: Permission) -> Option<AnyView> {
    let may = use_viewer().is_some_and(|viewer| viewer.may(needs));
    (!may).then(|| page_failure(AppError::Forbidden, Callback::new(|()| ())))
}

/// Why one of these functions refused the plain post that brought the person here.
pub fn refusal(paths: &[&str]) -> Option<String> {
    let error = paths.iter().find_map(|path| rejected(path)?.error)?;
    // A button has no field beside which its error could stand.
    Some(error.told())
}
