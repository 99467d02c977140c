//! What attendees need done in the background.

use super::queries;
use crate::accounts::roles::Permission;
use crate::jobs::kind::{Kind, Run, Running};
use crate::jobs::types::Queue;

/// Checks the counts of events against their attendees. A difference is a fault of ours: it is corrected, and told in the log.
pub const CHECK_PLACES: Kind = Kind::new(
    "attendees/check_places",
    Queue::Cleanup,
    Permission::EditEvents,
    check_places,
);

fn check_places(run: Run) -> Running {
    Box::pin(async move {
        let mut tx = run.begin().await?;
        let organization = tx.organization();
        for mended in queries::check(&mut tx).await? {
            tracing::error!(
                %organization,
                event = %mended.event,
                said = mended.said,
                is = mended.is,
                "the places taken of an event did not agree with its attendees"
            );
        }
        run.finish(tx).await
    })
}
