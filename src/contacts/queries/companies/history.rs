//! The joined history of a company's people.

use super::page::key_of;
use crate::accounts::roles::Permission;
use crate::audit;
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::{
    CompanyEntry, ContactLink, Cursor, Direction, Interaction, InteractionStatus, InteractionType, Page,
    TimelineEntry, TimelineEvent,
};
use crate::db::mark::Mark;
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Lines on a page.
const PAGE: usize = 20;

/// Whose histories are joined: of more people than this, those with the latest interaction.
const MOST_PEOPLE: i64 = 1_000;

/// Somebody of the company, and their beginning.
struct Person {
    link: ContactLink,
    created_at: DateTime<Utc>,
    created_by: String,
}

/// The interactions of a company's people, their changes of stage and their beginnings, latest
/// first: what each one's own history tells, in one.
///
/// # Errors
/// [`crate::error::AppError::NotFound`] where nobody who may be seen names the company.
pub async fn company_timeline(
    tx: &mut TenantTx,
    name: &str,
    after: Option<&Cursor>,
) -> AppResult<Page<CompanyEntry>> {
    let reach = Reach::of(tx, Permission::ViewContacts).await?;
    let key = key_of(tx, &reach, name).await?;
    let people = people(tx, &reach, &key).await?;
    let ids: Vec<Uuid> = people.keys().copied().collect();
    let after = Mark::of_latest_first(after);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);

    let mut lines = interactions(tx, &ids, &after, limit).await?;
    let before = (after.0, after.1);
    let moves = audit::queries::values_of(tx, "contacts", &ids, "contact_type", before, limit).await?;
    lines.extend(moves.into_iter().filter_map(|change| {
        // A stage that is unknown by now says nothing to anybody.
        let (from, to) = (change.old?.parse().ok()?, change.new?.parse().ok()?);
        let entry = TimelineEntry {
            key: change.id,
            at: change.at,
            by: change.by,
            what: TimelineEvent::StageChanged { from, to },
        };
        Some((change.record_id, entry))
    }));
    let begun = people.iter().map(|(id, person)| {
        let entry = TimelineEntry {
            key: *id,
            at: person.created_at,
            by: person.created_by.clone(),
            what: TimelineEvent::Created,
        };
        (*id, entry)
    });
    lines.extend(begun.filter(|(_, entry)| (entry.at, entry.key) < before));

    lines.sort_by_key(|(_, entry)| std::cmp::Reverse((entry.at, entry.key)));
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| has_more)
        .map(|(_, last)| Cursor::After(Mark(last.at, last.key).encode()));
    let rows = lines.into_iter().filter_map(|(id, entry)| {
        let contact = people.get(&id)?.link.clone();
        Some(CompanyEntry { contact, entry })
    });
    Ok(Page {
        rows: rows.collect(),
        next,
        previous: None,
        total: None,
    })
}

async fn people(tx: &mut TenantTx, reach: &Reach, key: &str) -> AppResult<HashMap<Uuid, Person>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select c.id as "id: ContactId", c.first_name || ' ' || c.last_name as "name!", c.company, c.created_at,
          creator.first_name || ' ' || creator.last_name as "created_by!"
        from contacts c
        join users creator on creator.organization_id = $1 and creator.id = c.created_by
        where c.organization_id = $1 and not c.is_deleted and c.company_key = $2
          and ($3::uuid[] is null or c.owner_id = any ($3))
        order by c.last_interaction_key desc, c.id desc
        limit $4
        "#,
        organization.0,
        key,
        reach.owners() as Option<&[Uuid]>,
        MOST_PEOPLE,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let person = Person {
                link: ContactLink {
                    id: row.id,
                    name: row.name,
                    company: row.company,
                },
                created_at: row.created_at,
                created_by: row.created_by,
            };
            (row.id.0, person)
        })
        .collect())
}

/// The interactions with any of these, each with whom it was.
async fn interactions(
    tx: &mut TenantTx,
    people: &[Uuid],
    after: &Mark<DateTime<Utc>>,
    limit: i64,
) -> AppResult<Vec<(Uuid, TimelineEntry)>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select i.id as "id: InteractionId", i.version, i.contact_id,
          i.interaction_type as "interaction_type: InteractionType", i.status as "status: InteractionStatus",
          i.direction as "direction: Direction", i.subject, i.description, i.outcome, i.interaction_date,
          person.first_name || ' ' || person.last_name as "by!"
        from contact_interactions i
        join users person on person.organization_id = $1 and person.id = i.user_id
        where i.organization_id = $1 and i.contact_id = any ($2) and not i.is_deleted
          and (i.interaction_date, i.id) < ($3, $4)
        order by i.interaction_date desc, i.id desc
        limit $5
        "#,
        organization.0,
        people,
        after.0,
        after.1,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let entry = TimelineEntry {
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
                    // Where something is done about it is its contact's own page.
                    can_edit: false,
                }),
            };
            (row.contact_id, entry)
        })
        .collect())
}
