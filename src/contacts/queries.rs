//! All SQL of contacts and their interactions.

mod assigning;
mod board;
mod bulk;
mod companies;
mod field;
mod filter_values;
mod home;
mod interactions;
mod list;
mod matching;
mod mentions;
mod private;
mod reach;
mod record;
mod reminders;
mod sample;
mod search;
mod strength;
mod timeline;
mod trash;
mod views;

pub use board::{board, column};
pub use bulk::{
    Target, change as change_many, change_some, entries as changes_of_many, remove_expired, too_many,
    undo as undo_many, undo_some,
};
pub use companies::{companies, company, company_timeline};
pub use field::update_field;
pub use filter_values::filter_values;
pub use home::{home, zone};
pub use interactions::{
    cancel_interaction, complete_interaction, delete_interaction, insert_interaction, interaction,
    restore_interaction, update_interaction,
};
pub use list::page;
pub use matching::matching;
pub use private::seal_rows;
pub use reach::Reach;
pub use record::{delete, find, insert, restore, set_owner, set_type, update};
pub use reminders::{organizations_with_reminders, remind};
pub use sample::{add_sample, remove_sample, restore_sample};
pub use search::{hits, hits_of};
pub use timeline::timeline;
pub use trash::trash;
pub use views::{ViewChange, insert_view, set_view_deleted, update_view, views};
