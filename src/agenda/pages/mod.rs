//! The pages of agendas.

mod agenda;

pub use agenda::AgendaPage;
