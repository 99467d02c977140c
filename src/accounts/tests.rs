//! Signing up, in and out, over HTTP and against a real database.

#![expect(clippy::unwrap_used, reason = "what a test cannot do has failed")]

mod browser;
mod sessions;
mod sign_in;
mod sign_up;
mod sign_up_twice;
mod strangers;
