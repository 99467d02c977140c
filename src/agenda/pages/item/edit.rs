//! Changing an item.

use super::FORM;
use super::offers::use_offers;
use crate::agenda::components::addresses;
use crate::agenda::components::item_fields::ItemFields;
use crate::agenda::server_fns::{SaveItem, get_agenda, save_item};
use crate::agenda::types::{Agenda, AgendaItem, AgendaItemForm};
use crate::error::{AppError, AppResult};
use crate::forms::rejected;
use crate::ids::AgendaItemId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form of a stored item.
#[component]
pub fn EditForm(agenda: Agenda, item: AgendaItem) -> impl IntoView {
    let (event, id, day) = (agenda.event.id, item.id, agenda.day_of(&item));
    let refused = rejected(SaveItem::PATH).filter(|form| form.typed("item_id") == Some(&id.to_string()));
    let stored = (AgendaItemForm::of(&item, &agenda.event.span.zone), item.version);
    let agenda = StoredValue::new(agenda);
    let words = Callback::new(move |(field, value): (String, String)| {
        agenda.with_value(|agenda| agenda.in_words(&field, &value))
    });
    let editing = use_editing(FORM, stored, refused.as_ref(), words);
    let draft = editing.draft;
    let (toasts, offers) = (use_toasts(), use_offers(event));
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        spawn_local(async move {
            // The answer leads to its day.
            match save_item(id, editing.version.get_untracked(), form).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success("Saved");
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = theirs(get_agenda(event).await, id);
                    editing.meet(*stale, theirs);
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    view! {
        <PostForm id=FORM action=SaveItem::PATH on_submit=on_submit>
            <HiddenField name="item_id" value=id.to_string()/>
            <HiddenField name="version" value=Signal::derive(move || editing.version.get().to_string())/>
            <DraftFrame draft on_submit>
                <EditingConflict editing discard_href=addresses::item(event, id)/>
                <ItemFields draft agenda stored=Some(item) offers/>
                <FormActions>
                    <ButtonLink href=addresses::day(event, day)>"Cancel"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Save"</Button>
                </FormActions>
            </DraftFrame>
        </PostForm>
    }
}

/// What somebody else saved in the meantime.
fn theirs(agenda: AppResult<Agenda>, id: AgendaItemId) -> AppResult<(i32, AgendaItemForm)> {
    let agenda = agenda?;
    let item = agenda
        .items
        .iter()
        .find(|item| item.id == id)
        .ok_or(AppError::NotFound)?;
    Ok((item.version, AgendaItemForm::of(item, &agenda.event.span.zone)))
}
