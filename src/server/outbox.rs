//! `/dev/mail`: the mail that was kept for want of a mail server, shown to the owners and admins of its organisation. Only
//! where the configuration asks for it; everywhere else there is no such page.

use super::error_pages::{refused, stylesheet};
use super::router::Site;
use crate::accounts::roles::Permission;
use crate::accounts::types::Viewer;
use crate::error::{AppError, AppResult};
use crate::ids::MailId;
use crate::mail::queries::{self, Mail};
use crate::mail::render::{Words, words};
use crate::tenancy::Tenant;
use crate::ui::document::document;
use crate::ui::locale::Locale;
use crate::ui::prelude::*;
use crate::ui::theme::of_headers;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use leptos::prelude::*;
use std::sync::Arc;

/// Such a page runs no script. It shows a mail's HTML in a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; \
                      frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a mail's HTML may do: be looked at. Its styles stand in it, as mail's do; its links open elsewhere.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// What the pages are drawn with.
#[derive(Clone)]
struct Outbox {
    /// The address that people type, for the links in mail.
    site: Arc<str>,
    stylesheet: Option<Arc<str>>,
}

/// The pages, for whoever has passed the layer of authentication.
pub fn router(site: &Site) -> Router<Site> {
    let outbox = Outbox {
        site: site.address().into(),
        stylesheet: stylesheet(&site.options).map(Into::into),
    };
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{id}", get(one))
        .route("/dev/mail/{id}/html", get(html))
        .layer(Extension(outbox))
}

type Seen = (Extension<Outbox>, Extension<Tenant>, Extension<Viewer>);

async fn list(
    (Extension(outbox), Extension(tenant), Extension(viewer)): Seen,
    headers: HeaderMap,
) -> Response {
    answer(async {
        let mut tx = tenant.begin(Permission::ViewAudit).await?;
        let mails = queries::newest(&mut tx).await?;
        tx.commit().await?;
        let mut rows = Vec::with_capacity(mails.len());
        for mail in mails {
            let subject = words(&mail, &outbox.site)?.subject;
            rows.push((mail, subject));
        }
        Ok(outbox.page("Mail", &headers, || contents(rows, &viewer)))
    })
    .await
}

async fn one(
    (Extension(outbox), Extension(tenant), Extension(viewer)): Seen,
    State(_): State<Site>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(async {
        let mail = find(&tenant, &id).await?;
        let words = words(&mail, &outbox.site)?;
        Ok(outbox.page(&words.subject.clone(), &headers, || {
            reading(&mail, words, &viewer)
        }))
    })
    .await
}

async fn html((Extension(outbox), Extension(tenant), _): Seen, Path(id): Path<String>) -> Response {
    answer(async {
        let mail = find(&tenant, &id).await?;
        let html = words(&mail, &outbox.site)?.html;
        let html = html.replacen("<head>", "<head><base target=\"_blank\">", 1);
        Ok(([(CONTENT_SECURITY_POLICY, MAIL_POLICY)], Html(html)).into_response())
    })
    .await
}

async fn find(tenant: &Tenant, id: &str) -> AppResult<Mail> {
    let mut tx = tenant.begin(Permission::ViewAudit).await?;
    let id: MailId = id.parse().map_err(|_| AppError::NotFound)?;
    let mail = queries::find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(mail)
}

async fn answer(page: impl Future<Output = AppResult<Response>>) -> Response {
    page.await.unwrap_or_else(refused)
}

impl Outbox {
    fn page(&self, title: &str, headers: &HeaderMap, draw: impl FnOnce() -> AnyView) -> Response {
        let body = Owner::new().with(|| draw().to_html());
        let page = document(title, &body, self.stylesheet.as_deref(), of_headers(headers));
        ([(CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
    }
}

fn contents(rows: Vec<(Mail, String)>, viewer: &Viewer) -> AnyView {
    let head = || {
        view! {
            <Th>"Subject"</Th>
            <Th>"To"</Th>
            <Th>"State"</Th>
            <Th>"Caused"</Th>
        }
    };
    let listed = if rows.is_empty() {
        view! {
            <EmptyState
                icon=IconName::Mail
                title="No mail yet"
                text="Mail that would be sent stands here, since no mail server is configured."
            />
        }
        .into_any()
    } else {
        let row = |(mail, subject): (Mail, String)| {
            view! {
                <tr>
                    <td><a class="link" href=format!("/dev/mail/{}", mail.id)>{subject}</a></td>
                    <td>{mail.address.clone()}</td>
                    <td>{mail.state.label()}</td>
                    <td class="num">{at(&mail, viewer)}</td>
                </tr>
            }
        };
        let rows = rows.into_iter().map(row).collect_view();
        view! { <Table label="Mail" head=head>{rows}</Table> }.into_any()
    };
    view! {
        <main id="main">
            <Page width=PageWidth::Record>
                <PageHeader
                    title="Mail"
                    description="The newest mail of your organisation. No mail server is configured, so it is kept here and not sent."
                />
                {listed}
            </Page>
        </main>
    }
    .into_any()
}

fn reading(mail: &Mail, words: Words, viewer: &Viewer) -> AnyView {
    let Words { subject, text, .. } = words;
    let (to, state, when) = (
        format!("{} <{}>", mail.name(), mail.address),
        mail.state.label(),
        at(mail, viewer),
    );
    let source = format!("/dev/mail/{}/html", mail.id);
    view! {
        <main id="main">
            <Page width=PageWidth::Record>
                <PageHeader title=subject.clone() breadcrumbs=vec![Crumb::new("Mail", "/dev/mail")]/>
                <Card>
                    <Facts>
                        <Fact label="To">{to}</Fact>
                        <Fact label="State">{state}</Fact>
                        <Fact label="Caused">{when}</Fact>
                    </Facts>
                </Card>
                <Card title="HTML" flush=true class="mt-4">
                    <iframe
                        class="mail-frame"
                        title=format!("HTML of {subject}")
                        sandbox="allow-popups allow-popups-to-escape-sandbox"
                        src=source
                    ></iframe>
                </Card>
                <Card title="Plain text" class="mt-4">
                    <pre class="mail-text" tabindex="0">{text}</pre>
                </Card>
            </Page>
        </main>
    }
    .into_any()
}

fn at(mail: &Mail, viewer: &Viewer) -> String {
    viewer
        .zone
        .date_time(mail.created_at, &Locale::of(&viewer.locale))
}
