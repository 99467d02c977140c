//! What was done with an event and all that belongs to it, as the trail has it.

use super::head::head;
use crate::audit::types::Action;
use crate::db::mark::Mark;
use crate::error::AppResult;
use crate::events::types::{ActivityLine, ActivityOf, Cursor, Page};
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// How many lines are told at once.
const LINES: i64 = 50;
/// Of how many entries they are made: what one request did to many is one line.
const ENTRIES: i64 = 2_000;

/// What was done, latest first; from `after` on.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn activity(
    tx: &mut TenantTx,
    id: EventId,
    cursor: Option<&Cursor>,
) -> AppResult<Page<ActivityLine>> {
    head(tx, id).await?;
    let organization = tx.organization();
    let Mark(at, entry) = Mark::<DateTime<Utc>>::of_latest_first(cursor);
    let rows = sqlx::query!(
        r#"
        with entries as (
          select a.id, a.created_at, a.user_id, a.table_name, a.record_id, a.action, a.old_values, a.new_values,
            a.metadata ->> 'request_id' as request_id
          from audit_logs a
          where a.organization_id = $1 and a.event_id = $2
            and (a.table_name in ('events', 'event_staff', 'event_rooms', 'event_tracks', 'event_agenda_items', 'event_attendees',
                'event_notices')
              -- That a picture was read, and that one made way for the next, is nobody's doing.
              or a.table_name = 'media' and a.action in ('create', 'delete', 'restore') and a.metadata ->> 'actor_kind' <> 'job')
            and (a.created_at, a.id) < ($3, $4)
          order by a.created_at desc, a.id desc limit $6
        ), lines as (
          select max(created_at) as at, (array_agg(id order by created_at, id))[1] as oldest, min(created_at) as since,
            user_id, table_name, action, new_values ->> 'status' as status, count(*) as records,
            (array_agg(record_id order by created_at, id))[1] as record_id,
            (array_agg(coalesce(new_values, old_values) order by created_at, id))[1] as became
          from entries
          group by coalesce(request_id, id::text), user_id, table_name, action, new_values ->> 'status'
          order by at desc, oldest desc limit $5
        )
        select l.at as "at!", l.oldest as "oldest!", l.since as "since!", l.table_name as "table_name: ActivityOf", l.action as "action: Action", l.status, l.records as "records!",
          case when person.role = 'system' then null else person.first_name || ' ' || person.last_name end as by,
          array(select jsonb_object_keys(l.became)) as "columns!: Vec<String>",
          coalesce(case when l.table_name = 'event_notices' then
              ((l.became ->> 'colleagues')::int + (l.became ->> 'contacts')::int)::text end,
            item.title, room.name, track.name, picture.title, l.became ->> 'name', l.became ->> 'title',
            staff.first_name || ' ' || staff.last_name, guest.first_name || ' ' || guest.last_name,
            contact.first_name || ' ' || contact.last_name) as subject
        from lines l
        left join users person on person.organization_id = $1 and person.id = l.user_id
        left join event_agenda_items item on item.organization_id = $1 and item.id = l.record_id and l.table_name = 'event_agenda_items'
        left join event_rooms room on room.organization_id = $1 and room.id = l.record_id and l.table_name = 'event_rooms'
        left join event_tracks track on track.organization_id = $1 and track.id = l.record_id and l.table_name = 'event_tracks'
        left join media picture on picture.organization_id = $1 and picture.id = l.record_id and l.table_name = 'media'
        left join users staff on staff.organization_id = $1 and l.table_name = 'event_staff'
          and staff.id = (l.became ->> 'user_id')::uuid
        left join event_attendees attendee on attendee.organization_id = $1 and attendee.id = l.record_id
          and l.table_name = 'event_attendees'
        left join users guest on guest.organization_id = $1 and guest.id = attendee.user_id
        left join contacts contact on contact.organization_id = $1 and contact.id = attendee.contact_id
        order by l.at desc, l.oldest desc
        "#,
        organization.0,
        id.0,
        at,
        entry,
        LINES,
        ENTRIES,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|lines| lines == LINES);
    let oldest = rows.iter().map(|row| (row.since, row.oldest)).min();
    let next = oldest
        .filter(|_| is_full)
        .map(|(at, entry)| Cursor::After(Mark(at, entry).encode()));
    let rows = rows
        .into_iter()
        .map(|row| ActivityLine {
            id: row.oldest,
            at: row.at,
            by: row.by,
            of: row.table_name,
            action: row.action,
            subject: row.subject,
            others: row.records - 1,
            status: row.status,
            columns: row.columns,
        })
        .collect();
    Ok(Page {
        rows,
        next,
        previous: None,
        total: None,
    })
}
