//! PDF files of other people's, as they are put into a document. A process of its own reads each first (`media::pdf`), and only what it came through
//! with is read here.

use super::write::open;
use crate::media::pdf::{BROKEN, LARGEST, LOCKED, MOST_PAGES, NOT_NOW, asked, is_size};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla::pdf::Pdf;
use std::fmt::Write as _;
use std::sync::Arc;

/// Seconds of a processor that the other process may use.
const SECONDS: u32 = 20;

/// The stack of the other process. Whoever reads it afterwards has many times that.
const STACK: usize = 4 * 1024 * 1024;

/// What is known of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Probed {
    /// How wide and how high each page is that can be shown, in points.
    pub pages: Vec<(f32, f32)>,
    /// How many it has.
    pub total: usize,
    /// It is written in the second edition of the format.
    pub is_second: bool,
}

/// Has another process read a file. Not for the threads that answer.
///
/// # Errors
/// Why it cannot be shown, worded for people.
pub fn probe(bytes: &[u8]) -> Result<Probed, String> {
    if bytes.len() > LARGEST {
        return Err("This PDF file is too large to be put into a document.".into());
    }
    let said = asked(bytes, SECONDS, &[]).map_err(|error| {
        tracing::warn!(%error, "no process could be started that reads a PDF file");
        NOT_NOW.to_owned()
    })?;
    let said = String::from_utf8_lossy(&said);
    let mut lines = said.lines();
    match lines.next() {
        Some("locked") => return Err(LOCKED.into()),
        Some("pages") => {}
        _ => return Err(BROKEN.into()),
    }
    let mut head = lines.next().unwrap_or_default().split(' ');
    let total = head.next().and_then(|total| total.parse().ok());
    let is_second = head.next() == Some("2.0");
    let page = |line: &str| {
        let (width, height) = line.split_once(' ')?;
        Some((width.parse().ok()?, height.parse().ok()?))
    };
    let pages: Option<Vec<_>> = lines.map(page).collect();
    match (total, pages) {
        (Some(total), Some(pages)) if !pages.is_empty() => Ok(Probed {
            pages,
            total,
            is_second,
        }),
        _ => Err(BROKEN.into()),
    }
}

/// What the other process does: reads a file from standard input, as it would be read for a document, and says what it holds.
///
/// # Errors
/// If there is nothing to read from.
pub fn answer() -> Result<String, String> {
    crate::media::pdf::answer(STACK, look)
}

fn look(bytes: Vec<u8>) -> String {
    use krilla::pdf::PdfDocument;
    let pdf = match open(bytes) {
        Ok(pdf) => Arc::new(pdf),
        Err(true) => return "locked".into(),
        Err(false) => return "broken".into(),
    };
    let is_second = is_second(&pdf);
    let sizes: Vec<(f32, f32)> = pdf
        .pages()
        .iter()
        .take(MOST_PAGES)
        .map(|page| page.render_dimensions())
        .collect();
    let total = pdf.pages().len();
    if sizes
        .iter()
        .any(|(width, height)| !is_size(*width) || !is_size(*height))
    {
        return "broken".into();
    }
    // What comes of it is thrown away: it matters that something does.
    let mut document = Document::new_with(settings(true, false));
    let embedded = PdfDocument::new(pdf);
    for (at, (width, height)) in sizes.iter().enumerate() {
        let (Some(size), Some(sheet)) = (
            Size::from_wh(*width, *height),
            PageSettings::from_wh(*width, *height),
        ) else {
            return "broken".into();
        };
        let mut page = document.start_page_with(sheet);
        let mut surface = page.surface();
        surface.draw_pdf_page(&embedded, size, at);
        surface.finish();
        page.finish();
    }
    if document.finish().is_err() {
        return "broken".into();
    }
    let mut said = format!("pages\n{total} {}", if is_second { "2.0" } else { "1.7" });
    for (width, height) in sizes {
        let _ = write!(said, "\n{width} {height}");
    }
    said
}

fn is_second(pdf: &Pdf) -> bool {
    // The type of versions is not named by what reads them for us.
    format!("{:?}", pdf.version()) == "Pdf20"
}

/// How documents are written.
pub(super) fn settings(is_second: bool, is_tagged: bool) -> SerializeSettings {
    let version = if is_second {
        PdfVersion::Pdf20
    } else {
        PdfVersion::Pdf17
    };
    let configuration = ConfigurationBuilder::new().with_version(version).finish();
    SerializeSettings {
        configuration: configuration.unwrap_or_default(),
        enable_tagging: is_tagged,
        ..SerializeSettings::default()
    }
}
