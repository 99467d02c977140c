//! What stands around every page: where one can go, whose organisation this is, who one is.

mod auth;

pub use auth::*;

use super::avatar::Avatar;
use super::icon::{Icon, IconName, classes};
use super::logo::{Logo, LogoMark};
use super::menu::{Align, Menu, MenuSeparator};
use super::theme::ThemeSwitch;
use super::toast::Toaster;
use leptos::prelude::*;

/// A place in the sidebar.
#[derive(Clone, Debug)]
pub struct NavItem {
    label: String,
    href: String,
    icon: IconName,
    count: Signal<Option<u32>>,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>, icon: IconName) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            icon,
            count: Signal::stored(None),
        }
    }

    /// How many things wait there.
    #[must_use]
    pub fn count(self, count: impl Into<Signal<Option<u32>>>) -> Self {
        Self {
            count: count.into(),
            ..self
        }
    }
}

/// Which of the places a path belongs to: the one whose address covers most of it.
fn current<'a>(hrefs: impl Iterator<Item = &'a str>, path: &str) -> Option<&'a str> {
    let covers = |href: &str| {
        path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
    };
    hrefs.filter(|href| covers(href)).max_by_key(|href| href.len())
}

/// The frame of every page behind sign-in: a sidebar (icons on a tablet, a bar at the bottom on a
/// telephone), a top bar with the organisation and the person, and the page.
#[component]
pub fn AppShell(
    /// The path of the page that is shown.
    #[prop(into)]
    path: Signal<String>,
    nav: Vec<NavItem>,
    #[prop(into)] organization: Signal<String>,
    #[prop(into)] person: Signal<String>,
    #[prop(into)] email: Signal<String>,
    /// Addresses of the person's picture and of the organisation's logo.
    #[prop(optional, into)]
    picture: Signal<Option<String>>,
    #[prop(optional, into)] logo: Signal<Option<String>>,
    /// Items of the organisation's menu; without any, its name is shown alone.
    #[prop(optional, into)]
    organization_menu: Option<ViewFn>,
    /// Items of the person's menu: sign out, for one.
    #[prop(into)]
    person_menu: ViewFn,
    /// Stands between the two menus: a search box.
    #[prop(optional, into)]
    top_bar: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="shell">
            // The browser itself follows it: it moves the focus along, and the router would not.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <Sidebar path nav/>
            <header class="topbar">
                <a class="topbar-brand" href="/" aria-label="The Plugs, start page"><LogoMark/></a>
                <Organization organization logo menu=organization_menu/>
                <div class="topbar-middle">{top_bar.map(|top_bar| top_bar.run())}</div>
                <Person person picture email menu=person_menu/>
            </header>
            <main id="main" class="main" tabindex="-1">{children()}</main>
            <Toaster/>
        </div>
    }
}

#[component]
fn Sidebar(path: Signal<String>, nav: Vec<NavItem>) -> impl IntoView {
    let hrefs: Vec<String> = nav.iter().map(|item| item.href.clone()).collect();
    let here = Memo::new(move |_| current(hrefs.iter().map(String::as_str), &path.read()).map(str::to_owned));
    let place = move |item: NavItem| {
        let NavItem {
            label,
            href,
            icon,
            count,
        } = item;
        let is_here = {
            let href = href.clone();
            move || (here.read().as_deref() == Some(href.as_str())).then_some("page")
        };
        let title = label.clone();
        view! {
            <li>
                <a class="nav-item" href=href title=title aria-current=is_here>
                    <Icon name=icon/>
                    <span class="nav-label">{label}</span>
                    {move || count.get().map(|count| view! { <span class="count num">{count}</span> })}
                </a>
            </li>
        }
    };
    view! {
        <nav class="sidebar" aria-label="Main">
            <div class="sidebar-inner">
                <a class="sidebar-brand" href="/" aria-label="The Plugs, start page"><Logo/></a>
                <ul class="nav">{nav.into_iter().map(place).collect_view()}</ul>
            </div>
        </nav>
    }
}

#[component]
fn Organization(
    organization: Signal<String>,
    logo: Signal<Option<String>>,
    menu: Option<ViewFn>,
) -> impl IntoView {
    let name = move || {
        view! {
            {move || logo.get().map(|address| view! { <img class="topbar-logo" src=address alt=""/> })}
            <span class="topbar-name">{move || organization.get()}</span>
        }
    };
    match menu {
        Some(items) => view! {
            <Menu
                id="organization-menu"
                label="Organisation"
                class="topbar-organization"
                trigger=move || view! { {name()} <Icon name=IconName::ChevronsUpDown class="icon-small"/> }
            >
                {items.run()}
            </Menu>
        }
        .into_any(),
        None => view! { <p class="topbar-organization">{name()}</p> }.into_any(),
    }
}

#[component]
fn Person(
    person: Signal<String>,
    picture: Signal<Option<String>>,
    email: Signal<String>,
    menu: ViewFn,
) -> impl IntoView {
    view! {
        <Menu
            id="person-menu"
            label="Your account"
            align=Align::End
            bare=true
            class="topbar-person"
            // Not a label of the button: it would hide the initials that are seen on it.
            trigger=move || view! { <Avatar name=person picture/> <span class="sr-only">"Your account"</span> }
        >
            <div class="menu-person">
                <p class="menu-person-name">{move || person.get()}</p>
                <p class="menu-person-email">{move || email.get()}</p>
            </div>
            <MenuSeparator/>
            <ThemeSwitch/>
            {menu.run()}
        </Menu>
    }
}

/// How wide a page's content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageWidth {
    /// As wide as there is room: tables.
    #[default]
    Full,
    /// A record.
    Record,
    /// A form.
    Form,
}

/// The inner space of a page. With `fill`, a table in it takes the height that is left and scrolls
/// inside it, its header in sight.
#[component]
pub fn Page(
    #[prop(optional)] width: PageWidth,
    #[prop(optional)] fill: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let own = match width {
        PageWidth::Full => "page",
        PageWidth::Record => "page page-record",
        PageWidth::Form => "page page-form",
    };
    let own = if fill {
        format!("{own} page-fill")
    } else {
        own.to_owned()
    };
    view! { <div class=classes(&own, &class)>{children()}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(path: &str) -> Option<&'static str> {
        current(["/", "/contacts", "/contacts/trash", "/events"].into_iter(), path)
    }

    #[test]
    fn a_place_is_current_for_what_lies_beneath_it() {
        assert_eq!(here("/contacts"), Some("/contacts"));
        assert_eq!(here("/contacts/0198"), Some("/contacts"));
        assert_eq!(here("/contacts/trash"), Some("/contacts/trash"));
    }

    #[test]
    fn the_start_page_is_current_only_for_itself() {
        assert_eq!(here("/"), Some("/"));
        assert_eq!(here("/settings"), None);
        assert_eq!(here("/contactsheet"), None);
    }
}
