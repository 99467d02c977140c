//! A month of events.

use super::addresses;
use super::marks::status_tone;
use super::series::SeriesMark;
use crate::events::types::{EventRow, Month};
use crate::ui::prelude::*;
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use std::collections::BTreeMap;

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The calendar of a month: an event stands on each of its days, by the clock of its place.
#[component]
pub fn MonthGrid(month: Month, events: Vec<EventRow>, today: NaiveDate) -> impl IntoView {
    let mut by_day: BTreeMap<NaiveDate, Vec<EventRow>> = BTreeMap::new();
    for event in events {
        for day in event.span.days() {
            by_day.entry(day).or_default().push(event.clone());
        }
    }
    let head = WEEKDAYS.map(|day| {
        view! {
            <th scope="col">
                <abbr title=day aria-label=day>{day.get(..3)}</abbr>
            </th>
        }
    });
    let cell = |day: NaiveDate| {
        let events = by_day.remove(&day).unwrap_or_default();
        view! { <Day day month today events/> }
    };
    let mut cell = cell;
    let rows: Vec<_> = month
        .weeks()
        .into_iter()
        .map(|week| view! { <tr>{week.map(&mut cell).into_iter().collect_view()}</tr> })
        .collect();
    view! {
        <table class="month" aria-label=month.label()>
            <thead><tr>{head.into_iter().collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Day(day: NaiveDate, month: Month, today: NaiveDate, events: Vec<EventRow>) -> impl IntoView {
    let formats = use_formats();
    let entry = move |event: EventRow| {
        let class = format!("month-event {}", status_tone(event.status).class());
        let title = format!(
            "{}, {}, {}",
            event.title,
            event.span.in_words(&formats.locale),
            event.status.label().to_lowercase()
        );
        let begins = (event.span.zone.local(event.span.start).date() == day)
            .then(|| event.span.zone.time(event.span.start, &formats.locale));
        view! {
            <li>
                <a class=class href=addresses::record(event.id) title=title>
                    {begins.map(|at| view! { <span class="num text-muted">{at} " "</span> })}
                    {event.series.is_some().then(|| view! { <SeriesMark/> " " })}
                    {event.title}
                </a>
            </li>
        }
    };
    let is_empty = events.is_empty();
    view! {
        <td
            class="month-day"
            class:month-other=!month.holds(day)
            class:month-empty=is_empty
            aria-current=(day == today).then_some("date")
        >
            <time class="month-number num" datetime=day.to_string()>
                <span class="mr-1 md:hidden">{day.format("%a").to_string()}</span>
                {day.day()}
            </time>
            <ul>{events.into_iter().map(entry).collect_view()}</ul>
        </td>
    }
}
