use crate::ids::NotificationId;
use crate::notifications::types::{MOST_COUNTED, Notification, NotificationKind};
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// How notifications are marked as read and unread.
#[derive(Clone, Copy)]
pub struct Marking {
    /// The address that marks one.
    pub action: &'static str,
    /// Those that were marked since they were read, and as what.
    pub marks: RwSignal<BTreeMap<NotificationId, bool>>,
    pub on_mark: Callback<(NotificationId, bool)>,
}

/// How many are unread, in as few signs as there is room for.
#[must_use]
pub fn in_signs(unread: i64) -> String {
    if unread >= MOST_COUNTED {
        "99+".to_owned()
    } else {
        unread.to_string()
    }
}

const fn icon_of(kind: NotificationKind) -> IconName {
    match kind {
        NotificationKind::Assigned => IconName::UserPlus,
        NotificationKind::FollowUpDue => IconName::CalendarClock,
        NotificationKind::Mentioned => IconName::MessageCircle,
        NotificationKind::BulkDone => IconName::CheckCircle,
        NotificationKind::EventCancelled => IconName::XCircle,
        NotificationKind::ExpenseWaiting => IconName::Inbox,
        NotificationKind::ExpenseDecided => IconName::Receipt,
        NotificationKind::BudgetUsed => IconName::Wallet,
    }
}

/// Notifications, each with a button that marks it. `on_open` is called when somebody follows one.
#[component]
pub fn Entries(
    rows: Vec<Notification>,
    marking: Marking,
    #[prop(optional, into)] on_open: Option<Callback<()>>,
) -> impl IntoView {
    let entry = move |row: Notification| view! { <Entry row marking on_open/> };
    view! { <ul class="news">{rows.into_iter().map(entry).collect_view()}</ul> }
}

#[component]
fn Entry(row: Notification, marking: Marking, on_open: Option<Callback<()>>) -> impl IntoView {
    let Notification { id, kind, title, .. } = row;
    let is_read = Memo::new(move |_| marking.marks.read().get(&id).copied().unwrap_or(row.is_read));
    let mark = move |as_read: bool| {
        if is_read.get_untracked() != as_read {
            marking.on_mark.run((id, as_read));
        }
    };
    let follow = move |_| {
        mark(true);
        if let Some(on_open) = on_open {
            on_open.run(());
        }
    };
    let label = {
        let title = title.clone();
        move || match is_read.get() {
            true => format!("Mark as unread: {title}"),
            false => format!("Mark as read: {title}"),
        }
    };
    let title = match row.path {
        Some(path) => view! { <a class="news-link" href=path on:click=follow>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    view! {
        <li class="news-entry" class:news-unread=move || !is_read.get()>
            <Icon name=icon_of(kind)/>
            <div class="news-body">
                <p class="news-title">{title}</p>
                <p class="news-text">{row.message}</p>
                <p class="news-when"><Moment at=row.at style=MomentStyle::DayTime/></p>
            </div>
            <PostForm action=marking.action on_submit=Callback::new(move |()| mark(!is_read.get_untracked()))>
                <HiddenField name="notification_id" value=id.to_string()/>
                <HiddenField name="is_read" value=Signal::derive(move || (!is_read.get()).to_string())/>
                <button type="submit" class="news-mark" title=label.clone() aria-label=label>
                    <span class="news-dot"></span>
                </button>
            </PostForm>
        </li>
    }
}
