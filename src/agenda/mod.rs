//! The programme of an event: items in rooms, their tracks and speakers, and what clashes.

pub mod types;
