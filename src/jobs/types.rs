//! Jobs as people see them.

use crate::text_enum;

text_enum! {
    /// What workers can be told to serve. A queue is one kind of load, so that one of them full
    /// does not hold up the others.
    Queue {
        Mail = "mail", "Mail";
        Media = "media", "Media";
        Matching = "matching", "Matching";
        Analytics = "analytics", "Analytics";
        Cleanup = "cleanup", "Cleanup";
    }
}

text_enum! {
    /// How far a job is.
    JobState {
        /// For its time, or for a worker.
        Waiting = "waiting", "Waiting";
        Running = "running", "Running";
        Done = "done", "Done";
        /// Tried as often as it may be. Somebody has to look at it.
        Failed = "failed", "Failed";
        /// Somebody looked, and let it be.
        Discarded = "discarded", "Discarded";
    }
}
