//! What other currencies are worth today.

use super::addresses;
use crate::rates::types::CurrencyNow;
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use crate::ui::time;
use leptos::prelude::*;

/// Each currency with what it is worth in the organisation's own, or why that is not known.
#[component]
pub fn TodayTable(currencies: Vec<CurrencyNow>, base: Currency) -> impl IntoView {
    let locale = use_formats().locale;
    let head = || {
        view! {
            <Th>"Currency"</Th>
            <Th numeric=true>"Worth today"</Th>
            <Th>"Of"</Th>
            <Th>"From"</Th>
        }
    };
    let row = |now: CurrencyNow| {
        let CurrencyNow { currency, rate, last } = now;
        let href = addresses::list(Some(currency), None);
        let worth = match rate {
            Some(found) => {
                still(markup! { span.num { (found.rate.to_typed(&locale)) " " (base) } }).into_any()
            }
            None => view! { <Badge tone=Tone::Warning icon=IconName::AlertTriangle>"No recent rate"</Badge> }
                .into_any(),
        };
        let of = rate.map_or(last, |found| found.date);
        let from = rate.map_or("", |found| found.source.label());
        view! {
            <tr>
                <td class="cell-main"><a class="row-link" href=href>{format!("1 {currency}")}</a></td>
                <td class="num cell-side whitespace-nowrap">{worth}</td>
                <td class="cell-muted whitespace-nowrap">{time::date(of, &locale)}</td>
                <td class="cell-muted">{from}</td>
            </tr>
        }
    };
    let rows = currencies.into_iter().map(row).collect_view();
    view! { <Table label="What other currencies are worth today" stack=true head=head>{rows}</Table> }
}
