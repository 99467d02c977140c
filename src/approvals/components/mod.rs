//! What draws the chain and substitutes.

pub mod addresses;
pub mod step_fields;
