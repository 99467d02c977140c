//! Where items stand on a day's grid, and where they come to when they are carried: nothing but figures.

use crate::ids::{AgendaItemId, RoomId};
use crate::ui::time::Zone;
use crate::ui::timetable::Block;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Timelike, Utc};

/// What a day shows at least, in hours of its clock.
const OPENS: u32 = 8;
const CLOSES: u32 = 18;
/// How far past midnight a day goes on at most, in hours: what lasts for days would leave nothing else to be seen.
const INTO_THE_NIGHT: i64 = 12;
/// As how long the shortest item is drawn, in minutes: a line of text.
const LEAST_DRAWN: i64 = 10;

/// The stretch of time that a day's grid shows. It begins on the hour, and its minutes are those that pass: where the clocks
/// change, the labels jump and the lengths are true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub day: NaiveDate,
    pub start: DateTime<Utc>,
    pub minutes: i64,
    /// The midnights around the day, in minutes from the start.
    pub day_begins: i64,
    pub day_ends: i64,
}

/// A full hour on the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Minutes from the start.
    pub at: i64,
    pub time: DateTime<Utc>,
    pub is_next_day: bool,
}

impl Scale {
    /// From the first to the last of what is on, with an hour to spare at each end where the day has one.
    #[must_use]
    pub fn of(
        day: NaiveDate,
        zone: &Zone,
        items: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
    ) -> Self {
        let (mut opens, mut last) = (OPENS, None);
        for (start, end) in items {
            let local = zone.local(start);
            if local.date() == day {
                opens = opens.min(local.hour().saturating_sub(1));
            }
            last = last.max(Some(end));
        }
        let (midnight, next) = (zone.start_of(day), zone.start_of(day + Duration::days(1)));
        let hour = |hour: u32| zone.to_utc(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?));
        let start = hour(opens).unwrap_or(midnight);
        let closes = hour(CLOSES).unwrap_or(next);
        let end = last.map_or(closes, |last| {
            let full = full_hour(zone, last);
            let spare = full + Duration::hours(1);
            let wanted = if spare <= next { spare } else { full.max(next) };
            closes.max(wanted).min(next + Duration::hours(INTO_THE_NIGHT))
        });
        let minutes = |at: DateTime<Utc>| (at - start).num_minutes();
        Self {
            day,
            start,
            minutes: minutes(end).max(60),
            day_begins: minutes(midnight),
            day_ends: minutes(next),
        }
    }

    /// Minutes from the start.
    #[must_use]
    pub fn minute_of(&self, at: DateTime<Utc>) -> i64 {
        (at - self.start).num_minutes()
    }

    /// The moment so many minutes from the start.
    #[must_use]
    pub fn instant(&self, minute: i64) -> DateTime<Utc> {
        self.start + Duration::minutes(minute)
    }

    /// The full hours.
    #[must_use]
    pub fn marks(&self, zone: &Zone) -> Vec<Mark> {
        let step = usize::try_from(self.minutes).unwrap_or_default();
        let mark = |at: usize| {
            let at = i64::try_from(at).unwrap_or_default();
            let time = self.instant(at);
            Mark {
                at,
                time,
                is_next_day: zone.local(time).date() > self.day,
            }
        };
        (0..step).step_by(60).map(mark).collect()
    }

    /// Where something stands on the scale; what reaches beyond it is cut off.
    #[must_use]
    pub fn block(&self, start: DateTime<Utc>, end: DateTime<Utc>, column: usize) -> Block {
        let at = self
            .minute_of(start)
            .clamp(0, (self.minutes - LEAST_DRAWN).max(0));
        let until = self.minute_of(end).clamp(at, self.minutes);
        Block {
            at,
            length: (until - at).max(LEAST_DRAWN),
            column,
            lane: 0,
            lanes: 1,
        }
    }

    /// The minute next to where a pointer is, in steps.
    #[must_use]
    pub fn snapped(&self, minute: f64, step: i64) -> i64 {
        let step = step.max(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "minutes of a few days"
        )]
        let steps = (minute / step as f64).round() as i64;
        (steps * step).clamp(0, self.minutes)
    }

    /// The last minute at which an item of this day can begin.
    #[must_use]
    pub fn last_begin(&self, step: i64) -> i64 {
        (self.day_ends.min(self.minutes) - step).max(0)
    }
}

/// The full hour on a clock that is not before a moment.
fn full_hour(zone: &Zone, at: DateTime<Utc>) -> DateTime<Utc> {
    let local = zone.local(at);
    let past = i64::from(local.minute() * 60 + local.second());
    if past == 0 {
        at
    } else {
        at + Duration::seconds(3600 - past)
    }
}

