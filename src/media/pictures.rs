//! Small pictures of large ones, made within bounds.

use super::sniff::Picture;
use super::storage::Rendition;
use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::error::LimitErrorKind;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, ImageResult, Limits};
use std::io::{BufRead, Cursor, Seek};

/// Most pixels of a picture, and longest side.
const MOST_PIXELS: u64 = 40_000_000;
const LONGEST_SIDE: u32 = 16_000;

/// Most that a picture may take in memory while it is decoded, and while its head is read: a head holds packed texts and
/// profiles of colours.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const MOST_OF_A_HEAD: u64 = 8 * 1024 * 1024;

/// Side of an avatar, and longest side of any other small picture. Twice what is shown, for screens
/// that have two pixels for one.
const SQUARE: u32 = 192;
const SMALL: u32 = 480;
/// Longest side of what stands at the head of a page: enough for where pages are shared.
const WIDE: u32 = 1600;
/// Longest side of what is printed: 190 dots an inch on A4.
const SHEET: u32 = 2200;

const QUALITY: u8 = 82;

/// What was drawn of a picture.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// In the order in which they were asked for.
    pub renditions: Vec<(Rendition, Vec<u8>)>,
    /// Of all of them.
    pub mime_type: &'static str,
    /// Of the large one, as it is seen.
    pub width: u32,
    pub height: u32,
}

const fn format(picture: Picture) -> ImageFormat {
    match picture {
        Picture::Jpeg => ImageFormat::Jpeg,
        Picture::Png => ImageFormat::Png,
        Picture::Webp => ImageFormat::WebP,
    }
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(memory);
    limits
}

/// Whether a picture can be taken, by what its head says: before anything is made room for.
///
/// # Errors
/// Why not, worded for people.
pub fn check_head(picture: Picture, from: impl BufRead + Seek) -> Result<(), String> {
    let mut reader = ImageReader::with_format(from, format(picture));
    reader.limits(limits(MOST_OF_A_HEAD));
    let decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => {
            too_large()
        }
        image::ImageError::Limits(_) => too_many(),
        _ => damaged(),
    })?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_many());
    }
    if width.min(height) == 0 {
        return Err(damaged());
    }
    // Sixteen bits for each colour are twice as much, and nothing else asks before it makes room for them.
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> String {
    "This picture takes too much memory: save it with fewer pixels, or with 8 bits for each colour.".into()
}

fn too_many() -> String {
    "This picture has too many pixels: 40 million at most, and 16,000 on a side.".into()
}

fn damaged() -> String {
    "This picture is damaged and cannot be read.".into()
}

/// Draws smaller pictures of a large one: upright, and with nothing of it but what is seen.
///
/// # Errors
/// Why there are none, worded for people.
pub fn draw(picture: Picture, bytes: &[u8], wanted: &[Rendition]) -> Result<Drawn, String> {
    check_head(picture, Cursor::new(bytes))?;
    make(picture, bytes, wanted).map_err(|error| {
        tracing::debug!(%error, "a picture could not be read");
        damaged()
    })
}

fn make(picture: Picture, bytes: &[u8], wanted: &[Rendition]) -> ImageResult<Drawn> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(picture));
    // Of what stands beside the picture no more is unpacked than of its head: a description of colours may swell a thousandfold.
    reader.limits(limits(MOST_OF_A_HEAD));
    let mut decoder = reader.into_decoder()?;
    decoder.set_limits(limits(MOST_MEMORY))?;
    let orientation = decoder.orientation()?;
    let colours = decoder.icc_profile()?;
    let large = DynamicImage::from_decoder(decoder)?;
    let (mut width, mut height) = (large.width(), large.height());
    if is_on_its_side(orientation) {
        (width, height) = (height, width);
    }
    let mut renditions = Vec::with_capacity(wanted.len());
    for rendition in wanted {
        let mut small = shrink(&large, *rendition)?;
        small.apply_orientation(orientation);
        renditions.push((*rendition, encoded(&small, colours.clone())?));
    }
    let mime_type = if large.color().has_alpha() {
        "image/png"
    } else {
        "image/jpeg"
    };
    Ok(Drawn {
        renditions,
        mime_type,
        width,
        height,
    })
}

/// As PNG where something shines through, otherwise as JPEG.
fn encoded(small: &DynamicImage, colours: Option<Vec<u8>>) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    if small.color().has_alpha() {
        let mut encoder = PngEncoder::new(&mut bytes);
        keep_colours(&mut encoder, colours);
        DynamicImage::from(small.to_rgba8()).write_with_encoder(encoder)?;
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        if is_grey(small) {
            DynamicImage::from(small.to_luma8()).write_with_encoder(encoder)?;
        } else {
            keep_colours(&mut encoder, colours);
            DynamicImage::from(small.to_rgb8()).write_with_encoder(encoder)?;
        }
    }
    Ok(bytes)
}

fn is_grey(image: &DynamicImage) -> bool {
    !image.color().has_color()
}

/// What the numbers of the colours mean. Without it they are taken for sRGB, as most are.
fn keep_colours(encoder: &mut impl ImageEncoder, colours: Option<Vec<u8>>) {
    if let Some(colours) = colours {
        let _ = encoder.set_icc_profile(colours);
    }
}

const fn is_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// The sides of the wide rendition of a picture with these sides.
#[must_use]
pub fn wide(width: u32, height: u32) -> (u32, u32) {
    within(WIDE, width, height)
}

/// The sides of the rendition for paper of a picture with these sides.
#[must_use]
pub fn sheet(width: u32, height: u32) -> (u32, u32) {
    within(SHEET, width, height)
}

/// The sides of a picture so small that none is longer than that; one that is small enough stays as it is.
fn within(longest: u32, width: u32, height: u32) -> (u32, u32) {
    let scale = f64::from(longest) / f64::from(width.max(height).max(1));
    let side = |side: u32| side.min(scaled(side, scale)).max(1);
    (side(width), side(height))
}

fn shrink(large: &DynamicImage, rendition: Rendition) -> ImageResult<DynamicImage> {
    let (width, height) = (large.width(), large.height());
    let (to_width, to_height) = match rendition {
        Rendition::Square => {
            let side = SQUARE.min(width.min(height)).max(1);
            (side, side)
        }
        Rendition::Small => within(SMALL, width, height),
        Rendition::Wide => wide(width, height),
        Rendition::Sheet => within(SHEET, width, height),
    };
    let mut small = DynamicImage::new(to_width, to_height, large.color());
    let options = ResizeOptions::new().fit_into_destination(None);
    Resizer::new()
        .resize(large, &mut small, &options)
        .map_err(|error| image::ImageError::IoError(std::io::Error::other(error)))?;
    Ok(small)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side times at most 2200 over the longest side is a small positive number"
)]
fn scaled(side: u32, scale: f64) -> u32 {
    (f64::from(side) * scale).round() as u32
}
