//! Sees what each request looks at or does, and notes it once it has succeeded.

use super::events::What;
use super::recorder::Recorder;
use crate::accounts::types::PersonId;
use crate::error::AppResult;
use crate::server::form_posts::{Refused, accepts_html, has_failed};
use crate::server::sessions;
use crate::tenancy::Tenant;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use leptos::prelude::use_context;
use tower_sessions::Session;

/// Pages that a browser tells of at once, at most.
const MOST_VIEWS: usize = 50;

/// Wraps pages, functions and uploads.
pub async fn observe(
    State(recorder): State<Recorder>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let what = what(&request);
    let before = request.extensions().get::<Tenant>().cloned();
    let session_before = digest_of(&session);
    request.extensions_mut().insert(recorder.clone());
    let response = next.run(request).await;
    let Some(what) = what.filter(|_| has_succeeded(&response)) else {
        return response;
    };
    // A sign-in has nobody before, and a sign-out nobody after.
    if let Some(tenant) = before {
        recorder.record(tenant.organization(), tenant.user(), what, session_before);
    } else if let Some(PersonId {
        organization_id,
        user_id,
    }) = sessions::person_of(&session).await
    {
        recorder.record(organization_id, Some(user_id), what, digest_of(&session));
    }
    response
}

/// Notes pages that a browser drew by itself; the server drew the first one. Addresses of no page are passed over.
///
/// # Errors
/// [`crate::error::AppError::Unauthenticated`] where nobody is signed in.
pub fn record_views(paths: &[String]) -> AppResult<()> {
    let tenant = Tenant::current()?;
    let parts = use_context::<axum::http::request::Parts>();
    let extensions = parts.as_ref().map(|parts| &parts.extensions);
    let session = extensions.and_then(|extensions| extensions.get::<Session>());
    let Some(recorder) = extensions.and_then(|extensions| extensions.get::<Recorder>()) else {
        return Ok(());
    };
    for what in paths
        .iter()
        .take(MOST_VIEWS)
        .filter_map(|path| What::look_at(path))
    {
        recorder.record(
            tenant.organization(),
            tenant.user(),
            what,
            session.and_then(digest_of),
        );
    }
    Ok(())
}

fn what(request: &Request) -> Option<What> {
    let path = request.uri().path();
    if request.method() == Method::GET && accepts_html(request.headers()) {
        return What::look_at(path);
    }
    What::done_by(request.method(), path)
}

fn has_succeeded(response: &Response) -> bool {
    let is_answered = response.status().is_success() || response.status().is_redirection();
    is_answered && !has_failed(response) && response.extensions().get::<Refused>().is_none()
}

fn digest_of(session: &Session) -> Option<String> {
    session.id().map(|id| sessions::pseudonym(&id))
}
