//! An event's whole cost as a document.

use super::layout::{Column, Layout, Row};
use super::receipts::{Limits, Receipts, read};
use super::{Setting, bound, turn};
use crate::error::AppResult;
use crate::events::types::Event;
use crate::expenses::queries::Spent;
use crate::expenses::types::{Spending, SpentIn, SpentOn};
use crate::ids::ExpenseId;
use crate::media::queries::Filed;
use crate::ui::money::{Money, Sums};
use std::collections::HashMap;

/// Most claims that stand in the table.
pub const MOST_CLAIMS: usize = 2_000;

/// Everything that is written of what an event costs.
#[derive(Clone, Debug)]
pub struct Paper {
    pub event: Event,
    /// As its page says it.
    pub spending: Spending,
    /// Those that whoever asks sees.
    pub claims: Vec<Spent>,
    pub setting: Setting,
}

/// Makes the document.
///
/// # Errors
/// If the store is away, others are being made for long, or it cannot be written.
pub async fn made(paper: Paper, files: Vec<Filed>, limits: Limits) -> AppResult<Vec<u8>> {
    let permit = turn().await?;
    let receipts = read(files, limits).await?;
    let about = paper
        .setting
        .about(&format!("{}: what it cost", paper.event.title));
    bound(about, receipts, permit, move |receipts| paper.laid(receipts)).await
}

impl Paper {
    fn laid(&self, receipts: &Receipts) -> AppResult<Layout> {
        let mut layout = Layout::new(true)?;
        layout.title(&self.event.title);
        layout.space(2.0);
        layout.aside(&format!(
            "What it cost, as claimed until {}",
            self.setting.moment(self.setting.now)
        ));
        layout.space(10.0);
        layout.facts(&self.details());
        self.budget(&mut layout);
        self.types(&mut layout);
        self.currencies(&mut layout);
        self.claims(&mut layout);
        let site = &self.setting.site;
        receipts.list(&mut layout, &self.setting.reader, |file| {
            format!("{site}/expenses/{}", file.claim)
        });
        let claims: HashMap<ExpenseId, &Spent> = self.claims.iter().map(|claim| (claim.id, claim)).collect();
        receipts.sheets(&mut layout, &self.setting.reader, |number, file| {
            let of = claims.get(&file.claim).map(|claim| {
                let amount = self.setting.money(claim.amount);
                format!(": {}, {}, {amount}", claim.title, claim.claimant)
            });
            format!("Receipt {number}{}", of.unwrap_or_default())
        });
        Ok(layout)
    }

    fn money(&self, money: Money) -> String {
        self.setting.money(money)
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        let event = &self.event;
        let place = [event.venue.clone(), event.location.clone()];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let when = event.span.in_words(&self.setting.reader.locale);
        let mut facts = vec![
            ("When", format!("{when} ({})", event.span.zone.in_words())),
            ("Status", event.status.label().to_owned()),
        ];
        if !place.is_empty() {
            facts.push(("Where", place.join(", ")));
        }
        facts
    }

    fn budget(&self, layout: &mut Layout) {
        let (spending, planned) = (&self.spending, self.event.budget);
        layout.heading("Budget");
        let mut sums = vec![
            (
                "Paid, approved and waiting".to_owned(),
                self.money(self.spending.total()),
            ),
            ("Paid".into(), self.money(spending.actual)),
            ("Approved".into(), self.money(spending.committed)),
            ("Waiting".into(), self.money(spending.forecast)),
        ];
        let budget = spending.budget.or((planned.minor > 0).then_some(planned));
        if let Some(budget) = budget {
            sums.push(("Budget".into(), self.money(budget)));
        }
        if let Some(left) = spending.left() {
            let over = Money::new(left.minor.saturating_neg(), left.currency);
            sums.push(match left.minor < 0 {
                true => (
                    "Over budget, of what is paid and approved".into(),
                    self.money(over),
                ),
                false => ("Left, of what is paid and approved".into(), self.money(left)),
            });
        }
        layout.sums(&sums);
        if planned.minor > 0 && spending.budget.is_none() {
            layout.space(3.0);
            layout.aside(&format!(
                "There is no exchange rate for {} today, so what is spent cannot be held against the budget.",
                planned.currency
            ));
        }
    }

