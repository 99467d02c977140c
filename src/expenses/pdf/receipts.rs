//! Receipts as they are put into a document: read one after the other, within limits.

use super::layout::{Column, Layout, Row};
use super::probe;
use crate::error::{AppError, AppResult};
use crate::expenses::queries::Reader;
use crate::media::papers::{Paper, paper};
use crate::media::queries::Filed;
use crate::media::types::{FileStatus, size_in_words};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much a document takes in.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub receipts: usize,
    /// Of their files, as they lie in the store.
    pub bytes: u64,
    /// Pages of PDF files.
    pub pages: usize,
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            receipts: 300,
            bytes: 200_000_000,
            pages: 1_000,
            time: Duration::from_secs(90),
        }
    }
}

/// What of a receipt is put onto pages.
#[derive(Clone, Debug)]
pub enum Content {
    Picture {
        bytes: Arc<Vec<u8>>,
        is_png: bool,
        /// In pixels.
        size: (f32, f32),
    },
    Pdf {
        bytes: Arc<Vec<u8>>,
        pages: Vec<(f32, f32)>,
        /// How many it has; more than are shown, perhaps.
        total: usize,
        is_second: bool,
    },
    /// Nothing, and why.
    Nothing(String),
}

impl Content {
    /// Whether it is a file in the second edition of the format.
    pub const fn is_second(&self) -> bool {
        matches!(self, Self::Pdf { is_second: true, .. })
    }

    /// In a word or two: what the list of receipts says of it.
    fn in_words(&self) -> String {
        match self {
            Self::Picture { .. } => "Picture".into(),
            Self::Pdf { total: 1, .. } => "PDF, 1 page".into(),
            Self::Pdf { total, .. } => format!("PDF, {total} pages"),
            Self::Nothing(_) => "Not shown".into(),
        }
    }
}

/// A receipt of a document.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub file: Filed,
    pub content: Content,
}

/// The receipts that go into a document, and those that were left out of it.
#[derive(Clone, Debug, Default)]
pub struct Receipts {
    pub shown: Vec<Receipt>,
    pub left_out: Vec<Filed>,
}

/// Reads receipts, as far as the limits go.
///
/// # Errors
/// If the store is away.
pub async fn read(files: Vec<Filed>, limits: Limits) -> AppResult<Receipts> {
    let begun = Instant::now();
    let (mut bytes, mut pages) = (0_u64, 0_usize);
    let mut receipts = Receipts::default();
    for file in files {
        let size = u64::try_from(file.size).unwrap_or_default();
        let is_full = receipts.shown.len() >= limits.receipts
            || bytes.saturating_add(size) > limits.bytes
            || pages >= limits.pages
            || begun.elapsed() > limits.time;
        if is_full {
            receipts.left_out.push(file);
            continue;
        }
        let content = content(&file).await?;
        if !matches!(content, Content::Nothing(_)) {
            bytes += size;
        }
        if let Content::Pdf { pages: of_it, .. } = &content {
            pages += of_it.len();
        }
        receipts.shown.push(Receipt { file, content });
    }
    Ok(receipts)
}

