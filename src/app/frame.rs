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
    }
    places
}

#[component]
pub fn Frame(viewer: Option<Viewer>, children: Children) -> impl IntoView {
    let Some(viewer) = viewer else {
        return children().into_any();
    };
    let path = use_location().pathname;
    let (role, sees_contacts) = (viewer.role.label(), viewer.may(Permission::ViewContacts));
    let organization = viewer.organization_name.clone();
    let organization_menu = move || {
        view! {
            <MenuHeading>{format!("{organization} · {role}")}</MenuHeading>
            {sees_contacts.then(|| view! {
                <MenuLink href="/contacts" icon=IconName::Users>"Contacts"</MenuLink>
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
            person_menu=|| view! {
                <form method="post" action=SignOut::PATH>
                    <MenuButton submit=true icon=IconName::LogOut>"Sign out"</MenuButton>
                </form>
            }
        >
            {children()}
        </AppShell>
    }
    .into_any()
}
