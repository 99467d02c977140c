//! Everything that is done with an agenda. A change shows at once; what the server refuses goes back.

mod news;
mod stars;

use crate::agenda::components::grid::focus_item;
use crate::agenda::components::grid::geometry::{Edge, Held, Spot};
use crate::agenda::components::grid::plan::{Dropped, Plan, put};
use crate::agenda::components::{addresses, words};
use crate::agenda::server_fns::{
    delete_item, move_item, restore_item, set_item_status, shift_items, undo_shift,
};
use crate::agenda::types::{Agenda, AgendaItem, Clash, ItemStatus, Moved, Placed, ShiftScope, Shifted};
use crate::error::AppError;
use crate::ids::{AgendaItemId, EventId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::collections::BTreeMap;

/// What waits for somebody to say that it is meant, though it clashes.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub title: String,
    /// Each clash as a sentence.
    pub clashes: Vec<String>,
    act: Act,
}

#[derive(Clone, Debug, PartialEq)]
enum Act {
    Place(Dropped),
    Status(AgendaItemId, ItemStatus),
    Shift(ShiftScope, i32),
}

/// An item on its way to another place.
#[derive(Clone, Copy, Debug)]
struct Way {
    from: Spot,
    to: Spot,
    is_confirmed: bool,
}

/// The agenda and what is done with it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Planner {
    pub id: EventId,
    pub agenda: RwSignal<Agenda>,
    pub asking: RwSignal<Option<Question>>,
    plan: StoredValue<Option<Plan>>,
    /// Items that are being saved, and what is to be saved of them afterwards.
    saving: StoredValue<BTreeMap<AgendaItemId, Option<Way>>>,
    /// Items whose star is on its way, and what it is to be afterwards.
    starring: StoredValue<BTreeMap<AgendaItemId, Option<bool>>>,
    /// There is news that was not read because something was held.
    is_late: StoredValue<bool>,
    go: Callback<(String, bool)>,
    reload: Callback<()>,
    toasts: Toasts,
}

