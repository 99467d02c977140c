//! Short messages about what just happened, at the edge of the screen, and their form inside a
//! page for those without JavaScript.

use super::badge::Tone;
use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How long a message stays when nobody looks at it.
const STAYS: Duration = Duration::from_secs(6);
/// How long one stays that offers something.
const STAYS_WITH_ACTION: Duration = Duration::from_secs(10);
/// How many are shown; older ones make room.
const AT_ONCE: usize = 3;

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    tone: Tone,
    action: Option<Action>,
}

/// What a message offers to do. It is shared and not stored with the page that made it: the message
/// outlives that page.
#[derive(Clone)]
struct Action {
    label: &'static str,
    act: Arc<dyn Fn() + Send + Sync>,
}

/// Where messages are put; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Something went well.
    pub fn success(&self, text: impl Into<String>) {
        self.show(text.into(), Tone::Success, None);
    }

    /// Something did not.
    pub fn error(&self, text: impl Into<String>) {
        self.show(text.into(), Tone::Danger, None);
    }

    /// Something was done that can be undone.
    pub fn undo(&self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let (label, act) = ("Undo", Arc::new(undo));
        self.show(text.into(), Tone::Success, Some(Action { label, act }));
    }

    /// Something did not go well that can be tried again.
    pub fn retry(&self, text: impl Into<String>, again: impl Fn() + Send + Sync + 'static) {
        let (label, act) = ("Retry", Arc::new(again));
        self.show(text.into(), Tone::Danger, Some(Action { label, act }));
    }

    fn show(&self, text: String, tone: Tone, action: Option<Action>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push(Toast {
                id,
                text,
                tone,
                action,
            });
            let surplus = shown.len().saturating_sub(AT_ONCE);
            shown.drain(..surplus);
        });
    }

    fn dismiss(&self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Gives [`use_toasts`] something to find; called once, at the top of the application.
pub fn provide_toasts() {
    provide_context(Toasts::new());
}

/// Where to put messages.
#[must_use]
pub fn use_toasts() -> Toasts {
    // Without a provider the messages go nowhere, which is better than a page that does not come.
    use_context().unwrap_or_else(Toasts::new)
}

/// The messages, spoken as they come. The shell holds it; it stands on a page once.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <section class="toaster" aria-label="Messages" aria-live="polite" aria-relevant="additions">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <ToastView toast toasts/>
            </For>
        </section>
    }
}

#[component]
fn ToastView(toast: Toast, toasts: Toasts) -> impl IntoView {
    let Toast {
        id,
        text,
        tone,
        action,
    } = toast;
    let held = RwSignal::new(false);
    leave_in_time(
        held,
        if action.is_some() {
            STAYS_WITH_ACTION
        } else {
            STAYS
        },
        move || toasts.dismiss(id),
    );
    view! {
        <div
            class=classes("toast", tone.class())
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <Icon name=tone.icon()/>
            <p class="toast-text">{text}</p>
            {action.map(|Action { label, act }| view! {
                <button
                    type="button"
                    class="toast-action"
                    on:click=move |_| {
                        toasts.dismiss(id);
                        act();
                    }
                >
                    {label}
                </button>
            })}
            <button type="button" class="toast-close" aria-label="Dismiss" on:click=move |_| toasts.dismiss(id)>
                <Icon name=IconName::X/>
            </button>
        </div>
    }
}

/// Runs `leave` after a while during which nobody pointed at it; looking at it starts the while anew.
fn leave_in_time(held: RwSignal<bool>, after: Duration, leave: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        if held.get() {
            return;
        }
        let timer = set_timeout_with_handle(leave.clone(), after);
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}

/// A message inside a page: what a form's plain post came to, or what should be known first.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=classes(&classes("notice", tone.class()), &class) role="status">
            <Icon name=tone.icon()/>
            <div class="notice-text">{children()}</div>
        </div>
    }
}
