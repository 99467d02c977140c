//! The one way in: a form with files, sent by a browser with or without JavaScript.
//!
//! What is sent is never in memory whole: it goes into a file without a name, is looked at there,
//! and from there into the store.

use super::pictures;
use super::queries::{self, NewFile, Target};
use super::sniff::{self, Kind, Picture};
use super::storage::Files;
use super::strip::strip;
use super::types::{LARGEST_PORTRAIT, clean_name};
use crate::error::{AppError, AppResult};
use crate::events;
use crate::expenses;
use crate::hex::hex;
use crate::ids::{AgendaItemId, ContactId, EventId, ExpenseId, MediaId, UploadId};
use crate::server::form_posts::{Forms, accepts_html, json};
use crate::tenancy::Tenant;
use axum::Json;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tower_sessions::Session;

/// Files in one form; more are sent in several.
const MOST_FILES: u64 = 10;

/// How much of what is not taken is read before the connection is given up.
const MOST_DRAINED: u64 = 200_000_000;

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How long a form may take in all: less than a reservation lasts.
const LONGEST: Duration = Duration::from_secs(1800);

/// `POST /upload/avatar`
pub async fn avatar(forms: State<Forms>, session: Session, request: Request) -> Response {
    answer(forms.0, session, request, Target::Avatar).await
}

/// `POST /upload/logo`
pub async fn logo(forms: State<Forms>, session: Session, request: Request) -> Response {
    answer(forms.0, session, request, Target::Logo).await
}

/// `POST /upload/contacts/{id}`
pub async fn attachment(
    forms: State<Forms>,
    Path(contact): Path<ContactId>,
    session: Session,
    request: Request,
) -> Response {
    answer(forms.0, session, request, Target::Contact(contact)).await
}

/// `POST /upload/agenda/{id}`
pub async fn agenda_item(
    forms: State<Forms>,
    Path(item): Path<AgendaItemId>,
    session: Session,
    request: Request,
) -> Response {
    answer(forms.0, session, request, Target::AgendaItem(item)).await
}

/// `POST /upload/expenses/{id}`
pub async fn receipt(
    forms: State<Forms>,
    Path(claim): Path<ExpenseId>,
    session: Session,
    request: Request,
) -> Response {
    answer(forms.0, session, request, Target::Receipt(Some(claim))).await
}

/// `POST /upload/expenses`: each file becomes a claim of its own, a draft.
pub async fn receipts(forms: State<Forms>, session: Session, request: Request) -> Response {
    answer(forms.0, session, request, Target::Receipt(None)).await
}

/// `POST /upload/events/{id}/cover`
pub async fn cover(
    forms: State<Forms>,
    Path(event): Path<EventId>,
    session: Session,
    request: Request,
) -> Response {
    answer(forms.0, session, request, Target::Cover(event)).await
}

/// A plain form leads back to its page, with what was refused; a program is told what came of it.
async fn answer(forms: Forms, session: Session, request: Request, target: Target) -> Response {
    let (parts, body) = request.into_parts();
    let tenant = parts.extensions.get::<Tenant>().cloned();
    let outcome = match tokio::time::timeout(LONGEST, take_all(tenant, &parts.headers, body, target)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(broke_off()),
    };
    let is_form = accepts_html(&parts.headers);
    match outcome {
        Ok(_) if is_form => forms.lead_back(&parts.headers),
        Ok(stored) => Json(stored).into_response(),
        Err(error) if is_form => {
            forms
                .refuse_upload(&session, &parts.headers, parts.uri.path().to_owned(), error)
                .await
        }
        Err(error) => json(&error),
    }
}

async fn take_all(
    tenant: Option<Tenant>,
    headers: &axum::http::HeaderMap,
    body: Body,
    target: Target,
) -> AppResult<Vec<MediaId>> {
    let files = Files::get()?;
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let boundary = header(CONTENT_TYPE).and_then(|kind| multer::parse_boundary(kind).ok());
    let boundary = boundary.ok_or_else(|| AppError::BadRequest {
        message: "This is no form with files.".into(),
    })?;
    let tenant = tenant.ok_or(AppError::Unauthenticated)?;
    let largest = if target.is_picture() {
        files.limit.min(LARGEST_PORTRAIT.into())
    } else {
        files.limit
    };
    // What the sender says is believed as far as that no more is set aside than it could be.
    let said = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let sender = Taking {
        tenant: &tenant,
        files,
        target,
        largest,
        reserved: said.map_or(largest, |said| said.min(largest)),
    };
    let mut body = Timed(body.into_data_stream());
    let taken = sender.take_form(&mut body, boundary).await;
    if taken.is_err() {
        // A browser that is cut off while it sends shows a broken connection and not our answer.
        body.drain(MOST_DRAINED).await;
    }
    taken
}

