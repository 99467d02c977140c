//! What counts pages in the browser.

use super::server_fns::record_views;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// How long looks at pages wait for others to be told of together.
const WAIT: Duration = Duration::from_secs(5);
/// How many wait while the server cannot be reached.
const MOST: usize = 50;

/// Tells the server which pages are looked at after the one that it drew. Where that fails nobody is told, and those
/// pages are told of with the next.
#[component]
pub fn CountViews() -> impl IntoView {
    let path = use_location().pathname;
    let waiting = StoredValue::new(Vec::<String>::new());
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            waiting.update_value(|waiting| {
                waiting.push(now.clone());
                waiting.truncate(MOST);
            });
            set_timeout(move || tell(waiting), WAIT);
        }
        now
    });
    Effect::new(move || {
        let leaving = ["pagehide", "visibilitychange"]
            .map(|event| window_event_listener_untyped(event, move |_| tell(waiting)));
        on_cleanup(move || leaving.into_iter().for_each(WindowListenerHandle::remove));
    });
}

fn tell(waiting: StoredValue<Vec<String>>) {
    let Some(paths) = waiting
        .try_update_value(std::mem::take)
        .filter(|paths| !paths.is_empty())
    else {
        return;
    };
    leptos::task::spawn_local(async move {
        if record_views(paths.clone()).await.is_err() {
            waiting.try_update_value(|waiting| {
                waiting.splice(..0, paths);
                waiting.truncate(MOST);
            });
        }
    });
}
