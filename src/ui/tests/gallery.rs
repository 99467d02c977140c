//! Every part of the kit on a few pages. With `UI_GALLERY` set to a folder, the pages are written
//! there, to be looked at.

mod lists;
mod parts;

use crate::error::AppError;
use crate::ui::prelude::*;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashSet;

fn now() -> DateTime<Utc> {
    "2026-07-15T12:00:00Z".parse().unwrap()
}

fn document(body: AnyView) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Kit</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/ui.css\"></head><body>{}</body></html>",
        body.to_html()
    )
}

fn keep(name: &str, html: &str) {
    if let Ok(folder) = std::env::var("UI_GALLERY") {
        std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
    }
}

/// Draws a page, keeps it where asked, and checks what holds for every page.
fn page(name: &str, draw: impl FnOnce() -> AnyView) -> String {
    let html = Owner::new().with(|| {
        provide_toasts();
        provide_formats(Formats::new("en-GB", Zone::utc(), Signal::stored(now())));
        document(draw())
    });
    keep(name, &html);
    let mut ids = HashSet::new();
    for id in html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.insert(id), "{name}: the id {id} stands twice");
    }
    for target in ["for=\"", "popovertarget=\"", "aria-labelledby=\""] {
        for id in html
            .split(target)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(ids.contains(id), "{name}: {target}{id} points nowhere");
        }
    }
    assert_eq!(html.matches("<h1").count(), 1, "{name} has one main heading");
    html
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

#[test]
fn every_part_of_the_kit_is_drawn_by_the_server() {
    page("contacts", lists::contacts);
    page("record", lists::record);
    page("fields", parts::fields);
    page("parts", parts::parts);
    page("sign-in", sign_in);
    page("not-found", || {
        shell("/nowhere", || {
            view! { <ErrorPage error=AppError::NotFound/> }.into_any()
        })
    });
    let fault = AppError::Internal {
        reference: "01987f3a".into(),
    };
    keep(
        "document",
        &crate::ui::error_state::document(&fault, Some("/ui.css"), Some("dark")),
    );
    page("fault", || {
        view! { <main><ErrorPage error=AppError::Internal { reference: "01987f3a".into() }/></main> }
            .into_any()
    });
}

#[test]
fn the_place_where_one_is_is_marked_once() {
    let html = page("marked", lists::record);
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
}

#[test]
fn a_name_or_a_tag_cannot_become_part_of_the_page() {
    let html = page("escaped", || {
        let attack = "<img src=x onerror=alert(1)>";
        view! {
            <PageHeader title=attack/>
            <Tag text=attack/>
            <Badge>{attack}</Badge>
            <Menu id="attack" label=attack trigger=|| "Menu">"Item"</Menu>
            <Meter value=7 label=attack/>
            <NavigationOf name=attack/>
        }
        .into_any()
    });
    assert!(!html.contains("<img"), "{html}");
}

#[component]
fn NavigationOf(name: &'static str) -> impl IntoView {
    view! { <Tabs label=name items=vec![TabItem::new(name, "\"><script>", true)]/> }
}
