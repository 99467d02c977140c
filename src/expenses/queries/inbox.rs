//! What waits for a decision.

use super::list::{COLUMNS, JOINS, ListRow};
use super::{matching, money};
use crate::accounts::roles::Permission;
use crate::approvals;
use crate::approvals::queries::Asking;
use crate::contacts::queries::Reach;
use crate::db::mark::{Mark, paged};
use crate::error::AppResult;
use crate::expenses::types::{Cursor, Inbox, InboxFilter, Total, Waiting, Wanted};
use crate::ids::ExpenseId;
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use crate::ui::money::{Money, Sums};
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};

/// Rows on a page.
const PAGE: usize = 50;

/// Most claims that are decided about at once.
const AT_ONCE: i64 = 1_000;

/// How far a badge counts.
const MOST_COUNTED: u32 = 99;

/// What of the claims waits for whoever acts: what others claim for others, as far as they decide about it.
pub(super) fn waits(
    sql: &mut QueryBuilder<Postgres>,
    tx: &TenantTx,
    reach: &Reach,
    asking: &Asking,
) -> AppResult<()> {
    let me = tx.user()?.0;
    sql.push_bind(tx.organization().0)
        .push(" and e.status = 'pending' and not e.is_deleted and e.created_by <> ")
        .push_bind(me)
        .push(" and (e.payee_id is null or e.payee_id <> ")
        .push_bind(me)
        .push(") and e.reversed_by is distinct from ")
        .push_bind(me);
    if let Some(people) = reach.owners() {
        sql.push(" and e.created_by = any (")
            .push_bind(people.to_vec())
            .push(")");
    }
    asking.push(sql);
    Ok(())
}

/// What of it a filter takes.
#[derive(Clone, Copy)]
struct Queue<'a> {
    reach: &'a Reach,
    asking: &'a Asking,
    filter: &'a InboxFilter,
}

impl Queue<'_> {
    /// What follows `organization_id =`: the same for a page, its count, its sums and all that is decided about at once.
    fn push(self, sql: &mut QueryBuilder<Postgres>, tx: &TenantTx) -> AppResult<()> {
        waits(sql, tx, self.reach, self.asking)?;
        matching::of_inbox(sql, self.filter);
        Ok(())
    }
}

/// What waits for whoever acts and is looked at, page by page, the longest waiting first.
///
/// # Errors
/// If they decide about nobody's claims.
pub async fn inbox(tx: &mut TenantTx, filter: &InboxFilter, cursor: Option<&Cursor>) -> AppResult<Inbox> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let asking = Asking::of(tx).await?;
    let queue = Queue {
        reach: &reach,
        asking: &asking,
        filter,
    };
    let looking = Onlooker::of(tx)?;
    let side: Option<(bool, Mark<DateTime<Utc>>)> = cursor.and_then(|cursor| match cursor {
        Cursor::After(text) => Mark::decode(text).map(|mark| (false, mark)),
        Cursor::Before(text) => Mark::decode(text).map(|mark| (true, mark)),
    });
    let is_before = side.as_ref().is_some_and(|(is_before, _)| *is_before);
    let mut sql = QueryBuilder::new(format!(
        "select {COLUMNS} from expenses e {JOINS} where e.organization_id = "
    ));
    queue.push(&mut sql, tx)?;
    let (beyond, direction) = if is_before { ("<", " desc") } else { (">", "") };
    if let Some((_, mark)) = &side {
        sql.push(format!(" and (e.submitted_at, e.id) {beyond} ("))
            .push_bind(mark.0)
            .push(", ")
            .push_bind(mark.1)
            .push(")");
    }
    sql.push(format!(
        " order by e.submitted_at{direction}, e.id{direction} limit {}",
        PAGE + 1
    ));
    let rows: Vec<ListRow> = sql.build_query_as().fetch_all(tx.conn()).await?;
    let page = paged(rows, PAGE, (is_before, side.is_none()), |row| {
        Mark(row.submitted_at.unwrap_or_default(), row.id.0).encode()
    });
    let rows = page
        .rows
        .into_iter()
        .map(|row| row.seen_by(looking))
        .collect::<AppResult<_>>()?;
    let (count, sums) = totals(tx, queue).await?;
    Ok(Inbox {
        page: crate::paging::Page {
            rows,
            next: page.next,
            previous: page.previous,
            total: Some(crate::paging::Total::of(count, u32::MAX)),
        },
        sums,
        is_alone: approvals::queries::is_alone(tx).await?,
        stuck: approvals::queries::stuck(tx).await?,
    })
}

/// How many wait, and what they come to by currency.
async fn totals(tx: &mut TenantTx, queue: Queue<'_>) -> AppResult<(i64, Vec<Money>)> {
    let mut sql = QueryBuilder::new(
        "select e.currency, count(*), sum(case when e.reverses_id is null then e.amount else -e.amount end)::text \
         from expenses e where e.organization_id = ",
    );
    queue.push(&mut sql, tx)?;
    sql.push(" group by e.currency order by e.currency");
    let rows: Vec<(String, i64, String)> = sql.build_query_as().fetch_all(tx.conn()).await?;
    let count = rows.iter().map(|(_, count, _)| count).sum();
    let sums = rows.iter().map(|(currency, _, sum)| money(sum, currency));
    Ok((count, sums.collect::<AppResult<_>>()?))
}

/// How many wait for whoever acts, counted as far as a badge says it.
///
/// # Errors
/// If they decide about nobody's claims.
pub async fn waiting_count(tx: &mut TenantTx) -> AppResult<Total> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let asking = Asking::of(tx).await?;
    let mut sql =
        QueryBuilder::new("select count(*) from (select from expenses e where e.organization_id = ");
    waits(&mut sql, tx, &reach, &asking)?;
    sql.push(format!(" limit {}) as waiting", MOST_COUNTED + 1));
    let counted = sql.build_query_scalar().fetch_one(tx.conn()).await?;
    Ok(Total::of(counted, MOST_COUNTED))
}

/// All that waits for whoever acts and is looked at, each as it stands now, as far as it is decided about at once.
///
/// # Errors
/// If they decide about nobody's claims.
pub async fn waiting(tx: &mut TenantTx, filter: &InboxFilter) -> AppResult<Waiting> {
    let reach = Reach::of(tx, Permission::ApproveExpenses).await?;
    let asking = Asking::of(tx).await?;
    let mut sql = QueryBuilder::new(
        "select e.id, e.version, (case when e.reverses_id is null then e.amount else -e.amount end)::text, e.currency \
         from expenses e where e.organization_id = ",
    );
    let queue = Queue {
        reach: &reach,
        asking: &asking,
        filter,
    };
    queue.push(&mut sql, tx)?;
    sql.push(format!(" order by e.submitted_at, e.id limit {}", AT_ONCE + 1));
    let mut rows: Vec<(ExpenseId, i32, String, String)> = sql.build_query_as().fetch_all(tx.conn()).await?;
    let most = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
    let is_more = rows.len() > most;
    rows.truncate(most);
    let amounts = rows
        .iter()
        .map(|(_, _, amount, currency)| money(amount, currency));
    let amounts = amounts.collect::<AppResult<Vec<_>>>()?;
    let sums = Sums::of(amounts.iter().copied()).map_err(|error| crate::error::AppError::internal(&error))?;
    Ok(Waiting {
        claims: rows
            .into_iter()
            .map(|(id, version, ..)| Wanted { id, version })
            .collect(),
        amounts,
        sums: sums.iter().collect(),
        is_more,
    })
}
