//! The list of contacts as a board.

mod moving;

use super::panel::{Order, Panel, SidePanel};
use super::table::NobodyYet;
use crate::app::failure::failure;
use crate::contacts::components::addresses;
use crate::contacts::components::board_card::ContactCard;
use crate::contacts::components::marks::stage_tone;
use crate::contacts::components::on_page::opens_beside;
use crate::contacts::pages::memory::use_contacts_memory;
use crate::contacts::pages::sample::SampleNotice;
use crate::contacts::server_fns::load_board;
use crate::contacts::types::{
    BoardColumn, Contact, ContactFilter, ContactRow, ContactType, Layout, ListState, MOST_CARDS, Total,
};
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use moving::{Card, Column, More, Moving};

/// A column for each stage, of the contacts that the address asks for.
#[component]
pub fn BoardView(state: Memo<ListState>, may_edit: bool) -> impl IntoView {
    let memory = use_contacts_memory();
    let filter = Memo::new(move |_| state.read().filter.clone());
    let board = Resource::new(
        move || filter.get(),
        |filter| async move {
            let columns = load_board(filter.clone(), None).await;
            columns.map(|columns| (filter, columns))
        },
    );
    // Not by the `Transition` itself, which on the server would look at its own state from another
    // task, while that is being written.
    let pending = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        filter.track();
        if before.is_some() {
            pending.set(true);
        }
    });
    let lasting = Lasting::new();
    let panel = Panel::new(state, RwSignal::new(Order::default()));
    // What is on the board: another with each filter, while the panel stays.
    let shown = StoredValue::new(None::<Moving>);
    let on_change = Callback::new(move |contact: Contact| {
        if let Some(moving) = shown.get_value() {
            moving.show(&contact);
        }
    });
    // What others do.
    let read_again = move |()| match shown.get_value() {
        Some(moving) => moving.read_again(true),
        None => board.refetch(),
    };
    use_live(Kind::Contact, |_| true, Callback::new(read_again));
    view! {
        <div class="transition-opacity aria-busy:opacity-60 aria-busy:delay-200" aria-busy=move || pending.get().to_string()>
            <Transition fallback=|| meanwhile(|| view! { <SkeletonBoard/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(board).await;
                        if cfg!(feature = "hydrate") {
                            pending.try_set(false);
                        }
                        lasting.draw(|| match found {
                            Ok((filter, columns)) => view! { <Columns filter columns state panel shown may_edit/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| board.refetch())),
                        })
                    })
                }}
            </Transition>
        </div>
        <SidePanel panel changes=Signal::derive(move || memory.changes()) on_change/>
    }
}

/// The columns, or why there is nothing in them.
#[component]
fn Columns(
    filter: ContactFilter,
    columns: Vec<BoardColumn>,
    state: Memo<ListState>,
    panel: Panel,
    shown: StoredValue<Option<Moving>>,
    may_edit: bool,
) -> impl IntoView {
    let narrows = filter.narrows();
    if columns.iter().all(|column| column.cards.rows.is_empty()) {
        Effect::new(move || shown.set_value(None));
        if !narrows {
            return view! { <NobodyYet may_edit/> }.into_any();
        }
        let asked = state.get_untracked();
        let all = addresses::list(&asked.with_filter(asked.filter.everybody()));
        return view! { <FilteredEmpty text="No contact matches these filters." clear_href=all/> }.into_any();
    }
    let has_samples = columns
        .iter()
        .any(|column| column.cards.rows.iter().any(|row| row.is_sample));
    let moving = Moving::new(filter, columns);
    Effect::new(move || {
        shown.set_value(Some(moving));
        panel.order.set(moving.order());
    });
    let toasts = use_toasts();
    let formats = use_formats();
    let lane = move |column: Column| Lane {
        key: column.stage.as_str(),
        name: column.stage.label(),
        tone: stage_tone(column.stage),
        count: Signal::derive(move || column.sum.with(|sum| short(sum.total, &formats))),
    };
    let lanes: Vec<Lane> = moving.columns().into_iter().map(lane).collect();
    view! {
        <SampleNotice is_shown=has_samples/>
        <div
            class="contents"
            on:click=move |event| {
                if let Some(id) = opens_beside(&event) {
                    event.prevent_default();
                    panel.open(id);
                }
            }
        >
            <Board
                label="Contacts by stage"
                lanes=lanes
                on_drop=Callback::new(move |dropped: Dropped| {
                    if let (Ok(id), Ok(to)) = (dropped.card.parse(), dropped.to.parse()) {
                        moving.move_to(id, to);
                    }
                })
                on_refused=Callback::new(move |reason: String| toasts.error(reason))
            >
                {moving.columns().into_iter().map(|column| {
                    let lane = lane(column);
                    view! { <StageLane column lane moving state narrows may_edit/> }
                }).collect_view()}
            </Board>
        </div>
    }
    .into_any()
}

