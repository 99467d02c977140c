//! What happened with a contact.

use super::record;
use crate::audit;
use crate::contacts::types::{
    Contact, Cursor, Direction, Interaction, InteractionStatus, InteractionType, Page, TimelineEntry,
    TimelineEvent,
};
use crate::db::mark::Mark;
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// Lines on a page.
const PAGE: usize = 20;

/// The interactions of a contact, its changes of stage and its beginning, latest first.
///
/// They stand in two tables, and each is read no further than this page may need; where moments
/// are equal, the greater id comes first.
pub async fn timeline(
    tx: &mut TenantTx,
    contact: ContactId,
    after: Option<&Cursor>,
) -> AppResult<Page<TimelineEntry>> {
    let record = record::find(tx, contact).await?;
    let after = Mark::of_latest_first(after);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);

    let mut entries = interactions(tx, &record, &after, limit).await?;
    let changes = audit::queries::values_of(
        tx,
        "contacts",
        &[contact.0],
        "contact_type",
        (after.0, after.1),
        limit,
    )
    .await?;
    entries.extend(changes.into_iter().filter_map(|change| {
        // A stage that is unknown by now says nothing to anybody.
        let (from, to) = (change.old?.parse().ok()?, change.new?.parse().ok()?);
        Some(TimelineEntry {
            key: change.id,
            at: change.at,
            by: change.by,
            what: TimelineEvent::StageChanged { from, to },
        })
    }));
    let created = TimelineEntry {
        key: contact.0,
        at: record.created_at,
        by: record.created_by.name,
        what: TimelineEvent::Created,
    };
    if (created.at, created.key) < (after.0, after.1) {
        entries.push(created);
    }

    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.key)));
    let has_more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let next = entries
        .last()
        .filter(|_| has_more)
        .map(|last| Cursor::After(Mark(last.at, last.key).encode()));
    Ok(Page {
        rows: entries,
        next,
        previous: None,
        total: None,
    })
}

async fn interactions(
    tx: &mut TenantTx,
    contact: &Contact,
    after: &Mark<DateTime<Utc>>,
    limit: i64,
) -> AppResult<Vec<TimelineEntry>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select i.id as "id: InteractionId", i.version, i.interaction_type as "interaction_type: InteractionType",
          i.status as "status: InteractionStatus", i.direction as "direction: Direction", i.subject, i.description,
          i.outcome, i.interaction_date, person.first_name || ' ' || person.last_name as "by!"
        from contact_interactions i
        join users person on person.organization_id = $1 and person.id = i.user_id
        where i.organization_id = $1 and i.contact_id = $2 and not i.is_deleted
          and (i.interaction_date, i.id) < ($3, $4)
        order by i.interaction_date desc, i.id desc
        limit $5
        "#,
        organization.0,
        contact.id.0,
        after.0,
        after.1,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TimelineEntry {
            key: row.id.0,
            at: row.interaction_date,
            by: row.by,
            what: TimelineEvent::Interaction(Interaction {
                id: row.id,
                version: row.version,
                interaction_type: row.interaction_type,
                status: row.status,
                direction: row.direction,
                subject: row.subject,
                description: row.description,
                outcome: row.outcome,
                interaction_date: row.interaction_date,
                can_edit: contact.can_edit,
            }),
        })
        .collect())
}
