//! What was deleted and can be restored.

use super::mark::Mark;
use super::reach::Reach;
use crate::accounts::roles::Permission;
use crate::contacts::types::{ContactLink, Cursor, InteractionType, Page, TrashItem, TrashRow};
use crate::error::AppResult;
use crate::ids::{ContactId, DeletionId, InteractionId};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// The deletions that whoever asks may undo, latest first: contacts, and interactions whose
/// contact is not itself in the trash.
pub async fn trash(tx: &mut TenantTx, after: Option<&Cursor>) -> AppResult<Page<TrashRow>> {
    let reach = Reach::of(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let after = Mark::of_latest_first(after);
    let rows = sqlx::query!(
        r#"
        with contacts_page as (
          select 'contacts' as table_name, c.id, c.deleted_at, c.deletion_id, c.id as contact_id,
            c.first_name || ' ' || c.last_name as name, c.company, null::text as interaction_type, null::text as subject
          from contacts c
          where c.organization_id = $1 and c.is_deleted and ($5::uuid[] is null or c.owner_id = any ($5))
            and (c.deleted_at, c.id) < ($2, $3)
          order by c.deleted_at desc, c.id desc
          limit $4
        ), interactions_page as (
          select 'contact_interactions', i.id, i.deleted_at, i.deletion_id, c.id,
            c.first_name || ' ' || c.last_name, c.company, i.interaction_type, i.subject
          from contact_interactions i
          join contacts c on c.organization_id = $1 and c.id = i.contact_id and not c.is_deleted
          where i.organization_id = $1 and i.is_deleted and ($5::uuid[] is null or c.owner_id = any ($5))
            and (i.deleted_at, i.id) < ($2, $3)
          order by i.deleted_at desc, i.id desc
          limit $4
        ), page as (
          select * from contacts_page union all select * from interactions_page
          order by deleted_at desc, id desc
          limit $4
        )
        select page.id as "id!", page.deleted_at as "deleted_at!", page.deletion_id as "deletion_id: DeletionId",
          page.contact_id as "contact_id!: ContactId", page.name as "name!", page.company,
          page.interaction_type as "interaction_type: InteractionType", page.subject,
          coalesce(entry.by, '') as "deleted_by!",
          case when page.interaction_type is null then (
            select count(*) from contact_interactions i
            where i.organization_id = $1 and i.contact_id = page.id and i.deletion_id = page.deletion_id
          ) else 0 end as "interactions!"
        from page
        left join lateral (
          select person.first_name || ' ' || person.last_name as by
          from audit_logs a
          join users person on person.organization_id = $1 and person.id = a.user_id
          where a.organization_id = $1 and a.table_name = page.table_name and a.record_id = page.id
            and a.action = 'delete'
          order by a.created_at desc, a.id desc
          limit 1
        ) as entry on true
        order by page.deleted_at desc, page.id desc
        "#,
        organization.0,
        after.0,
        after.1,
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        reach.owners() as Option<&[Uuid]>,
    )
    .fetch_all(tx.conn())
    .await?;

    let next = rows.get(PAGE - 1).filter(|_| rows.len() > PAGE);
    let next = next.map(|last| Cursor::After(Mark(last.deleted_at, last.id).encode()));
    let rows = rows.into_iter().take(PAGE).map(|row| TrashRow {
        // Whatever went to the trash through this product has one; the column allows for rows
        // that went there otherwise, and those are told apart by their own id.
        deletion_id: row.deletion_id.unwrap_or(DeletionId(row.id)),
        what: match row.interaction_type {
            None => TrashItem::Contact {
                id: row.contact_id,
                name: row.name,
                company: row.company,
            },
            Some(interaction_type) => TrashItem::Interaction {
                id: InteractionId(row.id),
                interaction_type,
                subject: row.subject,
                contact: ContactLink {
                    id: row.contact_id,
                    name: row.name,
                    company: row.company,
                },
            },
        },
        deleted_at: row.deleted_at,
        deleted_by: row.deleted_by,
        interactions: u32::try_from(row.interactions).unwrap_or(u32::MAX),
    });
    Ok(Page {
        rows: rows.collect(),
        next,
        previous: None,
        total: None,
    })
}
