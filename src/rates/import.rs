//! The way in for files of the European Central Bank: a form with one file, sent by a browser with or without JavaScript.

use super::ecb::{self, LARGEST};
use super::queries;
use super::types::{Imported, last_day};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::query::written;
use crate::server::form_posts::{Forms, accepts_html, json};
use crate::tenancy::Tenant;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use futures::StreamExt;
use multer::Multipart;
use std::convert::Infallible;
use std::time::Duration;
use tower_sessions::Session;

/// Room for what stands around the file in a form.
const AROUND: usize = 100_000;

/// How much of what is not taken is read before the connection is given up: a browser that is cut off while it sends
/// shows a broken connection and not our answer.
const MOST_DRAINED: usize = 200_000_000;

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How long a form may take in all.
const LONGEST: Duration = Duration::from_secs(300);

/// `POST /upload/rates`. A plain form leads to the page of rates, with what came of it; a program is told as JSON.
pub async fn rates(forms: State<Forms>, session: Session, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let tenant = parts.extensions.get::<Tenant>().cloned();
    let outcome = match tokio::time::timeout(LONGEST, take(tenant, &parts.headers, body)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(broke_off()),
    };
    let is_form = accepts_html(&parts.headers);
    match outcome {
        Ok(imported) if is_form => Redirect::to(&told(&imported)).into_response(),
        Ok(imported) => Json(imported).into_response(),
        Err(error) if is_form => {
            let path = parts.uri.path().to_owned();
            forms.0.refuse_upload(&session, &parts.headers, path, error).await
        }
        Err(error) => json(&error),
    }
}

/// Where the page says what came of it.
fn told(imported: &Imported) -> String {
    format!("/settings/rates{}", written(&imported.parameters()))
}

async fn take(tenant: Option<Tenant>, headers: &HeaderMap, body: Body) -> AppResult<Imported> {
    let boundary = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| multer::parse_boundary(kind.to_str().ok()?).ok())
        .ok_or_else(|| AppError::BadRequest {
            message: "This is no form with files.".into(),
        })?;
    let tenant = tenant.ok_or(AppError::Unauthenticated)?;
    // Asked before anything is read of what is sent.
    tenant
        .begin(Permission::ManageOrganization)
        .await?
        .commit()
        .await?;
    let file = file_of(whole(body).await?, boundary).await?;
    let given = tokio::task::spawn_blocking(move || ecb::read(&file, last_day(chrono::Utc::now())))
        .await
        .map_err(|error| AppError::internal(&error))?
        .map_err(|why| AppError::field("file", &why))?;
    let mut tx = tenant.begin(Permission::ManageOrganization).await?;
    let stored = queries::import(&mut tx, &given.rates).await?;
    tx.commit().await?;
    Ok(given.counted(stored))
}

/// The whole of what is sent, within reason.
async fn whole(body: Body) -> AppResult<Bytes> {
    let mut parts = body.into_data_stream();
    let (mut taken, mut read) = (Vec::new(), 0_usize);
    loop {
        let part = tokio::time::timeout(SILENCE, parts.next())
            .await
            .map_err(|_| broke_off())?;
        let Some(part) = part else { break };
        let part = part.map_err(|_| broke_off())?;
        read += part.len();
        if read <= LARGEST + AROUND {
            taken.extend_from_slice(&part);
        } else if read > MOST_DRAINED {
            return Err(AppError::TooLarge);
        } else {
            taken = Vec::new();
        }
    }
    if read > LARGEST + AROUND {
        return Err(AppError::TooLarge);
    }
    Ok(taken.into())
}

/// The file in a form.
async fn file_of(form: Bytes, boundary: String) -> AppResult<Bytes> {
    let unreadable = |_: multer::Error| broke_off();
    let form = futures::stream::once(async move { Ok::<_, Infallible>(form) });
    let mut form = Multipart::new(form, boundary);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        // A field of files in which nothing was chosen is sent all the same, without a name.
        if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) {
            return field.bytes().await.map_err(unreadable);
        }
    }
    Err(AppError::field("file", "Choose a file first."))
}

fn broke_off() -> AppError {
    AppError::field("file", "The file did not arrive whole. Try again.")
}
