//! All SQL of calendars.

use super::types::{Calendar, Entry};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::events::queries::Reach;
use crate::events::types::Span;
use crate::ids::{AgendaItemId, EventId, FeedId, RoomId, UserId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// More than anybody goes to.
const MOST: i64 = 2_000;

/// A row of any of the statements below.
struct Row {
    id: Uuid,
    event: EventId,
    version: i32,
    changed_at: DateTime<Utc>,
    title: String,
    description: Option<String>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    timezone: String,
    place: Option<String>,
    is_cancelled: bool,
    is_item: bool,
}

impl Row {
    /// `url` tells where more is told of the event.
    fn entry(self, url: impl Fn(EventId) -> String) -> Entry {
        let address = url(self.event);
        Entry {
            id: self.id,
            version: self.version,
            changed_at: self.changed_at,
            title: self.title,
            description: self.description,
            span: Span {
                start: self.start,
                end: self.end,
                zone: Zone::named(&self.timezone).unwrap_or_else(Zone::utc),
            },
            place: self.place.filter(|place| !place.is_empty()),
            url: Some(if self.is_item {
                format!("{address}#item-{}", self.id)
            } else {
                address
            }),
            is_cancelled: self.is_cancelled,
        }
    }
}

/// An event as one thing in a calendar. Whoever asks has made sure that it may be seen.
///
/// # Errors
/// `NotFound` where it is gone.
pub async fn event(tx: &mut TenantTx, id: EventId, url: impl Fn(EventId) -> String) -> AppResult<Calendar> {
    let organization = tx.organization();
    let row = sqlx::query_as!(
        Row,
        r#"
        select e.id, e.id as "event: EventId", e.version, e.updated_at as changed_at, e.title, e.description,
          e.start_date as start, e.end_date as "end", e.timezone,
          concat_ws(', ', e.venue, e.venue_details ->> 'address', e.location) as place,
          e.status = 'cancelled' as "is_cancelled!", false as "is_item!"
        from events e
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Calendar {
        name: row.title.clone(),
        entries: vec![row.entry(url)],
    })
}

/// The agenda of an event, or what of it is in one room. Whoever asks has made sure that it may be seen.
///
/// # Errors
/// `NotFound` where the event or the room is gone.
pub async fn agenda(
    tx: &mut TenantTx,
    id: EventId,
    room: Option<RoomId>,
    url: impl Fn(EventId) -> String + Copy,
) -> AppResult<Calendar> {
    let organization = tx.organization();
    let name = sqlx::query_scalar!(
        r#"
        select concat_ws(' · ', e.title, room.name) as "name!"
        from events e
        left join event_rooms room on room.organization_id = $1 and room.event_id = $2 and room.id = $3
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted and ($3::uuid is null or room.id is not null)
        "#,
        organization.0,
        id.0,
        room.map(|room| room.0),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let rows = sqlx::query_as!(
        Row,
        r#"
        select i.id, e.id as "event: EventId", i.version, i.updated_at as changed_at, i.title, i.description,
          i.start_time as start, i.end_time as "end", e.timezone, concat_ws(', ', coalesce(room.name, i.location), e.venue) as place,
          (i.status = 'cancelled' or e.status = 'cancelled') as "is_cancelled!", true as "is_item!"
        from event_agenda_items i
        join events e on e.organization_id = $1 and e.id = i.event_id
        left join event_rooms room on room.organization_id = $1 and room.id = i.room_id
        where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted and ($3::uuid is null or i.room_id = $3)
        order by i.start_time, i.id
        "#,
        organization.0,
        id.0,
        room.map(|room| room.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Calendar {
        name,
        entries: rows.into_iter().map(|row| row.entry(url)).collect(),
    })
}

/// Somebody's own agenda: the events at which they work or to which they come, and the items that they starred or in which they
/// speak; what was over by `since` is left out.
///
/// # Errors
/// If the database cannot be reached.
pub async fn own(
    tx: &mut TenantTx,
    user: UserId,
    since: DateTime<Utc>,
    url: impl Fn(EventId) -> String + Copy,
) -> AppResult<Calendar> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        Row,
        r#"
        select e.id as "id!", e.id as "event!: EventId", e.version as "version!", e.updated_at as "changed_at!",
          e.title as "title!", e.description, e.start_date as "start!", e.end_date as "end!", e.timezone as "timezone!",
          concat_ws(', ', e.venue, e.venue_details ->> 'address', e.location) as place,
          e.status = 'cancelled' as "is_cancelled!", false as "is_item!"
        from events e
        where e.organization_id = $1 and not e.is_deleted and e.end_date > $3
          and e.id in (
            select s.event_id from event_staff s where s.organization_id = $1 and s.user_id = $2
            union select a.event_id from event_attendees a where a.organization_id = $1 and a.user_id = $2
              and not a.is_deleted and a.status in ('registered', 'confirmed', 'attended'))
        union all
        select i.id, e.id, i.version, i.updated_at, i.title, i.description, i.start_time, i.end_time, e.timezone,
          concat_ws(', ', coalesce(room.name, i.location), e.venue), i.status = 'cancelled' or e.status = 'cancelled', true
        from event_agenda_items i
        join events e on e.organization_id = $1 and e.id = i.event_id and not e.is_deleted
        left join event_rooms room on room.organization_id = $1 and room.id = i.room_id
        where i.organization_id = $1 and not i.is_deleted and i.end_time > $3
          and i.id in (
            select s.item_id from agenda_stars s where s.organization_id = $1 and s.user_id = $2
            union select s.item_id from event_agenda_speakers s where s.organization_id = $1 and s.user_id = $2)
        order by 7, 1
        limit $4
        "#,
        organization.0,
        user.0,
        since,
        MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Calendar {
        name: "My agenda".into(),
        entries: rows.into_iter().map(|row| row.entry(url)).collect(),
    })
}

/// Whose feed it is, while it is one and they may see events.
///
/// # Errors
/// `NotFound` where it was ended, and where its person is gone.
pub async fn owner(tx: &mut TenantTx, feed: FeedId) -> AppResult<UserId> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select u.id as "user: UserId", u.role as "role: Role"
        from calendar_feeds f
        join users u on u.organization_id = $1 and u.id = f.user_id and u.is_active and not u.is_deleted
        where f.organization_id = $1 and f.id = $2
        "#,
        organization.0,
        feed.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .filter(|row| row.role.may(Permission::ViewEvents))
    .ok_or(AppError::NotFound)?;
    Ok(row.user)
}

