//! Marking as read: it shows at once, and is taken back where the server refuses it.

use crate::notifications::components::{Marking, use_inbox};
use crate::notifications::server_fns::{
    MarkNotification, mark_all_notifications, mark_notification, unmark_all_notifications,
};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// Marks one at a time.
pub fn use_marking() -> Marking {
    let (inbox, toasts) = (use_inbox(), use_toasts());
    let marks = RwSignal::new(BTreeMap::new());
    let on_mark = Callback::new(move |(id, is_read)| {
        marks.update(|marks| {
            marks.insert(id, is_read);
        });
        inbox.count_marked(is_read);
        spawn_local(async move {
            if let Err(error) = mark_notification(id, is_read).await {
                marks.try_update(|marks| marks.insert(id, !is_read));
                inbox.count_marked(!is_read);
                toasts.error(error.to_string());
            }
        });
    });
    Marking {
        action: MarkNotification::PATH,
        marks,
        on_mark,
    }
}

/// Marks all of them, and offers to take it back.
pub fn use_marking_all() -> Callback<()> {
    let (inbox, toasts) = (use_inbox(), use_toasts());
    let take_back = move |at| {
        spawn_local(async move {
            if let Err(error) = unmark_all_notifications(at).await {
                toasts.error(error.to_string());
            }
            inbox.tell();
        });
    };
    Callback::new(move |()| {
        let before = inbox.unread.get_untracked();
        inbox.unread.set(0);
        spawn_local(async move {
            match mark_all_notifications().await {
                Ok(marked) if marked.count > 0 => {
                    let text = match marked.count {
                        1 => "1 notification marked as read".to_owned(),
                        count => format!("{count} notifications marked as read"),
                    };
                    toasts.undo(text, move || take_back(marked.at));
                }
                Ok(_) => {}
                Err(error) => {
                    inbox.unread.try_set(before);
                    toasts.error(error.to_string());
                }
            }
            inbox.tell();
        });
    })
}
