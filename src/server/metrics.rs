//! `/metrics`, as Prometheus reads it: on an address of its own, or on the site's for whoever
//! shows the token.

use super::router::Site;
use crate::accounts::passwords::Passwords;
use crate::measure::UnderWay;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// The bounds that durations are counted between, in seconds.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// How often what was measured is added up, lest it heap up where nobody asks for it.
const UPKEEP: Duration = Duration::from_secs(5);

/// What a process has measured, and what it is asked about at the moment of asking. There is one
/// recorder in a process; everything that is made of this reads it.
#[derive(Clone)]
pub struct Metrics {
    recorder: PrometheusHandle,
    pool: PgPool,
    passwords: Passwords,
}

impl Metrics {
    /// Begins to measure, where this process has not begun yet.
    ///
    /// # Errors
    /// A sentence, where something else records already.
    pub fn start(pool: PgPool, passwords: Passwords) -> Result<Self, String> {
        static RECORDER: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
        let recorder = RECORDER.get_or_init(|| {
            let recorder = recorder().map_err(|error| format!("Nothing can be measured: {error}"))?;
            describe();
            // Told from the start: nobody was refused, and nobody listens.
            metrics::counter!("password_hashes_refused_total").absolute(0);
            gauge!("live_streams").increment(0.0);
            Ok(recorder)
        });
        Ok(Self {
            recorder: recorder.clone()?,
            pool,
            passwords,
        })
    }

    /// Adds up what was measured, until told to stop.
    pub async fn keep_up(self, mut stopping: watch::Receiver<bool>) {
        let mut clock = tokio::time::interval(UPKEEP);
        loop {
            tokio::select! {
                _ = clock.tick() => self.recorder.run_upkeep(),
                _ = stopping.changed() => return,
            }
        }
    }

    /// Everything, in the text format of Prometheus.
    fn render(&self) -> String {
        gauge!("the_plugs_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        gauge!("process_start_time_seconds").set(*started_at());
        if let Some(bytes) = resident_memory() {
            gauge!("process_resident_memory_bytes").set(bytes);
        }
        let (open, idle) = (self.pool.size(), self.pool.num_idle());
        gauge!("database_connections_open").set(open);
        gauge!("database_connections_idle").set(idle as f64);
        gauge!("database_connections_most").set(self.pool.options().get_max_connections());
        metrics::counter!("password_hashes_total").absolute(self.passwords.hashed());
        self.recorder.render()
    }

    fn answer(&self) -> Response {
        (
            [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            self.render(),
        )
            .into_response()
    }
}

fn recorder() -> Result<PrometheusHandle, BuildError> {
    started_at();
    PrometheusBuilder::new().set_buckets(SECONDS)?.install_recorder()
}

/// What each name means, for whoever reads the page.
fn describe() {
    for (name, meaning) in [
        ("the_plugs_build_info", "1, with the version of the program"),
        (
            "process_start_time_seconds",
            "When the process started, in seconds since 1970",
        ),
        ("process_resident_memory_bytes", "Memory that the process holds"),
        ("http_requests_in_flight", "Requests that are being answered"),
        ("http_requests_waiting", "Pages that wait for their turn"),
        ("jobs_running", "Jobs that are being run"),
        ("live_streams", "Browsers that listen for changes"),
        ("database_connections_open", "Connections to the database"),
        ("database_connections_idle", "Connections that nobody uses"),
        (
            "database_connections_most",
            "Most connections that this process opens",
        ),
        (
            "database_transactions_waiting",
            "Transactions that wait for a connection or for their opening",
        ),
        ("password_hashes_waiting", "Sign-ins that wait for a processor"),
        (
            "password_hashes_running",
            "Sign-ins whose password is being hashed",
        ),
    ] {
        describe_gauge!(name, meaning);
    }
    describe_counter!("password_hashes_total", "Passwords hashed");
    describe_counter!("jobs_total", "Attempts at jobs that ended, by queue and outcome");
    describe_counter!(
        "password_hashes_refused_total",
        "Sign-ins refused because too many wait"
    );
    for (name, meaning) in [
        ("job_seconds", "How long an attempt at a job took, by queue"),
        (
            "http_request_duration_seconds",
            "From the request to the beginning of its answer, by route and class of status",
        ),
        (
            "database_begin_seconds",
            "Waiting for a connection and opening a transaction on it",
        ),
        (
            "database_transaction_seconds",
            "From the opening of a transaction to its end, by the permission it was opened with",
        ),
    ] {
        describe_histogram!(name, metrics::Unit::Seconds, meaning);
    }
}

/// When this process began to measure, in seconds since 1970.
fn started_at() -> &'static f64 {
    static STARTED: OnceLock<f64> = OnceLock::new();
    STARTED.get_or_init(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs_f64()
    })
}

/// The memory that the process holds, in bytes; nothing where the system does not tell.
fn resident_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024.0)
}

/// The site of `METRICS_ADDR`: nothing but the measurements, for whoever reaches it.
pub fn own_router(metrics: Metrics) -> Router {
    Router::new()
        .route(
            "/metrics",
            get(|State(metrics): State<Metrics>| async move { metrics.answer() }),
        )
        .with_state(metrics)
}

/// `GET /metrics` on the site: an address that leads nowhere, except for whoever shows the token.
pub async fn on_site(State(site): State<Site>, headers: HeaderMap) -> Response {
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (&site.metrics, &site.args.metrics_token, shown) {
        (Some(metrics), Some(token), Some(shown)) if token.is(shown) => metrics.answer(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Measures a request by the pattern that it matched, never by its address, which holds ids.
pub async fn measure(request: Request, next: Next) -> Response {
    let _in_flight = UnderWay::new("http_requests_in_flight");
    let begun = Instant::now();
    let (method, route) = (method(&request), route(&request));
    let response = next.run(request).await;
    histogram!(
        "http_request_duration_seconds",
        "method" => method, "route" => route, "status" => class(response.status())
    )
    .record(begun.elapsed());
    response
}

/// One of a handful: a client may write anything there.
fn method(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// The pattern that a request matched. What lies under a folder of files is one route, and so are
/// all the addresses that lead nowhere.
fn route(request: &Request) -> String {
    let path = request.uri().path();
    match request.extensions().get::<MatchedPath>() {
        Some(matched) => matched.as_str().to_owned(),
        None if path.starts_with("/pkg/") => "/pkg/".to_owned(),
        None if path.starts_with("/fonts/") => "/fonts/".to_owned(),
        None => "unmatched".to_owned(),
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    }
}
