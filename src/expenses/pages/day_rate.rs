//! The rate by which what is typed in another currency would be counted.

use crate::expenses::components::judged::{DayRate, rate_needed};
use crate::expenses::server_fns::find_claim_rate;
use crate::expenses::types::ExpenseForm;
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asked for as soon as currency and day are typed, and again when either changes; unknown where the server cannot be asked, which
/// says it when it is submitted. Call it at the top of the form's component.
#[must_use]
pub fn use_day_rate(draft: Draft<ExpenseForm>, own: Currency) -> Signal<DayRate> {
    let (currency, spent_on) = (draft.fields.of("currency"), draft.fields.of("expense_date"));
    let needed = Memo::new(move |_| rate_needed(&currency.read(), &spent_on.read(), own));
    let rate = RwSignal::new(DayRate::Unknown);
    Effect::new(move || {
        let asked = needed.get();
        rate.set(DayRate::Unknown);
        let Some(asked) = asked else { return };
        spawn_local(async move {
            let found = find_claim_rate(asked.from, asked.on.to_string()).await;
            // Something else was typed meanwhile.
            if needed.try_get_untracked() != Some(Some(asked)) {
                return;
            }
            if let Ok(found) = found {
                rate.try_set(found.map_or(DayRate::Missing(asked), |found| DayRate::Known(asked, found)));
            }
        });
    });
    rate.into()
}
