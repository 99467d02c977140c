//! Decisions that can still be taken back, and those that are on their way.

use crate::expenses::components::marks::sums_of;
use crate::expenses::types::{ExpenseRow, InboxFilter, Outcome, Verdict, Wanted};
use crate::ids::ExpenseId;
use crate::ui::money::Money;

/// How long a decision can be taken back, in milliseconds.
pub const HELD_FOR: f64 = 5_000.0;

/// Most claims in one request: so few that a browser finishes it even where the page is left.
const AT_ONCE: usize = 80;

/// A decision that is not sent yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub number: u32,
    pub verdict: Verdict,
    pub comment: String,
    pub claims: Vec<Wanted>,
    /// Those of them that stood in the queue, as they stood there.
    pub rows: Vec<ExpenseRow>,
    /// What each of them counts, in their order.
    pub amounts: Vec<Money>,
    /// What was looked at when it was decided.
    pub filter: InboxFilter,
    /// When it is sent, in milliseconds since 1970.
    pub due: f64,
}

impl Held {
    /// Some of its claims were never read here.
    #[must_use]
    pub fn is_beyond(&self) -> bool {
        self.claims.len() > self.rows.len()
    }

    /// What all of them come to.
    #[must_use]
    pub fn sums(&self) -> Vec<Money> {
        sums_of(self.amounts.iter().copied())
    }

    /// What was done with what: "Approved “Taxi”".
    #[must_use]
    pub fn in_words(&self) -> String {
        let done = done_word(self.verdict);
        match self.claims.as_slice() {
            [one] => {
                let title = self.rows.iter().find(|row| row.id == one.id);
                let title = title.map_or("1 claim", |row| row.title.as_str());
                format!("{done} “{title}”")
            }
            many => format!("{done} {} claims", many.len()),
        }
    }

    /// As it is sent.
    #[must_use]
    pub fn parcels(self) -> Vec<Parcel> {
        let parts = self.claims.len().div_ceil(AT_ONCE);
        let part = |(place, (claims, amounts)): (usize, (&[Wanted], &[Money]))| Parcel {
            verdict: self.verdict,
            comment: self.comment.clone(),
            rows: self
                .rows
                .iter()
                .filter(|row| claims.iter().any(|one| one.id == row.id))
                .cloned()
                .collect(),
            claims: claims.to_vec(),
            amounts: amounts.to_vec(),
            filter: self.filter.clone(),
            is_of_many: self.claims.len() > 1,
            is_last: place + 1 == parts,
            is_beyond: self.is_beyond(),
        };
        let chunks = self.claims.chunks(AT_ONCE).zip(self.amounts.chunks(AT_ONCE));
        chunks.enumerate().map(part).collect()
    }
}

/// What a decision has done.
#[must_use]
pub const fn done_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "Approved",
        Verdict::Reject => "Rejected",
        Verdict::Question => "Sent back",
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    pub verdict: Verdict,
    pub comment: String,
    pub claims: Vec<Wanted>,
    pub amounts: Vec<Money>,
    pub rows: Vec<ExpenseRow>,
    /// What was looked at when it was decided.
    pub filter: InboxFilter,
    /// It is one decision about several claims.
    pub is_of_many: bool,
    /// With it the decision is done.
    pub is_last: bool,
    pub is_beyond: bool,
}

impl Parcel {
    /// The title of a claim, as far as it is known.
    #[must_use]
    pub fn title(&self, id: ExpenseId) -> String {
        let row = self.rows.iter().find(|row| row.id == id);
        row.map_or_else(|| "A claim".to_owned(), |row| row.title.clone())
    }

    /// What all of it comes to, whether it was read here or not.
    #[must_use]
    pub fn sums(&self) -> Vec<Money> {
        sums_of(self.amounts.iter().copied())
    }

    /// The same refusal for each.
    #[must_use]
    pub fn all_refused(&self, reason: &str) -> Vec<Outcome> {
        let outcome = |one: &Wanted| Outcome {
            id: one.id,
            title: self.title(one.id),
            refusal: Some(reason.to_owned()),
        };
        self.claims.iter().map(outcome).collect()
    }
}

