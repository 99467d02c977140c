//! The lists of claims. Their statement varies, so it is put together here, from constants and placeholders only.

use super::{Sight, matching, money, parts};
use crate::accounts::types::Colleague;
use crate::approvals;
use crate::approvals::types::WaitsFor;
use crate::db::mark::{Mark, paged};
use crate::error::AppResult;
use crate::expenses::types::{
    Cursor, EventOf, ExpenseFilter, ExpenseRow, ExpenseStatus, ExpenseType, Page, StatusSum, Total, Whose,
};
use crate::ids::{EventId, ExpenseId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::policies::types::Finding;
use crate::tenancy::TenantTx;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// How far claims are counted.
const MOST_COUNTED: u32 = 1_000;

/// What is read of a claim for a list.
pub(super) const COLUMNS: &str = "e.id, e.version, e.title, e.merchant, e.amount::text, e.currency, \
     e.base_amount::text, e.base_currency, e.expense_type, e.category, e.expense_date, e.status, e.submitted_at, \
     e.reverses_id is not null as is_reversal, e.reversed_by as reverser_id, \
     (select m.first_name || ' ' || m.last_name from users m where m.organization_id = e.organization_id and m.id = e.reversed_by) as reverser_name, \
     e.step is not null as is_stepped, v.id as event_id, v.title as event_title, \
     e.unit_name, e.unit, e.unit_rate::text, e.quantity::text, e.findings, \
     (select string_agg(coalesce(sv.title, 'no event'), ', ' order by s.position) from expense_shares s \
       left join events sv on sv.organization_id = s.organization_id and sv.id = s.event_id \
       where s.organization_id = e.organization_id and s.expense_id = e.id) as divided_over, \
     u.id as claimant_id, u.first_name || ' ' || u.last_name as claimant_name, u.avatar_id as claimant_picture, \
     (select count(*) from media m where m.organization_id = e.organization_id and m.related_expense = e.id \
       and m.purpose = 'attachment' and not m.is_deleted) as receipts";

/// What stands beside claims `e`.
pub(super) const JOINS: &str = "join users u on u.organization_id = e.organization_id and u.id = e.created_by \
     left join events v on v.organization_id = e.organization_id and v.id = e.event_id";

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
pub(super) struct ListRow {
    pub(super) id: ExpenseId,
    version: i32,
    title: String,
    merchant: Option<String>,
    amount: String,
    currency: String,
    base_amount: Option<String>,
    base_currency: Option<String>,
    expense_type: ExpenseType,
    category: Option<String>,
    expense_date: NaiveDate,
    status: ExpenseStatus,
    pub(super) submitted_at: Option<DateTime<Utc>>,
    is_reversal: bool,
    reverser_id: Option<UserId>,
    reverser_name: Option<String>,
    is_stepped: bool,
    event_id: Option<EventId>,
    event_title: Option<String>,
    unit_name: Option<String>,
    unit: Option<String>,
    unit_rate: Option<String>,
    quantity: Option<String>,
    findings: Json<Vec<Finding>>,
    divided_over: Option<String>,
    claimant_id: UserId,
    claimant_name: String,
    claimant_picture: Option<MediaId>,
    receipts: i64,
}

impl ListRow {
    /// As somebody sees it.
    pub(super) fn seen_by(self, looking: Onlooker) -> AppResult<ExpenseRow> {
        let base = self.base_amount.zip(self.base_currency);
        Ok(ExpenseRow {
            id: self.id,
            version: self.version,
            title: self.title,
            merchant: self.merchant,
            amount: money(&self.amount, &self.currency)?,
            base_amount: base
                .map(|(amount, currency)| money(&amount, &currency))
                .transpose()?,
            expense_type: self.expense_type,
            category: self.category,
            expense_date: self.expense_date,
            status: self.status,
            event: self
                .event_id
                .zip(self.event_title)
                .map(|(id, title)| EventOf { id, title }),
            divided_over: self.divided_over,
            units: parts::units(
                self.unit_name,
                self.unit,
                self.unit_rate.as_deref(),
                self.quantity.as_deref(),
            )?,
            findings: self.findings.0,
            claimant: Colleague {
                id: self.claimant_id,
                name: self.claimant_name,
                picture: looking.picture(self.claimant_picture),
            },
            submitted_at: self.submitted_at,
            receipts: self.receipts,
            is_reversal: self.is_reversal,
            made_by: looking.colleague(self.reverser_id, self.reverser_name, None),
            waits_for: None,
        })
    }
}

/// Who asks for what of the claims.
struct Asked<'a> {
    organization: Uuid,
    sight: Sight,
    filter: &'a ExpenseFilter,
}

/// On which side of which row a page lies.
type Side = (bool, Mark<NaiveDate>);

