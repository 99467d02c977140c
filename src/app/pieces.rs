//! Pages whose code the browser fetches when it is first asked for one of them, so that what every
//! visit waits for stays small ([why](../../docs/decisions/2026-11-21-pages-in-pieces.md)).

use crate::accounts::pages::{AccountPage, SettingsPage};
use crate::agenda::pages::{AgendaItemPage, AgendaPage, AgendaSetupPage, NewItemPage};
use crate::approvals::pages::ApprovalSettingsPage;
use crate::attendees::pages::{AddAttendeesPage, AttendeesPage};
use crate::calendars::pages::OwnAgendaPage;
use crate::contacts::pages::{
    ChangesPage, CompaniesPage, CompanyPage, ContactPage, ContactsPage, EditContactPage, HomePage,
    NewContactPage, TrashPage,
};
use crate::events::pages::{
    EditEventPage, EventActivityPage, EventBudgetPage, EventMediaPage, EventPage, EventPeoplePage,
    EventsPage, NewEventPage, RepeatPage,
};
use crate::expenses::pages::{ApprovalsPage, EditExpensePage, ExpensePage, ExpensesPage, NewExpensePage};
use crate::jobs::pages::JobsPage;
use crate::mail::pages::UndeliveredPage;
use crate::notifications::pages::{NotificationSettingsPage, NotificationsPage};
use crate::payments::pages::{BatchPage, BatchesPage, OwnBankPage, PayingBankPage};
use crate::policies::pages::PoliciesPage;
use crate::rates::pages::RatesPage;
use crate::reports::pages::{AccountsPage, ReportPage};
#[cfg(feature = "ssr")]
use crate::ui::still::markup;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos::tachys::html::InertElement;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;
use leptos_router::hooks::use_location;
#[cfg(feature = "ssr")]
use std::collections::HashMap;
#[cfg(feature = "ssr")]
use std::sync::OnceLock;

/// Room for cutting. Each piece's constants get an address of their own, rounded up, and the tool that cuts leaves the constants of
/// all pieces in the main module where they would become longer by it. Nothing refers to this, so that it comes into no file.
#[cfg(all(feature = "hydrate", target_arch = "wasm32"))]
#[used]
static ROOM_FOR_CUTTING: [u8; 1 << 16] = [1; 1 << 16];

/// A page of a piece.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    Home,
    Contacts(OfContacts),
    Companies(OfCompanies),
    Events(OfEvents),
    Agenda(OfAgenda),
    Calendars,
    Attendees(OfAttendees),
    Expenses(OfExpenses),
    Reports,
    Payments(OfPayments),
    Jobs,
    Mail,
    Notifications(OfNotifications),
    Account(OfAccount),
}

/// A person's own page, and their organisation's.
#[derive(Clone, Copy, Debug)]
pub enum OfAccount {
    Account,
    Settings,
    Rates,
    /// Of the books.
    LedgerAccounts,
    Approvals,
    Policies,
    /// Where one wants one's money.
    Bank,
    /// From where the organisation pays.
    PayingBank,
}

/// What is under `/expenses/payments`.
#[derive(Clone, Copy, Debug)]
pub enum OfPayments {
    List,
    Record,
}

/// What is under `/notifications`.
#[derive(Clone, Copy, Debug)]
pub enum OfNotifications {
    List,
    Settings,
}

/// What is under `/contacts`.
#[derive(Clone, Copy, Debug)]
pub enum OfContacts {
    List,
    New,
    Trash,
    Changes,
    Record,
    Edit,
}

/// What is under `/companies`.
#[derive(Clone, Copy, Debug)]
pub enum OfCompanies {
    List,
    Company,
}

/// What is under `/events`.
#[derive(Clone, Copy, Debug)]
pub enum OfEvents {
    List,
    New,
    Record,
    Edit,
    /// Making a series, and adding dates to it.
    Repeat,
    People,
    Budget,
    Media,
    Activity,
}

/// What is under `/events/<id>/agenda`.
#[derive(Clone, Copy, Debug)]
pub enum OfAgenda {
    Days,
    New,
    Item,
    /// Rooms and tracks.
    Setup,
}

/// What is under `/events/<id>/attendees`.
#[derive(Clone, Copy, Debug)]
pub enum OfAttendees {
    List,
    Add,
}

/// What is under `/expenses`.
#[derive(Clone, Copy, Debug)]
pub enum OfExpenses {
    List,
    New,
    Approvals,
    Record,
    Edit,
}

#[wasm_split(home, wasm_split_path = ::leptos::wasm_split, fallible, preload(home_arrives))]
fn home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <HomePage/> }.into_any())
}

