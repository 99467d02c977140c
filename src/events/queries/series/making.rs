//! A series begins with an event, and gets more dates.

use super::super::clone::Copies;
use super::super::reach::{Reach, allowed};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::events::types::{Occurrence, Rule};
use crate::ids::{EventId, SeriesId};
use crate::tenancy::TenantTx;
use chrono::NaiveDate;

/// Most events of a series, those in the trash among them.
const MOST: i64 = 500;

/// Makes an event the first of a series: the others are drafts like it at the other times, and belong to whoever the event
/// belongs to.
///
/// # Errors
/// If the event may not be changed, or is in a series already: so a form that is sent twice makes one series.
pub async fn begin(
    tx: &mut TenantTx,
    id: EventId,
    (rule, first): (&Rule, NaiveDate),
    others: &[Occurrence],
) -> AppResult<SeriesId> {
    let reach = Reach::of(tx, Permission::EditEvents)?;
    let (organization, me, series) = (tx.organization(), tx.user()?, SeriesId::new());
    let event = sqlx::query!(
        r#"
        select title, series_id is not null as "is_in_series!" from events
        where organization_id = $1 and id = $2 and not is_deleted and ($3::uuid is null or created_by = $3)
        for no key update
        "#,
        organization.0,
        id.0,
        reach.person(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(event) = event else {
        allowed(tx, id).await?;
        return Err(AppError::NotFound);
    };
    if event.is_in_series {
        return Err(AppError::Conflict {
            message: "This event is in a series already. Add more dates to that.".into(),
        });
    }
    sqlx::query!(
        r#"
        insert into event_series (organization_id, id, created_by, name, words, rrule, made)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        organization.0,
        series.0,
        me.0,
        event.title,
        rule.in_words(first),
        rule.rrule(first),
        1 + count(others),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update events set series_id = $3, series_position = 1 where organization_id = $1 and id = $2",
        organization.0,
        id.0,
        series.0,
    )
    .execute(tx.conn())
    .await?;
    copies(others, (series, 1)).make(tx, id).await?;
    Ok(series)
}

/// Adds copies of an event of a series, of which `made` places were given out when the form was drawn.
///
/// # Errors
/// If the event may not be changed, or somebody has added others since; and where the series would have too many.
pub async fn add_dates(
    tx: &mut TenantTx,
    (series, made): (SeriesId, i32),
    like: EventId,
    (rule, first): (&Rule, NaiveDate),
    others: &[Occurrence],
) -> AppResult<()> {
    allowed(tx, like).await?;
    let organization = tx.organization();
    let given = sqlx::query_scalar!(
        r#"
        update event_series set made = made + $4, words = $5, rrule = $6
        where organization_id = $1 and id = $2 and made = $3
        returning (select count(*) from events e where e.organization_id = $1 and e.series_id = $2) as "events!"
        "#,
        organization.0,
        series.0,
        made,
        count(others),
        rule.in_words(first),
        rule.rrule(first),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(events) = given else {
        return Err(AppError::Conflict {
            message: "Somebody has added dates to this series meanwhile. Look at them first.".into(),
        });
    };
    if events + i64::from(count(others)) > MOST {
        let message = format!("A series has {MOST} events at most, and this one has {events} already.");
        return Err(AppError::field("count", &message));
    }
    copies(others, (series, made)).make(tx, like).await
}

fn count(others: &[Occurrence]) -> i32 {
    i32::try_from(others.len()).unwrap_or(i32::MAX)
}

fn copies<'a>(others: &[Occurrence], series: (SeriesId, i32)) -> Copies<'a> {
    Copies {
        ids: others.iter().map(|_| EventId::new().0).collect(),
        starts: others.iter().map(|one| one.start).collect(),
        ends: Some(others.iter().map(|one| one.end).collect()),
        title: None,
        creator: None,
        series: Some(series),
    }
}
