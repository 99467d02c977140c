//! The palette of the whole application: contacts, pages and what can be done.

use super::frame::sign_out;
use crate::accounts::roles::Permission;
use crate::accounts::types::Viewer;
use crate::contacts::components::addresses;
use crate::contacts::pages::use_finding;
use crate::contacts::types::ContactFilter;
use crate::ui::commands::{CommandGroup, use_page_commands};
use crate::ui::marked::has_words;
use crate::ui::prelude::*;
use crate::ui::theme::{ThemeChoice, use_theme};
use leptos::prelude::*;

/// Where this person may go.
fn pages(viewer: &Viewer) -> Vec<Command> {
    let mut pages = vec![Command::go("Home", IconName::Home, "/")];
    if viewer.may(Permission::ViewContacts) {
        pages.push(Command::go("Contacts", IconName::Users, "/contacts"));
        pages.push(Command::go("Board", IconName::Columns, "/contacts?layout=board"));
        pages.push(Command::go("My contacts", IconName::User, "/contacts?owner=me"));
        pages.push(Command::go("Companies", IconName::Building, "/companies"));
    }
    if viewer.may(Permission::ViewEvents) {
        pages.push(Command::go("Events", IconName::Calendar, "/events"));
    }
    if viewer.may(Permission::ViewExpenses) {
        pages.push(Command::go("Expenses", IconName::Receipt, "/expenses"));
        pages.push(Command::go(
            "Expense reports",
            IconName::Receipt,
            "/expenses/reports",
        ));
    }
    if viewer.may(Permission::ApproveExpenses) {
        pages.push(Command::go(
            "Expenses to approve",
            IconName::Receipt,
            "/expenses/approvals",
        ));
    }
    pages.push(Command::go("Notifications", IconName::Bell, "/notifications"));
    if viewer.may(Permission::DeleteContacts) {
        pages.push(Command::go("Trash", IconName::Trash, "/contacts/trash"));
    }
    if viewer.may(Permission::EditContacts) {
        let changes = Command::go(
            "Your changes of many contacts",
            IconName::History,
            addresses::CHANGES,
        );
        pages.push(changes);
    }
    if viewer.may(Permission::ViewAudit) {
        pages.push(Command::go("Background work", IconName::Zap, "/jobs"));
        pages.push(Command::go("Undelivered mail", IconName::Mail, "/mail"));
    }
    pages
}

/// What this person may do, wherever they are.
fn actions(viewer: &Viewer, show_keys: Callback<()>, theme: ThemeChoice) -> Vec<Command> {
    let mut actions = Vec::new();
    if viewer.may(Permission::EditContacts) {
        actions.push(Command::go("Add contact", IconName::Plus, "/contacts/new"));
    }
    if viewer.may(Permission::EditEvents) {
        actions.push(Command::go("Add event", IconName::Plus, "/events/new"));
    }
    if viewer.may(Permission::ClaimExpenses) {
        actions.push(Command::go("Claim an expense", IconName::Plus, "/expenses/new"));
    }
    let (label, icon) = if theme.is_dark() {
        ("Switch to the light theme", IconName::Sun)
    } else {
        ("Switch to the dark theme", IconName::Moon)
    };
    actions.push(Command::act(label, icon, move || theme.switch()));
    actions.push(Command::act("Keyboard shortcuts", IconName::Keyboard, show_keys).keys("?"));
    actions.push(Command::act("Sign out", IconName::LogOut, sign_out));
    actions
}

/// The palette's dialog, filled with what this person may see.
#[component]
pub fn AppPalette(viewer: Viewer, open: RwSignal<bool>, show_keys: Callback<()>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let may_search = viewer.may(Permission::ViewContacts);
    let finding = use_finding(open, typed);
    let (page_commands, theme) = (use_page_commands(), use_theme());
    Effect::new(move || {
        if !open.get() {
            typed.set(String::new());
        }
    });
    let groups = Memo::new_with_compare(
        move |_| {
            if !open.get() {
                return Vec::new();
            }
            let text = typed.get();
            let mut groups = page_commands
                .map(|commands| commands.groups())
                .unwrap_or_default();
            let of_page = groups.len();
            groups.push(group("Pages", pages(&viewer)));
            groups.push(group("Actions", actions(&viewer, show_keys, theme)));
            for group in &mut groups {
                group.commands.retain(|command| has_words(&command.label, &text));
            }
            let is_empty = text.trim().is_empty();
            if may_search {
                let mut contacts = finding.commands();
                if !is_empty {
                    contacts.push(Command::go(
                        format!("Find “{}” in the list", text.trim()),
                        IconName::Search,
                        addresses::filtered(ContactFilter::default().with_search(text.trim().to_owned())),
                    ));
                }
                let title = if is_empty { "Opened lately" } else { "Contacts" };
                let at = if is_empty { of_page } else { groups.len() };
                groups.insert(at, group(title, contacts));
            }
            groups.retain(|group| !group.commands.is_empty());
            groups
        },
        |_, _| true,
    );
    view! {
        <Palette open typed groups news=finding.news() on_retry=Callback::new(move |()| finding.retry())/>
    }
}

fn group(title: &str, commands: Vec<Command>) -> CommandGroup {
    CommandGroup {
        title: title.to_owned(),
        commands,
    }
}
