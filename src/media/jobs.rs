//! What files need done in the background.

use super::pictures::{self, Drawn};
use super::queries::{self, Seen, Unread};
use super::sniff;
use super::storage::{Files, Rendition};
use super::types::Purpose;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::hex::hex;
use crate::ids::MediaId;
use crate::jobs::kind::{Done, Kind, Run, Running};
use crate::jobs::types::Queue;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How often a file is read before it is given up. The attempt after that only says so: by then a
/// file that ends the process that reads it has ended as many.
const TRIES: i32 = 3;

/// Reads a file for the first time and, of a picture, makes the small one. Nothing is served before.
pub const INSPECT: Kind = Kind {
    attempts: TRIES + 1,
    patience: Duration::from_secs(2),
    ..Kind::new(
        "media/inspect",
        Queue::Media,
        Permission::ManageOrganization,
        inspect,
    )
};

/// Gives up the bytes of what has been in the trash for long, and removes from the store what
/// belongs to no file.
pub const CLEAR_UP: Kind = Kind {
    limit: Duration::from_secs(300),
    ..Kind::new(
        "media/clear_up",
        Queue::Cleanup,
        Permission::ManageOrganization,
        clear_up,
    )
};

/// Pictures that are decoded at once in a process, each within the bounds of `pictures.rs`.
static DECODING: Semaphore = Semaphore::const_new(2);

/// What is queued with [`INSPECT`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Inspection {
    file: MediaId,
}

fn inspect(run: Run) -> Running {
    Box::pin(async move {
        let Inspection { file } = run.payload()?;
        let mut tx = run.begin().await?;
        let Some(unread) = queries::unread(&mut tx, file).await? else {
            return run.finish(tx).await;
        };
        tx.commit().await?;
        if run.attempt() > TRIES {
            return give_up(run, file, "This file could not be read.").await;
        }
        let seen = match look_at(&unread).await? {
            Ok(seen) => seen,
            Err(why) => return give_up(run, file, &why).await,
        };
        let mut tx = run.begin().await?;
        queries::is_ready(&mut tx, file, seen).await?;
        match unread.event {
            Some(event) if unread.purpose == Purpose::Cover => {
                queries::show_cover(&mut tx, file, event).await?;
            }
            _ => queries::show(&mut tx, file, unread.purpose, unread.uploaded_by).await?,
        }
        run.finish(tx).await
    })
}

async fn give_up(run: Run, file: MediaId, why: &str) -> AppResult<Done> {
    let mut tx = run.begin().await?;
    queries::has_failed(&mut tx, file, why).await?;
    run.finish(tx).await
}

/// Reads a file back from the store. The inner error is about the file, and final.
async fn look_at(unread: &Unread) -> AppResult<Result<Option<Seen>, String>> {
    let files = Files::get()?;
    let Some(bytes) = files.bytes(&unread.key).await? else {
        return Ok(Err("This file is not in the store.".into()));
    };
    let (expected, mime_type, size) = (unread.sha256.clone(), unread.mime_type.clone(), unread.size);
    let wanted: &'static [Rendition] = match unread.purpose {
        Purpose::Avatar => &[Rendition::Square],
        Purpose::Cover => &[Rendition::Small, Rendition::Wide],
        Purpose::Library | Purpose::Attachment | Purpose::Logo => &[Rendition::Small],
    };
    let turn = DECODING
        .acquire()
        .await
        .map_err(|error| AppError::internal(&error))?;
    let looked = tokio::task::spawn_blocking(move || {
        let is_whole =
            i64::try_from(bytes.len()) == Ok(size) && expected == Some(hex(&Sha256::digest(&bytes)));
        let kind = sniff::kind_of(&bytes[..bytes.len().min(sniff::HEAD)]);
        if !is_whole || kind.map(|kind| kind.mime_type) != Some(mime_type.as_str()) {
            return Err("What lies in the store is not what was sent.".to_owned());
        }
        let picture = kind.and_then(|kind| kind.picture);
        picture
            .map(|picture| pictures::draw(picture, &bytes, wanted))
            .transpose()
    })
    .await;
    drop(turn);
    // A panic is tried again, as a process that ended is.
    let drawn = match looked.map_err(|error| AppError::internal(&error))? {
        Ok(drawn) => drawn,
        Err(why) => return Ok(Err(why)),
    };
    let Some(Drawn {
        renditions,
        mime_type,
        width,
        height,
    }) = drawn
    else {
        return Ok(Ok(None));
    };
    for (rendition, bytes) in renditions {
        files.put_bytes(&rendition.key(&unread.key), bytes).await?;
    }
    Ok(Ok(Some(Seen {
        width,
        height,
        thumbnail_type: mime_type,
    })))
}

fn clear_up(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        queries::purge(&mut tx).await?;
        tx.commit().await?;
        let mut tx = run.begin().await?;
        let strays = queries::strays(&mut tx).await?;
        tx.commit().await?;
        let files = Files::get()?;
        for stray in &strays {
            files.remove(&stray.key).await?;
        }
        let mut tx = run.begin().await?;
        let removed: Vec<_> = strays.iter().map(|stray| stray.id).collect();
        queries::release(&mut tx, &removed).await?;
        run.finish(tx).await
    })
}
