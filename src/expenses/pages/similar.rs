//! Claims that look like the one that is being typed.

use crate::expenses::server_fns::find_similar_expenses;
use crate::expenses::types::{Duplicate, ExpenseForm};
use crate::ids::ExpenseId;
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use crate::ui::time::parse_date;
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key one looks.
const PAUSE: Duration = Duration::from_millis(400);

/// Other claims with the amount and the day that are typed. Call it at the top of the form's component; `own` is the claim that is
/// edited.
pub fn use_similar(draft: Draft<ExpenseForm>, own: Option<ExpenseId>) -> Signal<Vec<Duplicate>> {
    let locale = use_formats().locale;
    let found = RwSignal::new(Vec::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // Of answers that overtake each other the one to the last question counts.
    let asked = StoredValue::new(0_u32);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let typed = Memo::new(move |_| {
        let (amount, day) = (draft.fields.of("amount"), draft.fields.of("expense_date"));
        let currency = draft.fields.of("currency").get().parse::<Currency>().ok()?;
        let amount = Money::parse_positive(&amount.get(), currency, &locale).ok()?;
        Some((amount, parse_date(day.get().trim())?))
    });
    Effect::new(move || {
        let typed = typed.get();
        stop();
        let number = asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        });
        let Some(typed) = typed else {
            found.set(Vec::new());
            return;
        };
        let look = move || {
            spawn_local(async move {
                // Where it cannot be asked, the record tells it later.
                if let Ok(similar) = ask(typed, own).await
                    && asked.try_get_value() == number
                {
                    found.try_set(similar);
                }
            });
        };
        timer.set_value(set_timeout_with_handle(look, PAUSE).ok());
    });
    on_cleanup(stop);
    found.into()
}

async fn ask(
    (amount, day): (Money, NaiveDate),
    own: Option<ExpenseId>,
) -> Result<Vec<Duplicate>, crate::error::AppError> {
    find_similar_expenses(amount.to_decimal(), amount.currency, day, own).await
}
