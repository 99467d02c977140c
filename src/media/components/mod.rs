//! What draws files.

mod file_list;
mod uploader;

pub use file_list::*;
pub use uploader::*;
