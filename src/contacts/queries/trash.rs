//! What was deleted and can be restored. The statement reads either way, so it is put together here,
//! from constants and placeholders only.

use super::reach::Reach;
use crate::accounts::roles::Permission;
use crate::contacts::types::{ContactLink, Cursor, InteractionType, Page, TrashItem, TrashRow};
use crate::db::mark::{Mark, paged};
use crate::error::AppResult;
use crate::ids::{ContactId, DeletionId, InteractionId, OrganizationId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// A row as the statement gives it.
#[derive(sqlx::FromRow)]
struct Trashed {
    id: Uuid,
    deleted_at: DateTime<Utc>,
    deletion_id: Option<DeletionId>,
    contact_id: ContactId,
    name: String,
    company: Option<String>,
    interaction_type: Option<InteractionType>,
    subject: Option<String>,
    deleted_by: String,
    interactions: i64,
}

/// The deletions that whoever asks may undo, latest first: contacts, and interactions whose
/// contact is not itself in the trash.
pub async fn trash(tx: &mut TenantTx, cursor: Option<&Cursor>) -> AppResult<Page<TrashRow>> {
    let reach = Reach::of(tx, Permission::DeleteContacts).await?;
    let before = match cursor {
        Some(Cursor::Before(text)) => Mark::decode(text),
        Some(Cursor::After(_)) | None => None,
    };
    let is_before = before.is_some();
    let mark = before.unwrap_or_else(|| Mark::of_latest_first(cursor));
    let is_first = mark.1 == Uuid::max();
    let rows: Vec<Trashed> = statement(tx.organization(), &reach, &mark, is_before)
        .build_query_as()
        .fetch_all(tx.conn())
        .await?;
    // A cursor that leads nowhere leads to the beginning.
    if rows.is_empty() && !is_first {
        return Box::pin(trash(tx, None)).await;
    }

    Ok(paged(rows, PAGE, (is_before, is_first), |row: &Trashed| {
        Mark(row.deleted_at, row.id).encode()
    })
    .map(Into::into))
}

/// A page of the trash that lies after a mark or, read backwards, before it.
fn statement(
    organization: OrganizationId,
    reach: &Reach,
    mark: &Mark<DateTime<Utc>>,
    is_before: bool,
) -> QueryBuilder<Postgres> {
    let (beyond, direction) = if is_before {
        (") > (", "")
    } else {
        (") < (", " desc")
    };
    let mut sql = QueryBuilder::new("with ");
    let parts = [
        (
            "contacts_page",
            "'contacts' as table_name, c.id, c.deleted_at, c.deletion_id, c.id as contact_id, \
             c.first_name || ' ' || c.last_name as name, c.company, null::text as interaction_type, null::text as subject \
             from contacts c where c.is_deleted and c.organization_id = ",
            "c",
        ),
        (
            "interactions_page",
            "'contact_interactions', i.id, i.deleted_at, i.deletion_id, c.id, \
             c.first_name || ' ' || c.last_name, c.company, i.interaction_type, i.subject \
             from contact_interactions i \
             join contacts c on c.organization_id = i.organization_id and c.id = i.contact_id and not c.is_deleted \
             where i.is_deleted and i.organization_id = ",
            "i",
        ),
    ];
    for (name, select, alias) in parts {
        sql.push(name)
            .push(" as (select ")
            .push(select)
            .push_bind(organization);
        if let Some(owners) = reach.owners() {
            sql.push(" and c.owner_id = any (")
                .push_bind(owners.to_vec())
                .push(")");
        }
        sql.push(format!(" and ({alias}.deleted_at, {alias}.id"))
            .push(beyond);
        sql.push_bind(mark.0).push(", ").push_bind(mark.1);
        sql.push(format!(
            ") order by {alias}.deleted_at{direction}, {alias}.id{direction} limit {}), ",
            PAGE + 1
        ));
    }
    sql.push(format!(
        "page as (select * from contacts_page union all select * from interactions_page \
         order by deleted_at{direction}, id{direction} limit {}) ",
        PAGE + 1
    ));
    sql.push(
        "select page.id, page.deleted_at, page.deletion_id, page.contact_id, page.name, page.company, \
         page.interaction_type, page.subject, coalesce(entry.by, '') as deleted_by, \
         case when page.interaction_type is null then (select count(*) from contact_interactions i \
         where i.contact_id = page.id and i.deletion_id = page.deletion_id and i.organization_id = ",
    )
    .push_bind(organization)
    .push(
        ") else 0 end as interactions from page left join lateral ( \
         select person.first_name || ' ' || person.last_name as by from audit_logs a \
         join users person on person.organization_id = a.organization_id and person.id = a.user_id \
         where a.table_name = page.table_name and a.record_id = page.id and a.action = 'delete' and a.organization_id = ",
    )
    .push_bind(organization)
    .push(format!(
        " order by a.created_at desc, a.id desc limit 1) as entry on true \
         order by page.deleted_at{direction}, page.id{direction}"
    ));
    sql
}

impl From<Trashed> for TrashRow {
    fn from(row: Trashed) -> Self {
        Self {
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
        }
    }
}
