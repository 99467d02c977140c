//! One contact: read, added, changed, moved, deleted and restored.

use super::assigning::{owner_before, tell_owner};
use super::mentions::tell_noted;
use super::private::{self, Private};
use super::reach::{Reach, Reaches};
use super::strength::{Touches, Window};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::contacts::types::{
    Contact, ContactForm, ContactStatus, ContactType, ContactValues, Deleted, NewContact, Priority,
};
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::forms::TypedForm;
use crate::ids::{ContactId, DeletionId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::sealing::queries::to_open;
use crate::sealing::{ContactNotes, ContactPhone, Sealed};
use crate::tenancy::TenantTx;
use chrono::Utc;
use sqlx::types::Json;

/// What a field says whose owner cannot be chosen.
const NO_SUCH_OWNER: &str = "Choose an active colleague, or nobody.";

/// The record. One that is in the trash is shown to those who may restore it.
pub async fn find(tx: &mut TenantTx, id: ContactId) -> AppResult<Contact> {
    let reaches = Reaches::of(tx).await?;
    let organization = tx.organization();
    let window = Window::at(Utc::now());
    let row = sqlx::query!(
        r#"
        select c.id as "id: ContactId", c.version, c.first_name, c.last_name, c.email, c.phone as "phone: Sealed<ContactPhone>", c.company, c.job_title,
          c.linkedin_url, c.avatar_url, c.bio, c.contact_type as "contact_type: ContactType", c.status as "status: ContactStatus",
          c.priority as "priority: Priority", c.business_type, c.network_type, c.industry, c.notes as "notes: Sealed<ContactNotes>", c.tags,
          c.lead_score, c.last_interaction, c.created_at, c.updated_at, c.is_deleted, c.deleted_at,
          owner.id as "owner_id?: UserId", owner.first_name || ' ' || owner.last_name as owner_name,
          owner.avatar_id as "owner_picture?: MediaId", creator.avatar_id as "creator_picture: MediaId",
          editor.avatar_id as "editor_picture?: MediaId",
          creator.id as "creator_id: UserId", creator.first_name || ' ' || creator.last_name as "creator_name!",
          editor.id as "editor_id?: UserId", editor.first_name || ' ' || editor.last_name as editor_name,
          coalesce($4::uuid[] is null or c.owner_id = any ($4), false) as "can_edit!",
          coalesce($5::uuid[] is null or c.owner_id = any ($5), false) as "can_delete!",
          coalesce((
            select jsonb_agg(to_jsonb(kind)) from (
              select i.interaction_type, i.direction, count(*) as count,
                sum(power(0.5, extract(epoch from $6 - i.interaction_date)::float8 / $7::float8)) as decayed
              from contact_interactions i
              where i.organization_id = $1 and i.contact_id = $2 and i.status = 'completed' and not i.is_deleted
                and i.interaction_date > $8 and i.interaction_date <= $6
              group by i.interaction_type, i.direction
            ) as kind
          ), '[]') as "touches!: Json<Vec<Touches>>",
          coalesce((
            select jsonb_agg(jsonb_build_array(said.key, coalesce(said.value, '')) order by said.key)
            from jsonb_each_text(c.metadata) as said
          ), '[]') as "metadata!: Json<Vec<(String, String)>>"
        from contacts c
        join users creator on creator.organization_id = $1 and creator.id = c.created_by
        left join users owner on owner.organization_id = $1 and owner.id = c.owner_id
        left join users editor on editor.organization_id = $1 and editor.id = c.updated_by
        where c.organization_id = $1 and c.id = $2
          and ($3::uuid[] is null or c.owner_id = any ($3))
          and (not c.is_deleted or $5::uuid[] is null or c.owner_id = any ($5))
        "#,
        organization.0,
        id.0,
        reaches.view.owners() as Option<&[uuid::Uuid]>,
        reaches.edit.owners() as Option<&[uuid::Uuid]>,
        reaches.delete.owners() as Option<&[uuid::Uuid]>,
        window.now,
        window.half_life,
        window.since,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;

    let looking = Onlooker::of(tx)?;
    let numbers = [
        row.phone.as_ref().and_then(Sealed::key_number),
        row.notes.as_ref().and_then(Sealed::key_number),
    ];
    let keys = to_open(tx, &numbers).await?;
    let mut unreadable = Vec::new();
    Ok(Contact {
        id: row.id,
        version: row.version,
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        phone: private::open(&keys, id, row.phone.as_ref(), &mut unreadable),
        company: row.company,
        job_title: row.job_title,
        linkedin_url: row.linkedin_url,
        avatar_url: row.avatar_url,
        bio: row.bio,
        contact_type: row.contact_type,
        status: row.status,
        priority: row.priority,
        business_type: row.business_type,
        network_type: row.network_type,
        industry: row.industry,
        notes: private::open(&keys, id, row.notes.as_ref(), &mut unreadable),
        unreadable,
        lead_score: row.lead_score,
        last_interaction: row.last_interaction,
        owner: looking.colleague(row.owner_id, row.owner_name, row.owner_picture),
        strength: row.touches.0.into(),
        tags: row.tags,
        metadata: row.metadata.0,
        created_at: row.created_at,
        created_by: Colleague {
            id: row.creator_id,
            name: row.creator_name,
            picture: looking.picture(row.creator_picture),
        },
        updated_at: row.updated_at,
        updated_by: looking.colleague(row.editor_id, row.editor_name, row.editor_picture),
        is_deleted: row.is_deleted,
        deleted_at: row.deleted_at,
        can_edit: row.can_edit && !row.is_deleted,
        can_delete: row.can_delete,
    })
}

/// Adds a contact.
pub async fn insert(tx: &mut TenantTx, new: &NewContact) -> AppResult<ContactId> {
    Reach::of(tx, Permission::EditContacts).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let id = ContactId::new();
    let new = new.values();
    let private = Private::of(tx, id, new).await?;
    let owner = new.owner_id.map(|owner| owner.0);
    let added = sqlx::query!(
        r#"
        insert into contacts (organization_id, id, created_by, owner_id, first_name, last_name, email, phone, company,
          job_title, linkedin_url, bio, contact_type, status, priority, business_type, network_type, industry, notes,
          lead_score, tags, avatar_url, phone_index)
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
        where $4::uuid is null or exists (
          select from users
          where organization_id = $1 and id = $4 and is_active and not is_deleted and role <> 'system')
        "#,
        organization.0,
        id.0,
        me.0,
        owner,
        new.first_name,
        new.last_name,
        new.email,
        private.phone.as_ref().map(Sealed::bytes),
        new.company,
        new.job_title,
        new.linkedin_url,
        new.bio,
        new.contact_type.as_str(),
        new.status.as_str(),
        new.priority.as_str(),
        new.business_type,
        new.network_type,
        new.industry,
        private.notes.as_ref().map(Sealed::bytes),
        new.lead_score,
        &new.tags,
        new.avatar_url,
        private.phone_index,
    )
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        return Err(AppError::field("owner_id", NO_SUCH_OWNER));
    }
    tell_owner(tx, id, None, new.owner_id).await?;
    tell_noted(tx, id, 1, None, new.notes.as_deref()).await?;
    Ok(id)
}

/// Saves a record over the version that was read, and answers with the version it has now.
///
/// Where somebody else saved in the meantime, nothing is written and the error tells what differs.
/// Where nothing differs (the same form sent twice), there is nothing to write or to tell.
pub async fn update(tx: &mut TenantTx, id: ContactId, version: i32, new: &NewContact) -> AppResult<i32> {
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let organization = tx.organization();
    let values = new.values();
    let owner = values.owner_id.map(|owner| owner.0);
    // It holds the row.
    let before = owner_before(tx, id).await?;
    let noted = noted_before(tx, id, values).await?;
    let private = Private::of(tx, id, values).await?;
    let saved = sqlx::query_scalar!(
        r#"
        update contacts
        set first_name = $4, last_name = $5, email = $6, phone = $7, company = $8, job_title = $9, linkedin_url = $10,
          bio = $11, contact_type = $12, status = $13, priority = $14, business_type = $15, network_type = $16,
          industry = $17, notes = $18, lead_score = $19, tags = $20, owner_id = $21, avatar_url = $23,
          phone_index = $24
        where organization_id = $1 and id = $2 and version = $3 and not is_deleted
          and ($22::uuid[] is null or owner_id = any ($22))
          and ($21::uuid is null or owner_id = $21 or exists (
            select from users
            where organization_id = $1 and users.id = $21 and is_active and not users.is_deleted and role <> 'system'))
        returning version
        "#,
        organization.0,
        id.0,
        version,
        values.first_name,
        values.last_name,
        values.email,
        private.phone.as_ref().map(Sealed::bytes),
        values.company,
        values.job_title,
        values.linkedin_url,
        values.bio,
        values.contact_type.as_str(),
        values.status.as_str(),
        values.priority.as_str(),
        values.business_type,
        values.network_type,
        values.industry,
        private.notes.as_ref().map(Sealed::bytes),
        values.lead_score,
        &values.tags,
        owner,
        reach.owners() as Option<&[uuid::Uuid]>,
        values.avatar_url,
        private.phone_index,
    )
    .fetch_optional(tx.conn())
    .await?;
    match saved {
        Some(version) => {
            tell_owner(tx, id, before, values.owner_id).await?;
            tell_noted(tx, id, version, noted.as_deref(), values.notes.as_deref()).await?;
            Ok(version)
        }
        None => not_saved(tx, id, version, values, None).await,
    }
}

/// The notes that are about to be changed, where the new ones may name somebody.
async fn noted_before(tx: &mut TenantTx, id: ContactId, new: &ContactValues) -> AppResult<Option<String>> {
    if !new.notes.as_deref().is_some_and(|notes| notes.contains('@')) {
        return Ok(None);
    }
    match find(tx, id).await {
        Ok(stored) => Ok(stored.notes),
        // Then nothing is saved either.
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Why a save found nothing to save over; of a save of one field, what differs in it.
pub(super) async fn not_saved(
    tx: &mut TenantTx,
    id: ContactId,
    version: i32,
    mine: &ContactValues,
    field: Option<&str>,
) -> AppResult<i32> {
    let stored = find(tx, id).await?;
    if stored.is_deleted {
        return Err(AppError::NotFound);
    }
    if !stored.can_edit {
        return Err(AppError::Forbidden);
    }
    if stored.version == version {
        return Err(AppError::field("owner_id", NO_SUCH_OWNER));
    }
    let mut changes = differences(tx, &stored, mine).await?;
    changes.retain(|change| field.is_none_or(|field| field == change.field));
    if changes.is_empty() {
        return Ok(stored.version);
    }
    let by = stored.updated_by.unwrap_or(stored.created_by).name;
    let stale = Stale {
        version: stored.version,
        by,
        at: stored.updated_at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}

/// The fields in which what is stored differs from what was typed.
async fn differences(
    tx: &mut TenantTx,
    stored: &Contact,
    mine: &ContactValues,
) -> AppResult<Vec<FieldChange>> {
    let my_owner = match mine.owner_id {
        Some(owner) => name_of(tx, owner).await?.unwrap_or_default(),
        None => String::new(),
    };
    let their_owner = stored
        .owner
        .as_ref()
        .map(|owner| owner.name.as_str())
        .unwrap_or_default();
    let (mine, theirs) = (ContactForm::from(mine), ContactForm::of(stored));
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    Ok(pairs
        .filter(|((_, _, mine), (_, _, theirs))| mine != theirs)
        .map(|((field, label, mine), (_, _, theirs))| {
            let (mine, theirs) = match field {
                "owner_id" => (my_owner.clone(), their_owner.to_owned()),
                _ => (
                    ContactForm::in_words(field, mine),
                    ContactForm::in_words(field, theirs),
                ),
            };
            FieldChange {
                field: field.into(),
                label: label.into(),
                mine,
                theirs,
            }
        })
        .collect())
}

pub(super) async fn name_of(tx: &mut TenantTx, user: UserId) -> AppResult<Option<String>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"select first_name || ' ' || last_name as "name!" from users where organization_id = $1 and id = $2"#,
        organization.0,
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Moves a contact to another stage. The last move wins; one to where it is already writes nothing.
pub async fn set_type(tx: &mut TenantTx, id: ContactId, to: ContactType) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let organization = tx.organization();
    let moved = sqlx::query!(
        r#"
        update contacts set contact_type = $3
        where organization_id = $1 and id = $2 and contact_type <> $3 and not is_deleted
          and ($4::uuid[] is null or owner_id = any ($4))
        "#,
        organization.0,
        id.0,
        to.as_str(),
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .execute(tx.conn())
    .await?;
    if moved.rows_affected() == 0 {
        allowed(tx, id, &reach).await?;
    }
    Ok(())
}

/// Puts a contact into a colleague's care, or into nobody's.
pub async fn set_owner(tx: &mut TenantTx, id: ContactId, owner: Option<UserId>) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::EditContacts).await?;
    let organization = tx.organization();
    let before = owner_before(tx, id).await?;
    let given = sqlx::query!(
        r#"
        update contacts set owner_id = $3
        where organization_id = $1 and id = $2 and not is_deleted
          and ($4::uuid[] is null or owner_id = any ($4))
          and ($3::uuid is null or owner_id = $3 or exists (
            select from users
            where organization_id = $1 and users.id = $3 and is_active and not users.is_deleted and role <> 'system'))
        "#,
        organization.0,
        id.0,
        owner.map(|owner| owner.0),
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .execute(tx.conn())
    .await?;
    if given.rows_affected() == 0 {
        allowed(tx, id, &reach).await?;
        return Err(AppError::field("owner_id", NO_SUCH_OWNER));
    }
    tell_owner(tx, id, before, owner).await
}

/// Whether a contact is there and within reach; what a change asks that changed nothing.
pub async fn allowed(tx: &mut TenantTx, id: ContactId, reach: &Reach) -> AppResult<()> {
    let view = Reach::of(tx, Permission::ViewContacts).await?;
    let organization = tx.organization();
    let is_within = sqlx::query_scalar!(
        r#"
        select coalesce($4::uuid[] is null or owner_id = any ($4), false) as "is_within!"
        from contacts
        where organization_id = $1 and id = $2 and not is_deleted
          and ($3::uuid[] is null or owner_id = any ($3))
        "#,
        organization.0,
        id.0,
        view.owners() as Option<&[uuid::Uuid]>,
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if is_within {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// Moves a contact to the trash, and its interactions with it.
pub async fn delete(tx: &mut TenantTx, id: ContactId) -> AppResult<Deleted> {
    let reach = Reach::of(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let deletion_id = DeletionId::new();
    let name = sqlx::query_scalar!(
        r#"
        update contacts set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and id = $2 and not is_deleted
          and ($4::uuid[] is null or owner_id = any ($4))
        returning first_name || ' ' || last_name as "name!"
        "#,
        organization.0,
        id.0,
        deletion_id.0,
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(name) = name else {
        allowed(tx, id, &reach).await?;
        return Err(AppError::NotFound);
    };
    let interactions = sqlx::query!(
        r#"
        update contact_interactions set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and contact_id = $2 and not is_deleted
        "#,
        organization.0,
        id.0,
        deletion_id.0,
    )
    .execute(tx.conn())
    .await?;
    let interactions = u32::try_from(interactions.rows_affected()).unwrap_or(u32::MAX);
    Ok(Deleted {
        deletion_id,
        name,
        interactions,
    })
}

/// Takes a contact out of the trash, and what was deleted together with it. One that is not in
/// the trash any more stays as it is.
pub async fn restore(tx: &mut TenantTx, id: ContactId) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::DeleteContacts).await?;
    let organization = tx.organization();
    let restored = sqlx::query_scalar!(
        r#"
        update contacts set is_deleted = false, deleted_at = null, deletion_id = null
        from (
          select id, deletion_id from contacts where organization_id = $1 and id = $2 and is_deleted for update
        ) as trashed
        where contacts.organization_id = $1 and contacts.id = trashed.id
          and ($3::uuid[] is null or owner_id = any ($3))
        returning trashed.deletion_id
        "#,
        organization.0,
        id.0,
        reach.owners() as Option<&[uuid::Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(deletion) = restored else {
        return allowed(tx, id, &reach).await;
    };
    sqlx::query!(
        r#"
        update contact_interactions set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and contact_id = $2 and is_deleted and deletion_id = $3
        "#,
        organization.0,
        id.0,
        deletion,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
