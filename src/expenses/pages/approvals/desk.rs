//! What stands on the desk of whoever decides: the queue, the claim that is open, what is chosen, and what was decided a moment
//! ago.

use super::chosen::{Chosen, changed, counted};
use super::held::{HELD_FOR, Held, Parcel, Report, done_word};
use super::place;
use super::queue::{Away, Queue};
use super::reading::{First, Found, row_of, why_not};
use crate::app::use_viewer;
use crate::error::AppError;
use crate::expenses::types::{ExpenseRow, Inbox, InboxChoices, InboxFilter, Verdict, Wanted};
use crate::ids::{ExpenseId, UserId};
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many wait, and what they come to, without what was decided here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub count: i64,
    pub sums: Vec<Money>,
}

/// A verdict that still needs its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    pub verdict: Verdict,
    /// About what is chosen, and not about the claim that is open.
    pub is_of_chosen: bool,
}

/// Which part of a claim is seen where there is room for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Details,
    Receipt,
}

/// The desk; a copy of it can be carried into any callback.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What of the queue is looked at.
    pub filter: RwSignal<InboxFilter>,
    /// The form of it is open.
    pub is_filtering: RwSignal<bool>,
    /// What it offers, once that is read.
    pub choices: RwSignal<Option<InboxChoices>>,
    /// Another part of the queue was asked for, and is not there yet.
    pub is_turning: RwSignal<bool>,
    pub queue: RwSignal<Queue>,
    pub standing: RwSignal<Standing>,
    pub is_alone: RwSignal<bool>,
    /// How many claims nobody here can decide about.
    pub stuck: RwSignal<i64>,
    pub open: RwSignal<Option<ExpenseId>>,
    /// On a telephone: whether a claim is seen, and not the queue.
    pub is_in_claim: RwSignal<bool>,
    pub part: RwSignal<Part>,
    pub claims: RwSignal<BTreeMap<ExpenseId, Found>>,
    /// Why claims came back into the queue.
    pub returned: RwSignal<BTreeMap<ExpenseId, String>>,
    pub report: RwSignal<Report>,
    pub held: RwSignal<Vec<Held>>,
    pub chosen: RwSignal<Chosen>,
    pub asking: RwSignal<Option<Asking>>,
    /// What is told to those who do not see it.
    pub said: RwSignal<String>,
    pub is_loading: RwSignal<bool>,
    pub trouble: RwSignal<Option<AppError>>,
    /// The time by which decisions are sent, and since when it stands still.
    pub clock: RwSignal<f64>,
    pub(super) stands_since: StoredValue<Option<f64>>,
    pub(super) ticking: StoredValue<Option<IntervalHandle>>,
    pub(super) away: StoredValue<Away>,
    pub(super) line: StoredValue<VecDeque<Parcel>>,
    /// What was sent and is not answered.
    pub(super) under_way: StoredValue<Vec<Parcel>>,
    pub(super) is_sending: StoredValue<bool>,
    pub(super) asked: StoredValue<u32>,
    /// Claims that are being read.
    pub(super) coming: StoredValue<BTreeSet<ExpenseId>>,
    /// Where one goes on from a claim that somebody else decided about.
    pub(super) onward: StoredValue<Option<ExpenseId>>,
    number: StoredValue<u32>,
    /// A step back leads from the claim to the queue.
    is_pushed: StoredValue<bool>,
    pub(super) go: Callback<String>,
    pub(super) me: Option<UserId>,
    pub(super) toasts: Toasts,
    pub formats: Formats,
}

