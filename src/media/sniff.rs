//! What a file is, by its content. Its name and what the browser calls it are not asked.

/// How much of its beginning tells what a file is.
pub const HEAD: usize = 8 * 1024;

/// What a PDF file is served as.
pub const PDF: &str = "application/pdf";

/// A kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What it is served as.
    pub mime_type: &'static str,
    /// `media.media_type`.
    pub media_type: &'static str,
    /// Whether its pixels are looked at and its metadata taken out.
    pub picture: Option<Picture>,
}

/// A kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    Jpeg,
    Png,
    Webp,
}

const fn picture(mime_type: &'static str, picture: Picture) -> Kind {
    Kind {
        mime_type,
        media_type: "image",
        picture: Some(picture),
    }
}

const fn document(mime_type: &'static str) -> Kind {
    Kind {
        mime_type,
        media_type: "document",
        picture: None,
    }
}

/// Everything that is taken; anything else is not.
const KINDS: &[Kind] = &[
    picture("image/jpeg", Picture::Jpeg),
    picture("image/png", Picture::Png),
    picture("image/webp", Picture::Webp),
    document(PDF),
    document("application/zip"),
    document("application/msword"),
    document("application/vnd.ms-excel"),
    document("application/vnd.ms-powerpoint"),
    document("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    document("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    document("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// Text has no mark of its own.
const TEXT: Kind = document("text/plain");

/// The kind of a stored type.
#[must_use]
pub fn of_type(mime_type: &str) -> Option<Kind> {
    KINDS
        .iter()
        .chain([&TEXT])
        .find(|kind| kind.mime_type == mime_type)
        .copied()
}

/// What a file is that begins like this; none where it is nothing that is taken.
#[must_use]
pub fn kind_of(head: &[u8]) -> Option<Kind> {
    match infer::get(head) {
        Some(found) => KINDS
            .iter()
            .find(|kind| kind.mime_type == found.mime_type())
            .copied(),
        None => is_text(head).then_some(TEXT),
    }
}

/// Plain text, and none that a browser could take for a page or a drawing.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // Cut off within a character.
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    !begins.is_empty() && !begins.starts_with('<') && !text.contains(is_control)
}

#[cfg(test)]
mod unit {
    use super::*;

    fn found(head: &[u8]) -> Option<&'static str> {
        kind_of(head).map(|kind| kind.mime_type)
    }

    #[test]
    fn a_file_is_what_it_contains() {
        assert_eq!(
            found(b"\xff\xd8\xff\xe0\0\x10JFIF\0<html><script>"),
            Some("image/jpeg")
        );
        assert_eq!(found(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(found(b"%PDF-1.7\nPK\x03\x04"), Some("application/pdf"));
        assert_eq!(found("name,größe\nAda,1".as_bytes()), Some("text/plain"));
        assert_eq!(found(b"MZ is how it begins"), None);
    }

    #[test]
    fn pages_scripts_drawings_and_programs_are_not_taken() {
        let refused: &[&[u8]] = &[
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
            b"\x7fELF\x02\x01\x01\0\0\0",
            b"#!/bin/sh\nrm -rf /",
            b"GIF89a/*\0\0*/=alert(1)",
            b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n\0",
            b"II*\0\x08\0\0\0",
            b"\0\0\0\x18ftypmp42",
            b"",
            b"   ",
            b"\xff\xfe\0",
        ];
        for head in refused {
            assert_eq!(found(head), None, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
