//! Mail to contacts who come to an event.

use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, EventNoticeId, MailId};
use crate::jobs::queries::add_all;
use crate::mail::jobs::{DELIVER, Delivery};
use crate::mail::types::Letter;
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Stores a mail to each of some contacts and queues its delivery, in the transaction of its cause. Each of them gets one for one
/// notice, however often this is said; none gets one who is in the trash, has no address, or whose address is known not to exist.
///
/// # Errors
/// If the database cannot be reached.
pub async fn send_to_guests(
    tx: &mut TenantTx,
    notice: EventNoticeId,
    letter: &Letter,
    contacts: &[ContactId],
) -> AppResult<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    let ids: Vec<Uuid> = contacts.iter().map(|_| MailId::new().0).collect();
    let secrets: Vec<Uuid> = contacts
        .iter()
        .map(|_| Uuid::from_bytes(rand::random()))
        .collect();
    let contacts: Vec<Uuid> = contacts.iter().map(|contact| contact.0).collect();
    let values = serde_json::to_value(letter).map_err(|error| AppError::internal(&error))?;
    let stored = sqlx::query_scalar!(
        r#"
        insert into mails (organization_id, id, contact_id, notice_id, kind, address, letter, secret)
        select $1, mail.id, c.id, $2, $3, c.email, $4, mail.secret
        from unnest($5::uuid[], $6::uuid[], $7::uuid[]) as mail (id, contact, secret)
        join contacts c on c.organization_id = $1 and c.id = mail.contact and not c.is_deleted and c.email is not null
        where not exists (
          select from mails b where b.organization_id = $1 and b.address_lower = c.email_lower and b.state = 'bounced')
        on conflict on constraint mails_once do nothing
        returning id as "id: MailId"
        "#,
        organization.0,
        notice.0,
        letter.kind().as_str(),
        values,
        &ids,
        &contacts,
        &secrets,
    )
    .fetch_all(tx.conn())
    .await?;
    let deliveries: Vec<_> = stored.iter().map(|id| Delivery { mail: *id }).collect();
    add_all(tx, &DELIVER, &deliveries).await
}
