//! What draws events.

pub mod about;
pub mod addresses;
pub mod event_fields;
pub mod event_table;
pub mod frame;
pub mod marks;
pub mod month_grid;
pub mod repeat_fields;
pub mod scope_field;
pub mod series;
