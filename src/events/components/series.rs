//! How one sees that an event is one of a series.

use super::addresses;
use crate::events::types::InSeries;
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Where an event stands in its series, and the ways to the others.
#[component]
pub fn SeriesLine(series: InSeries) -> impl IntoView {
    let place = if series.count == 1 {
        "The only one left of a series".to_owned()
    } else {
        format!("{} of {} in a series", series.place, series.count)
    };
    let step = |to: Option<EventId>, label: &'static str, icon: IconName| {
        to.map(|id| {
            view! {
                <a class="btn btn-ghost btn-icon" href=addresses::record(id) aria-label=label title=label>
                    <Icon name=icon/>
                </a>
            }
        })
    };
    view! {
        <nav aria-label="Series" class="mb-3 flex flex-wrap items-center gap-x-2 text-muted">
            <Icon name=IconName::Repeat/>
            <a class="link" href=addresses::series(series.id)>{place}</a>
            {step(series.previous, "Previous in the series", IconName::ChevronLeft)}
            {step(series.next, "Next in the series", IconName::ChevronRight)}
            <span class="max-sm:basis-full">{series.words}</span>
        </nav>
    }
}

/// Beside the name of an event that is one of a series.
#[component]
pub fn SeriesMark() -> impl IntoView {
    view! { <Icon name=IconName::Repeat class="icon-small inline shrink-0 text-muted" label="In a series"/> }
}
