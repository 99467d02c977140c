//! A board: lanes side by side, and cards that are carried from one to another by mouse, by finger,
//! by key and by menu. One stands on a page.
//!
//! In which order a lane holds its cards is not the board's affair: a card is dropped into a lane,
//! and whoever is told of it puts it where it belongs. Without JavaScript the cards are links.

mod carry;
mod places;
mod sight;

use super::badge::{Dot, Tone};
use super::icon::{Icon, IconName, classes};
use super::menu::{Align, MenuButton, MenuHeading, MenuList};
use carry::Carry;
use leptos::prelude::*;

/// The list that moves a card by menu, and what its buttons point to.
const MENU: &str = "board-menu";
/// What a screen reader says of the keys.
const HELP: &str = "board-help";
/// How many pixels above its end a lane asks for more.
const NEAR_THE_END: i32 = 600;

/// A column of cards.
#[derive(Clone)]
pub struct Lane {
    /// Unlike those of the others; a word that can stand in an id.
    pub key: &'static str,
    pub name: &'static str,
    pub tone: Tone,
    /// How many cards it holds.
    pub count: Signal<String>,
}

/// A card that was dropped into another lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The card's key.
    pub card: String,
    /// The lane's key.
    pub to: String,
}

/// Lanes, which are the children, in the order of `lanes`.
#[component]
pub fn Board(
    /// What it shows, for those who do not see it.
    #[prop(into)]
    label: String,
    lanes: Vec<Lane>,
    on_drop: Callback<Dropped>,
    /// Somebody tried to move a card that stays where it is; this is why it does.
    on_refused: Callback<String>,
    children: Children,
) -> impl IntoView {
    let carry = Carry::new(on_drop, on_refused);
    let seen = RwSignal::new(0);
    let choices = lanes.clone();
    view! {
        <div class="board" role="group" aria-label=label>
            <nav class="board-switch" aria-label="Columns">
                {lanes.into_iter().enumerate().map(|(index, lane)| view! { <ToLane lane index seen carry/> }).collect_view()}
            </nav>
            <div
                class="board-lanes"
                node_ref=carry.lanes
                on:pointerdown=move |event| carry.press(&event)
                on:pointermove=move |event| carry.follow(&event)
                on:pointerup=move |event| carry.release(&event)
                on:pointercancel=move |_| carry.cancel()
                on:lostpointercapture=move |event| carry.lose_pointer(&event)
                on:touchmove=move |event| carry.keep_still(&event)
                on:contextmenu=move |event| carry.keep_still(&event)
                on:dragstart=|event| event.prevent_default()
                on:click=move |event| carry.click(&event)
                on:keydown=move |event| carry.key(&event)
                on:focusout=move |_| carry.cancel_keys()
                on:scroll=move |_| seen.set(carry.lane_in_sight())
            >
                {children()}
            </div>
            <p id=HELP class="sr-only">
                "Space lifts the card, the arrow keys choose a column, Space drops it and Escape puts it back. "
                "The button beside it does the same by menu."
            </p>
            <p class="sr-only" role="status" aria-live="assertive">{move || carry.said.get()}</p>
            <div class="board-ghost" node_ref=carry.ghost aria-hidden="true" hidden></div>
            <MenuList id=MENU label="Move to another column" align=Align::End>
                <MenuHeading>"Move to"</MenuHeading>
                {choices.into_iter().map(|lane| view! { <Choice lane carry/> }).collect_view()}
            </MenuList>
        </div>
    }
}

/// On a telephone, where one lane fills the screen: the way to another.
#[component]
fn ToLane(lane: Lane, index: usize, seen: RwSignal<usize>, carry: Carry) -> impl IntoView {
    view! {
        // The browser itself follows it where there is no JavaScript, and the router never does.
        <a
            class="board-to"
            href=format!("#lane-{}", lane.key)
            rel="external"
            aria-current=move || (seen.get() == index).then_some("true")
            on:click=move |event| {
                event.prevent_default();
                carry.show_lane(index);
            }
        >
            <Dot tone=lane.tone/>
            {lane.name}
            <span class="count num">{move || lane.count.get()}</span>
        </a>
    }
}

