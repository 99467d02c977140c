//! Which of the claims that wait are looked at.

use super::ExpenseType;
use super::filter::LONGEST_SEARCH;
use crate::accounts::types::Colleague;
use crate::ids::{EventId, UserId};
use crate::query::written;
use crate::ui::money::Currency;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::EventOf;

/// What of the claims that wait is looked at; all of them, where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InboxFilter {
    pub expense_type: Option<ExpenseType>,
    /// Who claims.
    pub person: Option<UserId>,
    /// What it was spent on, or a share of it.
    pub event: Option<EventId>,
    pub currency: Option<Currency>,
    /// The first day on which it was spent, and the last.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Part of the title, the merchant or the category; empty for all.
    pub search: String,
    /// Only what the rules of the organisation have something to say about.
    pub is_flagged: bool,
}

impl InboxFilter {
    /// From the page's query, `get` being its look-up. What makes no sense is left out; days that stand the wrong way round are
    /// turned.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name| get(name).unwrap_or_default();
        let search: String = given("q")
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_SEARCH)
            .collect();
        let day = |name| crate::ui::time::parse_date(given(name).trim());
        let (mut from, mut to) = (day("from"), day("to"));
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            std::mem::swap(&mut from, &mut to);
        }
        Self {
            expense_type: given("type").parse().ok(),
            person: given("person").parse().ok(),
            event: given("event").parse().ok(),
            currency: given("currency").trim().to_ascii_uppercase().parse().ok(),
            from,
            to,
            search: search.trim().to_owned(),
            is_flagged: given("flagged") == "1",
        }
    }

    /// Whether all that waits is looked at.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// What of the query leads here, without what is as usual.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = Vec::new();
        let mut say = |name, value: Option<String>| parameters.extend(value.map(|value| (name, value)));
        say("type", self.expense_type.map(|one| one.to_string()));
        say("person", self.person.map(|one| one.to_string()));
        say("event", self.event.map(|one| one.to_string()));
        say("currency", self.currency.map(|one| one.to_string()));
        say("from", self.from.map(|day| day.to_string()));
        say("to", self.to.map(|day| day.to_string()));
        say("q", (!self.search.is_empty()).then(|| self.search.clone()));
        say("flagged", self.is_flagged.then(|| "1".to_owned()));
        parameters
    }

    /// The same as the text of a query.
    #[must_use]
    pub fn to_query(&self) -> String {
        written(&self.parameters())
    }
}

/// What the filter of the inbox offers: what something waits of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxChoices {
    /// Who claims what waits; without their pictures.
    pub people: Vec<Colleague>,
    pub events: Vec<EventOf>,
    pub currencies: Vec<Currency>,
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::query::Query;

    fn read(query: &str) -> InboxFilter {
        let query = Query::parse(query);
        InboxFilter::from_query(|name| query.get(name))
    }

    #[test]
    fn a_filter_survives_its_address() {
        let filter = InboxFilter {
            expense_type: Some(ExpenseType::Catering),
            person: Some(UserId::new()),
            event: Some(EventId::new()),
            currency: Some(Currency::EUR),
            from: NaiveDate::from_ymd_opt(2026, 10, 1),
            to: NaiveDate::from_ymd_opt(2026, 10, 31),
            search: "Bahn & Söhne".into(),
            is_flagged: true,
        };
        assert_eq!(read(&filter.to_query()), filter);
        assert!(!filter.is_all());
        assert_eq!(InboxFilter::default().to_query(), "");
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_days_are_put_into_their_order() {
        let broken =
            "type=horse&person=me&event=7&currency=EURO&from=soon&to=2026-02-30&q=%20%00&flagged=yes";
        assert!(read(broken).is_all(), "{:?}", read(broken));
        let turned = read("from=2026-10-31&to=2026-10-01&currency=eur");
        assert_eq!(turned.to_query(), "?currency=EUR&from=2026-10-01&to=2026-10-31");
    }
}
