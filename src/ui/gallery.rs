//! Every part of the kit on a few pages, for those who build with it: at `/dev/kit` of a
//! development build, and in the tests. A release has none of it.

#![expect(clippy::unwrap_used, reason = "the examples are our own and never change")]

mod lists;
mod palette;
mod parts;

use super::prelude::*;
use super::time::Zone;
use crate::error::AppError;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A page: its name in the address, and what it draws.
pub type Example = (&'static str, fn() -> AnyView);

/// Every page, in the order in which they are listed.
pub const PAGES: &[Example] = &[
    ("contacts", lists::contacts),
    ("record", lists::record),
    ("fields", parts::fields),
    ("parts", parts::parts),
    ("palette", palette::palette),
    ("sign-in", sign_in),
    ("not-found", not_found),
    ("fault", fault),
];

/// A page as a document, whole as the server sends it.
#[must_use]
pub fn document(draw: impl FnOnce() -> AnyView, stylesheet: &str, theme: Option<&str>) -> String {
    let body = Owner::new().with(|| {
        provide_toasts();
        provide_formats(Formats::new("en-GB", Zone::utc(), Signal::stored(now())));
        draw().to_html()
    });
    super::document::document("Kit", &body, Some(stylesheet), theme)
}

/// The pages, as links.
#[must_use]
pub fn contents() -> AnyView {
    let link = |&(name, _): &Example| view! { <MenuLink href=format!("/dev/kit/{name}")>{name}</MenuLink> };
    view! {
        <main id="main">
            <Page width=PageWidth::Form>
                <PageHeader title="The kit" description="Every part that pages are built from."/>
                <Card>{PAGES.iter().map(link).collect_view()}</Card>
            </Page>
        </main>
    }
    .into_any()
}

fn now() -> DateTime<Utc> {
    "2026-07-15T12:00:00Z".parse().unwrap()
}

fn shell(path: &'static str, content: impl FnOnce() -> AnyView) -> AnyView {
    let nav = vec![
        NavItem::new("Home", "/", IconName::Home),
        NavItem::new("Contacts", "/contacts", IconName::Users).count(Signal::stored(Some(7))),
        NavItem::new("Events", "/events", IconName::Calendar),
        NavItem::new("Expenses", "/expenses", IconName::Receipt),
    ];
    let content = content();
    view! {
        <AppShell
            path=path
            nav
            organization="Lumen Events"
            person="Ada Lovelace"
            email="owner@lumen.example"
            organization_menu=|| view! { <MenuLink href="/settings" icon=IconName::Settings>"Settings"</MenuLink> }
            person_menu=|| view! {
                <MenuLink href="/profile" icon=IconName::User>"Profile"</MenuLink>
                <form method="post" action="/fn/sign-out">
                    <MenuButton submit=true icon=IconName::LogOut>"Sign out"</MenuButton>
                </form>
            }
        >
            {content}
        </AppShell>
    }
    .into_any()
}

fn sign_in() -> AnyView {
    let footer = || view! { "New here? "<TextLink href="/sign-up">"Create an organisation"</TextLink> };
    view! {
        <AuthLayout title="Sign in" text="Welcome back." footer>
            <form method="post" novalidate>
                <FormError error=Some("E-mail or password is wrong.".to_owned())/>
                <TextField name="email" label="E-mail" kind=TextKind::Email value=RwSignal::new(String::new()) autocomplete="username"/>
                <PasswordField name="password" label="Password" value=RwSignal::new(String::new())/>
                <Button kind=ButtonKind::Primary submit=true>"Sign in"</Button>
            </form>
        </AuthLayout>
    }
    .into_any()
}

fn not_found() -> AnyView {
    shell("/nowhere", || {
        view! { <ErrorPage error=AppError::NotFound/> }.into_any()
    })
}

fn fault() -> AnyView {
    let reference = "01987f3a".into();
    view! { <main><ErrorPage error=AppError::Internal { reference }/></main> }.into_any()
}
