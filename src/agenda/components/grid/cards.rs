//! The items of a day as cards, written as text: the browser takes them over as they stand, and only what happens to one of
//! them draws it anew.

use super::MENU;
use super::geometry::{Scale, lanes};
use crate::agenda::components::addresses;
use crate::agenda::components::words::{self, Clock};
use crate::agenda::types::{Agenda, AgendaItem, AgendaType, Concern, ItemStatus, Room, TrackColor};
use crate::ids::{AgendaItemId, RoomId, TrackId};
use crate::ui::prelude::*;
use chrono::NaiveDate;
use maud::PreEscaped;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a screen reader says of the keys.
pub const HELP: &str = "plan-help";

/// Where items of one room stand. None are in no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub room: Option<Room>,
}

impl Column {
    #[must_use]
    pub fn id(&self) -> Option<RoomId> {
        self.room.as_ref().map(|room| room.id)
    }

    /// What stands above it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.room.as_ref().map_or("No room", |room| room.name.as_str())
    }
}

/// A column for each room, and one for what is in none, where there is such a thing or no room at all.
#[must_use]
pub fn columns(agenda: &Agenda) -> Vec<Column> {
    let mut columns: Vec<Column> = agenda
        .rooms
        .iter()
        .cloned()
        .map(|room| Column { room: Some(room) })
        .collect();
    let is_missing = |item: &AgendaItem| words::room_name(agenda, item.room_id).is_none();
    if columns.is_empty() || agenda.items.iter().any(is_missing) {
        columns.push(Column { room: None });
    }
    columns
}

/// In which of the columns a room is.
#[must_use]
pub fn column_of(columns: &[Column], room: Option<RoomId>) -> usize {
    let found = columns.iter().position(|column| column.id() == room);
    found.unwrap_or(columns.len().saturating_sub(1))
}

/// What is worth a look in an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub is_clashing: bool,
    pub is_too_large: bool,
    pub is_outside: bool,
}

impl Flags {
    #[must_use]
    pub fn of(id: AgendaItemId, concerns: &[Concern]) -> Self {
        let mut flags = Self::default();
        for concern in concerns.iter().filter(|concern| concern.is_about(id)) {
            match concern {
                Concern::Clash(_) => flags.is_clashing = true,
                Concern::RoomTooSmall { .. } => flags.is_too_large = true,
                Concern::OutsideEvent { .. } => flags.is_outside = true,
            }
        }
        flags
    }

    #[must_use]
    pub const fn any(self) -> bool {
        self.is_clashing || self.is_too_large || self.is_outside
    }
}

/// An item on the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub id: AgendaItemId,
    pub block: Block,
    pub flags: Flags,
    /// "10:15–11:00".
    pub times: String,
    /// It is none of those that are asked for.
    pub is_faint: bool,
    /// Whoever looks has put it into their own agenda: said by an attribute, so that the card stays where it changes.
    pub is_starred: bool,
    title: String,
    class: String,
    inside: String,
}

impl Card {
    /// What makes it another card, so that it is drawn anew.
    #[must_use]
    pub fn key(&self) -> (AgendaItemId, u64) {
        let mut hasher = DefaultHasher::new();
        (&self.inside, &self.class, self.is_faint).hash(&mut hasher);
        (self.id, hasher.finish())
    }

    #[must_use]
    pub fn markup(&self) -> Markup {
        let Flags {
            is_clashing,
            is_too_large,
            is_outside,
        } = self.flags;
        markup! {
            li class=(self.class) id=(format!("item-{}", self.id)) data-item=(self.id) style=(self.block.style())
                data-size=(size(self.block.length)) data-faint[self.is_faint]
                data-clash[is_clashing] data-large[is_too_large] data-outside[is_outside] data-starred[self.is_starred] {
                (PreEscaped(&self.inside))
                (star(self.id, &self.title, self.is_starred))
            }
        }
    }
}

/// How much room there is for words.
#[must_use]
pub const fn size(minutes: i64) -> &'static str {
    match minutes {
        ..20 => "tiny",
        20..40 => "short",
        40..60 => "medium",
        _ => "long",
    }
}

