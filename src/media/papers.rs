//! Files as they are put into a document that is printed or kept.

use super::pictures;
use super::sniff;
use super::storage::{Files, Rendition};
use crate::error::{AppError, AppResult};

pub use super::reading::AsStored;

/// What of a file can be put onto a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    /// Upright, and small enough for paper.
    Picture {
        bytes: Vec<u8>,
        is_png: bool,
        /// In pixels.
        width: u32,
        height: u32,
    },
    /// As it was sent: what it holds is anybody's guess.
    Pdf(Vec<u8>),
    /// Nothing, and why, worded for people.
    Nothing(String),
}

/// Reads a file of the store for a document.
///
/// # Errors
/// If the store is away.
pub async fn paper(key: &str, mime_type: &str) -> AppResult<Paper> {
    let Some(kind) = sniff::of_type(mime_type) else {
        return Ok(Paper::Nothing(
            "This kind of file cannot be put onto a page.".into(),
        ));
    };
    if kind.picture.is_none() && kind.mime_type != sniff::PDF {
        return Ok(Paper::Nothing(
            "Only pictures and PDF files are put onto pages.".into(),
        ));
    }
    let Some(bytes) = Files::get()?.bytes(key).await? else {
        return Ok(Paper::Nothing("This file is not in the store any more.".into()));
    };
    let Some(picture) = kind.picture else {
        return Ok(Paper::Pdf(bytes));
    };
    let drawn = tokio::task::spawn_blocking(move || {
        let drawn = pictures::draw(picture, &bytes, &[Rendition::Sheet])?;
        let is_png = drawn.mime_type == "image/png";
        let (_, bytes) = drawn.renditions.into_iter().next().ok_or_else(String::new)?;
        let (width, height) = pictures::sheet(drawn.width, drawn.height);
        Ok::<_, String>(Paper::Picture {
            bytes,
            is_png,
            width,
            height,
        })
    })
    .await
    .map_err(|error| AppError::internal(&error))?;
    Ok(drawn.unwrap_or_else(Paper::Nothing))
}
