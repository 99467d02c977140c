//! Hearing of changes, and reading again what is shown.

use crate::accounts::types::Viewer;
use crate::calls;
use crate::live::types::{Kind, News};
use leptos::ev::MessageEvent;
use leptos::prelude::*;
use std::time::Duration;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessagePort, SharedWorker, Worker};

/// Where the script lies that listens for all tabs.
const SCRIPT: &str = "/live.js";

/// How long reading again rests after each time, however much is changed meanwhile.
const REST: Duration = Duration::from_millis(700);

/// Within what time all who hear of a change have asked for it.
const SPREAD: Duration = Duration::from_millis(300);

/// Whom to call when something changes.
#[derive(Clone, Copy)]
struct Hearers(StoredValue<Vec<(u32, Callback<News>)>>);

impl Hearers {
    fn add(self, hear: Callback<News>) -> u32 {
        self.0
            .try_update_value(|all| {
                let id = all.last().map_or(0, |(last, _)| last.wrapping_add(1));
                all.push((id, hear));
                id
            })
            .unwrap_or_default()
    }

    fn remove(self, id: u32) {
        self.0.try_update_value(|all| all.retain(|(one, _)| *one != id));
    }

    /// Passes on what others did. What this page did itself it shows already.
    fn hear(self, mut news: News) {
        if let Some(changes) = &mut news.changes {
            changes.retain(|change| !change.cause.as_deref().is_some_and(calls::is_own));
            if changes.is_empty() {
                return;
            }
        }
        for (_, hear) in self.0.try_get_value().unwrap_or_default() {
            hear.try_run(news.clone());
        }
    }
}

/// Gives [`use_live`] something to hear; called once, at the top of the application. `since` is how
/// many changes had been told when the page was drawn.
pub fn provide_live(viewer: Option<&Viewer>, since: Option<i64>) {
    let hearers = Hearers(StoredValue::new(Vec::new()));
    provide_context(hearers);
    let Some(viewer) = viewer else { return };
    let who = format!("{}/{}", viewer.organization_id, viewer.user_id);
    let hello = serde_json::json!({ "who": who, "since": since }).to_string();
    Effect::new(move || listen(hearers, &hello));
}

/// Connects this tab to the one stream of the browser. A browser that can do neither goes without.
fn listen(hearers: Hearers, hello: &str) {
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let news = event.data().as_string();
        if let Some(news) = news.and_then(|text| serde_json::from_str(&text).ok()) {
            hearers.hear(news);
        }
    });
    let handler = hear.as_ref().unchecked_ref();
    if js_sys::Reflect::has(&js_sys::global(), &"SharedWorker".into()) == Ok(true) {
        if let Ok(worker) = SharedWorker::new(SCRIPT) {
            let port = worker.port();
            port.set_onmessage(Some(handler));
            let _ = port.post_message(&hello.into());
            say_goodbye(port);
        }
    } else if let Ok(worker) = Worker::new(SCRIPT) {
        worker.set_onmessage(Some(handler));
        let _ = worker.post_message(&hello.into());
    }
    // As long as the page: nobody takes it down before that.
    hear.forget();
}

fn say_goodbye(port: MessagePort) {
    let bye = Closure::<dyn Fn()>::new(move || {
        let _ = port.post_message(&"bye".into());
    });
    let _ = window().add_event_listener_with_callback("pagehide", bye.as_ref().unchecked_ref());
    bye.forget();
}

/// Calls `refresh` when somebody else, or another tab, changed something of this kind that
/// `concerns` what is shown; it is asked with the record, or with none where many were changed. A
/// page that nobody sees waits until somebody does, and one on which a menu or its like is open until it is closed.
pub fn use_live(
    kind: Kind,
    concerns: impl Fn(Option<Uuid>) -> bool + Send + Sync + 'static,
    refresh: Callback<()>,
) {
    let Some(hearers) = use_context::<Hearers>() else {
        return;
    };
    let concerns = StoredValue::new(concerns);
    let pace = Pace::new(refresh);
    Effect::new(move || {
        let hear = Callback::new(move |news: News| {
            let is_meant = news.changes.is_none_or(|changes| {
                changes.iter().any(|change| {
                    change.kind == kind
                        && concerns.try_with_value(|concerns| concerns(change.id)) == Some(true)
                })
            });
            if is_meant {
                pace.ask();
            }
        });
        let id = hearers.add(hear);
        let seen = window_event_listener_untyped("visibilitychange", move |_| pace.wake());
        // What was read meanwhile did not come, and nobody tells it again.
        let back = window_event_listener_untyped("online", move |_| pace.ask());
        on_cleanup(move || {
            hearers.remove(id);
            seen.remove();
            back.remove();
        });
    });
}

/// Whether somebody has something open on the page, which must not go while they look at it.
fn is_in_hand() -> bool {
    // What is open by hand, such as the editor of a cell, outlives being drawn again. An error says that the
    // browser knows no popovers.
    matches!(
        document().query_selector("main [popover=auto]:popover-open"),
        Ok(Some(_))
    )
}

/// When something is read again: soon, but not too often, not where nobody looks, and not under somebody's hands.
#[derive(Clone, Copy)]
struct Pace {
    refresh: Callback<()>,
    is_resting: StoredValue<bool>,
    is_asked: StoredValue<bool>,
}

impl Pace {
    fn new(refresh: Callback<()>) -> Self {
        Self {
            refresh,
            is_resting: StoredValue::new(false),
            is_asked: StoredValue::new(false),
        }
    }

    fn ask(self) {
        let asked_before = self
            .is_asked
            .try_update_value(|asked| std::mem::replace(asked, true));
        if asked_before == Some(false) {
            set_timeout(move || self.wake(), calls::any_moment_within(SPREAD));
        }
    }

    fn wake(self) {
        let waits = self.is_resting.try_get_value() != Some(false)
            || self.is_asked.try_get_value() != Some(true)
            || document().hidden();
        if waits {
            return;
        }
        if is_in_hand() {
            set_timeout(move || self.wake(), REST);
            return;
        }
        self.is_asked.set_value(false);
        self.is_resting.set_value(true);
        self.refresh.try_run(());
        set_timeout(
            move || {
                if self
                    .is_resting
                    .try_update_value(|resting| *resting = false)
                    .is_some()
                {
                    self.wake();
                }
            },
            REST,
        );
    }
}
