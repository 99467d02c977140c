//! A PDF file, page by page. The server draws each of them when it is looked at.

use super::asking::ask;
use super::picture::Picture;
use super::{Looking, NotAPicture};
use crate::media::types::{FileRow, FileStatus, PageCount, page_address};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// What is known of a file.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Unasked,
    Asking,
    There(PageCount),
    /// Why it cannot be shown.
    Refused(String),
}

/// The pages of a file, and which of them is looked at.
#[derive(Clone, Copy)]
pub(super) struct Leaves {
    address: StoredValue<String>,
    found: RwSignal<Found>,
    /// The first is 1.
    pub(super) at: RwSignal<usize>,
}

impl Leaves {
    /// Those of a file that is looked at page by page.
    pub(super) fn of(file: &FileRow) -> Option<Self> {
        let address = file.pages.clone().filter(|_| file.status == FileStatus::Ready)?;
        Some(Self {
            address: StoredValue::new(address),
            found: RwSignal::new(Found::Unasked),
            at: RwSignal::new(1),
        })
    }

    /// How many there are, once that is known.
    pub(super) fn count(self) -> Option<PageCount> {
        match *self.found.read() {
            Found::There(count) => Some(count),
            _ => None,
        }
    }

    /// The next or the one before; answers whether there is one.
    pub(super) fn step(self, is_forward: bool) -> bool {
        let at = self.at.get_untracked();
        let to = if is_forward { at + 1 } else { at - 1 };
        let shown = untrack(|| self.count()).map_or(0, |count| count.shown);
        let is_there = (1..=shown).contains(&to);
        if is_there {
            self.at.set(to);
        }
        is_there
    }

    fn ask(self) {
        self.found.set(Found::Asking);
        ask(&self.address.get_value(), move |found| {
            self.found
                .try_set(found.map_or_else(Found::Refused, Found::There));
        });
    }
}

/// A file on the stage: one page of it, and its neighbours out of sight.
#[component]
pub(super) fn Pages(
    file: FileRow,
    leaves: Leaves,
    looking: Looking,
    place: usize,
    /// Whether somebody sees the viewer: whoever does is spared the wait for what comes next.
    is_shown: Signal<bool>,
) -> impl IntoView {
    let is_current = Signal::derive(move || looking.place.get() == place);
    let is_wanted =
        Memo::new(move |_| is_current.get() || is_shown.get() && looking.place.get() + 1 == place);
    Effect::new(move || {
        if is_wanted.get() && leaves.found.with_untracked(|found| *found == Found::Unasked) {
            leaves.ask();
        }
    });
    let is_hidden = move || !is_current.get();
    move || {
        let file = file.clone();
        match leaves.found.get() {
            // As it stays without JavaScript.
            Found::Unasked => view! {
                <div class="receipt-other" hidden=is_hidden><NotAPicture file/></div>
            }
            .into_any(),
            Found::Asking => coming(Signal::derive(is_hidden)),
            Found::Refused(why) => {
                let again = Callback::new(move |()| leaves.ask());
                failed(file, &why, again, Signal::derive(is_hidden))
            }
            Found::There(count) => {
                view! { <Sheets file leaves looking count is_current is_shown/> }.into_any()
            }
        }
    }
}

#[component]
fn Sheets(
    file: FileRow,
    leaves: Leaves,
    looking: Looking,
    count: PageCount,
    is_current: Signal<bool>,
    is_shown: Signal<bool>,
) -> impl IntoView {
    let arrived = RwSignal::new(Vec::<usize>::new());
    // The one before is there already; the next is drawn once the one that is looked at is.
    let drawn = Memo::new(move |_| {
        let at = leaves.at.get();
        let is_ahead = is_shown.get() && arrived.read().contains(&at);
        let last = if is_ahead { at + 1 } else { at };
        ((at - 1).max(1)..=last.min(count.shown)).collect::<Vec<_>>()
    });
    view! {
        <For each=move || drawn.get() key=|page| *page let:page>
            <Leaf file=file.clone() page count leaves looking is_current arrived/>
        </For>
    }
}

/// How far the picture of a page has come.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Coming,
    There,
    Failed(String),
}

