//! Takes everything out of a picture that is not needed to draw it: where and with what it was
//! taken, comments, small copies of itself, and whatever was appended. It walks over the container
//! and decodes nothing; only which way is up is kept, and what its colours mean.

use super::sniff::Picture;
use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom, Write};

/// Longest description of colours that is kept.
const LONGEST_PROFILE: u64 = 4 * 1024 * 1024;

/// Copies a picture without its metadata.
///
/// # Errors
/// `InvalidData` or `UnexpectedEof` where it is no whole picture of its kind.
pub fn strip(picture: Picture, from: &mut impl BufRead, to: &mut (impl Write + Seek)) -> io::Result<()> {
    match picture {
        Picture::Jpeg => jpeg(from, to),
        Picture::Png => png(from, to),
        Picture::Webp => webp(from, to),
    }
}

fn damaged() -> io::Error {
    ErrorKind::InvalidData.into()
}

fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn some(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if from.take(length).read_to_end(&mut bytes)? as u64 == length {
        Ok(bytes)
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

fn copy(from: &mut impl Read, to: &mut impl Write, length: u64) -> io::Result<()> {
    if io::copy(&mut from.take(length), to)? == length {
        Ok(())
    } else {
        Err(ErrorKind::UnexpectedEof.into())
    }
}

fn skip(from: &mut impl Read, length: u64) -> io::Result<()> {
    copy(from, &mut io::sink(), length)
}

/// Which way is up, from 2 to 8, where a block of EXIF says something else than as it stands.
fn orientation(exif: &[u8]) -> Option<u8> {
    let is_big = exif.starts_with(b"MM");
    let short = |at: usize| {
        let pair: [u8; 2] = exif.get(at..at + 2)?.try_into().ok()?;
        Some(if is_big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let long = |at: usize| {
        let four: [u8; 4] = exif.get(at..at + 4)?.try_into().ok()?;
        let value = if is_big {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        };
        usize::try_from(value).ok().filter(|value| *value <= exif.len())
    };
    let directory = long(4)?;
    let entry = (0..short(directory)?)
        .map(|index| directory + 2 + 12 * usize::from(index))
        .find(|entry| short(*entry) == Some(0x0112))?;
    let value = u8::try_from(short(entry + 8)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}

/// A block of EXIF that says which way is up and nothing else.
fn upright(orientation: u8) -> [u8; 26] {
    let mut exif = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    exif[19] = orientation;
    exif
}

fn jpeg(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<()> {
    const EXIF: &[u8] = b"Exif\0\0";
    if bytes(from)? != [0xff, 0xd8] {
        return Err(damaged());
    }
    to.write_all(&[0xff, 0xd8])?;
    let mut is_turned = false;
    let [mut mark, mut kind] = bytes(from)?;
    loop {
        if mark != 0xff {
            return Err(damaged());
        }
        while kind == 0xff {
            [kind] = bytes(from)?;
        }
        if kind == 0xd9 {
            return to.write_all(&[0xff, 0xd9]);
        }
        let size = u16::from_be_bytes(bytes(from)?);
        let body = some(from, u64::from(size).checked_sub(2).ok_or_else(damaged)?)?;
        let is_kept = match kind {
            0xc0..=0xcf | 0xda..=0xdf => true,
            0xe0 => body.starts_with(b"JFIF\0"),
            0xe2 => body.starts_with(b"ICC_PROFILE\0"),
            0xee => body.starts_with(b"Adobe"),
            _ => false,
        };
        if is_kept {
            to.write_all(&[0xff, kind])?;
            to.write_all(&size.to_be_bytes())?;
            to.write_all(&body)?;
        }
        if kind == 0xe1
            && !is_turned
            && let Some(exif) = body.strip_prefix(EXIF)
            && let Some(up) = orientation(exif)
        {
            is_turned = true;
            to.write_all(&[0xff, 0xe1, 0, 34])?;
            to.write_all(EXIF)?;
            to.write_all(&upright(up))?;
        }
        [mark, kind] = if kind == 0xda {
            scan(from, to)?
        } else {
            bytes(from)?
        };
    }
}

/// Copies what is drawn, up to the next mark, and returns that.
fn scan(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<[u8; 2]> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let plain = buffer
            .iter()
            .position(|byte| *byte == 0xff)
            .unwrap_or(buffer.len());
        to.write_all(&buffer[..plain])?;
        let is_marked = plain < buffer.len();
        from.consume(plain);
        if is_marked {
            let pair: [u8; 2] = bytes(from)?;
            // A stuffed byte, or where drawing begins anew.
            if !matches!(pair[1], 0 | 0xd0..=0xd7) {
                return Ok(pair);
            }
            to.write_all(&pair)?;
        }
    }
}

fn png(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<()> {
    const KEPT: [&[u8; 4]; 15] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT",
        b"bKGD", b"acTL", b"fcTL", b"fdAT",
    ];
    const LONGEST_EXIF: u64 = 1024 * 1024;
    let signature: [u8; 8] = bytes(from)?;
    if signature != *b"\x89PNG\r\n\x1a\n" {
        return Err(damaged());
    }
    to.write_all(&signature)?;
    loop {
        let length: [u8; 4] = bytes(from)?;
        let kind: [u8; 4] = bytes(from)?;
        let size = u64::from(u32::from_be_bytes(length));
        let is_kept = KEPT.contains(&&kind) && (kind != *b"iCCP" || size <= LONGEST_PROFILE);
        if kind == *b"eXIf" && size <= LONGEST_EXIF {
            if let Some(up) = orientation(&some(from, size)?) {
                let body = [&b"eXIf"[..], &upright(up)].concat();
                to.write_all(&26_u32.to_be_bytes())?;
                to.write_all(&body)?;
                to.write_all(&crc(&body).to_be_bytes())?;
            }
            skip(from, 4)?;
        } else if is_kept {
            to.write_all(&length)?;
            to.write_all(&kind)?;
            copy(from, to, size + 4)?;
        } else {
            skip(from, size + 4)?;
        }
        if kind == *b"IEND" {
            return Ok(());
        }
    }
}

/// The check sum of PNG's chunks.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

fn webp(from: &mut impl BufRead, to: &mut (impl Write + Seek)) -> io::Result<()> {
    const KEPT: [&[u8; 4]; 6] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    const HAS_EXIF: u8 = 0x08;
    const HAS_XMP: u8 = 0x04;
    let head: [u8; 4] = bytes(from)?;
    let size: [u8; 4] = bytes(from)?;
    if head != *b"RIFF" || bytes(from)? != *b"WEBP" {
        return Err(damaged());
    }
    to.write_all(b"RIFF\0\0\0\0WEBP")?;
    let mut left = u64::from(u32::from_le_bytes(size))
        .checked_sub(4)
        .ok_or_else(damaged)?;
    let (mut flags, mut up) = (None, None);
    while left >= 8 {
        let kind: [u8; 4] = bytes(from)?;
        let length: [u8; 4] = bytes(from)?;
        let size = u64::from(u32::from_le_bytes(length));
        let padded = size + size % 2;
        left = left.checked_sub(8 + padded).ok_or_else(damaged)?;
        if kind == *b"VP8X" {
            let mut body = some(from, padded)?;
            let first = body.first_mut().ok_or_else(damaged)?;
            *first &= !(HAS_EXIF | HAS_XMP);
            flags = Some((to.stream_position()? + 8, *first));
            to.write_all(&kind)?;
            to.write_all(&length)?;
            to.write_all(&body)?;
        } else if kind == *b"EXIF" {
            let exif = some(from, padded)?;
            up = up.or_else(|| orientation(exif.strip_prefix(b"Exif\0\0").unwrap_or(&exif)));
        } else if KEPT.contains(&&kind) {
            to.write_all(&kind)?;
            to.write_all(&length)?;
            copy(from, to, padded)?;
        } else {
            skip(from, padded)?;
        }
    }
    if let (Some(up), Some((at, flags))) = (up, flags) {
        to.write_all(b"EXIF\x1a\0\0\0")?;
        to.write_all(&upright(up))?;
        let end = to.stream_position()?;
        to.seek(SeekFrom::Start(at))?;
        to.write_all(&[flags | HAS_EXIF])?;
        to.seek(SeekFrom::Start(end))?;
    }
    let end = to.stream_position()?;
    to.seek(SeekFrom::Start(4))?;
    to.write_all(&u32::try_from(end - 8).map_err(|_| damaged())?.to_le_bytes())?;
    to.seek(SeekFrom::Start(end))?;
    Ok(())
}