/// A lane as an item of the menu.
#[component]
fn Choice(lane: Lane, carry: Carry) -> impl IntoView {
    let key = lane.key;
    view! {
        <MenuButton
            tone=lane.tone
            current=Signal::derive(move || carry.asked.read().as_ref().is_some_and(|(_, lane)| lane == key))
            on_click=Callback::new(move |()| carry.choose(key))
        >
            {lane.name}
        </MenuButton>
    }
}

/// A lane. The children are its cards.
#[component]
pub fn BoardLane(
    lane: Lane,
    /// Stands beside the name and the count.
    #[prop(into)]
    note: ViewFn,
    /// Stands beneath the cards: that there are none, or how to see more.
    #[prop(into)]
    end: ViewFn,
    /// The end is near.
    on_end: Callback<()>,
    children: Children,
) -> impl IntoView {
    let Lane {
        key,
        name,
        tone,
        count,
    } = lane;
    let near_end = move |event: leptos::ev::Event| {
        let list = event_target::<web_sys::Element>(&event);
        if list.scroll_top() + list.client_height() + NEAR_THE_END > list.scroll_height() {
            on_end.run(());
        }
    };
    view! {
        <section
            class=classes("board-lane", tone.class())
            id=format!("lane-{key}")
            data-lane=key
            data-name=name
            aria-labelledby=format!("lane-name-{key}")
        >
            <header class="board-head">
                <Dot tone=tone/>
                <h2 class="board-name" id=format!("lane-name-{key}")>{name}</h2>
                <span class="count num">{move || count.get()}</span>
                {note.run()}
            </header>
            <div class="board-cards" on:scroll=near_end>
                <ul class="board-list">{children()}</ul>
                {end.run()}
            </div>
        </section>
    }
}

/// A card, which is a link. The children stand beneath its name.
#[component]
pub fn BoardCard(
    /// Unlike those of all other cards; a word that can stand in quotes.
    key: String,
    name: String,
    #[prop(into)] href: Signal<String>,
    /// Why it cannot be moved.
    fixed: Option<String>,
    /// What it leads to is open beside the board.
    #[prop(into)]
    is_open: Signal<bool>,
    /// It has just been dropped here.
    #[prop(into)]
    is_fresh: Signal<bool>,
    /// Somebody else has just changed it.
    #[prop(optional, into)]
    is_changed: Signal<bool>,
    #[prop(into)] hidden: Signal<bool>,
    /// Stands before the name.
    #[prop(into)]
    lead: ViewFn,
    /// Stands after the name.
    #[prop(into)]
    side: ViewFn,
    children: Children,
) -> impl IntoView {
    let more = fixed.is_none().then(|| {
        let label = format!("Move {name}");
        view! {
            <button type="button" class="board-more" popovertarget=MENU aria-label=label.clone() title=label>
                <Icon name=IconName::Ellipsis/>
            </button>
        }
    });
    let spoken = name.clone();
    view! {
        <li
            class="board-card"
            class:board-fresh=move || is_fresh.get()
            class:board-changed=move || is_changed.get()
            data-card=key
            data-name=spoken
            data-fixed=fixed.clone()
            title=fixed
            hidden=move || hidden.get()
            aria-current=move || is_open.get().then_some("true")
        >
            <div class="board-top">
                {lead.run()}
                <a class="board-link" href=move || href.get() draggable="false" aria-describedby=HELP>{name}</a>
                {side.run()}
                {more}
            </div>
            {children()}
        </li>
    }
}

/// The shape of a board to come.
#[component]
pub fn SkeletonBoard(#[prop(default = 3)] lanes: usize) -> impl IntoView {
    let card = || {
        view! {
            <span class="board-card skeleton-lines">
                <span class="bone bone-long"></span>
                <span class="bone"></span>
                <span class="bone bone-short"></span>
            </span>
        }
    };
    let lane = move |_| {
        view! {
            <span class="board-lane">
                <span class="board-head"><span class="bone bone-title"></span></span>
                <span class="board-list">{(0..5).map(|_| card()).collect_view()}</span>
            </span>
        }
    };
    view! {
        <div class="board skeleton" role="status">
            <span class="sr-only">"Loading…"</span>
            <div class="board-lanes" aria-hidden="true">{(0..lanes).map(lane).collect_view()}</div>
        </div>
    }
}
