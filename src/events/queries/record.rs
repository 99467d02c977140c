//! One event: read, added, changed, deleted and restored.

use super::reach::{Reach, allowed};
use super::series;
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::attendees;
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::events::types::{
    DeletedEvent, Event, EventForm, EventStatus, EventType, EventValues, NewEvent, PublicAddress, Span,
    VenueDetails, ZoneChange,
};
use crate::expenses;
use crate::forms::TypedForm;
use crate::ids::{DeletionId, EventId, MediaId, SeriesId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::time::Zone;
use serde::Deserialize;
use sqlx::types::Json;

/// Somebody who works at an event, as the statement gives them.
#[derive(Debug, Deserialize)]
struct Assigned {
    id: UserId,
    name: String,
    picture: Option<MediaId>,
}

/// The record. One that is in the trash is shown to those who may bring it back.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts.
pub async fn find(tx: &mut TenantTx, id: EventId) -> AppResult<Event> {
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select e.id as "id: EventId", e.version, e.title, e.description, e.event_type as "event_type: EventType",
          e.status as "status: EventStatus", e.cancelled_reason, e.start_date, e.end_date, e.timezone, e.location, e.venue,
          e.venue_details as "venue_details: Json<VenueDetails>", e.budget::text as "budget!", e.currency, e.current_attendees,
          e.max_attendees, e.registration_url, e.public_address, e.series_id as "series_id: SeriesId", e.created_at, e.updated_at, e.is_deleted, e.deleted_at,
          creator.id as "creator_id: UserId", creator.first_name || ' ' || creator.last_name as "creator_name!",
          creator.avatar_id as "creator_picture: MediaId",
          editor.id as "editor_id?: UserId", editor.first_name || ' ' || editor.last_name as editor_name,
          editor.avatar_id as "editor_picture?: MediaId",
          $4::uuid is null or e.created_by = $4 as "can_edit!",
          coalesce((
            select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.first_name || ' ' || u.last_name, 'picture', u.avatar_id)
              order by u.last_name, u.first_name, u.id)
            from event_staff s join users u on u.organization_id = $1 and u.id = s.user_id
            where s.organization_id = $1 and s.event_id = $2
          ), '[]') as "staff!: Json<Vec<Assigned>>",
          (select count(*) from event_agenda_items i
            where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted) as "agenda_items!"
        from events e
        join users creator on creator.organization_id = $1 and creator.id = e.created_by
        left join users editor on editor.organization_id = $1 and editor.id = e.updated_by
        where e.organization_id = $1 and e.id = $2
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = $2 and s.user_id = $3))
          and (not e.is_deleted or $4::uuid is null or e.created_by = $4)
        "#,
        organization.0,
        id.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;

    let series = series::standing(tx, row.series_id, id).await?;
    let looking = Onlooker::of(tx)?;
    let currency: Currency = row.currency.parse().unwrap_or(Currency::EUR);
    Ok(Event {
        id: row.id,
        version: row.version,
        title: row.title,
        description: row.description,
        event_type: row.event_type,
        status: row.status,
        cancelled_reason: row.cancelled_reason,
        span: Span {
            start: row.start_date,
            end: row.end_date,
            // All of it: whoever edits may move it to another time of the year.
            zone: Zone::named(&row.timezone).unwrap_or_else(Zone::utc),
        },
        location: row.location,
        venue: row.venue,
        venue_details: row.venue_details.0,
        budget: Money::parse(&row.budget, currency).map_err(|error| AppError::internal(&error))?,
        attendees: row.current_attendees,
        max_attendees: row.max_attendees,
        registration_url: row.registration_url,
        public_address: PublicAddress::stored(row.public_address),
        staff: row
            .staff
            .0
            .into_iter()
            .map(|one| Colleague {
                id: one.id,
                name: one.name,
                picture: looking.picture(one.picture),
            })
            .collect(),
        agenda_items: row.agenda_items,
        series,
        created_by: Colleague {
            id: row.creator_id,
            name: row.creator_name,
            picture: looking.picture(row.creator_picture),
        },
        created_at: row.created_at,
        updated_by: looking.colleague(row.editor_id, row.editor_name, row.editor_picture),
        updated_at: row.updated_at,
        is_deleted: row.is_deleted,
        deleted_at: row.deleted_at,
        can_edit: row.can_edit && !row.is_deleted,
        audience: None,
    })
}

