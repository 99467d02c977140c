//! A claim as a document.

use super::layout::{Column, Layout, Row};
use super::receipts::{Limits, Receipts, read};
use super::{Setting, bound, signed, turn};
use crate::error::AppResult;
use crate::expenses::types::{Change, Expense, ExpenseStatus, Step};
use crate::media::queries::Filed;
use crate::policies::types::Level;
use crate::rates::types::RateSource;
use crate::ui::money::Money;
use chrono::NaiveDate;

/// Everything that is written of a claim.
#[derive(Clone, Debug)]
pub struct Paper {
    pub expense: Expense,
    /// The batch with which it was paid, or is being paid.
    pub batch: Option<(i32, NaiveDate)>,
    pub setting: Setting,
}

/// Makes the document.
///
/// # Errors
/// If the store is away, others are being made for long, or it cannot be written.
pub async fn made(paper: Paper, files: Vec<Filed>, limits: Limits) -> AppResult<Vec<u8>> {
    let permit = turn().await?;
    let receipts = read(files, limits).await?;
    let about = paper.setting.about(&paper.expense.title);
    bound(about, receipts, permit, move |receipts| paper.laid(receipts)).await
}

impl Paper {
    fn laid(&self, receipts: &Receipts) -> AppResult<Layout> {
        let expense = &self.expense;
        let mut layout = Layout::new(false)?;
        layout.title(&expense.title);
        layout.space(2.0);
        layout.aside(&self.standing());
        layout.aside(&format!("Claim {}", expense.id));
        layout.space(12.0);
        self.sums(&mut layout);
        layout.heading("Details");
        layout.facts(&self.details());
        self.shares(&mut layout);
        self.findings(&mut layout);
        self.words(&mut layout);
        self.approvals(&mut layout);
        self.payment(&mut layout);
        self.history(&mut layout);
        let setting = &self.setting;
        let home = format!("{}/expenses/{}", setting.site, expense.id);
        receipts.list(&mut layout, &setting.reader, |_| home.clone());
        let all = receipts.shown.len() + receipts.left_out.len();
        receipts.sheets(&mut layout, &setting.reader, |number, file| {
            format!("Receipt {number} of {all}: {}", file.name)
        });
        Ok(layout)
    }

    fn money(&self, money: Money) -> String {
        self.setting.money(signed(money, self.expense.reverses.is_some()))
    }

    /// "Paid on 22 Nov 2026", "Waiting for a decision since 20 Nov 2026".
    fn standing(&self) -> String {
        let expense = &self.expense;
        let on = |at: Option<chrono::DateTime<chrono::Utc>>| {
            let at = at.unwrap_or(expense.updated_at);
            self.setting.reader.zone.date(at, &self.setting.reader.locale)
        };
        let rejected = expense.steps.last().map(|step| step.at);
        match expense.status {
            ExpenseStatus::Draft => "A draft, not submitted yet".into(),
            ExpenseStatus::Pending => format!("Waiting for a decision since {}", on(expense.submitted_at)),
            ExpenseStatus::Approved => format!("Approved on {}", on(expense.approved_at)),
            ExpenseStatus::Rejected => format!("Rejected on {}", on(rejected)),
            ExpenseStatus::Paid => format!("Paid on {}", on(expense.paid_at)),
        }
    }

