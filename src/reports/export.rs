//! Claims as a file for whoever keeps the books: comma-separated values (RFC 4180), as long as it is, a portion at a time, each in a
//! transaction of its own, so that a slow reader holds nothing; or a workbook, which is whole before it is sent.

use super::queries::{self, ExportRow, Place};
use super::types::{Accounts, Month, Purpose, ReportFilter};
use super::workbook;
use crate::accounts::roles::Permission;
use crate::download::{BYTE_ORDER_MARK, CSV, attached, lines_after, refused};
use crate::error::{AppError, AppResult};
use crate::escape::harmless;
use crate::query::Query;
use crate::tenancy::Tenant;
use crate::text_enum;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::RawQuery;
use axum::response::Response;
use chrono::{NaiveDate, Utc};
use futures::stream;

text_enum! {
    /// What a file is made as.
    Format {
        Csv = "csv", "CSV";
        Xlsx = "xlsx", "Excel";
    }
}

/// The first line.
pub(super) const HEAD: [&str; 31] = [
    "Claim",
    "Spent on",
    "Status",
    "Person",
    "Paid to",
    "Title",
    "Merchant",
    "Type",
    "Category",
    "Event",
    "Account",
    "Tax account",
    "Payable account",
    "Currency",
    "Gross",
    "Net",
    "Tax",
    "Tax rate %",
    "Own currency",
    "Gross in own",
    "Net in own",
    "Tax in own",
    "Exchange rate",
    "Rate of",
    "Settled in own",
    "Exchange difference",
    "Approved by",
    "Approved on",
    "Paid on",
    "Payment reference",
    "Reverses",
];

/// A cell of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    /// An exact decimal with a point; empty where there is none.
    Number(String),
    Day(Option<NaiveDate>),
}

/// `GET /export/expenses`, with the query of the report and `format`.
pub async fn expenses(tenant: Option<Extension<Tenant>>, RawQuery(query): RawQuery) -> Response {
    let Some(Extension(tenant)) = tenant else {
        return refused(&AppError::NotFound);
    };
    let query = Query::parse(&query.unwrap_or_default());
    let filter = ReportFilter::from_query(|name| query.get(name));
    let format = query
        .get("format")
        .and_then(|text| text.parse().ok())
        .unwrap_or(Format::Csv);
    let made = match format {
        Format::Csv => as_lines(tenant, filter).await,
        Format::Xlsx => as_workbook(tenant, filter).await,
    };
    made.unwrap_or_else(|error| refused(&error))
}

/// What is left to be sent.
struct Rest {
    tenant: Tenant,
    filter: ReportFilter,
    accounts: Accounts,
    today: NaiveDate,
    /// Where the next portion begins; `None` after the last.
    next: Option<Place>,
}

/// The first portion, which says whether anything may be sent, and what is left.
async fn begin(tenant: Tenant, filter: ReportFilter) -> AppResult<(Vec<ExportRow>, Rest)> {
    let today = Utc::now().date_naive();
    let mut tx = tenant.begin(Permission::ViewExpenses).await?;
    let (rows, next) = queries::portion(&mut tx, &filter, today, None).await?;
    let accounts = queries::accounts(&mut tx).await?;
    queries::note_export(&mut tx, &filter).await?;
    tx.commit().await?;
    let rest = Rest {
        tenant,
        filter,
        accounts,
        today,
        next,
    };
    Ok((rows, rest))
}

impl Rest {
    /// The next rows; `None` after the last.
    async fn rows(&mut self) -> AppResult<Option<Vec<ExportRow>>> {
        let Some(place) = self.next.take() else {
            return Ok(None);
        };
        let mut tx = self.tenant.begin(Permission::ViewExpenses).await?;
        let (rows, next) = queries::portion(&mut tx, &self.filter, self.today, Some(&place)).await?;
        tx.commit().await?;
        self.next = next;
        Ok(Some(rows))
    }
}

async fn as_lines(tenant: Tenant, filter: ReportFilter) -> AppResult<Response> {
    let name = named(&filter, "csv");
    let (rows, rest) = begin(tenant, filter).await?;
    let mut first = BYTE_ORDER_MARK.to_vec();
    first.extend(written(&[HEAD.map(|text| Cell::Text(text.into())).to_vec()])?);
    first.extend(written(&cells(&rows, &rest))?);
    // One that fails ends the response in the middle, which the browser tells as a failed download.
    let rest = stream::try_unfold(rest, |mut rest| async move {
        let Some(rows) = rest.rows().await? else {
            return Ok(None);
        };
        let bytes = written(&cells(&rows, &rest))?;
        Ok::<_, AppError>(Some((Bytes::from(bytes), rest)))
    });
    let first = stream::once(async move { Ok(Bytes::from(first)) });
    let whole = Body::from_stream(futures::StreamExt::chain(first, rest));
    Ok(attached(whole, CSV, &name))
}

async fn as_workbook(tenant: Tenant, filter: ReportFilter) -> AppResult<Response> {
    let name = named(&filter, "xlsx");
    let (mut rows, mut rest) = begin(tenant, filter).await?;
    while let Some(more) = rest.rows().await? {
        rows.extend(more);
        if rows.len() > workbook::MOST_ROWS {
            return Err(AppError::Conflict {
                message: format!(
                    "A workbook holds {} claims at most, and these are more. Choose a shorter period, or take a CSV file.",
                    workbook::MOST_ROWS
                ),
            });
        }
    }
    // Writing and packing takes a second for many rows, which is not for the threads that answer.
    let lines = cells(&rows, &rest);
    let made = tokio::task::spawn_blocking(move || workbook::made(&lines)).await;
    let bytes = made.map_err(|error| AppError::internal(&error))??;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(Body::from(bytes), kind, &name))
}

