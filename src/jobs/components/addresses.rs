//! Where jobs are found.

use crate::ids::JobId;
use crate::jobs::types::JobState;

/// Those that failed, which somebody has to look at.
pub const JOBS: &str = "/jobs";

/// Those in one state.
#[must_use]
pub fn in_state(state: JobState) -> String {
    format!("{JOBS}?state={state}")
}

/// Those in one state that follow another.
#[must_use]
pub fn after(state: JobState, job: JobId) -> String {
    format!("{JOBS}?state={state}&after={job}")
}
