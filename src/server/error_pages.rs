//! What is answered where no page and no server function could: a panic, a request that took too
//! long, one that came from another site. People get a page in the product's clothes, programs
//! get JSON.

use super::request_id;
use crate::error::AppError;
use crate::ui::error_state::document;
use axum::Extension;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use leptos::config::LeptosOptions;

/// Such a page runs no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// The address of the style sheet, whose name carries a hash that only the build knows.
#[must_use]
pub fn stylesheet(options: &LeptosOptions) -> Option<String> {
    let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
    std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|name| name.starts_with(options.output_name.as_ref()) && name.ends_with(".css"))
        .map(|name| format!("/{}/{name}", options.site_pkg_dir))
}

/// Dresses an error that nothing behind this has dressed.
pub async fn dress(stylesheet: Option<String>, request: Request, next: Next) -> Response {
    let wants_page = accepts(request.headers(), "text/html");
    let is_program = ["/fn/", "/api/"]
        .iter()
        .any(|prefix| request.uri().path().starts_with(prefix));
    let reference = request_id::of(request.extensions()).unwrap_or_default();
    let theme = crate::ui::theme::of_headers(request.headers());

    let response = next.run(request).await;
    let status = response.status();
    let is_bare = (status.is_client_error() || status.is_server_error()) && !is_dressed(response.headers());
    if !is_bare || !(wants_page || is_program) {
        return response;
    }
    // What is known of it, where somebody said.
    let known = response.extensions().get::<AppError>().cloned();
    let error = known.unwrap_or_else(|| of_status(status, reference.clone()));
    let mut dressed = if wants_page {
        let page = document(&error, &reference, stylesheet.as_deref(), theme);
        (
            status,
            [(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY))],
            Html(page),
        )
            .into_response()
    } else {
        (status, axum::Json(error.clone())).into_response()
    };
    if let Some(seconds) = error.retry_after() {
        dressed
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

/// An error as an answer, to be dressed on its way out.
pub fn refused(error: AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Extension(error)).into_response()
}

fn of_status(status: StatusCode, reference: String) -> AppError {
    match status {
        StatusCode::UNAUTHORIZED => AppError::Unauthenticated,
        StatusCode::FORBIDDEN => AppError::OtherSite,
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => AppError::Unavailable {
            retry_after_seconds: 2,
        },
        _ if status.is_client_error() => AppError::BadRequest {
            message: "The request could not be read.".into(),
        },
        _ => AppError::Internal { reference },
    }
}

fn is_dressed(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

/// Whether whoever asks takes an answer of this type.
pub fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains(kind))
}
