//! What a person's first page shows.

use super::list;
use super::reach::Reaches;
use crate::audit::queries::recent;
use crate::audit::types::{Action, Entry};
use crate::contacts::types::{
    Change, ChangeKind, Condition, ContactFilter, ContactLink, ContactSort, Direction, FollowUp, HomeSummary,
    Interaction, InteractionStatus, InteractionType, OwnerFilter, Total,
};
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{DateTime, Days, Utc};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Overdue and today's follow-ups, contacts and changes that are shown.
const FOLLOW_UPS: i64 = 20;
const RECENT: usize = 8;
const CHANGES: usize = 15;
/// How far those that are due are counted.
const MOST_DUE: u32 = 1_000;
/// Lines of the trail that are read for them.
const LINES: i64 = 200;

/// What is worth telling. Interactions that go to the trash with their contact are not.
const INTERESTING: &[(&str, Action)] = &[
    ("contacts", Action::Create),
    ("contacts", Action::Update),
    ("contacts", Action::Delete),
    ("contacts", Action::Restore),
    ("contact_interactions", Action::Create),
    ("contact_interactions", Action::Update),
];

/// The time zone of whoever acts.
pub async fn zone(tx: &mut TenantTx) -> AppResult<Zone> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let name = sqlx::query_scalar!(
        "select timezone from users where organization_id = $1 and id = $2",
        organization.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Zone::named(&name).unwrap_or_else(Zone::utc))
}

/// My follow-ups by my calendar, my contacts, and what people did lately.
pub async fn home(tx: &mut TenantTx, zone: &Zone, now: DateTime<Utc>) -> AppResult<HomeSummary> {
    let reaches = Reaches::of(tx).await?;
    let today = zone.local(now).date();
    let (begins, ends) = (zone.start_of(today), zone.start_of(today + Days::new(1)));
    let mine = ContactFilter {
        sort: ContactSort::LastInteraction,
        descending: true,
        ..ContactFilter::of([Condition::Owner(vec![OwnerFilter::Me])])
    };
    Ok(HomeSummary {
        overdue: follow_ups(tx, &reaches, None, begins).await?,
        overdue_total: count_follow_ups(tx, &reaches, None, begins).await?,
        today: follow_ups(tx, &reaches, Some(begins), ends).await?,
        today_total: count_follow_ups(tx, &reaches, Some(begins), ends).await?,
        recent: list::rows(tx, &mine, &reaches, RECENT).await?,
        changes: changes(tx, &reaches).await?,
    })
}

/// My planned interactions from one moment to another, in the order of time.
async fn follow_ups(
    tx: &mut TenantTx,
    reaches: &Reaches,
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
) -> AppResult<Vec<FollowUp>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select i.id as "id: InteractionId", i.version, i.interaction_type as "interaction_type: InteractionType",
          i.status as "status: InteractionStatus", i.direction as "direction: Direction", i.subject, i.description,
          i.outcome, i.interaction_date, c.id as "contact_id: ContactId",
          c.first_name || ' ' || c.last_name as "name!", c.company,
          coalesce($7::uuid[] is null or c.owner_id = any ($7), false) as "can_edit!"
        from contact_interactions i
        join contacts c on c.organization_id = $1 and c.id = i.contact_id and not c.is_deleted
        where i.organization_id = $1 and i.user_id = $2 and i.status = 'scheduled' and not i.is_deleted
          and i.interaction_date >= coalesce($3, '-infinity'::timestamptz) and i.interaction_date < $4
          and ($6::uuid[] is null or c.owner_id = any ($6))
        order by i.interaction_date, i.id
        limit $5
        "#,
        organization.0,
        me.0,
        from,
        to,
        FOLLOW_UPS,
        reaches.view.owners() as Option<&[Uuid]>,
        reaches.edit.owners() as Option<&[Uuid]>,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| FollowUp {
            interaction: Interaction {
                id: row.id,
                version: row.version,
                interaction_type: row.interaction_type,
                status: row.status,
                direction: row.direction,
                subject: row.subject,
                description: row.description,
                outcome: row.outcome,
                interaction_date: row.interaction_date,
                can_edit: row.can_edit,
            },
            contact: ContactLink {
                id: row.contact_id,
                name: row.name,
                company: row.company,
            },
        })
        .collect())
}

/// How many my planned interactions from one moment to another are.
async fn count_follow_ups(
    tx: &mut TenantTx,
    reaches: &Reaches,
    from: Option<DateTime<Utc>>,
    to: DateTime<Utc>,
) -> AppResult<Total> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let counted = sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from (
          select from contact_interactions i
          join contacts c on c.organization_id = $1 and c.id = i.contact_id and not c.is_deleted
          where i.organization_id = $1 and i.user_id = $2 and i.status = 'scheduled' and not i.is_deleted
            and i.interaction_date >= coalesce($6, '-infinity'::timestamptz) and i.interaction_date < $3
            and ($5::uuid[] is null or c.owner_id = any ($5))
          limit $4
        ) as counted
        "#,
        organization.0,
        me.0,
        to,
        i64::from(MOST_DUE) + 1,
        reaches.view.owners() as Option<&[Uuid]>,
        from,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Total::of(counted, MOST_DUE))
}

