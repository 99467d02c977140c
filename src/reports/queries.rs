//! All SQL of reports.
//!
//! What everybody claims is read from totals that triggers keep, however many claims there are. What one person claims, or what
//! is claimed for one event, is added up from these claims; so is what somebody is shown who sees a team's only.

mod accounts;
mod exporting;
mod live;
mod settled;
mod totals;

pub use accounts::{accounts, save_accounts};
pub use exporting::{ExportRow, Place, note_export, portion};
#[cfg(feature = "testing")]
pub use totals::differences;

use crate::accounts::roles::Permission;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::expenses::types::ExpenseType;
use crate::rates;
use crate::reports::types::{Dimension, Month, Report, ReportFilter, ReportRow, Sum};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// Most lines of a report; what is beyond stands in one line.
const MOST_ROWS: usize = 200;

/// What is asked for, ready to be asked.
struct Asked<'a> {
    by: Dimension,
    from: Month,
    to: Month,
    statuses: &'a [String],
    /// Whose claims; everybody's where there is none.
    people: Option<Vec<Uuid>>,
    event: Option<Uuid>,
}

/// A line as a statement gives it.
struct Line {
    key: String,
    claims: i64,
    worth: String,
    tax: String,
}

/// What claims come to, as far as whoever acts sees them.
///
/// # Errors
/// `NotFound` where it is asked about a person or an event that are not there for whoever acts.
pub async fn report(tx: &mut TenantTx, filter: &ReportFilter, today: NaiveDate) -> AppResult<Report> {
    let reach = Reach::of(tx, Permission::ViewExpenses).await?;
    let own = rates::queries::base_currency(tx).await?;
    let (from, to) = filter.period(today);
    let (person, event) = (person(tx, filter, &reach).await?, event(tx, filter).await?);
    let statuses: Vec<_> = filter
        .counted
        .statuses()
        .iter()
        .map(ToString::to_string)
        .collect();
    let asked = Asked {
        by: filter.by,
        from,
        to,
        statuses: &statuses,
        people: filter.person.map_or_else(
            || reach.owners().map(<[_]>::to_vec),
            |person| Some(vec![person.0]),
        ),
        event: filter.event.map(|event| event.0),
    };
    let is_whole = asked.people.is_none() && asked.event.is_none();
    let months = if is_whole {
        totals::months(tx, &asked).await?
    } else {
        live::lines(tx, &asked, Dimension::Month).await?
    };
    let months = filled(months, from, to, own)?;
    let total = whole(months.iter().map(|(_, sum)| *sum), own);
    // A claim that is divided over events came to something as a whole.
    let is_said = filter.counted.statuses().contains(&"paid") && asked.event.is_none();
    let exchange = match is_said {
        true => Some(settled::exchange(tx, &asked, own).await?).filter(|exchange| exchange.claims > 0),
        false => None,
    };
    let lines = match filter.by {
        Dimension::Month => Vec::new(),
        _ if is_whole => totals::lines(tx, &asked).await?,
        by => live::lines(tx, &asked, by).await?,
    };
    let (rows, others) = match filter.by {
        Dimension::Month => (months.iter().map(of_month).collect(), None),
        by => cut(named(tx, by, lines, own).await?, total),
    };
    Ok(Report {
        by: filter.by,
        from,
        to,
        today,
        rows,
        others,
        total,
        months,
        exchange,
        person,
        event,
        is_of_all: reach.owners().is_none(),
    })
}

/// The name of the one person that is asked about.
async fn person(tx: &mut TenantTx, filter: &ReportFilter, reach: &Reach) -> AppResult<Option<String>> {
    let Some(person) = filter.person else {
        return Ok(None);
    };
    if reach.owners().is_some_and(|people| !people.contains(&person.0)) {
        return Err(AppError::NotFound);
    }
    let found = people(tx, &[person.0]).await?.remove(&person.0);
    found.ok_or(AppError::NotFound).map(Some)
}