/// The feed of whoever acts, if there is one.
///
/// # Errors
/// If the database cannot be reached.
pub async fn feed(tx: &mut TenantTx) -> AppResult<Option<(FeedId, DateTime<Utc>)>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let row = sqlx::query!(
        r#"select id as "id: FeedId", created_at from calendar_feeds where organization_id = $1 and user_id = $2"#,
        organization.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, row.created_at)))
}

/// Gives whoever acts a new feed; the address of an earlier one leads nowhere from then on.
///
/// # Errors
/// If the database cannot be reached.
pub async fn renew(tx: &mut TenantTx) -> AppResult<()> {
    end(tx).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "insert into calendar_feeds (organization_id, user_id) values ($1, $2) on conflict (organization_id, user_id) do nothing",
        organization.0,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the feed of whoever acts.
///
/// # Errors
/// If the database cannot be reached.
pub async fn end(tx: &mut TenantTx) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "delete from calendar_feeds where organization_id = $1 and user_id = $2",
        organization.0,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Stars an item for whoever acts, or takes the star away. Doing it twice is doing it once.
///
/// # Errors
/// `NotFound` where the item is not there for them.
pub async fn set_star(tx: &mut TenantTx, item: AgendaItemId, is_starred: bool) -> AppResult<()> {
    let (organization, me, view) = (
        tx.organization(),
        tx.user()?,
        Reach::of(tx, Permission::ViewEvents)?,
    );
    if !is_starred {
        sqlx::query!(
            "delete from agenda_stars where organization_id = $1 and user_id = $2 and item_id = $3",
            organization.0,
            me.0,
            item.0,
        )
        .execute(tx.conn())
        .await?;
        return Ok(());
    }
    let is_there = sqlx::query_scalar!(
        r#"
        with item as (
          select i.id from event_agenda_items i
          join events e on e.organization_id = $1 and e.id = i.event_id and not e.is_deleted
          where i.organization_id = $1 and i.id = $3 and not i.is_deleted
            and ($4::uuid is null or exists (
              select from event_staff s where s.organization_id = $1 and s.event_id = e.id and s.user_id = $4))
        ), starred as (
          insert into agenda_stars (organization_id, user_id, item_id) select $1, $2, id from item
          on conflict (organization_id, user_id, item_id) do nothing
        )
        select exists (select from item) as "is_there!"
        "#,
        organization.0,
        me.0,
        item.0,
        view.person(),
    )
    .fetch_one(tx.conn())
    .await?;
    if is_there { Ok(()) } else { Err(AppError::NotFound) }
}
