//! Telling whoever is asked: at most once an hour, however many claims come in it.

use super::able::able;
use super::substitutes::away_today;
use crate::approvals::jobs::TELL;
use crate::error::AppResult;
use crate::ids::UserId;
use crate::jobs;
use crate::jobs::queries::When;
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use uuid::Uuid;

/// How long is waited for what else comes.
const FIRST: Duration = Duration::from_secs(60);

/// How long nobody is told again.
const QUIET: TimeDelta = TimeDelta::hours(1);

/// How many claims are counted.
const MOST_COUNTED: i64 = 20_000;

/// How many claims are looked at for who is told.
const MOST: i64 = 2_000;

/// Says that claims ask somebody from now on, in the transaction that makes them: who is asked is told in a moment, of all that
/// came meanwhile.
///
/// # Errors
/// If the database cannot be reached.
pub async fn begins_to_wait(tx: &mut TenantTx) -> AppResult<()> {
    tell_after(tx, FIRST).await
}

async fn tell_after(tx: &mut TenantTx, after: Duration) -> AppResult<()> {
    let when = When {
        after,
        unique_key: Some("waiting".to_owned()),
    };
    jobs::queries::add(tx, &TELL, &serde_json::json!({}), when).await?;
    Ok(())
}

/// Tells everybody whom claims ask of which they were not told yet. Who was told within the hour is told when it is over, of what
/// still waits then.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell_waiting(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    let claims = sqlx::query_scalar!(
        "select id from expenses
         where organization_id = $1 and status = 'pending' and not is_deleted and asked_at > now() - interval '3 days'
         order by asked_at desc, id desc limit $2",
        organization.0,
        MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    super::nobody::tell_owners(tx).await?;
    let work = work(tx, &claims).await?;
    if work.is_empty() {
        return Ok(());
    }
    let people: Vec<Uuid> = work.keys().copied().collect();
    let told: HashMap<Uuid, DateTime<Utc>> = sqlx::query!(
        r#"
        select user_id, max(created_at) as "at!" from notifications
        where organization_id = $1 and user_id = any ($2) and kind = $3 and cause like 'expenses_waiting/%' and created_at > now() - interval '4 days'
        group by user_id
        "#,
        organization.0,
        &people,
        NotificationKind::ExpenseWaiting.as_str(),
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(|row| (row.user_id, row.at))
    .collect();
    let now = Utc::now();
    let mut to_tell = Vec::new();
    let mut again: Option<TimeDelta> = None;
    for (person, since) in work {
        let last = told.get(&person);
        let fresh = || since.iter().filter(|at| last.is_none_or(|last| *at > last));
        let Some(latest) = fresh().max() else { continue };
        let quiet = last
            .map(|last| *last + QUIET - now)
            .filter(|left| *left > TimeDelta::zero());
        match quiet {
            Some(left) => again = Some(again.map_or(left, |soonest| soonest.min(left))),
            None => to_tell.push((person, *latest)),
        }
    }
    if !to_tell.is_empty() {
        // What is new says who is told, and all that waits for them how much.
        let all = waiting(tx).await?;
        let all = self::work(tx, &all).await?;
        let waits = |person: Uuid| all.get(&person).map_or(1, Vec::len);
        let notices: Vec<_> = to_tell
            .into_iter()
            .map(|(person, latest)| notice(UserId(person), waits(person), latest))
            .collect();
        notify_all(tx, &notices).await?;
    }
    if let Some(left) = again {
        tell_after(tx, left.to_std().unwrap_or(FIRST)).await?;
    }
    Ok(())
}

/// All claims that wait, however long they have.
pub(super) async fn waiting(tx: &mut TenantTx) -> AppResult<Vec<Uuid>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        "select id from expenses where organization_id = $1 and status = 'pending' and not is_deleted
         order by asked_at desc, id desc limit $2",
        organization.0,
        MOST_COUNTED,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Since when which claims ask whom, and whoever decides in their place today.
pub(super) async fn work(tx: &mut TenantTx, claims: &[Uuid]) -> AppResult<HashMap<Uuid, Vec<DateTime<Utc>>>> {
    let mut work: HashMap<Uuid, Vec<DateTime<Utc>>> = HashMap::new();
    if claims.is_empty() {
        return Ok(work);
    }
    let able = able(tx, claims).await?;
    let can: HashSet<(Uuid, Uuid)> = able.iter().map(|one| (one.claim, one.person)).collect();
    let asked: HashSet<(Uuid, Uuid)> = able
        .iter()
        .filter(|one| one.is_asked)
        .map(|one| (one.claim, one.person))
        .collect();
    let away = away_today(tx).await?;
    for one in able.iter().filter(|one| one.is_asked) {
        let Some(since) = one.since else { continue };
        work.entry(one.person).or_default().push(since);
        for (_, substitute) in away.iter().filter(|(person, _)| *person == one.person) {
            let pair = (one.claim, *substitute);
            if can.contains(&pair) && !asked.contains(&pair) {
                work.entry(*substitute).or_default().push(since);
            }
        }
    }
    Ok(work)
}

/// What hangs on it.
pub(super) fn once_decided() -> Said {
    Said::new(
        "Whoever claimed it gets their money once it is decided.",
        "Das Geld kommt, sobald entschieden ist.",
    )
}

fn notice(to: UserId, claims: usize, latest: DateTime<Utc>) -> Notice {
    Notice {
        to,
        kind: NotificationKind::ExpenseWaiting,
        title: match claims {
            1 => Said::new(
                "A claim waits for your decision",
                "Eine Abrechnung wartet auf deine Entscheidung",
            ),
            many => Said::new(
                format!("{many} claims wait for your decision"),
                format!("{many} Abrechnungen warten auf deine Entscheidung"),
            ),
        },
        message: once_decided(),
        path: "/expenses/approvals".to_owned(),
        cause: format!("expenses_waiting/{}", latest.timestamp_micros()),
    }
}