/// What came of decisions, as long as nobody has put it away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many of a decision about several went well.
    pub done: usize,
    pub refused: Vec<Outcome>,
}

impl Report {
    /// Both in one sentence.
    #[must_use]
    pub fn in_words(&self, number: impl Fn(i64) -> String) -> String {
        let figure = |count: usize| number(i64::try_from(count).unwrap_or(i64::MAX));
        let refused = match self.refused.len() {
            1 => "1 was not decided".to_owned(),
            count => format!("{} were not decided", figure(count)),
        };
        match self.done {
            0 => refused,
            done => format!("{} done, {refused}", figure(done)),
        }
    }

    /// Adds refusals, each claim once, with its latest reason.
    pub fn refuse(&mut self, refused: &[Outcome]) {
        for outcome in refused {
            self.refused.retain(|one| one.id != outcome.id);
            self.refused.push(outcome.clone());
        }
    }
}

#[cfg(test)]
mod unit {
    use super::super::chosen::counted;
    use super::super::queue::unit::row;
    use super::*;

    fn held(rows: Vec<ExpenseRow>) -> Held {
        let wanted = |row: &ExpenseRow| Wanted {
            id: row.id,
            version: row.version,
        };
        Held {
            number: 1,
            verdict: Verdict::Approve,
            comment: String::new(),
            claims: rows.iter().map(wanted).collect(),
            amounts: rows.iter().map(counted).collect(),
            rows,
            filter: InboxFilter::default(),
            due: 0.0,
        }
    }

    #[test]
    fn a_decision_about_very_many_is_sent_in_parts_that_outlive_the_page() {
        let rows: Vec<_> = (0..201).map(|at| row(at, 100)).collect();
        let decision = held(rows);
        let claims = decision.claims.clone();
        let parcels = decision.parcels();
        assert_eq!(parcels.len(), 3);
        assert!(
            parcels
                .iter()
                .all(|parcel| parcel.claims.len() == parcel.rows.len())
        );
        let sent: Vec<_> = parcels.iter().flat_map(|parcel| parcel.claims.clone()).collect();
        assert_eq!(sent, claims, "each once, in their order");
        let ends: Vec<_> = parcels.iter().map(|parcel| parcel.is_last).collect();
        assert_eq!(ends, [false, false, true]);
    }

    #[test]
    fn what_is_on_its_way_counts_as_much_as_what_is_held() {
        // All but the first two were never read here.
        let rows: Vec<_> = (0..120).map(|at| row(at, 100)).collect();
        let mut decision = held(rows);
        decision.rows.truncate(2);
        let held = decision.sums();
        let sent: Vec<_> = decision.parcels().iter().flat_map(Parcel::sums).collect();
        assert_eq!(
            sent.iter().map(|sum| sum.minor).collect::<Vec<_>>(),
            [8_000, 4_000]
        );
        assert_eq!(sums_of(sent), held);
    }

    #[test]
    fn a_decision_says_what_it_is_about() {
        assert_eq!(held(vec![row(1, 100)]).in_words(), "Approved “Claim 1”");
        assert_eq!(
            held(vec![row(1, 100), row(2, 100)]).in_words(),
            "Approved 2 claims"
        );
    }

    #[test]
    fn a_report_counts_what_went_well_and_names_each_refusal_once() {
        let parcel = held(vec![row(1, 100)]).parcels().remove(0);
        let mut report = Report::default();
        report.refuse(&parcel.all_refused("Away"));
        report.refuse(&parcel.all_refused("Changed"));
        assert_eq!(report.in_words(|count| count.to_string()), "1 was not decided");
        assert_eq!(report.refused[0].refusal.as_deref(), Some("Changed"));
        report.done = 12;
        assert_eq!(
            report.in_words(|count| count.to_string()),
            "12 done, 1 was not decided"
        );
    }
}
