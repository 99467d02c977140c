//! Reminding whoever is asked of claims that have waited for days, and telling a substitute that their days begin.

use super::able::able;
use super::substitutes::today_in;
use super::telling::{once_decided, waiting, work};
use crate::error::AppResult;
use crate::ids::UserId;
use crate::notifications::queries::{Notice, notify_all};
use crate::notifications::types::{NotificationKind, Said};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// After how long somebody is reminded of a claim that asks them.
const LONG: TimeDelta = TimeDelta::days(3);

/// In which hours of their own day.
const BY_DAY: std::ops::Range<u32> = 8..20;

/// Reminds everybody of the claims that have asked them for three days, of each once; and tells whose days as a substitute begin
/// what waits for them. By their own clocks, by day.
///
/// # Errors
/// If the database cannot be reached.
pub async fn remind(tx: &mut TenantTx) -> AppResult<()> {
    let claims = waiting(tx).await?;
    if claims.is_empty() {
        return Ok(());
    }
    let awake = awake(tx).await?;
    let mut notices = overdue(tx, &claims, &awake).await?;
    notices.extend(beginning(tx, &claims, &awake).await?);
    notify_all(tx, &notices).await
}

/// Who is there and has day, with the zone they live in.
async fn awake(tx: &mut TenantTx) -> AppResult<HashMap<Uuid, String>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        "select id, timezone from users where organization_id = $1 and is_active and not is_deleted",
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let now = Utc::now();
    let has_day = |timezone: &str| {
        let zone = Zone::named(timezone).unwrap_or_else(Zone::utc);
        BY_DAY.contains(&zone.local(now).hour())
    };
    Ok(rows
        .into_iter()
        .filter(|row| has_day(&row.timezone))
        .map(|row| (row.id, row.timezone))
        .collect())
}

async fn overdue(
    tx: &mut TenantTx,
    claims: &[Uuid],
    awake: &HashMap<Uuid, String>,
) -> AppResult<Vec<Notice>> {
    let organization = tx.organization();
    let reminded: HashMap<Uuid, DateTime<Utc>> = sqlx::query!(
        r#"
        select user_id, max(created_at) as "at!" from notifications
        where organization_id = $1 and kind = $2 and cause like 'expenses_overdue/%'
        group by user_id
        "#,
        organization.0,
        NotificationKind::ExpenseWaiting.as_str(),
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(|row| (row.user_id, row.at))
    .collect();
    let now = Utc::now();
    let mut notices = Vec::new();
    for (person, since) in work(tx, claims).await? {
        if !awake.contains_key(&person) {
            continue;
        }
        let last = reminded.get(&person);
        let due: Vec<_> = since.into_iter().filter(|at| *at + LONG <= now).collect();
        let latest = due
            .iter()
            .filter(|at| last.is_none_or(|last| **at + LONG > *last))
            .max();
        if let Some(latest) = latest {
            notices.push(Notice {
                to: UserId(person),
                kind: NotificationKind::ExpenseWaiting,
                title: match due.len() {
                    1 => Said::new(
                        "A claim has waited for you for three days",
                        "Eine Abrechnung wartet seit drei Tagen auf dich",
                    ),
                    many => Said::new(
                        format!("{many} claims have waited for you for three days or longer"),
                        format!("{many} Abrechnungen warten seit drei Tagen oder länger auf dich"),
                    ),
                },
                message: once_decided(),
                path: "/expenses/approvals".to_owned(),
                cause: format!("expenses_overdue/{}", latest.timestamp_micros()),
            });
        }
    }
    Ok(notices)
}

/// Of those whose days begin today by the clock of whoever is away.
async fn beginning(
    tx: &mut TenantTx,
    claims: &[Uuid],
    awake: &HashMap<Uuid, String>,
) -> AppResult<Vec<Notice>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select s.id, s.user_id, s.substitute_id, s.from_date, away.timezone,
          away.first_name || ' ' || away.last_name as "name!"
        from approval_substitutes s
        join users away on away.organization_id = $1 and away.id = s.user_id
        where s.organization_id = $1 and s.from_date between current_date - 1 and current_date + 1
        order by s.id
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut begun = rows;
    begun.retain(|row| row.from_date == today_in(&row.timezone) && awake.contains_key(&row.substitute_id));
    if begun.is_empty() {
        return Ok(Vec::new());
    }
    let able = able(tx, claims).await?;
    let asks = |claim: Uuid, person: Uuid| {
        let mut able = able.iter();
        let found = able.find(|one| one.claim == claim && one.person == person);
        found.map(|one| one.is_asked)
    };
    let mut notices = Vec::new();
    for row in begun {
        let theirs = able
            .iter()
            .filter(|one| one.person == row.user_id && one.is_asked);
        // What asks the substitute as well waits for them anyway.
        let count = theirs
            .filter(|one| asks(one.claim, row.substitute_id) == Some(false))
            .count();
        if count == 0 {
            continue;
        }
        notices.push(Notice {
            to: UserId(row.substitute_id),
            kind: NotificationKind::ExpenseWaiting,
            title: match count {
                1 => Said::new(
                    format!("From today on you decide for {}: a claim waits", row.name),
                    format!(
                        "Ab heute entscheidest du für {}: eine Abrechnung wartet",
                        row.name
                    ),
                ),
                many => Said::new(
                    format!("From today on you decide for {}: {many} claims wait", row.name),
                    format!(
                        "Ab heute entscheidest du für {}: {many} Abrechnungen warten",
                        row.name
                    ),
                ),
            },
            message: Said::new(
                "They are away, and named you as their substitute.",
                "Du bist für die Zeit der Abwesenheit als Vertretung benannt.",
            ),
            path: "/expenses/approvals".to_owned(),
            cause: format!("expenses_substitute/{}", row.id),
        });
    }
    Ok(notices)
}
