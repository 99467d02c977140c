//! Receipts, one at a time: nearer and further, turned, and moved by hand.

mod asking;
mod pages;
mod picture;
mod sight;

use crate::ids::MediaId;
use crate::media::types::{FileRow, FileStatus, kind_in_words, size_in_words};
use crate::ui::prelude::*;
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;
use pages::{Leaves, PageKeys, Pager, Pages};
use picture::Picture;
use sight::{Sight, Size};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// By how many pixels an arrow moves a picture.
const ARROW: f64 = 60.0;

/// How far a finger moves across to turn a page, in pixels.
const SWIPE: f64 = 50.0;

/// Which receipt is looked at, and how.
#[derive(Clone, Copy)]
struct Looking {
    place: RwSignal<usize>,
    count: usize,
    sight: RwSignal<Sight>,
    /// The fingers or the pointer that hold the picture, and where each is.
    holding: StoredValue<Vec<(i32, f64, f64)>>,
    /// Where the one finger was put down that holds it.
    began: StoredValue<Option<(i32, f64, f64)>>,
    is_held: RwSignal<bool>,
    stage: NodeRef<Div>,
    /// Asks again how large the stage is.
    measured: RwSignal<u32>,
    /// Of each receipt that is looked at page by page.
    leaves: StoredValue<Vec<Option<Leaves>>>,
}

impl Looking {
    fn new(receipts: &[FileRow], place: RwSignal<usize>) -> Self {
        if place.get_untracked() >= receipts.len() {
            place.set(0);
        }
        Self {
            place,
            count: receipts.len(),
            leaves: StoredValue::new(receipts.iter().map(Leaves::of).collect()),
            began: StoredValue::new(None),
            sight: RwSignal::new(Sight::default()),
            holding: StoredValue::new(Vec::new()),
            is_held: RwSignal::new(false),
            stage: NodeRef::new(),
            measured: RwSignal::new(0),
        }
    }

    fn to(self, place: usize) {
        if place < self.count {
            self.place.set(place);
            self.sight.set(Sight::default());
        }
    }

    fn step(self, is_forward: bool) {
        let place = self.place.get_untracked();
        self.to(if is_forward {
            place + 1
        } else {
            place.wrapping_sub(1)
        });
    }

    /// The pages of the receipt that is looked at, where it has some.
    fn leaves(self) -> Option<Leaves> {
        let place = self.place.get();
        self.leaves.with_value(|all| all.get(place).copied().flatten())
    }

    /// The next page or the one before, whole, and turned as this one is.
    fn turn(self, is_forward: bool) {
        let leaves = untrack(|| self.leaves());
        if leaves.is_some_and(|leaves| leaves.step(is_forward)) {
            self.sight.update(|sight| *sight = sight.whole());
        }
    }

    fn stage_size(self) -> Size {
        self.stage
            .get_untracked()
            .map_or_else(Size::default, |stage| Size {
                width: stage.client_width().into(),
                height: stage.client_height().into(),
            })
    }

    /// The picture that is seen, as large as it lies there unscaled.
    fn picture_size(self) -> Size {
        let shown = self
            .stage
            .get_untracked()
            .and_then(|stage| stage.query_selector("img:not([hidden])").ok().flatten());
        shown.map_or_else(Size::default, |picture| Size {
            width: picture.client_width().into(),
            height: picture.client_height().into(),
        })
    }

    fn look(self, change: impl FnOnce(Sight) -> Sight) {
        let (stage, picture) = (self.stage_size(), self.picture_size());
        self.sight
            .try_update(|sight| *sight = change(*sight).within(stage, picture));
    }

    /// Where something is, told from the middle of the stage.
    fn on_stage(self, x: i32, y: i32) -> (f64, f64) {
        let Some(stage) = self.stage.get_untracked() else {
            return (0.0, 0.0);
        };
        let frame = stage.get_bounding_client_rect();
        (
            f64::from(x) - frame.left() - frame.width() / 2.0,
            f64::from(y) - frame.top() - frame.height() / 2.0,
        )
    }