async fn content(file: &Filed) -> AppResult<Content> {
    match file.status {
        FileStatus::Processing => return Ok(Content::Nothing("This file is still being checked.".into())),
        FileStatus::Failed => {
            let why = file.failure.clone().unwrap_or_default();
            return Ok(Content::Nothing(format!("This file could not be taken. {why}")));
        }
        FileStatus::Ready => {}
    }
    Ok(match paper(&file.key, &file.mime_type).await? {
        Paper::Picture {
            bytes,
            is_png,
            width,
            height,
        } => Content::Picture {
            bytes: Arc::new(bytes),
            is_png,
            size: (side(width), side(height)),
        },
        Paper::Nothing(why) => Content::Nothing(why),
        Paper::Pdf(bytes) => {
            let looked = tokio::task::spawn_blocking(move || (probe::probe(&bytes), bytes)).await;
            let (probed, bytes) = looked.map_err(|error| AppError::internal(&error))?;
            match probed {
                Ok(probed) => Content::Pdf {
                    bytes: Arc::new(bytes),
                    pages: probed.pages,
                    total: probed.total,
                    is_second: probed.is_second,
                },
                Err(why) => Content::Nothing(why),
            }
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "a picture for paper is small")]
const fn side(pixels: u32) -> f32 {
    pixels as f32
}

impl Receipts {
    /// The same without the PDF files, should they break what writes them.
    #[must_use]
    pub fn without_files(mut self) -> Self {
        for one in &mut self.shown {
            if matches!(one.content, Content::Pdf { .. }) {
                one.content = Content::Nothing("This PDF file could not be put into the document.".into());
            }
        }
        self
    }

    /// The list of them, and what is not in the document. `address` says where a file can be had that was left out.
    pub fn list(&self, layout: &mut Layout, reader: &Reader, address: impl Fn(&Filed) -> String) {
        if self.shown.is_empty() && self.left_out.is_empty() {
            return;
        }
        layout.heading("Receipts");
        let columns = [
            Column::text("No.", 0.5),
            Column::text("File", 4.0),
            Column::text("Kind", 1.6),
            Column::figure("Size", 1.0),
            Column::text("Added", 2.6),
        ];
        let row = |number: String, file: &Filed, kind: String| {
            let when = reader.zone.date(file.uploaded_at, &reader.locale);
            let added = format!("{when}, {}", file.uploaded_by);
            Row::new(vec![
                number,
                file.name.clone(),
                kind,
                size_in_words(file.size),
                added,
            ])
        };
        let shown = self.shown.iter().enumerate();
        let rows: Vec<Row> = shown
            .map(|(at, one)| row((at + 1).to_string(), &one.file, one.content.in_words()))
            .collect();
        if !rows.is_empty() {
            layout.table(&columns, &rows);
        }
        if self.left_out.is_empty() {
            return;
        }
        layout.space(8.0);
        layout.paragraph(&match self.left_out.len() {
            1 => "1 more is not in this document, which would be too large with it. It stands with its claim:".into(),
            more => format!(
                "{more} more are not in this document, which would be too large with them. They stand with their claims:"
            ),
        });
        layout.space(4.0);
        let columns = [
            Column::text("File", 4.0),
            Column::figure("Size", 1.0),
            Column::text("Added", 2.6),
        ];
        let rows: Vec<Row> = self
            .left_out
            .iter()
            .map(|file| {
                let mut row = row(String::new(), file, String::new());
                row.cells.remove(2);
                row.cells.remove(0);
                row.address = Some(address(file));
                row
            })
            .collect();
        layout.table(&columns, &rows);
    }

    /// Each on sheets of its own. `title` says what stands above one.
    pub fn sheets(&self, layout: &mut Layout, reader: &Reader, title: impl Fn(usize, &Filed) -> String) {
        for (at, one) in self.shown.iter().enumerate() {
            let file = &one.file;
            let head = title(at + 1, file);
            let when = reader.zone.date_time(file.uploaded_at, &reader.locale);
            let about = format!("{}, added {when} by {}", file.name, file.uploaded_by);
            match &one.content {
                Content::Picture { size, .. } => {
                    let says = format!("Picture of the receipt {}", file.name);
                    layout.picture((&head, &about), at, 0, *size, says);
                }
                Content::Pdf { pages, total, .. } => {
                    for (page, size) in pages.iter().enumerate() {
                        let of = match pages.len() < *total {
                            true => {
                                format!("page {} of {total}, of which {} are shown", page + 1, pages.len())
                            }
                            false => format!("page {} of {total}", page + 1),
                        };
                        let (head, about) = (format!("{head}, {of}"), about.as_str());
                        let says = format!("{} of the receipt {}", of, file.name);
                        if page == 0 {
                            layout.picture((&head, about), at, page, *size, says);
                        } else {
                            layout.further(&head, at, page, *size, says);
                        }
                    }
                }
                Content::Nothing(why) => layout.instead(&head, &about, why),
            }
        }
    }
}
