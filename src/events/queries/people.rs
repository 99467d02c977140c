//! Who speaks at an event.

use super::head::head;
use crate::accounts::roles::Permission;
use crate::agenda::types::{Speaker, SpeakerKey};
use crate::error::AppResult;
use crate::events::types::EventSpeaker;
use crate::ids::{ContactId, EventId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;

/// The speakers of an event by name, each with the titles of their items. Cancelled items do not count.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts.
pub async fn speakers(tx: &mut TenantTx, id: EventId) -> AppResult<Vec<EventSpeaker>> {
    head(tx, id).await?;
    let (organization, looking) = (tx.organization(), Onlooker::of(tx)?);
    let rows = sqlx::query!(
        r#"
        select s.user_id as "user_id: UserId", s.contact_id as "contact_id: ContactId",
          coalesce(u.first_name || ' ' || u.last_name, c.first_name || ' ' || c.last_name) as "name!", c.company,
          u.avatar_id as "picture: MediaId", array_agg(i.title order by i.start_time, i.id) as "items!"
        from event_agenda_items i
        join event_agenda_speakers s on s.organization_id = $1 and s.item_id = i.id
        left join users u on u.organization_id = $1 and u.id = s.user_id
        left join contacts c on c.organization_id = $1 and c.id = s.contact_id
        where i.organization_id = $1 and i.event_id = $2 and not i.is_deleted and i.status <> 'cancelled'
        group by s.user_id, s.contact_id, u.first_name, u.last_name, u.avatar_id, c.first_name, c.last_name, c.company
        order by coalesce(u.last_name, c.last_name), coalesce(u.first_name, c.first_name), 1, 2
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let sees_contacts = tx.scope_of(Permission::ViewContacts).is_some();
    let speaker = |user: Option<UserId>, contact: Option<ContactId>| {
        user.map(SpeakerKey::User).or(contact.map(SpeakerKey::Contact))
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(EventSpeaker {
                speaker: Speaker {
                    key: speaker(row.user_id, row.contact_id)?,
                    name: row.name,
                    company: row.company.filter(|_| sees_contacts),
                    picture: looking.picture(row.picture),
                },
                items: row.items,
            })
        })
        .collect())
}
