//! What is typed in the panels of a batch.

use crate::error::AppError;
use crate::forms::{Rejected, rejected};
use crate::ids::{BatchId, UserId};
use crate::payments::server_fns::{FailLine, SettleBatch};
use crate::ui::money::Currency;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::collections::HashMap;
use std::sync::Arc;

/// What is typed in the panels of a page and not carried out yet. It outlives that the page is drawn anew, and a plain post that was
/// refused brings it back.
#[derive(Clone, Copy)]
pub struct Typing(StoredValue<Kept>);

#[derive(Default)]
struct Kept {
    /// By the name of a form, and of its field.
    fields: HashMap<(Arc<str>, &'static str), ArcRwSignal<String>>,
    errors: HashMap<Arc<str>, ArcRwSignal<Option<AppError>>>,
    /// Of the form of this name, until it is carried out.
    refused: Option<(Arc<str>, Rejected)>,
}

/// A line of a batch; none for all that wait.
pub type Whose = Option<(UserId, Currency)>;

/// The names of a form's fields for whose line it is.
pub fn names(line: Whose) -> (String, String) {
    line.map_or_else(Default::default, |(payee, currency)| {
        (payee.to_string(), currency.code().to_owned())
    })
}

fn name(action: &str, batch: &str, payee: &str, currency: &str) -> Arc<str> {
    format!("{action} {batch} {payee} {currency}").into()
}

impl Typing {
    /// Of a page, at whose top it is called.
    pub fn new() -> Self {
        let refused = [SettleBatch::PATH, FailLine::PATH].into_iter().find_map(|path| {
            let form = rejected(path)?;
            let typed = |field| form.typed(field).unwrap_or_default();
            let name = name(path, typed("batch_id"), typed("payee"), typed("currency"));
            Some((name, form))
        });
        Self(StoredValue::new(Kept {
            refused,
            ..Kept::default()
        }))
    }

    /// The form of a panel.
    pub fn panel(self, id: &str, action: &str, batch: BatchId, line: Whose) -> Panel {
        let (payee, currency) = names(line);
        let name = name(action, &batch.to_string(), &payee, &currency);
        let mut error = None;
        self.0.update_value(|kept| {
            let refused = kept.refused.as_ref().filter(|(of, _)| *of == name);
            let fresh = refused.and_then(|(_, form)| form.error.clone());
            let signal = kept.errors.entry(name.clone());
            error = Some(signal.or_insert_with(|| ArcRwSignal::new(fresh)).clone());
        });
        Panel {
            typing: self,
            id: id.into(),
            name,
            error: error.unwrap_or_default().into(),
            is_pending: RwSignal::new(false),
        }
    }
}

/// The form of one panel.
#[derive(Clone)]
pub struct Panel {
    typing: Typing,
    /// The element's id.
    pub id: Arc<str>,
    name: Arc<str>,
    pub error: RwSignal<Option<AppError>>,
    pub is_pending: RwSignal<bool>,
}

impl Panel {
    /// What stands in a field: what was typed into it, or what it is filled with at first.
    pub fn field(&self, field: &'static str, fresh: &str) -> RwSignal<String> {
        let mut found = None;
        self.typing.0.update_value(|kept| {
            let refused = kept.refused.as_ref().filter(|(of, _)| *of == self.name);
            let fresh = refused
                .and_then(|(_, form)| form.typed(field))
                .unwrap_or(fresh)
                .to_owned();
            let signal = kept.fields.entry((self.name.clone(), field));
            found = Some(signal.or_insert_with(|| ArcRwSignal::new(fresh)).clone());
        });
        found.unwrap_or_default().into()
    }

    /// What is wrong with a field.
    pub fn wrong(&self, field: &'static str) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || error.read().as_ref()?.fields().get(field).map(str::to_owned))
    }

    /// What is wrong, where it is with none of these fields.
    pub fn wrong_beside(&self, fields: &'static [&'static str]) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || {
            let error = error.get()?;
            let of_fields = error.fields();
            let is_told = fields.iter().any(|field| of_fields.get(field).is_some());
            (!is_told).then(|| error.told())
        })
    }

    /// It is carried out: next time it is filled anew.
    pub fn forget(&self) {
        self.typing.0.try_update_value(|kept| {
            kept.fields.retain(|(of, _), _| *of != self.name);
            kept.errors.remove(&self.name);
            kept.refused.take_if(|(of, _)| *of == self.name);
        });
    }
}
