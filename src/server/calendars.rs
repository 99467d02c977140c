//! Where other programs read calendars: of a published event by its address, of one's own agenda by a feed's, and of any event by
//! whoever is signed in and may see it.

use super::announced::opened;
use super::error_pages::refused;
use super::request_id;
use super::router::Site;
use crate::accounts::roles::Permission;
use crate::calendars::feeds;
use crate::calendars::ical::written;
use crate::calendars::queries;
use crate::calendars::types::{Calendar, PAST_DAYS};
use crate::error::{AppError, AppResult};
use crate::events::queries::head;
use crate::ids::{EventId, RoomId};
use crate::tenancy::{Tenant, TenantTx};
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Extensions, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use chrono::{Duration, Utc};
use serde::Deserialize;

/// What is asked for of an agenda.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    room: Option<String>,
}

impl Part {
    /// The room, if one is asked for.
    fn room(&self) -> AppResult<Option<RoomId>> {
        let room = self.room.as_deref().map(str::parse);
        room.transpose().map_err(|_| AppError::NotFound)
    }
}

/// What proves a feed's address; in the query, which no log holds.
#[derive(Debug, Deserialize)]
pub struct Shown {
    #[serde(default)]
    o: String,
    #[serde(default)]
    f: String,
    #[serde(default)]
    key: String,
}

/// Calendars that are read without signing in.
pub fn public_router() -> Router<Site> {
    Router::new()
        .route("/e/{address}/event.ics", get(announced_event))
        .route("/e/{address}/agenda.ics", get(announced_agenda))
        .route("/calendars/own.ics", get(own))
}

/// `GET /e/{address}/event.ics`
async fn announced_event(
    State(site): State<Site>,
    Path(address): Path<String>,
    extensions: Extensions,
) -> Response {
    let calendar = async {
        let (mut tx, id) = opened(&site, &address, &extensions).await?;
        let page = format!("{}/e/{address}", site.address());
        let calendar = queries::event(&mut tx, id, |_| page.clone()).await?;
        tx.commit().await?;
        Ok(calendar)
    };
    answer(calendar.await)
}

/// `GET /e/{address}/agenda.ics`
async fn announced_agenda(
    State(site): State<Site>,
    Path(address): Path<String>,
    Query(part): Query<Part>,
    extensions: Extensions,
) -> Response {
    let calendar = async {
        let (mut tx, id) = opened(&site, &address, &extensions).await?;
        let page = format!("{}/e/{address}", site.address());
        let calendar = queries::agenda(&mut tx, id, part.room()?, |_| page.clone()).await?;
        tx.commit().await?;
        Ok(calendar)
    };
    answer(calendar.await)
}

/// `GET /calendars/own.ics`
async fn own(State(site): State<Site>, Query(shown): Query<Shown>, extensions: Extensions) -> Response {
    let calendar = async {
        let organization = shown.o.parse().map_err(|_| AppError::NotFound)?;
        let feed = shown.f.parse().map_err(|_| AppError::NotFound)?;
        if !feeds::is_proved(organization, feed, &shown.key)? {
            return Err(AppError::NotFound);
        }
        let request_id = request_id::of(&extensions).unwrap_or_default();
        let tenant =
            Tenant::for_capability(site.pool.clone(), organization, Permission::ReadFeed, request_id);
        let mut tx = tenant.begin(Permission::ReadFeed).await?;
        let user = queries::owner(&mut tx, feed).await?;
        let address = site.address();
        let since = Utc::now() - Duration::days(PAST_DAYS);
        let calendar =
            queries::own(&mut tx, user, since, |id| format!("{address}/events/{id}/agenda")).await?;
        tx.commit().await?;
        Ok(calendar)
    };
    answer(calendar.await)
}

/// `GET /events/{id}/event.ics`
pub async fn event(
    State(site): State<Site>,
    tenant: Option<Extension<Tenant>>,
    Path(id): Path<String>,
) -> Response {
    let calendar = async {
        let (mut tx, id) = entered(tenant, &id).await?;
        let address = site.address();
        let calendar = queries::event(&mut tx, id, |id| format!("{address}/events/{id}")).await?;
        tx.commit().await?;
        Ok(calendar)
    };
    answer(calendar.await)
}

/// `GET /events/{id}/agenda.ics`
pub async fn agenda(
    State(site): State<Site>,
    tenant: Option<Extension<Tenant>>,
    Path(id): Path<String>,
    Query(part): Query<Part>,
) -> Response {
    let calendar = async {
        let (mut tx, id) = entered(tenant, &id).await?;
        let address = site.address();
        let calendar = queries::agenda(&mut tx, id, part.room()?, |id| {
            format!("{address}/events/{id}/agenda")
        })
        .await?;
        tx.commit().await?;
        Ok(calendar)
    };
    answer(calendar.await)
}

/// The organisation of whoever is signed in, open for an event that they may see.
async fn entered(tenant: Option<Extension<Tenant>>, id: &str) -> AppResult<(TenantTx, EventId)> {
    let Extension(tenant) = tenant.ok_or(AppError::NotFound)?;
    let id: EventId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = tenant.begin(Permission::ViewEvents).await?;
    head(&mut tx, id).await?;
    Ok((tx, id))
}

fn answer(calendar: AppResult<Calendar>) -> Response {
    let calendar = match calendar {
        Ok(calendar) => calendar,
        Err(error) => return refused(error),
    };
    (
        [
            (
                CONTENT_TYPE,
                HeaderValue::from_static("text/calendar; charset=utf-8"),
            ),
            (
                CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment; filename=\"calendar.ics\""),
            ),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        ],
        written(&calendar),
    )
        .into_response()
}
