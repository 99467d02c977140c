//! Who else is looking at a record.

use crate::accounts::types::Colleague;
use crate::contacts::server_fns::{look_at_contact, look_away};
use crate::ids::ContactId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often one says that one goes on looking; whoever is silent for a minute is taken for gone.
const AGAIN: Duration = Duration::from_secs(25);

/// Faces that are shown.
const FACES: usize = 3;

/// Who else is looking, and that one is looking oneself while the page is seen.
#[component]
pub fn AlsoHere(id: ContactId) -> impl IntoView {
    let others = RwSignal::new(Vec::<Colleague>::new());
    let look = move |()| {
        if !document().hidden() {
            spawn_local(async move {
                // Where nobody can tell, who was here last is shown.
                if let Ok(found) = look_at_contact(id).await {
                    others.try_maybe_update(|others| {
                        let differs = *others != found;
                        *others = found;
                        (differs, ())
                    });
                }
            });
        }
    };
    let away = move || {
        spawn_local(async move {
            // Who cannot say so is taken for gone in a minute.
            let _ = look_away(id).await;
        });
    };
    let concerns = move |record: Option<uuid::Uuid>| record.is_none_or(|record| record == id.0);
    use_live(Kind::Presence, concerns, Callback::new(look));
    Effect::new(move || {
        look(());
        let again = set_interval_with_handle(move || look(()), AGAIN).ok();
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                away();
            } else {
                look(());
            }
        });
        let left = window_event_listener_untyped("pagehide", move |_| away());
        on_cleanup(move || {
            if let Some(again) = again {
                again.clear();
            }
            seen.remove();
            left.remove();
            away();
        });
    });
    let faces = move || {
        let others = others.read();
        let faces = others.iter().take(FACES).map(|one| {
            let Colleague { name, picture, .. } = one.clone();
            let title = name.clone();
            view! { <span class="flex" title=title><Avatar name picture size=AvatarSize::Small/></span> }
        });
        let faces = faces.collect_view();
        let names: Vec<_> = others.iter().map(|one| one.name.as_str()).collect();
        (!names.is_empty()).then(|| {
            view! { {faces} <span class="min-w-0 break-words">{format!("Also here: {}", names.join(", "))}</span> }
        })
    };
    view! { <p class="flex min-w-0 items-center gap-1 text-sm text-muted empty:hidden" role="status">{faces}</p> }
}