/// The body of a request, from a sender who must not fall silent.
struct Timed(BodyDataStream);

impl Timed {
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        match tokio::time::timeout(SILENCE, self.0.next()).await {
            Ok(next) => next.map(|part| part.map_err(io::Error::other)),
            Err(_) => Some(Err(io::ErrorKind::TimedOut.into())),
        }
    }

    fn parts(&mut self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        futures::stream::unfold(
            self,
            |body| async move { body.next().await.map(|part| (part, body)) },
        )
    }

    /// Reads on to the end, within reason.
    async fn drain(&mut self, most: u64) {
        let mut read = 0;
        while let Some(Ok(part)) = self.next().await {
            read += part.len() as u64;
            if read > most {
                return;
            }
        }
    }
}

/// One form that is being taken.
struct Taking<'a> {
    tenant: &'a Tenant,
    files: &'static Files,
    target: Target,
    largest: u64,
    reserved: u64,
}

impl Taking<'_> {
    async fn take_form(&self, body: &mut Timed, boundary: String) -> AppResult<Vec<MediaId>> {
        let whole = SizeLimit::new().whole_stream(self.largest * MOST_FILES);
        let mut form = Multipart::with_constraints(
            Box::pin(body.parts()),
            boundary,
            Constraints::new().size_limit(whole),
        );
        let mut stored = Vec::new();
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error))? {
            // A field of files in which nothing was chosen is sent all the same, without a name.
            if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) {
                stored.push(self.take(field).await?);
            }
        }
        if stored.is_empty() {
            return Err(AppError::field("file", "Choose a file first."));
        }
        Ok(stored)
    }

    /// Takes one file, or gives back what was set aside for it.
    async fn take(&self, field: Field<'_>) -> AppResult<MediaId> {
        let name = clean_name(field.file_name().unwrap_or_default());
        let upload = self.begin().await?;
        let stored = self.store(field, name, &upload).await;
        if stored.is_err() {
            upload.give_up().await;
        } else {
            upload.done();
        }
        stored
    }

    /// Sets bytes aside, where whoever sends may send this at all.
    async fn begin(&self) -> AppResult<Upload> {
        let mut tx = self.tenant.begin(self.target.needs()).await?;
        match self.target {
            Target::Contact(contact) => queries::may_attach(&mut tx, contact).await?,
            Target::AgendaItem(item) => queries::may_add_to(&mut tx, item).await?,
            Target::Cover(event) => events::queries::allowed(&mut tx, event).await?,
            Target::Receipt(Some(claim)) => expenses::queries::may_add_receipt(&mut tx, claim).await?,
            Target::Avatar | Target::Logo | Target::Receipt(None) => {}
        }
        let key = Files::new_key(tx.organization());
        let Some(id) = queries::reserve(&mut tx, &key, self.reserved, self.files.quota).await? else {
            return Err(AppError::field(
                "file",
                "Your organisation's files take all the room that it has. Remove some that are no longer needed.",
            ));
        };
        tx.commit().await?;
        Ok(Upload(Some(Pending {
            id,
            key,
            tenant: self.tenant.clone(),
            target: self.target,
            files: self.files,
        })))
    }

    async fn store(&self, mut field: Field<'_>, name: String, upload: &Upload) -> AppResult<MediaId> {
        let pending = upload
            .0
            .as_ref()
            .ok_or_else(|| AppError::internal(&"the upload is over"))?;
        let files = self.files;
        let scratch = blocking(move || files.scratch()).await?;
        let mut file = tokio::fs::File::from_std(scratch);
        let mut length = 0;
        while let Some(part) = field.chunk().await.map_err(|error| unreadable(&error))? {
            length += part.len() as u64;
            if length > self.largest {
                return Err(AppError::TooLarge);
            }
            file.write_all(&part)
                .await
                .map_err(|error| AppError::internal(&error))?;
        }
        file.flush().await.map_err(|error| AppError::internal(&error))?;
        let file = file.into_std().await;
        let is_portrait = self.target.is_picture();
        let examined = tokio::task::spawn_blocking(move || examine(files, file, is_portrait))
            .await
            .map_err(|error| AppError::internal(&error))??;
        files.put(&pending.key, examined.file).await?;
        let new = NewFile {
            target: self.target,
            name,
            key: pending.key.clone(),
            media_type: examined.kind.media_type,
            mime_type: examined.kind.mime_type,
            size: examined.size,
            sha256: examined.sha256,
        };
        let mut tx = self.tenant.begin(self.target.needs()).await?;
        let stored = queries::store(&mut tx, pending.id, &new).await?;
        tx.commit().await?;
        Ok(stored)
    }
}

