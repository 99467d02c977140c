//! Unit rates as rows.

use super::addresses;
use crate::policies::types::UnitRate;
use crate::ui::prelude::*;
use crate::ui::time::date;
use leptos::prelude::*;

/// How a rate is offered no longer, or again.
#[derive(Clone, Copy)]
pub struct Offering {
    /// The function's address.
    pub action: &'static str,
    pub on_offer: Callback<(UnitRate, bool)>,
}

/// Rates by name, the latest first; those no longer offered last.
#[component]
pub fn RateTable(rates: Vec<UnitRate>, offering: Offering) -> impl IntoView {
    let head = || {
        view! {
            <Th>"Name"</Th>
            <Th numeric=true>"Rate"</Th>
            <Th>"Type"</Th>
            <Th>"Counts"</Th>
            <Th hidden=true>"Offer"</Th>
        }
    };
    let rows = rates
        .into_iter()
        .map(|rate| view! { <Row rate offering/> })
        .collect_view();
    view! { <Table label="What is paid for a unit" stack=true head=head>{rows}</Table> }
}

#[component]
fn Row(rate: UnitRate, offering: Offering) -> impl IntoView {
    let locale = use_formats().locale;
    let (name, words) = (rate.name.clone(), rate.in_words(&locale));
    let from = date(rate.valid_from, &locale);
    let counts = match rate.valid_to {
        Some(to) => format!("{from} to {}", date(to, &locale)),
        None => format!("from {from}"),
    };
    let (id, is_active, kind) = (rate.id, rate.is_active, rate.expense_type.label());
    let (label, sign) = if is_active {
        (format!("Stop offering {name}, {words}"), IconName::Trash)
    } else {
        (format!("Offer {name}, {words} again"), IconName::Restore)
    };
    let on_submit = Callback::new(move |()| offering.on_offer.run((rate.clone(), !is_active)));
    view! {
        <tr class:opacity-60=!is_active>
            <td class="cell-main">
                {name}
                {(!is_active).then(|| view! { <span class="text-xs font-normal text-muted">" · no longer offered"</span> })}
            </td>
            <td class="num whitespace-nowrap">{words}</td>
            <td class="cell-muted">{kind}</td>
            <td class="cell-muted whitespace-nowrap">{counts}</td>
            <td class="cell-actions cell-side">
                <PostForm action=offering.action then=addresses::PAGE on_submit=on_submit>
                    <HiddenField name="unit_rate_id" value=id.to_string()/>
                    <HiddenField name="is_active" value=(!is_active).to_string()/>
                    <IconButton submit=true icon=sign label/>
                </PostForm>
            </td>
        </tr>
    }
}
