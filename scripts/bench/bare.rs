//! What pages are measured against: the same sessions, the same transaction and the same statements,
//! answered as plain JSON. `scripts/bench.sh` runs it beside the program that is shipped; it is no
//! part of that program.

use axum::extract::{Form, Path, Query, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, ServiceExt};
use chrono::Utc;
use clap::Parser;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::SocketAddr;
use the_plugs::accounts::authentication;
use the_plugs::accounts::roles::Permission;
use the_plugs::contacts::queries;
use the_plugs::contacts::types::{CompanyFilter, ContactType, Cursor, ListState, segment};
use the_plugs::error::{AppError, AppResult};
use the_plugs::expenses::types::InboxFilter;
use the_plugs::ids::{ContactId, EventId};
use the_plugs::server::config::{Command, CommandLine};
use the_plugs::server::router::Site;
use the_plugs::tenancy::{Tenant, TenantTx};

/// An answer, or an error of ours with its status.
struct Answer<T>(AppResult<T>);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        match self.0 {
            Ok(value) => Json(value).into_response(),
            Err(error) => {
                let status =
                    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, Json(error)).into_response()
            }
        }
    }
}

async fn begin(tenant: Option<Extension<Tenant>>, needs: Permission) -> AppResult<TenantTx> {
    let Extension(tenant) = tenant.ok_or(AppError::Unauthenticated)?;
    tenant.begin(needs).await
}

/// The page of the list that its address asks for.
async fn table(
    tenant: Option<Extension<Tenant>>,
    Query(query): Query<HashMap<String, String>>,
) -> impl IntoResponse {
    let state = ListState::from_query(|name| query.get(name).cloned());
    let rows = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let page = queries::page(&mut tx, &state.filter, state.cursor.as_ref()).await?;
        tx.commit().await?;
        Ok(page)
    };
    Answer(rows.await)
}

/// The board that its address asks for.
async fn board(
    tenant: Option<Extension<Tenant>>,
    Query(query): Query<HashMap<String, String>>,
) -> impl IntoResponse {
    let state = ListState::from_query(|name| query.get(name).cloned());
    let columns = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let columns = queries::board(&mut tx, &state.filter, None).await?;
        tx.commit().await?;
        Ok(columns)
    };
    Answer(columns.await)
}

#[derive(Deserialize)]
struct Search {
    typed: String,
}

/// What the palette finds.
async fn search(tenant: Option<Extension<Tenant>>, Form(asked): Form<Search>) -> impl IntoResponse {
    let hits = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let hits = queries::hits(&mut tx, &asked.typed, 8).await?;
        tx.commit().await?;
        Ok(hits)
    };
    Answer(hits.await)
}

/// A record with the first page of its history.
async fn record(tenant: Option<Extension<Tenant>>, Path(id): Path<ContactId>) -> impl IntoResponse {
    let record = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let contact = queries::find(&mut tx, id).await?;
        let timeline = queries::timeline(&mut tx, id, None).await?;
        tx.commit().await?;
        Ok((contact, timeline))
    };
    Answer(record.await)
}

/// The page of the companies that its address asks for.
async fn companies(
    tenant: Option<Extension<Tenant>>,
    Query(query): Query<HashMap<String, String>>,
) -> impl IntoResponse {
    let filter = CompanyFilter::from_query(|name| query.get(name).cloned());
    let cursor = Cursor::from_query(|name| query.get(name).cloned());
    let rows = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let page = queries::companies(&mut tx, &filter, cursor.as_ref(), Utc::now()).await?;
        tx.commit().await?;
        Ok(page)
    };
    Answer(rows.await)
}

/// A company with its people and the first page of their history.
async fn company(tenant: Option<Extension<Tenant>>, Path(name): Path<String>) -> impl IntoResponse {
    let name = segment::decode(&name);
    let company = async {
        let mut tx = begin(tenant, Permission::ViewContacts).await?;
        let company = queries::company(&mut tx, &name, None, Utc::now()).await?;
        let timeline = queries::company_timeline(&mut tx, &name, None).await?;
        tx.commit().await?;
        Ok((company, timeline))
    };
    Answer(company.await)
}

/// The agenda of an event.
async fn agenda(tenant: Option<Extension<Tenant>>, Path(id): Path<EventId>) -> impl IntoResponse {
    let agenda = async {
        let mut tx = begin(tenant, Permission::ViewEvents).await?;
        let agenda = the_plugs::agenda::queries::find(&mut tx, id).await?;
        tx.commit().await?;
        Ok(agenda)
    };
    Answer(agenda.await)
}

/// What waits for a decision.
async fn inbox(tenant: Option<Extension<Tenant>>) -> impl IntoResponse {
    let inbox = async {
        let mut tx = begin(tenant, Permission::ApproveExpenses).await?;
        let inbox = the_plugs::expenses::queries::inbox(&mut tx, &InboxFilter::default(), None).await?;
        tx.commit().await?;
        Ok(inbox)
    };
    Answer(inbox.await)
}

#[derive(Deserialize)]
struct Move {
    contact_id: ContactId,
    to: ContactType,
}

/// A contact moves to another stage.
async fn set_type(tenant: Option<Extension<Tenant>>, Form(asked): Form<Move>) -> impl IntoResponse {
    let moved = async {
        let mut tx = begin(tenant, Permission::EditContacts).await?;
        queries::set_type(&mut tx, asked.contact_id, asked.to).await?;
        tx.commit().await
    };
    Answer(moved.await)
}

fn main() -> Result<(), String> {
    let Command::Serve(args) = CommandLine::parse().command else {
        return Err("Only `serve` is understood here.".into());
    };
    let threads = std::thread::available_parallelism().map_or(4, |cores| cores.get().max(4));
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?
        .block_on(async move {
            let options = leptos::config::get_configuration(Some("Leptos.toml"))
                .map_err(|error| error.to_string())?
                .leptos_options;
            let address = options.site_addr;
            let pool =
                the_plugs::db::pool(args.database.database_url.clone(), &args.database.pool_settings());
            the_plugs::sealing::Keyring::open(&args.keys)?;
            let site = Site::new(pool, options, args.site)?;
            let routes = Router::new()
                .route("/bare/board", get(board))
                .route("/bare/table", get(table))
                .route("/bare/search", post(search))
                .route("/bare/record/{id}", get(record))
                .route("/bare/companies", get(companies))
                .route("/bare/companies/{name}", get(company))
                .route("/bare/events/{id}/agenda", get(agenda))
                .route("/bare/inbox", get(inbox))
                .route("/bare/move", post(set_type));
            let app: Router = authentication::layer(routes, &site)
                .route("/health", get(|| async { "ok" }))
                .with_state(site);
            let listener = tokio::net::TcpListener::bind(address)
                .await
                .map_err(|error| error.to_string())?;
            let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(app);
            axum::serve(listener, service)
                .await
                .map_err(|error| error.to_string())
        })
}
