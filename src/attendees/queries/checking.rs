//! Whether the counts of events agree with their attendees.

use super::places::fill_places;
use crate::error::AppResult;
use crate::ids::EventId;
use crate::tenancy::TenantTx;

/// An event whose counts did not agree with its attendees, and do now.
#[derive(Debug)]
pub struct Mended {
    pub event: EventId,
    /// Places taken, as it said and as it is.
    pub said: i32,
    pub is: i32,
}

/// Counts the attendees of each event and corrects what says otherwise; answers with what was corrected. Where more have a place
/// than there are, as many of them as came last are put at the front of the line.
///
/// # Errors
/// If the database cannot be reached.
pub async fn check(tx: &mut TenantTx) -> AppResult<Vec<Mended>> {
    let organization = tx.organization();
    // A look without a lock first: hardly ever is there anything to correct.
    let suspects = sqlx::query_scalar!(
        r#"
        select e.id
        from events e
        left join lateral (
          select count(*) filter (where a.status in ('registered', 'confirmed', 'attended', 'no_show')) as taken,
            count(*) filter (where a.status = 'registered') as registered,
            count(*) filter (where a.status = 'confirmed') as confirmed,
            count(*) filter (where a.status = 'waitlisted') as waitlisted,
            count(*) filter (where a.status = 'attended') as attended,
            count(*) filter (where a.status = 'no_show') as no_show,
            count(*) filter (where a.status = 'cancelled') as cancelled
          from event_attendees a
          where a.organization_id = $1 and a.event_id = e.id and not a.is_deleted
        ) as counted on true
        where e.organization_id = $1 and not e.is_deleted and (
          e.current_attendees <> counted.taken
          or coalesce((e.attendee_counts ->> 'registered')::bigint, 0) <> counted.registered
          or coalesce((e.attendee_counts ->> 'confirmed')::bigint, 0) <> counted.confirmed
          or coalesce((e.attendee_counts ->> 'waitlisted')::bigint, 0) <> counted.waitlisted
          or coalesce((e.attendee_counts ->> 'attended')::bigint, 0) <> counted.attended
          or coalesce((e.attendee_counts ->> 'no_show')::bigint, 0) <> counted.no_show
          or coalesce((e.attendee_counts ->> 'cancelled')::bigint, 0) <> counted.cancelled)
        order by e.id
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut mended = Vec::new();
    for event in suspects {
        let event = EventId(event);
        mended.push(mend(tx, event).await?);
        // A place that was counted and nobody had.
        fill_places(tx, event, None).await?;
    }
    Ok(mended)
}

async fn mend(tx: &mut TenantTx, event: EventId) -> AppResult<Mended> {
    let organization = tx.organization();
    let before = sqlx::query!(
        "select current_attendees, max_attendees from events where organization_id = $1 and id = $2 for no key update",
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    if let Some(most) = before.max_attendees {
        // They wait ahead of everybody: they had been told that they have a place.
        sqlx::query!(
            r#"
            update event_attendees a
            set status = 'waitlisted', waitlisted_at = a.registration_date, change_id = null, prior_status = null,
              prior_waitlisted_at = null
            from (
              select id from event_attendees
              where organization_id = $1 and event_id = $2 and not is_deleted
                and status in ('registered', 'confirmed', 'attended', 'no_show')
              order by status in ('attended', 'no_show') desc, registration_date, id offset $3
            ) as surplus
            where a.organization_id = $1 and a.id = surplus.id
            "#,
            organization.0,
            event.0,
            i64::from(most),
        )
        .execute(tx.conn())
        .await?;
    }
    let is = sqlx::query_scalar!(
        r#"
        update events e
        set current_attendees = counted.taken, attendee_counts = counted.counts
        from (
          select
            coalesce(sum(number) filter (where status in ('registered', 'confirmed', 'attended', 'no_show')), 0)::integer as taken,
            coalesce(jsonb_object_agg(status, number), '{}') as counts
          from (
            select status, count(*) as number from event_attendees
            where organization_id = $1 and event_id = $2 and not is_deleted group by status
          ) as each_status
        ) as counted
        where e.organization_id = $1 and e.id = $2
        returning e.current_attendees
        "#,
        organization.0,
        event.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Mended {
        event,
        said: before.current_attendees,
        is,
    })
}
