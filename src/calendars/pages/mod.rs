//! Pages of one's own agenda.

mod own;

pub use own::OwnAgendaPage;
