//! Asks before a page is left on which something was typed and not saved.

use super::dialog::ConfirmDialog;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_url};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlAnchorElement, MouseEvent};

/// Where somebody wants to go.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Leaving {
    To(String),
    Back,
}

/// What stands between a page and those who leave it.
#[derive(Clone, Copy)]
struct Guard {
    /// Whether the page that is shown has something to lose; that page's own, so that one which is
    /// left takes nothing from the one that has come in its place.
    dirty: RwSignal<Option<Signal<bool>>>,
    /// That page's address.
    here: RwSignal<Option<String>>,
    leaving: RwSignal<Option<Leaving>>,
}

impl Guard {
    fn new() -> Self {
        Self {
            dirty: RwSignal::new(None),
            here: RwSignal::new(None),
            leaving: RwSignal::new(None),
        }
    }

    fn asks(self) -> bool {
        self.dirty
            .get_untracked()
            .and_then(|dirty| dirty.try_get_untracked())
            .unwrap_or(false)
    }

    /// A page is gone. Where the next one is a form too, it was there first.
    fn release(self, dirty: Signal<bool>) {
        if self.dirty.get_untracked() == Some(dirty) {
            self.dirty.set(None);
        }
    }
}

/// Lets [`UnsavedChanges`] hear of steps through the history; called once, at the top of the
/// application and before the router: the window's listeners hear of a step in the order in which
/// they came, and the router must not be the first.
pub fn provide_unsaved_changes() {
    let guard = Guard::new();
    provide_context(guard);
    let steps = window_event_listener(ev::popstate, move |event| {
        // A link to another place on the same page makes a step too.
        if guard.asks() && guard.here.get_untracked() != address() {
            event.stop_immediate_propagation();
            guard.leaving.set(Some(Leaving::Back));
        }
    });
    on_cleanup(move || steps.remove());
}

/// While `dirty`, a link, the back button and closing the tab ask first.
#[component]
pub fn UnsavedChanges(#[prop(into)] dirty: Signal<bool>) -> impl IntoView {
    let guard = use_context::<Guard>().unwrap_or_else(Guard::new);
    guard.dirty.set(Some(dirty));
    // The router hears of no step that is not to be: it always knows where we are.
    let url = use_url();
    let here = move || {
        url.with_untracked(|url| {
            format!("{}?{}", url.path(), url.search())
                .trim_end_matches('?')
                .to_owned()
        })
    };
    guard.here.set(Some(here()));
    on_cleanup(move || guard.release(dirty));
    let open = RwSignal::new(false);
    Effect::new(move || {
        let before_unload = window_event_listener(ev::beforeunload, move |event| {
            if guard.asks() {
                event.prevent_default();
            }
        });
        // The document hears a click before the window does, where the router listens.
        let clicks = Listener::new(document().into(), "click", move |event| {
            if let Some(href) = guard.asks().then(|| followed(&event)).flatten() {
                event.prevent_default();
                guard.leaving.set(Some(Leaving::To(href)));
            }
        });
        on_cleanup(move || {
            before_unload.remove();
            clicks.remove();
        });
    });
    Effect::new(move || {
        if let Some(leaving) = guard.leaving.get() {
            if leaving == Leaving::Back {
                put_back(&here());
            }
            open.set(true);
        }
    });
    // Whoever stays may want to leave the same way once more.
    Effect::new(move || {
        if !open.get() {
            guard.leaving.set(None);
        }
    });
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        let to = guard.leaving.get_untracked();
        guard.dirty.set(None);
        open.set(false);
        match to {
            Some(Leaving::To(href)) => navigate(&href, Default::default()),
            Some(Leaving::Back) => {
                let _ = window().history().and_then(|history| history.back());
            }
            None => {}
        }
    });
    view! {
        <ConfirmDialog
            id="unsaved-changes"
            open=open
            title="Leave without saving?"
            text="What you typed on this page will be lost."
            confirm="Leave without saving"
            danger=true
            on_confirm=leave
        />
    }
}

/// The address of the page, whatever the place on it.
fn address() -> Option<String> {
    let location = window().location();
    Some(format!(
        "{}{}",
        location.pathname().ok()?,
        location.search().ok()?
    ))
}

/// The address that a click leads to in this tab, if it does.
fn followed(event: &Event) -> Option<String> {
    let click = event.dyn_ref::<MouseEvent>()?;
    if event.default_prevented()
        || click.button() != 0
        || click.meta_key()
        || click.ctrl_key()
        || click.shift_key()
        || click.alt_key()
    {
        return None;
    }
    let link = event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest("a[href]")
        .ok()??;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    let leaves_tab = !link.target().is_empty() || link.has_attribute("download");
    // Another place on this page is no other page; another site is asked about by the browser.
    let here = window().location();
    let is_ours = link.origin() == here.origin().ok()?;
    let is_here = link.pathname() == here.pathname().ok()? && link.search() == here.search().ok()?;
    (!leaves_tab && is_ours && !is_here)
        .then(|| format!("{}{}{}", link.pathname(), link.search(), link.hash()))
}

/// After a step through the history that is not to be: this page's address once more.
fn put_back(here: &str) {
    let _ = window()
        .history()
        .and_then(|history| history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(here)));
}

/// A listener that hears an event before those of the page.
#[derive(Clone, Copy)]
struct Listener(StoredValue<Listening, LocalStorage>);

struct Listening {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(target: EventTarget, name: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(hear);
        let _ =
            target.add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true);
        Self(StoredValue::new_local(Listening {
            target,
            name,
            closure,
        }))
    }

    fn remove(self) {
        self.0.try_with_value(|it| {
            let _ = it.target.remove_event_listener_with_callback_and_bool(
                it.name,
                it.closure.as_ref().unchecked_ref(),
                true,
            );
        });
    }
}
