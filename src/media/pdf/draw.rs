//! Pages of PDF files as pictures, to be looked at in place. The other process draws them; nothing of the file itself goes out.

use super::{BROKEN, LARGEST, LOCKED, MOST_PAGES, NOT_NOW, asked, is_size};
use crate::media::types::PageCount;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageResult, RgbImage};

/// Longest side of a page as it is drawn, in pixels: 150 dots an inch on A4, so that small print can be read from near.
const LONG: f32 = 1_800.0;
/// What the short side of a strip from a till has at least, as far as the next two let it.
const SHORT: f32 = 800.0;
const LONGEST: f32 = 6_000.0;
const MOST_PIXELS: f32 = 4_000_000.0;
/// By how much a page is enlarged at most: a stamp need not fill a screen.
const NEAREST: f32 = 4.0;

/// Seconds of a processor for a page, and for counting.
const SECONDS: u32 = 10;

/// The stack of whoever draws, who calls what is nested by calling itself.
const STACK: usize = 16 * 1024 * 1024;

/// Above so many bytes a page is a photograph, and smaller as a JPEG.
const LARGE: usize = 600_000;
const QUALITY: u8 = 85;

/// Changes with how pages are drawn, so that a browser does not keep what was drawn otherwise.
pub const EDITION: u8 = 1;

/// A page as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub bytes: Vec<u8>,
    pub mime_type: &'static str,
}

/// What is asked of the other process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// How many pages there are.
    Count,
    /// The first is 1.
    Page(usize),
}

/// How many pages a file has. Not for the threads that answer.
///
/// # Errors
/// Why nobody knows, worded for people.
pub fn count(bytes: &[u8]) -> Result<PageCount, String> {
    let said = said(bytes, &["--count"], BROKEN)?;
    let said = std::str::from_utf8(&said).ok();
    let total = said.and_then(|said| said.strip_prefix("pages ")?.parse::<usize>().ok());
    let total = total.filter(|total| *total > 0).ok_or(BROKEN)?;
    Ok(PageCount {
        total,
        shown: total.min(MOST_PAGES),
    })
}

/// Draws a page; none where the file has no such page. Not for the threads that answer.
///
/// # Errors
/// Why it cannot be shown, worded for people.
pub fn page(bytes: &[u8], page: usize) -> Result<Option<Drawn>, String> {
    if page == 0 || page > MOST_PAGES {
        return Ok(None);
    }
    let failed = "This page cannot be drawn.";
    let said = said(bytes, &["--page", &page.to_string()], failed)?;
    if said == b"no such page" {
        return Ok(None);
    }
    let mime_type = match said.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, ..] => "image/jpeg",
        _ => return Err(failed.into()),
    };
    Ok(Some(Drawn {
        bytes: said,
        mime_type,
    }))
}

fn said(bytes: &[u8], arguments: &[&str], failed: &str) -> Result<Vec<u8>, String> {
    if bytes.len() > LARGEST {
        return Err(too_large());
    }
    let said = asked(bytes, SECONDS, arguments).map_err(|error| {
        tracing::warn!(%error, "no process could be started that draws a PDF file");
        NOT_NOW.to_owned()
    })?;
    match said.as_slice() {
        b"" => Err(failed.to_owned()),
        b"locked" => Err(LOCKED.to_owned()),
        b"broken" => Err(BROKEN.to_owned()),
        _ => Ok(said),
    }
}

/// What is said of a file that nobody begins to read.
#[must_use]
pub fn too_large() -> String {
    "This PDF file is too large to be shown here.".into()
}

/// What the other process does.
///
/// # Errors
/// If there is nothing to read from, or the file ends the look at it.
pub fn answer(question: Question) -> Result<Vec<u8>, String> {
    super::answer(STACK, move |bytes| look(bytes, question))
}

