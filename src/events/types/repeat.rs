//! How an event is held again and again, and the times that come of it: the same functions in the browser, which shows them
//! before anything is saved, and on the server.

use super::{YEARS, is_near};
use crate::forms::FieldErrors;
use crate::text_enum;
use crate::ui::time::Zone;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};

mod words;

pub use words::{WEEKDAYS, ordinal};

text_enum! {
    /// After what an event comes again.
    Unit {
        Day = "day", "Daily";
        Week = "week", "Weekly";
        Month = "month", "Monthly";
    }
}

text_enum! {
    /// On which day of a month.
    MonthBy {
        /// On the 12th. A month that has no such day has no event.
        Day = "day", "On the same day of the month";
        /// On the second Tuesday. A month without a fifth one has no event.
        Weekday = "weekday", "On the same weekday, such as the 2nd Tuesday";
        LastWeekday = "last_weekday", "On the last such weekday of the month";
        LastDay = "last_day", "On the last day of the month";
    }
}

/// Days of the week, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weekdays(pub [bool; 7]);

/// After how much of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    Days,
    /// The weekday of the first event is always one of them.
    Weeks(Weekdays),
    Months(MonthBy),
}

/// When it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// After so many events, the first among them.
    Count(usize),
    /// With the last event that begins on this day or before it.
    Until(NaiveDate),
}

/// How an event is held again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Every so many days, weeks or months; at least one.
    pub every: u32,
    pub pattern: Pattern,
    pub ends: Ends,
    /// The first event is there already, and is not one of those that are made.
    pub is_more: bool,
}

/// The days of a series, the first of all among them, and what was left out on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesDays {
    pub days: Vec<NaiveDate>,
    /// The first day of each month that has no such day.
    pub left_out: Vec<NaiveDate>,
}

/// When one of the events is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// The clocks skip its time on that day: it begins as much later as they are put forward.
    pub is_moved: bool,
}

/// The times of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesDates {
    pub times: Vec<Occurrence>,
    /// The first day of each month that has no such day.
    pub left_out: Vec<NaiveDate>,
}

/// Most events that are made at once.
pub const MOST_AT_ONCE: usize = 100;
/// How many months, weeks or days are looked at in search of that many.
const MOST_STEPS: u32 = 5_000;

impl Rule {
    /// The same rule for dates that come after an event that is there already: so many besides it.
    #[must_use]
    pub const fn after_one(self) -> Self {
        let ends = match self.ends {
            Ends::Count(count) => Ends::Count(count + 1),
            until @ Ends::Until(_) => until,
        };
        Self {
            ends,
            is_more: true,
            ..self
        }
    }

    /// The days, from the first event's on.
    ///
    /// # Errors
    /// At the field that is to be changed: where there would be fewer than two events or too many, or the first is not
    /// on the last such day of its month.
    pub fn days(&self, first: NaiveDate) -> Result<SeriesDays, FieldErrors> {
        if let Pattern::Months(by @ (MonthBy::LastDay | MonthBy::LastWeekday)) = self.pattern
            && of_month(by, first, first.with_day(1).unwrap_or(first)) != Some(first)
        {
            let day = match by {
                MonthBy::LastDay => "day".to_owned(),
                _ => first.format("%A").to_string(),
            };
            let message = format!(
                "{} is not the last {day} of its month: choose another way, or another first day.",
                first.format("%-d %B %Y")
            );
            return Err(FieldErrors::one("month_by", &message));
        }
        let (mut days, mut left_out) = (Vec::new(), Vec::new());
        let most_of_all = MOST_AT_ONCE + usize::from(self.is_more);
        let most = match self.ends {
            Ends::Count(count) => count.min(most_of_all),
            Ends::Until(_) => most_of_all + 1,
        };
        for step in 0..MOST_STEPS {
            for candidate in self.step(first, step) {
                match candidate {
                    Candidate::Nowhere(month) => left_out.push(month),
                    Candidate::On(day) if day >= first => days.push(day),
                    Candidate::On(_) => {}
                }
            }
            let is_over = |day: &NaiveDate| matches!(self.ends, Ends::Until(until) if *day > until);
            if days.len() >= most || days.last().is_none_or(is_over) {
                break;
            }
        }
        if let Ends::Until(until) = self.ends {
            days.retain(|day| *day <= until);
        }
        days.truncate(most);
        let last = days.last().copied().unwrap_or(first);
        left_out.retain(|month| *month < last);
        let field = match self.ends {
            Ends::Count(_) => "count",
            Ends::Until(_) => "until",
        };
        match days.len() {
            0 | 1 if matches!(self.ends, Ends::Until(_)) => Err(FieldErrors::one(
                field,
                "It comes only once by that day: choose a later one.",
            )),
            0 | 1 => Err(FieldErrors::one(field, "A series has two events at least.")),
            many if many > most_of_all => Err(FieldErrors::one(
                field,
                &format!(
                    "These would be more than {MOST_AT_ONCE}: choose an earlier day, and add more later."
                ),
            )),
            _ => Ok(SeriesDays { days, left_out }),
        }
    }

