//! What people did lately.

use super::addresses;
use super::marks::stage_tone;
use crate::contacts::types::{Change, ChangeKind, InteractionType};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Who did what to whom, latest first.
#[component]
pub fn Changes(changes: Vec<Change>) -> impl IntoView {
    let line = |change: Change| view! { <Line change/> };
    view! { <ol class="flex flex-col gap-3">{changes.into_iter().map(line).collect_view()}</ol> }
}

#[component]
fn Line(change: Change) -> impl IntoView {
    let Change {
        at,
        by,
        what,
        contact,
        is_deleted,
        contacts,
        ..
    } = change;
    let (before, after) = words(what);
    let others = contacts.count.saturating_sub(1);
    let more = (others > 0).then(|| {
        let plus = if contacts.is_more { "+" } else { "" };
        let noun = if others == 1 { "other" } else { "others" };
        format!(" and {others}{plus} {noun}")
    });
    let name = if is_deleted {
        view! { <span class="font-medium">{contact.name}</span> }.into_any()
    } else {
        view! { <a class="font-medium hover:underline" href=addresses::record(contact.id)>{contact.name}</a> }
            .into_any()
    };
    let stage = match what {
        ChangeKind::StageChanged { to } => {
            Some(view! { " " <Badge tone=stage_tone(to) dot=true>{to.label()}</Badge> })
        }
        _ => None,
    };
    view! {
        <li class="flex items-start gap-2">
            <Avatar name=by.clone() size=AvatarSize::Small/>
            <p class="min-w-0 flex-1 break-words">
                <span class="font-medium">{by}</span> {before} {name} {more} {after} {stage}
            </p>
            <span class="text-xs text-faint whitespace-nowrap"><Moment at=at style=MomentStyle::DayTime/></span>
        </li>
    }
}

/// What stands before and after the contact's name.
const fn words(what: ChangeKind) -> (&'static str, &'static str) {
    match what {
        ChangeKind::Added => (" added ", ""),
        ChangeKind::StageChanged { .. } => (" moved ", " to"),
        ChangeKind::Edited => (" edited ", ""),
        ChangeKind::Deleted => (" moved ", " to the trash"),
        ChangeKind::Restored => (" restored ", ""),
        ChangeKind::Logged(kind) => (logged(kind), ""),
        ChangeKind::Planned(kind) => (planned(kind), ""),
    }
}

const fn logged(kind: InteractionType) -> &'static str {
    match kind {
        InteractionType::Meeting => " met ",
        InteractionType::Call => " had a call with ",
        InteractionType::Email => " exchanged e-mail with ",
        InteractionType::Linkedin => " wrote on LinkedIn with ",
        InteractionType::Event => " was at an event with ",
        InteractionType::FollowUp => " followed up with ",
    }
}

const fn planned(kind: InteractionType) -> &'static str {
    match kind {
        InteractionType::Meeting => " planned a meeting with ",
        InteractionType::Call => " planned a call with ",
        InteractionType::Email => " planned an e-mail to ",
        InteractionType::Linkedin => " planned a LinkedIn message to ",
        InteractionType::Event => " planned an event with ",
        InteractionType::FollowUp => " planned a follow-up with ",
    }
}