    fn types(&self, layout: &mut Layout) {
        let spending = &self.spending;
        if spending.by_type.is_empty() {
            layout.space(8.0);
            layout.paragraph("Nothing is spent yet.");
            return;
        }
        layout.heading("By type");
        let columns = [
            Column::text("Type", 2.0),
            Column::figure("Claims", 1.0),
            Column::figure("Waiting", 1.2),
            Column::figure("Approved", 1.2),
            Column::figure("Paid", 1.2),
            Column::figure("Together", 1.2),
        ];
        let number = |count: i64| self.setting.reader.locale.number(count);
        let cells = |label: &str, count: i64, (forecast, committed, actual): (Money, Money, Money)| {
            let together = Sums::of([forecast, committed, actual]).ok();
            let together = together.and_then(|sums| sums.iter().next());
            vec![
                label.to_owned(),
                number(count),
                self.money(forecast),
                self.money(committed),
                self.money(actual),
                together.map(|sum| self.money(sum)).unwrap_or_default(),
            ]
        };
        let row = |one: &SpentOn| {
            let sums = (one.forecast, one.committed, one.actual);
            Row::new(cells(one.expense_type.label(), one.count, sums))
        };
        let mut rows: Vec<Row> = spending.by_type.iter().map(row).collect();
        let sums = (spending.forecast, spending.committed, spending.actual);
        rows.push(Row::total(cells("Together", self.counted(), sums)));
        layout.table(&columns, &rows);
    }

    fn counted(&self) -> i64 {
        self.spending.by_type.iter().map(|one| one.count).sum()
    }

    /// What was spent in each currency, and the one total that it is all worth.
    fn currencies(&self, layout: &mut Layout) {
        let spending = &self.spending;
        // Where all is in the own currency, this would say what stands above.
        if spending.currencies().is_empty() {
            return;
        }
        layout.heading("By currency");
        let columns = [
            Column::text("Currency", 2.0),
            Column::figure("Claims", 1.0),
            Column::figure("Waiting", 1.2),
            Column::figure("Approved", 1.2),
            Column::figure("Paid", 1.2),
            Column::figure("Worth", 1.2),
        ];
        let cells = |label: String, count: i64, sums: [Money; 4]| {
            let mut cells = vec![label, self.setting.reader.locale.number(count)];
            cells.extend(sums.map(|sum| self.money(sum)));
            cells
        };
        let row = |one: &SpentIn| {
            let sums = [one.forecast, one.committed, one.actual, one.worth];
            Row::new(cells(one.actual.currency.to_string(), one.count, sums))
        };
        let mut rows: Vec<Row> = spending.currencies().iter().map(row).collect();
        let total = spending.total();
        let sums = [spending.forecast, spending.committed, spending.actual, total];
        let together = format!("Together, in {}", total.currency);
        rows.push(Row::total(cells(together, self.counted(), sums)));
        layout.table(&columns, &rows);
    }

    fn claims(&self, layout: &mut Layout) {
        if self.counted() == 0 {
            return;
        }
        layout.heading("Claims");
        let columns = [
            Column::text("Date", 1.1),
            Column::text("Claim", 3.0),
            Column::text("Claimed by", 1.7),
            Column::text("Type", 1.3),
            Column::text("Status", 1.0),
            Column::figure("Amount", 1.3),
            Column::figure("Worth", 1.3),
            Column::figure("This event", 1.3),
        ];
        let row = |claim: &Spent| {
            Row::new(vec![
                self.setting.date(claim.date),
                claim.title.clone(),
                claim.claimant.clone(),
                claim.expense_type.label().to_owned(),
                claim.status.label().to_owned(),
                self.money(claim.amount),
                self.money(claim.worth),
                self.money(claim.share_worth),
            ])
        };
        let mut rows: Vec<Row> = self.claims.iter().map(row).collect();
        let blank = || vec![String::new(); columns.len()];
        let listed = i64::try_from(self.claims.len()).unwrap_or(i64::MAX);
        let hidden = self.counted().saturating_sub(listed);
        if hidden > 0 {
            // What the page counts and does not show stands here as one line, so that the lines come to the total.
            let rest = self.claims.iter().try_fold(self.spending.total(), |rest, claim| {
                rest.checked_sub(claim.share_worth)
            });
            let mut cells = blank();
            cells[1] = match hidden {
                1 => "1 more claim, which is not listed here".into(),
                more => format!(
                    "{} more claims, which are not listed here",
                    self.setting.reader.locale.number(more)
                ),
            };
            cells[7] = rest.map(|rest| self.money(rest)).unwrap_or_default();
            rows.push(Row::new(cells));
        }
        let mut cells = blank();
        cells[1] = "Together".into();
        cells[7] = self.money(self.spending.total());
        rows.push(Row::total(cells));
        layout.table(&columns, &rows);
    }
}
