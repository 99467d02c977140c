//! What the pages of expenses tell each other while the browser goes from one to the next.

use crate::expenses::types::ExpenseForm;
use crate::ids::ExpenseId;
use leptos::prelude::*;

/// Outlives the pages.
#[derive(Clone, Copy)]
pub struct ExpensesMemory {
    /// Counts what was changed from elsewhere than the page that is shown.
    changes: RwSignal<u32>,
    /// What was typed before there was a claim that it could be of.
    carried: StoredValue<Option<(ExpenseId, ExpenseForm)>>,
}

impl ExpensesMemory {
    fn new() -> Self {
        Self {
            changes: RwSignal::new(0),
            carried: StoredValue::new(None),
        }
    }

    /// Something was changed: what is shown is read again.
    pub fn change(self) {
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Follows what was changed.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.changes.get()
    }

    /// Keeps what was typed for the form of a claim that has just been made.
    pub fn carry(self, id: ExpenseId, form: ExpenseForm) {
        self.carried.set_value(Some((id, form)));
    }

    /// What was typed for this claim, once.
    #[must_use]
    pub fn take(self, id: ExpenseId) -> Option<ExpenseForm> {
        let carried = self.carried.try_update_value(Option::take).flatten();
        carried.filter(|(of, _)| *of == id).map(|(_, form)| form)
    }
}

/// Gives [`use_expenses_memory`] something to find; called once, at the top of the application.
pub fn provide_expenses_memory() {
    provide_context(ExpensesMemory::new());
}

/// What the pages have told each other.
#[must_use]
pub fn use_expenses_memory() -> ExpensesMemory {
    use_context().unwrap_or_else(ExpensesMemory::new)
}