/// Adds a draft.
///
/// # Errors
/// If whoever acts may add none.
pub async fn insert(tx: &mut TenantTx, new: &NewEvent) -> AppResult<EventId> {
    Reach::of(tx, Permission::EditEvents)?;
    let (organization, me, id, new) = (tx.organization(), tx.user()?, EventId::new(), new.values());
    sqlx::query!(
        r#"
        insert into events (organization_id, id, created_by, title, description, event_type, start_date, end_date, timezone,
          location, venue, venue_details, budget, currency, max_attendees, registration_url)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::numeric, $14, $15, $16)
        "#,
        organization.0,
        id.0,
        me.0,
        new.title,
        new.description,
        new.event_type.as_str(),
        new.start,
        new.end,
        new.timezone,
        new.location,
        new.venue,
        Json(&new.venue_details) as _,
        new.budget.to_decimal(),
        new.budget.currency.code(),
        new.max_attendees,
        new.registration_url,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The time zone of an event that is about to be saved, which nobody else saves meanwhile.
///
/// # Errors
/// If it is not there, or may not be changed.
pub async fn timezone(tx: &mut TenantTx, id: EventId) -> AppResult<String> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    sqlx::query_scalar!(
        "select timezone from events where organization_id = $1 and id = $2 and not is_deleted for no key update",
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// Saves a record over the version that was read, and answers with the version it has now. Where the event moves to another
/// time zone and its times stay on the clock, so do those of its agenda.
///
/// # Errors
/// Where somebody else saved in the meantime nothing is written, and the error tells what differs in the way of a country.
/// Fewer places than are taken are refused with their number.
pub async fn update(
    tx: &mut TenantTx,
    id: EventId,
    version: i32,
    new: &NewEvent,
    locale: &Locale,
) -> AppResult<i32> {
    let saved = save(tx, id, version, new, locale).await?;
    if saved.budget_before != new.values().budget {
        expenses::queries::tell_rebudgeted(tx, &[(id, saved.budget_before)]).await?;
    }
    Ok(saved.version)
}

/// An event that was saved.
#[derive(Clone, Copy, Debug)]
pub struct Saved {
    pub version: i32,
    /// What it might cost before.
    pub budget_before: Money,
}

/// The same, where whoever asks tells of its budget, and of those of others, in one order.
///
/// # Errors
/// Those of [`update`].
pub async fn save(
    tx: &mut TenantTx,
    id: EventId,
    version: i32,
    new: &NewEvent,
    locale: &Locale,
) -> AppResult<Saved> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let new = new.values();
    let saved = sqlx::query!(
        r#"
        update events
        set title = $4, description = $5, event_type = $6, start_date = $7, end_date = $8, timezone = $9, location = $10,
          venue = $11, venue_details = $12, budget = $13::text::numeric, currency = $14, max_attendees = $15,
          registration_url = $16
        from (select id, timezone, budget, currency from events where organization_id = $1 and id = $2 for no key update) as before
        where events.organization_id = $1 and events.id = before.id and version = $3 and not is_deleted
          and ($17::uuid is null or created_by = $17)
          and ($15::int is null or current_attendees <= $15)
        returning version, before.timezone as zone_before, before.budget::text as "budget_before!", before.currency as currency_before
        "#,
        organization.0,
        id.0,
        version,
        new.title,
        new.description,
        new.event_type.as_str(),
        new.start,
        new.end,
        new.timezone,
        new.location,
        new.venue,
        Json(&new.venue_details) as _,
        new.budget.to_decimal(),
        new.budget.currency.code(),
        new.max_attendees,
        new.registration_url,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(saved) = saved else {
        return not_saved(tx, id, version, new, locale).await;
    };
    if saved.zone_before != new.timezone && new.zone_change == Some(ZoneChange::Clock) {
        keep_on_the_clock(tx, id, &saved.zone_before, &new.timezone).await?;
    }
    let currency: Currency = saved
        .currency_before
        .parse()
        .map_err(|error| AppError::internal(&error))?;
    // There may be more places than before.
    attendees::queries::fill_places(tx, id, None).await?;
    Ok(Saved {
        version: saved.version,
        budget_before: Money::parse(&saved.budget_before, currency)
            .map_err(|error| AppError::internal(&error))?,
    })
}

/// The agenda in another time zone: each item begins at the same time on the clock, and takes as long.
async fn keep_on_the_clock(tx: &mut TenantTx, id: EventId, before: &str, after: &str) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update event_agenda_items
        set start_time = (start_time at time zone $3) at time zone $4,
          end_time = ((start_time at time zone $3) at time zone $4) + (end_time - start_time)
        where organization_id = $1 and event_id = $2
        "#,
        organization.0,
        id.0,
        before,
        after,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Why a save found nothing to save over.
async fn not_saved(
    tx: &mut TenantTx,
    id: EventId,
    version: i32,
    mine: &EventValues,
    locale: &Locale,
) -> AppResult<Saved> {
    allowed(tx, id).await?;
    let stored = find(tx, id).await?;
    if stored.version == version {
        let taken = stored.attendees;
        let message = format!("{taken} places are taken: leave at least as many.");
        return Err(AppError::field("max_attendees", &message));
    }
    let changes = differences(&stored, mine, locale);
    if changes.is_empty() {
        return Ok(Saved {
            version: stored.version,
            budget_before: stored.budget,
        });
    }
    let stale = Stale {
        version: stored.version,
        by: stored.updated_by.unwrap_or(stored.created_by).name,
        at: stored.updated_at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}

/// The fields in which what is stored differs from what was typed.
fn differences(stored: &Event, mine: &EventValues, locale: &Locale) -> Vec<FieldChange> {
    let zone = Zone::named(&mine.timezone).unwrap_or_else(Zone::utc);
    let (mine, theirs) = (
        EventForm::written(mine, &zone, locale),
        EventForm::of(stored, locale),
    );
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    pairs
        .filter(|((_, _, mine), (_, _, theirs))| mine != theirs)
        .map(|((field, label, mine), (_, _, theirs))| FieldChange {
            field: field.into(),
            label: label.into(),
            mine: EventForm::in_words(field, mine),
            theirs: EventForm::in_words(field, theirs),
        })
        .collect()
}

/// Moves an event to the trash, and with it its attendees and its agenda.
///
/// # Errors
/// If it is not there, or may not be changed.
pub async fn delete(tx: &mut TenantTx, id: EventId) -> AppResult<DeletedEvent> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let (organization, deletion_id) = (tx.organization(), DeletionId::new());
    let title = sqlx::query_scalar!(
        r#"
        update events set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and id = $2 and not is_deleted and ($4::uuid is null or created_by = $4)
        returning title
        "#,
        organization.0,
        id.0,
        deletion_id.0,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(title) = title else {
        allowed(tx, id).await?;
        return Err(AppError::NotFound);
    };
    sqlx::query!(
        r#"
        with attendees as (
          update event_attendees set is_deleted = true, deleted_at = now(), deletion_id = $3
          where organization_id = $1 and event_id = $2 and not is_deleted
        )
        update event_agenda_items set is_deleted = true, deleted_at = now(), deletion_id = $3
        where organization_id = $1 and event_id = $2 and not is_deleted
        "#,
        organization.0,
        id.0,
        deletion_id.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(DeletedEvent { deletion_id, title })
}

/// Takes an event out of the trash, and what was deleted together with it. One that is not there any more stays as it is.
///
/// # Errors
/// If it is not there, or may not be changed.
pub async fn restore(tx: &mut TenantTx, id: EventId) -> AppResult<()> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let organization = tx.organization();
    let deletion = sqlx::query_scalar!(
        r#"
        update events set is_deleted = false, deleted_at = null, deletion_id = null
        from (
          select id, deletion_id from events where organization_id = $1 and id = $2 and is_deleted for update
        ) as trashed
        where events.organization_id = $1 and events.id = trashed.id and ($3::uuid is null or created_by = $3)
        returning trashed.deletion_id
        "#,
        organization.0,
        id.0,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(deletion) = deletion else {
        return allowed(tx, id).await;
    };
    sqlx::query!(
        r#"
        with attendees as (
          update event_attendees set is_deleted = false, deleted_at = null, deletion_id = null
          where organization_id = $1 and event_id = $2 and is_deleted and deletion_id = $3
        )
        update event_agenda_items set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and event_id = $2 and is_deleted and deletion_id = $3
        "#,
        organization.0,
        id.0,
        deletion,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
