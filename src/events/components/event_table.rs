//! Events as rows, and as a list on a telephone.

use super::addresses;
use super::marks::{StatusBadge, When, places};
use super::series::SeriesMark;
use crate::events::types::EventRow;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Events.
#[component]
pub fn EventTable(rows: Vec<EventRow>) -> impl IntoView {
    let head = || {
        view! {
            <Th>"Event"</Th>
            <Th>"Status"</Th>
            <Th>"When"</Th>
            <Th class="max-md:hidden">"Where"</Th>
            <Th class="max-xl:hidden">"Type"</Th>
            <Th numeric=true>"Places"</Th>
        }
    };
    view! {
        <Table label="Events" class="table-stack" head=head>
            {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </Table>
    }
}

#[component]
fn Row(row: EventRow) -> impl IntoView {
    let formats = use_formats();
    let place = [row.venue.as_deref(), row.location.as_deref()];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let place = place.join(", ");
    let taken = places(row.attendees, row.max_attendees, &formats);
    view! {
        <tr>
            <td class="cell-main md:max-w-60 lg:max-w-72">
                <span class="flex min-w-0 items-center gap-1.5">
                    <a class="row-link truncate" href=addresses::record(row.id) title=row.title.clone()>{row.title.clone()}</a>
                    {row.series.is_some().then(|| view! { <SeriesMark/> })}
                </span>
            </td>
            <td class="cell-side"><StatusBadge status=row.status/></td>
            <td class="num text-left whitespace-nowrap max-md:whitespace-normal"><When span=row.span/></td>
            <td class="max-w-52 truncate max-md:hidden" title=place.clone()>
                {if place.is_empty() {
                    view! { <span class="text-faint">"Nowhere yet"</span> }.into_any()
                } else {
                    place.clone().into_any()
                }}
            </td>
            <td class="max-xl:hidden">{row.event_type.label()}</td>
            <td class="num cell-muted">
                {taken}
                <span class="md:hidden">{if row.max_attendees.is_some() { " places" } else { " coming" }}</span>
            </td>
        </tr>
    }
}
