//! How an event is held again and again, as it is typed.

use super::EventForm;
use super::repeat::{Ends, MOST_AT_ONCE, MonthBy, Pattern, Rule, Unit, WEEKDAYS, Weekdays};
use crate::forms::{Checker, FieldErrors, TypedForm};
use crate::ui::time::{parse_date, parse_local};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What was typed of the rule. A weekday is `true` or empty, as a box that is ticked or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RepeatForm {
    /// A [`Unit`]; empty for what is held once.
    pub repeats: String,
    pub every: String,
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
    /// A [`MonthBy`].
    pub month_by: String,
    /// `count` or `until`.
    pub ends: String,
    pub count: String,
    pub until: String,
}

crate::typed_form!(RepeatForm {
    repeats = "Repeats";
    every = "Every";
    monday = "Monday";
    tuesday = "Tuesday";
    wednesday = "Wednesday";
    thursday = "Thursday";
    friday = "Friday";
    saturday = "Saturday";
    sunday = "Sunday";
    month_by = "In the month";
    ends = "Stops";
    count = "Number of events";
    until = "Last day";
});

/// The fields of the weekdays, Monday first.
pub const WEEKDAY_FIELDS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Most days, weeks or months from one event to the next.
const MOST_BETWEEN: u32 = 99;

impl RepeatForm {
    /// A form in which nothing repeats yet.
    #[must_use]
    pub fn once() -> Self {
        Self {
            every: "1".into(),
            month_by: MonthBy::Day.to_string(),
            ends: "count".into(),
            count: "6".into(),
            ..Self::default()
        }
    }

    /// A form of every week.
    #[must_use]
    pub fn weekly() -> Self {
        Self {
            repeats: Unit::Week.to_string(),
            ..Self::once()
        }
    }

    /// The form of a rule of ours as RFC 5545 writes it.
    #[must_use]
    pub fn of_rrule(rrule: &str) -> Self {
        let part = |name: &str| {
            let mut parts = rrule.split(';').filter_map(|part| part.split_once('='));
            parts
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.to_owned())
        };
        let mut form = Self::weekly();
        form.every = part("INTERVAL").unwrap_or_else(|| "1".into());
        let days = part("BYDAY").unwrap_or_default();
        match part("FREQ").as_deref() {
            Some("DAILY") => form.repeats = Unit::Day.to_string(),
            Some("MONTHLY") => {
                form.repeats = Unit::Month.to_string();
                let by = match (days.as_str(), part("BYMONTHDAY").as_deref()) {
                    (_, Some("-1")) => MonthBy::LastDay,
                    ("", _) => MonthBy::Day,
                    (last, _) if last.starts_with('-') => MonthBy::LastWeekday,
                    _ => MonthBy::Weekday,
                };
                form.month_by = by.to_string();
            }
            _ => {
                for (field, (code, _)) in WEEKDAY_FIELDS.into_iter().zip(WEEKDAYS) {
                    if let Some(ticked) = form.field_mut(field)
                        && days.split(',').any(|day| day == code)
                    {
                        *ticked = "true".into();
                    }
                }
            }
        }
        form
    }

    /// From the query of a page, `get` being its look-up; `None` where it says nothing of the rule.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        get("repeats")?;
        let mut form = Self::once();
        let names: Vec<_> = form.fields().into_iter().map(|(name, ..)| name).collect();
        for name in names {
            if let (Some(field), Some(given)) = (form.field_mut(name), get(name)) {
                *field = given.chars().filter(|c| !c.is_control()).take(40).collect();
            }
        }
        Some(form)
    }

    /// The rule; nothing where it is held once.
    ///
    /// # Errors
    /// Every field that makes no sense, with what to do about it.
    pub fn parse(&self) -> Result<Option<Rule>, FieldErrors> {
        if self.repeats.trim().is_empty() {
            return Ok(None);
        }
        let mut check = Checker::default();
        let unit: Option<Unit> = check.choice("repeats", &self.repeats);
        let every = number(&mut check, "every", &self.every, MOST_BETWEEN);
        let pattern = match unit {
            Some(Unit::Week) => Some(Pattern::Weeks(self.weekdays())),
            Some(Unit::Month) => check.choice("month_by", &self.month_by).map(Pattern::Months),
            Some(Unit::Day) | None => Some(Pattern::Days),
        };
        let ends = match self.ends.trim() {
            "until" => last_day(&mut check, &self.until).map(Ends::Until),
            "count" => {
                let most = u32::try_from(MOST_AT_ONCE).unwrap_or(u32::MAX);
                let count = number(&mut check, "count", &self.count, most);
                count
                    .and_then(|count| usize::try_from(count).ok())
                    .map(Ends::Count)
            }
            _ => {
                check.error("ends", "Choose one of the listed values.");
                None
            }
        };
        check.finish(|| {
            Some(Some(Rule {
                every: every?,
                pattern: pattern?,
                ends: ends?,
                is_more: false,
            }))
        })
    }

    /// The rule, where there has to be one.
    ///
    /// # Errors
    /// As of [`RepeatForm::parse`].
    pub fn rule(&self) -> Result<Rule, FieldErrors> {
        self.parse()?
            .ok_or_else(|| FieldErrors::one("repeats", "Say how often it is held."))
    }

    fn weekdays(&self) -> Weekdays {
        let ticked = [
            &self.monday,
            &self.tuesday,
            &self.wednesday,
            &self.thursday,
            &self.friday,
            &self.saturday,
            &self.sunday,
        ];
        Weekdays(ticked.map(|text| matches!(text.trim(), "true" | "on")))
    }
}

