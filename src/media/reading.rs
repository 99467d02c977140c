//! The one way out: a file's address, for whoever it was made for.

use super::drawing;
use super::links::{self, Subject};
use super::pdf::{MOST_PAGES, draw};
use super::queries::{self, Readable};
use super::storage::Files;
use super::types::Variant;
use crate::accounts::roles::Permission;
use crate::download::refused;
use crate::error::{AppError, AppResult};
use crate::ids::MediaId;
use crate::tenancy::Tenant;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::ops::Range;

/// What a name may hold as it is in a header (RFC 8187, section 3.2.1).
const ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// On a response that is served as it is stored: compressing it would take away its length and its parts.
#[derive(Clone, Copy, Debug)]
pub struct AsStored;

/// What an address is signed with.
#[derive(Debug, Deserialize)]
pub struct Signed {
    #[serde(default)]
    until: u64,
    #[serde(default)]
    key: String,
    /// Which page of a PDF file; the first is 1.
    #[serde(default)]
    n: Option<String>,
}

impl Signed {
    /// The page that is asked for, if one is; how many there are is no page.
    fn page(&self) -> AppResult<Option<usize>> {
        let page = self.n.as_deref().map(str::parse).transpose();
        let page = page.map_err(|_| AppError::NotFound)?;
        match page {
            Some(page) if !(1..=MOST_PAGES).contains(&page) => Err(AppError::NotFound),
            page => Ok(page),
        }
    }
}

/// `GET /files/{file}/{variant}`
pub async fn read(
    tenant: Option<Extension<Tenant>>,
    Path((file, variant)): Path<(String, String)>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Response {
    // Whatever does not lead to a file of this person's leads nowhere, and to the same nowhere.
    let asked = file.parse::<MediaId>().ok().zip(variant.parse::<Variant>().ok());
    let (Some(Extension(tenant)), Some((file, variant))) = (tenant, asked) else {
        return refused(&AppError::NotFound);
    };
    match serve(&tenant, file, variant, &signed, &headers).await {
        Ok(response) => response,
        Err(error) => refused(&error),
    }
}

async fn serve(
    tenant: &Tenant,
    file: MediaId,
    variant: Variant,
    signed: &Signed,
    headers: &HeaderMap,
) -> AppResult<Response> {
    let files = Files::get()?;
    let mut tx = tenant.begin(Permission::SeeOneself).await?;
    let subject = Subject {
        organization: tx.organization(),
        user: tx.user()?,
        file,
        variant,
    };
    if !files
        .links
        .is_valid(&subject, signed.until, &signed.key, links::now())
    {
        return Err(AppError::NotFound);
    }
    let mut found = queries::readable(&mut tx, file, variant).await?;
    tx.commit().await?;
    if variant == Variant::Page {
        return of_pages(&mut found, signed.page()?, headers).await;
    }
    let tag = format!("\"{}\"", found.tag);
    if is_known(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, describe(&found, variant, &tag)).into_response());
    }
    let length = match found.length {
        Some(length) => length,
        None => files.length(&found.key).await?.ok_or_else(|| gone(&found))?,
    };
    let part = match asked_part(headers, &tag, length) {
        Ok(part) => part,
        Err(NoSuchPart) => return Ok(no_such_part(length)),
    };
    let object = files
        .read(&found.key, part.clone())
        .await?
        .ok_or_else(|| gone(&found))?;
    let body = Body::from_stream(object.into_stream());
    Ok(answered(body, describe(&found, variant, &tag), part, length))
}

/// How many pages a file has, or one of them as a picture.
async fn of_pages(found: &mut Readable, page: Option<usize>, headers: &HeaderMap) -> AppResult<Response> {
    let of = page.map_or_else(|| "all".to_owned(), |page| page.to_string());
    let tag = format!("\"{}-{of}-{}\"", found.tag, draw::EDITION);
    if is_known(headers, &tag) {
        let mut described = describe(found, Variant::Page, &tag);
        // Of what it was drawn as then, which is not known without drawing it.
        described.remove(CONTENT_TYPE);
        return Ok((StatusCode::NOT_MODIFIED, described).into_response());
    }
    let bytes = match page {
        None => {
            found.mime_type = "application/json".into();
            let count = drawing::counted(found).await?;
            serde_json::to_vec(&count).map_err(|error| AppError::internal(&error))?
        }
        Some(page) => {
            let drawn = drawing::drawn(found, page).await?;
            found.mime_type = drawn.mime_type.into();
            drawn.bytes
        }
    };
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let part = match asked_part(headers, &tag, length) {
        Ok(part) => part,
        Err(NoSuchPart) => return Ok(no_such_part(length)),
    };
    let place = |at: u64| usize::try_from(at).unwrap_or(bytes.len()).min(bytes.len());
    let body = match &part {
        None => Body::from(bytes),
        Some(part) => Body::from(bytes[place(part.start)..place(part.end)].to_vec()),
    };
    Ok(answered(body, describe(found, Variant::Page, &tag), part, length))
}

