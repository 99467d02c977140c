//! Pages of payments.

mod bank;
mod list;
mod record;

pub use bank::{OwnBankPage, PayingBankPage};
pub use list::BatchesPage;
pub use record::BatchPage;

use crate::accounts::roles::{Permission, Scope};
use crate::app::failure::page_failure;
use crate::app::use_viewer;
use crate::error::AppError;
use leptos::prelude::*;

/// In the place of a page for those who pay everybody's claims, for others.
fn shut_unless_paying() -> Option<AnyView> {
    let pays =
        use_viewer().is_some_and(|viewer| viewer.scope(Permission::ApproveExpenses) == Some(Scope::All));
    (!pays).then(|| page_failure(AppError::Forbidden, Callback::new(|()| ())))
}
