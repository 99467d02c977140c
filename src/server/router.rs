//! Every route, and what stands in front of it.

use super::config::SiteArgs;
use super::form_posts::Forms;
use super::metrics::{self, Metrics};
use super::public_limit::PublicLimit;
use super::turns::{self, Turns};
use super::{
    announced, assets, calendars, error_pages, form_posts, health, live, outbox, public_limit, request_id,
    security, telemetry, time_limit, unsubscribe,
};
use crate::accounts::authentication::Accounts;
use crate::analytics::observe::observe;
use crate::analytics::recorder::Recorder;
use crate::app::{App, shell};
use crate::attendees::export;
use crate::live::hub::Live;
use crate::media::reading::{self, AsStored};
use crate::media::upload;
use crate::rates::import;
use axum::Router;
use axum::extract::FromRef;
use axum::http::{Extensions, HeaderMap, Method, Request, StatusCode, Version, header};
use axum::middleware;
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use sqlx::PgPool;
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::request_id::{PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tower_http_csrf::csrf::CsrfLayer;
use tracing::Level;

/// What the server is made of.
#[derive(Clone)]
pub struct Site {
    pub pool: PgPool,
    pub options: LeptosOptions,
    pub args: SiteArgs,
    /// What signing in needs.
    pub accounts: Accounts,
    /// The pages.
    pub pages: Arc<[AxumRouteListing]>,
    /// Who hears of changes.
    pub live: Live,
    /// Where it is noted what is used.
    pub recorder: Recorder,
    /// What is measured, where anybody may ask for it.
    pub metrics: Option<Metrics>,
}

/// The pages, listed once in a process and before any is drawn: while leptos lists them, whatever a page of
/// the same process begins to load waits for ever (leptos-rs/leptos#4773).
pub static PAGES: LazyLock<Arc<[AxumRouteListing]>> = LazyLock::new(|| generate_route_list(App).into());

impl Site {
    /// A site over a database.
    ///
    /// # Errors
    /// A sentence, where measuring is asked for and not possible.
    pub fn new(pool: PgPool, options: LeptosOptions, args: SiteArgs) -> Result<Self, String> {
        telemetry::name_requests_in_pages();
        let accounts = Accounts::new(pool.clone(), &args);
        let is_measured = args.metrics_addr.is_some() || args.metrics_token.is_some();
        let metrics = is_measured.then(|| Metrics::start(pool.clone(), accounts.passwords.clone()));
        Ok(Self {
            metrics: metrics.transpose()?,
            recorder: Recorder::start(pool.clone()),
            accounts,
            live: Live::default(),
            pool,
            options,
            args,
            pages: PAGES.clone(),
        })
    }

    /// The address that people type.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.args.is_https() { "https" } else { "http" };
        let served = || format!("{scheme}://{}", self.options.site_addr);
        self.args.public_url.clone().unwrap_or_else(served)
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.options.clone()
    }
}

impl FromRef<Site> for PgPool {
    fn from_ref(site: &Site) -> Self {
        site.pool.clone()
    }
}

impl FromRef<Site> for Forms {
    fn from_ref(site: &Site) -> Self {
        Self::new(site.pool.clone(), site.args.public_url.as_deref())
    }
}

