//! Who speaks in an item, and who could.

use crate::accounts;
use crate::accounts::roles::Permission;
use crate::agenda::types::{Speaker, SpeakerKey, TypedSpeaker};
use crate::contacts;
use crate::error::{AppError, AppResult};
use crate::events::queries::allowed;
use crate::ids::{AgendaItemId, ContactId, EventId, UserId};
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// How many people are offered at once.
const MOST_OFFERED: usize = 20;

/// Colleagues and contacts whose name or address matches what was typed; colleagues first. Where nothing was typed, those who
/// speak at the event already, and then colleagues.
///
/// # Errors
/// If the event may not be changed.
pub async fn find_speakers(tx: &mut TenantTx, event_id: EventId, typed: &str) -> AppResult<Vec<Speaker>> {
    allowed(tx, event_id).await?;
    let typed = typed.trim();
    let wanted = typed.to_lowercase();
    let mut found = Vec::new();
    if typed.is_empty() {
        let agenda = super::find(tx, event_id).await?;
        for speaker in agenda.items.into_iter().flat_map(|item| item.speakers) {
            add(&mut found, speaker);
        }
    }
    for colleague in accounts::queries::colleagues(tx).await? {
        if begins_with(&colleague.name, &wanted) {
            let speaker = Speaker {
                key: SpeakerKey::User(colleague.id),
                name: colleague.name,
                company: None,
                picture: colleague.picture,
            };
            add(&mut found, speaker);
        }
    }
    if !typed.is_empty() && tx.scope_of(Permission::ViewContacts).is_some() {
        for hit in contacts::queries::hits(tx, typed, MOST_OFFERED as i64).await? {
            let speaker = Speaker {
                key: SpeakerKey::Contact(hit.id),
                name: hit.name,
                company: Some(hit.about).filter(|about| !about.is_empty()),
                picture: None,
            };
            add(&mut found, speaker);
        }
    }
    found.truncate(MOST_OFFERED);
    Ok(found)
}

fn add(found: &mut Vec<Speaker>, speaker: Speaker) {
    if !found.iter().any(|one| one.key == speaker.key) {
        found.push(speaker);
    }
}

/// Whether a name, or one of its words, begins with what was typed in small letters.
fn begins_with(name: &str, wanted: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with(wanted) || name.contains(&format!(" {wanted}"))
}

/// Somebody who may be asked to speak.
struct Candidate {
    key: SpeakerKey,
    name: String,
    /// In small letters.
    email: Option<String>,
}

/// The people that were typed, by their keys, their addresses or their whole names. Who spoke before stays, whatever became of
/// them.
pub(super) async fn resolve(
    tx: &mut TenantTx,
    typed: &[TypedSpeaker],
    before: &[Speaker],
) -> AppResult<Vec<Speaker>> {
    let candidates = candidates(tx, typed).await?;
    let mut found = Vec::new();
    for one in typed {
        let speaker = match one {
            TypedSpeaker::Key(key) => by_key(*key, &candidates, before)?,
            TypedSpeaker::Words(words) => by_words(words, &candidates)?,
        };
        add(&mut found, speaker);
    }
    Ok(found)
}

fn by_key(key: SpeakerKey, candidates: &[Candidate], before: &[Speaker]) -> AppResult<Speaker> {
    if let Some(speaker) = before.iter().find(|one| one.key == key) {
        return Ok(speaker.clone());
    }
    let candidate = candidates.iter().find(|one| one.key == key);
    candidate.map(Candidate::speaker).ok_or_else(|| {
        AppError::field(
            "speakers",
            "One of them is not there any more. Take them out, and choose somebody else.",
        )
    })
}

fn by_words(words: &str, candidates: &[Candidate]) -> AppResult<Speaker> {
    let wanted = words.to_lowercase();
    let of_address = candidates
        .iter()
        .find(|one| one.email.as_deref() == Some(wanted.as_str()));
    if let Some(candidate) = of_address {
        return Ok(candidate.speaker());
    }
    let named: Vec<&Candidate> = candidates
        .iter()
        .filter(|one| one.name.to_lowercase() == wanted)
        .collect();
    match named.as_slice() {
        [one] => Ok(one.speaker()),
        [] => {
            let message = format!("Nobody is called {words}. Write a whole name, or the e-mail address.");
            Err(AppError::field("speakers", &message))
        }
        _ => {
            let message = format!(
                "There are several people called {words}. Write the e-mail address of the one who speaks."
            );
            Err(AppError::field("speakers", &message))
        }
    }
}

impl Candidate {
    fn speaker(&self) -> Speaker {
        Speaker {
            key: self.key,
            name: self.name.clone(),
            company: None,
            picture: None,
        }
    }
}

