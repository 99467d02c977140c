use crate::accounts::types::Viewer;
use leptos::prelude::*;

/// What is known of one's notifications wherever one is on the site.
#[derive(Clone, Copy, Debug)]
pub struct Inbox {
    /// How many are unread.
    pub unread: RwSignal<i64>,
    /// Counts up whenever there may be others than are shown.
    pub news: RwSignal<u32>,
}

impl Inbox {
    /// One was marked as read, or as unread again.
    pub fn count_marked(self, is_read: bool) {
        let change = if is_read { -1 } else { 1 };
        self.unread
            .try_update(|unread| *unread = (*unread + change).max(0));
    }

    /// Whoever shows them reads them again.
    pub fn tell(self) {
        self.news.try_update(|news| *news = news.wrapping_add(1));
    }
}

/// Gives [`use_inbox`] something to find; called once, at the top of the application.
pub fn provide_inbox(viewer: Option<&Viewer>) {
    provide_context(Inbox {
        unread: RwSignal::new(viewer.map_or(0, |viewer| viewer.unread)),
        news: RwSignal::new(0),
    });
}

/// What is known of one's notifications.
#[must_use]
pub fn use_inbox() -> Inbox {
    use_context().unwrap_or_else(|| Inbox {
        unread: RwSignal::new(0),
        news: RwSignal::new(0),
    })
}
