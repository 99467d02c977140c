//! The tenancy and the HTTP contract, proved against real parts: PostgreSQL's own catalogue, every table as the
//! application's role, interleaved and cancelled work, the sources, and the whole router behind a socket.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test whose ground gives way has failed, and its output is for whoever looks into it"
)]

mod architecture;
mod catalogue;
mod contract;
mod interleaving;
mod isolation;
mod mail;
mod support;
mod workers;
