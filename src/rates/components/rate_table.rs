//! The rates that are stored.

use super::addresses;
use crate::ids::RateId;
use crate::rates::types::{RateRow, RateSource};
use crate::ui::prelude::*;
use crate::ui::time;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How a rate is removed.
#[derive(Clone, Copy)]
pub struct Removal {
    /// The function's address.
    pub action: &'static str,
    /// Those that are gone already, before the server has said so.
    pub removed: RwSignal<BTreeSet<RateId>>,
    pub on_remove: Callback<RateRow>,
}

/// Rates as they were given, the latest first. Those entered by hand can be removed.
#[component]
pub fn RateTable(rows: Vec<RateRow>, removal: Removal) -> impl IntoView {
    let head = || {
        view! {
            <Th>"Rate"</Th>
            <Th>"Of"</Th>
            <Th>"From"</Th>
            <Th>"By"</Th>
            <Th hidden=true>"Remove"</Th>
        }
    };
    let rows = rows
        .into_iter()
        .map(|row| view! { <Row row removal/> })
        .collect_view();
    view! { <Table label="Exchange rates" stack=true head=head>{rows}</Table> }
}

#[component]
fn Row(row: RateRow, removal: Removal) -> impl IntoView {
    let locale = use_formats().locale;
    let (id, words, of) = (row.id, row.in_words(&locale), time::date(row.date, &locale));
    let (source, by) = (row.source, row.by.clone());
    let remove = (source == RateSource::Manual).then(|| {
        let label = format!("Remove {words}, {of}");
        let then = addresses::without(&row);
        let on_submit = Callback::new(move |()| removal.on_remove.run(row.clone()));
        view! {
            <PostForm action=removal.action then=then on_submit=on_submit>
                <HiddenField name="rate_id" value=id.to_string()/>
                <IconButton submit=true icon=IconName::Trash label/>
            </PostForm>
        }
    });
    view! {
        <tr hidden=move || removal.removed.read().contains(&id)>
            <td class="cell-main whitespace-nowrap">{words}</td>
            <td class="cell-muted whitespace-nowrap">{of}</td>
            <td class="cell-muted">{source.label()}</td>
            <td class="cell-muted max-md:hidden">{by}</td>
            <td class="cell-actions cell-side">{remove}</td>
        </tr>
    }
}
