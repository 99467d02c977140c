//! What a browser may ask of events. Every function here is a public endpoint; each takes its arguments from a plain form as well.

mod covers;
mod limits;
mod series;

pub use covers::*;
pub use limits::*;

use super::types::{
    ActivityLine, Cursor, DeletedEvent, Event, EventFilter, EventForm, EventHead, EventRow, EventSpeaker,
    EventStatus, Month, Page, RepeatForm, SavedEvent, SeriesScope,
};
use crate::accounts::types::Colleague;
use crate::calls::Change;
use crate::error::AppError;
use crate::expenses::types::Spending;
use crate::ids::{EventId, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use series::*;

/// Some of the events.
#[server(prefix = "/fn", endpoint = "events/list")]
pub async fn list_events(
    #[server(default)] filter: EventFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<EventRow>, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let page = queries::page(&mut tx, &filter, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// What is on in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfEvents {
    /// The first first.
    pub events: Vec<EventRow>,
    /// There are more than are shown.
    pub has_more: bool,
}

/// The events of a month.
#[server(prefix = "/fn", endpoint = "events/month")]
pub async fn list_month(month: Month) -> Result<MonthOfEvents, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let (events, has_more) = queries::month(&mut tx, month).await?;
    tx.commit().await?;
    Ok(MonthOfEvents { events, has_more })
}

/// One event's record.
#[server(prefix = "/fn", endpoint = "events/get")]
pub async fn get_event(event_id: EventId) -> Result<Event, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let mut event = queries::find(&mut tx, event_id).await?;
    if event.can_edit && event.status.moves().contains(&EventStatus::Cancelled) {
        event.audience = Some(queries::audience(&mut tx, event_id).await?);
    }
    tx.commit().await?;
    Ok(event)
}

/// Adds a draft, or where it repeats a series of drafts, and leads to the record of the first.
#[server(prefix = "/fn", endpoint = "events/create", client = Change)]
pub async fn create_event(
    #[server(flatten)] form: EventForm,
    #[server(flatten)] repeat: RepeatForm,
) -> Result<EventId, AppError> {
    use crate::{
        accounts, accounts::roles::Permission, events::queries, events::types::NewEventForm,
        forms::TypedForm, tenancy::Tenant,
    };

    let tenant = Tenant::current()?;
    let whole = NewEventForm { event: form, repeat };
    // All that is wrong with either is told at once.
    let errors = whole.check();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let (typed, rule) = (whole.event.parse()?, whole.repeat.parse()?);
    let zone = known_zone(typed.timezone())?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let locale = accounts::queries::locale(&mut tx).await?;
    let now = chrono::Utc::now();
    let new = typed.by(&zone, &locale, now)?;
    let id = queries::insert(&mut tx, &new).await?;
    if let Some(rule) = rule {
        let (start, end) = (zone.local(new.values().start), zone.local(new.values().end));
        let dates = rule.dates((start, end), &zone, now)?;
        let others = dates.times.get(1..).unwrap_or_default();
        queries::series::begin(&mut tx, id, (&rule, start.date()), others).await?;
    }
    tx.commit().await?;
    leptos_axum::redirect(&format!("/events/{id}"));
    Ok(id)
}

/// Saves an event's record over the version that was read. What this changes is carried over to those others of its series that
/// `scope` means, except where it was changed on one of them alone.
#[server(prefix = "/fn", endpoint = "events/update", client = Change)]
pub async fn update_event(
    event_id: EventId,
    version: i32,
    #[server(default)] scope: Option<SeriesScope>,
    #[server(flatten)] form: EventForm,
) -> Result<SavedEvent, AppError> {
    use crate::{
        accounts, accounts::roles::Permission, events::queries, events::types::ZoneChange, tenancy::Tenant,
    };

    let tenant = Tenant::current()?;
    let typed = form.parse()?;
    let zone = known_zone(typed.timezone())?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let held = queries::series::hold(&mut tx, event_id, scope.unwrap_or(SeriesScope::This)).await?;
    let before = queries::timezone(&mut tx, event_id).await?;
    let by = match typed.zone_change() {
        _ if before == typed.timezone() => zone,
        Some(ZoneChange::Clock) => zone,
        Some(ZoneChange::Moment) => known_zone(&before)?,
        None => {
            let question = "Say what stays: the times on the clock, or the moments.";
            return Err(AppError::field("zone_change", question));
        }
    };
    let locale = accounts::queries::locale(&mut tx).await?;
    let new = typed.by(&by, &locale, chrono::Utc::now())?;
    let saved = match held {
        Some(held) => {
            let saved = queries::save(&mut tx, event_id, version, &new, &locale).await?;
            queries::series::carry(&mut tx, held, (event_id, saved), new.values(), &by).await?
        }
        None => SavedEvent {
            version: queries::update(&mut tx, event_id, version, &new, &locale).await?,
            ..SavedEvent::default()
        },
    };
    tx.commit().await?;
    Ok(saved)
}

/// The zone of a name, as a form sends it.
#[cfg(feature = "ssr")]
fn known_zone(name: &str) -> Result<crate::ui::time::Zone, AppError> {
    crate::ui::time::Zone::named(name)
        .ok_or_else(|| AppError::field("timezone", "Choose a time zone from the list."))
}

