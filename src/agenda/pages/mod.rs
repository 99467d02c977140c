//! The pages of agendas.

mod agenda;
mod item;
mod setup;

pub use agenda::AgendaPage;
pub use item::{AgendaItemPage, NewItemPage};
pub use setup::AgendaSetupPage;
