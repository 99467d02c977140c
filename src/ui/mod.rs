//! The kit that every page is built from. It knows nothing of what the product is about.

pub mod arriving;
pub mod avatar;
pub mod badge;
pub mod board;
pub mod button;
pub mod card;
pub mod chip;
pub mod commands;
pub mod cookie;
pub mod dialog;
#[cfg(feature = "ssr")]
pub mod document;
pub mod drafting;
pub mod empty;
pub mod error_state;
pub mod field;
pub mod focus;
pub mod formats;
#[cfg(all(feature = "ssr", debug_assertions))]
pub mod gallery;
pub mod icon;
pub mod kbd;
pub mod key_sheet;
pub mod keys;
pub mod lasting;
pub mod link;
pub mod list_search;
pub mod locale;
pub mod logo;
pub mod marked;
pub mod mention;
pub mod menu;
pub mod meter;
pub mod money;
pub mod page_header;
pub mod pagination;
pub mod palette;
pub mod places;
pub mod popover;
pub mod post_form;
pub mod selection;
pub mod sent;
pub mod shell;
pub mod skeleton;
pub mod still;
pub mod table;
pub mod tabs;
pub mod theme;
pub mod time;
pub mod timeline;
pub mod timetable;
pub mod toast;
pub mod unsaved;
pub mod words;

#[cfg(test)]
#[cfg(all(feature = "ssr", debug_assertions))]
mod tests;

/// Everything a page draws with.
pub mod prelude {
    pub use super::arriving::*;
    pub use super::avatar::*;
    pub use super::badge::*;
    pub use super::board::*;
    pub use super::button::*;
    pub use super::card::*;
    pub use super::chip::*;
    pub use super::commands::{Command, use_commands};
    pub use super::dialog::*;
    pub use super::drafting::*;
    pub use super::empty::*;
    pub use super::error_state::{ErrorPage, ErrorPageProps, ErrorState, ErrorStateProps};
    pub use super::field::*;
    pub use super::focus::*;
    pub use super::formats::*;
    pub use super::icon::{Icon, IconName, IconProps, icon};
    pub use super::kbd::*;
    pub use super::key_sheet::*;
    pub use super::keys::{Shortcut, use_shortcuts};
    pub use super::lasting::*;
    pub use super::link::*;
    pub use super::list_search::*;
    pub use super::logo::*;
    pub use super::mention::*;
    pub use super::menu::*;
    pub use super::meter::*;
    pub use super::page_header::*;
    pub use super::pagination::*;
    pub use super::palette::*;
    pub use super::places::*;
    pub use super::popover::*;
    pub use super::post_form::*;
    pub use super::sent::*;
    pub use super::shell::*;
    pub use super::skeleton::*;
    pub use super::still::*;
    pub use super::table::*;
    pub use super::tabs::*;
    pub use super::timeline::*;
    pub use super::timetable::*;
    pub use super::toast::*;
    pub use super::unsaved::*;
}
