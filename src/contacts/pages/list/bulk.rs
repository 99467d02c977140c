//! Changing the contacts that are chosen: it shows at once, and is read again whatever comes of it.

use super::shown::Shown;
use crate::contacts::components::bulk_bar::{BulkBar, OutcomeDialog, TagsDialog};
use crate::contacts::components::selection::Selection;
use crate::contacts::pages::memory::{ContactsMemory, use_contacts_memory};
use crate::contacts::server_fns::{change_many, undo_many};
use crate::contacts::types::{BulkOutcome, ContactForm, ListState, MOST_AT_ONCE, Total};
use crate::ids::{BulkChangeId, ContactId, UserId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What can be done with a selection; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Bulk {
    pub selection: Selection,
    pub total: RwSignal<Option<Total>>,
    shown: Shown,
    state: Memo<ListState>,
    memory: ContactsMemory,
    toasts: Toasts,
    formats: Formats,
    pending: RwSignal<bool>,
    outcome: RwSignal<BulkOutcome>,
    is_told: RwSignal<bool>,
}

impl Bulk {
    pub fn new(selection: Selection, shown: Shown, state: Memo<ListState>) -> Self {
        Self {
            selection,
            total: RwSignal::new(None),
            shown,
            state,
            memory: use_contacts_memory(),
            toasts: use_toasts(),
            formats: use_formats(),
            pending: RwSignal::new(false),
            outcome: RwSignal::new(BulkOutcome::default()),
            is_told: RwSignal::new(false),
        }
    }

    /// Does it to all that are chosen.
    fn change(self, field: &'static str, value: String) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        let is_everything = self.selection.is_everything_now();
        let ids = if is_everything {
            self.shown.ids()
        } else {
            self.selection.ids()
        };
        let matching = self
            .state
            .with_untracked(|state| state.with_panel(None).to_query());
        self.shown.preview(&ids, field, &value);
        if field == "delete" {
            for id in &ids {
                self.memory.leave_out(*id);
            }
        }
        spawn_local(async move {
            let meant = if is_everything { Vec::new() } else { ids.clone() };
            let outcome = change_many(meant, is_everything, matching, field.to_owned(), value).await;
            self.pending.try_set(false);
            // What lies in the trash by now is not to flash up before the list is read again.
            let is_done = outcome
                .as_ref()
                .is_ok_and(|outcome| outcome.refused == 0 && !outcome.is_under_way);
            if !is_done {
                self.put_back(&ids);
            }
            match outcome {
                // The answer leads to where one sees how far it is.
                Ok(outcome) if outcome.is_under_way => {}
                Ok(outcome) => self.tell(outcome, field, ids),
                Err(error) => self.toasts.error(first_message(&error)),
            }
            self.memory.change();
        });
    }

    fn put_back(self, ids: &[ContactId]) {
        for id in ids {
            self.memory.put_back(*id);
        }
    }

    fn tell(self, outcome: BulkOutcome, field: &'static str, ids: Vec<ContactId>) {
        let mut text = outcome.in_words(|count| self.formats.number(count));
        if field == "delete" {
            text = text.replacen("changed", "moved to trash", 1);
        }
        match outcome.undo {
            Some(id) => self.toasts.undo(text, move || self.undo(id, &ids)),
            None if outcome.refused > 0 => self.toasts.error(text),
            None => self.toasts.success(text),
        }
        if field == "delete" {
            self.selection.clear();
        }
        if outcome.refused > 0 {
            self.outcome.try_set(outcome);
            self.is_told.try_set(true);
        }
    }

    /// Shows them at once as they were; until they are, nothing else is done to what is chosen.
    fn undo(self, id: BulkChangeId, ids: &[ContactId]) {
        self.put_back(ids);
        self.pending.try_set(true);
        spawn_local(async move {
            take_back(id, self.memory, self.toasts, self.formats).await;
            self.pending.try_set(false);
        });
    }
}

/// Takes a change back, on whatever page one is by now.
pub async fn take_back(id: BulkChangeId, memory: ContactsMemory, toasts: Toasts, formats: Formats) {
    match undo_many(id).await {
        Ok(undone) if undone.is_under_way => toasts.success("It is being taken back"),
        Ok(undone) => toasts.success(undone.in_words(|count| formats.number(count))),
        Err(error) => toasts.error(error.to_string()),
    }
    memory.change();
}

fn first_message(error: &crate::error::AppError) -> String {
    let fields = error.fields();
    let first = fields.iter().next().map(|(_, message)| message.to_owned());
    first.unwrap_or_else(|| error.to_string())
}

/// The bar and its dialogs, while anything is chosen.
#[component]
pub fn BulkView(bulk: Bulk, me: Option<UserId>, can_edit: bool, can_delete: bool) -> impl IntoView {
    let Bulk {
        selection,
        total,
        formats,
        ..
    } = bulk;
    let said = Signal::derive(move || match (selection.is_everything(), total.get()) {
        (true, Some(total)) => format!("All {} that match", in_signs(total, &formats)),
        _ => format!(
            "{} selected",
            formats.number(i64::try_from(selection.count()).unwrap_or(i64::MAX))
        ),
    });
    Effect::new(move || {
        if !selection.is_empty() {
            bulk.shown.meet_colleagues();
        }
    });
    let everything = move || view! { {move || everything(bulk)} };
    let (is_tagging, tags, tags_error) = (
        RwSignal::new(false),
        RwSignal::new(String::new()),
        RwSignal::new(None),
    );
    let tag = move |field: &'static str| {
        Callback::new(move |()| {
            let typed = tags.get_untracked();
            let found = ContactForm::parse_tags(&typed);
            let error = match &found {
                Ok(tags) if tags.is_empty() => Some("Write at least one tag.".to_owned()),
                Ok(_) => None,
                Err(errors) => errors.get("tags").map(str::to_owned),
            };
            if error.is_none() {
                is_tagging.set(false);
                tags.set(String::new());
                bulk.change(field, typed);
            }
            tags_error.set(error);
        })
    };
    view! {
        <Show when=move || !selection.is_empty()>
            <Keys selection/>
            <BulkBar
                said
                everything=everything
                colleagues=bulk.shown.colleagues
                me
                can_edit
                can_delete
                pending=bulk.pending
                on_change=Callback::new(move |(field, value)| bulk.change(field, value))
                on_tags=Callback::new(move |()| is_tagging.set(true))
                on_clear=Callback::new(move |()| selection.clear())
            />
        </Show>
        <TagsDialog
            open=is_tagging
            title=Signal::derive(move || format!("Tags: {}", said.get()))
            tags
            error=tags_error
            on_add=tag("add_tags")
            on_remove=tag("remove_tags")
        />
        <OutcomeDialog open=bulk.is_told outcome=bulk.outcome/>
    }
}