/// Moves an event to another status, and says how many are told of it. `reason` is what those who were coming are told of a
/// cancelled one, as far as they are to be told.
#[server(prefix = "/fn", endpoint = "events/set-status", client = Change)]
pub async fn set_event_status(
    event_id: EventId,
    to: EventStatus,
    #[server(default)] reason: String,
    #[server(default)] tell: bool,
) -> Result<u32, AppError> {
    use crate::{accounts::roles::Permission, events::queries, forms::Checker, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let mut check = Checker::default();
    let reason = check.multiline("reason", &reason, 1_000);
    let reason = check.finish(|| Some(reason))?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let told = if tell && to == EventStatus::Cancelled {
        queries::cancel(&mut tx, event_id, reason.as_deref()).await?
    } else {
        queries::set_status(&mut tx, event_id, to, reason.as_deref()).await?;
        0
    };
    tx.commit().await?;
    Ok(told)
}

/// Makes a draft of an event once more, beginning at a time on the clock of its zone, and leads to it.
#[server(prefix = "/fn", endpoint = "events/clone", client = Change)]
pub async fn clone_event(event_id: EventId, title: String, start_date: String) -> Result<EventId, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let event = queries::find(&mut tx, event_id).await?;
    let form = EventForm::again(&event, &title, &start_date);
    let by = event.span.zone.clone();
    let new = form
        .parse()?
        .by(&by, &crate::ui::locale::Locale::of("en-GB"), chrono::Utc::now())?;
    let id = queries::clone_event(&mut tx, event_id, &new.values().title, new.values().start).await?;
    tx.commit().await?;
    leptos_axum::redirect(&format!("/events/{id}"));
    Ok(id)
}

/// Moves an event, its attendees and its agenda to the trash.
#[server(prefix = "/fn", endpoint = "events/delete", client = Change)]
pub async fn delete_event(event_id: EventId) -> Result<DeletedEvent, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let deleted = queries::delete(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// Takes an event out of the trash, with what was deleted together with it.
#[server(prefix = "/fn", endpoint = "events/restore", client = Change)]
pub async fn restore_event(event_id: EventId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::restore(&mut tx, event_id).await?;
    tx.commit().await
}

/// Assigns a colleague to an event.
#[server(prefix = "/fn", endpoint = "events/assign", client = Change)]
pub async fn assign_staff(event_id: EventId, user_id: UserId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::assign(&mut tx, event_id, user_id).await?;
    tx.commit().await
}

/// Takes a colleague off an event.
#[server(prefix = "/fn", endpoint = "events/unassign", client = Change)]
pub async fn unassign_staff(event_id: EventId, user_id: UserId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    queries::unassign(&mut tx, event_id, user_id).await?;
    tx.commit().await
}

/// The time zones in which an event can be.
#[server(prefix = "/fn", endpoint = "events/time-zones")]
pub async fn list_event_zones() -> Result<Vec<String>, AppError> {
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    if !Tenant::current()?.role().may(Permission::EditEvents) {
        return Err(AppError::Forbidden);
    }
    let names = crate::ui::time::zone_names();
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// Who can work at an event.
#[server(prefix = "/fn", endpoint = "events/colleagues")]
pub async fn list_event_colleagues() -> Result<Vec<Colleague>, AppError> {
    use crate::{accounts, accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let colleagues = accounts::queries::colleagues(&mut tx).await?;
    tx.commit().await?;
    Ok(colleagues)
}

/// Shows an event at another address: at a chosen one, or where nothing was typed at one that nobody guesses.
#[server(prefix = "/fn", endpoint = "events/set-address", client = Change)]
pub async fn set_event_address(
    event_id: EventId,
    #[server(default)] public_address: String,
) -> Result<(), AppError> {
    use crate::{
        accounts::roles::Permission, events::queries, events::types::PublicAddress, tenancy::Tenant,
    };

    let tenant = Tenant::current()?;
    let typed = public_address.trim();
    let chosen = (!typed.is_empty())
        .then(|| PublicAddress::parse(typed))
        .transpose()?;
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    queries::public::set_address(&mut tx, event_id, chosen.as_ref()).await?;
    tx.commit().await
}

/// What every page of an event shows of it.
#[server(prefix = "/fn", endpoint = "events/head")]
pub async fn get_event_head(event_id: EventId) -> Result<EventHead, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let head = queries::head(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(head)
}

/// Who speaks at an event.
#[server(prefix = "/fn", endpoint = "events/speakers")]
pub async fn list_event_speakers(event_id: EventId) -> Result<Vec<EventSpeaker>, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let speakers = queries::speakers(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(speakers)
}

/// What was done with an event and all that belongs to it, latest first.
#[server(prefix = "/fn", endpoint = "events/activity")]
pub async fn list_event_activity(
    event_id: EventId,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<Page<ActivityLine>, AppError> {
    use crate::{accounts::roles::Permission, events::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let page = queries::activity(&mut tx, event_id, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}

/// What is spent on an event, for those who may see that.
#[server(prefix = "/fn", endpoint = "events/spending")]
pub async fn get_event_spending(event_id: EventId) -> Result<Option<Spending>, AppError> {
    use crate::{accounts::roles::Permission, expenses::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let spending = queries::of_event(&mut tx, event_id).await?;
    tx.commit().await?;
    Ok(spending)
}
