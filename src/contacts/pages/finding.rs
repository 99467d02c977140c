//! Contacts for the palette: those that match what is typed, and those that were opened lately.

use crate::accounts::roles::Permission;
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::server_fns::search_contacts;
use crate::contacts::types::ContactHit;
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// How long after the last key a search begins.
const PAUSE: Duration = Duration::from_millis(120);
/// How many that were opened lately are remembered.
const REMEMBERED: usize = 6;

/// What was found, and how it stands with the search.
#[derive(Clone, Copy)]
pub struct Finding {
    hits: RwSignal<Vec<ContactHit>>,
    news: RwSignal<PaletteNews>,
    again: RwSignal<u32>,
}

impl Finding {
    /// The contacts, as the palette shows them.
    #[must_use]
    pub fn commands(self) -> Vec<Command> {
        let command = |hit: &ContactHit| Command::person(&hit.name, &hit.about, addresses::record(hit.id));
        self.hits.read().iter().map(command).collect()
    }

    /// How it stands with the search.
    #[must_use]
    pub fn news(self) -> Signal<PaletteNews> {
        self.news.into()
    }

    /// Asks once more.
    pub fn retry(self) {
        self.again.update(|again| *again = again.wrapping_add(1));
    }
}

/// Looks for what is typed while the palette is open, a moment after the last key.
pub fn use_finding(open: RwSignal<bool>, typed: RwSignal<String>) -> Finding {
    let finding = Finding {
        hits: RwSignal::new(Vec::new()),
        news: RwSignal::new(PaletteNews::Nothing),
        again: RwSignal::new(0),
    };
    let viewer = use_viewer();
    let may_search = viewer
        .as_ref()
        .is_some_and(|viewer| viewer.may(Permission::ViewContacts));
    let key = viewer.map(|viewer| format!("opened:{}", viewer.user_id));
    remember_what_is_opened(key.clone());
    // Counts what was asked, so that a late answer does not take the place of a later one.
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        finding.again.track();
        let text = typed.get();
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        if !open.get() || !may_search {
            return;
        }
        let asked = turn.get_value();
        let opened = match (text.trim(), &key) {
            ("", Some(key)) => opened(key),
            _ => Vec::new(),
        };
        if text.trim().is_empty() && opened.is_empty() {
            finding.hits.set(Vec::new());
            finding.news.set(PaletteNews::Nothing);
            return;
        }
        finding.news.set(PaletteNews::Searching);
        let pause = if text.trim().is_empty() {
            Duration::ZERO
        } else {
            PAUSE
        };
        let ask = move || {
            spawn_local(async move {
                let answer = search_contacts(text, opened).await;
                if turn.try_get_value() != Some(asked) {
                    return;
                }
                finding.news.set(match answer {
                    Ok(hits) => {
                        finding.hits.set(hits);
                        PaletteNews::Nothing
                    }
                    Err(error) => {
                        finding.hits.set(Vec::new());
                        PaletteNews::Failed(error.to_string())
                    }
                });
            });
        };
        let timer = set_timeout_with_handle(ask, pause);
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
    // What was found stays while somebody types on, and goes with the palette.
    Effect::new(move || {
        if !open.get() {
            finding.hits.set(Vec::new());
        }
    });
    finding
}

/// Writes down which records the person opens: their ids and nothing else, in this browser only.
fn remember_what_is_opened(key: Option<String>) {
    let path = use_location().pathname;
    Effect::new(move || {
        let id = path.with(|path| path.strip_prefix("/contacts/")?.parse::<ContactId>().ok());
        let (Some(id), Some(key), Some(storage)) = (id, &key, storage()) else {
            return;
        };
        let mut ids = opened(key);
        ids.retain(|known| *known != id);
        ids.insert(0, id);
        ids.truncate(REMEMBERED);
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        // Refused only where the browser keeps nothing.
        let _ = storage.set_item(key, &ids.join(" "));
    });
}

/// The records that the person opened lately, the latest first.
fn opened(key: &str) -> Vec<ContactId> {
    let kept = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    let kept = kept.unwrap_or_default();
    kept.split(' ')
        .filter_map(|id| id.parse().ok())
        .take(REMEMBERED)
        .collect()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
