//! Where receipts come in, of which each becomes a draft: chosen, photographed or dropped onto the page.

use crate::expenses::components::addresses;
use crate::ids::MediaId;
use crate::media::components::{CameraButton, Sending, State, UnderWay};
use crate::ui::prelude::*;
use leptos::ev;
use leptos::prelude::*;

/// Largest receipt, in bytes, where the installation says nothing else.
const LARGEST: f64 = 25_000_000.0;

/// What a file dialogue offers. Telephones make a JPEG of their own pictures where they are told that one is wanted.
pub const RECEIPTS: &str = "image/jpeg,image/png,image/webp,application/pdf";

/// Receipts on their way; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Intake {
    under_way: RwSignal<Vec<Sending>>,
    arrived: StoredValue<Vec<MediaId>>,
}

impl Intake {
    /// `on_all` hears of those that have arrived once no more are on their way.
    #[must_use]
    pub fn new(on_all: Callback<Vec<MediaId>>) -> Self {
        let intake = Self {
            under_way: RwSignal::new(Vec::new()),
            arrived: StoredValue::new(Vec::new()),
        };
        Effect::new(move || {
            let is_busy = intake
                .under_way
                .read()
                .iter()
                .any(|sending| matches!(sending.state.get(), State::Under(_)));
            if is_busy {
                return;
            }
            let arrived = intake
                .arrived
                .try_update_value(std::mem::take)
                .unwrap_or_default();
            if !arrived.is_empty() {
                // What was refused stays, with the reason.
                intake
                    .under_way
                    .update(|all| all.retain(|sending| sending.state.get_untracked() != State::Arrived));
                on_all.run(arrived);
            }
        });
        intake
    }

    /// Sends files, each by itself: one that is refused takes no other with it.
    pub fn send(self, files: &web_sys::FileList) {
        let arrived = Callback::new(move |ids: Vec<MediaId>| {
            self.arrived.try_update_value(|arrived| arrived.extend(ids));
        });
        let begun: Vec<_> = (0..files.length())
            .filter_map(|index| files.get(index))
            .map(|file| Sending::start(addresses::UPLOAD, &file, LARGEST, arrived))
            .collect();
        self.under_way.update(|all| {
            all.retain(|sending| matches!(sending.state.get_untracked(), State::Under(_)));
            all.extend(begun);
        });
    }
}

/// The buttons: a camera on telephones, and files everywhere. Without JavaScript a button sends what was chosen, and the answer leads
/// back to the page.
#[component]
pub fn IntakeButtons(intake: Intake, label: &'static str, #[prop(optional)] primary: bool) -> impl IntoView {
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            if let Some(files) = input.files() {
                intake.send(&files);
            }
            // The same file can be chosen again.
            input.set_value("");
        }
    };
    let on_files = Callback::new(move |files: web_sys::FileList| intake.send(&files));
    let class = if primary {
        "btn btn-primary"
    } else {
        "btn btn-secondary"
    };
    view! {
        <form class="intake" method="post" action=addresses::UPLOAD enctype="multipart/form-data">
            <CameraButton label="Photograph receipt" class on_files/>
            <label class=format!("{class} intake-choice")>
                <Icon name=IconName::Upload/>
                <span class="btn-text">{label}</span>
                <input class="intake-input" type="file" name="file" accept=RECEIPTS multiple=true node_ref=input on:change=chosen/>
            </label>
            <span class="intake-plain"><Button submit=true icon=IconName::Upload>"Upload"</Button></span>
        </form>
    }
}

/// How far each has come, and why one was refused.
#[component]
pub fn IntakeList(
    intake: Intake,
    /// Why the last plain form was refused.
    refused: Option<String>,
) -> impl IntoView {
    let dismiss = Callback::new(move |key: u32| {
        intake
            .under_way
            .update(|all| all.retain(|sending| sending.key != key));
    });
    let is_shown = move || !intake.under_way.read().is_empty();
    view! {
        {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
        <section class="card card-padded intake-list" aria-label="Receipts on their way" hidden=move || !is_shown()>
            <ul class="upload-list">
                <For each=move || intake.under_way.get() key=|sending| sending.key let:sending>
                    <UnderWay sending dismiss/>
                </For>
            </ul>
        </section>
    }
}

/// The whole page takes what is dropped onto it.
#[component]
pub fn DropAnywhere(intake: Intake) -> impl IntoView {
    let is_over = RwSignal::new(false);
    Effect::new(move || {
        let over = window_event_listener(ev::dragover, move |event| {
            if holds_files(&event) {
                event.prevent_default();
                is_over.try_set(true);
            }
        });
        let left = window_event_listener(ev::dragleave, move |event| {
            // Only where the pointer has left the window is there nothing that it came to.
            if event.related_target().is_none() {
                is_over.try_set(false);
            }
        });
        let dropped = window_event_listener(ev::drop, move |event| {
            is_over.try_set(false);
            if !holds_files(&event) {
                return;
            }
            event.prevent_default();
            if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                intake.send(&files);
            }
        });
        on_cleanup(move || {
            over.remove();
            left.remove();
            dropped.remove();
        });
    });
    view! {
        <div class="drop-veil" hidden=move || !is_over.get() aria-hidden="true">
            <p class="drop-words">
                <Icon name=IconName::Receipt/>
                <span>"Drop receipts: each becomes a draft"</span>
            </p>
        </div>
    }
}

/// Whether it is files that are dragged, and not a word or a link of the page.
fn holds_files(event: &web_sys::DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
