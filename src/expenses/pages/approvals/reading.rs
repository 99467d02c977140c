//! Reading: the queue, page by page and again, and the claims that are looked at.

use super::chosen::{Chosen, changed};
use super::desk::{Desk, Standing};
use super::held::Held;
use super::queue::Queue;
use crate::error::AppError;
use crate::expenses::server_fns::{get_expense, list_inbox, list_inbox_choices, list_receipts, list_waiting};
use crate::expenses::types::{
    Cursor, Expense, ExpenseRow, ExpenseStatus, Inbox, InboxChoices, InboxFilter, Waiting,
};
use crate::ids::{ExpenseId, UserId};
use crate::media::types::FileRow;
use futures::future::try_join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

/// Most pages that are read again at once.
const MOST_PAGES: usize = 20;

/// Most claims that are kept in hand.
const IN_HAND: usize = 30;

/// A claim with its receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub expense: Expense,
    pub receipts: Vec<FileRow>,
}

/// A claim that was asked for.
pub type Found = Result<Opened, AppError>;

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    pub inbox: Inbox,
    /// The claim that is open; in the browser it follows by itself.
    pub opened: Option<Opened>,
    /// The filter is open.
    pub is_filtering: bool,
    /// What it offers, where it is open or names something by its id.
    pub choices: Option<InboxChoices>,
}

/// Reads what the page begins with.
///
/// # Errors
/// If the queue cannot be read. A claim that cannot says so in its place.
pub async fn first(
    filter: InboxFilter,
    asked: Option<ExpenseId>,
    is_filtering: bool,
) -> Result<First, AppError> {
    let inbox = list_inbox(filter.clone(), None).await?;
    let open = asked.or(inbox.page.rows.first().map(|row| row.id));
    let opened = match open {
        Some(id) if cfg!(feature = "ssr") => read(id).await.ok(),
        _ => None,
    };
    let choices = if is_filtering || filter.person.is_some() || filter.event.is_some() {
        list_inbox_choices(filter).await.ok()
    } else {
        None
    };
    Ok(First {
        inbox,
        opened,
        is_filtering,
        choices,
    })
}

/// Reads a claim.
///
/// # Errors
/// If it is not there for whoever asks.
pub async fn read(id: ExpenseId) -> Found {
    let (expense, mut receipts) = try_join(get_expense(id), list_receipts(id)).await?;
    // As they were taken in: page after page.
    receipts.sort_by_key(|file| (file.uploaded_at, file.id));
    Ok(Opened { expense, receipts })
}

/// Why somebody cannot decide about a claim as it stands.
#[must_use]
pub fn why_not(expense: &Expense, me: Option<UserId>) -> Option<String> {
    if expense.may.decide {
        return None;
    }
    let by = expense.steps.last().map(|step| step.by.as_str());
    let payee = expense.payee.as_ref().map(|payee| payee.id);
    Some(match (expense.status, by) {
        (ExpenseStatus::Draft, _) => "It was taken back and is a draft again.".into(),
        (ExpenseStatus::Pending, _) if me == Some(expense.claimant.id) || (me.is_some() && me == payee) => {
            "Nobody decides about a claim of their own: somebody else has to.".into()
        }
        (ExpenseStatus::Pending, _) if expense.approvals.waits_for.is_some() => {
            let waits = expense.approvals.waits_for.clone().unwrap_or_default();
            format!("It waits for {} first.", waits.in_words())
        }
        (ExpenseStatus::Pending, _) => "Your role does not let you decide about this claim.".into(),
        (status, Some(by)) => format!("It is {} already, by {by}.", status.label().to_lowercase()),
        (status, None) => format!("It is {} already.", status.label().to_lowercase()),
    })
}

