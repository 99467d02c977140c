//! What draws contacts.

pub mod about;
pub mod addresses;
pub mod board_card;
pub mod bulk_bar;
pub mod bulk_form;
pub mod cell_editor;
pub mod changes;
pub mod column_menu;
pub mod companies;
pub mod company;
pub mod composer;
pub mod contact_form;
pub mod contact_table;
pub mod filters;
pub mod follow_ups;
pub mod history;
pub mod interaction_fields;
pub mod layout_switch;
pub mod marks;
pub mod menus;
pub mod on_page;
pub mod selection;
pub mod strength;
pub mod timeline_entry;
pub mod trash_table;
pub mod views;
