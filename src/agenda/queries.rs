//! All SQL of agendas.
//!
//! Whatever places an item holds the row of its event first, so that the agenda of one event is changed by one at a time: what
//! is found free is free until it is taken.

mod items;
mod placing;
mod read;
mod rooms;
mod speakers;
mod tracks;

pub use items::{delete, insert, restore, update};
pub use placing::{Place, move_on, place, set_status, shift, undo_shift};
pub use read::find;
pub use rooms::{delete_room, insert_room, move_room, update_room};
pub use speakers::find_speakers;
pub use tracks::{delete_track, insert_track, update_track};
