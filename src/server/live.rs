//! The stream of live updates.

use super::router::Site;
use super::sessions;
use crate::accounts::authentication::Accounts;
use crate::accounts::roles::Permission;
use crate::error::AppResult;
use crate::live::hub::{Listener, Live};
use crate::live::queries;
use crate::live::types::Told;
use crate::tenancy::Tenant;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_login::{AuthSession, AuthUser};

/// `GET /live`: what changes in the organisation, as server-sent events, for whoever is signed in.
pub async fn stream(
    State(site): State<Site>,
    Extension(tenant): Extension<Tenant>,
    Extension(auth): Extension<AuthSession<Accounts>>,
) -> Response {
    let (Some(user), Some(session)) = (&auth.user, auth.session.id()) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let listener = Listener {
        person: user.id(),
        role: user.role(),
        session: sessions::hash(&session),
        stamp: user.session_auth_hash().to_vec(),
    };
    // Before it is asked how many changes there were: none is told in between.
    let Some(listening) = site.live.listen(listener) else {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "60")]).into_response();
    };
    if let Err(error) = learn_number(&site.live, &tenant).await {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        return (status, error.to_string()).into_response();
    }
    let headers = [
        (CONTENT_TYPE, "text/event-stream"),
        // A proxy that collects what it passes on would hold back what is short.
        (axum::http::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::from_stream(listening.events())).into_response()
}

/// Notes in the request for a page what its reader will have seen.
pub async fn note_told(State(live): State<Live>, mut request: Request, next: Next) -> Response {
    let organization = request.extensions().get::<Tenant>().map(Tenant::organization);
    let number = organization.and_then(|organization| live.number(organization));
    request.extensions_mut().insert(Told(number));
    next.run(request).await
}

async fn learn_number(live: &Live, tenant: &Tenant) -> AppResult<()> {
    if live.number(tenant.organization()).is_none() {
        let mut tx = tenant.begin(Permission::SeeOneself).await?;
        let number = queries::number(&mut tx).await?;
        tx.commit().await?;
        live.learn(tenant.organization(), number);
    }
    Ok(())
}
