//! The log: JSON for machines, text in a terminal.

use super::config::LogArgs;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts the log.
///
/// # Errors
/// A sentence, where the level cannot be read.
pub fn start(log: &LogArgs) -> Result<(), String> {
    let filter = EnvFilter::try_new(&log.log_level)
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
