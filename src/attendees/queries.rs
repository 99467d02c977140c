//! All SQL of attendees.
//!
//! Whoever changes attendees takes the event's row first, then the contacts by id where it writes about them, then the attendees:
//! so the places are counted by one at a time, and two who change the same wait for each other and in no circle.

mod adding;
mod attending;
mod candidates;
mod changing;
mod checking;
mod export;
mod list;
mod notes;
mod of_contact;
mod places;
mod search;
mod undoing;

pub use adding::{add, add_matching};
pub use candidates::candidates;
pub use changing::{Target, change};
pub use checking::check;
pub use export::{ExportRow, Place as ExportPlace, noted as note_export, portion};
pub use list::page;
pub use notes::update_notes;
pub use of_contact::of_contact;
pub use places::fill_places;
pub use undoing::undo;

/// A number of rows as it is told.
fn number(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
