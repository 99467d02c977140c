//! PDF files of other people's. What reads them may be led astray by one that was made for it, into a depth or a size that ends the process. So a
//! process of its own reads each first, within limits, and only what it came through with is read here.

use super::write::open;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::geom::Size;
use krilla::page::PageSettings;
use krilla::pdf::Pdf;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Most pages of one file that go into a document.
pub const MOST_PAGES: usize = 100;

/// Largest file that is read, in bytes.
pub const LARGEST: usize = 50_000_000;

/// What the other process may use: kilobytes of addresses, and seconds of a processor.
const LIMITS: &str = "ulimit -c 0; ulimit -v 2000000; ulimit -t 20; exec \"$0\" read-pdf";

/// The stack of the other process. Whoever reads it afterwards has many times that.
const STACK: usize = 4 * 1024 * 1024;

const BROKEN: &str = "This PDF file is damaged and cannot be read.";
const LOCKED: &str = "This PDF file is protected by a password and cannot be read.";

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
    let said = asked(bytes).map_err(|error| {
        tracing::warn!(%error, "no process could be started that reads a PDF file");
        "This PDF file could not be read just now.".to_owned()
    })?;
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

fn asked(bytes: &[u8]) -> std::io::Result<String> {
    let mut other = Command::new("/bin/sh")
        .args(["-c", LIMITS])
        .arg(program()?)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = other.stdin.take() {
        // One that has ended does not listen; what it said counts.
        let _ = input.write_all(bytes);
    }
    let output = other.wait_with_output()?;
    Ok(match output.status.success() {
        true => String::from_utf8_lossy(&output.stdout).into_owned(),
        false => String::new(),
    })
}

/// This program, even where its file was replaced since it was started.
fn program() -> std::io::Result<std::path::PathBuf> {
    let file = std::env::current_exe()?;
    // A test is a program of its own, beside that of the product.
    let folder = file.parent().filter(|folder| folder.ends_with("deps"));
    if let Some(built) = folder.and_then(|folder| folder.parent()) {
        return Ok(built.join("the-plugs"));
    }
    let running = std::path::PathBuf::from(format!("/proc/{}/exe", std::process::id()));
    Ok(if running.exists() { running } else { file })
}

/// What the other process does: reads a file from standard input, as it would be read for a document, and says what it holds.
///
/// # Errors
/// If there is nothing to read from.
pub fn answer() -> Result<String, String> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || look(bytes))
        .map_err(|error| error.to_string())?
        .join()
        .map_err(|_| "It cannot be read.".to_owned())
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

/// A side that a page may have: 200 inches is the most that the format knows.
fn is_size(side: f32) -> bool {
    (1.0..=14_400.0).contains(&side)
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
