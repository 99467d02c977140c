//! Pages of notifications.

mod bell;
mod list;
mod marking;
mod settings;

pub use bell::Bell;
pub use list::NotificationsPage;
use marking::{use_marking, use_marking_all};
pub use settings::NotificationSettingsPage;
