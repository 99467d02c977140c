//! People are added to an event.

use super::number;
use super::places::{Held, hold, take, waiting};
use crate::accounts::roles::Permission;
use crate::attendees::types::{Added, AttendeeStatus, ChangeId, MOST_AT_ONCE, Who};
use crate::contacts;
use crate::contacts::types::ContactFilter;
use crate::error::{AppError, AppResult};
use crate::ids::{AttendeeChangeId, AttendeeId, ContactId, EventId};
use crate::tenancy::TenantTx;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How many rows one statement adds: each of them is audited and made findable, and a statement ends after five seconds.
const AT_ONCE: usize = 2_000;

/// Adds people to an event in their order: as long as there are places they get one, and the others wait in line. Whoever had
/// cancelled comes back. Whoever is on the list already stays as they are.
///
/// # Errors
/// If the event may not be changed, or is cancelled.
pub async fn add(tx: &mut TenantTx, event: EventId, people: &[Who]) -> AppResult<Added> {
    if people.len() > MOST_AT_ONCE {
        return Err(too_many());
    }
    let held = hold(tx, event).await?;
    held.takes_attendees()?;
    add_to(tx, &held, people).await
}

/// Adds all contacts that a filter leaves, in its order.
///
/// # Errors
/// As [`add`]; and where the filter means too many, or more than its search finds.
pub async fn add_matching(tx: &mut TenantTx, event: EventId, filter: &ContactFilter) -> AppResult<Added> {
    if tx.scope_of(Permission::ViewContacts).is_none() {
        return Err(AppError::Forbidden);
    }
    let (found, is_cut) = contacts::queries::matching(tx, filter, MOST_AT_ONCE + 1).await?;
    if found.len() > MOST_AT_ONCE {
        return Err(too_many());
    }
    if is_cut {
        let message =
            "More contacts share these words than a search looks through. Nobody was added: narrow the view.";
        return Err(AppError::Conflict {
            message: message.into(),
        });
    }
    let people: Vec<Who> = found.into_iter().map(Who::Contact).collect();
    add(tx, event, &people).await
}

fn too_many() -> AppError {
    AppError::Conflict {
        message: "More than 10,000 are meant, which is the most at once. Nobody was added: choose fewer."
            .into(),
    }
}

