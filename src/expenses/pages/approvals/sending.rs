//! Sending what was decided: each decision once its time is up, one after the other, and all of them at once where the page is left.

use super::chosen::{Chosen, counted};
use super::desk::Desk;
use super::held::{Held, Parcel, Report, done_word};
use super::place;
use super::reading::{read, row_of};
use crate::error::AppError;
use crate::expenses::server_fns::decide_expenses;
use crate::expenses::types::{Decided, ExpenseRow, Outcome};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::VecDeque;
use std::time::Duration;

/// How often one looks whether something is to be sent.
const TICK: Duration = Duration::from_millis(200);

/// Most claims that are read again after they were refused.
const READ_AGAIN: usize = 25;

async fn send(parcel: &Parcel) -> Result<Decided, AppError> {
    let claims = parcel.claims.iter().map(ToString::to_string).collect();
    decide_expenses(claims, parcel.verdict, parcel.comment.clone()).await
}

impl Desk {
    /// Sends everything where the page is left, in whatever way. Call it at the top of a component.
    pub fn send_when_left(self) {
        Effect::new(move || {
            let gone = window_event_listener_untyped("pagehide", move |_| self.send_all());
            let hidden = window_event_listener_untyped("visibilitychange", move |_| {
                if document().hidden() {
                    self.send_all();
                }
            });
            on_cleanup(move || {
                gone.remove();
                hidden.remove();
            });
        });
        on_cleanup(move || {
            if let Some(Some(ticking)) = self.ticking.try_get_value() {
                ticking.clear();
            }
            self.send_all();
        });
    }

    /// Keeps the time as long as something waits for it.
    pub(super) fn tick(self) {
        self.clock.set(place::now());
        if self.ticking.get_value().is_some() {
            return;
        }
        let ticking = set_interval_with_handle(move || self.look(), TICK).ok();
        self.ticking.set_value(ticking);
    }

    fn look(self) {
        if self.stands_since.try_get_value() != Some(None) {
            return;
        }
        let now = place::now();
        self.clock.try_set(now);
        let due = self
            .held
            .try_with_untracked(|held| held.iter().any(|one| one.due <= now));
        if due == Some(true) {
            let mut sent = Vec::new();
            self.held.try_update(|held| {
                let (due, later) = std::mem::take(held).into_iter().partition(|one| one.due <= now);
                (sent, *held) = (due, later);
            });
            let parcels: Vec<_> = sent.into_iter().flat_map(Held::parcels).collect();
            self.line.try_update_value(|line| line.extend(parcels));
            self.send_in_line();
        }
        if self.held.try_with_untracked(Vec::is_empty) == Some(true)
            && let Some(Some(ticking)) = self.ticking.try_update_value(Option::take)
        {
            ticking.clear();
        }
    }

    /// The time stands still while somebody is at the button that takes a decision back.
    pub fn stand_still(self, is_still: bool) {
        let since = self.stands_since.get_value();
        match (is_still, since) {
            (true, None) => self.stands_since.set_value(Some(place::now())),
            (false, Some(since)) => {
                let stood = place::now() - since;
                self.stands_since.set_value(None);
                self.held.try_update(|held| {
                    for one in held {
                        one.due += stood;
                    }
                });
            }
            _ => {}
        }
    }

    fn send_in_line(self) {
        let was_sending = self
            .is_sending
            .try_update_value(|is_sending| std::mem::replace(is_sending, true));
        if was_sending != Some(false) {
            return;
        }
        spawn_local(async move {
            while let Some(parcel) = self.line.try_update_value(VecDeque::pop_front).flatten() {
                self.under_way.try_update_value(|all| all.push(parcel.clone()));
                let answer = send(&parcel).await;
                self.hear(&parcel, answer);
            }
            self.is_sending.try_set_value(false);
        });
    }

    /// Sends what waits, without waiting for anything: nobody may be there for the answers.
    pub fn send_all(self) {
        let held = match self.held.try_with_untracked(Vec::is_empty) {
            Some(false) => self.held.try_update(std::mem::take).unwrap_or_default(),
            _ => Vec::new(),
        };
        let line = self.line.try_update_value(std::mem::take).unwrap_or_default();
        let parcels = line.into_iter().chain(held.into_iter().flat_map(Held::parcels));
        for parcel in parcels {
            self.under_way.try_update_value(|all| all.push(parcel.clone()));
            spawn_local(async move {
                let answer = send(&parcel).await;
                self.hear(&parcel, answer);
            });
        }
    }

