//! A report in figures.

use super::addresses;
use crate::reports::types::{Dimension, Month, Report, ReportFilter, ReportRow, Sum};
use crate::ui::money::TaxRate;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// A line for each of what the claims are told apart by, and what all of them come to.
#[component]
pub fn ReportTable(report: Report, filter: ReportFilter) -> impl IntoView {
    let formats = use_formats();
    let by = report.by;
    let head = move || {
        view! {
            <Th>{by.label()}</Th>
            <Th numeric=true>"Claims"</Th>
            <Th numeric=true>"Net"</Th>
            <Th numeric=true>"Tax"</Th>
            <Th numeric=true>"Total"</Th>
            <Th numeric=true>"Share"</Th>
        }
    };
    let whole = report.total;
    let cells = move |sum: Sum| {
        let share = share(sum, whole).map(|share| format!("{share} %"));
        view! {
            <td class="num">{formats.number(sum.claims)}</td>
            <td class="num">{formats.money(sum.net())}</td>
            <td class="num">{formats.money(sum.tax)}</td>
            <td class="num cell-side">{formats.money(sum.gross)}</td>
            <td class="num cell-muted">{share}</td>
        }
    };
    let row = move |row: ReportRow| {
        let name = named(by, &row, &formats);
        let first = match leads_to(by, &row, &filter) {
            Some(filter) => {
                view! { <a class="row-link" href=addresses::report(&filter)>{name}</a> }.into_any()
            }
            None if row.key.is_empty() => view! { <span class="text-muted">{name}</span> }.into_any(),
            None => name.into_any(),
        };
        view! { <tr><td class="cell-main">{first}</td> {cells(row.sum)}</tr> }
    };
    let others = report.others.map(|others| {
        view! { <tr><td class="cell-main text-muted">"All others"</td> {cells(others)}</tr> }
    });
    let total = view! { <tr class="report-total"><td class="cell-main">"Total"</td> {cells(whole)}</tr> };
    let rows = report.rows.into_iter().map(row).collect_view();
    let label = format!("What claims come to, by {}", by.label().to_lowercase());
    view! { <Table label=label head=head>{rows} {others} {total}</Table> }
}

/// How the line is called.
fn named(by: Dimension, row: &ReportRow, formats: &Formats) -> String {
    match by {
        Dimension::Month => row
            .key
            .parse()
            .map_or(row.key.clone(), |month: Month| month.label()),
        Dimension::TaxRate => match row.key.parse() {
            Ok(rate) => format!("{} %", TaxRate::to_typed(rate, &formats.locale)),
            Err(_) => "No tax stated".to_owned(),
        },
        Dimension::Event if row.key.is_empty() => "For no event".to_owned(),
        Dimension::Category if row.key.is_empty() => "Without a category".to_owned(),
        _ if row.label.is_empty() => "Removed since".to_owned(),
        _ => row.label.clone(),
    }
}

/// The report of what this line is made of.
fn leads_to(by: Dimension, row: &ReportRow, filter: &ReportFilter) -> Option<ReportFilter> {
    let filter = filter.clone();
    match by {
        Dimension::Person => Some(ReportFilter {
            by: Dimension::Type,
            person: Some(row.key.parse().ok()?),
            ..filter
        }),
        Dimension::Event => Some(ReportFilter {
            by: Dimension::Type,
            event: Some(row.key.parse().ok()?),
            ..filter
        }),
        Dimension::Month => {
            let month = row.key.parse().ok()?;
            Some(ReportFilter {
                by: Dimension::Type,
                from: Some(month),
                to: Some(month),
                ..filter
            })
        }
        Dimension::Type | Dimension::Category | Dimension::TaxRate => None,
    }
}

/// How much of the whole it is, in per cent; none of a whole that is nothing.
fn share(sum: Sum, whole: Sum) -> Option<i128> {
    let whole = i128::from(whole.gross.minor);
    (whole > 0).then(|| (i128::from(sum.gross.minor) * 200 + whole) / (2 * whole))
}
