//! What a browser may ask of series. Every function here is a public endpoint; each takes its arguments from a plain form as well.

use crate::calls::Change;
use crate::error::AppError;
use crate::events::types::{DeletedSeries, EventStatus, RepeatForm, Series};
use crate::ids::{EventId, SeriesId};
use crate::ui::time::Zone;
use leptos::prelude::*;

/// The name of a series, how it repeats, and its last event.
#[server(prefix = "/fn", endpoint = "events/series")]
pub async fn get_series(series_id: SeriesId) -> Result<Series, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let series = queries::series::find(&mut tx, series_id).await?;
    tx.commit().await?;
    Ok(series)
}

/// A time zone by its name, so that the times of a series are known before it is made.
#[server(prefix = "/fn", endpoint = "events/time-zone")]
pub async fn get_event_zone(name: String) -> Result<Zone, AppError> {
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    if !Tenant::current()?.role().may(Permission::EditEvents) {
        return Err(AppError::Forbidden);
    }
    super::known_zone(&name)
}

/// Makes an event the first of a series: the others are drafts like it. Leads to its record; answers how many there are.
#[server(prefix = "/fn", endpoint = "events/repeat", client = Change)]
pub async fn repeat_event(event_id: EventId, #[server(flatten)] form: RepeatForm) -> Result<usize, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let rule = form.rule()?;
    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let span = queries::find(&mut tx, event_id).await?.span;
    let (start, end) = (span.zone.local(span.start), span.zone.local(span.end));
    let dates = rule.dates((start, end), &span.zone, chrono::Utc::now())?;
    let others = dates.times.get(1..).unwrap_or_default();
    queries::series::begin(&mut tx, event_id, (&rule, start.date()), others).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/events/{event_id}"));
    Ok(dates.times.len())
}

/// Adds dates to a series, of which `made` places were given out when the form was drawn: drafts like its last event, after it.
/// Leads to all of the series; answers how many were added.
#[server(prefix = "/fn", endpoint = "events/extend-series", client = Change)]
pub async fn extend_series(
    series_id: SeriesId,
    made: i32,
    #[server(flatten)] form: RepeatForm,
) -> Result<usize, AppError> {
    use crate::{
        accounts::roles::Permission, events::queries, events::types::EventFilter, query::written,
        tenancy::Tenant,
    };

    let rule = form.rule()?.after_one();
    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let last = queries::series::find(&mut tx, series_id).await?.last;
    let last = last.ok_or_else(|| AppError::Conflict {
        message: "All events of this series are in the trash. Bring one back first.".into(),
    })?;
    let zone = &last.span.zone;
    let (start, end) = (zone.local(last.span.start), zone.local(last.span.end));
    let dates = rule.dates((start, end), zone, chrono::Utc::now())?;
    let others = dates.times.get(1..).unwrap_or_default();
    let which = (series_id, made);
    queries::series::add_dates(&mut tx, which, last.id, (&rule, start.date()), others).await?;
    tx.commit().await?;
    let all = EventFilter::of_series(series_id).parameters();
    leptos_axum::redirect(&format!("/events{}", written(&all)));
    Ok(others.len())
}

/// Moves an event and those of its series after it to another status, as far as they can be moved there. `reason` is what those
/// who were coming are told of cancelled ones. Answers how many were moved.
#[server(prefix = "/fn", endpoint = "events/move-series", client = Change)]
pub async fn move_series(
    event_id: EventId,
    to: EventStatus,
    #[server(default)] reason: String,
    #[server(default)] tell: bool,
) -> Result<usize, AppError> {
    use crate::{accounts::roles::Permission, events::queries, forms::Checker, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let mut check = Checker::default();
    let reason = check.multiline("reason", &reason, 1_000);
    let reason = check.finish(|| Some(reason))?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let moved = queries::series::move_following(&mut tx, event_id, to, reason.as_deref(), tell).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Moves an event and those of its series after it to the trash, with their attendees and agendas.
#[server(prefix = "/fn", endpoint = "events/delete-series", client = Change)]
pub async fn delete_series(event_id: EventId) -> Result<DeletedSeries, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let deleted = queries::series::delete_following(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Takes an event out of the trash, with all events that went there together with it. Answers how many came back.
#[server(prefix = "/fn", endpoint = "events/restore-series", client = Change)]
pub async fn restore_series(event_id: EventId) -> Result<usize, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let restored = queries::series::restore_together(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(restored)
}

/// Takes an event out of its series.
#[server(prefix = "/fn", endpoint = "events/leave-series", client = Change)]
pub async fn leave_series(event_id: EventId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::series::leave(&mut tx, event_id).await?;
    tx.commit().await
}