    /// What came of a request.
    fn hear(self, parcel: &Parcel, answer: Result<Decided, AppError>) {
        self.under_way
            .try_update_value(|all| all.retain(|one| one.claims != parcel.claims));
        let is_elsewhere = self.filter.try_with_untracked(|filter| *filter != parcel.filter) == Some(true);
        let (done, refused) = match answer {
            Ok(decided) => {
                let mut refused: Vec<_> = decided.refused().cloned().collect();
                for outcome in refused.iter_mut().filter(|one| one.title.is_empty()) {
                    outcome.title = parcel.title(outcome.id);
                }
                (decided.done(), refused)
            }
            Err(error) => {
                let refused = parcel.all_refused(&error.told());
                // The claims themselves may be out of reach as well.
                if !is_elsewhere {
                    self.put_back(parcel.rows.clone(), &refused);
                }
                (0, refused)
            }
        };
        let is_left = self
            .report
            .try_update(|report| {
                report.done += if parcel.is_of_many { done } else { 0 };
                report.refuse(&refused);
            })
            .is_none();
        if is_left {
            return self.tell_elsewhere(parcel, &refused);
        }
        if !refused.is_empty() {
            self.tell_refused(&refused);
            if is_elsewhere {
                self.return_elsewhere(refused);
            } else {
                self.look_at_refused(refused, parcel.rows.clone());
            }
        }
        if parcel.is_last && parcel.is_of_many {
            self.close_report(parcel);
        }
        if parcel.is_last && parcel.is_beyond {
            self.refresh();
        }
    }

    /// The page is gone: what went wrong is told wherever one is by now.
    fn tell_elsewhere(self, parcel: &Parcel, refused: &[Outcome]) {
        if let [one, others @ ..] = refused {
            let reason = one.refusal.as_deref().unwrap_or_default();
            let more = if others.is_empty() {
                String::new()
            } else {
                format!(" And {} more.", others.len())
            };
            let word = done_word(parcel.verdict).to_lowercase();
            self.toasts
                .error(format!("“{}” was not {word}. {reason}{more}", one.title));
        }
    }

    fn tell_refused(self, refused: &[Outcome]) {
        let words: Vec<_> = refused
            .iter()
            .take(3)
            .map(|one| {
                format!(
                    "“{}” came back. {}",
                    one.title,
                    one.refusal.as_deref().unwrap_or_default()
                )
            })
            .collect();
        self.say(words.join(" "));
    }

    /// A decision about many is done: where nothing was refused, that is all there is to say.
    fn close_report(self, parcel: &Parcel) {
        let report = self.report.get_untracked();
        if report.refused.is_empty() {
            let count = i64::try_from(report.done).unwrap_or(i64::MAX);
            let text = format!("{} {}", done_word(parcel.verdict), self.formats.number(count));
            self.toasts.success(text);
            self.report.set(Report::default());
        }
    }

    /// Something else is looked at by now: what was refused comes back as far as it belongs there.
    fn return_elsewhere(self, refused: Vec<Outcome>) {
        self.away.try_update_value(|away| {
            for outcome in &refused {
                away.remove(&outcome.id);
            }
        });
        self.returned.try_update(|returned| {
            for outcome in refused {
                returned.insert(outcome.id, outcome.refusal.unwrap_or_default());
            }
        });
        self.refresh();
    }

    /// Reads what was refused again: what still waits comes back as it is by now.
    fn look_at_refused(self, refused: Vec<Outcome>, rows: Vec<ExpenseRow>) {
        spawn_local(async move {
            for (place, outcome) in refused.into_iter().enumerate() {
                if place >= READ_AGAIN {
                    let row = rows.iter().find(|row| row.id == outcome.id).cloned();
                    self.put_back(row.into_iter().collect(), std::slice::from_ref(&outcome));
                    continue;
                }
                match read(outcome.id).await {
                    Ok(opened) => {
                        let mut row = row_of(&opened.expense);
                        row.receipts = i64::try_from(opened.receipts.len()).unwrap_or_default();
                        if opened.expense.may.decide {
                            self.put_back(vec![row], std::slice::from_ref(&outcome));
                        }
                        self.take_in(outcome.id, Ok(opened));
                    }
                    Err(AppError::NotFound) => {}
                    Err(_) => {
                        let row = rows.iter().find(|row| row.id == outcome.id).cloned();
                        self.put_back(row.into_iter().collect(), std::slice::from_ref(&outcome));
                    }
                }
            }
        });
    }

    /// Puts rows back into the queue, each with the reason.
    fn put_back(self, rows: Vec<ExpenseRow>, refused: &[Outcome]) {
        if rows.is_empty() {
            return;
        }
        self.away.try_update_value(|away| {
            for row in &rows {
                away.remove(&row.id);
            }
        });
        let new: Vec<_> = rows
            .iter()
            .filter(|row| self.queue.try_with_untracked(|queue| queue.holds(row.id)) == Some(false))
            .cloned()
            .collect();
        let sums: Vec<_> = new.iter().map(counted).collect();
        self.count((new.len(), &sums), (0, &[]));
        self.returned.try_update(|returned| {
            for outcome in refused
                .iter()
                .filter(|one| rows.iter().any(|row| row.id == one.id))
            {
                returned.insert(outcome.id, outcome.refusal.clone().unwrap_or_default());
            }
        });
        let first = rows.first().map(|row| row.id);
        self.queue.try_update(|queue| {
            for row in rows {
                queue.put_back(row);
            }
        });
        if self.open.try_get_untracked() == Some(None) {
            self.open.set(first);
        }
    }

    /// Chooses what was refused and still waits, and puts the report away.
    pub fn choose_refused(self) {
        let report = self.report.get_untracked();
        let queue = self.queue.read_untracked();
        let rows = report.refused.iter().filter_map(|one| queue.find(one.id));
        self.chosen.set(Chosen::of(rows));
        drop(queue);
        self.report.set(Report::default());
    }
}
