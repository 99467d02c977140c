//! What the grid shows, and what is held in it.

use super::cards::{Card, Column, Deck, Flags, Wanted, column_of, columns};
use super::geometry::{Edge, Held, Scale, Spot};
use crate::agenda::components::addresses::Part;
use crate::agenda::components::words::{self, Clock};
use crate::agenda::types::{Agenda, Clash, Concern};
use crate::ids::{AgendaItemId, RoomId};
use crate::ui::prelude::*;
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

/// An item that was dropped elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub held: Held,
    /// The day that was shown when it was taken.
    pub day: NaiveDate,
}

/// What happens to the grid is told to its page by these.
#[derive(Clone, Copy)]
pub struct Heard {
    /// An item came to another place; until the page lets go of it, it is shown there.
    pub on_drop: Callback<Dropped>,
    /// Another day is to be shown.
    pub on_day: Callback<NaiveDate>,
    /// A stretch of time was marked in which nothing stands.
    pub on_mark: Callback<Spot>,
    /// Nothing is held any more.
    pub on_rest: Callback<()>,
}

/// The programme, the day that is shown, and what is held; a copy of it can be carried into any handler.
#[derive(Clone, Copy)]
pub struct Plan {
    pub agenda: RwSignal<Agenda>,
    /// The part that the address asks for, with its day where it has one.
    pub part: Memo<Part>,
    pub may_edit: bool,
    pub held: RwSignal<Option<Held>>,
    /// A stretch of time that is being marked, or for which a form is open.
    pub marked: RwSignal<Option<Spot>>,
    /// The item whose handles are shown, once a finger has held it.
    pub chosen: RwSignal<Option<AgendaItemId>>,
    /// The item that is pointed at or has the focus.
    pub looked_at: RwSignal<Option<AgendaItemId>>,
    /// The item whose menu is open.
    pub asked: RwSignal<Option<AgendaItemId>>,
    /// What a screen reader says.
    pub said: RwSignal<String>,
    pub concerns: Memo<Vec<Concern>>,
    pub columns: Memo<Vec<Column>>,
    pub scale: Memo<Scale>,
    pub cards: Memo<Vec<Card>>,
    /// What would clash where the held item is now.
    pub trial: Memo<Vec<Concern>>,
    pub heard: Heard,
    clock: StoredValue<Clock>,
}

impl Plan {
    /// Call it at the top of a component.
    #[must_use]
    pub fn new(agenda: RwSignal<Agenda>, part: Memo<Part>, may_edit: bool, heard: Heard) -> Self {
        let formats = use_formats();
        let zone = agenda.with_untracked(|agenda| agenda.event.span.zone.clone());
        let clock = StoredValue::new(Clock::new(&zone, formats));
        let held = RwSignal::new(None::<Held>);
        let concerns = Memo::new(move |_| agenda.with(Agenda::concerns));
        let columns = Memo::new(move |_| agenda.with(columns));
        let scale = Memo::new(move |_| {
            let day = part.read().day.unwrap_or_default();
            // What a pointer holds does not change the scale beneath it.
            let held = held
                .get()
                .filter(|held| held.by_keys)
                .map(|held| (held.item, held.spot));
            scale_of(&agenda.read(), day, held)
        });
        // Which of them is over from another day, and nothing more: the cards stay while one of them is carried.
        let guest = Memo::new(move |_| held.read().map(|held| held.item));
        let cards = Memo::new(move |_| {
            let part = part.get();
            if part.is_all {
                return Vec::new();
            }
            let (agenda, columns, concerns, scale) =
                (agenda.read(), columns.read(), concerns.read(), scale.read());
            let wanted = wanted(&part);
            let guest = guest.get();
            clock.with_value(|clock| {
                let deck = Deck {
                    agenda: &agenda,
                    columns: &columns,
                    concerns: &concerns,
                    scale: &scale,
                    clock,
                    wanted,
                    may_edit,
                };
                deck.cards(guest)
            })
        });
        let trial = Memo::new(move |_| match held.get() {
            Some(held) => tried(&agenda.read(), held.item, held.spot).concerns(),
            None => Vec::new(),
        });
        Self {
            agenda,
            part,
            may_edit,
            held,
            marked: RwSignal::new(None),
            chosen: RwSignal::new(None),
            looked_at: RwSignal::new(None),
            asked: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            concerns,
            columns,
            scale,
            cards,
            trial,
            heard,
            clock,
        }
    }

    /// The clocks by which times are written.
    pub fn with_clock<T>(self, read: impl FnOnce(&Clock) -> T) -> T {
        self.clock.with_value(read)
    }

    /// How long a step of a pointer or a key is, in minutes.
    #[must_use]
    pub fn step(is_coarse: bool) -> i64 {
        if is_coarse { 15 } else { 5 }
    }