/// Some of the claims, the latest first. A cursor that leads nowhere leads to the beginning.
///
/// # Errors
/// If whoever acts sees no claims.
pub async fn page(
    tx: &mut TenantTx,
    filter: &ExpenseFilter,
    cursor: Option<&Cursor>,
) -> AppResult<Page<ExpenseRow>> {
    let sight = Sight::of(tx).await?;
    let looking = Onlooker::of(tx)?;
    let asked = Asked {
        organization: tx.organization().0,
        sight,
        filter,
    };
    let side: Option<Side> = cursor.and_then(|cursor| match cursor {
        Cursor::After(text) => Mark::decode(text).map(|mark| (false, mark)),
        Cursor::Before(text) => Mark::decode(text).map(|mark| (true, mark)),
    });
    let (mut is_before, mut is_first) = (side.as_ref().is_some_and(|side| side.0), side.is_none());
    let mut found = asked.fetch(tx, side.as_ref()).await?;
    if found.is_empty() && !is_first {
        found = asked.fetch(tx, None).await?;
        (is_before, is_first) = (false, true);
    }
    let counted = asked.count().build_query_scalar().fetch_one(tx.conn()).await?;
    let page = paged(found, PAGE, (is_before, is_first), |row: &ListRow| {
        Mark(row.expense_date, row.id.0).encode()
    });
    let stepped = page.rows.iter().filter(|row| row.is_stepped);
    let stepped: Vec<_> = stepped.map(|row| row.id.0).collect();
    let waits_for = approvals::queries::waits_for(tx, &stepped).await?;
    let named = |mut row: ExpenseRow| {
        row.waits_for = waits_for.get(&row.id.0).map(WaitsFor::in_words);
        row
    };
    let rows = page.rows.into_iter().map(|row| row.seen_by(looking).map(named));
    Ok(Page {
        rows: rows.collect::<AppResult<_>>()?,
        next: page.next,
        previous: page.previous,
        total: Some(Total::of(counted, MOST_COUNTED)),
    })
}

impl Asked<'_> {
    /// One row more than fits onto a page, where there is one.
    async fn fetch(&self, tx: &mut TenantTx, side: Option<&Side>) -> AppResult<Vec<ListRow>> {
        Ok(self.page(side).build_query_as().fetch_all(tx.conn()).await?)
    }

    fn page(&self, side: Option<&Side>) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new(format!(
            "select {COLUMNS} from expenses e {JOINS} where e.organization_id = "
        ));
        self.listed(&mut sql);
        let (beyond, direction) = match side {
            Some((true, _)) => (">", ""),
            _ => ("<", " desc"),
        };
        if let Some((_, mark)) = side {
            sql.push(format!(" and (e.expense_date, e.id) {beyond} ("))
                .push_bind(mark.0)
                .push(", ")
                .push_bind(mark.1)
                .push(")");
        }
        sql.push(format!(
            " order by e.expense_date{direction}, e.id{direction} limit {}",
            PAGE + 1
        ));
        sql
    }

    fn count(&self) -> QueryBuilder<Postgres> {
        let mut sql =
            QueryBuilder::new("select count(*) from (select from expenses e where e.organization_id = ");
        self.listed(&mut sql);
        sql.push(format!(" limit {}) as listed", MOST_COUNTED + 1));
        sql
    }

    /// What follows `organization_id =`.
    fn listed(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push_bind(self.organization).push(" and not e.is_deleted");
        let me = self.sight.me;
        match (self.filter.whose, self.sight.people()) {
            (Whose::Mine, _) => {
                sql.push(" and e.created_by = ").push_bind(me);
            }
            // A draft is its maker's alone.
            (Whose::All, None) => {
                sql.push(" and e.status <> 'draft'");
            }
            (Whose::All, Some(people)) => {
                sql.push(" and e.status <> 'draft' and (e.created_by = any (")
                    .push_bind(people.to_vec())
                    .push(") or e.payee_id = ")
                    .push_bind(me)
                    .push(")");
            }
        }
        if let Some(status) = self.filter.status {
            sql.push(" and e.status = ").push_bind(status.as_str());
        }
        if let Some(event) = self.filter.event {
            matching::of_event(sql, event);
        }
        matching::with_words(sql, &self.filter.search);
    }
}

/// How much whoever acts claims, by status and currency; what takes back what was paid is subtracted.
///
/// # Errors
/// If they see no claims.
pub async fn sums(tx: &mut TenantTx) -> AppResult<Vec<StatusSum>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select status as "status: ExpenseStatus", currency, count(*) as "count!",
          sum(case when reverses_id is null then amount else -amount end)::text as "sum!"
        from expenses
        where organization_id = $1 and created_by = $2 and not is_deleted
        group by status, currency order by status, currency
        "#,
        organization.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(StatusSum {
                status: row.status,
                count: row.count,
                sum: money(&row.sum, &row.currency)?,
            })
        })
        .collect()
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