/// What of an agenda is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub track: Option<TrackId>,
    pub concerns: bool,
}

impl Wanted {
    /// Whether an item is none of those.
    #[must_use]
    pub fn leaves_out(&self, item: &AgendaItem, flags: Flags) -> bool {
        self.track.is_some_and(|track| item.track_id != Some(track)) || (self.concerns && !flags.any())
    }
}

/// Everything that cards are made of.
pub struct Deck<'a> {
    pub agenda: &'a Agenda,
    pub columns: &'a [Column],
    pub concerns: &'a [Concern],
    pub scale: &'a Scale,
    pub clock: &'a Clock,
    pub wanted: Wanted,
    pub may_edit: bool,
}

impl Deck<'_> {
    /// The cards of a day, in the order of their time. One that is carried over from another day is there too, where nobody
    /// sees it yet.
    #[must_use]
    pub fn cards(&self, guest: Option<AgendaItemId>) -> Vec<Card> {
        let own = |item: &&AgendaItem| self.agenda.day_of(item) == self.scale.day;
        let items: Vec<&AgendaItem> = self.agenda.items.iter().filter(own).collect();
        let mut cards: Vec<Card> = items.iter().map(|item| self.card(item)).collect();
        for column in 0..self.columns.len() {
            let of_column: Vec<usize> = (0..cards.len())
                .filter(|at| cards[*at].block.column == column)
                .collect();
            let spans: Vec<(i64, i64)> = of_column
                .iter()
                .map(|at| (cards[*at].block.at, cards[*at].block.length))
                .collect();
            for (at, (lane, of)) in of_column.into_iter().zip(lanes(&spans)) {
                cards[at].block.lane = lane;
                cards[at].block.lanes = of;
            }
        }
        let guest = guest.filter(|id| cards.iter().all(|card| card.id != *id));
        cards.extend(
            guest
                .and_then(|id| words::item(self.agenda, id))
                .map(|item| self.card(item)),
        );
        cards
    }

    fn card(&self, item: &AgendaItem) -> Card {
        let flags = Flags::of(item.id, self.concerns);
        let tone = item
            .track_id
            .and_then(|track| self.agenda.track(track))
            .map_or(Tone::Neutral, |track| tone(track.color));
        let kind = match item.agenda_type {
            AgendaType::Break | AgendaType::Networking => " plan-pause",
            _ => "",
        };
        let cancelled = if item.status == ItemStatus::Cancelled {
            " plan-cancelled"
        } else {
            ""
        };
        let times = self.clock.times(item.start, item.end);
        Card {
            id: item.id,
            block: self
                .scale
                .block(item.start, item.end, column_of(self.columns, item.room_id)),
            flags,
            is_faint: self.wanted.leaves_out(item, flags),
            is_starred: item.is_starred,
            title: item.title.clone(),
            class: format!("plan-card {}{kind}{cancelled}", tone.class()),
            inside: self.inside(item, &times).into_string(),
            times,
        }
    }

    fn inside(&self, item: &AgendaItem, times: &str) -> Markup {
        let agenda = self.agenda;
        let own = self.clock.own(item.start, item.end);
        let room = words::room_name(agenda, item.room_id);
        let track = item.track_id.and_then(|track| agenda.track(track));
        markup! {
            a.plan-link href=(addresses::item(agenda.event.id, item.id)) draggable="false" title=[own.as_deref()]
                aria-describedby=[self.may_edit.then_some(HELP)] {
                span.plan-title { (item.title) }
                " "
                span.plan-time.num { (times) }
                @if let Some(room) = room { span.sr-only { ", " (room) } }
                @if let Some(own) = &own { span.sr-only { ", " (own) } }
                (status_words(item))
            }
            (flags())
            (about(item, track.map(|track| track.name.as_str())))
            @if self.may_edit {
                (more(item))
                span.plan-grip.plan-grip-begin data-edge="begin" aria-hidden="true" {}
                span.plan-grip.plan-grip-end data-edge="end" aria-hidden="true" {}
            }
        }
    }
}

/// Where an item stands, where that is not how it was planned.
pub fn status_words(item: &AgendaItem) -> Markup {
    markup! {
        @match item.status {
            ItemStatus::Scheduled => {}
            other => { " " span.plan-status-word { (other.label()) } }
        }
    }
}