#[component]
fn Leaf(
    file: FileRow,
    page: usize,
    count: PageCount,
    leaves: Leaves,
    looking: Looking,
    is_current: Signal<bool>,
    arrived: RwSignal<Vec<usize>>,
) -> impl IntoView {
    let is_away = Signal::derive(move || !is_current.get() || leaves.at.get() != page);
    let state = RwSignal::new(State::Coming);
    let tries = RwSignal::new(0_u32);
    let address = leaves.address.with_value(|pages| page_address(pages, page));
    let alt = format!("Receipt: {}, page {page} of {}", file.name, count.total);
    let there = Callback::new(move |()| {
        state.try_set(State::There);
        arrived.try_update(|arrived| arrived.push(page));
        // It is measured once it is drawn.
        request_animation_frame(move || {
            looking
                .measured
                .try_update(|times| *times = times.wrapping_add(1));
        });
    });
    // A picture that does not come does not say why; the file does.
    let broken = Callback::new(move |()| {
        ask(&leaves.address.get_value(), move |found| {
            let why = found.map_or_else(|why| why, |_| "This page cannot be drawn.".to_owned());
            state.try_set(State::Failed(why));
        });
    });
    let again = Callback::new(move |()| {
        state.set(State::Coming);
        tries.update(|tries| *tries += 1);
    });
    let is_hidden = Signal::derive(move || is_away.get() || *state.read() != State::There);
    let picture = move || {
        tries.track();
        view! {
            <Picture address=address.clone() alt=alt.clone() is_hidden looking on_there=there on_broken=broken/>
        }
    };
    let other = move || match state.get() {
        State::There => None,
        State::Coming => Some(coming(is_away)),
        State::Failed(why) => Some(failed(file.clone(), &why, again, is_away)),
    };
    (picture, other)
}

/// The shape of a page that is being drawn.
fn coming(is_hidden: Signal<bool>) -> AnyView {
    view! {
        <div class="receipt-coming skeleton" hidden=move || is_hidden.get()>
            <span class="bone"></span>
            <span class="sr-only">"The page is being drawn"</span>
        </div>
    }
    .into_any()
}

/// What cannot be shown, why, and what else can be done.
fn failed(file: FileRow, why: &str, again: Callback<()>, is_hidden: Signal<bool>) -> AnyView {
    let open = file.download.map(|address| {
        view! {
            <a class="btn btn-secondary" href=address rel="external noopener" target="_blank">
                <Icon name=IconName::ExternalLink/>
                <span class="btn-text">"Open the file"</span>
            </a>
        }
    });
    view! {
        <div class="receipt-other" role="alert" hidden=move || is_hidden.get()>
            <span class="empty-icon"><Icon name=IconName::File/></span>
            <p class="font-medium">{file.name}</p>
            <p class="text-sm text-muted">{why.to_owned()}</p>
            <div class="receipt-ways">
                {open}
                <Button kind=ButtonKind::Ghost on_click=again>"Try again"</Button>
            </div>
        </div>
    }
    .into_any()
}

/// Which page it is, and the way to the others.
#[component]
pub(super) fn Pager(looking: Looking) -> impl IntoView {
    let known = Memo::new(move |_| {
        let count = looking.leaves()?.count()?;
        (count.total > 1).then(|| (looking.place.get(), count))
    });
    move || {
        let (_, count) = known.get()?;
        let leaves = untrack(|| looking.leaves())?;
        let at = leaves.at;
        let more = (count.shown < count.total).then(|| {
            view! { <span class="receipt-more">{format!("The first {} are shown. Open the file for the others.", count.shown)}</span> }
        });
        Some(view! {
            <div class="receipt-pages" role="toolbar" aria-label="Pages">
                <IconButton icon=IconName::ChevronLeft label="Previous page (Page Up)"
                    disabled=Signal::derive(move || at.get() == 1)
                    on_click=Callback::new(move |()| looking.turn(false))/>
                <span class="receipt-count num" role="status">{move || format!("Page {} of {}", at.get(), count.total)}</span>
                <IconButton icon=IconName::ChevronRight label="Next page (Page Down)"
                    disabled=Signal::derive(move || at.get() == count.shown)
                    on_click=Callback::new(move |()| looking.turn(true))/>
                {more}
            </div>
        })
    }
}

/// What the keys do while a file of several pages is seen.
#[component]
pub(super) fn PageKeys(looking: Looking) -> impl IntoView {
    // Beside the receipt, these keys roll what is read there.
    let elsewhere = ".inbox-details";
    use_shortcuts(
        "Pages of a receipt",
        vec![
            Shortcut::new("pagedown", "Next page", move || looking.turn(true)).not_in(elsewhere),
            Shortcut::new("pageup", "Previous page", move || looking.turn(false)).not_in(elsewhere),
        ],
    );
}
