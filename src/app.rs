//! The shell of every page and every address.

use crate::accounts::pages::{ChooseOrganizationPage, SignInPage, SignUpPage};
use crate::accounts::types::Viewer;
use crate::analytics::pages::CountViews;
use crate::attendees::pages::provide_attendees_memory;
use crate::contacts::pages::provide_contacts_memory;
use crate::error::AppError;
use crate::events::pages::provide_events_memory;
use crate::expenses::pages::provide_expenses_memory;
use crate::forms::{Rejected, RejectedForm};
use crate::live::components::provide_live;
use crate::notifications::components::provide_inbox;
use crate::ui::commands::provide_commands;
use crate::ui::error_state::{ErrorPage, PageReference};
use crate::ui::formats::{Formats, provide_formats};
use crate::ui::keys::provide_shortcuts;
use crate::ui::theme::provide_theme;
use crate::ui::toast::provide_toasts;
use crate::ui::unsaved::provide_unsaved_changes;
use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use leptos::config::LeptosOptions;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::{HashedStylesheet, MetaTags};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::{SsrMode, path};
use pieces::{
    OfAccount, OfAgenda, OfAttendees, OfCompanies, OfContacts, OfEvents, OfExpenses, OfNotifications,
    OfPayments, Piece,
};
use serde::{Deserialize, Serialize};

pub mod failure;
mod frame;
mod palette;
pub mod pieces;

