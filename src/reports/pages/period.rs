//! From which month to which.

use crate::app::use_now;
use crate::query::written;
use crate::reports::components::addresses;
use crate::reports::types::{Month, ReportFilter, year};
use crate::ui::prelude::*;
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Periods that people ask for, as they are on a day.
fn usual(today: NaiveDate) -> Vec<(&'static str, (Month, Month))> {
    let month = Month::of(today);
    let quarter = month.back(today.month0() % 3);
    let last = quarter.back(3);
    vec![
        ("This month", (month, month)),
        ("Last month", (month.previous(), month.previous())),
        ("This quarter", (quarter, quarter.next().next())),
        ("Last quarter", (last, last.next().next())),
        ("This year", year(today.year())),
        ("Last year", year(today.year() - 1)),
        ("The last 12 months", (month.back(11), month)),
    ]
}

/// A period in as few words as it can be told by.
fn in_words((from, to): (Month, Month), today: NaiveDate) -> String {
    if let Some((name, _)) = usual(today).into_iter().find(|(_, period)| *period == (from, to)) {
        return name.to_owned();
    }
    if from == to {
        return from.label();
    }
    format!("{} to {}", from.short(), to.short())
}

/// The chip with the usual periods, and two fields for any other.
#[component]
pub fn PeriodFilter(filter: Memo<ReportFilter>) -> impl IntoView {
    let (formats, now) = (use_formats(), use_now());
    let today = Memo::new(move |_| formats.day_of(now.get()));
    let period = Memo::new(move |_| filter.read().period(today.get()));
    let with = move |from: Option<Month>, to: Option<Month>| {
        addresses::report(&ReportFilter {
            from,
            to,
            ..filter.get()
        })
    };
    let choice = move |(name, (from, to)): (&'static str, (Month, Month))| {
        view! {
            <MenuLink
                href=Signal::derive(move || with(Some(from), Some(to)))
                current=Signal::derive(move || period.get() == (from, to))
            >
                {name}
            </MenuLink>
        }
    };
    view! {
        <FilterChip
            id="report-period"
            label="Period"
            value=Signal::derive(move || Some(in_words(period.get(), today.get())))
            clear_href=Signal::derive(move || with(None, None))
        >
            {move || usual(today.get()).into_iter().map(choice).collect_view()}
        </FilterChip>
        <Other filter period/>
    }
}

/// Any other period: a form that gets.
#[component]
fn Other(filter: Memo<ReportFilter>, period: Memo<(Month, Month)>) -> impl IntoView {
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Another period was asked for, by a link or a step back.
    let show = move |(first, last): (Month, Month)| {
        from.set(first.to_string());
        to.set(last.to_string());
    };
    show(period.get_untracked());
    Effect::watch(move || period.get(), move |period, _, _| show(*period), false);
    let kept = move || {
        let others = ReportFilter {
            from: None,
            to: None,
            ..filter.get()
        };
        let hidden = |(name, value): (&'static str, String)| view! { <HiddenField name value/> };
        others.parameters().into_iter().map(hidden).collect_view()
    };
    let navigate = use_navigate();
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let others = ReportFilter {
            from: None,
            to: None,
            ..filter.get_untracked()
        };
        let mut parameters = others.parameters();
        parameters.push(("from", from.get_untracked()));
        parameters.push(("to", to.get_untracked()));
        navigate(
            &format!("{}{}", addresses::PAGE, written(&parameters)),
            NavigateOptions::default(),
        );
    };
    view! {
        <form method="get" action=addresses::PAGE class="report-period" aria-label="Any other period" on:submit=go>
            {kept}
            <TextField name="from" label="From" id="report-from" kind=TextKind::Month value=from label_hidden=true
                placeholder="2026-01" autocomplete="off"/>
            <span aria-hidden="true">"–"</span>
            <TextField name="to" label="To" id="report-to" kind=TextKind::Month value=to label_hidden=true
                placeholder="2026-12" autocomplete="off"/>
            <Button submit=true>"Show"</Button>
        </form>
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn usual_periods_end_where_months_quarters_and_years_do() {
        let said = |today: &str| {
            let usual = usual(today.parse().unwrap());
            let said = usual.iter().map(|(_, (from, to))| format!("{from} {to}"));
            said.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            said("2026-02-28"),
            "2026-02 2026-02, 2026-01 2026-01, 2026-01 2026-03, 2025-10 2025-12, 2026-01 2026-12, 2025-01 2025-12, 2025-03 2026-02"
        );
        assert_eq!(
            said("2026-12-31"),
            "2026-12 2026-12, 2026-11 2026-11, 2026-10 2026-12, 2026-07 2026-09, 2026-01 2026-12, 2025-01 2025-12, 2026-01 2026-12"
        );
    }

    #[test]
    fn a_period_is_called_as_people_call_it() {
        let today = "2026-11-22".parse().unwrap();
        let month = |text: &str| text.parse().unwrap();
        assert_eq!(in_words(year(2026), today), "This year");
        assert_eq!(in_words((month("2024-05"), month("2024-05")), today), "May 2024");
        assert_eq!(
            in_words((month("2024-05"), month("2025-01")), today),
            "May 2024 to Jan 2025"
        );
    }
}
