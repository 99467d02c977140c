//! What stands around a page: the shell for whoever is signed in, nothing for others.

use super::palette::AppPalette;
use super::use_portraits;
use crate::accounts::roles::Permission;
use crate::accounts::server_fns::SignOut;
use crate::accounts::types::Viewer;
use crate::notifications::components::SETTINGS;
use crate::notifications::pages::Bell;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

/// The sidebar lists what exists and what this person may see.
fn places(viewer: &Viewer) -> Vec<NavItem> {
    let mut places = vec![NavItem::new("Home", "/", IconName::Home)];
    if viewer.may(Permission::ViewContacts) {
        places.push(NavItem::new("Contacts", "/contacts", IconName::Users));
        places.push(NavItem::new("Companies", "/companies", IconName::Building));
    }
    if viewer.may(Permission::ViewEvents) {
        places.push(NavItem::new("Events", "/events", IconName::Calendar));
    }
    if viewer.may(Permission::ViewExpenses) {
        places.push(NavItem::new("Expenses", "/expenses", IconName::Receipt));
    }
    places
}

#[component]
pub fn Frame(viewer: Option<Viewer>, children: Children) -> impl IntoView {
    let Some(viewer) = viewer else {
        return children().into_any();
    };
    let path = use_location().pathname;
    let role = viewer.role.label();
    let (sees_contacts, sees_events, sees_trash, sees_jobs) = (
        viewer.may(Permission::ViewContacts),
        viewer.may(Permission::ViewEvents),
        viewer.may(Permission::DeleteContacts),
        viewer.may(Permission::ViewAudit),
    );
    let keys_open = RwSignal::new(false);
    let show_keys = Callback::new(move |()| keys_open.set(true));
    let palette_open = RwSignal::new(false);
    use_shortcuts(
        "Anywhere",
        vec![
            Shortcut::new("mod+k", "Search or jump to", move || {
                palette_open.update(|open| *open = !*open)
            })
            .everywhere(),
            Shortcut::new("?", "Keyboard shortcuts", show_keys),
        ],
    );
    // Without JavaScript, the list's own field is where one searches.
    let search = if sees_contacts { "/contacts" } else { "/" };
    let organization = viewer.organization_name.clone();
    let portraits = use_portraits();
    let may_set_up = viewer.may(Permission::ManageOrganization);
    let organization_menu = move || {
        view! {
            <MenuHeading>{format!("{organization} · {role}")}</MenuHeading>
            {sees_contacts.then(|| view! {
                <MenuLink href="/contacts" icon=IconName::Users>"Contacts"</MenuLink>
            })}
            {sees_trash.then(|| view! {
                <MenuLink href="/contacts/trash" icon=IconName::Trash>"Trash"</MenuLink>
            })}
            {sees_jobs.then(|| view! {
                <MenuLink href="/jobs" icon=IconName::Zap>"Background work"</MenuLink>
                <MenuLink href="/mail" icon=IconName::Mail>"Undelivered mail"</MenuLink>
            })}
            {may_set_up.then(|| view! {
                <MenuLink href="/settings" icon=IconName::Settings>"Settings"</MenuLink>
            })}
        }
    };
    let of_bell = viewer.clone();
    view! {
        <AppShell
            path
            nav=places(&viewer)
            organization=viewer.organization_name.clone()
            person=viewer.name()
            email=viewer.email.clone()
            picture=portraits.avatar
            logo=portraits.logo
            organization_menu
            top_bar=move || view! {
                <PaletteButton open=palette_open href=search/>
                <Bell viewer=of_bell.clone()/>
            }
            person_menu=move || view! {
                <MenuLink href="/account" icon=IconName::User>"Your account"</MenuLink>
                {sees_events.then(|| view! { <MenuLink href="/agenda" icon=IconName::Calendar>"My agenda"</MenuLink> })}
                <MenuLink href=SETTINGS icon=IconName::Bell>"What you are told"</MenuLink>
                <ShortcutsItem on_click=show_keys/>
                <form method="post" action=SignOut::PATH on:submit=|_| forget_typed()>
                    <MenuButton submit=true icon=IconName::LogOut>"Sign out"</MenuButton>
                </form>
            }
        >
            {children()}
        </AppShell>
        <KeySheet open=keys_open/>
        <AppPalette viewer open=palette_open show_keys/>
    }
    .into_any()
}

/// Keys need JavaScript, and so does the sheet of them.
#[component]
fn ShortcutsItem(on_click: Callback<()>) -> impl IntoView {
    let ready = use_ready();
    view! {
        <div hidden=move || !ready.get()>
            <MenuButton icon=IconName::Keyboard on_click=on_click>"Keyboard shortcuts"</MenuButton>
        </div>
    }
}

/// Sends the form of the person's menu.
pub(super) fn sign_out() {
    let form = document()
        .query_selector(&format!("form[action='{}']", SignOut::PATH))
        .ok()
        .flatten()
        .and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(form) = form {
        // Fails only where the form left the page in the meantime.
        let _ = form.request_submit();
    }
}
