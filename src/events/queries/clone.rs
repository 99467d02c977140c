//! An event once more, at another time.

use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::expenses;
use crate::ids::{AgendaItemId, EventId, SeriesId};
use crate::media;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Makes a draft of all that an event is but its attendees: what it says, who works there, and its agenda, moved with it by the
/// clock of its time zone, so that what begins at nine begins at nine.
///
/// # Errors
/// If there is no such event, or whoever acts may add none.
pub async fn clone_event(
    tx: &mut TenantTx,
    id: EventId,
    title: &str,
    start: DateTime<Utc>,
) -> AppResult<EventId> {
    if tx.scope_of(Permission::EditEvents).is_none() {
        return Err(AppError::Forbidden);
    }
    let copies = Copies {
        ids: vec![EventId::new().0],
        starts: vec![start],
        ends: None,
        title: Some(title),
        creator: Some(tx.user()?.0),
        series: None,
    };
    copies.make(tx, id).await?;
    copies.ids.first().copied().map(EventId).ok_or(AppError::NotFound)
}

/// Copies of one event that are made in as many statements as one copy is.
pub(super) struct Copies<'a> {
    pub ids: Vec<Uuid>,
    pub starts: Vec<DateTime<Utc>>,
    /// When each ends; where nothing is said, each takes as long on the clock as the event does.
    pub ends: Option<Vec<DateTime<Utc>>>,
    /// Another title than the event's.
    pub title: Option<&'a str>,
    /// Another person than the event's.
    pub creator: Option<Uuid>,
    /// The series that they belong to, and how many places in it are given out already.
    pub series: Option<(SeriesId, i32)>,
}

