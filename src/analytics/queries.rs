//! Events in the database.

use super::events::Event;
use crate::error::AppResult;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Events that are forgotten at once.
const AT_ONCE: i64 = 10_000;

/// Stores events of this organisation. Those that are there already stay as they are.
///
/// # Errors
/// What the database says to it; then none is stored.
pub async fn insert(tx: &mut TenantTx, events: &[Event]) -> AppResult<()> {
    let organization = tx.organization();
    let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
    let users: Vec<Option<Uuid>> = events.iter().map(|event| event.user.map(|user| user.0)).collect();
    let names: Vec<String> = events.iter().map(|event| event.what.name.to_owned()).collect();
    let categories: Vec<String> = events
        .iter()
        .map(|event| event.what.category.to_owned())
        .collect();
    let pages: Vec<Option<String>> = events
        .iter()
        .map(|event| event.what.page.map(str::to_owned))
        .collect();
    let sessions: Vec<Option<String>> = events.iter().map(|event| event.session.clone()).collect();
    let times: Vec<DateTime<Utc>> = events.iter().map(|event| event.at).collect();
    sqlx::query!(
        "insert into analytics_events
           (id, organization_id, user_id, event_name, event_category, properties, session_id, event_timestamp)
         select event.id, $1, event.user_id, event.name, event.category,
           jsonb_strip_nulls(jsonb_build_object('page', event.page)), event.session_id, event.at
         from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
           as event (id, user_id, name, category, page, session_id, at)
         on conflict (organization_id, id) do nothing",
        organization.0,
        &ids,
        &users as &[Option<Uuid>],
        &names,
        &categories,
        &pages as &[Option<String>],
        &sessions as &[Option<String>],
        &times,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets events that are older than 90 days, the oldest first, and says whether more may be left.
///
/// # Errors
/// What the database says to it.
pub async fn forget_old(tx: &mut TenantTx) -> AppResult<bool> {
    let organization = tx.organization();
    let forgotten = sqlx::query!(
        "delete from analytics_events where organization_id = $1 and id in (
           select id from analytics_events
           where organization_id = $1 and event_timestamp < now() - interval '90 days'
           order by event_timestamp limit $2)",
        organization.0,
        AT_ONCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(forgotten.rows_affected() >= AT_ONCE.unsigned_abs())
}
