//! Pages of approvals.

mod chain;
mod second_person;
mod settings;
mod step_form;
mod substitutes;

pub use settings::ApprovalSettingsPage;