/// Whether whoever asks has it already.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    header(headers, &IF_NONE_MATCH).is_some_and(|seen| seen.split(',').any(|seen| seen.trim() == tag))
}

/// What is asked for does not lie within what there is.
struct NoSuchPart;

/// The part that is asked for, if one is.
fn asked_part(headers: &HeaderMap, tag: &str, length: u64) -> Result<Option<Range<u64>>, NoSuchPart> {
    // Parts of what it was are no parts of what it is.
    let is_same = header(headers, &IF_RANGE).is_none_or(|seen| seen == tag);
    let Some(asked) = header(headers, &RANGE).filter(|_| is_same) else {
        return Ok(None);
    };
    part(asked, length).map(Some).ok_or(NoSuchPart)
}

fn no_such_part(length: u64) -> Response {
    let range = format!("bytes */{length}");
    (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, range)]).into_response()
}

/// All of it, or a part.
fn answered(body: Body, described: HeaderMap, part: Option<Range<u64>>, length: u64) -> Response {
    let mut response = Response::new(body);
    *response.headers_mut() = described;
    response.extensions_mut().insert(AsStored);
    let sent = part.as_ref().map_or(length, |part| part.end - part.start);
    response.headers_mut().insert(CONTENT_LENGTH, sent.into());
    if let Some(part) = part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        insert(response.headers_mut(), CONTENT_RANGE, &range);
    }
    response
}

/// A file of which the database knows and the store does not.
fn gone(found: &Readable) -> AppError {
    tracing::error!(key = found.key, "a file is missing in the store");
    AppError::NotFound
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Only what the server has drawn itself is shown in place; anything else is saved, and does nothing
/// where a browser opens it all the same.
fn describe(found: &Readable, variant: Variant, tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    insert(&mut headers, CONTENT_TYPE, &found.mime_type);
    insert(&mut headers, ETAG, tag);
    insert(&mut headers, ACCEPT_RANGES, "bytes");
    match variant {
        Variant::Thumbnail | Variant::Wide | Variant::Page => {
            insert(&mut headers, CACHE_CONTROL, "private, max-age=3600")
        }
        Variant::Original => {
            insert(&mut headers, CACHE_CONTROL, "private, no-store");
            insert(&mut headers, CONTENT_DISPOSITION, &attachment(&found.name));
            insert(
                &mut headers,
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; frame-ancestors 'none'; sandbox",
            );
        }
    }
    headers
}

/// The header under which a file is saved (RFC 6266): its name, and for old programs what of it is ASCII.
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " .-_()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        utf8_percent_encode(name, ATTRIBUTE)
    )
}

/// The part of so many bytes that is asked for (RFC 9110, section 14.1.2); none where there is no
/// such part, or where several are asked for, of which nobody here has need.
fn part(asked: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = asked.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| {
        text.parse::<u64>()
            .ok()
            .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let part = match (first, last) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => number(first)?..number(last)?.saturating_add(1).min(length),
    };
    (part.start < part.end).then_some(part)
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_part_is_within_the_file_or_there_is_none() {
        for (asked, found) in [
            ("bytes=0-", Some(0..10)),
            ("bytes=3-4", Some(3..5)),
            ("bytes=3-99", Some(3..10)),
            ("bytes=9-9", Some(9..10)),
            ("bytes=-1", Some(9..10)),
            ("bytes=-99", Some(0..10)),
            ("bytes=0-18446744073709551615", Some(0..10)),
            ("bytes=10-", None),
            ("bytes=-0", None),
            ("bytes=4-3", None),
            ("bytes=+1-3", None),
            ("bytes=0-1,3-4", None),
            ("bytes=-", None),
            ("bytes=", None),
            ("lines=0-1", None),
            ("bytes=0-99999999999999999999", None),
        ] {
            assert_eq!(part(asked, 10), found, "{asked}");
        }
        assert_eq!(part("bytes=0-", 0), None);
    }

    #[test]
    fn a_name_is_said_in_a_header_without_ending_it() {
        assert_eq!(
            attachment("a\"; x=\r\nb/Größe.pdf"),
            "attachment; filename=\"a__ x___b_Gr__e.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ab%2FGr%C3%B6%C3%9Fe.pdf"
        );
    }
}
