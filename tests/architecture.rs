//! The sources, read for what no compiler refuses: who uses whom, where SQL stands, what a page may hold, and that
//! what is written down twice says the same.

mod arrows;
mod kept_in_step;
mod money_cases;
mod places;
pub mod source;
