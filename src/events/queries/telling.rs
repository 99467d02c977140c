//! Telling those who were coming that an event was cancelled.

use super::lifecycle::moved;
use super::reach::{Reach, allowed};
use crate::accounts::queries::locale;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::jobs::{TELL_GUESTS, Telling};
use crate::events::types::{Audience, EventStatus, PublicAddress, Span};
use crate::ids::{ContactId, EventId, EventNoticeId, UserId};
use crate::jobs;
use crate::jobs::queries::When;
use crate::mail;
use crate::mail::types::{Language, Letter};
use crate::notifications::queries::{Notice, notify_all, withdraw};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;

/// To how many contacts one job writes.
const AT_ONCE: i64 = 200;

/// How many are told when an event is cancelled: colleagues who come, work or speak there, but whoever acts and those who want to
/// hear of it by no channel; and contacts on its list who can be reached by mail.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn audience(tx: &mut TenantTx, id: EventId) -> AppResult<Audience> {
    Reach::of(tx, Permission::ViewEvents)?;
    let colleagues = colleagues(tx, id).await?.len();
    let organization = tx.organization();
    let guests = sqlx::query!(
        r#"
        select count(*) filter (where c.email is not null and b.is_known is null) as "reached!",
          count(*) filter (where c.email is null or b.is_known) as "missed!"
        from event_attendees a
        join contacts c on c.organization_id = $1 and c.id = a.contact_id and not c.is_deleted
        left join lateral (
          select true as is_known from mails m
          where m.organization_id = $1 and m.address_lower = c.email_lower and m.state = 'bounced' limit 1) b on true
        where a.organization_id = $1 and a.event_id = $2 and not a.is_deleted
          and a.status in ('registered', 'confirmed', 'waitlisted')
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Audience {
        colleagues: u32::try_from(colleagues).unwrap_or(u32::MAX),
        contacts: number(guests.reached),
        unreachable: number(guests.missed),
    })
}