impl Desk {
    /// Call it at the top of a component. `asked` is the claim that the address names; `go` leads to an address.
    pub fn new(first: First, filter: InboxFilter, asked: Option<ExpenseId>, go: Callback<String>) -> Self {
        let Inbox {
            page,
            sums,
            is_alone,
            stuck,
        } = first.inbox;
        let count = page
            .total
            .map_or(page.rows.len() as u64, |total| total.count.into());
        let open = asked.or(page.rows.first().map(|row| row.id));
        let opened = first.opened.map(|opened| (opened.expense.id, Ok(opened)));
        Self {
            filter: RwSignal::new(filter),
            is_filtering: RwSignal::new(first.is_filtering),
            choices: RwSignal::new(first.choices),
            is_turning: RwSignal::new(false),
            queue: RwSignal::new(Queue::new(page.rows, page.next)),
            standing: RwSignal::new(Standing {
                count: i64::try_from(count).unwrap_or(i64::MAX),
                sums,
            }),
            is_alone: RwSignal::new(is_alone),
            stuck: RwSignal::new(stuck),
            open: RwSignal::new(open),
            is_in_claim: RwSignal::new(asked.is_some()),
            part: RwSignal::new(Part::Details),
            claims: RwSignal::new(opened.into_iter().collect()),
            returned: RwSignal::new(BTreeMap::new()),
            report: RwSignal::new(Report::default()),
            held: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(Chosen::default()),
            asking: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            is_loading: RwSignal::new(false),
            trouble: RwSignal::new(None),
            clock: RwSignal::new(0.0),
            stands_since: StoredValue::new(None),
            ticking: StoredValue::new(None),
            away: StoredValue::new(Away::new()),
            line: StoredValue::new(VecDeque::new()),
            under_way: StoredValue::new(Vec::new()),
            is_sending: StoredValue::new(false),
            asked: StoredValue::new(0),
            coming: StoredValue::new(BTreeSet::new()),
            onward: StoredValue::new(None),
            number: StoredValue::new(0),
            is_pushed: StoredValue::new(false),
            go,
            me: use_viewer().map(|viewer| viewer.user_id),
            toasts: use_toasts(),
            formats: use_formats(),
        }
    }

    pub fn say(self, text: impl Into<String>) {
        self.said.try_set(text.into());
    }

    /// The address with this claim open, or none.
    pub fn address(self, open: Option<ExpenseId>) -> String {
        self.filter.with(|filter| place::address(filter, open))
    }

    fn write(self, open: Option<ExpenseId>) {
        self.filter.with_untracked(|filter| place::write(filter, open));
    }

    /// Opens a claim of the queue, as a click does.
    pub fn show(self, id: ExpenseId) {
        let is_step = self.is_in_claim.get_untracked() || !place::is_narrow();
        self.open.set(Some(id));
        self.is_in_claim.set(true);
        if is_step {
            self.write(Some(id));
        } else {
            self.is_pushed.set_value(true);
            self.go.run(untrack(|| self.address(Some(id))));
        }
    }

    /// Back to the queue, on a telephone.
    pub fn close(self) {
        if self.is_pushed.get_value() {
            self.is_pushed.set_value(false);
            place::back();
        } else {
            self.is_in_claim.set(false);
            self.write(None);
        }
    }

    /// The address names another claim now, or none: a step back or forward.
    pub fn follow(self, asked: Option<ExpenseId>) {
        if !place::is_at(asked) {
            return;
        }
        self.is_in_claim.set(asked.is_some());
        match asked {
            Some(id) => self.open.set(Some(id)),
            None => self.is_pushed.set_value(false),
        }
    }

    /// Goes on to a claim without leaving a step behind.
    fn go_on(self, to: Option<ExpenseId>) {
        self.open.set(to);
        if to.is_none() {
            self.is_in_claim.set(false);
        }
        if self.is_in_claim.get_untracked() || !place::is_narrow() {
            self.write(to);
        }
        let is_in_claim = self.is_in_claim.get_untracked();
        request_animation_frame(move || place::focus(to, is_in_claim));
    }

    /// To the next claim, or the one before.
    pub fn step(self, is_forward: bool) {
        let open = self.open.get_untracked();
        let is_listed = open.is_some_and(|open| self.queue.read_untracked().holds(open));
        let to = if is_listed {
            self.queue.read_untracked().step(open, is_forward)
        } else {
            let onward = self.onward.get_value();
            let onward = onward.filter(|id| self.queue.read_untracked().holds(*id));
            onward.or_else(|| self.queue.read_untracked().step(None, is_forward))
        };
        match to {
            Some(to) => self.go_on(Some(to)),
            None if is_forward => self.say("This is the last one."),
            None => self.say("This is the first one."),
        }
    }