    /// Where an item is now.
    #[must_use]
    pub fn spot_of(self, id: AgendaItemId) -> Option<Spot> {
        self.agenda.with_untracked(|agenda| {
            let item = words::item(agenda, id)?;
            Some(Spot {
                start: item.start,
                end: item.end,
                room_id: item.room_id,
            })
        })
    }

    /// The room of a column.
    #[must_use]
    pub fn room_at(self, column: usize) -> Option<RoomId> {
        self.columns.read_untracked().get(column).and_then(Column::id)
    }

    /// The column of a room.
    #[must_use]
    pub fn column_at(self, room: Option<RoomId>) -> usize {
        column_of(&self.columns.read_untracked(), room)
    }

    /// The block of a spot on the day that is shown.
    #[must_use]
    pub fn block_of(self, spot: Spot) -> Block {
        let scale = self.scale.get_untracked();
        scale.block(spot.start, spot.end, self.column_at(spot.room_id))
    }

    /// Shows the held item elsewhere, where that differs.
    pub fn bring(self, spot: Spot) {
        let Some(held) = self.held.get_untracked().filter(|held| held.spot != spot) else {
            return;
        };
        self.held.set(Some(Held { spot, ..held }));
    }

    /// Takes hold of an item.
    pub fn take(self, item: AgendaItemId, edge: Edge, by_keys: bool) -> Option<Held> {
        let spot = self.spot_of(item)?;
        let held = Held {
            item,
            from: spot,
            spot,
            edge,
            by_keys,
        };
        self.held.set(Some(held));
        Some(held)
    }

    /// Lets go of what is held.
    pub fn let_go(self) {
        if self.held.try_with_untracked(Option::is_some) == Some(true) {
            self.held.set(None);
            self.heard.on_rest.try_run(());
        }
    }

    /// The clashes of the held item, where it is now.
    #[must_use]
    pub fn clashes(self) -> Vec<Clash> {
        let Some(held) = self.held.get() else {
            return Vec::new();
        };
        self.trial.with(|concerns| clashes_of(held.item, concerns))
    }

    /// Where an item would come to, in words: "Keynote, 10:15 to 11:00, Main hall. Clashes with Lunch (Main hall)."
    #[must_use]
    pub fn words_of(self, held: Held) -> String {
        let agenda = self.agenda.read_untracked();
        let Some(item) = words::item(&agenda, held.item) else {
            return String::new();
        };
        let times = self.with_clock(|clock| clock.spoken(held.spot.start, held.spot.end));
        let room = words::room_name(&agenda, held.spot.room_id).unwrap_or("no room");
        let concerns = self.trial.read_untracked();
        let clashes = clashes_of(held.item, &concerns);
        let flags = Flags::of(held.item, &concerns);
        let mut text = format!("{}, {times}, {room}.", item.title);
        if !clashes.is_empty() {
            text.push_str(" Clashes with ");
            text.push_str(&words::others(&agenda, held.item, &clashes));
            text.push('.');
        }
        if flags.is_too_large {
            text.push_str(" The room is too small.");
        }
        if flags.is_outside {
            text.push_str(" Outside the event.");
        }
        text
    }
}

/// The clashes that are about an item.
#[must_use]
pub fn clashes_of(id: AgendaItemId, concerns: &[Concern]) -> Vec<Clash> {
    let clash = |concern: &Concern| match concern {
        Concern::Clash(clash) if concern.is_about(id) => Some(*clash),
        _ => None,
    };
    concerns.iter().filter_map(clash).collect()
}

/// The programme with an item elsewhere.
#[must_use]
pub fn tried(agenda: &Agenda, id: AgendaItemId, spot: Spot) -> Agenda {
    let mut trial = agenda.clone();
    put(&mut trial, id, spot);
    trial
}

/// Puts an item elsewhere, and the items in their order again.
pub fn put(agenda: &mut Agenda, id: AgendaItemId, spot: Spot) {
    if let Some(item) = agenda.items.iter_mut().find(|item| item.id == id) {
        item.start = spot.start;
        item.end = spot.end;
        item.room_id = spot.room_id;
    }
    agenda.items.sort_by_key(|item| (item.start, item.end, item.id));
}

/// What of the agenda is asked for.
#[must_use]
pub fn wanted(part: &Part) -> Wanted {
    Wanted {
        track: part.track,
        concerns: part.concerns,
    }
}

/// The scale of a day, with the item that keys hold where they have brought it.
fn scale_of(agenda: &Agenda, day: NaiveDate, held: Option<(AgendaItemId, Spot)>) -> Scale {
    let zone = &agenda.event.span.zone;
    let resting = agenda
        .items
        .iter()
        .filter(|item| held.is_none_or(|(id, _)| id != item.id));
    let spans = resting.map(|item| (item.start, item.end));
    let spans = spans.chain(held.map(|(_, spot)| (spot.start, spot.end)));
    let on_day = |(start, _): &(DateTime<Utc>, DateTime<Utc>)| zone.local(*start).date() == day;
    Scale::of(day, zone, spans.filter(on_day))
}