#[wasm_split(contacts, wasm_split_path = ::leptos::wasm_split, fallible, preload(contacts_arrive))]
fn contacts(page: OfContacts) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfContacts::List => view! { <ContactsPage/> }.into_any(),
        OfContacts::New => view! { <NewContactPage/> }.into_any(),
        OfContacts::Trash => view! { <TrashPage/> }.into_any(),
        OfContacts::Changes => view! { <ChangesPage/> }.into_any(),
        OfContacts::Record => view! { <ContactPage/> }.into_any(),
        OfContacts::Edit => view! { <EditContactPage/> }.into_any(),
    })
}

#[wasm_split(companies, wasm_split_path = ::leptos::wasm_split, fallible, preload(companies_arrive))]
fn companies(page: OfCompanies) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfCompanies::List => view! { <CompaniesPage/> }.into_any(),
        OfCompanies::Company => view! { <CompanyPage/> }.into_any(),
    })
}

#[wasm_split(events, wasm_split_path = ::leptos::wasm_split, fallible, preload(events_arrive))]
fn events(page: OfEvents) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfEvents::List => view! { <EventsPage/> }.into_any(),
        OfEvents::New => view! { <NewEventPage/> }.into_any(),
        OfEvents::Record => view! { <EventPage/> }.into_any(),
        OfEvents::Edit => view! { <EditEventPage/> }.into_any(),
        OfEvents::Repeat => view! { <RepeatPage/> }.into_any(),
        OfEvents::People => view! { <EventPeoplePage/> }.into_any(),
        OfEvents::Budget => view! { <EventBudgetPage/> }.into_any(),
        OfEvents::Media => view! { <EventMediaPage/> }.into_any(),
        OfEvents::Activity => view! { <EventActivityPage/> }.into_any(),
    })
}

#[wasm_split(agenda, wasm_split_path = ::leptos::wasm_split, fallible, preload(agenda_arrives))]
fn agenda(page: OfAgenda) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfAgenda::Days => view! { <AgendaPage/> }.into_any(),
        OfAgenda::New => view! { <NewItemPage/> }.into_any(),
        OfAgenda::Item => view! { <AgendaItemPage/> }.into_any(),
        OfAgenda::Setup => view! { <AgendaSetupPage/> }.into_any(),
    })
}

#[wasm_split(calendars, wasm_split_path = ::leptos::wasm_split, fallible, preload(calendars_arrive))]
fn calendars() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <OwnAgendaPage/> }.into_any())
}

#[wasm_split(attendees, wasm_split_path = ::leptos::wasm_split, fallible, preload(attendees_arrive))]
fn attendees(page: OfAttendees) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfAttendees::List => view! { <AttendeesPage/> }.into_any(),
        OfAttendees::Add => view! { <AddAttendeesPage/> }.into_any(),
    })
}

#[wasm_split(expenses, wasm_split_path = ::leptos::wasm_split, fallible, preload(expenses_arrive))]
fn expenses(page: OfExpenses) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfExpenses::List => view! { <ExpensesPage/> }.into_any(),
        OfExpenses::New => view! { <NewExpensePage/> }.into_any(),
        OfExpenses::Approvals => view! { <ApprovalsPage/> }.into_any(),
        OfExpenses::Record => view! { <ExpensePage/> }.into_any(),
        OfExpenses::Edit => view! { <EditExpensePage/> }.into_any(),
    })
}

#[wasm_split(reports, wasm_split_path = ::leptos::wasm_split, fallible, preload(reports_arrive))]
fn reports() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <ReportPage/> }.into_any())
}

#[wasm_split(payments, wasm_split_path = ::leptos::wasm_split, fallible, preload(payments_arrive))]
fn payments(page: OfPayments) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfPayments::List => view! { <BatchesPage/> }.into_any(),
        OfPayments::Record => view! { <BatchPage/> }.into_any(),
    })
}

#[wasm_split(jobs, wasm_split_path = ::leptos::wasm_split, fallible, preload(jobs_arrive))]
fn jobs() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <JobsPage/> }.into_any())
}

#[wasm_split(mail, wasm_split_path = ::leptos::wasm_split, fallible, preload(mail_arrives))]
fn mail() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <UndeliveredPage/> }.into_any())
}

#[wasm_split(notifications, wasm_split_path = ::leptos::wasm_split, fallible, preload(notifications_arrive))]
fn notifications(page: OfNotifications) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfNotifications::List => view! { <NotificationsPage/> }.into_any(),
        OfNotifications::Settings => view! { <NotificationSettingsPage/> }.into_any(),
    })
}

