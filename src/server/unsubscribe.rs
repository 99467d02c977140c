//! `/unsubscribe`: saying that one wants no more of a kind of mail, by what such a mail carries and without signing in. A mail
//! program says it with one click (RFC 8058), a person on a page with a button. Looking at the page changes nothing.

use super::error_pages::{refused, stylesheet};
use super::request_id;
use super::router::Site;
use crate::error::{AppError, AppResult};
use crate::ids::UserId;
use crate::mail::proof::{Purpose, Token};
use crate::mail::queries::{self, Held};
use crate::mail::reader::open;
use crate::tenancy::TenantTx;
use crate::ui::document::document;
use crate::ui::prelude::*;
use crate::ui::theme::of_headers;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{Extensions, HeaderMap};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use leptos::prelude::*;
use std::sync::Arc;

/// Such a page runs no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What the page's other button says. Whatever else is said, by whatever program, is that one wants no more.
const AGAIN: &[u8] = b"again=yes";

/// The largest body that says so little.
const LARGEST: usize = 4096;

type Styles = Extension<Option<Arc<str>>>;

/// The page. The token stands in the query, which no log holds.
pub fn router(site: &Site) -> Router<Site> {
    let styles: Option<Arc<str>> = stylesheet(&site.options).map(Into::into);
    Router::new()
        .route("/unsubscribe", get(look).post(say))
        .layer(Extension(styles))
        .layer(DefaultBodyLimit::max(LARGEST))
}

async fn look(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    styles: Styles,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let page = async {
        let (mut tx, held, token) = opened(&site, query, &extensions).await?;
        let is_out = queries::is_opted_out(&mut tx, reader(&held)?, held.kind).await?;
        tx.commit().await?;
        Ok(page(&held, &token, is_out, styles, &headers))
    };
    page.await.unwrap_or_else(refused)
}

async fn say(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    styles: Styles,
    headers: HeaderMap,
    extensions: Extensions,
    body: Bytes,
) -> Response {
    let page = async {
        let (mut tx, held, token) = opened(&site, query, &extensions).await?;
        let is_out = body != AGAIN;
        if is_out {
            queries::opt_out(&mut tx, reader(&held)?, held.kind).await?;
        } else {
            queries::opt_in(&mut tx, reader(&held)?, held.kind).await?;
        }
        tx.commit().await?;
        Ok(page(&held, &token, is_out, styles, &headers))
    };
    page.await.unwrap_or_else(refused)
}

/// Whoever may want no more of it: what goes to contacts carries no such link.
fn reader(held: &Held) -> AppResult<UserId> {
    held.user.ok_or(AppError::NotFound)
}

async fn opened(
    site: &Site,
    query: Option<String>,
    extensions: &Extensions,
) -> AppResult<(TenantTx, Held, Token)> {
    let token: Token = query
        .as_deref()
        .and_then(|query| query.strip_prefix("t="))
        .and_then(|text| text.parse().ok())
        .ok_or(AppError::NotFound)?;
    let request_id = request_id::of(extensions).unwrap_or_default();
    let (tx, held) = open(&site.pool, &token, Purpose::Unsubscribe, request_id).await?;
    // What belongs to something that its reader does carries no such link.
    if held.kind.is_transactional() {
        return Err(AppError::NotFound);
    }
    Ok((tx, held, token))
}

fn page(
    held: &Held,
    token: &Token,
    is_out: bool,
    Extension(styles): Styles,
    headers: &HeaderMap,
) -> Response {
    let (kind, address) = (held.kind.label().to_lowercase(), &held.address);
    let (title, text) = if is_out {
        (
            "You are unsubscribed",
            format!("{address} gets no more {kind} from The Plugs by e-mail."),
        )
    } else {
        (
            "Unsubscribe",
            format!("{address} gets {kind} from The Plugs by e-mail. Do you want no more of them?"),
        )
    };
    let action = format!("/unsubscribe?t={token}");
    let body = Owner::new().with(|| {
        provide_toasts();
        let button = if is_out {
            view! {
                <input type="hidden" name="again" value="yes"/>
                <Button submit=true>"Get them again"</Button>
            }
            .into_any()
        } else {
            view! { <Button kind=ButtonKind::Primary submit=true>"Unsubscribe"</Button> }.into_any()
        };
        view! {
            <AuthLayout title=title text=text>
                <form method="post" action=action>{button}</form>
            </AuthLayout>
        }
        .to_html()
    });
    let page = document(title, &body, styles.as_deref(), of_headers(headers));
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
}
