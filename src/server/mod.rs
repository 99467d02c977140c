//! The server: configuration, the router and what every request passes through.

mod announced;
pub mod assets;
mod calendars;
pub mod client_ip;
pub mod config;
pub mod error_pages;
pub mod form_posts;
pub mod health;
pub mod import_rates;
#[cfg(debug_assertions)]
mod kit;
pub mod lan;
pub mod listen;
pub mod live;
pub mod metrics;
mod outbox;
mod public_limit;
pub mod request_id;
pub mod router;
pub mod run;
pub mod security;
pub mod sessions;
pub mod telemetry;
pub mod time_limit;
pub mod tls;
pub mod turns;
mod unsubscribe;
pub mod work;