/// Under which name it is saved: "expenses-2026-01-2026-12.csv".
fn named(filter: &ReportFilter, ending: &str) -> String {
    let (from, to): (Month, Month) = filter.period(Utc::now().date_naive());
    format!("expenses-{from}-{to}.{ending}")
}

fn cells(rows: &[ExportRow], rest: &Rest) -> Vec<Vec<Cell>> {
    let line = |row: &ExportRow| line(row, &rest.accounts);
    rows.iter().map(line).collect()
}

/// A claim as a line, in the order of [`HEAD`].
fn line(row: &ExportRow, accounts: &Accounts) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let maybe = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
    let number = |number: &str| Cell::Number(number.to_owned());
    let perhaps = |number: &Option<String>| Cell::Number(number.clone().unwrap_or_default());
    let is_taxed = row.base_tax.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let tax_account = if is_taxed { accounts.of(Purpose::Tax) } else { "" };
    let reverses = row.reverses.map(|id| id.to_string()).unwrap_or_default();
    vec![
        text(&row.id.to_string()),
        Cell::Day(Some(row.expense_date)),
        text(row.status.label()),
        text(&row.claimant),
        text(&row.payee),
        text(&row.title),
        maybe(&row.merchant),
        text(row.expense_type.label()),
        maybe(&row.category),
        maybe(&row.event),
        text(accounts.of(row.expense_type.into())),
        text(tax_account),
        text(accounts.of(Purpose::Payable)),
        text(&row.currency),
        number(&row.amount),
        perhaps(&row.net),
        perhaps(&row.tax),
        perhaps(&row.tax_rate),
        text(&row.base_currency),
        number(&row.base_amount),
        number(&row.base_net),
        number(&row.base_tax),
        number(&row.fx_rate),
        Cell::Day(Some(row.fx_date)),
        perhaps(&row.settled),
        perhaps(&row.exchange_difference),
        maybe(&row.approved_by),
        Cell::Day(row.approved_at.map(|at| at.date_naive())),
        Cell::Day(row.paid_at.map(|at| at.date_naive())),
        maybe(&row.payment_reference),
        text(&reverses),
    ]
}

/// Lines of the file.
fn written(lines: &[Vec<Cell>]) -> AppResult<Vec<u8>> {
    let mut writer = lines_after(&[]);
    let fault = |error: &dyn std::fmt::Display| AppError::internal(error);
    for line in lines {
        let cells = line.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            // Below nothing it begins with a minus, and is a number still.
            Cell::Number(number) => number.clone(),
            Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
        });
        writer.write_record(cells).map_err(|error| fault(&error))?;
    }
    writer.into_inner().map_err(|error| fault(&error))
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::expenses::types::{ExpenseStatus, ExpenseType};
    use crate::reports::types::Account;
    use uuid::Uuid;

    fn row(title: &str, amount: &str) -> ExportRow {
        ExportRow {
            id: Uuid::nil(),
            expense_date: "2026-11-20".parse().unwrap(),
            status: ExpenseStatus::Paid,
            claimant: "Mária Kovács".into(),
            payee: "Mária Kovács".into(),
            title: title.into(),
            merchant: Some("Lamps, \"Lights\" & Co".into()),
            expense_type: ExpenseType::Venue,
            category: None,
            event: Some("@Forum".into()),
            currency: "USD".into(),
            amount: amount.into(),
            net: Some("10.00".into()),
            tax: Some("1.90".into()),
            tax_rate: Some("19".into()),
            base_currency: "EUR".into(),
            base_amount: amount.into(),
            base_net: "9.00".into(),
            base_tax: "1.71".into(),
            fx_rate: "0.9".into(),
            fx_date: "2026-11-20".parse().unwrap(),
            settled: Some("9.50".into()),
            exchange_difference: Some("-0.50".into()),
            approved_by: Some("Ada".into()),
            approved_at: Some("2026-11-21T10:00:00Z".parse().unwrap()),
            paid_at: None,
            payment_reference: None,
            reverses: None,
        }
    }

    #[test]
    fn texts_hold_no_formula_amounts_stay_numbers_and_each_claim_has_its_accounts() {
        let account = |purpose, account: &str| Account {
            purpose,
            account: account.into(),
        };
        let accounts = Accounts(vec![
            account(Purpose::Venue, "4210"),
            account(Purpose::Tax, "1576"),
        ]);
        let cells = [line(&row("=1+1", "-11.90"), &accounts)];
        assert_eq!(cells[0].len(), HEAD.len());
        assert_eq!(
            String::from_utf8(written(&cells).unwrap()).unwrap(),
            "00000000-0000-0000-0000-000000000000,2026-11-20,Paid,Mária Kovács,Mária Kovács,'=1+1,\"Lamps, \"\"Lights\"\" & Co\",Venue,,\
             '@Forum,4210,1576,,USD,-11.90,10.00,1.90,19,EUR,-11.90,9.00,1.71,0.9,2026-11-20,9.50,-0.50,Ada,2026-11-21,,,\r\n"
        );
        let untaxed = ExportRow {
            base_tax: "0.00".into(),
            ..row("Hall", "1")
        };
        assert_eq!(line(&untaxed, &accounts)[11], Cell::Text(String::new()));
    }
}
