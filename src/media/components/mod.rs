//! What draws files.

mod file_list;
mod files_card;
mod look_again;
mod uploader;

pub use file_list::*;
pub use files_card::*;
pub use look_again::*;
pub use uploader::*;
