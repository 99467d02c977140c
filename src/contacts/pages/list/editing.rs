//! Editing in the table: a change shows at once, and is taken back where it is refused.

use super::shown::Shown;
use crate::app::use_viewer;
use crate::contacts::components::cell_editor::{CellActs, CellEditor, Onward, OpenCell};
use crate::contacts::components::contact_table::{NAMES, TableRow, leave_cell, mark_cell};
use crate::contacts::server_fns::{edit_contact_field, get_contact};
use crate::contacts::types::{ContactForm, ContactRow, ContactStatus, ContactType, Priority};
use crate::error::AppError;
use crate::forms::TypedForm;
use crate::ids::{ContactId, UserId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How often a save is tried anew because somebody changed something else of the same contact.
const TRIES: u32 = 3;

/// The open cell and what becomes of it; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Editing {
    shown: Shown,
    pub cell: RwSignal<Option<OpenCell>>,
    toasts: Toasts,
    me: Option<UserId>,
    /// Counts what was saved.
    pub saved: RwSignal<u32>,
    /// How many changes are on their way, and how many ever were.
    pub sent: RwSignal<(u32, u32)>,
}

impl Editing {
    pub fn new(shown: Shown) -> Self {
        Self {
            shown,
            cell: RwSignal::new(None),
            toasts: use_toasts(),
            me: use_viewer().map(|viewer| viewer.user_id),
            saved: RwSignal::new(0),
            sent: RwSignal::new((0, 0)),
        }
    }

    /// Opens a cell, if it may be edited.
    pub fn open(self, id: ContactId, field: &'static str) {
        if let Some(row) = self.shown.find(id)
            && row.contact.with_untracked(|contact| contact.can_edit)
        {
            let value = row.contact.with_untracked(|contact| contact.field(field));
            self.show(row, field, value, None, None);
        }
    }

    fn show(
        self,
        row: TableRow,
        field: &'static str,
        value: String,
        error: Option<String>,
        theirs: Option<(String, String)>,
    ) {
        let beside = beside(field);
        let known = row
            .contact
            .try_with_untracked(|contact| (contact.name(), beside.map(|(other, _)| contact.field(other))));
        let Some((name, other)) = known else {
            return;
        };
        mark_cell(row.id, field);
        self.cell.set(Some(OpenCell {
            id: row.id,
            field,
            label: format!("{} of {name}", label(field)),
            beside: beside.map(|(_, side)| side).zip(other),
            value,
            offers: self.offers(field),
            error,
            theirs,
        }));
    }

    fn offers(self, field: &str) -> Option<Vec<Choice>> {
        Some(match field {
            "contact_type" => ContactType::ALL
                .iter()
                .map(|one| Choice::new(one.as_str(), one.label()))
                .collect(),
            "status" => ContactStatus::ALL
                .iter()
                .map(|one| Choice::new(one.as_str(), one.label()))
                .collect(),
            "priority" => Priority::ALL
                .iter()
                .map(|one| Choice::new(one.as_str(), one.label()))
                .collect(),
            "owner_id" => {
                let colleagues = self.shown.colleagues.get_untracked();
                let (mine, others): (Vec<_>, Vec<_>) =
                    colleagues.into_iter().partition(|one| Some(one.id) == self.me);
                let mine = mine
                    .into_iter()
                    .map(|one| Choice::new(one.id.to_string(), format!("{} (me)", one.name)));
                let others = others
                    .into_iter()
                    .map(|one| Choice::new(one.id.to_string(), one.name));
                mine.chain([Choice::new("", "Nobody")]).chain(others).collect()
            }
            _ => return None,
        })
    }

    /// Closes the cell and leaves what stands there.
    fn cancel(self, cell: &OpenCell) {
        if self.is_open(cell) {
            self.cell.set(None);
            leave_cell(cell.id, cell.field, Onward::Stay);
        }
    }

    /// An editor that is taken away may still report what happens to it.
    fn is_open(self, cell: &OpenCell) -> bool {
        self.cell.with_untracked(|open| {
            open.as_ref()
                .is_some_and(|open| open.id == cell.id && open.field == cell.field)
        })
    }

