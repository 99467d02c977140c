//! What was said and done with a contact, and what is planned.
//!
//! A change of an interaction locks its contact first: the triggers lock it too, and whoever
//! deletes a contact takes the contact before its interactions.

use super::mentions::tell_mentioned;
use super::reach::Reach;
use super::record::allowed;
use crate::accounts::roles::Permission;
use crate::audit;
use crate::contacts::types::{
    Deleted, Direction, Interaction, InteractionForm, InteractionStatus, InteractionType, InteractionValues,
    NewInteraction,
};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::ids::{ContactId, DeletionId, InteractionId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;

/// What PostgreSQL refuses by its own clock.
const STILL_TO_COME: (&str, &str, &str) = (
    "contact_interactions_completed_not_future",
    "interaction_date",
    "This is still to come. Choose Scheduled, or a time that has passed.",
);

/// Adds an interaction to a contact's history.
pub async fn insert_interaction(
    tx: &mut TenantTx,
    contact: ContactId,
    new: &NewInteraction,
) -> AppResult<InteractionId> {
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    lock_contact(tx, contact, &reach).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let id = InteractionId::new();
    let new = new.values();
    sqlx::query!(
        r#"
        insert into contact_interactions (organization_id, id, contact_id, user_id, interaction_type, status, direction,
          interaction_date, subject, description, outcome)
        values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, clock_timestamp()), $9, $10, $11)
        "#,
        organization.0,
        id.0,
        contact.0,
        me.0,
        new.interaction_type.as_str(),
        new.status.as_str(),
        new.direction.map(Direction::as_str),
        new.interaction_date,
        new.subject,
        new.description,
        new.outcome,
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[STILL_TO_COME])?;
    tell_mentioned(tx, contact, id, new).await?;
    Ok(id)
}

/// Saves an interaction over the version that was read, and answers with the version it has now.
/// Where no day was typed it keeps the one it has, and where the form's came back untouched, too:
/// a form tells the minute only, and of an hour that comes twice not which.
pub async fn update_interaction(
    tx: &mut TenantTx,
    id: InteractionId,
    version: i32,
    new: &NewInteraction,
) -> AppResult<i32> {
    lock(tx, id).await?;
    let zone = super::zone(tx).await?;
    let organization = tx.organization();
    let values = new.values();
    let saved = sqlx::query!(
        r#"
        update contact_interactions
        set interaction_type = $4, status = $5, direction = $6,
          interaction_date = case
            when $7 at time zone $11 = date_trunc('minute', interaction_date at time zone $11) then interaction_date
            else coalesce($7, interaction_date) end,
          subject = $8, description = $9, outcome = $10
        where organization_id = $1 and id = $2 and version = $3 and not is_deleted
        returning version, contact_id as "contact: ContactId"
        "#,
        organization.0,
        id.0,
        version,
        values.interaction_type.as_str(),
        values.status.as_str(),
        values.direction.map(Direction::as_str),
        values.interaction_date,
        values.subject,
        values.description,
        values.outcome,
        zone.name,
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[STILL_TO_COME])?;
    match saved {
        Some(saved) => {
            tell_mentioned(tx, saved.contact, id, values).await?;
            Ok(saved.version)
        }
        None => not_saved(tx, id, values, &zone).await,
    }
}

