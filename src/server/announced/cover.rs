//! `GET /e/{address}/cover`: the picture of an announced event, as the server has drawn it, for pages of ours and for the cards
//! that others make of them.

use super::super::error_pages::refused;
use super::super::router::Site;
use super::opened;
use crate::error::{AppError, AppResult};
use crate::media::queries::{Readable, announced_cover};
use crate::media::reading::AsStored;
use crate::media::storage::Files;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// An event can become a draft again, so nobody keeps its picture for long without asking.
const KEPT: &str = "public, max-age=300";

pub async fn read(
    State(site): State<Site>,
    Path(address): Path<String>,
    asked: HeaderMap,
    extensions: Extensions,
) -> Response {
    let picture = async {
        let (mut tx, id) = opened(&site, &address, &extensions).await?;
        let found = announced_cover(&mut tx, id).await?;
        tx.commit().await?;
        serve(&found, &asked).await
    };
    picture.await.unwrap_or_else(refused)
}

async fn serve(found: &Readable, asked: &HeaderMap) -> AppResult<Response> {
    let headers = described(found)?;
    let seen = asked.get(IF_NONE_MATCH).and_then(|seen| seen.to_str().ok());
    let tag = headers.get(ETAG).and_then(|tag| tag.to_str().ok());
    let is_kept = |seen: &str| {
        seen.split(',')
            .any(|seen| Some(seen.trim().trim_start_matches("W/")) == tag)
    };
    if seen.is_some_and(is_kept) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let object = Files::get()?.read(&found.key, None).await?.ok_or_else(|| {
        tracing::error!(key = found.key, "a picture is missing in the store");
        AppError::NotFound
    })?;
    let length = object.meta.size;
    let mut response = Response::new(Body::from_stream(object.into_stream()));
    *response.headers_mut() = headers;
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response.extensions_mut().insert(AsStored);
    Ok(response)
}

fn described(found: &Readable) -> AppResult<HeaderMap> {
    let value = |text: &str| HeaderValue::from_str(text).map_err(|error| AppError::internal(&error));
    Ok(HeaderMap::from_iter([
        (CONTENT_TYPE, value(&found.mime_type)?),
        (ETAG, value(&format!("\"{}\"", found.tag))?),
        (CACHE_CONTROL, HeaderValue::from_static(KEPT)),
        // Pages of other sites show it where somebody shares the address.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ]))
}