/// The way from the page to all that match, and how long that may take.
fn everything(bulk: Bulk) -> Option<AnyView> {
    let Bulk {
        selection,
        total,
        formats,
        ..
    } = bulk;
    let total = total.get()?;
    if selection.is_everything() {
        let is_long = total.is_more || total.count as usize > MOST_AT_ONCE;
        return is_long.then(|| {
            view! { <span class="bulk-hint">"So many are changed in the background"</span> }.into_any()
        });
    }
    let is_part = total.is_more || selection.count() < total.count as usize;
    is_part.then(|| {
        let all = format!("Select all {} that match", in_signs(total, &formats));
        view! {
            <button type="button" class="link" on:click=move |_| selection.choose_everything()>{all}</button>
        }
        .into_any()
    })
}

/// "1,234", or "10,000+" where it was not counted any further.
fn in_signs(total: Total, formats: &Formats) -> String {
    let more = if total.is_more { "+" } else { "" };
    format!("{}{more}", formats.number(total.count.into()))
}

/// What the keys do while anything is chosen.
#[component]
fn Keys(selection: Selection) -> impl IntoView {
    let clear = Shortcut::new("escape", "Clear the selection", move || selection.clear());
    use_shortcuts("Selected contacts", vec![clear.not_in("#panel")]);
}
