//! Where attendees stand is changed, of one or of many.

use super::list::Narrowing;
use super::places::{Held, fill_places, free, hold, take, waiting};
use super::{attending, number};
use crate::attendees::types::{
    AttendeeAction, AttendeeFilter, AttendeeStatus, ChangeId, Changed, MOST_AT_ONCE,
};
use crate::error::{AppError, AppResult};
use crate::ids::{AttendeeChangeId, AttendeeId, EventId};
use crate::tenancy::TenantTx;
use sqlx::QueryBuilder;
use uuid::Uuid;

/// How many rows one statement changes: each of them is audited, and a statement ends after five seconds.
const AT_ONCE: usize = 2_000;

/// Which attendees.
#[derive(Clone, Debug)]
pub enum Target {
    Ids(Vec<AttendeeId>),
    /// All that a filter leaves.
    Matching(AttendeeFilter),
}

/// Somebody who is meant, as they stand.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct Meant {
    id: Uuid,
    status: AttendeeStatus,
}

/// Does the same to all of them, as far as each can be moved there. What it frees goes to whoever waits longest.
///
/// # Errors
/// If the event may not be changed; if it cannot be said yet, or nobody waits in line; if too many are meant, or none is there.
pub async fn change(
    tx: &mut TenantTx,
    event: EventId,
    target: &Target,
    action: AttendeeAction,
) -> AppResult<Changed> {
    let held = hold(tx, event).await?;
    let asked = match target {
        Target::Ids(ids) => Some(ids.len()),
        Target::Matching(_) => None,
    };
    let meant = meant(tx, event, target).await?;
    if meant.len() > MOST_AT_ONCE || asked.is_some_and(|asked| asked > MOST_AT_ONCE) {
        return Err(AppError::Conflict {
            message: "More than 10,000 are meant, which is the most at once. Nothing was changed: narrow the list by status or search."
                .into(),
        });
    }
    if meant.is_empty() && asked.is_some() {
        return Err(AppError::NotFound);
    }
    let mut changed = match action {
        AttendeeAction::Remove => remove(tx, &held, &meant).await?,
        AttendeeAction::To(to) => {
            held.allows(to)?;
            move_to(tx, &held, &meant, to).await?
        }
    };
    changed.gone = number(asked.map_or(0, |asked| asked.saturating_sub(meant.len())));
    Ok(changed)
}

/// Those who are meant, whoever waits or came first before the others.
async fn meant(tx: &mut TenantTx, event: EventId, target: &Target) -> AppResult<Vec<Meant>> {
    let organization = tx.organization();
    let narrowing = match target {
        Target::Ids(_) => None,
        Target::Matching(filter) => Some(Narrowing::new(tx, event, filter).await?),
    };
    let mut sql = QueryBuilder::new("");
    if let Some(narrowing) = &narrowing {
        narrowing.begin(&mut sql);
    }
    sql.push("select a.id, a.status from ");
    sql.push(narrowing.as_ref().map_or("event_attendees a", Narrowing::from));
    sql.push(" where a.organization_id = ").push_bind(organization);
    sql.push(" and a.event_id = ").push_bind(event);
    sql.push(" and not a.is_deleted");
    match (target, &narrowing) {
        (Target::Ids(ids), _) => {
            sql.push(" and a.id = any (").push_bind(ids.clone()).push(")");
        }
        (Target::Matching(_), Some(narrowing)) => narrowing.push(&mut sql),
        (Target::Matching(_), None) => {}
    }
    sql.push(" order by coalesce(a.waitlisted_at, a.registration_date), a.id limit ")
        .push(MOST_AT_ONCE + 1);
    Ok(sql
        .build_query_as()
        .persistent(false)
        .fetch_all(tx.conn())
        .await?)
}