/// What an item is, who speaks, and to which track it belongs.
fn about(item: &AgendaItem, track: Option<&str>) -> Markup {
    let names: Vec<&str> = item
        .speakers
        .iter()
        .map(|speaker| speaker.name.as_str())
        .collect();
    let kind = (item.agenda_type != AgendaType::Presentation).then(|| item.agenda_type.label());
    markup! {
        @if !names.is_empty() { p.plan-text { (names.join(", ")) } }
        @if let Some(location) = &item.location { p.plan-text { (location) } }
        @if track.is_some() || kind.is_some() || item.attachments > 0 {
            p.plan-text.plan-marks {
                @if let Some(track) = track { span.plan-track { span.dot aria-hidden="true" {} (track) } }
                @if let Some(kind) = kind { span { (kind) } }
                @if item.attachments > 0 { span.plan-files { (icon(IconName::File, "icon-small")) (item.attachments) span.sr-only { " files" } } }
            }
        }
    }
}

/// What is worth a look, of which the style sheet shows what is the case.
pub fn flags() -> Markup {
    markup! {
        span.plan-flags {
            span.plan-flag.plan-flag-clash { (icon(IconName::AlertTriangle, "icon-small")) span.plan-flag-word { "Clash" } }
            span.plan-flag.plan-flag-large { (icon(IconName::Users, "icon-small")) span.plan-flag-word { "Room too small" } }
            span.plan-flag.plan-flag-outside { (icon(IconName::CalendarClock, "icon-small")) span.plan-flag-word { "Outside the event" } }
        }
    }
}

/// The button of the menu of an item.
pub fn more(item: &AgendaItem) -> Markup {
    let label = format!("Actions for {}", item.title);
    markup! {
        button.plan-more type="button" popovertarget=(MENU) data-item=(item.id) aria-label=(label) title=(label) {
            (icon(IconName::Ellipsis, ""))
        }
    }
}

/// The button that puts an item into one's own agenda, and takes it out again.
pub fn star(id: AgendaItemId, title: &str, is_starred: bool) -> Markup {
    let label = format!("{title} in my agenda");
    markup! {
        button.plan-star type="button" data-star=(id) aria-pressed=(is_starred.to_string()) aria-label=(label)
            title="In my agenda" {
            (icon(IconName::Star, ""))
        }
    }
}

/// The colour of a track.
#[must_use]
pub const fn tone(color: TrackColor) -> Tone {
    match color {
        TrackColor::Slate => Tone::Slate,
        TrackColor::Blue => Tone::Blue,
        TrackColor::Emerald => Tone::Emerald,
        TrackColor::Amber => Tone::Amber,
        TrackColor::Rose => Tone::Rose,
        TrackColor::Violet => Tone::Violet,
    }
}

/// What stands above the columns.
#[must_use]
pub fn heads(columns: &[Column], zone: &str) -> Markup {
    markup! {
        div.plan-heads {
            div.plan-corner title=(zone) { span.sr-only { "Time" } }
            @for column in columns {
                div.plan-head {
                    span.plan-room { (column.name()) }
                    @if let Some(capacity) = column.room.as_ref().and_then(|room| room.capacity) {
                        span.plan-capacity.num title="How many it holds" { (icon(IconName::Users, "icon-small")) (capacity) }
                    }
                }
            }
        }
    }
}

/// The hours down the side.
#[must_use]
pub fn hours(scale: &Scale, clock: &Clock) -> Markup {
    let mut days = BTreeSet::from([scale.day]);
    let marks = scale.marks(&clock.zone).into_iter().map(|mark| {
        let day: NaiveDate = clock.zone.local(mark.time).date();
        let begins = days.insert(day).then(|| clock.short_day(day));
        (mark, begins)
    });
    markup! {
        div.plan-times aria-hidden="true" {
            @for (mark, begins) in marks {
                span.plan-hour.num style=(at_minute(mark.at)) data-next[mark.is_next_day] {
                    (clock.time(mark.time))
                    @if let Some(day) = begins { span.plan-next-day { (day) } }
                }
            }
        }
    }
}