/// Where those that are on at once in one column stand beside each other. They come in the order of their start; so do the
/// answers: which lane, and of how many.
#[must_use]
pub fn lanes(spans: &[(i64, i64)]) -> Vec<(usize, usize)> {
    let mut found = vec![(0, 1); spans.len()];
    // When each lane of the present cluster is free again, and with which item the cluster began.
    let mut free: Vec<i64> = Vec::new();
    let (mut first, mut over) = (0, i64::MIN);
    for (index, &(at, length)) in spans.iter().enumerate() {
        if at >= over {
            settle(&mut found[first..index], free.len());
            free.clear();
            first = index;
        }
        let end = at + length.max(LEAST_DRAWN);
        over = over.max(end);
        let lane = free.iter().position(|until| *until <= at).unwrap_or(free.len());
        if lane == free.len() {
            free.push(end);
        } else {
            free[lane] = end;
        }
        found[index].0 = lane;
    }
    settle(&mut found[first..], free.len());
    found
}

fn settle(cluster: &mut [(usize, usize)], lanes: usize) {
    for (_, of) in cluster {
        *of = lanes.max(1);
    }
}

/// When and in which room an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub room_id: Option<RoomId>,
}

/// By which part an item is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Whole,
    Begin,
    End,
}

impl Spot {
    /// The time of the part by which it is held.
    #[must_use]
    pub fn time_of(&self, edge: Edge) -> DateTime<Utc> {
        match edge {
            Edge::Whole | Edge::Begin => self.start,
            Edge::End => self.end,
        }
    }

    /// With the held part at another time. It stays at least `least` minutes long.
    #[must_use]
    pub fn dragged(self, edge: Edge, to: DateTime<Utc>, least: i64) -> Self {
        let least = Duration::minutes(least);
        match edge {
            Edge::Whole => Self {
                start: to,
                end: to + (self.end - self.start),
                ..self
            },
            Edge::Begin => Self {
                start: to.min(self.end - least),
                ..self
            },
            Edge::End => Self {
                end: to.max(self.start + least),
                ..self
            },
        }
    }

    /// By a step of a key: to the next full step in its direction, on the clock of the scale. The beginning stays on its day.
    #[must_use]
    pub fn stepped(self, edge: Edge, is_later: bool, step: i64, scale: &Scale) -> Self {
        let at = scale.minute_of(self.time_of(edge));
        let next = if is_later {
            (at.div_euclid(step) + 1) * step
        } else {
            (at - 1).div_euclid(step) * step
        };
        let next = match edge {
            Edge::End => next,
            Edge::Whole | Edge::Begin => {
                next.clamp(scale.day_begins, (scale.day_ends - step).max(scale.day_begins))
            }
        };
        self.dragged(edge, scale.instant(next), step)
    }

    /// On another day, at the same time of its clock and as long as before.
    #[must_use]
    pub fn on_day(self, day: NaiveDate, zone: &Zone) -> Self {
        let wanted = day.and_time(zone.local(self.start).time());
        let start = zone.to_utc(wanted).unwrap_or_else(|| zone.start_of(day));
        self.dragged(Edge::Whole, start, 0)
    }
}

/// An item that is held, and where it would come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub item: AgendaItemId,
    /// Where it was taken from.
    pub from: Spot,
    pub spot: Spot,
    pub edge: Edge,
    pub by_keys: bool,
}

/// The item above, below or beside another, for an arrow key; `items` in the order of their start, each with its column, where it
/// begins and its id.
#[must_use]
pub fn neighbour(items: &[(AgendaItemId, Block)], of: AgendaItemId, key: &str) -> Option<AgendaItemId> {
    let here = items.iter().position(|(id, _)| *id == of)?;
    let block = items[here].1;
    let in_column = |(_, other): &&(AgendaItemId, Block)| other.column == block.column;
    let nearest = |beside: Vec<&(AgendaItemId, Block)>, is_right: bool| {
        let distance = |other: &Block| {
            let columns = other.column.abs_diff(block.column);
            (columns, (other.at - block.at).abs())
        };
        let on_side = beside.into_iter().filter(|(_, other)| {
            if is_right {
                other.column > block.column
            } else {
                other.column < block.column
            }
        });
        on_side
            .min_by_key(|(_, other)| distance(other))
            .map(|(id, _)| *id)
    };
    match key {
        "ArrowDown" => items[here + 1..].iter().find(in_column).map(|(id, _)| *id),
        "ArrowUp" => items[..here].iter().rev().find(in_column).map(|(id, _)| *id),
        "ArrowRight" => nearest(items.iter().collect(), true),
        "ArrowLeft" => nearest(items.iter().collect(), false),
        "Home" => items.first().map(|(id, _)| *id),
        "End" => items.last().map(|(id, _)| *id),
        _ => None,
    }
}

/// By how many pixels to scroll in a frame, for a pointer between two edges.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "at most SPEED")]
pub fn push(at: f64, begin: f64, end: f64) -> i32 {
    /// How near an edge scrolling begins, and how fast it is at most, in pixels.
    const EDGE: f64 = 48.0;
    const SPEED: f64 = 14.0;
    let near = |distance: f64| SPEED * ((EDGE - distance) / EDGE).clamp(0.0, 1.0);
    (near(end - at) - near(at - begin)).round() as i32
}

#[cfg(test)]
mod unit;
