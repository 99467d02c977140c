//! Files as the statements give them.

use super::Onlooker;
use crate::ids::MediaId;
use crate::media::sniff::PDF;
use crate::media::types::{FileRow, FileStatus, Purpose, Variant};
use chrono::{DateTime, Utc};

/// A file in a list.
pub(super) struct Stored {
    pub id: MediaId,
    pub title: String,
    pub mime_type: String,
    pub file_size: i64,
    pub status: FileStatus,
    pub failure: Option<String>,
    pub created_at: DateTime<Utc>,
    pub uploaded_by: String,
    pub has_thumbnail: bool,
    pub can_remove: bool,
}

impl Stored {
    /// With the addresses that somebody has of it.
    pub(super) fn seen_by(self, looking: Onlooker) -> FileRow {
        let is_ready = self.status == FileStatus::Ready;
        let address = |variant| looking.address(self.id, variant);
        FileRow {
            download: is_ready.then(|| address(Variant::Original)).flatten(),
            thumbnail: (is_ready && self.has_thumbnail)
                .then(|| address(Variant::Thumbnail))
                .flatten(),
            pages: (is_ready && self.mime_type == PDF)
                .then(|| address(Variant::Page))
                .flatten(),
            id: self.id,
            name: self.title,
            mime_type: self.mime_type,
            size: self.file_size,
            status: self.status,
            failure: self.failure,
            uploaded_by: self.uploaded_by,
            uploaded_at: self.created_at,
            can_remove: self.can_remove,
        }
    }
}

/// A file that is served.
pub struct Served {
    pub file_path: String,
    pub title: String,
    pub mime_type: String,
    pub file_size: i64,
    pub thumbnail_type: Option<String>,
    pub purpose: Purpose,
    pub tag: Option<String>,
}
