//! Pages of PDF files, drawn when somebody looks at them.

use super::pdf::{LARGEST, draw};
use super::queries::Readable;
use super::storage::Files;
use super::types::PageCount;
use crate::error::{AppError, AppResult};
use crate::forms::FieldErrors;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Pages that are drawn at once in a process, each by another process.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// How long one waits for a turn.
const PATIENCE: Duration = Duration::from_secs(12);

/// How many pages a file has.
///
/// # Errors
/// 422 with why nobody knows; [`AppError::Unavailable`] where others are being drawn for long.
pub async fn counted(found: &Readable) -> AppResult<PageCount> {
    look(found, draw::count).await
}

/// A page as a picture. The first is 1.
///
/// # Errors
/// As [`counted`]; [`AppError::NotFound`] where there is no such page.
pub async fn drawn(found: &Readable, page: usize) -> AppResult<draw::Drawn> {
    look(found, move |bytes| draw::page(bytes, page))
        .await?
        .ok_or(AppError::NotFound)
}

async fn look<T: Send + 'static>(
    found: &Readable,
    ask: impl FnOnce(&[u8]) -> Result<T, String> + Send + 'static,
) -> AppResult<T> {
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    if found.length.is_some_and(|length| length > most) {
        return Err(said(&draw::too_large()));
    }
    let busy = AppError::Unavailable {
        retry_after_seconds: 10,
    };
    // Before the file is fetched: it is in memory as long as it is looked at.
    let turn = tokio::time::timeout(PATIENCE, DRAWING.acquire()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(busy);
    };
    let bytes = Files::get()?.bytes(&found.key).await?.ok_or(AppError::NotFound)?;
    let looked = tokio::task::spawn_blocking(move || {
        // Whoever asked may be gone; whoever is next waits for what still runs.
        let _turn = turn;
        ask(&bytes)
    });
    let looked = looked.await.map_err(|error| AppError::internal(&error))?;
    looked.map_err(|why| said(&why))
}

/// As an answer with its reason in words.
fn said(why: &str) -> AppError {
    FieldErrors::one("file", why).into()
}
