//! Batches as rows, and as a list on a telephone.

use super::addresses;
use super::marks::{BatchBadge, claims_in_words, sums_or_none};
use crate::payments::types::BatchRow;
use crate::ui::prelude::*;
use crate::ui::time::date;
use leptos::prelude::*;

/// Batches.
#[component]
pub fn BatchTable(rows: Vec<BatchRow>) -> impl IntoView {
    let head = || {
        view! {
            <Th>"Batch"</Th>
            <Th>"Status"</Th>
            <Th>"To be paid on"</Th>
            <Th class="max-lg:hidden">"Made by"</Th>
            <Th numeric=true>"Total"</Th>
        }
    };
    view! {
        <Table label="Batches of payments" stack=true head=head>
            {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </Table>
    }
}

#[component]
fn Row(row: BatchRow) -> impl IntoView {
    let formats = use_formats();
    let people = match row.payees {
        1 => "1 person".to_owned(),
        more => format!("{} people", formats.number(more)),
    };
    let beneath = format!("{} · {people}", claims_in_words(row.claims, &formats));
    view! {
        <tr>
            <td class="cell-main py-1">
                <span class="flex min-w-0 flex-col leading-tight">
                    <a class="row-link truncate" href=addresses::record(row.id)>{format!("Batch {}", row.number)}</a>
                    <span class="truncate text-xs font-normal text-muted">{beneath}</span>
                </span>
            </td>
            <td><BatchBadge status=row.status/></td>
            <td class="num text-left whitespace-nowrap cell-muted">{date(row.execution_date, &formats.locale)}</td>
            <td class="max-lg:hidden truncate">{row.created_by}</td>
            <td class="num cell-side">{sums_or_none(&row.sums, &formats)}</td>
        </tr>
    }
}
