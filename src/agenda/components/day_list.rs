//! The programme as a list by time: on a telephone, of all days together, and on paper.

use super::addresses;
use super::grid::cards::{Flags, Wanted, flags, more, star, status_words, tone};
use super::words::{self, Clock};
use crate::agenda::types::{Agenda, AgendaItem, AgendaType, Concern, ItemStatus};
use crate::ui::prelude::*;
use chrono::NaiveDate;

/// Everything that a list is made of.
pub struct List<'a> {
    pub agenda: &'a Agenda,
    pub concerns: &'a [Concern],
    pub clock: &'a Clock,
    pub wanted: Wanted,
    pub may_edit: bool,
}

impl List<'_> {
    /// Some of the days, each under its name.
    #[must_use]
    pub fn days(&self, days: &[NaiveDate]) -> Markup {
        markup! {
            div.day-lists {
                h2.day-title-print { (self.agenda.event.title) }
                p.day-zone-print { "All times by the clock of " (self.clock.zone.in_words()) }
                @for day in days { (self.day(*day)) }
            }
        }
    }

    fn day(&self, day: NaiveDate) -> Markup {
        let flagged = |item: &AgendaItem| Flags::of(item.id, self.concerns);
        let items: Vec<&AgendaItem> = self
            .agenda
            .items_of(day)
            .filter(|item| !self.wanted.leaves_out(item, flagged(item)))
            .collect();
        let id = format!("day-{day}");
        markup! {
            section.day-list aria-labelledby=(id) {
                h2.day-name id=(id) { (self.clock.long_day(day)) }
                @if items.is_empty() {
                    p.day-empty { "Nothing is planned." }
                } @else {
                    ol.day-items { @for item in items { (self.row(item, flagged(item))) } }
                }
            }
        }
    }

    fn row(&self, item: &AgendaItem, flagged: Flags) -> Markup {
        let agenda = self.agenda;
        let track = item.track_id.and_then(|track| agenda.track(track));
        let tone = track.map_or(Tone::Neutral, |track| tone(track.color));
        let cancelled = if item.status == ItemStatus::Cancelled {
            " day-cancelled"
        } else {
            ""
        };
        let names: Vec<&str> = item
            .speakers
            .iter()
            .map(|speaker| speaker.name.as_str())
            .collect();
        let place = words::room_name(agenda, item.room_id).or(item.location.as_deref());
        let kind = (item.agenda_type != AgendaType::Presentation).then(|| item.agenda_type.label());
        let own = self.clock.own(item.start, item.end);
        let Flags {
            is_clashing,
            is_too_large,
            is_outside,
        } = flagged;
        markup! {
            li class=(format!("day-item {}{cancelled}", tone.class())) data-row=(item.id)
                data-clash[is_clashing] data-large[is_too_large] data-outside[is_outside] {
                p.day-time.num title=[own.as_deref()] {
                    span { (self.clock.time(item.start)) }
                    span.day-until { span.sr-only { " to " } (self.clock.time(item.end)) }
                }
                div.day-about {
                    a.day-link href=(addresses::item(agenda.event.id, item.id)) { span.day-what { (item.title) } (status_words(item)) }
                    @if !names.is_empty() { p.plan-text { (names.join(", ")) } }
                    p.plan-text.plan-marks {
                        @if let Some(place) = place { span { (place) } }
                        @if let Some(track) = track { span.plan-track { span.dot aria-hidden="true" {} (track.name) } }
                        @if let Some(kind) = kind { span { (kind) } }
                    }
                    @if let Some(own) = &own { p.plan-text.day-own { (own) } }
                    @if flagged.any() { (flags()) }
                }
                div.day-acts {
                    (star(item.id, &item.title, item.is_starred))
                    @if self.may_edit { (more(item)) }
                }
            }
        }
    }
}
