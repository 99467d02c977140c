//! All SQL of events.

mod activity;
mod clone;
mod head;
mod lifecycle;
mod list;
mod month;
mod people;
pub mod public;
mod reach;
mod record;
pub mod series;
mod staff;
mod telling;

pub use activity::activity;
pub use clone::clone_event;
pub use head::head;
pub use lifecycle::{move_on, organizations_with_due_events, set_status};
pub use list::page;
pub use month::month;
pub use people::speakers;
pub use reach::{Reach, allowed};
pub use record::{delete, find, insert, restore, save, timezone, update};
pub use staff::{assign, unassign};
pub use telling::{audience, cancel, tell_guests};
