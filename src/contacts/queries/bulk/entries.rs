//! One's own changes of many contacts.

use super::{count, out_of_reach, refusal};
use crate::accounts::roles::Permission;
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::{BulkChange, BulkEntry, BulkOutcome, BulkState, BulkUndone};
use crate::error::AppResult;
use crate::ids::BulkChangeId;
use crate::tenancy::TenantTx;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// How many are listed.
const LISTED: i64 = 30;

/// What whoever asks has changed of many contacts within a day, latest first.
pub async fn entries(tx: &mut TenantTx) -> AppResult<Vec<BulkEntry>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select b.id as "id: BulkChangeId", b.created_at, b.wanted as "wanted!: Json<BulkChange>", b.state as "state: BulkState",
          coalesce(b.asked, b.changed) as "asked!", b.changed, b.unchanged, b.gone, b.refused, b.refused_ids, b.full_ids,
          b.reversed, b.kept, b.lost, owner.first_name || ' ' || owner.last_name as owner,
          case when b.state in ('doing', 'undoing') and j.state in ('failed', 'discarded')
            then coalesce(j.last_error, 'Somebody has stopped it.') end as stopped
        from bulk_changes b
        left join jobs j on j.organization_id = $1 and j.id = b.job_id
        left join users owner on owner.organization_id = $1 and owner.id = (b.wanted ->> 'owner')::uuid
        where b.organization_id = $1 and b.user_id = $2 and b.created_at > now() - interval '24 hours' and b.wanted is not null
        order by b.created_at desc, b.id desc
        limit $3
        "#,
        organization.0,
        me.0,
        LISTED,
    )
    .fetch_all(tx.conn())
    .await?;
    let named: Vec<Uuid> = rows.iter().flat_map(|row| row.refused_ids.clone()).collect();
    let names = names_of(tx, &named).await?;
    let mut entries = Vec::new();
    for row in rows {
        let Json(what) = row.wanted;
        let why = out_of_reach(tx, what.permission());
        let name = |id: &Uuid| Some((*id, names.get(id)?.clone()));
        let refusals = row.refused_ids.iter().filter_map(name);
        entries.push(BulkEntry {
            id: row.id,
            at: row.created_at,
            owner: row.owner,
            state: row.state,
            asked: count(row.asked.into()),
            outcome: BulkOutcome {
                changed: count(row.changed.into()),
                unchanged: count(row.unchanged.into()),
                gone: count(row.gone.into()),
                refused: count(row.refused.into()),
                refusals: refusals
                    .map(|(id, name)| refusal(name, row.full_ids.contains(&id), why))
                    .collect(),
                undo: None,
                is_under_way: row.state == BulkState::Doing,
            },
            undone: BulkUndone {
                reversed: count(row.reversed.into()),
                kept: count(row.kept.into()),
                gone: count(row.lost.into()),
                is_under_way: row.state == BulkState::Undoing,
            },
            stopped: row.stopped,
            what,
        });
    }
    Ok(entries)
}

/// The names of those contacts that whoever asks may see.
async fn names_of(tx: &mut TenantTx, contacts: &[Uuid]) -> AppResult<HashMap<Uuid, String>> {
    if contacts.is_empty() {
        return Ok(HashMap::new());
    }
    let reach = Reach::of(tx, Permission::ViewContacts).await?;
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"select id, first_name || ' ' || last_name as "name!" from contacts
           where organization_id = $1 and id = any ($2) and ($3::uuid[] is null or owner_id = any ($3))"#,
        organization.0,
        contacts,
        reach.owners(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
