//! Events that are tied together: made, read, saved together, moved on, deleted and brought back.
//!
//! Whatever reaches several events of a series takes the row of the series first and the events after it, by id. What reaches
//! one event takes that event alone and waits for nothing else, so nobody waits for each other in a circle.

mod acting;
mod making;
mod reading;
mod saving;

use super::reach::allowed;
use crate::error::{AppError, AppResult};
use crate::ids::{EventId, SeriesId};
use crate::tenancy::TenantTx;

pub use acting::{delete_following, leave, move_following, restore_together};
pub use making::{add_dates, begin};
pub use reading::{find, standing};
pub use saving::{Held, carry, hold};

/// Takes the series of an event, so that nobody else does anything with several of its events until the transaction ends.
///
/// # Errors
/// If the event may not be changed, or is in no series.
async fn take(tx: &mut TenantTx, id: EventId) -> AppResult<SeriesId> {
    allowed(tx, id).await?;
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"
        select s.id as "id: SeriesId"
        from event_series s
        join events e on e.organization_id = $1 and e.series_id = s.id and e.id = $2 and not e.is_deleted
        where s.organization_id = $1
        for no key update of s
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| AppError::Conflict {
        message: "This event is in no series any more.".into(),
    })
}