async fn move_to(tx: &mut TenantTx, held: &Held, meant: &[Meant], to: AttendeeStatus) -> AppResult<Changed> {
    let change = AttendeeChangeId::new();
    let mut outcome = Changed::default();
    // Those who keep what they have of a place or of none, who give theirs back, and who need one.
    let (mut keep, mut give, mut need) = (Vec::new(), Vec::new(), Vec::new());
    let mut attended = Vec::new();
    for one in meant {
        if one.status == to {
            outcome.unchanged += 1;
        } else if !one.status.moves().contains(&to) {
            outcome.unmoved += 1;
        } else {
            if one.status == AttendeeStatus::Attended {
                attended.push(one.id);
            }
            match (one.status.holds_place(), to.holds_place()) {
                (true, false) => give.push(*one),
                (false, true) => need.push(*one),
                _ => keep.push(*one),
            }
        }
    }
    if to == AttendeeStatus::Waitlisted && !give.is_empty() && waiting(tx, held.id).await? == 0 {
        return Err(AppError::Conflict {
            message: "Nobody waits, so the place would be given right back. Cancel them instead.".into(),
        });
    }
    // Whoever waits first is placed first.
    let got = take(tx, held.id, need.len()).await?;
    let (placed, late) = need.split_at(got);
    let to_line: Vec<Uuid> = late
        .iter()
        .filter(|one| one.status == AttendeeStatus::Cancelled && to == AttendeeStatus::Registered)
        .map(|one| one.id)
        .collect();
    outcome.no_place = number(late.len() - to_line.len());
    outcome.waiting = number(to_line.len());
    let moved: Vec<Uuid> = keep.iter().chain(&give).chain(placed).map(|one| one.id).collect();
    outcome.changed = number(moved.len() + to_line.len());
    if outcome.changed == 0 {
        return Ok(outcome);
    }
    attending::hold_contacts(tx, &attended, to, &moved).await?;
    set(tx, &moved, to, change).await?;
    set(tx, &to_line, AttendeeStatus::Waitlisted, change).await?;
    attending::take_back(tx, &attended, change).await?;
    if to == AttendeeStatus::Attended {
        attending::write(tx, held.id, &moved).await?;
    }
    free(tx, held.id, give.len()).await?;
    outcome.promoted = promoted(tx, held.id, change, &give).await?;
    outcome.undo = Some(change);
    Ok(outcome)
}

/// Fills what was freed; whoever got their own place right back is not told as somebody else.
async fn promoted(tx: &mut TenantTx, event: EventId, change: ChangeId, gave: &[Meant]) -> AppResult<u32> {
    let filled = fill_places(tx, event, Some(change)).await?;
    let others = filled.iter().filter(|id| !gave.iter().any(|one| one.id == **id));
    Ok(number(others.count()))
}

/// Moves rows, noting what stood there.
async fn set(tx: &mut TenantTx, ids: &[Uuid], to: AttendeeStatus, change: ChangeId) -> AppResult<()> {
    let organization = tx.organization();
    for some in ids.chunks(AT_ONCE) {
        sqlx::query!(
            r#"
            update event_attendees
            set status = $3, prior_status = status, prior_waitlisted_at = waitlisted_at, change_id = $4
            where organization_id = $1 and id = any ($2)
            "#,
            organization.0,
            some,
            to.as_str(),
            change.0,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Takes them off the list, into the trash.
async fn remove(tx: &mut TenantTx, held: &Held, meant: &[Meant]) -> AppResult<Changed> {
    let change = AttendeeChangeId::new();
    let ids: Vec<Uuid> = meant.iter().map(|one| one.id).collect();
    if ids.is_empty() {
        return Ok(Changed::default());
    }
    let of = |status: fn(AttendeeStatus) -> bool| -> Vec<Uuid> {
        let some = meant.iter().filter(|one| status(one.status));
        some.map(|one| one.id).collect()
    };
    let attended = of(|status| status == AttendeeStatus::Attended);
    attending::hold_contacts(tx, &attended, AttendeeStatus::Cancelled, &[]).await?;
    delete(tx, &ids, change).await?;
    attending::take_back(tx, &attended, change).await?;
    free(tx, held.id, of(AttendeeStatus::holds_place).len()).await?;
    let promoted = fill_places(tx, held.id, Some(change)).await?;
    Ok(Changed {
        changed: number(ids.len()),
        promoted: number(promoted.len()),
        undo: Some(change),
        ..Changed::default()
    })
}

/// Moves rows into the trash, to be taken out again together.
pub async fn delete(tx: &mut TenantTx, ids: &[Uuid], change: ChangeId) -> AppResult<()> {
    let organization = tx.organization();
    for some in ids.chunks(AT_ONCE) {
        sqlx::query!(
            r#"
            update event_attendees
            set is_deleted = true, deleted_at = now(), deletion_id = $3, prior_status = status,
              prior_waitlisted_at = waitlisted_at, change_id = $3
            where organization_id = $1 and id = any ($2)
            "#,
            organization.0,
            some,
            change.0,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