/// Why a save found nothing to save over: the contact is locked and the interaction is there, so
/// its version is another.
async fn not_saved(
    tx: &mut TenantTx,
    id: InteractionId,
    mine: &InteractionValues,
    zone: &Zone,
) -> AppResult<i32> {
    let stored = interaction(tx, id).await?;
    let changes = differences(&stored, mine, zone);
    if changes.is_empty() {
        return Ok(stored.version);
    }
    let (by, at) = audit::queries::last_change(tx, "contact_interactions", id.0).await?;
    let stale = Stale {
        version: stored.version,
        by,
        at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}

/// The fields in which what is stored differs from what was typed.
fn differences(stored: &Interaction, mine: &InteractionValues, zone: &Zone) -> Vec<FieldChange> {
    let theirs = InteractionForm::of(stored, zone);
    let mine = InteractionForm::of(
        &Interaction {
            interaction_type: mine.interaction_type,
            status: mine.status,
            direction: mine.direction,
            interaction_date: mine.interaction_date.unwrap_or(stored.interaction_date),
            subject: mine.subject.clone(),
            description: mine.description.clone(),
            outcome: mine.outcome.clone(),
            ..stored.clone()
        },
        zone,
    );
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    pairs
        .filter(|((_, _, mine), (_, _, theirs))| mine != theirs)
        .map(|((field, label, mine), (_, _, theirs))| FieldChange {
            field: field.into(),
            label: label.into(),
            mine: InteractionForm::in_words(field, mine),
            theirs: InteractionForm::in_words(field, theirs),
        })
        .collect()
}

/// A planned interaction has happened; if it lay ahead, now. One that somebody completed already
/// takes the outcome where it has none; two outcomes are for people to reconcile.
pub async fn complete_interaction(
    tx: &mut TenantTx,
    id: InteractionId,
    outcome: Option<&str>,
) -> AppResult<()> {
    lock(tx, id).await?;
    let organization = tx.organization();
    let completed = sqlx::query!(
        r#"
        update contact_interactions
        set status = 'completed', interaction_date = least(interaction_date, clock_timestamp()),
          outcome = coalesce($3, outcome)
        where organization_id = $1 and id = $2 and not is_deleted
          and (status <> 'completed' or $3::text is null or outcome is null or outcome = $3)
        "#,
        organization.0,
        id.0,
        outcome,
    )
    .execute(tx.conn())
    .await?;
    if completed.rows_affected() == 0 {
        interaction(tx, id).await?;
        let message = "Somebody completed this already, with another outcome. Open it to change that.";
        return Err(AppError::Conflict {
            message: message.into(),
        });
    }
    Ok(())
}

/// An interaction will not, or did not, happen.
pub async fn cancel_interaction(tx: &mut TenantTx, id: InteractionId) -> AppResult<()> {
    lock(tx, id).await?;
    let organization = tx.organization();
    let cancelled = sqlx::query!(
        r#"
        update contact_interactions set status = 'cancelled'
        where organization_id = $1 and id = $2 and status <> 'cancelled' and not is_deleted
        "#,
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    if cancelled.rows_affected() == 0 {
        interaction(tx, id).await?;
    }
    Ok(())
}

/// Moves an interaction to the trash.
pub async fn delete_interaction(tx: &mut TenantTx, id: InteractionId) -> AppResult<Deleted> {
    lock(tx, id).await?;
    let organization = tx.organization();
    let deletion_id = DeletionId::new();
    let deleted = sqlx::query!(
        r#"
        update contact_interactions set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and id = $2 and not is_deleted
        returning subject, interaction_type as "interaction_type: InteractionType"
        "#,
        organization.0,
        id.0,
        deletion_id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let name = deleted
        .subject
        .unwrap_or_else(|| deleted.interaction_type.label().to_owned());
    Ok(Deleted {
        deletion_id,
        name,
        interactions: 0,
    })
}

/// Takes an interaction out of the trash. One that is not in the trash any more stays as it is.
pub async fn restore_interaction(tx: &mut TenantTx, id: InteractionId) -> AppResult<()> {
    if lock(tx, id).await?.is_contact_deleted {
        let message = "Its contact is in the trash. Restore the contact first.";
        return Err(AppError::Conflict {
            message: message.into(),
        });
    }
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update contact_interactions set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and id = $2 and is_deleted
        "#,
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What stands in the way of changing an interaction.
struct Locked {
    is_contact_deleted: bool,
}

/// Locks the contact of an interaction that may be changed. Whether the interaction itself is in
/// the trash may change until the lock is had, so that is for the change to ask.
async fn lock(tx: &mut TenantTx, id: InteractionId) -> AppResult<Locked> {
    let view = Reach::of(tx, Permission::ViewContacts).await?;
    let edit = Reach::of(tx, Permission::EditContacts).await?;
    let delete = Reach::within(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select i.is_deleted, c.is_deleted as is_contact_deleted,
          coalesce($4::uuid[] is null or c.owner_id = any ($4), false) as "is_within!"
        from contact_interactions i
        join contacts c on c.organization_id = $1 and c.id = i.contact_id
        where i.organization_id = $1 and i.id = $2 and ($3::uuid[] is null or c.owner_id = any ($3))
          and (not c.is_deleted or $5::uuid[] is null or c.owner_id = any ($5))
        for no key update of c
        "#,
        organization.0,
        id.0,
        view.owners() as Option<&[uuid::Uuid]>,
        edit.owners() as Option<&[uuid::Uuid]>,
        delete.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if found.is_within {
        Ok(Locked {
            is_contact_deleted: found.is_contact_deleted,
        })
    } else if found.is_deleted {
        // What others threw away is not shown to somebody who could not take it out again.
        Err(AppError::NotFound)
    } else {
        Err(AppError::Forbidden)
    }
}

async fn lock_contact(tx: &mut TenantTx, contact: ContactId, reach: &Reach) -> AppResult<()> {
    let organization = tx.organization();
    let locked = sqlx::query!(
        r#"
        select from contacts
        where organization_id = $1 and id = $2 and not is_deleted and ($3::uuid[] is null or owner_id = any ($3))
        for no key update
        "#,
        organization.0,
        contact.0,
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?;
    match locked {
        Some(_) => Ok(()),
        // It was deleted or given away in this very moment, if it is allowed after all.
        None => allowed(tx, contact, reach).await.and(Err(AppError::NotFound)),
    }
}

/// An interaction of a contact that whoever asks may see and that is not in the trash.
pub async fn interaction(tx: &mut TenantTx, id: InteractionId) -> AppResult<Interaction> {
    let view = Reach::of(tx, Permission::ViewContacts).await?;
    let edit = Reach::within(tx, Permission::EditContacts).await?;
    let organization = tx.organization();
    sqlx::query_as!(
        Interaction,
        r#"
        select i.id as "id: InteractionId", i.version, i.interaction_type as "interaction_type: InteractionType",
          i.status as "status: InteractionStatus", i.direction as "direction: Direction", i.subject, i.description,
          i.outcome, i.interaction_date, coalesce($4::uuid[] is null or c.owner_id = any ($4), false) as "can_edit!"
        from contact_interactions i
        join contacts c on c.organization_id = $1 and c.id = i.contact_id and not c.is_deleted
        where i.organization_id = $1 and i.id = $2 and not i.is_deleted
          and ($3::uuid[] is null or c.owner_id = any ($3))
        "#,
        organization.0,
        id.0,
        view.owners() as Option<&[uuid::Uuid]>,
        edit.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}
