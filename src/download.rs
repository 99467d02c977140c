//! Files that are made for whoever asks, and lines of comma-separated values (RFC 4180).

use crate::error::AppError;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The type of comma-separated values with a first line of names (RFC 4180, section 3).
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// Says to spreadsheets that what follows is UTF-8: without it they take names with accents for something else.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Kept by nobody on the way.
const NOT_KEPT: &str = "private, no-store";

/// Writes lines after what is there already.
#[must_use]
pub fn lines_after(before: &[u8]) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(before.to_vec())
}

/// A file to be saved under a name of letters, digits, hyphens and points.
#[must_use]
pub fn attached(body: impl Into<Body>, kind: &'static str, name: &str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// Why there is no file, in words.
#[must_use]
pub fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CACHE_CONTROL, NOT_KEPT)], format!("{}\n", error.told())).into_response()
}