/// A claim as it stands in a list.
#[must_use]
pub fn row_of(expense: &Expense) -> ExpenseRow {
    ExpenseRow {
        id: expense.id,
        version: expense.version,
        title: expense.title.clone(),
        merchant: expense.merchant.clone(),
        amount: expense.amount,
        base_amount: expense.worth.as_ref().map(|worth| worth.amount),
        expense_type: expense.expense_type,
        category: expense.category.clone(),
        expense_date: expense.expense_date,
        status: expense.status,
        event: expense.event.clone(),
        divided_over: crate::expenses::components::shares::in_words(&expense.shares),
        units: expense.units.clone(),
        findings: expense.findings.clone(),
        claimant: expense.claimant.clone(),
        submitted_at: expense.submitted_at,
        receipts: 0,
        is_reversal: expense.reverses.is_some(),
        made_by: expense.made_by.clone(),
        waits_for: None,
    }
}

impl Desk {
    /// Reads a claim, unless it is in hand as the queue knows it.
    pub fn meet(self, id: ExpenseId) {
        let listed = self
            .queue
            .with_untracked(|queue| queue.find(id).map(|row| row.version));
        let is_in_hand = self.claims.with_untracked(|claims| match claims.get(&id) {
            Some(Ok(found)) => listed.is_none_or(|version| version <= found.expense.version),
            _ => false,
        });
        let is_coming = self.coming.with_value(|coming| coming.contains(&id));
        if !is_in_hand && !is_coming {
            self.read_again(id);
        }
    }

    /// Reads a claim as it is by now.
    pub fn read_again(self, id: ExpenseId) {
        self.coming.update_value(|coming| {
            coming.insert(id);
        });
        spawn_local(async move {
            let found = read(id).await;
            self.coming.try_update_value(|coming| coming.remove(&id));
            self.take_in(id, found);
        });
    }

    /// Keeps a claim in hand, and its row in step with it.
    pub(super) fn take_in(self, id: ExpenseId, found: Found) {
        if let Ok(found) = &found {
            let expense = &found.expense;
            let is_older = self
                .queue
                .try_with_untracked(|queue| queue.find(id).is_some_and(|row| row.version < expense.version));
            if is_older == Some(true) && expense.status == ExpenseStatus::Pending {
                let mut row = row_of(expense);
                row.receipts = i64::try_from(found.receipts.len()).unwrap_or_default();
                self.queue.try_update(|queue| queue.put_back(row));
            }
        }
        self.claims.try_update(|claims| {
            if claims.len() >= IN_HAND && !claims.contains_key(&id) {
                let open = self.open.get_untracked();
                claims.retain(|one, _| Some(*one) == open);
            }
            claims.insert(id, found);
        });
    }

