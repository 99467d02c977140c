//! PDF files of other people's. What reads them may be led astray by one that was made for it, into a depth or a size that ends the process. So a
//! process of its own reads each, within limits, and only what it says is used here.

pub mod draw;
#[cfg(feature = "testing")]
pub mod made;
#[cfg(all(test, feature = "testing"))]
mod tests;

use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Largest file that is read, in bytes.
pub const LARGEST: usize = 50_000_000;

/// Most pages of one file that are shown.
pub const MOST_PAGES: usize = 100;

/// What the other process may use: kilobytes of addresses, and the seconds of a processor that it is told.
const LIMITS: &str = "ulimit -c 0; ulimit -v 2000000; ulimit -t \"$1\"; shift; exec \"$0\" read-pdf \"$@\"";

/// A file that cannot be made sense of.
pub const BROKEN: &str = "This PDF file is damaged and cannot be read.";
/// One that asks for a password.
pub const LOCKED: &str = "This PDF file is protected by a password and cannot be read.";
/// There is no other process to be had.
pub const NOT_NOW: &str = "This PDF file could not be read just now.";

/// Has another process read a file, with so many seconds of a processor. What it says is empty where it did not come through. Not for the
/// threads that answer.
///
/// # Errors
/// If there is no process to be had.
pub fn asked(bytes: &[u8], seconds: u32, arguments: &[&str]) -> std::io::Result<Vec<u8>> {
    let mut other = Command::new("/bin/sh")
        .args(["-c", LIMITS])
        .arg(program()?)
        .arg(seconds.to_string())
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = other.stdin.take() {
        // One that has ended does not listen; what it said counts.
        let _ = input.write_all(bytes);
    }
    let output = other.wait_with_output()?;
    Ok(match output.status.success() {
        true => output.stdout,
        false => Vec::new(),
    })
}

/// This program, even where its file was replaced since it was started.
fn program() -> std::io::Result<std::path::PathBuf> {
    let file = std::env::current_exe()?;
    // A test is a program of its own, beside that of the product.
    let folder = file.parent().filter(|folder| folder.ends_with("deps"));
    if let Some(built) = folder.and_then(|folder| folder.parent()) {
        return Ok(built.join("the-plugs"));
    }
    let running = std::path::PathBuf::from(format!("/proc/{}/exe", std::process::id()));
    Ok(if running.exists() { running } else { file })
}

/// What the other process does: takes a file from standard input, and looks at it on a thread with so much of a stack.
///
/// # Errors
/// If there is nothing to read from, or the look breaks down.
pub fn answer<T: Send + 'static>(
    stack: usize,
    look: impl FnOnce(Vec<u8>) -> T + Send + 'static,
) -> Result<T, String> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    std::thread::Builder::new()
        .stack_size(stack)
        .spawn(move || look(bytes))
        .map_err(|error| error.to_string())?
        .join()
        .map_err(|_| "It cannot be read.".to_owned())
}

/// A side that a page may have, in points: 200 inches is the most that the format knows.
#[must_use]
pub fn is_size(side: f32) -> bool {
    (1.0..=14_400.0).contains(&side)
}