/// What people did lately to contacts that whoever asks may see.
async fn changes(tx: &mut TenantTx, reaches: &Reaches) -> AppResult<Vec<Change>> {
    let entries = recent(tx, INTERESTING, &["contact_type", "status"], LINES).await?;
    let is_cut = i64::try_from(entries.len()).is_ok_and(|read| read == LINES);
    let subjects = subjects(tx, reaches, &entries).await?;
    let mut acts: Vec<Act> = Vec::new();
    for entry in entries {
        let Some(subject) = entry.record_id.and_then(|id| subjects.get(&id)) else {
            continue;
        };
        let Some(what) = kind_of(&entry, subject) else {
            continue;
        };
        match acts.iter_mut().find(|act| act.includes(&entry, what)) {
            Some(act) => {
                act.contacts.insert(subject.contact.id);
            }
            None => acts.push(Act {
                what,
                contacts: HashSet::from([subject.contact.id]),
                subject,
                entry,
            }),
        }
    }
    Ok(acts
        .into_iter()
        .take(CHANGES)
        .map(|act| act.told(is_cut))
        .collect())
}

/// What one request did: an import of a thousand contacts is one line, not a thousand.
struct Act<'a> {
    entry: Entry,
    subject: &'a Subject,
    what: ChangeKind,
    contacts: HashSet<ContactId>,
}

impl Act<'_> {
    fn includes(&self, entry: &Entry, what: ChangeKind) -> bool {
        entry.request_id.is_some()
            && self.entry.request_id == entry.request_id
            && self.entry.by == entry.by
            && self.what == what
    }

    fn told(self, is_cut: bool) -> Change {
        let count = u32::try_from(self.contacts.len()).unwrap_or(u32::MAX);
        Change {
            key: self.entry.id,
            at: self.entry.at,
            by: self.entry.by,
            what: self.what,
            contact: self.subject.contact.clone(),
            is_deleted: self.subject.is_deleted,
            contacts: Total {
                count,
                is_more: is_cut && count > 1,
            },
        }
    }
}

fn kind_of(entry: &Entry, subject: &Subject) -> Option<ChangeKind> {
    let became = |column: &str| entry.became.get(column).and_then(serde_json::Value::as_str);
    let status = || became("status")?.parse::<InteractionStatus>().ok();
    match (entry.action, subject.interaction_type) {
        (Action::Create, None) => Some(ChangeKind::Added),
        (Action::Update, None) => match became("contact_type") {
            Some(to) => to.parse().ok().map(|to| ChangeKind::StageChanged { to }),
            None => Some(ChangeKind::Edited),
        },
        (Action::Delete, None) => Some(ChangeKind::Deleted),
        (Action::Restore, None) => Some(ChangeKind::Restored),
        (Action::Create | Action::Update, Some(interaction)) => match status()? {
            InteractionStatus::Completed => Some(ChangeKind::Logged(interaction)),
            InteractionStatus::Scheduled => Some(ChangeKind::Planned(interaction)),
            InteractionStatus::Cancelled => None,
        },
        _ => None,
    }
}

/// What an entry of the trail is about.
struct Subject {
    contact: ContactLink,
    is_deleted: bool,
    interaction_type: Option<InteractionType>,
}

/// The contacts behind entries, by the id of the record, as far as whoever asks may see them.
async fn subjects(
    tx: &mut TenantTx,
    reaches: &Reaches,
    entries: &[Entry],
) -> AppResult<HashMap<Uuid, Subject>> {
    let organization = tx.organization();
    let records: Vec<Uuid> = entries.iter().filter_map(|entry| entry.record_id).collect();
    let rows = sqlx::query!(
        r#"
        select named.record_id as "record_id!", named.contact_id as "contact_id!: ContactId", named.name as "name!",
          named.company, named.is_deleted as "is_deleted!", named.interaction_type as "interaction_type: InteractionType"
        from (
          select c.id as record_id, c.id as contact_id, c.first_name || ' ' || c.last_name as name, c.company,
            c.is_deleted, c.owner_id, null::text as interaction_type
          from contacts c
          where c.organization_id = $1 and c.id = any ($2)
          union all
          select i.id, c.id, c.first_name || ' ' || c.last_name, c.company, c.is_deleted, c.owner_id, i.interaction_type
          from contact_interactions i
          join contacts c on c.organization_id = $1 and c.id = i.contact_id
          where i.organization_id = $1 and i.id = any ($2) and not i.is_deleted
        ) as named
        where ($3::uuid[] is null or named.owner_id = any ($3))
          and (not named.is_deleted or $4::uuid[] is null or named.owner_id = any ($4))
        "#,
        organization.0,
        &records,
        reaches.view.owners() as Option<&[Uuid]>,
        reaches.delete.owners() as Option<&[Uuid]>,
    )
    .fetch_all(tx.conn())
    .await?;
    let subjects = rows.into_iter().map(|row| {
        let contact = ContactLink {
            id: row.contact_id,
            name: row.name,
            company: row.company,
        };
        let subject = Subject {
            contact,
            is_deleted: row.is_deleted,
            interaction_type: row.interaction_type,
        };
        (row.record_id, subject)
    });
    Ok(subjects.collect())
}
