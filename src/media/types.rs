//! Files as people see them.

use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::MediaId;
use crate::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a file was uploaded for.
    Purpose {
        Library = "library", "Library";
        Attachment = "attachment", "Attachment";
        Avatar = "avatar", "Picture";
        Logo = "logo", "Logo";
        Cover = "cover", "Cover picture";
    }
}

impl Purpose {
    /// What it takes to change the one picture that there is of this purpose.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there may be any number of files.
    pub const fn needs(self) -> AppResult<Permission> {
        match self {
            Self::Avatar => Ok(Permission::SeeOneself),
            Self::Logo => Ok(Permission::ManageOrganization),
            Self::Library | Self::Attachment | Self::Cover => Err(AppError::NotFound),
        }
    }
}

text_enum! {
    /// How far a file has come.
    FileStatus {
        Processing = "processing", "Being checked";
        Ready = "ready", "Ready";
        Failed = "failed", "Failed";
    }
}

text_enum! {
    /// Which rendition of a file.
    Variant {
        Original = "original", "Original";
        Thumbnail = "thumbnail", "Thumbnail";
        /// As wide as a page; only of what stands at the head of one.
        Wide = "wide", "Wide";
        /// Of a PDF file: how many pages it has, and each of them as a picture.
        Page = "page", "Page";
    }
}

/// How many pages a PDF file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCount {
    pub total: usize,
    /// Those that are drawn, from the first on.
    pub shown: usize,
}

/// The address of a page, made from that of all of them. The first is 1.
#[must_use]
pub fn page_address(pages: &str, page: usize) -> String {
    format!("{pages}&n={page}")
}

/// A file in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub id: MediaId,
    pub name: String,
    /// As the server recognised it.
    pub mime_type: String,
    pub size: i64,
    pub status: FileStatus,
    /// Why it cannot be shown.
    pub failure: Option<String>,
    pub uploaded_by: String,
    pub uploaded_at: DateTime<Utc>,
    /// Addresses for whoever asked, which run out; none before the server has read the file.
    pub download: Option<String>,
    pub thumbnail: Option<String>,
    /// Of a PDF file: where it is asked how many pages there are, and with [`page_address`] for each.
    pub pages: Option<String>,
    pub can_remove: bool,
}

/// The one picture of somebody or something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// What is shown now.
    pub shown: Option<String>,
    /// What was uploaded last and is not shown: it is being checked, or why it cannot be shown.
    pub latest: Option<Pending>,
}

/// A picture that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub name: String,
    pub failure: Option<String>,
}

/// The picture at the head of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// What is shown now.
    pub shown: Option<ShownCover>,
    /// What was uploaded last and is not shown: it is being checked, or why it cannot be shown.
    pub latest: Option<Pending>,
    /// Whether whoever asked may change it.
    pub can_edit: bool,
}

/// One that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCover {
    pub id: MediaId,
    /// For whoever asked, and for a while.
    pub address: String,
    /// What can be seen in it, for those who do not see it; empty where nobody has said.
    pub alt: String,
}

/// Longest that one can say what a picture shows, in characters.
pub const LONGEST_ALT: usize = 300;

/// Largest picture of a person, an organisation or an event, in bytes.
pub const LARGEST_PORTRAIT: u32 = 10_000_000;

/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// A name under which a file can be shown and saved anywhere, made from what the uploader's machine
/// called it: without folders, control characters and marks that turn text around.
#[must_use]
pub fn clean_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let name: String = last.chars().filter(is_plain).collect();
    let name = name.trim().trim_start_matches(['.', '-']).trim();
    if name.is_empty() {
        return "file".into();
    }
    let length = name.chars().count();
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    // The ending is what a machine opens it by.
    let ending: String = name
        .rsplit_once('.')
        .filter(|(_, ending)| ending.len() <= 10)
        .map(|(_, ending)| format!(".{ending}"))
        .unwrap_or_default();
    let kept: String = name.chars().take(LONGEST_NAME - ending.chars().count()).collect();
    kept + &ending
}

/// A size as people say it.
#[must_use]
pub fn size_in_words(bytes: i64) -> String {
    match bytes {
        ..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// What kind of file it is, in a word.
#[must_use]
pub fn kind_in_words(mime_type: &str) -> &'static str {
    match mime_type {
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "image/webp" => "WebP",
        "application/pdf" => "PDF",
        "text/plain" => "Text",
        "application/zip" => "ZIP",
        other if other.contains("word") => "Word",
        other if other.contains("sheet") || other.contains("excel") => "Excel",
        other if other.contains("presentation") || other.contains("powerpoint") => "PowerPoint",
        _ => "File",
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_name_is_kept_without_what_could_do_harm() {
        for (sent, kept) in [
            ("notes.pdf", "notes.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\cv.docx", "cv.docx"),
            ("a\0b\r\nSet-Cookie: x=1.txt", "abSet-Cookie: x=1.txt"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("-i.mp4", "i.mp4"),
            (".htaccess", "htaccess"),
            ("Straße 東京.txt", "Straße 東京.txt"),
            ("", "file"),
            ("///", "file"),
            ("\0\0", "file"),
        ] {
            assert_eq!(clean_name(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean_name(&format!("{}.pdf", "ö".repeat(300)));
        assert_eq!(name.chars().count(), LONGEST_NAME);
        assert!(name.ends_with("ö.pdf"));
    }

    #[test]
    fn a_size_is_said_in_a_few_figures() {
        let said = [0, 999, 1000, 25_300, 1_000_000, 12_340_000].map(size_in_words);
        assert_eq!(
            said,
            ["0 bytes", "999 bytes", "1 kB", "25 kB", "1.0 MB", "12.3 MB"]
        );
    }
}