/// The whole site.
///
/// # Errors
/// A sentence, where `PUBLIC_URL` cannot be an origin.
pub fn router(site: &Site) -> Result<Router, String> {
    let document = {
        let options = site.options.clone();
        move || shell(options.clone())
    };
    let pages = Router::new()
        .leptos_routes_with_context(site, site.pages.to_vec(), || (), document.clone())
        // Any other address is a page that says so. leptos' own fallback would first look for a
        // file under the site's root, whatever else lies there.
        .fallback(leptos_axum::render_app_async_with_context(|| (), document))
        .layer(middleware::from_fn(form_posts::show_again))
        .layer(middleware::from_fn_with_state(site.live.clone(), live::note_told));

    // leptos adds a route of its own for each function to the pages; any other is unknown.
    let functions = Router::new().route("/fn/{*path}", post(|| async { StatusCode::NOT_FOUND }));

    let files = Router::new()
        .route("/upload/avatar", post(upload::avatar))
        .route("/upload/logo", post(upload::logo))
        .route("/upload/contacts/{id}", post(upload::attachment))
        .route("/upload/rates", post(import::rates))
        .route("/files/{file}/{variant}", get(reading::read))
        .route("/events/{id}/event.ics", get(calendars::event))
        .route("/events/{id}/agenda.ics", get(calendars::agenda))
        .route("/upload/agenda/{id}", post(upload::agenda_item))
        .route("/upload/events/{id}/cover", post(upload::cover))
        .route("/upload/expenses", post(upload::receipts))
        .route("/upload/expenses/{id}", post(upload::receipt))
        .route("/export/attendees/{event}", get(export::attendees))
        .route("/export/expenses", get(crate::reports::export::expenses))
        .route("/export/expenses/{file}", get(crate::expenses::export::claim))
        .route("/export/events/{file}", get(crate::expenses::export::event))
        .route(
            "/export/payments/{batch}/{file}",
            get(crate::payments::export::payments),
        );

    let mut pages = functions.merge(pages).merge(files);
    if site.args.mail.shows_outbox() {
        pages = pages.merge(outbox::router(site));
    }
    let people = pages
        .layer(middleware::from_fn_with_state(site.recorder.clone(), observe))
        .layer(middleware::from_fn_with_state(
            Forms::from_ref(site),
            form_posts::answer,
        ));
    let people = people.route("/live", get(live::stream));
    let turns = Turns::for_connections(site.pool.options().get_max_connections());
    let people = crate::accounts::authentication::layer(people, site)
        .layer(middleware::from_fn_with_state(turns, turns::wait));

    let mut csrf = CsrfLayer::new();
    if let Some(url) = &site.args.public_url {
        csrf = csrf
            .add_trusted_origin(url)
            .map_err(|error| format!("PUBLIC_URL is not an origin: {error}"))?;
    }
    let https = site.args.is_https();
    let trusted = site.args.trusted_proxies.clone();
    let limit = Duration::from_secs(site.args.request_timeout);
    let stylesheet = error_pages::stylesheet(&site.options);
    let around = ServiceBuilder::new()
        .layer(middleware::from_fn(metrics::measure))
        .layer(middleware::from_fn(move |request, next| {
            request_id::believe(trusted.clone(), request, next)
        }))
        .layer(SetRequestIdLayer::x_request_id(request_id::NewRequestId))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(middleware::from_fn(move |request, next| {
            security::headers(https, request, next)
        }))
        .layer(middleware::from_fn(move |request, next| {
            error_pages::dress(stylesheet.clone(), request, next)
        }))
        .layer(middleware::from_fn(move |request, next| {
            time_limit::until_sent(limit, request, next)
        }))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(move |request, next| {
            time_limit::until_answered(limit, request, next)
        }))
        .layer(
            CompressionLayer::new().compress_when(
                SizeAbove::new(1024)
                    .and(NotForContentType::const_new("text/event-stream"))
                    .and(is_not_as_stored),
            ),
        )
        .layer(csrf)
        .layer(middleware::from_fn(security::refuse_unnamed_origin));

    let people = people.merge(assets::router(&site.options).with_state(()));
    #[cfg(debug_assertions)]
    let people = people.merge(super::kit::router(&site.options).with_state(()));

    let announced = announced::router(site).merge(calendars::public_router());
    let announced = match PublicLimit::new(site.args.public_rate_limit, &site.args.trusted_proxies) {
        Some(limit) => announced.layer(middleware::from_fn_with_state(limit, public_limit::limit)),
        None => announced,
    };

    Ok(people
        .merge(unsubscribe::router(site))
        .merge(announced)
        .route("/health", get(health::process))
        .route("/metrics", get(metrics::on_site))
        .route("/api/v1/health/database", get(health::database))
        .with_state(site.clone())
        .layer(around))
}

fn is_not_as_stored(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<AsStored>().is_none()
}

/// The span under which everything about a request is logged. The query is left out: it holds
/// what people search for. Of the highest level, or a log of warnings would not name the request.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request_id::of(request.extensions()).unwrap_or_default();
    let method: &Method = request.method();
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    tracing::error_span!("request", request_id = %id, %method, path = %logged(request.uri().path()), agent)
}

/// A path as the log has it: without the address of an event, which may be known to nobody but those who were given it.
fn logged(path: &str) -> Cow<'_, str> {
    match path.strip_prefix("/e/").map(|rest| rest.split_once('/')) {
        None => path.into(),
        Some(None) => "/e/…".into(),
        Some(Some((_, file))) => format!("/e/…/{file}").into(),
    }
}