    fn sums(&self, layout: &mut Layout) {
        let expense = &self.expense;
        if expense.amount.minor == 0 {
            layout.paragraph("No amount yet");
            return;
        }
        let locale = &self.setting.reader.locale;
        let mut sums = vec![("Amount, tax included".to_owned(), self.money(expense.amount))];
        if let Some(net) = expense.net {
            sums.push(("Net".into(), self.money(net)));
        }
        if let Some(tax) = expense.tax {
            let rate = expense
                .tax_rate
                .map(|rate| format!(", {} %", rate.to_typed(locale)));
            sums.push((format!("Tax{}", rate.unwrap_or_default()), self.money(tax)));
        }
        let worth = expense
            .worth
            .as_ref()
            .filter(|worth| worth.source != RateSource::Same);
        if let Some(worth) = worth {
            sums.push((
                format!("Worth in {}", worth.amount.currency),
                self.money(worth.amount),
            ));
        }
        if let Some(settled) = &expense.settled {
            let words = settled.in_words(|money| self.setting.money(money));
            sums.push((format!("Came to when paid: {words}"), self.money(settled.amount)));
        }
        layout.sums(&sums);
        if let Some(units) = &expense.units {
            layout.space(3.0);
            let worked = units.in_words(expense.amount.currency, locale);
            layout.aside(&format!("{}: {worked}", units.name));
        }
        if let Some(worth) = worth {
            let point = locale.decimals(&worth.rate.to_string());
            layout.space(3.0);
            layout.aside(&format!(
                "1 {} was {point} {} on {} ({})",
                expense.amount.currency,
                worth.amount.currency,
                self.setting.date(worth.rate_date),
                worth.source.label()
            ));
        }
        if expense.reverses.is_some() {
            layout.space(3.0);
            layout.aside("It takes back what was paid, and is subtracted from totals.");
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        let expense = &self.expense;
        let mut facts = vec![
            ("Claimed by", expense.claimant.name.clone()),
            ("Date", self.setting.date(expense.expense_date)),
            ("Type", expense.expense_type.label().to_owned()),
        ];
        let payee = expense.payee.as_ref().map(|payee| payee.name.clone());
        let more = [
            ("Money goes to", payee),
            ("Paid to", expense.merchant.clone()),
            ("Category", expense.category.clone()),
            ("Event", expense.event.as_ref().map(|event| event.title.clone())),
            (
                "Reversal made by",
                expense.made_by.as_ref().map(|by| by.name.clone()),
            ),
            ("Takes back", expense.reverses.map(|id| format!("Claim {id}"))),
            (
                "Taken back by",
                expense.reversed_by.map(|id| format!("Claim {id}")),
            ),
        ];
        facts.extend(more.into_iter().filter_map(|(label, text)| Some((label, text?))));
        facts
    }

    fn shares(&self, layout: &mut Layout) {
        let shares = &self.expense.shares;
        if shares.is_empty() {
            return;
        }
        layout.heading("Divided over");
        let columns = [
            Column::text("Event", 3.0),
            Column::figure("Part", 1.0),
            Column::figure("Worth", 1.0),
        ];
        let row = |share: &crate::expenses::types::ShareOf| {
            let event = share.event.as_ref().map(|event| event.title.clone());
            Row::new(vec![
                event.unwrap_or_else(|| "No event".into()),
                self.money(share.amount),
                share.base.map(|base| self.money(base)).unwrap_or_default(),
            ])
        };
        let mut rows: Vec<Row> = shares.iter().map(row).collect();
        let worth = self.expense.worth.as_ref().map(|worth| self.money(worth.amount));
        rows.push(Row::total(vec![
            "Together".into(),
            self.money(self.expense.amount),
            worth.unwrap_or_default(),
        ]));
        layout.table(&columns, &rows);
    }

    fn findings(&self, layout: &mut Layout) {
        let findings = &self.expense.findings;
        if findings.is_empty() {
            return;
        }
        layout.heading("Against the policy");
        for finding in findings {
            let level = match finding.level {
                Level::Warn => "",
                Level::Block => "Refused: ",
            };
            layout.paragraph(&format!(
                "{level}{}",
                finding.message(&self.setting.reader.locale)
            ));
        }
    }

    fn words(&self, layout: &mut Layout) {
        for (label, text) in [
            ("Description", &self.expense.description),
            ("Notes", &self.expense.notes),
        ] {
            if let Some(text) = text {
                layout.heading(label);
                layout.paragraph(text);
            }
        }
    }

    fn approvals(&self, layout: &mut Layout) {
        let steps = &self.expense.approvals.steps;
        if steps.is_empty() {
            return;
        }
        layout.heading("Steps of approval");
        let columns = [
            Column::text("Step", 0.5),
            Column::text("Asks", 2.4),
            Column::text("Approved by", 2.4),
            Column::text("When", 1.6),
        ];
        let row = |(at, step): (usize, &crate::approvals::types::AskedStep)| {
            let by = match (&step.decided_by, &step.stands_for) {
                (Some(by), Some(away)) => format!("{by} for {away}"),
                (Some(by), None) => by.clone(),
                (None, _) => "Not yet".into(),
            };
            let when = step.decided_at.map(|at| self.setting.moment(at));
            Row::new(vec![
                (at + 1).to_string(),
                step.whom(),
                by,
                when.unwrap_or_default(),
            ])
        };
        let rows: Vec<Row> = steps.iter().enumerate().map(row).collect();
        layout.table(&columns, &rows);
    }

    fn payment(&self, layout: &mut Layout) {
        let expense = &self.expense;
        if expense.status != ExpenseStatus::Paid && self.batch.is_none() {
            return;
        }
        layout.heading("Payment");
        let by = expense.paid_by.as_ref().zip(expense.paid_at);
        let batch = self
            .batch
            .map(|(number, day)| format!("Number {number}, to be executed on {}", self.setting.date(day)));
        let facts = [
            (
                "Paid by",
                by.map(|(by, at)| format!("{}, {}", by.name, self.setting.moment(at))),
            ),
            ("Batch", batch),
            ("Reference", expense.payment_reference.clone()),
        ];
        let facts: Vec<_> = facts
            .into_iter()
            .filter_map(|(label, text)| Some((label, text?)))
            .collect();
        layout.facts(&facts);
    }

    fn history(&self, layout: &mut Layout) {
        let expense = &self.expense;
        layout.heading("History");
        let columns = [
            Column::text("When", 1.5),
            Column::text("What", 3.2),
            Column::text("By", 1.6),
            Column::figure("Amount", 1.1),
        ];
        let begun = Row::new(vec![
            self.setting.moment(expense.created_at),
            "Begun".into(),
            expense.made_by.as_ref().unwrap_or(&expense.claimant).name.clone(),
            String::new(),
        ]);
        let row = |step: &Step| {
            Row::new(vec![
                self.setting.moment(step.at),
                what(step),
                step.whose(),
                self.money(step.amount),
            ])
        };
        let rows: Vec<Row> = std::iter::once(begun)
            .chain(expense.steps.iter().map(row))
            .collect();
        layout.table(&columns, &rows);
    }
}

/// A step with what was said, and what was changed.
fn what(step: &Step) -> String {
    let mut text = step.kind.label().to_owned();
    if let Some(comment) = &step.comment {
        text.push_str(&format!("\n“{comment}”"));
    }
    let changed = |change: &Change| {
        let (before, after) = (change.in_words(&change.before), change.in_words(&change.after));
        format!("\n{}: {before} became {after}", change.label())
    };
    text.extend(step.changes.iter().map(changed));
    text
}
