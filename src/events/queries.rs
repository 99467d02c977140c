//! All SQL of events.

mod reach;

pub use reach::{Reach, allowed};
