//! What stands around a page: the shell for whoever is signed in, nothing for others.

use crate::accounts::roles::Permission;
use crate::accounts::server_fns::SignOut;
use crate::accounts::types::Viewer;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_location;

/// The sidebar lists what exists and what this person may see.
fn places(viewer: &Viewer) -> Vec<NavItem> {
    let mut places = vec![NavItem::new("Home", "/", IconName::Home)];
    if viewer.may(Permission::ViewContacts) {
        places.push(NavItem::new("Contacts", "/contacts", IconName::Users));
        places.push(NavItem::new("Companies", "/companies", IconName::Building));
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
    let (sees_contacts, sees_trash) = (
        viewer.may(Permission::ViewContacts),
        viewer.may(Permission::DeleteContacts),
    );
    let keys_open = RwSignal::new(false);
    let show_keys = Callback::new(move |()| keys_open.set(true));
    use_shortcuts(
        "Anywhere",
        vec![Shortcut::new("?", "Keyboard shortcuts", show_keys)],
    );
    let organization = viewer.organization_name.clone();
    let organization_menu = move || {
        view! {
            <MenuHeading>{format!("{organization} · {role}")}</MenuHeading>
            {sees_contacts.then(|| view! {
                <MenuLink href="/contacts" icon=IconName::Users>"Contacts"</MenuLink>
            })}
            {sees_trash.then(|| view! {
                <MenuLink href="/contacts/trash" icon=IconName::Trash>"Trash"</MenuLink>
            })}
        }
    };
    view! {
        <AppShell
            path
            nav=places(&viewer)
            organization=viewer.organization_name.clone()
            person=viewer.name()
            email=viewer.email
            organization_menu
            person_menu=move || view! {
                <ShortcutsItem on_click=show_keys/>
                <form method="post" action=SignOut::PATH>
                    <MenuButton submit=true icon=IconName::LogOut>"Sign out"</MenuButton>
                </form>
            }
        >
            {children()}
        </AppShell>
        <KeySheet open=keys_open/>
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