    /// Whether a step leads anywhere.
    pub fn has_step(self, is_forward: bool) -> bool {
        let (queue, open) = (self.queue.read(), self.open.get());
        match open {
            Some(open) if queue.holds(open) => queue.step(Some(open), is_forward).is_some(),
            _ => !queue.rows().is_empty(),
        }
    }

    /// The claim that is open, as it was seen; or why nothing can be decided about it.
    pub fn seen(self) -> Result<(Wanted, ExpenseRow), String> {
        let id = self.open.get().ok_or("Nothing waits for you.")?;
        let (queue, claims) = (self.queue.read(), self.claims.read());
        let row = queue.find(id);
        match claims.get(&id) {
            Some(Ok(found)) => {
                if let Some(reason) = why_not(&found.expense, self.me) {
                    return Err(reason);
                }
                let version = found.expense.version;
                let row = row.cloned().unwrap_or_else(|| row_of(&found.expense));
                Ok((Wanted { id, version }, row))
            }
            Some(Err(error)) if row.is_none() => Err(error.to_string()),
            None if row.is_none() => Err("This claim is still on its way.".into()),
            _ => row
                .map(|row| {
                    let version = row.version;
                    (Wanted { id, version }, row.clone())
                })
                .ok_or_else(|| "This claim does not wait any more.".into()),
        }
    }

    /// What a key means: what is chosen, or else the claim that is open.
    pub fn press(self, verdict: Verdict) {
        let is_of_chosen = !self.chosen.read_untracked().is_empty();
        self.want(verdict, is_of_chosen);
    }

    /// Decides, or asks for the words that it takes.
    pub fn want(self, verdict: Verdict, is_of_chosen: bool) {
        let seen = untrack(|| self.seen());
        if let (false, Err(reason)) = (is_of_chosen, seen) {
            self.say(reason.clone());
            self.toasts.error(reason);
            return;
        }
        let asking = Asking {
            verdict,
            is_of_chosen,
        };
        if verdict == Verdict::Approve {
            self.decide(asking, String::new());
        } else {
            self.asking.set(Some(asking));
        }
    }

    /// Decides: it leaves the queue at once, and is sent in a while.
    pub fn decide(self, asking: Asking, comment: String) {
        let (claims, rows, amounts) = if asking.is_of_chosen {
            let chosen = self.chosen.get_untracked();
            self.chosen.set(Chosen::default());
            (chosen.wanted(), Vec::new(), chosen.amounts())
        } else {
            match untrack(|| self.seen()) {
                Ok((wanted, row)) => (vec![wanted], vec![row.clone()], vec![counted(&row)]),
                Err(reason) => return self.say(reason),
            }
        };
        if claims.is_empty() {
            return;
        }
        let ids: Vec<_> = claims.iter().map(|one| one.id).collect();
        let open = self.open.get_untracked();
        let next = match open {
            Some(open) if ids.contains(&open) => {
                let after = self.queue.read_untracked().after(open, |id| ids.contains(&id));
                after.or_else(|| self.first_without(&ids))
            }
            other => other,
        };
        let mut taken = self
            .queue
            .try_update(|queue| queue.take_out(&ids))
            .unwrap_or_default();
        if taken.is_empty() {
            taken = rows;
        }
        self.away
            .update_value(|away| away.extend(claims.iter().map(|one| (one.id, one.version))));
        self.chosen.update(|chosen| chosen.leave_out(&taken));
        self.returned
            .update(|returned| returned.retain(|id, _| !ids.contains(id)));
        self.report
            .update(|report| report.refused.retain(|one| !ids.contains(&one.id)));
        let number = self.number.get_value();
        self.number.set_value(number.wrapping_add(1));
        let held = Held {
            number,
            verdict: asking.verdict,
            comment,
            claims,
            rows: taken,
            amounts,
            filter: self.filter.get_untracked(),
            due: place::now() + HELD_FOR,
        };
        self.count((0, &[]), (held.claims.len(), &held.sums()));
        self.tell(&held, next);
        self.held.update(|all| all.push(held));
        self.tick();
        self.go_on(next);
    }