fn number(check: &mut Checker, field: &str, typed: &str, most: u32) -> Option<u32> {
    match typed.trim().parse() {
        Ok(number) if (1..=most).contains(&number) => Some(number),
        _ => {
            check.error(field, format!("Write a whole number from 1 to {most}."));
            None
        }
    }
}

fn last_day(check: &mut Checker, typed: &str) -> Option<NaiveDate> {
    let day = parse_date(typed).filter(|day| (1900..=2200).contains(&day.year()));
    if day.is_none() {
        check.error("until", "Write a day like 2026-05-14.");
    }
    day
}

/// The form of a new event, which may be the first of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewEventForm {
    pub event: EventForm,
    pub repeat: RepeatForm,
}

impl NewEventForm {
    /// The day on which the first event begins, as far as it can be read.
    #[must_use]
    pub fn first_day(&self) -> Option<NaiveDate> {
        Some(parse_local(&self.event.start_date)?.date())
    }
}

impl TypedForm for NewEventForm {
    fn fields(&self) -> Vec<(&'static str, &'static str, &str)> {
        let mut fields = self.event.fields();
        fields.extend(self.repeat.fields());
        fields
    }

    fn field_mut(&mut self, name: &str) -> Option<&mut String> {
        match self.event.field_mut(name) {
            Some(field) => Some(field),
            None => self.repeat.field_mut(name),
        }
    }

    fn check(&self) -> FieldErrors {
        let mut errors = self.event.check();
        let of_rule = match (self.repeat.parse(), self.first_day()) {
            (Ok(Some(rule)), Some(first)) => rule.days(first).err(),
            (Ok(_), _) => None,
            (Err(errors), _) => Some(errors),
        };
        for (field, message) in of_rule.unwrap_or_default().iter() {
            errors.add(field, message);
        }
        errors
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rule_is_read_back_from_the_way_calendars_write_it() {
        let first = day("2026-05-12");
        for rrule in [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            "FREQ=MONTHLY;BYMONTHDAY=12",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
        ] {
            let form = RepeatForm::of_rrule(rrule);
            assert_eq!(form.rule().unwrap().rrule(first), rrule);
        }
        for (rrule, first) in [
            ("FREQ=MONTHLY;BYDAY=-1TU", "2026-05-26"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-05-31"),
        ] {
            assert_eq!(
                RepeatForm::of_rrule(rrule).rule().unwrap().rrule(day(first)),
                rrule
            );
        }
    }

    #[test]
    fn what_is_typed_wrongly_is_told_at_its_field() {
        let form = |change: fn(&mut RepeatForm)| {
            let mut form = RepeatForm::weekly();
            change(&mut form);
            form.parse().unwrap_err()
        };
        for (field, errors) in [
            ("repeats", form(|form| form.repeats = "year".into())),
            ("every", form(|form| form.every = "0".into())),
            ("every", form(|form| form.every = "100".into())),
            ("count", form(|form| form.count = "101".into())),
            ("count", form(|form| form.count = "-1".into())),
            ("ends", form(|form| form.ends = "never".into())),
            (
                "until",
                form(|form| {
                    form.ends = "until".into();
                    form.until = "soon".into();
                }),
            ),
            (
                "month_by",
                form(|form| {
                    form.repeats = "month".into();
                    form.month_by = "moon".into();
                }),
            ),
        ] {
            assert!(errors.get(field).is_some(), "{field}: {errors:?}");
        }
        // What is not asked for does not matter.
        let once = RepeatForm {
            every: "often".into(),
            ..RepeatForm::default()
        };
        assert_eq!(once.parse(), Ok(None));
        assert!(once.rule().unwrap_err().get("repeats").is_some());
    }

    #[test]
    fn the_form_of_a_new_event_is_two_forms_in_one() {
        let mut form = NewEventForm {
            repeat: RepeatForm::weekly(),
            ..NewEventForm::default()
        };
        *form.field_mut("start_date").unwrap() = "2026-05-12T09:00".into();
        *form.field_mut("count").unwrap() = "1".into();
        let errors = form.check();
        assert!(errors.get("title").is_some() && errors.get("count").is_some());
        let names: Vec<_> = form.fields().into_iter().map(|(name, ..)| name).collect();
        let unique: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), unique.len());
    }
}
