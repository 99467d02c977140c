//! All SQL that reads the audit trail.
//!
//! The trail knows nothing of scopes: whoever asks about a record has made sure that it may be
//! seen, and leaves out of [`recent`] what may not.

use super::types::{Action, Became, Entry, ValueChange};
use crate::error::AppResult;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

/// How many lines "lately" goes back, so that a busy trail without anything of interest is not
/// read to its beginning.
const LATELY: i64 = 5_000;

/// The changes of one column of some records, latest first; those that are
/// earlier than `before`.
pub async fn values_of(
    tx: &mut TenantTx,
    table_name: &str,
    records: &[Uuid],
    column: &str,
    before: (DateTime<Utc>, Uuid),
    limit: i64,
) -> AppResult<Vec<ValueChange>> {
    let organization = tx.organization();
    Ok(sqlx::query_as!(
        ValueChange,
        r#"
        select a.id, a.created_at as at, coalesce(person.first_name || ' ' || person.last_name, 'Somebody') as "by!",
          a.record_id as "record_id!", a.old_values ->> $4 as old, a.new_values ->> $4 as new
        from audit_logs a
        left join users person on person.organization_id = $1 and person.id = a.user_id
        where a.organization_id = $1 and a.table_name = $2 and a.record_id = any ($3) and a.action = 'update'
          and a.new_values ? $4
          and (a.created_at, a.id) < ($5, $6)
        order by a.created_at desc, a.id desc
        limit $7
        "#,
        organization.0,
        table_name,
        records,
        column,
        before.0,
        before.1,
        limit,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Who changed a record last, and when: for tables that do not keep it themselves.
pub async fn last_change(
    tx: &mut TenantTx,
    table_name: &str,
    record: Uuid,
) -> AppResult<(String, DateTime<Utc>)> {
    let organization = tx.organization();
    let last = sqlx::query!(
        r#"
        select coalesce(person.first_name || ' ' || person.last_name, 'Somebody') as "by!", a.created_at as at
        from audit_logs a
        left join users person on person.organization_id = $1 and person.id = a.user_id
        where a.organization_id = $1 and a.table_name = $2 and a.record_id = $3
          and a.action in ('create', 'update', 'delete', 'restore')
        order by a.created_at desc, a.id desc
        limit 1
        "#,
        organization.0,
        table_name,
        record,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((last.by, last.at))
}

/// What was done lately, latest first: the actions on tables that are of interest, and what the
/// columns that are of interest became.
pub async fn recent(
    tx: &mut TenantTx,
    interesting: &[(&str, Action)],
    columns: &[&str],
    limit: i64,
) -> AppResult<Vec<Entry>> {
    let organization = tx.organization();
    let interesting: Vec<String> = interesting
        .iter()
        .map(|(table, action)| format!("{table} {action}"))
        .collect();
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let rows = sqlx::query!(
        r#"
        select a.id, a.created_at as at, coalesce(person.first_name || ' ' || person.last_name, 'Somebody') as "by!",
          a.metadata ->> 'request_id' as request_id, a.table_name, a.record_id, a.action as "action: Action",
          coalesce((
            select jsonb_object_agg(key, value) from jsonb_each(a.new_values) as became where key = any ($3)
          ), '{}') as "became!: Json<Became>"
        from (
          select * from audit_logs where organization_id = $1 order by created_at desc, id desc limit $5
        ) as a
        left join users person on person.organization_id = $1 and person.id = a.user_id
        where a.table_name || ' ' || a.action = any ($2)
        order by a.created_at desc, a.id desc
        limit $4
        "#,
        organization.0,
        &interesting,
        &columns,
        limit,
        LATELY,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.id,
            at: row.at,
            by: row.by,
            request_id: row.request_id,
            table_name: row.table_name,
            record_id: row.record_id,
            action: row.action,
            became: row.became.0,
        })
        .collect())
}
