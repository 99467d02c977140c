//! Calling an event off.

use super::acting::Acting;
use crate::events::server_fns::SetEventStatus;
use crate::events::types::{Audience, EventStatus};
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

pub const CANCEL_PANEL: &str = "event-cancel";

/// Calling an event off, with what those who were coming are told, and whether they are.
#[component]
pub fn CancelForm(id: EventId, audience: Audience, acting: Acting) -> impl IntoView {
    let formats = use_formats();
    let (reason, tell) = (RwSignal::new(String::new()), RwSignal::new(true));
    let on_submit = Callback::new(move |()| {
        close_popover(CANCEL_PANEL);
        let tell = tell.get_untracked() && audience.everybody() > 0;
        acting.move_to(EventStatus::Cancelled, reason.get_untracked(), tell);
    });
    let number = move |count: u32| formats.number(count.into());
    let label = match audience.everybody() {
        1 => "Tell the one who was coming".to_owned(),
        many => format!("Tell the {} who were coming", number(many)),
    };
    let unreachable = (audience.unreachable > 0).then(|| {
        let who = if audience.unreachable == 1 {
            "1 contact has".to_owned()
        } else {
            format!("{} contacts have", number(audience.unreachable))
        };
        view! { <p class="hint">{who} " no e-mail address that is known to work."</p> }
    });
    let telling = if audience.everybody() > 0 {
        view! { <CheckboxField name="tell" id="cancel-tell" label checked=tell hint=how(audience, number)/> }
            .into_any()
    } else {
        view! { <p class="hint">"Nobody is to be told: nobody comes, works or speaks there."</p> }.into_any()
    };
    view! {
        <PopoverPanel id=CANCEL_PANEL label="Cancel the event" class="panel-beside">
            <PostForm action=SetEventStatus::PATH on_submit=on_submit class="panel-form">
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="to" value=EventStatus::Cancelled.to_string()/>
                <TextArea name="reason" id="cancel-reason" label="Message" hint="For those who were coming; the public page shows it too" rows=4 value=reason/>
                {telling}
                {unreachable}
                <div class="panel-actions">
                    <Button kind=ButtonKind::Danger small=true submit=true>"Cancel the event"</Button>
                </div>
            </PostForm>
        </PopoverPanel>
    }
}

/// "31 contacts by e-mail, 3 colleagues as they want to be told".
fn how(audience: Audience, number: impl Fn(u32) -> String) -> String {
    let part = |count: u32, one: &str, many: &str, way: &str| {
        let what = if count == 1 { one } else { many };
        (count > 0).then(|| format!("{} {what} {way}", number(count)))
    };
    let parts = [
        part(audience.contacts, "contact", "contacts", "by e-mail"),
        part(
            audience.colleagues,
            "colleague",
            "colleagues",
            "as they want to hear of it",
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}
