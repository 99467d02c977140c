//! The log: JSON for machines, text in a terminal.

use super::config::LogArgs;
use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use std::io::IsTerminal;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

/// Starts the log.
///
/// # Errors
/// A sentence, where the level cannot be read.
pub fn start(log: &LogArgs) -> Result<(), String> {
    // The library that hands out jobs tells of each; jobs::worker tells of those that fail.
    let filter = EnvFilter::try_new(format!("graphile_worker=warn,{}", log.log_level))
        .map_err(|error| format!("LOG_LEVEL is not a list of levels such as `info,sqlx=warn`: {error}"))?;
    let text = match log.log_format.as_str() {
        "auto" => std::io::stderr().is_terminal(),
        format => format == "text",
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if text {
        builder.compact().init();
    } else {
        builder.json().flatten_event(true).init();
    }
    Ok(())
}

/// Work that leptos starts while it draws a page, under the span of the request that the page is
/// for: what it logs names its request.
struct UnderItsRequest;

impl CustomExecutor for UnderItsRequest {
    fn spawn(&self, work: PinnedFuture<()>) {
        tokio::spawn(work.in_current_span());
    }

    fn spawn_local(&self, work: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(work.in_current_span());
    }

    fn poll_local(&self) {}
}

/// Has leptos start its work so; call it before leptos chooses for itself.
pub fn name_requests_in_pages() {
    // Set once in a process: a second site finds it set already.
    let _ = Executor::init_custom_executor(UnderItsRequest);
}
