//! The pages of events.

mod edit;
mod list;
mod memory;
mod new;
mod record;
mod repeat;
mod sections;

pub use edit::EditEventPage;
pub use list::EventsPage;
pub use memory::provide_events_memory;
pub use new::NewEventPage;
pub use record::EventPage;
pub use repeat::RepeatPage;
pub use sections::{EventActivityPage, EventBudgetPage, EventMediaPage, EventPeoplePage};
