//! What draws attendees.

pub mod addresses;
pub mod attendee_table;
pub mod bulk;
pub mod marks;