impl Copies<'_> {
    /// Makes drafts of all that an event is but its attendees.
    ///
    /// # Errors
    /// `NotFound` where there is no such event.
    pub async fn make(&self, tx: &mut TenantTx, id: EventId) -> AppResult<()> {
        let organization = tx.organization();
        let made = sqlx::query!(
            r#"
            insert into events (organization_id, id, created_by, title, description, event_type, start_date, end_date, timezone,
              location, venue, venue_details, budget, currency, max_attendees, registration_url, settings, series_id,
              series_position)
            select $1, copy.id, coalesce($3, created_by), coalesce($4, title), description, event_type, copy.begins,
              case when $7 then copy.ends else
                ((copy.begins at time zone timezone) + ((end_date at time zone timezone) - (start_date at time zone timezone)))
                  at time zone timezone end,
              timezone,
              location, venue, venue_details, budget, currency, max_attendees, registration_url, settings, $9,
              $10::int + copy.place::int
            from events
            cross join unnest($5::uuid[], $6::timestamptz[], $8::timestamptz[]) with ordinality as copy (id, begins, ends, place)
            where organization_id = $1 and events.id = $2 and not is_deleted
            "#,
            organization.0,
            id.0,
            self.creator,
            self.title,
            &self.ids,
            &self.starts,
            self.ends.is_some(),
            self.ends.as_ref().unwrap_or(&self.starts),
            self.series.map(|(series, _)| series.0),
            self.series.map(|(_, made)| made),
        )
        .execute(tx.conn())
        .await?;
        if made.rows_affected() == 0 {
            return Err(AppError::NotFound);
        }
        self.copy_staff(tx, id).await?;
        self.copy_rooms_and_tracks(tx, id).await?;
        self.copy_agenda(tx, id).await?;
        expenses::queries::copy_limits(tx, id, &self.ids).await?;
        media::queries::carry_cover(tx, id, &self.ids).await
    }

    /// Who works there.
    async fn copy_staff(&self, tx: &mut TenantTx, id: EventId) -> AppResult<()> {
        let organization = tx.organization();
        sqlx::query!(
            r#"
            insert into event_staff (organization_id, event_id, user_id)
            select $1, copy.id, s.user_id
            from event_staff s
            join users u on u.organization_id = $1 and u.id = s.user_id and u.is_active and not u.is_deleted
            cross join unnest($3::uuid[]) as copy (id)
            where s.organization_id = $1 and s.event_id = $2
            "#,
            organization.0,
            id.0,
            &self.ids,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// Where things take place and what they have in common.
    async fn copy_rooms_and_tracks(&self, tx: &mut TenantTx, id: EventId) -> AppResult<()> {
        let organization = tx.organization();
        sqlx::query!(
            r#"
            with rooms as (
              insert into event_rooms (organization_id, event_id, name, capacity, sort_order)
              select $1, copy.id, name, capacity, sort_order from event_rooms cross join unnest($3::uuid[]) as copy (id)
              where organization_id = $1 and event_id = $2
            )
            insert into event_tracks (organization_id, event_id, name, color, sort_order)
            select $1, copy.id, name, color, sort_order from event_tracks cross join unnest($3::uuid[]) as copy (id)
            where organization_id = $1 and event_id = $2
            "#,
            organization.0,
            id.0,
            &self.ids,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }

    /// The agenda, each item as long as it is and in the room of the same name, with those of its speakers who are still there.
    /// What was cancelled stays behind.
    async fn copy_agenda(&self, tx: &mut TenantTx, id: EventId) -> AppResult<()> {
        let (organization, me) = (tx.organization(), tx.user()?);
        let items: Vec<Uuid> = sqlx::query_scalar!(
            r#"
            select id from event_agenda_items
            where organization_id = $1 and event_id = $2 and not is_deleted and status <> 'cancelled'
            order by start_time, id
            "#,
            organization.0,
            id.0,
        )
        .fetch_all(tx.conn())
        .await?;
        if items.is_empty() {
            return Ok(());
        }
        if items.len() * self.ids.len() > MOST_ITEMS {
            let message = format!(
                "The agenda has {} items: at most {} events are made of it at once.",
                items.len(),
                MOST_ITEMS / items.len()
            );
            return Err(AppError::field("count", &message));
        }
        // One line for each item of each copy.
        let all = self
            .ids
            .iter()
            .flat_map(|copy| items.iter().map(move |item| (*copy, *item)));
        let (events, originals): (Vec<Uuid>, Vec<Uuid>) = all.unzip();
        let copies: Vec<Uuid> = originals.iter().map(|_| AgendaItemId::new().0).collect();
        sqlx::query!(
            r#"
            insert into event_agenda_items (organization_id, id, event_id, created_by, title, description, start_time, end_time,
              agenda_type, room_id, location, track_id, sort_order, metadata)
            select $1, line.copy, line.event, $3, i.title, i.description, begins.at, begins.at + (i.end_time - i.start_time),
              i.agenda_type, room_copy.id, i.location, track_copy.id, i.sort_order, i.metadata
            from unnest($4::uuid[], $5::uuid[], $6::uuid[]) as line (event, id, copy)
            join events e on e.organization_id = $1 and e.id = $2
            join events c on c.organization_id = $1 and c.id = line.event
            join event_agenda_items i on i.organization_id = $1 and i.event_id = e.id and i.id = line.id
            cross join lateral (
              select (c.start_date at time zone c.timezone) - (e.start_date at time zone e.timezone) as by
            ) as shift
            cross join lateral (
              select ((i.start_time at time zone c.timezone) + shift.by) at time zone c.timezone as at
            ) as begins
            left join event_rooms room on room.organization_id = $1 and room.event_id = e.id and room.id = i.room_id
            left join event_rooms room_copy
              on room_copy.organization_id = $1 and room_copy.event_id = c.id and room_copy.name = room.name
            left join event_tracks track on track.organization_id = $1 and track.event_id = e.id and track.id = i.track_id
            left join event_tracks track_copy
              on track_copy.organization_id = $1 and track_copy.event_id = c.id and track_copy.name = track.name
            "#,
            organization.0,
            id.0,
            me.0,
            &events,
            &originals,
            &copies,
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            r#"
            insert into event_agenda_speakers (organization_id, item_id, user_id, contact_id, sort_order)
            select $1, line.copy, s.user_id, s.contact_id, s.sort_order
            from unnest($2::uuid[], $3::uuid[]) as line (id, copy)
            join event_agenda_speakers s on s.organization_id = $1 and s.item_id = line.id
            left join users u on u.organization_id = $1 and u.id = s.user_id and u.is_active and not u.is_deleted
            left join contacts c on c.organization_id = $1 and c.id = s.contact_id and not c.is_deleted
            where u.id is not null or c.id is not null
            "#,
            organization.0,
            &originals,
            &copies,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// Most items of agendas that are made at once.
const MOST_ITEMS: usize = 10_000;
