//! The list of contacts as a board. Its statements are put together as those of the list are, and a
//! test has PostgreSQL prepare every shape of them.

use super::list::{Asked, ListRow, Side, push_order, shown};
use super::reach::Reaches;
use crate::contacts::types::{
    BoardColumn, ContactFilter, ContactRow, ContactType, Cursor, MOST_CARDS, Page, Total,
};
use crate::error::AppResult;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};

/// Cards of a column at first, and those that each look further down brings.
const FIRST: usize = 20;
const MORE: usize = 40;

/// A column for each stage, each in the filter's order. `cards` are as many as are shown already,
/// when the board is read again.
pub async fn board(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    cards: Option<u32>,
) -> AppResult<Vec<BoardColumn>> {
    let reaches = Reaches::of(tx).await?;
    within(tx, filter, reaches, cards).await
}

async fn within(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    reaches: Reaches,
    cards: Option<u32>,
) -> AppResult<Vec<BoardColumn>> {
    let sees_everybody = reaches.view.owners().is_none();
    let asked = Asked::new(tx, filter, reaches).await?;
    let sums = if sees_everybody && !filter.narrows() {
        kept_sums(tx).await?
    } else {
        asked.sums(tx).await?
    };
    let limit = cards.map_or(FIRST, |cards| (cards.min(MOST_CARDS) as usize).max(FIRST));
    let mut statement = asked.first_cards(filter, limit);
    let mut found = asked.fetch_cards(tx, &mut statement).await?;
    let mut columns = Vec::with_capacity(ContactType::ALL.len());
    for stage in ContactType::ALL.iter().copied() {
        let (rows, others) = found.into_iter().partition(|row| row.contact_type == stage);
        found = others;
        let sum = sums.iter().find(|sum| sum.stage == stage);
        columns.push(BoardColumn {
            stage,
            total: sum.map_or_else(Total::default, |sum| sum.total),
            score: sum.map_or(Some(0), |sum| sum.score),
            cards: page_of(tx, rows, filter, limit).await?,
        });
    }
    Ok(columns)
}

/// More of a column, after a card. A cursor that leads nowhere leads to its beginning.
pub async fn column(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    stage: ContactType,
    after: Option<&Cursor>,
) -> AppResult<Page<ContactRow>> {
    let reaches = Reaches::of(tx).await?;
    let asked = Asked::new(tx, filter, reaches).await?;
    let side = after.and_then(|cursor| Side::new(cursor, filter.sort));
    let mut sql = asked.begin();
    asked.push_cards(&mut sql, filter, stage, side.as_ref(), MORE);
    let found = asked.fetch_cards(tx, &mut sql).await?;
    page_of(tx, found, filter, MORE).await
}

/// What is known of a column besides its cards.
struct Sum {
    stage: ContactType,
    total: Total,
    score: Option<i64>,
}

/// What a trigger keeps of the whole organisation, so that nothing is counted.
async fn kept_sums(tx: &mut TenantTx) -> AppResult<Vec<Sum>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select contact_type as "stage: ContactType", sum(contacts)::bigint as "count!", sum(score)::bigint as "score!"
        from contact_stage_totals
        where organization_id = $1
        group by contact_type
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Sum {
            stage: row.stage,
            total: Total::of(row.count, u32::MAX),
            score: Some(row.score),
        })
        .collect())
}

async fn page_of(
    tx: &mut TenantTx,
    mut found: Vec<ListRow>,
    filter: &ContactFilter,
    limit: usize,
) -> AppResult<Page<ContactRow>> {
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| has_more)
        .map(|row| Cursor::After(row.mark(filter.sort).encode()));
    Ok(Page {
        rows: shown(tx, found).await?,
        next,
        previous: None,
        total: None,
    })
}

impl Asked {
    /// Counts and scores of each stage, as far as rows are counted.
    async fn sums(&self, tx: &mut TenantTx) -> AppResult<Vec<Sum>> {
        let most = self.most_counted();
        let mut statement = self.sums_statement();
        let rows: Vec<(ContactType, i64, Option<i64>, bool)> = statement
            .build_query_as()
            .persistent(self.narrowing.is_common())
            .fetch_all(tx.conn())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(stage, count, score, is_cut)| {
                let total = Total::of(count, most).or_more(is_cut);
                Sum {
                    stage,
                    total,
                    score: Some(score.unwrap_or(0)).filter(|_| !total.is_more),
                }
            })
            .collect())
    }

    /// Counted first, where it can be from an index alone; then added up, where that is an end.
    fn sums_statement(&self) -> QueryBuilder<Postgres> {
        let most = self.most_counted();
        let order = if self.narrowing.is_plain() {
            "c.status, c.priority"
        } else {
            "c.id"
        };
        let mut sql = self.begin();
        for (position, stage) in ContactType::ALL.iter().enumerate() {
            sql.push(if position > 0 { " union all " } else { "" })
                .push("(select '")
                .push(*stage)
                .push("', counted.count, case when counted.count <= ")
                .push(most)
                .push(" then (select sum(c.lead_score) from ")
                .push(self.narrowing.from())
                .push(" where c.organization_id = ")
                .push_bind(self.organization);
            self.narrowing.push(&mut sql);
            push_stage(&mut sql, *stage);
            sql.push(") end, ")
                .push(self.narrowing.is_cut())
                .push(" from (select count(*) as count from (select from ")
                .push(self.narrowing.from())
                .push(" where c.organization_id = ")
                .push_bind(self.organization);
            self.narrowing.push(&mut sql);
            push_stage(&mut sql, *stage);
            sql.push(" order by ")
                .push(order)
                .push(" limit ")
                .push(most + 1)
                .push(") as found) as counted)");
        }
        sql
    }

    /// The first cards of every column, in one statement.
    fn first_cards(&self, filter: &ContactFilter, limit: usize) -> QueryBuilder<Postgres> {
        let mut sql = self.begin();
        for (position, stage) in ContactType::ALL.iter().enumerate() {
            sql.push(if position > 0 { " union all (" } else { "(" });
            self.push_cards(&mut sql, filter, *stage, None, limit);
            sql.push(")");
        }
        sql
    }

    /// One row more than the limit, where there is one, so that it is known whether more follow.
    fn push_cards(
        &self,
        sql: &mut QueryBuilder<Postgres>,
        filter: &ContactFilter,
        stage: ContactType,
        side: Option<&Side>,
        limit: usize,
    ) {
        sql.push("select ");
        self.push_columns(sql);
        sql.push("null::bigint as total ");
        self.push_rows(sql);
        push_stage(sql, stage);
        push_order(sql, filter, side);
        sql.push(" limit ").push(limit + 1);
    }

    async fn fetch_cards(
        &self,
        tx: &mut TenantTx,
        statement: &mut QueryBuilder<Postgres>,
    ) -> AppResult<Vec<ListRow>> {
        Ok(statement
            .build_query_as()
            .persistent(self.narrowing.is_common())
            .fetch_all(tx.conn())
            .await?)
    }
}

/// The value stands in the statement itself: it is our own word, and the planner knows how common
/// it is.
fn push_stage(sql: &mut QueryBuilder<Postgres>, stage: ContactType) {
    sql.push(" and c.contact_type = '").push(stage).push("'");
}

#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;
