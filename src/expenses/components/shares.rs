//! How a claim is divided, drawn.

use super::marks::signed;
use crate::expenses::types::ShareOf;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The events over which a claim is divided, where it is.
#[must_use]
pub fn in_words(shares: &[ShareOf]) -> Option<String> {
    let name = |share: &ShareOf| {
        let event = share.event.as_ref();
        event.map_or_else(|| "no event".to_owned(), |event| event.title.clone())
    };
    let names: Vec<String> = shares.iter().map(name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Each event with what of the claim is its own, and what that is worth at home.
#[component]
pub fn Shares(shares: Vec<ShareOf>, #[prop(optional)] is_reversal: bool) -> impl IntoView {
    let formats = use_formats();
    let shown = move |money: Money| formats.money(signed(money, is_reversal));
    let line = move |share: ShareOf| {
        let base = share
            .base
            .filter(|base| base.currency != share.amount.currency)
            .map(|base| view! { <span class="text-muted">{format!(" ({})", shown(base))}</span> });
        let event = match share.event {
            Some(event) => {
                view! { <a class="link truncate" href=format!("/events/{}", event.id)>{event.title}</a> }
                    .into_any()
            }
            None => view! { <span class="text-muted">"No event"</span> }.into_any(),
        };
        view! { <li>{event} <span class="num whitespace-nowrap">{shown(share.amount)} {base}</span></li> }
    };
    (!shares.is_empty())
        .then(|| view! { <ul class="split-parts">{shares.into_iter().map(line).collect_view()}</ul> })
}
