//! What the policy says of a claim while somebody types it.

use crate::expenses::types::{ExpenseChoices, ExpenseForm};
use crate::ids::EventId;
use crate::policies::types::{EndOf, Facts, Finding, findings};
use crate::rates::types::{Asked, FrozenRate};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use crate::ui::time::{date, parse_date};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What is known of the rate by which a claim in another currency would be counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayRate {
    /// None is needed, or it is being asked for.
    #[default]
    Unknown,
    Known(Asked, FrozenRate),
    /// There is none for that day.
    Missing(Asked),
}

/// Which rate is needed for what is typed: that of the day on which it was spent. None in the own currency, and none as long as
/// currency or day cannot be read.
#[must_use]
pub fn rate_needed(currency: &str, spent_on: &str, own: Currency) -> Option<Asked> {
    Some(Asked {
        from: currency
            .parse()
            .ok()
            .filter(|currency: &Currency| *currency != own)?,
        to: own,
        on: parse_date(spent_on.trim())?,
    })
}

impl DayRate {
    /// What an amount of a day is worth in the own currency, as far as that is known: by no rate of another day or currency.
    fn worth(self, amount: Money, spent_on: &str, own: Currency) -> Option<Money> {
        if amount.currency == own {
            return Some(amount);
        }
        let needed = rate_needed(amount.currency.code(), spent_on, own)?;
        match self {
            Self::Known(asked, rate) if asked == needed => amount.convert(rate.rate, own).ok(),
            _ => None,
        }
    }
}

/// What what is typed comes to at home, or that nobody knows yet. It says nothing of the own currency.
#[component]
pub fn RateNote(draft: Draft<ExpenseForm>, rate: Signal<DayRate>) -> impl IntoView {
    let formats = use_formats();
    let said = move || match rate.get() {
        DayRate::Unknown => None,
        DayRate::Known(asked, found) => {
            let form = draft.fields.form();
            let amount = Money::parse_positive(&form.amount, asked.from, &formats.locale).ok();
            let worth = amount.and_then(|amount| rate.get().worth(amount, &form.expense_date, asked.to));
            let by = format!(
                "1 {} is {} {} on {} ({})",
                asked.from,
                found.rate.to_typed(&formats.locale),
                asked.to,
                date(found.date, &formats.locale),
                found.source.label()
            );
            Some(match worth {
                Some(worth) => format!("Counts as {}: {by}.", formats.money(worth)),
                None => format!("{by}."),
            })
        }
        DayRate::Missing(asked) => Some(format!(
            "There is no exchange rate from {} to {} for {} yet. Save it as a draft: it can be submitted once an owner or admin has entered one.",
            asked.from,
            asked.to,
            date(asked.on, &formats.locale)
        )),
    };
    view! { <p class="hint" role="status">{said}</p> }
}

/// What is against the policy of what is typed so far; the server says the same of what is submitted. Call it at the top of the
/// form's component; `has_receipt` says whether there is one by now, `rate` by what another currency would be counted.
#[must_use]
pub fn use_flags(
    draft: Draft<ExpenseForm>,
    choices: &ExpenseChoices,
    has_receipt: Signal<bool>,
    rate: Signal<DayRate>,
    today: NaiveDate,
) -> Signal<Vec<Finding>> {
    let locale = use_formats().locale;
    let (policy, ends, own) = (
        choices.policy.clone(),
        choices.ends.clone(),
        choices.base_currency,
    );
    let found = Memo::new(move |_| {
        let facts = facts(&draft.fields.form(), &ends, (own, rate.get()), &locale, today);
        let facts = Facts {
            has_receipt: has_receipt.get(),
            ..facts
        };
        findings(&facts, &policy)
    });
    found.into()
}

/// What is known of a claim from what is typed.
fn facts(
    form: &ExpenseForm,
    ends: &[(EventId, EndOf)],
    (own, rate): (Currency, DayRate),
    locale: &Locale,
    today: NaiveDate,
) -> Facts {
    let worth = form
        .currency
        .parse::<Currency>()
        .ok()
        .and_then(|currency| Money::parse_positive(&form.amount, currency, locale).ok())
        .and_then(|amount| rate.worth(amount, &form.expense_date, own));
    let end_of = |id: &str, is_share: bool| {
        let id: EventId = id.trim().parse().ok()?;
        let (_, end) = ends.iter().find(|(known, _)| *known == id)?;
        Some(EndOf {
            is_share,
            ..end.clone()
        })
    };
    let of_split = form.split.split('\n').step_by(2);
    let events = end_of(&form.event_id, false)
        .into_iter()
        .chain(of_split.filter_map(|id| end_of(id, true)));
    Facts {
        expense_type: form.expense_type.parse().ok(),
        worth,
        spent_on: parse_date(form.expense_date.trim()),
        submitted_on: today,
        has_receipt: false,
        is_by_unit: !form.unit_rate.trim().is_empty(),
        events: events.collect(),
        is_reversal: false,
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn what_is_typed_is_looked_at_as_far_as_it_is_known() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        let (forum, gala) = (EventId::new(), EventId::new());
        let end = |title: &str| EndOf {
            title: title.into(),
            on: today,
            is_share: false,
        };
        let ends = [(forum, end("Forum")), (gala, end("Gala"))];
        let mut form = ExpenseForm {
            amount: "84,50".into(),
            event_id: forum.to_string(),
            ..ExpenseForm::blank(today, Currency::EUR)
        };
        let by =
            |form: &ExpenseForm, rate| facts(form, &ends, (Currency::EUR, rate), &Locale::of("de-DE"), today);
        let of = |form: &ExpenseForm| by(form, DayRate::Unknown);
        assert_eq!(of(&form).worth, Some(Money::new(8_450, Currency::EUR)));
        assert_eq!(of(&form).events, [end("Forum")]);
        form.split = format!("{gala}\n40\n{forum}\n");
        form.event_id = String::new();
        let shared: Vec<_> = of(&form)
            .events
            .iter()
            .map(|end| (end.title.clone(), end.is_share))
            .collect();
        assert_eq!(shared, [("Gala".to_owned(), true), ("Forum".to_owned(), true)]);
        form.currency = "USD".into();
        assert_eq!(of(&form).worth, None);
        // By the rate of its day, and by no other.
        let asked = rate_needed("USD", &form.expense_date, Currency::EUR).expect("a rate is needed");
        let rate = FrozenRate {
            rate: "0.5".parse().expect("a rate"),
            date: today,
            source: crate::rates::types::RateSource::Ecb,
        };
        let known = DayRate::Known(asked, rate);
        assert_eq!(by(&form, known).worth, Some(Money::new(4_225, Currency::EUR)));
        assert_eq!(by(&form, DayRate::Missing(asked)).worth, None);
        form.expense_date = "2026-11-20".into();
        assert_eq!(by(&form, known).worth, None);
        assert_eq!(rate_needed("EUR", &form.expense_date, Currency::EUR), None);
        form.amount = "a lot".into();
        form.expense_date = "yesterday".into();
        assert_eq!((of(&form).worth, of(&form).spent_on), (None, None));
    }
}
