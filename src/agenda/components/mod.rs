//! What draws agendas.

pub mod addresses;
pub mod concerns;
pub mod day_list;
pub mod day_tabs;
pub mod grid;
pub mod item_about;
pub mod item_fields;
pub mod item_menu;
pub mod words;