fn look(bytes: Vec<u8>, question: Question) -> Vec<u8> {
    let pdf = match Pdf::new(bytes) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => return b"locked".to_vec(),
        Err(_) => return b"broken".to_vec(),
    };
    let pages = pdf.pages();
    let number = match question {
        Question::Count if pages.is_empty() => return b"broken".to_vec(),
        Question::Count => return format!("pages {}", pages.len()).into_bytes(),
        Question::Page(number) => number,
    };
    let Some(page) = number.checked_sub(1).and_then(|at| pages.get(at)) else {
        return b"no such page".to_vec();
    };
    let Some(frame) = Frame::of(page.render_dimensions()) else {
        return b"broken".to_vec();
    };
    let settings = RenderSettings {
        x_scale: frame.scale,
        y_scale: frame.scale,
        width: Some(frame.width),
        height: Some(frame.height),
        bg_color: WHITE,
    };
    let drawn = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &settings,
    );
    let (width, height) = (drawn.width(), drawn.height());
    // On white nothing shines through.
    let colours = drawn
        .data()
        .iter()
        .flat_map(|dot| [dot.r, dot.g, dot.b])
        .collect();
    let picture = RgbImage::from_raw(width.into(), height.into(), colours);
    let encoded = picture.and_then(|picture| encoded(picture).ok());
    encoded.unwrap_or_else(|| b"broken".to_vec())
}

/// How large a page is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Frame {
    width: u16,
    height: u16,
    scale: f32,
}

impl Frame {
    /// Of a page with these sides, in points; none where it has none to speak of.
    fn of((width, height): (f32, f32)) -> Option<Self> {
        if !is_size(width) || !is_size(height) {
            return None;
        }
        let (long, short) = (width.max(height), width.min(height));
        let whole = LONG / long;
        let readable = (SHORT / short)
            .min(LONGEST / long)
            .min((MOST_PIXELS / (width * height)).sqrt());
        let scale = whole.max(readable).min(NEAREST);
        Some(Self {
            width: pixels(width * scale),
            height: pixels(height * scale),
            scale,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no side is longer than 6000"
)]
fn pixels(side: f32) -> u16 {
    side.round().clamp(1.0, LONGEST) as u16
}

/// As PNG, which keeps letters sharp, or as JPEG where that is large.
fn encoded(picture: RgbImage) -> ImageResult<Vec<u8>> {
    let is_grey = picture
        .pixels()
        .all(|dot| dot.0[0] == dot.0[1] && dot.0[1] == dot.0[2]);
    let picture = DynamicImage::from(picture);
    let picture = if is_grey {
        DynamicImage::from(picture.into_luma8())
    } else {
        picture
    };
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new_with_quality(
        &mut bytes,
        CompressionType::Fast,
        FilterType::Adaptive,
    ))?;
    if bytes.len() <= LARGE {
        return Ok(bytes);
    }
    let mut smaller = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut smaller, QUALITY))?;
    Ok(if smaller.len() < bytes.len() {
        smaller
    } else {
        bytes
    })
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_page_is_large_enough_to_be_read_and_never_larger_than_its_bounds() {
        for (sides, drawn) in [
            ((595.0, 842.0), (1272, 1800)),
            ((842.0, 595.0), (1800, 1272)),
            // A strip of a till, 80 mm wide and 60 cm long.
            ((227.0, 1701.0), (731, 5475)),
            ((14_400.0, 14_400.0), (1800, 1800)),
            ((1.0, 14_400.0), (1, 6000)),
            ((10.0, 10.0), (40, 40)),
        ] {
            let frame = Frame::of(sides).unwrap();
            assert_eq!((frame.width, frame.height), drawn, "{sides:?}");
        }
        for nothing in [
            (0.0, 10.0),
            (f32::NAN, 10.0),
            (10.0, f32::INFINITY),
            (20_000.0, 10.0),
        ] {
            assert_eq!(Frame::of(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn letters_stay_sharp_and_a_photograph_small() {
        let paper = encoded(RgbImage::from_pixel(900, 1200, image::Rgb([255, 255, 255]))).unwrap();
        assert!(
            paper.starts_with(b"\x89PNG") && paper.len() < 20_000,
            "{}",
            paper.len()
        );
        let mut seed = 7_u32;
        let noise = RgbImage::from_fn(900, 1200, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8])
        });
        assert!(encoded(noise).unwrap().starts_with(&[0xff, 0xd8]));
    }
}
