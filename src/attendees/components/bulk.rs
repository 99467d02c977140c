//! What can be done with the attendees that are chosen.

use super::marks::{action_icon, action_label};
use crate::attendees::types::{AttendeeAction, AttendeeStatus};
use crate::ids::EventId;
use crate::ui::prelude::*;
use crate::ui::selection::BULK_FORM;
use leptos::prelude::*;

/// What is offered for several at once, in the order of a registration's life.
pub const OFFERED: [AttendeeAction; 5] = [
    AttendeeAction::To(AttendeeStatus::Confirmed),
    AttendeeAction::To(AttendeeStatus::Attended),
    AttendeeAction::To(AttendeeStatus::NoShow),
    AttendeeAction::To(AttendeeStatus::Cancelled),
    AttendeeAction::Remove,
];

/// The buttons of the bar; on a telephone only their icons are seen.
#[component]
pub fn BulkActions(on_act: Callback<AttendeeAction>) -> impl IntoView {
    let button = move |action: AttendeeAction| {
        let label = action_label(action);
        view! {
            <Button kind=ButtonKind::Ghost icon=action_icon(action) on_click=Callback::new(move |()| on_act.run(action))>
                <span class="bulk-label">{label}</span>
            </Button>
        }
    };
    OFFERED.into_iter().map(button).collect_view()
}

/// The same without JavaScript: a form beneath the table sends those that are ticked, or means all that match. `then` leads back
/// to the list.
#[component]
pub fn BulkForm(
    /// The address that changes attendees.
    action: &'static str,
    event: EventId,
    #[prop(into)] then: Signal<String>,
    /// The query of the list, for a change of all that match.
    #[prop(into)]
    matching: Signal<String>,
) -> impl IntoView {
    let actions = [AttendeeAction::To(AttendeeStatus::Registered)]
        .into_iter()
        .chain(OFFERED);
    let option =
        |action: AttendeeAction| view! { <option value=action.as_str()>{action_label(action)}</option> };
    view! {
        <form class="bulk-plain" id=BULK_FORM method="post" action=action>
            <HiddenField name="event_id" value=event.to_string()/>
            <HiddenField name="then" value=then/>
            <HiddenField name="matching" value=matching/>
            <select class="input" name="everything" aria-label="Which attendees">
                <option value="false">"Those that are ticked"</option>
                <option value="true">"All that match"</option>
            </select>
            <select class="input" name="action" aria-label="What to do with them">{actions.map(option).collect_view()}</select>
            <Button submit=true>"Apply"</Button>
        </form>
    }
}
