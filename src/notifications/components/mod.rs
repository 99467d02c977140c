//! What draws notifications.

mod addresses;
mod entry;
mod inbox;
mod preferences;

pub use addresses::*;
pub use entry::*;
pub use inbox::*;
pub use preferences::*;
