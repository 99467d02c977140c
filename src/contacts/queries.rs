//! All SQL of contacts and their interactions.

mod home;
mod interactions;
mod list;
mod mark;
mod reach;
mod record;
mod timeline;
mod trash;

pub use home::{home, zone};
pub use interactions::{
    cancel_interaction, complete_interaction, delete_interaction, insert_interaction, interaction,
    restore_interaction, update_interaction,
};
pub use list::page;
pub use record::{delete, find, insert, restore, set_owner, set_type, update};
pub use timeline::timeline;
pub use trash::trash;