    /// The times, by the clock of a zone: what begins at nine begins at nine on each of the days. `start` and `end` are
    /// what the clock shows of the first event.
    ///
    /// # Errors
    /// At the field that is to be changed: as of [`Rule::days`], and where one would lie too far away.
    pub fn dates(
        &self,
        (start, end): (NaiveDateTime, NaiveDateTime),
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> Result<SeriesDates, FieldErrors> {
        let SeriesDays { days, left_out } = self.days(start.date())?;
        let length = end - start;
        let times: Vec<_> = days
            .into_iter()
            .map(|day| occurrence(zone, day.and_time(start.time()), length))
            .collect();
        let is_far = |one: &Occurrence| !(is_near(one.start, now) && is_near(one.end, now));
        if let Some(place) = times.iter().position(is_far) {
            let message = format!(
                "Event {} of these would lie more than {YEARS} years from today: choose fewer.",
                place + 1
            );
            let field = match self.ends {
                Ends::Count(_) => "count",
                Ends::Until(_) => "until",
            };
            return Err(FieldErrors::one(field, &message));
        }
        Ok(SeriesDates { times, left_out })
    }

    /// What comes of one step: a day, the days of a week, or a month that has no such day.
    fn step(&self, first: NaiveDate, step: u32) -> Vec<Candidate> {
        let steps = step * self.every.max(1);
        let after_days = |from: NaiveDate, days: u32| from.checked_add_days(Days::new(days.into()));
        match self.pattern {
            Pattern::Days => after_days(first, steps).map(Candidate::On).into_iter().collect(),
            Pattern::Weeks(weekdays) => {
                let monday = first.week(Weekday::Mon).first_day();
                let chosen = weekdays.with(first.weekday());
                (0..7)
                    .filter(|day| chosen.0[*day as usize])
                    .filter_map(|day| after_days(monday, steps * 7 + day).map(Candidate::On))
                    .collect()
            }
            Pattern::Months(by) => {
                let month = first
                    .with_day(1)
                    .and_then(|month| month.checked_add_months(Months::new(steps)));
                let candidate =
                    |month| of_month(by, first, month).map_or(Candidate::Nowhere(month), Candidate::On);
                month.map(candidate).into_iter().collect()
            }
        }
    }
}

impl Weekdays {
    /// These and another one.
    #[must_use]
    pub fn with(mut self, day: Weekday) -> Self {
        self.0[day.num_days_from_monday() as usize] = true;
        self
    }
}

enum Candidate {
    On(NaiveDate),
    /// A month, by its first day, without such a day.
    Nowhere(NaiveDate),
}

/// The day of a month that stands in it as `first` does in its own.
fn of_month(by: MonthBy, first: NaiveDate, month: NaiveDate) -> Option<NaiveDate> {
    let last = (month + Months::new(1)).pred_opt()?;
    match by {
        MonthBy::Day => month.with_day(first.day()),
        MonthBy::Weekday => {
            let place = u8::try_from((first.day() - 1) / 7 + 1).ok()?;
            NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), first.weekday(), place)
        }
        // The week that begins with this weekday and holds the last day.
        MonthBy::LastWeekday => Some(last.week(first.weekday()).first_day()),
        MonthBy::LastDay => Some(last),
    }
}

/// One event of a length on the clock, that begins when the clock shows this.
fn occurrence(zone: &Zone, start: NaiveDateTime, length: TimeDelta) -> Occurrence {
    let (begins, is_moved) = settled(zone, start);
    let (ends, _) = settled(zone, start + length);
    // What begins later than the clock was to show takes as long as the others; and across the hour that comes twice, what is
    // later on the clock may be earlier in time.
    let is_whole = !is_moved && ends > begins;
    Occurrence {
        start: begins,
        end: if is_whole { ends } else { begins + length },
        is_moved,
    }
}

/// When the clock shows this, and whether it does not: then as much later as the clocks are put forward. Of an hour that comes
/// twice the first is meant.
#[must_use]
pub fn settled(zone: &Zone, local: NaiveDateTime) -> (DateTime<Utc>, bool) {
    if let Some(at) = zone.to_utc(local) {
        return (at, false);
    }
    let later = (1..=26).find_map(|hours| {
        let back = TimeDelta::hours(hours);
        Some(zone.to_utc(local.checked_sub_signed(back)?)? + back)
    });
    (later.unwrap_or_else(|| local.and_utc()), true)
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod unit;
