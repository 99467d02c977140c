//! Sample contacts: put in to show an empty organisation what the product is like, and taken out
//! again together.

mod people;

use super::private::seal_rows;
use super::reach::Reach;
use crate::accounts::roles::Permission;
use crate::contacts::types::Deleted;
use crate::error::{AppError, AppResult};
use crate::ids::DeletionId;
use crate::sealing::queries::to_seal;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use sqlx::types::Json;

/// Puts the sample contacts in, in the care of whoever acts, with a history that ends today.
///
/// Only into an organisation without a contact, and only by those who may edit everybody's.
/// Whoever else adds a contact at the same moment, sample or not, is waited for: adding one holds
/// on to the organisation's row, and so does this.
///
/// # Errors
/// [`AppError::Conflict`] where there is a contact already.
pub async fn add_sample(tx: &mut TenantTx, now: DateTime<Utc>) -> AppResult<u32> {
    of_everybody(tx, Permission::EditContacts).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "select id from organizations where id = $1 for update",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    let sample = people::sample(now)?;
    let key = to_seal(tx).await?;
    let mut contacts = serde_json::to_value(&sample.contacts).map_err(|error| AppError::internal(&error))?;
    seal_rows(&key, &mut contacts)?;
    // A statement of its own, which sees what those did who held the lock.
    let added = sqlx::query!(
        r#"
        insert into contacts (organization_id, id, created_by, owner_id, first_name, last_name, email, phone, phone_index,
          company, job_title, contact_type, status, priority, industry, notes, tags, lead_score, is_sample, created_at,
          updated_at)
        select $1, r.id, $2, $2, r.first_name, r.last_name, r.email, r.phone, r.phone_index, r.company, r.job_title, r.contact_type,
          r.status, r.priority, r.industry, r.notes, r.tags, r.lead_score, true, r.created_at, r.created_at
        from jsonb_to_recordset($3) as r (id uuid, first_name text, last_name text, email text, phone bytea, phone_index bytea,
          company text, job_title text, contact_type text, status text, priority text, industry text, notes bytea, tags text[],
          lead_score integer, created_at timestamptz)
        where not exists (select from contacts where organization_id = $1 and not is_deleted)
        "#,
        organization.0,
        me.0,
        contacts,
    )
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        return Err(AppError::Conflict {
            message: "There are contacts here already. Sample contacts are for an organisation without any."
                .into(),
        });
    }
    sqlx::query!(
        r#"
        insert into contact_interactions (organization_id, id, contact_id, user_id, interaction_type, direction, subject,
          outcome, interaction_date, status, created_at, updated_at)
        select $1, r.id, r.contact_id, $2, r.interaction_type, r.direction, r.subject, r.outcome, r.interaction_date,
          r.status, r.created_at, r.created_at
        from jsonb_to_recordset($3) as r (id uuid, contact_id uuid, interaction_type text, direction text, subject text,
          outcome text, interaction_date timestamptz, status text, created_at timestamptz)
        "#,
        organization.0,
        me.0,
        Json(&sample.interactions) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(u32::try_from(added.rows_affected()).unwrap_or(u32::MAX))
}

/// Moves every sample contact to the trash, and its interactions with it, as one deletion: those
/// that somebody has edited too, since all of it can be brought back.
///
/// # Errors
/// [`AppError::NotFound`] where there is none.
pub async fn remove_sample(tx: &mut TenantTx) -> AppResult<Deleted> {
    of_everybody(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let deletion_id = DeletionId::new();
    let contacts = sqlx::query!(
        r#"
        update contacts set is_deleted = true, deleted_at = now(), deletion_id = $2
        where organization_id = $1 and is_sample and not is_deleted
        "#,
        organization.0,
        deletion_id.0,
    )
    .execute(tx.conn())
    .await?;
    if contacts.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    let interactions = sqlx::query!(
        r#"
        update contact_interactions set is_deleted = true, deleted_at = now(), deletion_id = $2
        where organization_id = $1 and not is_deleted and contact_id in (
          select id from contacts where organization_id = $1 and is_sample and deletion_id = $2)
        "#,
        organization.0,
        deletion_id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(Deleted {
        deletion_id,
        name: format!("{} sample contacts", contacts.rows_affected()),
        interactions: u32::try_from(interactions.rows_affected()).unwrap_or(u32::MAX),
    })
}

/// Brings back what [`remove_sample`] took.
///
/// # Errors
/// [`AppError::NotFound`] where that deletion took no sample contact, or was undone already.
pub async fn restore_sample(tx: &mut TenantTx, deletion: DeletionId) -> AppResult<()> {
    of_everybody(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let restored = sqlx::query_scalar!(
        r#"
        update contacts set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and is_sample and is_deleted and deletion_id = $2
        returning id
        "#,
        organization.0,
        deletion.0,
    )
    .fetch_all(tx.conn())
    .await?;
    if restored.is_empty() {
        return Err(AppError::NotFound);
    }
    sqlx::query!(
        r#"
        update contact_interactions set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and contact_id = any ($2) and is_deleted and deletion_id = $3
        "#,
        organization.0,
        &restored,
        deletion.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Refuses whoever may not do this to everybody's contacts.
async fn of_everybody(tx: &mut TenantTx, permission: Permission) -> AppResult<()> {
    match Reach::of(tx, permission).await?.owners() {
        None => Ok(()),
        Some(_) => Err(AppError::Forbidden),
    }
}
