//! Who works at an event.

use super::acting::Acting;
use crate::accounts::types::Colleague;
use crate::events::server_fns::{AssignStaff, UnassignStaff, assign_staff, unassign_staff};
use crate::events::types::Event;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const PANEL: &str = "event-staff";

/// The colleagues who are assigned, and those who can be.
#[component]
pub fn Staff(event: Event, colleagues: Vec<Colleague>, acting: Acting) -> impl IntoView {
    let (id, can_edit) = (event.id, event.can_edit);
    let free: Vec<_> = colleagues
        .into_iter()
        .filter(|one| event.staff.iter().all(|assigned| assigned.id != one.id))
        .collect();
    let person = move |one: Colleague| {
        let on_submit = Callback::new(move |()| acting.try_it(unassign_staff(id, one.id), None));
        let label = format!("Take {} off", one.name);
        let off = can_edit.then(|| {
            view! {
                <PostForm action=UnassignStaff::PATH on_submit=on_submit class="ml-auto">
                    <HiddenField name="event_id" value=id.to_string()/>
                    <HiddenField name="user_id" value=one.id.to_string()/>
                    <IconButton submit=true icon=IconName::X label=label/>
                </PostForm>
            }
        });
        view! {
            <li class="flex min-h-9 items-center gap-2">
                <Avatar name=one.name.clone() picture=one.picture.clone() size=AvatarSize::Small/>
                <span class="min-w-0 truncate">{one.name.clone()}</span>
                {off}
            </li>
        }
    };
    let choice = move |one: Colleague| {
        let on_submit = Callback::new(move |()| {
            close_popover(PANEL);
            acting.try_it(assign_staff(id, one.id), None);
        });
        view! {
            <PostForm action=AssignStaff::PATH on_submit=on_submit>
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="user_id" value=one.id.to_string()/>
                <MenuButton submit=true>{one.name}</MenuButton>
            </PostForm>
        }
    };
    let add = StoredValue::new(free);
    let actions = move || {
        (can_edit && add.with_value(|free| !free.is_empty())).then(|| {
            view! {
                <PopoverButton panel=PANEL class="btn btn-ghost btn-small">
                    <Icon name=IconName::UserPlus/>
                    "Assign"
                </PopoverButton>
                <PopoverPanel id=PANEL label="Assign a colleague" align=Align::End>
                    {add.get_value().into_iter().map(choice).collect_view()}
                </PopoverPanel>
            }
        })
    };
    let is_empty = event.staff.is_empty();
    view! {
        <Card title="People" actions=actions>
            {is_empty.then(|| view! { <p class="text-muted">"Nobody is assigned yet. Door staff see only the events they are assigned to."</p> })}
            <ul>{event.staff.into_iter().map(person).collect_view()}</ul>
        </Card>
    }
}
