//! A claim that is worked out of a distance or of days.

use crate::expenses::types::ExpenseForm;
use crate::policies::types::{UnitRate, Units, rate_on};
use crate::ui::locale::Locale;
use crate::ui::money::{Money, Quantity};
use crate::ui::prelude::*;
use crate::ui::time::parse_date;
use leptos::prelude::*;

/// The rate that counts for what is typed, and what it comes to once it says how many.
fn worked_out(
    form: &ExpenseForm,
    rates: &[UnitRate],
    locale: &Locale,
) -> Option<(UnitRate, Option<(Units, Money)>)> {
    let day = parse_date(form.expense_date.trim())?;
    let rate = rate_on(rates, form.unit_rate.trim(), day)?.clone();
    let quantity = Quantity::parse_typed(&form.quantity, locale).ok();
    let sum = quantity.and_then(|count| {
        let units = Units {
            name: rate.name.clone(),
            unit: rate.unit.clone(),
            price: rate.price,
            quantity: Some(count),
        };
        Some((units, count.at(rate.price, rate.currency).ok()?))
    });
    Some((rate, sum))
}

/// The choice of a rate, and how many. The amount, its currency and the type follow from them. Nothing where there are no rates.
#[component]
pub fn UnitFields(draft: Draft<ExpenseForm>, rates: Vec<UnitRate>) -> impl IntoView {
    if rates.is_empty() {
        return None;
    }
    let (fields, filling) = (draft.fields, draft.filling);
    let locale = use_formats().locale;
    let mut names: Vec<String> = rates.iter().map(|rate| rate.name.clone()).collect();
    names.sort();
    names.dedup();
    let choices: Vec<_> = names
        .into_iter()
        .map(|name| Choice::new(name.clone(), name))
        .collect();
    let rates = StoredValue::new(rates);
    let found = Memo::new(move |_| {
        let form = fields.form();
        rates
            .try_with_value(|rates| worked_out(&form, rates, &locale))
            .flatten()
    });
    // Without JavaScript the server does the same.
    Effect::new(move || {
        let Some((rate, sum)) = found.get() else { return };
        let put = |field: &str, text: String| {
            let signal = fields.of(field);
            if signal.get_untracked() != text {
                signal.set(text);
            }
        };
        put("currency", rate.currency.to_string());
        put("expense_type", rate.expense_type.to_string());
        put(
            "amount",
            sum.map(|(_, amount)| amount.to_typed(&locale))
                .unwrap_or_default(),
        );
    });
    let said = move || {
        let (rate, sum) = found.get()?;
        Some(match sum {
            Some((units, amount)) => format!(
                "{} = {}",
                units.in_words(rate.currency, &locale),
                amount.format(&locale)
            ),
            None => rate.in_words(&locale),
        })
    };
    let chosen = fields.of("unit_rate");
    let errors = filling.errors();
    // What was once opened stays open while it is filled in.
    let is_open = Memo::new(move |before: Option<&bool>| {
        before == Some(&true)
            || !chosen.read().is_empty()
            || ["unit_rate", "quantity"]
                .iter()
                .any(|name| errors.read().get(name).is_some())
    });
    Some(view! {
        <details class="group claim-units" open=move || is_open.get()>
            <summary class="claim-more-summary">
                <Icon name=IconName::ChevronRight class="icon-small group-open:rotate-90"/>
                "By distance or days instead of a receipt"
            </summary>
            <div class="form-fields">
                <FormGrid>
                    <SelectField name="unit_rate" label="By distance or days" options=choices empty="By receipt"
                        value=chosen error=filling.error("unit_rate")/>
                    <TextField name="quantity" label="How many" kind=TextKind::Number autocomplete="off" placeholder="124.5"
                        value=fields.of("quantity") error=filling.error("quantity")/>
                </FormGrid>
                <p class="claim-net num" role="status">{said}</p>
            </div>
        </details>
    })
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::expenses::types::ExpenseType;
    use crate::ui::money::Currency;
    use chrono::NaiveDate;

    #[test]
    fn what_it_comes_to_is_shown_as_it_will_be_stored() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        let units = Units {
            name: "Car".into(),
            unit: "km".into(),
            price: "0.3".parse().unwrap(),
            quantity: None,
        };
        let rates = [units.as_rate(Currency::EUR, ExpenseType::Travel, day)];
        let mut form = ExpenseForm {
            unit_rate: "Car".into(),
            quantity: "124,5".into(),
            ..ExpenseForm::blank(day, Currency::EUR)
        };
        let sum = |form: &ExpenseForm| {
            let (_, sum) = worked_out(form, &rates, &Locale::of("de-DE"))?;
            sum.map(|(_, amount)| amount.minor)
        };
        assert_eq!(sum(&form), Some(3_735));
        form.quantity = "124.5".into();
        assert_eq!(sum(&form), None);
        form.unit_rate = "Boat".into();
        assert_eq!(sum(&form), None);
    }
}
