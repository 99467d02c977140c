//! The pages of attendees.

mod acting;
mod add;
mod list;
mod memory;
mod note;

pub use add::AddAttendeesPage;
pub use list::AttendeesPage;
pub use memory::provide_attendees_memory;
