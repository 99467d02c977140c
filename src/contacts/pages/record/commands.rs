//! What the palette offers on a record.

use super::Acting;
use crate::accounts::types::Colleague;
use crate::app::{use_portraits, use_viewer};
use crate::contacts::components::addresses;
use crate::contacts::types::{Contact, ContactType};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Offers what whoever looks may do with the contact, under its name.
pub fn offer_commands(contact: RwSignal<Contact>, acting: Acting) {
    let me = use_viewer().map(|viewer| Colleague {
        id: viewer.user_id,
        name: viewer.name(),
        picture: use_portraits().avatar.get_untracked(),
    });
    use_commands(
        move || contact.read().name(),
        move || commands(&contact.read(), acting, me.clone()),
    );
}

fn commands(contact: &Contact, acting: Acting, me: Option<Colleague>) -> Vec<Command> {
    let mut commands = Vec::new();
    if contact.can_edit {
        // Once the palette has closed and given the focus back to where it was.
        let log = || request_animation_frame(|| focus_on("#composer select"));
        commands.push(Command::go("Edit", IconName::Pencil, addresses::edit(contact.id)));
        commands.push(Command::act("Log an interaction", IconName::Phone, log));
        let others = ContactType::ALL.iter().filter(|to| **to != contact.contact_type);
        commands.extend(others.map(|&to| {
            let label = format!("Move to {}", to.label());
            Command::act(label, IconName::ArrowRight, move || acting.move_to(to))
        }));
        if contact.owner.as_ref().map(|owner| owner.id) != me.as_ref().map(|me| me.id) {
            commands.push(Command::act("Assign to me", IconName::User, move || {
                acting.set_owner(me.clone())
            }));
        }
    }
    if let Some(company) = &contact.company {
        let label = format!("See everybody at {company}");
        commands.push(Command::go(
            label,
            IconName::Building,
            addresses::company(company),
        ));
    }
    if contact.can_delete {
        commands.push(Command::act("Move to trash", IconName::Trash, move || {
            acting.delete()
        }));
    }
    commands
}
