//! The forms that lead into an organisation, and what a person sets for themselves and for it.

mod account;
mod choose_organization;
mod plain_form;
mod portrait;
mod settings;
mod sign_in;
mod sign_up;

pub use account::*;
pub use choose_organization::*;
pub use settings::*;
pub use sign_in::*;
pub use sign_up::*;
