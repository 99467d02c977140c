//! The browser's end of live updates.

mod listening;

pub use listening::*;
