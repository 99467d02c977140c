//! What somebody planned to do.

use super::addresses;
use super::marks::interaction_icon;
use crate::contacts::types::{FollowUp, Interaction};
use crate::ids::InteractionId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Planned interactions, each with a button that completes it.
#[component]
pub fn FollowUps(
    follow_ups: Vec<FollowUp>,
    /// Those of days gone by.
    #[prop(optional)]
    overdue: bool,
    /// Those that were completed just now.
    #[prop(into)]
    done: Signal<BTreeSet<InteractionId>>,
    /// The address that completes one.
    action: &'static str,
    on_complete: Callback<Interaction>,
) -> impl IntoView {
    let row = move |one: FollowUp| view! { <Row one overdue done action on_complete/> };
    view! { <ul class="divide-y divide-line">{follow_ups.into_iter().map(row).collect_view()}</ul> }
}

#[component]
fn Row(
    one: FollowUp,
    overdue: bool,
    done: Signal<BTreeSet<InteractionId>>,
    action: &'static str,
    on_complete: Callback<Interaction>,
) -> impl IntoView {
    let FollowUp { interaction, contact } = one;
    let (id, at) = (interaction.id, interaction.interaction_date);
    let name = interaction
        .subject
        .clone()
        .unwrap_or_else(|| interaction.interaction_type.label().to_owned());
    let style = if overdue {
        MomentStyle::Day
    } else {
        MomentStyle::Time
    };
    let icon = interaction_icon(interaction.interaction_type);
    let can_edit = interaction.can_edit;
    let complete = Callback::new(move |()| on_complete.run(interaction.clone()));
    let (label, reschedule) = (format!("Complete {name}"), format!("Reschedule {name}"));
    let acts = can_edit.then(|| {
        view! {
            <IconLink icon=IconName::CalendarClock label=reschedule href=addresses::interaction(contact.id, id)/>
        }
    });
    let tick = can_edit.then(|| {
        view! {
            <PostForm action=action on_submit=complete>
                <HiddenField name="interaction_id" value=id.to_string()/>
                <IconButton icon=IconName::Circle label=label submit=true/>
            </PostForm>
        }
    });
    view! {
        <li class="flex min-h-row items-center gap-2 px-3 py-1.5" hidden=move || done.read().contains(&id)>
            {tick}
            <div class="min-w-0 flex-1">
                <p class="flex items-center gap-1.5">
                    <Icon name=icon class="text-faint"/>
                    <a class="truncate font-medium hover:underline" href=addresses::record(contact.id)>{name}</a>
                </p>
                <p class="truncate text-xs text-muted">
                    {contact.name}{contact.company.map(|company| format!(" · {company}"))}
                </p>
            </div>
            <span class=if overdue { "text-sm text-danger whitespace-nowrap" } else { "text-sm text-muted whitespace-nowrap" }>
                <Moment at=at style=style/>
            </span>
            {acts}
        </li>
    }
}
