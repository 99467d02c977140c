//! The unit rates that are there.

use super::policies::Shared;
use crate::app::failure::refusal;
use crate::policies::components::rate_table::{Offering, RateTable};
use crate::policies::server_fns::{OfferUnitRate, offer_unit_rate};
use crate::policies::types::UnitRate;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// Those that are offered, and those no longer, each with a way to the other.
#[component]
pub fn Offered(shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let toasts = shared.toasts;
    let on_offer = Callback::new(move |(rate, is_active): (UnitRate, bool)| {
        // It shows at once, and is taken back where the server refuses it.
        let show = move |is_active: bool| {
            shared.setup.try_update(|setup| {
                if let Some(known) = setup.rates.iter_mut().find(|known| known.id == rate.id) {
                    known.is_active = is_active;
                }
            });
        };
        show(is_active);
        let words = format!("{}, {}", rate.name, rate.in_words(&locale));
        spawn_local(async move {
            match offer_unit_rate(rate.id, is_active).await {
                Ok(()) if is_active => toasts.success(format!("{words} is offered again")),
                Ok(()) => toasts.undo(format!("{words} is no longer offered"), move || {
                    spawn_local(async move {
                        match offer_unit_rate(rate.id, true).await {
                            Ok(()) => toasts.success("The rate is offered again"),
                            Err(error) => toasts.error(error.told()),
                        }
                        shared.reload();
                    });
                }),
                Err(error) => {
                    show(!is_active);
                    toasts.error(error.told());
                }
            }
        });
    });
    let offering = Offering {
        action: OfferUnitRate::PATH,
        on_offer,
    };
    let body = move || {
        let rates = shared.setup.with(|setup| setup.rates.clone());
        if rates.is_empty() {
            return view! {
                <Card>
                    <EmptyState
                        icon=IconName::Plane
                        title="No unit rates yet"
                        text="Enter what is paid for a kilometre or a day, and people claim by saying how many."
                    />
                </Card>
            }
            .into_any();
        }
        view! { <RateTable rates offering/> }.into_any()
    };
    view! {
        {refusal(&[OfferUnitRate::PATH]).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
        {body}
    }
}