    /// The page that follows, if one does.
    pub fn load_on(self) {
        let next = self.queue.with_untracked(|queue| queue.next.clone());
        let is_busy = self.is_loading.get_untracked()
            || self.held.with_untracked(|held| held.iter().any(Held::is_beyond));
        let (Some(cursor), false) = (next, is_busy) else {
            return;
        };
        self.is_loading.set(true);
        self.trouble.set(None);
        let asked = self.asked.get_value();
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            let found = list_inbox(filter, Some(cursor)).await;
            self.is_loading.try_set(false);
            // Meanwhile all of it was read again.
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            match found {
                Ok(inbox) => {
                    let away = self.away.get_value();
                    self.queue
                        .try_update(|queue| queue.append(inbox.page.rows, inbox.page.next, &away));
                }
                Err(error) => {
                    self.trouble.try_set(Some(error));
                }
            }
        });
    }

    /// Reads the queue again, as far as it was read.
    pub fn refresh(self) {
        let Some(number) = self.asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        }) else {
            return;
        };
        let wanted = self.queue.with_untracked(|queue| queue.rows().len());
        let filter = self.filter.get_untracked();
        let has_unknown = self.has_unknown();
        spawn_local(async move {
            let found = read_queue(&filter, wanted).await;
            // Then each is counted by itself.
            let known = match &found {
                Ok(_) if has_unknown => list_waiting(filter).await.ok(),
                _ => None,
            };
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match found {
                Ok(inbox) => self.join(inbox, known.filter(|known| !known.is_more)),
                Err(error) => {
                    self.trouble.try_set(Some(error));
                    self.is_turning.try_set(false);
                }
            }
        });
    }

    /// `known` is all that waits, where it must be counted one by one.
    fn join(self, inbox: Inbox, known: Option<Waiting>) {
        let before = self.queue.get_untracked();
        let away = self.away.get_value();
        let count = inbox.page.total.map_or(0, |total| i64::from(total.count));
        self.trouble.set(None);
        self.is_alone.set(inbox.is_alone);
        self.stuck.set(inbox.stuck);
        self.queue
            .update(|queue| queue.replace(inbox.page.rows, inbox.page.next, &away));
        // What is not known to the server yet does not wait any more, either.
        let held = self.held.read_untracked();
        let line = self.line.get_value();
        let under_way = self.under_way.get_value();
        let filter = self.filter.get_untracked();
        let waiting = held.iter().filter(|held| held.filter == filter);
        let waiting = waiting.map(|held| (held.claims.len(), held.sums()));
        let sent = line
            .iter()
            .chain(&under_way)
            .filter(|parcel| parcel.filter == filter)
            .map(|parcel| (parcel.claims.len(), parcel.sums()));
        let mut standing = Standing {
            count,
            sums: inbox.sums,
        };
        for (claims, sums) in waiting.chain(sent) {
            standing.count = (standing.count - i64::try_from(claims).unwrap_or_default()).max(0);
            standing.sums = changed(&standing.sums, &[], &sums);
        }
        drop(held);
        if let Some(known) = known {
            let known = Chosen::all(&known, &away);
            standing.count = i64::try_from(known.count()).unwrap_or_default();
            standing.sums = known.sums().to_vec();
        }
        self.standing.set(standing);
        self.let_go(&before);
        self.turned();
    }

    /// What others have decided about is not chosen any more, and where it is open, that is said.
    fn let_go(self, before: &Queue) {
        let queue = self.queue.get_untracked();
        let is_gone = |id: ExpenseId| !queue.holds(id);
        let gone: Vec<_> = before.rows().iter().filter(|row| is_gone(row.id)).collect();
        self.chosen
            .update(|chosen| chosen.leave_out(gone.iter().copied()));
        match self.open.get_untracked() {
            Some(open) if gone.iter().any(|row| row.id == open) => {
                self.onward.set_value(before.after(open, is_gone));
                self.say(
                    "This claim does not wait here any more: somebody else was faster, or it was taken back or changed.",
                );
                self.read_again(open);
            }
            None => self.open.set(queue.step(None, true)),
            Some(_) => {}
        }
    }

    /// Chooses all that wait and are looked at.
    pub fn choose_all(self) {
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            let found = list_waiting(filter.clone()).await;
            // Meanwhile something else is looked at.
            if self.filter.try_with_untracked(|now| *now == filter) != Some(true) {
                return;
            }
            match found {
                Ok(waiting) => {
                    let chosen = self.away.with_value(|away| Chosen::all(&waiting, away));
                    self.say(format!("{} are chosen.", chosen.count()));
                    self.chosen.try_set(chosen);
                }
                Err(error) => self.toasts.error(error.told()),
            }
        });
    }
}

/// The queue from its beginning, so far that it is as long as it was.
async fn read_queue(filter: &InboxFilter, wanted: usize) -> Result<Inbox, AppError> {
    let mut inbox = list_inbox(filter.clone(), None).await?;
    for _ in 1..MOST_PAGES {
        let next: Option<Cursor> = inbox.page.next.clone();
        let (Some(cursor), true) = (next, inbox.page.rows.len() < wanted) else {
            break;
        };
        let more = list_inbox(filter.clone(), Some(cursor)).await?;
        inbox.page.rows.extend(more.page.rows);
        inbox.page.next = more.page.next;
    }
    Ok(inbox)
}