/// The title of the one event that is asked about.
async fn event(tx: &mut TenantTx, filter: &ReportFilter) -> AppResult<Option<String>> {
    let Some(event) = filter.event else {
        return Ok(None);
    };
    let found = events(tx, &[event.0]).await?.remove(&event.0);
    found.ok_or(AppError::NotFound).map(Some)
}

/// Every month of the period, with those in which nothing was spent.
fn filled(lines: Vec<Line>, from: Month, to: Month, own: Currency) -> AppResult<Vec<(Month, Sum)>> {
    let mut found = HashMap::new();
    for line in lines {
        found.insert(line.key.clone(), sum(&line, own)?);
    }
    let month = |month: Month| {
        (
            month,
            found.remove(&month.to_string()).unwrap_or_else(|| nothing(own)),
        )
    };
    Ok(from.through(to).map(month).collect())
}

const fn nothing(own: Currency) -> Sum {
    Sum {
        claims: 0,
        gross: Money::zero(own),
        tax: Money::zero(own),
    }
}

fn sum(line: &Line, own: Currency) -> AppResult<Sum> {
    let amount = |text: &str| Money::parse(text, own).map_err(|error| AppError::internal(&error));
    Ok(Sum {
        claims: line.claims,
        gross: amount(&line.worth)?,
        tax: amount(&line.tax)?,
    })
}

fn whole(sums: impl Iterator<Item = Sum>, own: Currency) -> Sum {
    sums.fold(nothing(own), |sum, one| Sum {
        claims: sum.claims + one.claims,
        gross: sum.gross.checked_add(one.gross).unwrap_or(sum.gross),
        tax: sum.tax.checked_add(one.tax).unwrap_or(sum.tax),
    })
}

fn of_month((month, sum): &(Month, Sum)) -> ReportRow {
    ReportRow {
        key: month.to_string(),
        label: String::new(),
        sum: *sum,
    }
}

/// The lines that are shown, and what the others come to.
fn cut(mut rows: Vec<ReportRow>, total: Sum) -> (Vec<ReportRow>, Option<Sum>) {
    if rows.len() <= MOST_ROWS {
        return (rows, None);
    }
    rows.truncate(MOST_ROWS);
    let shown = whole(rows.iter().map(|row| row.sum), total.gross.currency);
    let others = Sum {
        claims: total.claims - shown.claims,
        gross: total.gross.checked_sub(shown.gross).unwrap_or(total.gross),
        tax: total.tax.checked_sub(shown.tax).unwrap_or(total.tax),
    };
    (rows, Some(others))
}

/// Lines with their names.
async fn named(
    tx: &mut TenantTx,
    by: Dimension,
    lines: Vec<Line>,
    own: Currency,
) -> AppResult<Vec<ReportRow>> {
    let ids: Vec<Uuid> = lines.iter().filter_map(|line| line.key.parse().ok()).collect();
    let names = match by {
        Dimension::Person => people(tx, &ids).await?,
        Dimension::Event => events(tx, &ids).await?,
        _ => HashMap::new(),
    };
    let label = |key: &str| match by {
        Dimension::Type => key
            .parse()
            .map_or(key.to_owned(), |kind: ExpenseType| kind.label().to_owned()),
        Dimension::Person | Dimension::Event => {
            let name = key.parse().ok().and_then(|id: Uuid| names.get(&id));
            name.cloned().unwrap_or_default()
        }
        Dimension::Category | Dimension::TaxRate | Dimension::Month => key.to_owned(),
    };
    let row = |line: Line| {
        Ok(ReportRow {
            label: label(&line.key),
            sum: sum(&line, own)?,
            key: line.key,
        })
    };
    lines.into_iter().map(row).collect()
}

async fn people(tx: &mut TenantTx, ids: &[Uuid]) -> AppResult<HashMap<Uuid, String>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"select id, first_name || ' ' || last_name as "name!" from users where organization_id = $1 and id = any ($2)"#,
        organization.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn events(tx: &mut TenantTx, ids: &[Uuid]) -> AppResult<HashMap<Uuid, String>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        "select id, title from events where organization_id = $1 and id = any ($2)",
        organization.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}
