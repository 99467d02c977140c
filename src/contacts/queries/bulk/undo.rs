//! Taking a change of many contacts back.

use super::{count, follow_into_trash, follow_out_of_trash};
use crate::accounts::roles::Permission;
use crate::contacts::queries::assigning::take_back;
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::BulkUndone;
use crate::error::{AppError, AppResult};
use crate::ids::BulkChangeId;
use crate::tenancy::TenantTx;

/// Puts back what stood there before, wherever nobody has edited the contact since. Only whoever
/// made the change can take it back, once, and for a day; it is their own act, so a contact that
/// they gave out of their hands by it comes back too.
pub async fn undo(tx: &mut TenantTx, id: BulkChangeId) -> AppResult<BulkUndone> {
    Reach::of(tx, Permission::EditContacts).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let found = sqlx::query!(
        r#"
        with undone as (
          delete from bulk_changes
          where organization_id = $1 and id = $2 and user_id = $3 and created_at > now() - interval '24 hours'
          returning id, change
        ), locked as (
          select c.id, c.version, c.is_deleted, c.deletion_id, r.contact_version, r.prior, undone.change
          from undone
          join bulk_change_rows r on r.organization_id = $1 and r.bulk_change_id = undone.id
          join contacts c on c.organization_id = $1 and c.id = r.contact_id
          order by c.id
          for no key update of c
        ), reversed as (
          update contacts c
          set contact_type = case l.change when 'contact_type' then l.prior #>> '{}' else c.contact_type end,
            status = case l.change when 'status' then l.prior #>> '{}' else c.status end,
            priority = case l.change when 'priority' then l.prior #>> '{}' else c.priority end,
            owner_id = case l.change when 'owner_id' then (l.prior #>> '{}')::uuid else c.owner_id end,
            tags = case l.change when 'tags' then array(select jsonb_array_elements_text(l.prior)) else c.tags end,
            is_deleted = case l.change when 'delete' then false when 'restore' then true else c.is_deleted end,
            deleted_at = case l.change when 'delete' then null when 'restore' then now() else c.deleted_at end,
            deletion_id = case l.change when 'delete' then null when 'restore' then app.uuid_v7() else c.deletion_id end
          from locked l
          where c.organization_id = $1 and c.id = l.id and l.version = l.contact_version
          returning c.id, l.deletion_id
        )
        select (select change from undone) as change, array(select id from reversed) as "reversed!",
          array(select deletion_id from reversed where deletion_id is not null) as "deletions!",
          (select count(*) from locked) as "all!",
          (select count(*) from locked where version <> contact_version and is_deleted) as "gone!"
        "#,
        organization.0,
        id.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let reversed = i64::try_from(found.reversed.len()).unwrap_or(i64::MAX);
    match found.change.as_deref() {
        None => {
            return Err(AppError::Conflict {
                message:
                    "This can no longer be undone: it was undone already, or it was more than a day ago."
                        .into(),
            });
        }
        Some("delete") => follow_out_of_trash(tx, &found.reversed, &found.deletions).await?,
        Some("restore") => follow_into_trash(tx, &found.reversed).await?,
        Some("owner_id") if reversed == found.all => take_back(tx, id).await?,
        Some(_) => {}
    }
    Ok(BulkUndone {
        reversed: count(reversed),
        kept: count(found.all - reversed - found.gone),
        gone: count(found.gone),
    })
}
