//! What others do with an agenda.

use super::Planner;
use crate::agenda::server_fns::get_agenda;
use crate::agenda::types::Agenda;
use crate::error::AppError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

impl Planner {
    /// Reads the agenda again, as soon as nothing is held and nothing is being saved.
    pub fn read_again(self) {
        if self.is_busy() {
            self.is_late.try_set_value(true);
            return;
        }
        self.is_late.try_set_value(false);
        spawn_local(async move {
            match get_agenda(self.id).await {
                Ok(_) if self.is_busy() => {
                    self.is_late.try_set_value(true);
                }
                Ok(news) => self.take_in(news),
                Err(AppError::NotFound) => {
                    self.reload.try_run(());
                }
                // What is shown is the last that was heard.
                Err(_) => {}
            }
        });
    }

    fn is_busy(self) -> bool {
        let is_held = self
            .plan()
            .is_some_and(|plan| plan.held.try_with_untracked(Option::is_some) == Some(true));
        is_held
            || self.saving.try_with_value(BTreeMap::is_empty) == Some(false)
            || self.starring.try_with_value(BTreeMap::is_empty) == Some(false)
    }

    /// Nothing is held any more.
    pub fn catch_up(self) {
        if self.is_late.try_get_value() == Some(true) {
            self.read_again();
        }
    }

    fn take_in(self, news: Agenda) {
        let frame = |agenda: &Agenda| {
            let event = &agenda.event;
            (
                event.title.clone(),
                event.status,
                event.span.clone(),
                event.can_edit,
            )
        };
        let Some(before) = self.agenda.try_with_untracked(frame) else {
            return;
        };
        if before != frame(&news) {
            // What stands around the grid is another, too.
            self.reload.try_run(());
        } else if self.agenda.try_with_untracked(|agenda| *agenda != news) == Some(true) {
            self.agenda.try_set(news);
        }
    }
}
