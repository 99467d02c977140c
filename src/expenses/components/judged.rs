//! What the policy says of a claim while somebody types it.

use crate::expenses::types::{ExpenseChoices, ExpenseForm};
use crate::ids::EventId;
use crate::policies::types::{EndOf, Facts, Finding, findings};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use chrono::NaiveDate;
use leptos::prelude::*;

/// What is against the policy of what is typed so far; the server says the same of what is submitted. Call it at the top of the
/// form's component; `has_receipt` says whether there is one by now.
#[must_use]
pub fn use_flags(
    draft: Draft<ExpenseForm>,
    choices: &ExpenseChoices,
    has_receipt: Signal<bool>,
    today: NaiveDate,
) -> Signal<Vec<Finding>> {
    let locale = use_formats().locale;
    let (policy, ends, own) = (
        choices.policy.clone(),
        choices.ends.clone(),
        choices.base_currency,
    );
    let found = Memo::new(move |_| {
        let facts = facts(&draft.fields.form(), &ends, own, &locale, today);
        let facts = Facts {
            has_receipt: has_receipt.get(),
            ..facts
        };
        findings(&facts, &policy)
    });
    found.into()
}

/// What is known of a claim from what is typed. What is paid in another currency is worth something once it is submitted.
fn facts(
    form: &ExpenseForm,
    ends: &[(EventId, EndOf)],
    own: Currency,
    locale: &Locale,
    today: NaiveDate,
) -> Facts {
    let worth = form
        .currency
        .parse::<Currency>()
        .ok()
        .filter(|currency| *currency == own)
        .and_then(|currency| Money::parse_positive(&form.amount, currency, locale).ok());
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
        spent_on: crate::ui::time::parse_date(form.expense_date.trim()),
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
        let of = |form: &ExpenseForm| facts(form, &ends, Currency::EUR, &Locale::of("de-DE"), today);
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
        form.amount = "a lot".into();
        form.expense_date = "yesterday".into();
        assert_eq!((of(&form).worth, of(&form).spent_on), (None, None));
    }
}