#[wasm_split(account, wasm_split_path = ::leptos::wasm_split, fallible, preload(account_arrives))]
fn account(page: OfAccount) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        OfAccount::Account => view! { <AccountPage/> }.into_any(),
        OfAccount::Settings => view! { <SettingsPage/> }.into_any(),
        OfAccount::Rates => view! { <RatesPage/> }.into_any(),
        OfAccount::LedgerAccounts => view! { <AccountsPage/> }.into_any(),
        OfAccount::Approvals => view! { <ApprovalSettingsPage/> }.into_any(),
        OfAccount::Policies => view! { <PoliciesPage/> }.into_any(),
        OfAccount::Bank => view! { <OwnBankPage/> }.into_any(),
        OfAccount::PayingBank => view! { <PayingBankPage/> }.into_any(),
    })
}

impl ChooseView for Piece {
    async fn choose(self) -> AnyView {
        let page = match self {
            Self::Home => home().await,
            Self::Contacts(page) => contacts(page).await,
            Self::Companies(page) => companies(page).await,
            Self::Events(page) => events(page).await,
            Self::Agenda(page) => agenda(page).await,
            Self::Calendars => calendars().await,
            Self::Attendees(page) => attendees(page).await,
            Self::Expenses(page) => expenses(page).await,
            Self::Reports => reports().await,
            Self::Payments(page) => payments(page).await,
            Self::Jobs => jobs().await,
            Self::Mail => mail().await,
            Self::Notifications(page) => notifications(page).await,
            Self::Account(page) => account(page).await,
        };
        page.unwrap_or_else(|_| {
            // Mostly because a newer release is being served: the server draws the page, with its own pieces.
            let to = use_location();
            let address = format!("{}{}", to.pathname.get_untracked(), to.search.get_untracked());
            let _ = window().location().set_href(&address);
            ().into_any()
        })
    }

    async fn preload(&self) {}
}

/// The piece of the page at an address, by its name.
fn at(path: &str) -> Option<&'static str> {
    let mut steps = path.split('/').skip(1);
    let (first, second, third) = (steps.next(), steps.next(), steps.next());
    Some(match first? {
        "" => "home",
        "contacts" => "contacts",
        "companies" => "companies",
        // The third step of an event says which part of it is asked for.
        "events" if third == Some("agenda") => "agenda",
        "events" if third == Some("attendees") => "attendees",
        "events" => "events",
        "agenda" => "calendars",
        "expenses" if second == Some("reports") => "reports",
        "expenses" if second == Some("payments") => "payments",
        "expenses" => "expenses",
        "jobs" => "jobs",
        "mail" => "mail",
        "notifications" => "notifications",
        "account" | "settings" => "account",
        _ => return None,
    })
}

/// The links by which a page's head names the files of its piece, so that they are under way before the code that asks for them.
/// They are hundreds, and written once for all pages.
///
/// leptos' own way (`prefetch_lazy_fn_on_server`) asks for the request's context once the page is drawn, on whatever
/// thread that is, and finds none there, or another request's.
#[cfg(feature = "ssr")]
#[component]
pub fn PieceLinks() -> impl IntoView {
    static LINKS: OnceLock<HashMap<String, String>> = OnceLock::new();

    let manifest = use_context::<leptos::WasmSplitManifest>()?;
    let request = use_context::<axum::http::request::Parts>()?;
    let links = LINKS.get_or_init(|| {
        manifest.0.with_value(|(folder, pieces, loader)| {
            let of_piece = |files: &Vec<String>| {
                let links = markup! {
                    @for file in files {
                        link rel="preload" href={ (folder) "/" (file) ".wasm" } as="fetch" type="application/wasm" crossorigin="anonymous";
                    }
                    link rel="modulepreload" href={ (folder) "/" (loader) };
                };
                links.into_string()
            };
            let pieces = pieces.iter();
            pieces.map(|(name, files)| (name.clone(), of_piece(files))).collect()
        })
    });
    let links = links.get(at(request.uri.path())?)?;
    Some(InertElement::new(links.as_str()))
}

/// Waits for the code of the page at an address, so that the page is taken over in one go.
///
/// # Errors
/// It could not be had: the page stays as the server drew it.
#[cfg(feature = "hydrate")]
pub async fn arrive(path: &str) -> Result<(), SplitLoaderError> {
    match at(path) {
        Some("home") => home_arrives().await,
        Some("contacts") => contacts_arrive().await,
        Some("companies") => companies_arrive().await,
        Some("events") => events_arrive().await,
        Some("agenda") => agenda_arrives().await,
        Some("calendars") => calendars_arrive().await,
        Some("attendees") => attendees_arrive().await,
        Some("expenses") => expenses_arrive().await,
        Some("reports") => reports_arrive().await,
        Some("payments") => payments_arrive().await,
        Some("jobs") => jobs_arrive().await,
        Some("mail") => mail_arrives().await,
        Some("notifications") => notifications_arrive().await,
        Some("account") => account_arrives().await,
        _ => Ok(()),
    }
}
