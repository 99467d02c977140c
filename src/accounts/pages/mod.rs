//! Before the sign-in: the forms that lead into an organisation.

mod choose_organization;
mod plain_form;
mod sign_in;
mod sign_up;

pub use choose_organization::*;
pub use sign_in::*;
pub use sign_up::*;
