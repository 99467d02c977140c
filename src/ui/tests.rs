//! The kit as a whole: its colours can be read, and every part of it is drawn by the server.

mod contrast;
mod gallery;
