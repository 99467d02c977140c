//! Pages of approvals.

mod chain;
mod settings;
mod step_form;
mod substitutes;

pub use settings::ApprovalSettingsPage;
