//! Pages of policies and unit rates.

mod entering;
mod offered;
mod policies;
mod policy;

pub use policies::PoliciesPage;