    fn take(self, event: &PointerEvent) {
        // What holds the pointer hears its click too: a button on the stage would hear nothing.
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let is_control = target.is_some_and(|on| on.closest("a, button").is_ok_and(|found| found.is_some()));
        if event.button() != 0 || is_control {
            return;
        }
        if let Some(stage) = self.stage.get_untracked() {
            // Fails only where the pointer is gone already.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        let (x, y) = self.on_stage(event.client_x(), event.client_y());
        let is_alone = self.holding.with_value(Vec::is_empty) && event.pointer_type() == "touch";
        self.began.set_value(is_alone.then(|| (event.pointer_id(), x, y)));
        self.holding
            .update_value(|holding| holding.push((event.pointer_id(), x, y)));
        self.is_held.set(true);
    }

    fn drag(self, event: &PointerEvent) {
        let before = self.holding.get_value();
        let Some(place) = before.iter().position(|(id, ..)| *id == event.pointer_id()) else {
            return;
        };
        let (x, y) = self.on_stage(event.client_x(), event.client_y());
        self.holding
            .update_value(|holding| holding[place] = (event.pointer_id(), x, y));
        match before.as_slice() {
            [(_, was_x, was_y)] => self.look(|sight| sight.moved(x - was_x, y - was_y)),
            [_, _] => {
                let (_, was_x, was_y) = before[place];
                let (_, other_x, other_y) = before[1 - place];
                let far = |x: f64, y: f64| (x - other_x).hypot(y - other_y).max(1.0);
                let factor = far(x, y) / far(was_x, was_y);
                let middle = (f64::midpoint(x, other_x), f64::midpoint(y, other_y));
                self.look(|sight| sight.scaled(factor, middle));
            }
            _ => {}
        }
    }

    fn let_go(self, event: &PointerEvent) {
        let is_none = self.holding.try_update_value(|holding| {
            holding.retain(|(id, ..)| *id != event.pointer_id());
            holding.is_empty()
        });
        if is_none != Some(false) {
            self.is_held.try_set(false);
        }
    }

    /// A finger that went across a whole page turns it.
    fn swipe(self, event: &PointerEvent) {
        let began = self
            .began
            .get_value()
            .filter(|(id, ..)| *id == event.pointer_id());
        let Some((_, was_x, was_y)) = began.filter(|_| self.sight.get_untracked().is_whole()) else {
            return;
        };
        let (x, y) = self.on_stage(event.client_x(), event.client_y());
        let (across, down) = (x - was_x, y - was_y);
        if across.abs() > SWIPE && across.abs() > 2.0 * down.abs() {
            self.turn(across < 0.0);
        }
    }

    fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let towards = self.on_stage(event.client_x(), event.client_y());
        let factor = (-event.delta_y() / 400.0).clamp(-0.5, 0.5).exp();
        self.look(|sight| sight.scaled(factor, towards));
    }

    fn arrow(self, event: &KeyboardEvent) {
        if self.sight.get_untracked().is_whole() {
            return;
        }
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (ARROW, 0.0),
            "ArrowRight" => (-ARROW, 0.0),
            "ArrowUp" => (0.0, ARROW),
            "ArrowDown" => (0.0, -ARROW),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.look(|sight| sight.moved(x, y));
    }

    fn twice(self, x: i32, y: i32) {
        let towards = self.on_stage(x, y);
        self.look(|sight| {
            if sight.is_whole() {
                sight.scaled(2.5, towards)
            } else {
                sight.whole()
            }
        });
    }
}