/// Everybody of the organisation who could be meant, and is there.
async fn candidates(tx: &mut TenantTx, typed: &[TypedSpeaker]) -> AppResult<Vec<Candidate>> {
    let (mut users, mut contacts, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for one in typed {
        match one {
            TypedSpeaker::Key(SpeakerKey::User(id)) => users.push(id.0),
            TypedSpeaker::Key(SpeakerKey::Contact(id)) => contacts.push(id.0),
            TypedSpeaker::Words(text) => words.push(text.to_lowercase()),
        }
    }
    let mut found = Vec::new();
    if !users.is_empty() || !words.is_empty() {
        found.extend(colleagues(tx, &users, &words).await?);
    }
    let sees_contacts = tx.scope_of(Permission::ViewContacts).is_some();
    if sees_contacts && !(contacts.is_empty() && words.is_empty()) {
        found.extend(contacts_among(tx, &contacts, &words).await?);
    }
    Ok(found)
}

async fn colleagues(tx: &mut TenantTx, ids: &[Uuid], words: &[String]) -> AppResult<Vec<Candidate>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select id as "id: UserId", first_name || ' ' || last_name as "name!", email_lower
        from users
        where organization_id = $1 and is_active and not is_deleted and role <> 'system'
          and (id = any ($2) or email_lower = any ($3) or lower(first_name || ' ' || last_name) = any ($3))
        order by id
        "#,
        organization.0,
        ids,
        words,
    )
    .fetch_all(tx.conn())
    .await?;
    let candidate = |row: (UserId, String, String)| Candidate {
        key: SpeakerKey::User(row.0),
        name: row.1,
        email: Some(row.2),
    };
    Ok(rows
        .into_iter()
        .map(|row| candidate((row.id, row.name, row.email_lower)))
        .collect())
}

async fn contacts_among(tx: &mut TenantTx, ids: &[Uuid], words: &[String]) -> AppResult<Vec<Candidate>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select c.id as "id!: ContactId", c.first_name || ' ' || c.last_name as "name!", c.email_lower
        from contacts c
        where c.organization_id = $1 and not c.is_deleted and c.id = any ($2)
        union
        select c.id, c.first_name || ' ' || c.last_name, c.email_lower
        from contacts c
        where c.organization_id = $1 and not c.is_deleted and c.email_lower = any ($3)
        union
        select c.id, c.first_name || ' ' || c.last_name, c.email_lower
        from contacts c
        where c.organization_id = $1 and not c.is_deleted
          and c.full_name_key = any (select app.fold(word) from unnest($3::text[]) as word)
        order by 1
        limit 1000
        "#,
        organization.0,
        ids,
        words,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            key: SpeakerKey::Contact(row.id),
            name: row.name,
            email: row.email_lower,
        })
        .collect())
}

/// Has these people speak in an item and nobody else, in this order.
pub(super) async fn set_speakers(
    tx: &mut TenantTx,
    item: AgendaItemId,
    speakers: &[Speaker],
) -> AppResult<()> {
    let organization = tx.organization();
    let users: Vec<Option<Uuid>> = speakers.iter().map(|one| one.key.user().map(|id| id.0)).collect();
    let contacts: Vec<Option<Uuid>> = speakers
        .iter()
        .map(|one| one.key.contact().map(|id| id.0))
        .collect();
    sqlx::query!(
        r#"
        delete from event_agenda_speakers
        where organization_id = $1 and item_id = $2
          and not (coalesce(user_id = any ($3), false) or coalesce(contact_id = any ($4), false))
        "#,
        organization.0,
        item.0,
        &users as &[Option<Uuid>],
        &contacts as &[Option<Uuid>],
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        update event_agenda_speakers s set sort_order = wanted.place
        from unnest($3::uuid[], $4::uuid[]) with ordinality as wanted (user_id, contact_id, place)
        where s.organization_id = $1 and s.item_id = $2
          and (s.user_id = wanted.user_id or s.contact_id = wanted.contact_id) and s.sort_order <> wanted.place
        "#,
        organization.0,
        item.0,
        &users as &[Option<Uuid>],
        &contacts as &[Option<Uuid>],
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        insert into event_agenda_speakers (organization_id, item_id, user_id, contact_id, sort_order)
        select $1, $2, wanted.user_id, wanted.contact_id, wanted.place
        from unnest($3::uuid[], $4::uuid[]) with ordinality as wanted (user_id, contact_id, place)
        where not exists (
          select from event_agenda_speakers s
          where s.organization_id = $1 and s.item_id = $2
            and (s.user_id = wanted.user_id or s.contact_id = wanted.contact_id))
        "#,
        organization.0,
        item.0,
        &users as &[Option<Uuid>],
        &contacts as &[Option<Uuid>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
