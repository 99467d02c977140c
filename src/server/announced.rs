//! An event for everybody who has its address: `GET /e/{address}`, and its picture. Nobody is signed in there.

mod cover;
mod page;

use super::error_pages::{refused, stylesheet};
use super::request_id;
use super::router::Site;
use crate::accounts::roles::Permission;
use crate::error::AppResult;
use crate::events::queries::public;
use crate::ids::EventId;
use crate::tenancy::{Tenant, TenantTx};
use crate::ui::theme::of_headers;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{Extensions, HeaderMap};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use page::public_page;
use std::sync::Arc;

/// The page runs no script. What describes the event to search engines is data that no browser runs.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

type Styles = Extension<Option<Arc<str>>>;

/// The page and the picture.
pub fn router(site: &Site) -> Router<Site> {
    let styles: Option<Arc<str>> = stylesheet(&site.options).map(Into::into);
    Router::new()
        .route("/e/{address}", get(read))
        .route("/e/{address}/cover", get(cover::read))
        .layer(Extension(styles))
}

async fn read(
    State(site): State<Site>,
    Path(address): Path<String>,
    Extension(styles): Styles,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let page = async {
        let (mut tx, id) = opened(&site, &address, &extensions).await?;
        let event = public::find(&mut tx, id).await?;
        tx.commit().await?;
        AppResult::Ok(public_page(
            &event,
            &site.address(),
            styles.as_deref(),
            of_headers(&headers),
        ))
    };
    match page.await {
        Ok(page) => ([(CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response(),
        Err(error) => refused(error),
    }
}

/// The organisation of the event that is shown at an address, open as far as what is announced.
///
/// # Errors
/// `NotFound` where no event is shown.
pub async fn opened(site: &Site, address: &str, extensions: &Extensions) -> AppResult<(TenantTx, EventId)> {
    let (organization, event) = public::at(&site.pool, address).await?;
    let request_id = request_id::of(extensions).unwrap_or_default();
    let tenant = Tenant::for_capability(
        site.pool.clone(),
        organization,
        Permission::ViewAnnounced,
        request_id,
    );
    Ok((tenant.begin(Permission::ViewAnnounced).await?, event))
}