/// The receipts of a claim. All of them are fetched, so that one after the other is there at once.
#[component]
pub fn ReceiptViewer(
    receipts: Vec<FileRow>,
    /// Which of them is looked at.
    place: RwSignal<usize>,
    /// Whether somebody sees it: only then it hears keys.
    #[prop(into)]
    is_shown: Signal<bool>,
) -> impl IntoView {
    if receipts.is_empty() {
        return view! {
            <div class="receipt-none">
                <span class="empty-icon"><Icon name=IconName::Receipt/></span>
                <p class="font-medium">"There is no receipt"</p>
                <p class="text-sm text-muted">"Send the claim back with a question to ask for it."</p>
            </div>
        }
        .into_any();
    }
    let looking = Looking::new(&receipts, place);
    let shown = StoredValue::new(receipts.clone());
    let is_picture = Memo::new(move |_| {
        let place = looking.place.get();
        let is_leaf = looking.leaves().is_some_and(|leaves| leaves.count().is_some());
        is_leaf || shown.with_value(|all| all.get(place).is_some_and(is_shown_in_place))
    });
    let has_pages = Memo::new(move |_| {
        let count = looking.leaves().and_then(Leaves::count);
        is_shown.get() && count.is_some_and(|count| count.total > 1)
    });
    // A picture that was not drawn when it was measured is measured once it is.
    Effect::new(move || {
        if is_shown.get() {
            looking.measured.update(|times| *times = times.wrapping_add(1));
        }
    });
    let resized = move |_| looking.measured.update(|times| *times = times.wrapping_add(1));
    Effect::new(move || {
        let resizes = window_event_listener_untyped("resize", resized);
        on_cleanup(move || resizes.remove());
    });
    let sheet = move |(place, file): (usize, FileRow)| view! { <Sheet file place looking is_shown/> };
    view! {
        <div class="receipt-viewer">
            <ReceiptBar receipts=receipts.clone() looking is_picture/>
            <Show when=move || is_shown.get()><Keys looking is_picture/></Show>
            <Show when=move || has_pages.get()><PageKeys looking/></Show>
            <div
                node_ref=looking.stage
                class="receipt-stage"
                class:receipt-near=move || !looking.sight.read().is_whole()
                class:receipt-held=move || looking.is_held.get()
                tabindex=move || if is_picture.get() { "0" } else { "-1" }
                role="group"
                aria-label="Receipt; zoom with + and −, move with the arrow keys"
                on:pointerdown=move |event| looking.take(&event)
                on:pointermove=move |event| looking.drag(&event)
                on:pointerup=move |event| {
                    looking.swipe(&event);
                    looking.let_go(&event);
                }
                on:pointercancel=move |event| looking.let_go(&event)
                on:wheel=move |event| if is_picture.get_untracked() { looking.wheel(&event) }
                on:dblclick=move |event| looking.twice(event.client_x(), event.client_y())
                on:keydown=move |event| looking.arrow(&event)
            >
                {receipts.into_iter().enumerate().map(sheet).collect_view()}
            </div>
            <Pager looking/>
        </div>
    }
    .into_any()
}

fn is_shown_in_place(file: &FileRow) -> bool {
    file.status == FileStatus::Ready && file.mime_type.starts_with("image/") && file.download.is_some()
}

/// One receipt: a picture, the pages of a file, or what else it is.
#[component]
fn Sheet(file: FileRow, place: usize, looking: Looking, is_shown: Signal<bool>) -> impl IntoView {
    let leaves = looking.leaves.with_value(|all| all.get(place).copied().flatten());
    if let Some(leaves) = leaves {
        return view! { <Pages file leaves looking place is_shown/> }.into_any();
    }
    let is_current = move || looking.place.get() == place;
    let is_broken = RwSignal::new(false);
    let is_picture = is_shown_in_place(&file);
    let other = view! {
        <div class="receipt-other" hidden=move || !is_current() || (is_picture && !is_broken.get())>
            <NotAPicture file=file.clone()/>
        </div>
    };
    let picture = file.download.clone().filter(|_| is_picture).map(|address| {
        let is_hidden = Signal::derive(move || !is_current() || is_broken.get());
        let alt = format!("Receipt: {}", file.name);
        let broken = Callback::new(move |()| is_broken.set(true));
        view! { <Picture address alt is_hidden looking on_broken=broken/> }
    });
    (picture, other).into_any()
}

/// A receipt that is not shown in place, and why.
#[component]
fn NotAPicture(file: FileRow) -> impl IntoView {
    let about = format!(
        "{} · {}",
        kind_in_words(&file.mime_type),
        size_in_words(file.size)
    );
    let said = match file.status {
        FileStatus::Processing => Some("It is being checked.".to_owned()),
        FileStatus::Failed => Some(
            file.failure
                .unwrap_or_else(|| "This file cannot be shown.".into()),
        ),
        FileStatus::Ready => None,
    };
    view! {
        <span class="empty-icon"><Icon name=IconName::File/></span>
        <p class="font-medium">{file.name.clone()}</p>
        <p class="text-sm text-muted">{about}</p>
        {said.map(|said| view! { <p class="text-sm text-muted">{said}</p> })}
        {file.download.map(|address| view! {
            <a class="btn btn-secondary" href=address rel="external noopener" target="_blank">
                <Icon name=IconName::ExternalLink/>
                <span class="btn-text">"Open it in a new tab"</span>
            </a>
        })}
    }
}

