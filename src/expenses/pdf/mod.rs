//! Claims as documents that can be printed and kept: a claim, or an event's whole cost, with the receipts themselves.

pub mod claim;
pub mod event;
mod fonts;
mod layout;
pub mod probe;
pub mod receipts;
mod write;

use crate::error::{AppError, AppResult};
use crate::expenses::queries::Reader;
use crate::ui::money::Money;
use crate::ui::time::date;
use chrono::{DateTime, NaiveDate, Utc};
use layout::Layout;
use receipts::{Content, Receipts};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use write::About;

/// Documents that are made at once in a process. Each holds its receipts in memory.
static BINDERY: Semaphore = Semaphore::const_new(2);

/// How long one waits for a turn.
const PATIENCE: Duration = Duration::from_secs(30);

/// How deep what reads PDF files may go. What was looked at before went no deeper than a small part of it.
const STACK: usize = 64 * 1024 * 1024;

/// Waits for a turn to make a document.
///
/// # Errors
/// [`AppError::Unavailable`] where others are being made for long.
pub async fn turn() -> AppResult<SemaphorePermit<'static>> {
    let busy = AppError::Unavailable {
        retry_after_seconds: 30,
    };
    match tokio::time::timeout(PATIENCE, BINDERY.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(busy),
    }
}

/// For whom a document is made, where, and when.
#[derive(Clone, Debug)]
pub struct Setting {
    pub reader: Reader,
    /// The address of the site, to which a document leads back.
    pub site: String,
    pub now: DateTime<Utc>,
}

impl Setting {
    fn date(&self, day: NaiveDate) -> String {
        date(day, &self.reader.locale)
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        self.reader.zone.date_time(at, &self.reader.locale)
    }

    fn money(&self, money: Money) -> String {
        money.format(&self.reader.locale)
    }

    fn about(&self, title: &str) -> About {
        let zone = self.reader.zone.in_words();
        About {
            organization: self.reader.organization.clone(),
            title: title.to_owned(),
            foot: format!(
                "Made {} ({zone}) by {} with The Plugs",
                self.moment(self.now),
                self.reader.name
            ),
            author: self.reader.name.clone(),
            made_at: self.now,
        }
    }
}

/// An amount with the sign that it has in totals: what takes a claim back is subtracted.
const fn signed(amount: Money, is_reversal: bool) -> Money {
    if is_reversal {
        Money::new(amount.minor.saturating_neg(), amount.currency)
    } else {
        amount
    }
}

/// Lays out and writes a document, off the threads that answer. Where what others wrote breaks it all the same, it comes without their PDF files.
///
/// # Errors
/// If it cannot be written even so.
async fn bound<F>(
    about: About,
    receipts: Receipts,
    permit: SemaphorePermit<'static>,
    lay: F,
) -> AppResult<Vec<u8>>
where
    F: Fn(&Receipts) -> AppResult<Layout> + Send + Sync + 'static,
{
    let work = move || {
        let _permit = permit;
        let lay = Arc::new(lay);
        match attempt(Arc::clone(&lay), about.clone(), receipts.clone())? {
            Ok(bytes) => Ok(bytes),
            Err(_) => attempt(lay, about, receipts.without_files())?,
        }
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AppError::internal(&error))?
}

/// On a thread of its own. The outer error is that there was none, or that it broke down twice.
fn attempt<F>(lay: Arc<F>, about: About, receipts: Receipts) -> AppResult<AppResult<Vec<u8>>>
where
    F: Fn(&Receipts) -> AppResult<Layout> + Send + Sync + 'static,
{
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let layout = lay(&receipts)?;
        let contents: Vec<Content> = receipts.shown.into_iter().map(|one| one.content).collect();
        write::written(&layout, &contents, &about)
    });
    let thread = thread.map_err(|error| AppError::internal(&error))?;
    Ok(thread
        .join()
        .unwrap_or_else(|_| Err(AppError::internal(&"what writes documents broke down"))))
}