    /// Checks what was typed, shows it and sends it.
    fn save(self, cell: OpenCell, typed: String, onward: Onward) {
        if !self.is_open(&cell) {
            return;
        }
        let Some(row) = self.shown.find(cell.id) else {
            self.cell.set(None);
            return;
        };
        let OpenCell { id, field, .. } = cell;
        if let Err(errors) = ContactForm::parse_field(field, &typed) {
            let error = errors.get(field).map(str::to_owned);
            self.show(row, field, typed, error, None);
            return;
        }
        let before = row.contact.get_untracked();
        if before.field(field) != typed {
            let colleagues = self.shown.colleagues.get_untracked();
            row.contact
                .update(|contact| contact.set(field, &typed, &colleagues));
            spawn_local(self.send(row, field, typed, before));
        }
        self.cell.set(None);
        match beside(field).filter(|(_, side)| *side == onward) {
            Some((other, _)) => self.open(id, other),
            None => leave_cell(id, field, onward),
        }
    }

    async fn send(self, row: TableRow, field: &'static str, typed: String, before: ContactRow) {
        self.sent.try_update(|(under_way, all)| {
            *under_way += 1;
            *all = all.wrapping_add(1);
        });
        self.try_to_save(row, field, typed, before).await;
        self.sent.try_update(|(under_way, _)| *under_way -= 1);
    }

    async fn try_to_save(self, row: TableRow, field: &'static str, typed: String, before: ContactRow) {
        let mut version = before.version;
        let was = ContactForm::in_words(field, &before.words(field));
        for _ in 0..TRIES {
            match edit_contact_field(row.id, version, field.to_owned(), typed.clone()).await {
                Ok(version) => {
                    row.contact.try_update(|contact| contact.version = version);
                    self.saved.try_update(|saved| *saved = saved.wrapping_add(1));
                    return;
                }
                // Somebody changed something else of it: no conflict.
                Err(AppError::Stale { stale }) if stale.changes.iter().all(|change| change.theirs == was) => {
                    version = stale.version;
                }
                Err(error) => return self.refuse(row, field, typed, before, error).await,
            }
        }
        self.take_back(row, field, &before);
        self.toasts
            .error("Somebody else is changing this contact. Try again in a moment.");
    }

    /// Takes a change back, and says why at the cell, or where that is no longer looked at, in a message.
    async fn refuse(
        self,
        row: TableRow,
        field: &'static str,
        typed: String,
        before: ContactRow,
        error: AppError,
    ) {
        self.take_back(row, field, &before);
        let is_free = self.cell.try_with_untracked(Option::is_none) == Some(true);
        let told = error
            .fields()
            .iter()
            .next()
            .map(|(_, message)| message.to_owned());
        match error {
            AppError::Invalid { .. } if is_free => self.show(row, field, typed, told, None),
            AppError::Stale { stale } => {
                // What stands there now, and the version that a second try saves over.
                if let Ok(contact) = get_contact(row.id).await {
                    self.shown.show(&contact);
                }
                let theirs = stale.changes.into_iter().next().map(|change| change.theirs);
                self.show(
                    row,
                    field,
                    typed,
                    None,
                    Some((stale.by, theirs.unwrap_or_default())),
                );
            }
            error => {
                let message = told.unwrap_or_else(|| error.to_string());
                self.toasts
                    .error(format!("{} was not saved. {message}", label(field)));
            }
        }
    }

    fn take_back(self, row: TableRow, field: &str, before: &ContactRow) {
        let colleagues: Vec<_> = before.owner.iter().cloned().collect();
        row.contact
            .try_update(|contact| contact.set(field, &before.field(field), &colleagues));
    }
}

/// The other field of the same cell, and on which side of this one it stands.
fn beside(field: &str) -> Option<(&'static str, Onward)> {
    let [first, last] = NAMES;
    match field {
        _ if field == first => Some((last, Onward::Right)),
        _ if field == last => Some((first, Onward::Left)),
        _ => None,
    }
}

/// What a field is called.
fn label(field: &str) -> &'static str {
    let form = ContactForm::default();
    let label = form
        .fields()
        .iter()
        .find(|(name, _, _)| *name == field)
        .map(|(_, label, _)| *label);
    label.unwrap_or("Field")
}

/// The editor, while a cell is open.
#[component]
pub fn EditingView(editing: Editing) -> impl IntoView {
    let acts = CellActs {
        on_save: Callback::new(move |(cell, typed, onward)| editing.save(cell, typed, onward)),
        on_cancel: Callback::new(move |cell: OpenCell| editing.cancel(&cell)),
    };
    view! { <CellEditor cell=editing.cell acts/> }
}
