//! What draws files.

mod file_list;
mod look_again;
mod uploader;

pub use file_list::*;
pub use look_again::*;
pub use uploader::*;
