//! Small pictures of large ones, made within bounds.

use super::sniff::Picture;
use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, ImageResult, Limits};
use std::io::{BufRead, Cursor, Seek};

/// Most pixels of a picture, and longest side.
const MOST_PIXELS: u64 = 40_000_000;
const LONGEST_SIDE: u32 = 16_000;

/// Most that a picture may take in memory while it is decoded.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Side of an avatar, and longest side of any other small picture. Twice what is shown, for screens
/// that have two pixels for one.
const SQUARE: u32 = 192;
const SMALL: u32 = 480;

const QUALITY: u8 = 82;

/// A small picture.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    pub bytes: Vec<u8>,
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

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// Whether a picture can be taken, by what its head says: before anything is made room for.
///
/// # Errors
/// Why not, worded for people.
pub fn check_head(picture: Picture, from: impl BufRead + Seek) -> Result<(), String> {
    let mut reader = ImageReader::with_format(from, format(picture));
    reader.limits(limits());
    match reader.into_dimensions() {
        Ok((width, height)) if u64::from(width) * u64::from(height) > MOST_PIXELS => Err(too_many()),
        Ok((0, _) | (_, 0)) => Err(damaged()),
        Ok(_) => Ok(()),
        Err(image::ImageError::Limits(_)) => Err(too_many()),
        Err(_) => Err(damaged()),
    }
}

fn too_many() -> String {
    "This picture has too many pixels: 40 million at most, and 16,000 on a side.".into()
}

fn damaged() -> String {
    "This picture is damaged and cannot be read.".into()
}

/// Makes the small picture of a large one: upright, and with nothing of it but what is seen.
///
/// # Errors
/// Why there is none, worded for people.
pub fn thumbnail(picture: Picture, bytes: &[u8], is_square: bool) -> Result<Thumbnail, String> {
    check_head(picture, Cursor::new(bytes))?;
    make(picture, bytes, is_square).map_err(|error| {
        tracing::debug!(%error, "a picture could not be read");
        damaged()
    })
}

fn make(picture: Picture, bytes: &[u8], is_square: bool) -> ImageResult<Thumbnail> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(picture));
    reader.limits(limits());
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let colours = decoder.icc_profile()?;
    let large = DynamicImage::from_decoder(decoder)?;
    let (mut width, mut height) = (large.width(), large.height());
    let mut small = shrink(&large, is_square)?;
    drop(large);
    small.apply_orientation(orientation);
    if is_on_its_side(orientation) {
        (width, height) = (height, width);
    }
    let mut bytes = Vec::new();
    let mime_type = if small.color().has_alpha() {
        let mut encoder = PngEncoder::new(&mut bytes);
        keep_colours(&mut encoder, colours);
        DynamicImage::from(small.to_rgba8()).write_with_encoder(encoder)?;
        "image/png"
    } else {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        if is_grey(&small) {
            DynamicImage::from(small.to_luma8()).write_with_encoder(encoder)?;
        } else {
            keep_colours(&mut encoder, colours);
            DynamicImage::from(small.to_rgb8()).write_with_encoder(encoder)?;
        }
        "image/jpeg"
    };
    Ok(Thumbnail {
        bytes,
        mime_type,
        width,
        height,
    })
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

fn shrink(large: &DynamicImage, is_square: bool) -> ImageResult<DynamicImage> {
    let (width, height) = (large.width(), large.height());
    let (to_width, to_height) = if is_square {
        let side = SQUARE.min(width.min(height)).max(1);
        (side, side)
    } else {
        let scale = f64::from(SMALL) / f64::from(width.max(height));
        let side = |side: u32| side.min(scaled(side, scale)).max(1);
        (side(width), side(height))
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
    reason = "a side times at most 480 over that side is a small positive number"
)]
fn scaled(side: u32, scale: f64) -> u32 {
    (f64::from(side) * scale).round() as u32
}
