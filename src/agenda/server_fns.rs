//! What a browser may ask of an agenda. Every function here is a public endpoint; each takes its arguments from a plain form as well.

mod files;
mod items;
mod setup;

pub use files::*;
pub use items::*;
pub use setup::*;
