//! What can be chosen in the panels of filters: read once somebody means to choose, or where a filter is to be said in
//! words.

use super::words::Known;
use crate::accounts::types::Colleague;
use crate::contacts::types::{FilterValues, ListState};
use crate::error::{AppError, AppResult};
use crate::ids::UserId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::sync::Arc;

/// What the server says can be chosen.
pub type Listed = (Vec<Colleague>, FilterValues);
/// Asks it.
pub type Ask = fn() -> Pin<Box<dyn Future<Output = AppResult<Listed>>>>;

/// The choices; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Choices {
    pub known: RwSignal<Arc<Known>>,
    /// Why they could not be read.
    pub error: RwSignal<Option<AppError>>,
    /// Whether the panels are drawn before anybody opens them, and say in their forms that they are: where no script runs.
    pub is_drawn: bool,
    is_asked: StoredValue<bool>,
    me: Option<UserId>,
    ask: Ask,
}

/// Whether words of a list can only be said by who knows the choices.
#[must_use]
pub fn needs_choices(state: &ListState) -> bool {
    !state.filter.conditions.is_empty() || !state.filter.groups.is_empty()
}

impl Choices {
    /// With what was read already, if it was.
    #[must_use]
    pub fn new(me: Option<UserId>, listed: Option<AppResult<Listed>>, is_drawn: bool, ask: Ask) -> Self {
        let choices = Self {
            known: RwSignal::new(Arc::new(Known {
                me,
                ..Known::default()
            })),
            error: RwSignal::new(None),
            is_drawn,
            is_asked: StoredValue::new(listed.is_some()),
            me,
            ask,
        };
        if let Some(listed) = listed {
            choices.take(listed);
        }
        choices
    }

    /// Whoever made it waits for them already: nobody else asks.
    #[must_use]
    pub fn awaited(self) -> Self {
        self.is_asked.set_value(true);
        self
    }

    /// Reads them, unless somebody has.
    pub fn read(self) {
        if self.is_asked.try_get_value() == Some(false) {
            self.read_again();
        }
    }

    /// Reads them, as after a failure.
    pub fn read_again(self) {
        self.is_asked.set_value(true);
        self.error.set(None);
        spawn_local(async move { self.take((self.ask)().await) });
    }

    fn take(self, listed: AppResult<Listed>) {
        match listed {
            Ok((colleagues, values)) => {
                let known = Known {
                    colleagues,
                    values,
                    me: self.me,
                    is_read: true,
                };
                self.known.try_set(Arc::new(known));
            }
            Err(error) => {
                self.error.try_set(Some(error));
            }
        }
    }
}