impl Planner {
    /// Call it at the top of a component. `reload` draws the page anew.
    pub fn new(agenda: RwSignal<Agenda>, reload: Callback<()>) -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |(to, replace): (String, bool)| {
            let options = NavigateOptions {
                scroll: false,
                replace,
                ..NavigateOptions::default()
            };
            navigate(&to, options);
        });
        Self {
            id: agenda.with_untracked(|agenda| agenda.event.id),
            agenda,
            asking: RwSignal::new(None),
            plan: StoredValue::new(None),
            saving: StoredValue::new(BTreeMap::new()),
            starring: StoredValue::new(BTreeMap::new()),
            is_late: StoredValue::new(false),
            go,
            reload,
            toasts: use_toasts(),
        }
    }

    /// The grid that this one acts for.
    pub fn show_in(self, plan: Plan) {
        self.plan.set_value(Some(plan));
    }

    pub fn plan(self) -> Option<Plan> {
        self.plan.try_get_value().flatten()
    }

    /// Shows another address of the agenda.
    pub fn go(self, to: String) {
        self.go.try_run((to, false));
    }

    /// Shows the day of a place, where another one is shown.
    pub fn show_day_of(self, spot: Spot) {
        let Some(plan) = self.plan() else { return };
        let day = plan.with_clock(|clock| clock.zone.local(spot.start).date());
        if plan.part.read_untracked().day.is_some_and(|shown| shown != day) {
            self.go(addresses::day(self.id, day));
        }
    }

    fn with_item<T>(self, id: AgendaItemId, read: impl FnOnce(&Agenda, &AgendaItem) -> T) -> Option<T> {
        let read = |agenda: &Agenda| words::item(agenda, id).map(|item| read(agenda, item));
        self.agenda.try_with_untracked(read).flatten()
    }

    fn title(self, id: AgendaItemId) -> String {
        self.with_item(id, |_, item| item.title.clone())
            .unwrap_or_else(|| "The item".to_owned())
    }

    fn change_item(self, id: AgendaItemId, change: impl FnOnce(&mut AgendaItem)) {
        self.agenda.try_update(|agenda| {
            if let Some(item) = agenda.items.iter_mut().find(|item| item.id == id) {
                change(item);
            }
        });
    }

    fn ask(self, title: String, clashes: &[Clash], act: Act) {
        let clashes = self.agenda.try_with_untracked(|agenda| {
            let trial = match &act {
                Act::Place(dropped) => agenda.with(&placed(agenda, dropped.held.item, dropped.held.spot)),
                _ => agenda.clone(),
            };
            let mut lines: Vec<String> = clashes.iter().map(|clash| words::clash(&trial, clash)).collect();
            lines.dedup();
            lines
        });
        let clashes = clashes.unwrap_or_default();
        self.asking.try_set(Some(Question { title, clashes, act }));
    }

    /// It was meant.
    pub fn confirm(self) {
        let Some(Some(question)) = self.asking.try_update(Option::take) else {
            return;
        };
        match question.act {
            Act::Place(dropped) => self.place(dropped.held, true),
            Act::Status(id, to) => self.set_status(id, to, true),
            Act::Shift(scope, minutes) => self.shift(scope, minutes, true),
        }
    }

    /// It was not meant: everything is where it was.
    pub fn put_back(self) {
        let Some(Some(question)) = self.asking.try_update(Option::take) else {
            return;
        };
        let Some(plan) = self.plan() else { return };
        plan.let_go();
        if let Act::Place(dropped) = question.act {
            if plan.part.read_untracked().day != Some(dropped.day) {
                self.go(addresses::day(self.id, dropped.day));
            }
            plan.said
                .set(format!("{} stays where it was.", self.title(dropped.held.item)));
            focus_item(dropped.held.item);
        }
    }

    // Placing ----------------------------------------------------------------------------------

    /// An item was dropped: it is saved there, once whatever it newly clashes with is confirmed.
    pub fn drop_item(self, dropped: Dropped) {
        let held = dropped.held;
        let clashes = self
            .agenda
            .with_untracked(|agenda| agenda.new_clashes(&placed(agenda, held.item, held.spot)));
        if clashes.is_empty() {
            self.place(held, false);
        } else {
            let title = format!("{} would clash", self.title(held.item));
            self.ask(title, &clashes, Act::Place(dropped));
        }
    }

    /// Shows an item elsewhere and saves it there.
    pub fn place(self, held: Held, is_confirmed: bool) {
        self.agenda.update(|agenda| put(agenda, held.item, held.spot));
        if let Some(plan) = self.plan() {
            plan.let_go();
            plan.said.set(self.told(held.item));
        }
        if held.by_keys {
            focus_item(held.item);
        }
        let way = Way {
            from: held.from,
            to: held.spot,
            is_confirmed,
        };
        self.save(held.item, way);
    }

    /// "Keynote is at 10:15 to 11:00, Main hall."
    fn told(self, id: AgendaItemId) -> String {
        let Some(plan) = self.plan() else {
            return String::new();
        };
        let told = self.with_item(id, |agenda, item| {
            let times = plan.with_clock(|clock| clock.spoken(item.start, item.end));
            let room = words::room_name(agenda, item.room_id).unwrap_or("no room");
            format!("{}: {times}, {room}", item.title)
        });
        told.unwrap_or_default()
    }

    fn save(self, id: AgendaItemId, way: Way) {
        let is_under_way = self.saving.try_update_value(|saving| {
            let is_under_way = saving.contains_key(&id);
            saving.insert(id, is_under_way.then_some(way));
            is_under_way
        });
        if is_under_way != Some(false) {
            return;
        }
        spawn_local(async move {
            let mut way = way;
            while self.save_once(id, way).await {
                let next = self
                    .saving
                    .try_update_value(|saving| saving.get_mut(&id).and_then(Option::take));
                match next.flatten() {
                    Some(next) => way = next,
                    None => break,
                }
            }
            self.saving.try_update_value(|saving| saving.remove(&id));
            self.catch_up();
        });
    }

    /// Whether it is saved where it is shown.
    async fn save_once(self, id: AgendaItemId, way: Way) -> bool {
        let Some(version) = self.with_item(id, |_, item| item.version) else {
            return false;
        };
        let to = way.to;
        match move_item(id, version, to.start, to.end, to.room_id, way.is_confirmed).await {
            Ok(Placed::Saved { version }) => {
                self.change_item(id, |item| item.version = version);
                self.offer_way_back(id, version, way.from);
                true
            }
            Ok(Placed::Clashing(clashes)) => {
                // What it clashes with came in the meantime.
                self.show_at(id, way.from);
                self.read_again();
                self.ask_again(id, way, &clashes);
                false
            }
            Err(error) => {
                self.show_at(id, way.from);
                let told = format!("{} stays where it was. {}", self.title(id), error.told());
                if matches!(error, AppError::Unavailable { .. } | AppError::Offline { .. }) {
                    self.toasts.retry(told, move || {
                        self.show_at(id, way.to);
                        self.save(id, way);
                    });
                } else {
                    self.toasts.error(told);
                    self.read_again();
                }
                false
            }
        }
    }

    fn ask_again(self, id: AgendaItemId, way: Way, clashes: &[Clash]) {
        let Some(plan) = self.plan() else { return };
        let Some(day) = plan.part.try_read_untracked().and_then(|part| part.day) else {
            return;
        };
        let held = Held {
            item: id,
            from: way.from,
            spot: way.to,
            edge: Edge::Whole,
            by_keys: false,
        };
        let title = format!("{} would clash", self.title(id));
        self.ask(title, clashes, Act::Place(Dropped { held, day }));
    }

    fn show_at(self, id: AgendaItemId, spot: Spot) {
        self.agenda.try_update(|agenda| put(agenda, id, spot));
    }

    fn offer_way_back(self, id: AgendaItemId, version: i32, from: Spot) {
        self.toasts.undo(self.told(id), move || {
            let title = self.title(id);
            self.show_at(id, from);
            spawn_local(async move {
                match move_item(id, version, from.start, from.end, from.room_id, true).await {
                    Ok(_) => self.toasts.success(format!("{title} is back where it was")),
                    Err(error) => self.toasts.error(error.told()),
                }
                self.read_again();
            });
        });
    }

    // The rest ---------------------------------------------------------------------------------

    /// Moves an item to the trash, with a way back.
    pub fn delete(self, id: AgendaItemId) {
        let title = self.title(id);
        // The way back of an item that was added may be taken from another page.
        let before = self.agenda.try_get_untracked();
        self.agenda
            .try_update(|agenda| agenda.items.retain(|item| item.id != id));
        spawn_local(async move {
            match delete_item(id).await {
                Ok(_) => self.toasts.undo(format!("{title} moved to trash"), move || {
                    let title = title.clone();
                    spawn_local(async move {
                        match restore_item(id).await {
                            Ok(()) => self.toasts.success(format!("{title} brought back")),
                            Err(error) => self.toasts.error(error.told()),
                        }
                        self.read_again();
                    });
                }),
                Err(error) => {
                    if let Some(before) = before {
                        self.agenda.try_set(before);
                    }
                    self.toasts.error(error.told());
                    self.read_again();
                }
            }
        });
    }

    /// Cancels an item, or takes it up again.
    pub fn set_status(self, id: AgendaItemId, to: ItemStatus, is_confirmed: bool) {
        let Some((version, before)) = self.with_item(id, |_, item| (item.version, item.status)) else {
            return;
        };
        self.change_item(id, |item| item.status = to);
        spawn_local(async move {
            match set_item_status(id, version, to, is_confirmed).await {
                Ok(Placed::Saved { version }) => {
                    self.change_item(id, |item| item.version = version);
                    let done = if to == ItemStatus::Cancelled {
                        "is cancelled"
                    } else {
                        "is taken up again"
                    };
                    let done = format!("{} {done}", self.title(id));
                    self.toasts
                        .undo(done, move || self.status_back(id, version, before));
                }
                Ok(Placed::Clashing(clashes)) => {
                    self.change_item(id, |item| item.status = before);
                    self.ask(
                        format!("{} would clash", self.title(id)),
                        &clashes,
                        Act::Status(id, to),
                    );
                }
                Err(error) => {
                    self.change_item(id, |item| item.status = before);
                    self.toasts.error(error.told());
                    self.read_again();
                }
            }
        });
    }

    /// The status of before, unless somebody changed the item since.
    fn status_back(self, id: AgendaItemId, version: i32, before: ItemStatus) {
        self.change_item(id, |item| item.status = before);
        spawn_local(async move {
            if let Err(error) = set_item_status(id, version, before, true).await {
                self.toasts.error(error.told());
            }
            self.read_again();
        });
    }

    /// Moves many items together.
    pub fn shift(self, scope: ShiftScope, minutes: i32, is_confirmed: bool) {
        spawn_local(async move {
            match shift_items(self.id, scope, minutes, is_confirmed).await {
                Ok(Shifted::Saved { moved }) => {
                    let text = match moved.len() {
                        1 => "1 item is moved".to_owned(),
                        count => format!("{count} items are moved"),
                    };
                    self.read_again();
                    self.toasts.undo(text, move || self.shift_back(moved.clone()));
                }
                Ok(Shifted::Clashing(clashes)) => {
                    self.ask(
                        "They would clash".to_owned(),
                        &clashes,
                        Act::Shift(scope, minutes),
                    );
                }
                Err(error) => self.toasts.error(error.told()),
            }
        });
    }

    fn shift_back(self, moved: Vec<Moved>) {
        spawn_local(async move {
            let wanted = moved.len();
            match undo_shift(self.id, moved).await {
                Ok(count) if count as usize == wanted => self.toasts.success("They are back where they were"),
                Ok(count) => {
                    let left = wanted.saturating_sub(count as usize);
                    self.toasts
                        .error(format!("{left} stay where they are: somebody changed them since"));
                }
                Err(error) => self.toasts.error(error.told()),
            }
            self.read_again();
        });
    }
}

/// An item as it would be elsewhere.
fn placed(agenda: &Agenda, id: AgendaItemId, spot: Spot) -> Vec<AgendaItem> {
    let item = words::item(agenda, id).cloned();
    let there = |item: AgendaItem| AgendaItem {
        start: spot.start,
        end: spot.end,
        room_id: spot.room_id,
        ..item
    };
    item.map(there).into_iter().collect()
}
