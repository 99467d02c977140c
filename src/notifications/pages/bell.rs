//! The bell: how much one has not read, wherever one is, and the latest of it.

use super::{use_marking, use_marking_all};
use crate::accounts::types::Viewer;
use crate::error::AppError;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::notifications::components::{Entries, LIST, SETTINGS, in_signs, use_inbox};
use crate::notifications::server_fns::{count_unread, list_notifications};
use crate::notifications::types::{Notification, Shown};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;

const PANEL: &str = "bell-panel";

/// How many the panel shows.
const LATEST: usize = 8;

/// What the panel shows, once somebody has opened it.
type Latest = RwSignal<Option<Result<Vec<Notification>, AppError>>>;

/// A button with a panel; without JavaScript, a link to the list.
#[component]
pub fn Bell(viewer: Viewer) -> impl IntoView {
    let inbox = use_inbox();
    let ready = use_ready();
    let latest: Latest = RwSignal::new(None);
    let read_latest = Callback::new(move |()| {
        spawn_local(async move {
            let found = list_notifications(Shown::All, None, None).await;
            if let Ok(found) = &found {
                inbox.unread.try_set(found.unread);
            }
            latest.try_set(Some(
                found.map(|found| found.rows.into_iter().take(LATEST).collect()),
            ));
        });
    });
    let me = viewer.user_id.0;
    let hear = move |()| {
        spawn_local(async move {
            if let Ok(unread) = count_unread().await {
                inbox.unread.try_set(unread);
                inbox.tell();
            }
        });
    };
    use_live(
        Kind::Notification,
        move |whose| whose.is_none_or(|whose| whose == me),
        Callback::new(hear),
    );
    // What was read once is kept as it is now, for whoever opens the panel again.
    Effect::new(move |_| {
        inbox.news.track();
        if latest.read_untracked().is_some() {
            read_latest.run(());
        }
    });
    let sign = move || {
        let unread = inbox.unread.get();
        let words = if unread > 0 {
            format!("Notifications, {} unread", in_signs(unread))
        } else {
            "Notifications".to_owned()
        };
        view! {
            <Icon name=IconName::Bell/>
            {(unread > 0).then(|| view! { <span class="bell-count num" aria-hidden="true">{in_signs(unread)}</span> })}
            <span class="sr-only">{words}</span>
        }
    };
    view! {
        {move || if ready.get() {
            view! {
                <PopoverButton panel=PANEL class="btn btn-ghost btn-icon bell" on_click=read_latest>{sign}</PopoverButton>
            }
            .into_any()
        } else {
            view! { <a class="btn btn-ghost btn-icon bell" href=LIST>{sign}</a> }.into_any()
        }}
        <PopoverPanel id=PANEL label="Notifications" align=Align::End class="bell-panel">
            <Panel latest read_latest/>
        </PopoverPanel>
    }
}

#[component]
fn Panel(latest: Latest, read_latest: Callback<()>) -> impl IntoView {
    let inbox = use_inbox();
    let (marking, mark_all) = (use_marking(), use_marking_all());
    let close = Callback::new(|()| close_popover(PANEL));
    let content = move || {
        match latest.get() {
        None => view! { <div class="bell-waits" aria-busy="true"><SkeletonLines/></div> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState message=error.to_string() on_retry=read_latest retry_href=""/> }.into_any()
        }
        Some(Ok(rows)) if rows.is_empty() => view! {
            <p class="bell-nothing">
                "Nothing yet. Contacts put into your care, follow-ups that are due and mentions of you stand here."
            </p>
        }
        .into_any(),
        Some(Ok(rows)) => {
            marking.marks.try_update_untracked(|marks| marks.clear());
            view! { <Entries rows marking on_open=close/> }.into_any()
        }
    }
    };
    view! {
        <div class="bell-head">
            <p class="bell-title">"Notifications"</p>
            <Button
                kind=ButtonKind::Ghost
                small=true
                on_click=mark_all
                disabled=Signal::derive(move || inbox.unread.get() == 0)
            >
                "Mark all as read"
            </Button>
        </div>
        {content}
        <div class="bell-foot">
            <a class="link" href=LIST on:click=move |_| close.run(())>"All notifications"</a>
            <a class="link" href=SETTINGS on:click=move |_| close.run(())>"What you are told"</a>
        </div>
    }
}
