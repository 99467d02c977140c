//! The HTTP contract: the whole router behind a socket, as browsers and as others speak to it.

mod agenda_forms;
mod analytics;
mod bad_input;
mod canaries;
mod choices;
mod configuration;
mod cross_site;
mod database_tls;
mod faults;
mod files;
mod functions;
mod headers;
mod html;
mod kept_forms;
mod leaving;
mod live;
mod observed;
mod pages;
mod plain_forms;
mod program;
mod routes;
pub mod site;
mod start;
mod tls;
pub mod world;