/// The document around the page, rendered on the server only.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use crate::server::security::page_policy;
    use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};

    let nonce = leptos::nonce::use_nonce();
    if let (Some(nonce), Some(response)) = (&nonce, use_context::<leptos_axum::ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&page_policy(nonce, options.reload_port))
    {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    let theme = crate::ui::theme::of_request();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" type="font/woff2" crossorigin="" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options.clone() />
                <pieces::PieceLinks />
                <HashedStylesheet options id="stylesheet" />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What the server knows of a page before it renders it, and tells the browser once.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PageContext {
    viewer: Option<Viewer>,
    now: DateTime<Utc>,
    rejected: Option<Rejected>,
    /// Under which the log knows the request.
    reference: Option<String>,
    /// How many changes of the organisation had been told by then, if that was known.
    told: Option<i64>,
}

/// The time by which a page speaks of today: the server's while the page is taken over, the
/// browser's from then on.
#[derive(Clone, Copy, Debug)]
struct Now(RwSignal<DateTime<Utc>>);

/// The whole application, alike on the server and in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let context = SharedValue::new(page_context).into_inner();
    let now = RwSignal::new(context.now);
    Effect::new(move || {
        let keep_time =
            set_interval_with_handle(move || now.set(Utc::now()), std::time::Duration::from_secs(30));
        on_cleanup(move || {
            if let Ok(handle) = keep_time {
                handle.clear();
            }
        });
    });
    // From here on the page answers to whoever uses it; programs that drive a browser wait for it.
    Effect::new(|| {
        request_animation_frame(|| {
            if let Some(root) = document().document_element() {
                let _ = root.set_attribute("data-hydrated", "");
            }
        });
    });
    provide_context(Now(now));
    if let Some(viewer) = &context.viewer {
        provide_formats(Formats::new(&viewer.locale, viewer.zone.clone(), now.into()));
    }
    provide_toasts();
    provide_shortcuts();
    provide_commands();
    provide_theme();
    provide_context(RejectedForm(context.rejected));
    let reference = RwSignal::new(context.reference);
    provide_context(PageReference(reference.into()));
    provide_context(context.viewer.clone());
    provide_context(Portraits::of(context.viewer.as_ref()));
    provide_contacts_memory();
    provide_events_memory();
    provide_expenses_memory();
    provide_attendees_memory();
    provide_live(context.viewer.as_ref(), context.told);
    provide_inbox(context.viewer.as_ref());
    provide_unsaved_changes();
    let is_known = context.viewer.is_some();

    view! {
        <Title formatter=|title: String| if title.is_empty() { "The Plugs".to_owned() } else { format!("{title} · The Plugs") } />
        <Router>
            <ForgetReference reference/>
            {is_known.then(|| view! { <CountViews /> })}
            <frame::Frame viewer=context.viewer>
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view={Piece::Home} ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-in/organization") view=ChooseOrganizationPage ssr=SsrMode::Async />
                    <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async />
                    <Route path=path!("/contacts") view={Piece::Contacts(OfContacts::List)} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/new") view={Piece::Contacts(OfContacts::New)} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/trash") view={Piece::Contacts(OfContacts::Trash)} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/changes") view={Piece::Contacts(OfContacts::Changes)} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/:id") view={Piece::Contacts(OfContacts::Record)} ssr=SsrMode::Async />
                    <Route path=path!("/companies") view={Piece::Companies(OfCompanies::List)} ssr=SsrMode::Async />
                    <Route path=path!("/companies/:company") view={Piece::Companies(OfCompanies::Company)} ssr=SsrMode::Async />
                    <Route path=path!("/contacts/:id/edit") view={Piece::Contacts(OfContacts::Edit)} ssr=SsrMode::Async />
                    <Route path=path!("/events") view={Piece::Events(OfEvents::List)} ssr=SsrMode::Async />
                    <Route path=path!("/events/new") view={Piece::Events(OfEvents::New)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id") view={Piece::Events(OfEvents::Record)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/agenda") view={Piece::Agenda(OfAgenda::Days)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/agenda/new") view={Piece::Agenda(OfAgenda::New)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/agenda/setup") view={Piece::Agenda(OfAgenda::Setup)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/agenda/:item") view={Piece::Agenda(OfAgenda::Item)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/edit") view={Piece::Events(OfEvents::Edit)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/repeat") view={Piece::Events(OfEvents::Repeat)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/people") view={Piece::Events(OfEvents::People)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/budget") view={Piece::Events(OfEvents::Budget)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/media") view={Piece::Events(OfEvents::Media)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/activity") view={Piece::Events(OfEvents::Activity)} ssr=SsrMode::Async />
                    <Route path=path!("/agenda") view={Piece::Calendars} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/attendees") view={Piece::Attendees(OfAttendees::List)} ssr=SsrMode::Async />
                    <Route path=path!("/events/:id/attendees/add") view={Piece::Attendees(OfAttendees::Add)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses") view={Piece::Expenses(OfExpenses::List)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/new") view={Piece::Expenses(OfExpenses::New)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/approvals") view={Piece::Expenses(OfExpenses::Approvals)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/reports") view={Piece::Reports} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/payments") view={Piece::Payments(OfPayments::List)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/payments/:id") view={Piece::Payments(OfPayments::Record)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/:id") view={Piece::Expenses(OfExpenses::Record)} ssr=SsrMode::Async />
                    <Route path=path!("/expenses/:id/edit") view={Piece::Expenses(OfExpenses::Edit)} ssr=SsrMode::Async />
                    <Route path=path!("/account") view={Piece::Account(OfAccount::Account)} ssr=SsrMode::Async />
                    <Route path=path!("/account/bank") view={Piece::Account(OfAccount::Bank)} ssr=SsrMode::Async />
                    <Route path=path!("/settings/bank") view={Piece::Account(OfAccount::PayingBank)} ssr=SsrMode::Async />
                    <Route path=path!("/settings") view={Piece::Account(OfAccount::Settings)} ssr=SsrMode::Async />
                    <Route path=path!("/settings/accounts") view={Piece::Account(OfAccount::LedgerAccounts)} ssr=SsrMode::Async />
                    <Route path=path!("/settings/rates") view={Piece::Account(OfAccount::Rates)} ssr=SsrMode::Async />
                    <Route path=path!("/settings/approvals") view={Piece::Account(OfAccount::Approvals)} ssr=SsrMode::Async />
                    <Route path=path!("/settings/policies") view={Piece::Account(OfAccount::Policies)} ssr=SsrMode::Async />
                    <Route path=path!("/notifications") view={Piece::Notifications(OfNotifications::List)} ssr=SsrMode::Async />
                    <Route path=path!("/notifications/settings") view={Piece::Notifications(OfNotifications::Settings)} ssr=SsrMode::Async />
                    <Route path=path!("/jobs") view={Piece::Jobs} ssr=SsrMode::Async />
                    <Route path=path!("/mail") view={Piece::Mail} ssr=SsrMode::Async />
                </FlatRoutes>
            </frame::Frame>
        </Router>
    }
}

