//! The tenancy and the HTTP contract, proved against real parts: PostgreSQL's own catalogue, every table as the
//! application's role, interleaved and cancelled work, the sources, and the whole router behind a socket.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test whose ground gives way has failed"
)]

mod architecture;
mod catalogue;
mod contract;
mod interleaving;
mod isolation;
mod support;