/// Which receipt it is, and what can be done with it.
#[component]
fn ReceiptBar(
    receipts: Vec<FileRow>,
    looking: Looking,
    #[prop(into)] is_picture: Signal<bool>,
) -> impl IntoView {
    let count = receipts.len();
    let names: Vec<(MediaId, String, Option<String>)> = receipts
        .into_iter()
        .map(|file| (file.id, file.name, file.download))
        .collect();
    let names = StoredValue::new(names);
    let name = move || {
        let place = looking.place.get();
        names.with_value(|all| all.get(place).map(|(_, name, _)| name.clone()))
    };
    let address = move || {
        let place = looking.place.get();
        names.with_value(|all| all.get(place).and_then(|(_, _, address)| address.clone()))
    };
    let is_out = Signal::derive(move || !is_picture.get());
    let many = (count > 1).then(|| {
        view! {
            <IconButton icon=IconName::ChevronLeft label="Previous receipt ([)"
                disabled=Signal::derive(move || looking.place.get() == 0)
                on_click=Callback::new(move |()| looking.step(false))/>
            <span class="receipt-count num" role="status">{move || format!("{} of {count}", looking.place.get() + 1)}</span>
            <IconButton icon=IconName::ChevronRight label="Next receipt (])"
                disabled=Signal::derive(move || looking.place.get() + 1 == count)
                on_click=Callback::new(move |()| looking.step(true))/>
        }
    });
    view! {
        <div class="receipt-bar" role="toolbar" aria-label="Receipt">
            {many}
            <span class="receipt-name" title=name>{name}</span>
            <IconButton icon=IconName::ZoomOut label="Further (−)"
                disabled=Signal::derive(move || is_out.get() || looking.sight.read().is_whole())
                on_click=Callback::new(move |()| looking.look(Sight::further))/>
            <button
                type="button"
                class="receipt-zoom num"
                title="Show the whole receipt (0)"
                aria-label=move || format!("{}; show the whole receipt", looking.sight.read().percent())
                disabled=move || is_out.get()
                on:click=move |_| looking.look(Sight::whole)
            >
                {move || looking.sight.read().percent()}
            </button>
            <IconButton icon=IconName::ZoomIn label="Nearer (+)" disabled=is_out
                on_click=Callback::new(move |()| looking.look(Sight::nearer))/>
            <IconButton icon=IconName::Refresh label="Turn to the right (t)" disabled=is_out
                on_click=Callback::new(move |()| looking.look(Sight::turned))/>
            {move || address().map(|address| view! {
                <a
                    class="btn btn-ghost btn-icon"
                    href=address
                    rel="external noopener"
                    target="_blank"
                    title="Open the file in a new tab"
                    aria-label="Open the file in a new tab"
                >
                    <Icon name=IconName::ExternalLink/>
                </a>
            })}
        </div>
    }
}

/// What the keys do while a receipt is seen.
#[component]
fn Keys(looking: Looking, #[prop(into)] is_picture: Signal<bool>) -> impl IntoView {
    let look = move |change: fn(Sight) -> Sight| {
        move || {
            if is_picture.get_untracked() {
                looking.look(change);
            }
        }
    };
    use_shortcuts(
        "Receipt",
        vec![
            Shortcut::new("= +", "Nearer, as with +", look(Sight::nearer)),
            Shortcut::new("-", "Further", look(Sight::further)),
            Shortcut::new("0", "The whole receipt", look(Sight::whole)),
            Shortcut::new("t", "Turn to the right", look(Sight::turned)),
            Shortcut::new("]", "Next receipt", move || looking.step(true)),
            Shortcut::new("[", "Previous receipt", move || looking.step(false)),
        ],
    );
}
