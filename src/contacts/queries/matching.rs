//! Whom a filter means, for another part of the product that does something with them.

use super::list::{Narrowing, push_order};
use super::reach::Reaches;
use crate::contacts::types::ContactFilter;
use crate::error::AppResult;
use crate::ids::ContactId;
use crate::tenancy::TenantTx;
use sqlx::QueryBuilder;

/// The first contacts that a filter leaves, in its order, of those that whoever acts may see; and whether more may match than its
/// search found.
///
/// # Errors
/// If the database cannot be reached.
pub async fn matching(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    limit: usize,
) -> AppResult<(Vec<ContactId>, bool)> {
    let reaches = Reaches::of(tx).await?;
    let narrowing = Narrowing::new(tx, filter, &reaches).await?;
    let mut sql = QueryBuilder::new("");
    if narrowing.searches() {
        sql.push("with ");
        narrowing.push_found(&mut sql);
    }
    sql.push("select c.id, ")
        .push(narrowing.is_cut())
        .push(" as is_cut from ")
        .push(narrowing.from())
        .push(" where c.organization_id = ")
        .push_bind(tx.organization());
    narrowing.push(&mut sql);
    push_order(&mut sql, filter, None);
    sql.push(" limit ").push(limit);
    let found: Vec<(ContactId, bool)> = sql
        .build_query_as()
        .persistent(false)
        .fetch_all(tx.conn())
        .await?;
    let is_cut = found.iter().any(|(_, is_cut)| *is_cut);
    Ok((found.into_iter().map(|(id, _)| id).collect(), is_cut))
}