    fn first_without(self, ids: &[ExpenseId]) -> Option<ExpenseId> {
        let queue = self.queue.read_untracked();
        queue.rows().iter().map(|row| row.id).find(|id| !ids.contains(id))
    }

    fn tell(self, held: &Held, next: Option<ExpenseId>) {
        let next = next.and_then(|next| {
            let queue = self.queue.read_untracked();
            let row = queue.find(next)?;
            Some(format!("Next: {}.", self.spoken(row)))
        });
        let next = next.unwrap_or_else(|| "Nothing else waits.".into());
        self.say(format!("{}. {next} Press z to undo.", held.in_words()));
    }

    /// A claim in a few words.
    pub fn spoken(self, row: &ExpenseRow) -> String {
        let amount = self.formats.money(counted(row));
        format!("{}, {amount}, {}", row.title, row.claimant.name)
    }

    /// So many more wait, which come to this, and so many less.
    pub(super) fn count(self, more: (usize, &[Money]), less: (usize, &[Money])) {
        let size = |count: usize| i64::try_from(count).unwrap_or_default();
        self.standing.try_update(|standing| {
            standing.count = (standing.count + size(more.0) - size(less.0)).max(0);
            standing.sums = changed(&standing.sums, more.1, less.1);
        });
    }

    /// Takes the last decision back that is not sent yet.
    pub fn undo(self) {
        let Some(held) = self.held.try_update(Vec::pop).flatten() else {
            self.say("There is nothing to take back: the last decision is sent.");
            return;
        };
        self.away.update_value(|away| {
            for one in &held.claims {
                away.remove(&one.id);
            }
        });
        // What else was looked at then may not belong to what is looked at now.
        let is_elsewhere = self.filter.with_untracked(|filter| *filter != held.filter);
        if !is_elsewhere {
            self.count((held.claims.len(), &held.sums()), (0, &[]));
        }
        let first = held.rows.first().map(|row| row.id);
        self.say(format!(
            "Taken back: {}.",
            match held.claims.len() {
                1 => held.in_words(),
                _ => format!("{} about {} claims", done_word(held.verdict), held.claims.len()),
            }
        ));
        if is_elsewhere {
            return self.refresh();
        }
        let is_beyond = held.is_beyond();
        self.queue.update(|queue| {
            for row in held.rows {
                queue.put_back(row);
            }
        });
        if is_beyond {
            self.refresh();
        }
        if first.is_some() {
            self.go_on(first);
        }
    }

    /// Chooses the claim that is open, or no longer; with `is_range` all to there from the last one chosen.
    pub fn choose_open(self, is_range: bool) {
        if let Some(id) = self.open.get_untracked() {
            self.choose(id, is_range);
        }
    }

    pub fn choose(self, id: ExpenseId, is_range: bool) {
        let queue = self.queue.read_untracked();
        let Some(row) = queue.find(id) else {
            return self.say("This claim does not wait any more.");
        };
        self.chosen.update(|chosen| {
            if is_range {
                chosen.extend_to(id, queue.rows());
            } else {
                chosen.toggle(row);
            }
        });
        let count = self.chosen.with_untracked(Chosen::count);
        self.say(match self.chosen.with_untracked(|chosen| chosen.has(id)) {
            true => format!("{} is chosen, {count} in all.", row.title),
            false => format!("{} is not chosen any more, {count} in all.", row.title),
        });
    }

    pub fn choose_none(self) {
        self.chosen.set(Chosen::default());
        self.say("Nothing is chosen.");
    }

    /// Out of whatever one is in.
    pub fn escape(self) {
        if self.is_filtering.get_untracked() {
            self.close_filter();
        } else if !self.chosen.read_untracked().is_empty() {
            self.choose_none();
        } else if self.is_in_claim.get_untracked() && place::is_narrow() {
            self.close();
        }
    }
}