/// An upload for which bytes are set aside. Whoever lets go of it halfway, because the sender is
/// gone, gives them back.
struct Upload(Option<Pending>);

struct Pending {
    id: UploadId,
    key: String,
    tenant: Tenant,
    target: Target,
    files: &'static Files,
}

impl Pending {
    /// Where this fails, too, the upload is swept within the hour.
    async fn give_up(self) {
        let released = async {
            self.files.remove(&self.key).await?;
            let mut tx = self.tenant.begin(self.target.needs()).await?;
            queries::release(&mut tx, &[self.id]).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            tracing::warn!(%error, "an upload that failed is left to be swept");
        }
    }
}

impl Upload {
    async fn give_up(mut self) {
        if let Some(pending) = self.0.take() {
            pending.give_up().await;
        }
    }

    fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(pending) = self.0.take() {
            tokio::spawn(pending.give_up());
        }
    }
}

/// A file as it goes into the store.
struct Examined {
    kind: Kind,
    file: File,
    size: u64,
    sha256: String,
}

/// Looks at what was sent: what it is, whether it is taken, and, of a picture, whether it is whole
/// and not too large. What a picture says about its making is left behind.
fn examine(files: &Files, mut sent: File, is_portrait: bool) -> AppResult<Examined> {
    let failed = |error: io::Error| AppError::internal(&error);
    let refused = |why: &str| AppError::field("file", why);
    sent.rewind().map_err(failed)?;
    let mut head = Vec::new();
    let read = (&sent)
        .take(sniff::HEAD as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    if read == 0 {
        return Err(refused("This file is empty."));
    }
    let kind = sniff::kind_of(&head).filter(|kind| kind.picture.is_some() || !is_portrait);
    let kind = kind.ok_or_else(|| {
        refused(if is_portrait {
            "This is no picture that can be used: choose a JPEG, PNG or WebP file."
        } else {
            "Files of this kind are not taken: choose a picture (JPEG, PNG, WebP), a PDF, an Office document, text or a ZIP file."
        })
    })?;
    let mut file = match kind.picture {
        Some(picture) => clean(files, picture, sent)?,
        None => sent,
    };
    file.rewind().map_err(failed)?;
    let mut hash = Sha256::new();
    let size = io::copy(&mut BufReader::new(&file), &mut HashWriter(&mut hash)).map_err(failed)?;
    Ok(Examined {
        kind,
        file,
        size,
        sha256: hex(&hash.finalize()),
    })
}

fn clean(files: &Files, picture: Picture, mut sent: File) -> AppResult<File> {
    let failed = |error: io::Error| AppError::internal(&error);
    let refused = |why: &str| AppError::field("file", why);
    sent.rewind().map_err(failed)?;
    let mut kept = files.scratch().map_err(failed)?;
    let mut to = BufWriter::new(&kept);
    strip(picture, &mut BufReader::new(&sent), &mut to).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            refused("This picture is damaged or was cut off. Open it, save it anew, and try again.")
        }
        _ => AppError::internal(&error),
    })?;
    to.flush().map_err(failed)?;
    drop(to);
    kept.rewind().map_err(failed)?;
    pictures::check_head(picture, BufReader::new(&kept)).map_err(|why| refused(&why))?;
    Ok(kept)
}

/// Feeds what is written to a hash.
struct HashWriter<'a>(&'a mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> AppResult<T> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AppError::internal(&error))?;
    done.map_err(|error| AppError::internal(&error))
}

fn broke_off() -> AppError {
    AppError::field("file", "The upload broke off. Try again.")
}

fn unreadable(error: &multer::Error) -> AppError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            AppError::TooLarge
        }
        _ => broke_off(),
    }
}