/// The browser has gone to another page by itself: no request of the server's drew that one.
#[component]
fn ForgetReference(reference: RwSignal<Option<String>>) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |begun: Option<()>| {
        path.track();
        if begun.is_some() {
            reference.set(None);
        }
    });
}

/// Addresses that need nobody to be signed in.
pub const PUBLIC_PAGES: &[&str] = &["/sign-in", "/sign-in/organization", "/sign-up"];

/// What the server knows of the page that it is asked for.
#[cfg(feature = "ssr")]
fn page_context() -> PageContext {
    let parts = use_context::<axum::http::request::Parts>();
    let extensions = parts.as_ref().map(|parts| &parts.extensions);
    PageContext {
        viewer: extensions.and_then(|extensions| extensions.get::<Viewer>().cloned()),
        now: Utc::now(),
        rejected: extensions
            .and_then(|extensions| extensions.get::<RejectedForm>().cloned())
            .and_then(|form| form.0),
        reference: parts
            .as_ref()
            .and_then(|parts| Some(parts.headers.get("x-request-id")?.to_str().ok()?.to_owned())),
        told: extensions
            .and_then(|extensions| extensions.get::<crate::live::types::Told>())
            .and_then(|told| told.0),
    }
}

/// Only reached where a page was not rendered by the server.
#[cfg(not(feature = "ssr"))]
fn page_context() -> PageContext {
    PageContext {
        viewer: None,
        now: Utc::now(),
        rejected: None,
        reference: None,
        told: None,
    }
}

/// Who is looking, if anybody is signed in.
#[must_use]
pub fn use_viewer() -> Option<Viewer> {
    use_context::<Option<Viewer>>().flatten()
}

/// The picture of whoever looks, and their organisation's logo, which change while a page is open.
#[derive(Clone, Copy, Debug)]
pub struct Portraits {
    pub avatar: RwSignal<Option<String>>,
    pub logo: RwSignal<Option<String>>,
}

impl Portraits {
    fn of(viewer: Option<&Viewer>) -> Self {
        Self {
            avatar: RwSignal::new(viewer.and_then(|viewer| viewer.avatar.clone())),
            logo: RwSignal::new(viewer.and_then(|viewer| viewer.logo.clone())),
        }
    }
}

/// What the shell shows of whoever looks.
#[must_use]
pub fn use_portraits() -> Portraits {
    use_context().unwrap_or_else(|| Portraits::of(None))
}

/// The time by which to speak of today.
#[must_use]
pub fn use_now() -> Signal<DateTime<Utc>> {
    match use_context::<Now>() {
        Some(now) => now.0.into(),
        None => Signal::derive(Utc::now),
    }
}

/// What tells a form from every other, so that the server knows it again when it is sent twice.
/// Made where the page is drawn first. Call it at the top of a component.
#[must_use]
pub fn form_key() -> String {
    SharedValue::new(|| uuid::Uuid::now_v7().to_string()).into_inner()
}

/// Gives the page the status of an error that it shows; does nothing in the browser.
pub fn set_status(error: &AppError) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        axum::http::StatusCode::from_u16(error.status()),
    ) {
        response.set_status(status);
        if let Some(seconds) = error.retry_after() {
            response.insert_header(axum::http::header::RETRY_AFTER, seconds.into());
        }
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// Leads whoever asked for this page to another one instead; does nothing in the browser.
pub fn redirect(to: &str) {
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(to);
    #[cfg(not(feature = "ssr"))]
    let _ = to;
}

/// The page of an address that leads nowhere.
#[component]
fn NotFound() -> impl IntoView {
    set_status(&AppError::NotFound);
    let page = view! { <ErrorPage error=AppError::NotFound /> };
    view! {
        <Title text="Not found" />
        // The shell has a landmark for its page; without the shell the page brings its own.
        {match use_viewer() {
            Some(_) => page.into_any(),
            None => view! { <main id="main" class="error-document">{page}</main> }.into_any(),
        }}
    }
}
