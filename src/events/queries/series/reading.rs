//! What is shown of a series.

use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::queries::Reach;
use crate::events::types::{InSeries, LastOfSeries, Series, Span};
use crate::ids::{EventId, SeriesId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;

/// Where an event stands in its series, among those that whoever acts sees; nothing where it is in none.
///
/// # Errors
/// If whoever acts sees no events.
pub async fn standing(
    tx: &mut TenantTx,
    series: Option<SeriesId>,
    id: EventId,
) -> AppResult<Option<InSeries>> {
    let Some(series) = series else { return Ok(None) };
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        with seen as (
          select e.id, s.words,
            row_number() over by_start as place,
            count(*) over () as count,
            lag(e.id) over by_start as previous,
            lead(e.id) over by_start as next,
            count(*) filter (where is_own.so and e.status = 'draft' and e.end_date > now()) over rest as drafts,
            count(*) filter (where is_own.so and e.status in ('published', 'ongoing')) over rest as announced,
            count(*) filter (where is_own.so) over rest as following
          from events e
          join event_series s on s.organization_id = $1 and s.id = e.series_id
          cross join lateral (select $5::uuid is null or e.created_by = $5 as so) as is_own
          where e.organization_id = $1 and e.series_id = $2 and not e.is_deleted
            and ($4::uuid is null or exists (
              select from event_staff w where w.organization_id = $1 and w.event_id = e.id and w.user_id = $4))
          window by_start as (order by e.start_date, e.id),
            rest as (order by e.start_date, e.id rows between current row and unbounded following)
        )
        select words as "words!", place as "place!", count as "count!", previous as "previous: EventId", next as "next: EventId",
          drafts as "drafts!", announced as "announced!", following as "following!"
        from seen where id = $3
        "#,
        organization.0,
        series.0,
        id.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| InSeries {
        id: series,
        words: row.words,
        place: row.place,
        count: row.count,
        previous: row.previous,
        next: row.next,
        drafts: row.drafts,
        announced: row.announced,
        following: row.following,
    }))
}

/// A series of which whoever acts sees an event, in the trash or not.
///
/// # Errors
/// `NotFound` where they see none.
pub async fn find(tx: &mut TenantTx, id: SeriesId) -> AppResult<Series> {
    let view = Reach::of(tx, Permission::ViewEvents)?;
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select s.name, s.words, s.rrule, s.made, last.id as "last_id?: EventId", last.start_date as "last_start?",
          last.end_date as "last_end?", last.timezone as "last_zone?"
        from event_series s
        left join lateral (
          select e.id, e.start_date, e.end_date, e.timezone from events e
          where e.organization_id = $1 and e.series_id = $2 and not e.is_deleted
            and ($3::uuid is null or exists (
              select from event_staff w where w.organization_id = $1 and w.event_id = e.id and w.user_id = $3))
          order by e.start_date desc, e.id desc limit 1
        ) as last on true
        where s.organization_id = $1 and s.id = $2
          and exists (
            select from events e
            where e.organization_id = $1 and e.series_id = $2
              and ($3::uuid is null or exists (
                select from event_staff w where w.organization_id = $1 and w.event_id = e.id and w.user_id = $3)))
        "#,
        organization.0,
        id.0,
        view.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let last = match (row.last_id, row.last_start, row.last_end, row.last_zone) {
        (Some(id), Some(start), Some(end), Some(zone)) => Some(LastOfSeries {
            id,
            span: Span {
                start,
                end,
                zone: Zone::named(&zone).unwrap_or_else(Zone::utc),
            },
        }),
        _ => None,
    };
    Ok(Series {
        id,
        name: row.name,
        words: row.words,
        rrule: row.rrule,
        made: row.made,
        last,
    })
}