async fn add_to(tx: &mut TenantTx, held: &Held, people: &[Who]) -> AppResult<Added> {
    let there = locked(tx, people).await?;
    let known = known(tx, held.id, people).await?;
    let mut added = Added::default();
    let (mut anew, mut back, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for who in people {
        if !seen.insert(*who) {
            continue;
        }
        match known.get(who) {
            Some((id, AttendeeStatus::Cancelled)) => back.push(*id),
            Some(_) => added.already += 1,
            None if there.contains(who) => anew.push(*who),
            None => added.gone += 1,
        }
    }
    let wanted = anew.len() + back.len();
    if wanted == 0 {
        return Ok(added);
    }
    let change = AttendeeChangeId::new();
    let placed = take(tx, held.id, wanted).await?;
    // Whoever comes back stood on the list before.
    let back_placed = placed.min(back.len());
    come_back(tx, &back, back_placed, change).await?;
    insert(tx, held.id, &anew, placed - back_placed, change).await?;
    added.placed = number(placed);
    added.waiting = number(wanted - placed);
    if added.waiting > 0 {
        let line = number(waiting(tx, held.id).await?);
        added.first_in_line = Some(line.saturating_sub(added.waiting) + 1);
    }
    added.undo = Some(change);
    Ok(added)
}

/// Those of them who are there for whoever acts, held so that nobody deletes or renames them meanwhile; in the order in which
/// everybody else takes contacts.
async fn locked(tx: &mut TenantTx, people: &[Who]) -> AppResult<HashSet<Who>> {
    let organization = tx.organization();
    let (contact_ids, user_ids) = ids(people);
    let mut there = HashSet::new();
    if !contact_ids.is_empty() {
        let view = contacts::queries::Reach::within(tx, Permission::ViewContacts).await?;
        let found = sqlx::query_scalar!(
            r#"
            select id as "id: ContactId" from contacts
            where organization_id = $1 and id = any ($2) and not is_deleted and ($3::uuid[] is null or owner_id = any ($3))
            order by contacts.id for share
            "#,
            organization.0,
            &contact_ids,
            view.owners() as Option<&[Uuid]>,
        )
        .fetch_all(tx.conn())
        .await?;
        there.extend(found.into_iter().map(Who::Contact));
    }
    if !user_ids.is_empty() {
        let found = sqlx::query_scalar!(
            r#"
            select id as "id: crate::ids::UserId" from users
            where organization_id = $1 and id = any ($2) and is_active and not is_deleted and role <> 'system'
            order by users.id for share
            "#,
            organization.0,
            &user_ids,
        )
        .fetch_all(tx.conn())
        .await?;
        there.extend(found.into_iter().map(Who::Colleague));
    }
    Ok(there)
}

fn ids(people: &[Who]) -> (Vec<Uuid>, Vec<Uuid>) {
    let (mut contacts, mut users) = (Vec::new(), Vec::new());
    for who in people {
        match who {
            Who::Contact(id) => contacts.push(id.0),
            Who::Colleague(id) => users.push(id.0),
        }
    }
    (contacts, users)
}

/// Those of them who are on the list, and how they stand to the event.
pub async fn known(
    tx: &mut TenantTx,
    event: EventId,
    people: &[Who],
) -> AppResult<HashMap<Who, (AttendeeId, AttendeeStatus)>> {
    let organization = tx.organization();
    let (contact_ids, user_ids) = ids(people);
    let rows = sqlx::query!(
        r#"
        select id as "id!: AttendeeId", contact_id, user_id, status as "status!: AttendeeStatus" from event_attendees
        where organization_id = $1 and event_id = $2 and contact_id = any ($3) and not is_deleted
        union all
        select id, contact_id, user_id, status from event_attendees
        where organization_id = $1 and event_id = $2 and user_id = any ($4) and not is_deleted
        "#,
        organization.0,
        event.0,
        &contact_ids,
        &user_ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let entry = |contact: Option<Uuid>, user: Option<Uuid>| match (contact, user) {
        (Some(contact), _) => Some(Who::Contact(ContactId(contact))),
        (None, user) => user.map(|user| Who::Colleague(crate::ids::UserId(user))),
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((entry(row.contact_id, row.user_id)?, (row.id, row.status))))
        .collect())
}

/// The first of those who had cancelled get a place, the others wait.
async fn come_back(tx: &mut TenantTx, back: &[AttendeeId], placed: usize, change: ChangeId) -> AppResult<()> {
    let organization = tx.organization();
    let ids: Vec<Uuid> = back.iter().map(|id| id.0).collect();
    sqlx::query!(
        r#"
        update event_attendees a
        set status = case when back.place <= $3 then 'registered' else 'waitlisted' end, registration_date = clock_timestamp(),
          prior_status = a.status, prior_waitlisted_at = null, change_id = $4
        from unnest($2::uuid[]) with ordinality as back (id, place)
        where a.organization_id = $1 and a.id = back.id
        "#,
        organization.0,
        &ids,
        i64::try_from(placed).unwrap_or(i64::MAX),
        change.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The first of the new ones get a place, the others wait, in their order.
async fn insert(
    tx: &mut TenantTx,
    event: EventId,
    anew: &[Who],
    placed: usize,
    change: ChangeId,
) -> AppResult<()> {
    let organization = tx.organization();
    for (round, some) in anew.chunks(AT_ONCE).enumerate() {
        let (mut ids, mut contacts, mut users, mut statuses) = (vec![], vec![], vec![], vec![]);
        for (place, who) in some.iter().enumerate() {
            let (contact, user) = match who {
                Who::Contact(id) => (Some(id.0), None),
                Who::Colleague(id) => (None, Some(id.0)),
            };
            ids.push(AttendeeId::new().0);
            contacts.push(contact);
            users.push(user);
            let has_place = round * AT_ONCE + place < placed;
            let status = if has_place {
                AttendeeStatus::Registered
            } else {
                AttendeeStatus::Waitlisted
            };
            statuses.push(status.to_string());
        }
        sqlx::query!(
            r#"
            insert into event_attendees (organization_id, event_id, id, contact_id, user_id, status, registration_date, change_id)
            select $1, $2, person.id, person.contact_id, person.user_id, person.status, clock_timestamp(), $7
            from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) with ordinality
              as person (id, contact_id, user_id, status, place)
            order by person.place
            "#,
            organization.0,
            event.0,
            &ids,
            contacts as Vec<Option<Uuid>>,
            users as Vec<Option<Uuid>>,
            &statuses,
            change.0,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