/// One stage.
#[component]
fn StageLane(
    column: Column,
    lane: Lane,
    moving: Moving,
    state: Memo<ListState>,
    narrows: bool,
    may_edit: bool,
) -> impl IntoView {
    let stage = column.stage;
    let gone = use_contacts_memory().gone();
    let note = move || view! { <Note column may_edit/> };
    let end = move || view! { <End column moving state narrows/> };
    let card = move |card: Card| {
        let id = card.row.id;
        view! {
            <ContactCard
                fixed=why_fixed(&card.row, may_edit)
                row=card.row
                href=addresses::record(id)
                is_open=Signal::derive(move || state.read().panel == Some(id))
                is_fresh=Signal::derive(move || moving.moved.read().contains(&id))
                is_changed=Signal::derive(move || moving.changed.read().contains(&id))
                is_gone=Signal::derive(move || gone.read().contains(&id))
            />
        }
    };
    view! {
        <BoardLane lane note end on_end=Callback::new(move |()| moving.show_more(stage, false))>
            <For each=move || column.cards.get() key=|card| (card.row.id, card.turn) children=card/>
        </BoardLane>
    }
}

/// The mean score, and the way to one more.
#[component]
fn Note(column: Column, may_edit: bool) -> impl IntoView {
    let stage = column.stage;
    let label = format!("Add a {}", word(stage));
    view! {
        <span class="board-note">
            {move || column.sum.with(BoardColumn::average).map(|average| view! {
                <span title="Average score"><span aria-hidden="true">"avg "</span><span class="sr-only">"Average score "</span>{average}</span>
            })}
            {may_edit.then(|| view! {
                <a class="board-add" href=addresses::new_in(stage) aria-label=label.clone() title=label>
                    <Icon name=IconName::Plus/>
                </a>
            })}
        </span>
    }
}

/// Beneath the cards: that there are none, or the way to more.
#[component]
fn End(column: Column, moving: Moving, state: Memo<ListState>, narrows: bool) -> impl IntoView {
    let stage = column.stage;
    let more = Callback::new(move |()| moving.show_more(stage, true));
    move || {
        let shown = column.cards.read().len();
        match column.more.get() {
            More::Failed => view! {
                <div class="board-end" role="alert">
                    <p>"The rest could not be loaded."</p>
                    <Button small=true icon=IconName::Refresh on_click=more>"Try again"</Button>
                </div>
            }
            .into_any(),
            More::Loading => view! { <div class="board-end" role="status">"Loading more…"</div> }.into_any(),
            More::None if shown == 0 && narrows => view! {
                <p class="board-end">{format!("No {} matches these filters.", word(stage))}</p>
            }
            .into_any(),
            More::None if shown == 0 => view! { <p class="board-end">{format!("No {} yet.", word(stage))}</p> }.into_any(),
            More::None => ().into_any(),
            More::After(_) if shown >= MOST_CARDS as usize => {
                let table = addresses::list(&state.read_untracked().with_layout(Layout::Table));
                view! {
                    <div class="board-end">
                        <p>{format!("These are the first {shown}.")}</p>
                        <TextLink href=table>"See all in the table"</TextLink>
                    </div>
                }
                .into_any()
            }
            More::After(_) => view! {
                <div class="board-end"><Button small=true kind=ButtonKind::Ghost on_click=more>"Show more"</Button></div>
            }
            .into_any(),
        }
    }
}

/// What one of a stage is called in a sentence.
const fn word(stage: ContactType) -> &'static str {
    stage.as_str()
}

/// Why somebody may not move a contact.
fn why_fixed(row: &ContactRow, may_edit: bool) -> Option<String> {
    if row.can_edit {
        return None;
    }
    let name = row.name();
    Some(match &row.owner {
        _ if !may_edit => "You may look at contacts, not change them.".into(),
        Some(owner) => format!(
            "{} looks after {name}. You can move your own contacts and those of your team.",
            owner.name
        ),
        None => format!("Nobody looks after {name}. You can move your own contacts and those of your team."),
    })
}

/// "61,204", "10,000+".
fn short(total: Total, formats: &Formats) -> String {
    let number = formats.number(i64::from(total.count));
    if total.is_more {
        format!("{number}+")
    } else {
        number
    }
}
