//! The gallery of the kit, which only development builds have.

use super::error_pages::stylesheet;
use crate::ui::gallery::{PAGES, contents, document};
use crate::ui::theme::of_headers;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;

/// Such a page runs no script; its menus hold to their buttons by the elements' own styles.
const POLICY: &str = "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; \
                      font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `/dev/kit` and its pages. They run no script: what they show is what the server draws.
pub fn router(options: &LeptosOptions) -> Router {
    Router::new()
        .route("/dev/kit", get(index))
        .route("/dev/kit/{page}", get(page))
        .with_state(stylesheet(options).unwrap_or_default())
}

async fn index(State(stylesheet): State<String>, headers: HeaderMap) -> Response {
    answer(document(contents, &stylesheet, of_headers(&headers)))
}

async fn page(State(stylesheet): State<String>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    match PAGES.iter().find(|(page, _)| *page == name) {
        Some((_, draw)) => answer(document(draw, &stylesheet, of_headers(&headers))),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(html: String) -> Response {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response()
}