/// The colleagues who are told.
async fn colleagues(tx: &mut TenantTx, id: EventId) -> AppResult<Vec<UserId>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    Ok(sqlx::query_scalar!(
        r#"
        with concerned as (
          select a.user_id from event_attendees a
          where a.organization_id = $1 and a.event_id = $2 and not a.is_deleted
            and a.status in ('registered', 'confirmed', 'waitlisted')
          union
          select s.user_id from event_staff s where s.organization_id = $1 and s.event_id = $2
          union
          select s.user_id from event_agenda_items i
          join event_agenda_speakers s on s.organization_id = $1 and s.item_id = i.id
          where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted and i.status <> 'cancelled'
        )
        select u.id as "id: UserId" from concerned
        join users u on u.organization_id = $1 and u.id = concerned.user_id
        where u.is_active and not u.is_deleted and u.role <> 'system' and u.id <> $3
          and app.hears_of($1, u.id, $4)
        order by u.id
        "#,
        organization.0,
        id.0,
        me.0,
        NotificationKind::EventCancelled.as_str(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Cancels an event and tells those who were coming, once for this cancellation, and says how many they are. One that is
/// cancelled already stays so, and nobody is told again.
///
/// # Errors
/// If the event may not be changed, or cannot be cancelled by now.
pub async fn cancel(tx: &mut TenantTx, id: EventId, reason: Option<&str>) -> AppResult<u32> {
    if !moved(tx, id, EventStatus::Cancelled, reason).await? {
        return Ok(0);
    }
    let told = audience(tx, id).await?;
    if told.everybody() == 0 {
        return Ok(0);
    }
    let (organization, me, notice) = (tx.organization(), tx.user()?, EventNoticeId::new());
    let count = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        "insert into event_notices (organization_id, id, event_id, created_by, kind, message, colleagues, contacts)
         values ($1, $2, $3, $4, 'event_cancelled', $5, $6, $7)",
        organization.0,
        notice.0,
        id.0,
        me.0,
        reason,
        count(told.colleagues),
        count(told.contacts),
    )
    .execute(tx.conn())
    .await?;
    tell_colleagues(tx, id, notice, reason).await?;
    if told.contacts > 0 {
        let first = Telling { notice, after: None };
        jobs::queries::add(tx, &TELL_GUESTS, &first, When::default()).await?;
    }
    Ok(told.everybody())
}

/// What causes a notification.
fn cause(notice: EventNoticeId) -> String {
    format!("event_notice/{notice}")
}

async fn tell_colleagues(
    tx: &mut TenantTx,
    id: EventId,
    notice: EventNoticeId,
    reason: Option<&str>,
) -> AppResult<()> {
    let told = colleagues(tx, id).await?;
    let locale = locale(tx).await?;
    let event = planned(tx, id).await?;
    let (start, end, zone) = (event.span.start, event.span.end, &event.span.zone);
    let planned = Said::new(
        format!(
            "It was planned for {}, {} time.",
            event.span.in_words(&locale),
            zone.in_words()
        ),
        format!(
            "Geplant war: {}.",
            Language::German.span((start, end), zone, "de-DE")
        ),
    );
    let message = planned.map(|planned| match reason {
        Some(reason) => format!("{reason}\n{planned}"),
        None => planned,
    });
    let notices: Vec<Notice> = told
        .into_iter()
        .map(|to| Notice {
            to,
            kind: NotificationKind::EventCancelled,
            title: Said::new(
                format!("{} is cancelled", event.title),
                format!("{} ist abgesagt", event.title),
            ),
            message: message.clone(),
            path: format!("/events/{id}"),
            cause: cause(notice),
        })
        .collect();
    notify_all(tx, &notices).await
}

/// An event as those are told of it who were coming.
struct Planned {
    title: String,
    span: Span,
    address: PublicAddress,
}

async fn planned(tx: &mut TenantTx, id: EventId) -> AppResult<Planned> {
    let organization = tx.organization();
    let row = sqlx::query!(
        "select title, start_date, end_date, timezone, public_address from events where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok(Planned {
        title: row.title,
        span: Span {
            start: row.start_date,
            end: row.end_date,
            zone: Zone::named(&row.timezone).unwrap_or_else(Zone::utc),
        },
        address: PublicAddress::stored(row.public_address),
    })
}

/// Writes to some of the contacts who were coming, from `after` on, and says whom it came to where there may be more. Where the
/// event was taken up again, or those were told anew, nobody is written to.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell_guests(
    tx: &mut TenantTx,
    notice: EventNoticeId,
    after: Option<ContactId>,
) -> AppResult<Option<ContactId>> {
    let organization = tx.organization();
    let told = sqlx::query!(
        r#"
        select n.event_id as "event: EventId", n.message
        from event_notices n
        join events e on e.organization_id = $1 and e.id = n.event_id and e.status = 'cancelled' and not e.is_deleted
        where n.organization_id = $1 and n.id = $2 and not exists (
          select from event_notices later where later.organization_id = $1 and later.event_id = n.event_id and later.id > n.id)
        "#,
        organization.0,
        notice.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(told) = told else {
        return Ok(None);
    };
    let guests = sqlx::query_scalar!(
        r#"
        select a.contact_id as "contact!: ContactId" from event_attendees a
        where a.organization_id = $1 and a.event_id = $2 and not a.is_deleted and a.contact_id > $3
          and a.status in ('registered', 'confirmed', 'waitlisted')
        order by a.contact_id limit $4
        "#,
        organization.0,
        told.event.0,
        after.map_or(uuid::Uuid::nil(), |after| after.0),
        AT_ONCE,
    )
    .fetch_all(tx.conn())
    .await?;
    let event = planned(tx, told.event).await?;
    let letter = Letter::EventCancelled {
        title: event.title,
        start: event.span.start,
        end: event.span.end,
        timezone: event.span.zone.name,
        message: told.message,
        path: event.address.path(),
    };
    mail::queries::send_to_guests(tx, notice, &letter, &guests).await?;
    let is_full = i64::try_from(guests.len()).is_ok_and(|count| count == AT_ONCE);
    Ok(guests.last().copied().filter(|_| is_full))
}

/// Takes back what nobody has read yet of an event that is no longer cancelled.
///
/// # Errors
/// If the event may not be changed.
pub async fn take_back(tx: &mut TenantTx, id: EventId) -> AppResult<()> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    let notice = sqlx::query_scalar!(
        r#"select id as "id: EventNoticeId" from event_notices
           where organization_id = $1 and event_id = $2 order by id desc limit 1"#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    match notice {
        Some(notice) => withdraw(tx, &cause(notice)).await,
        None => Ok(()),
    }
}
