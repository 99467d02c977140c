//! All SQL of mail.

mod guests;

pub use guests::send_to_guests;

use super::jobs::{DELIVER, Delivery};
use super::types::{Letter, MailKind, MailState, UndeliveredMail};
use crate::error::{AppError, AppResult};
use crate::ids::{MailId, OrganizationId, UserId};
use crate::jobs::queries::add_all;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// How many mails are forgotten in one transaction.
const AT_ONCE: i64 = 5_000;

/// How many mails a list shows.
const LISTED: i64 = 50;

/// A mail, with what is known of its reader.
#[derive(Clone)]
pub struct Mail {
    pub organization: OrganizationId,
    pub id: MailId,
    pub organization_name: String,
    pub first_name: String,
    pub last_name: String,
    pub address: String,
    pub locale: String,
    pub timezone: String,
    pub letter: Letter,
    pub secret: Uuid,
    pub created_at: DateTime<Utc>,
    pub state: MailState,
    /// Why it was not sent, where it was not.
    pub error: Option<String>,
}

impl Mail {
    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

// What it says is its reader's, and what proves it nobody's.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Mail").field(&self.id).finish()
    }
}

/// Stores a mail to a person of the organisation, and queues its delivery, in the transaction of its cause. Whether it is
/// still wanted is asked when it is delivered.
///
/// # Errors
/// [`AppError::NotFound`] where there is no such person.
pub async fn send(tx: &mut TenantTx, to: UserId, letter: &Letter) -> AppResult<MailId> {
    let stored = send_all(tx, &[(to, letter.clone())]).await?;
    stored.first().copied().ok_or(AppError::NotFound)
}

/// The same for several people, in as few statements as for one. Those who are not there get none.
pub async fn send_all(tx: &mut TenantTx, letters: &[(UserId, Letter)]) -> AppResult<Vec<MailId>> {
    if letters.is_empty() {
        return Ok(Vec::new());
    }
    let organization = tx.organization();
    let (mut ids, mut people, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut values, mut secrets) = (Vec::new(), Vec::new());
    for (person, letter) in letters {
        ids.push(MailId::new().0);
        people.push(person.0);
        kinds.push(letter.kind().to_string());
        values.push(serde_json::to_value(letter).map_err(|error| AppError::internal(&error))?);
        secrets.push(Uuid::from_bytes(rand::random()));
    }
    let stored = sqlx::query_scalar!(
        r#"
        insert into mails (organization_id, id, user_id, kind, address, letter, secret)
        select $1, mail.id, u.id, mail.kind, u.email, mail.letter, mail.secret
        from unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::uuid[]) as mail (id, person, kind, letter, secret)
        join users u on u.organization_id = $1 and u.id = mail.person
          and u.is_active and not u.is_deleted and u.role <> 'system'
        returning id as "id: MailId"
        "#,
        organization.0,
        &ids,
        &people,
        &kinds,
        &values,
        &secrets,
    )
    .fetch_all(tx.conn())
    .await?;
    let deliveries: Vec<_> = stored.iter().map(|id| Delivery { mail: *id }).collect();
    add_all(tx, &DELIVER, &deliveries).await?;
    Ok(stored)
}

/// A mail that waits to be delivered, and whether its reader still wants it; nothing where that is over.
pub async fn to_deliver(tx: &mut TenantTx, id: MailId) -> AppResult<Option<(Mail, bool)>> {
    let organization = tx.organization();
    let wanted = sqlx::query_scalar!(
        r#"
        select case when m.contact_id is null then
            u.is_active and not u.is_deleted
            and not exists (select from mail_opt_outs o where o.organization_id = $1 and o.user_id = u.id and o.kind = m.kind)
          -- An event that was taken up again meanwhile is not cancelled.
          else not c.is_deleted and e.status = 'cancelled' and not e.is_deleted end
          and (m.contact_id is null and m.kind = any($3) or not exists (
            select from mails b where b.organization_id = $1 and b.address_lower = m.address_lower and b.state = 'bounced'))
          as "is_wanted!"
        from mails m
        left join users u on u.organization_id = $1 and u.id = m.user_id
        left join contacts c on c.organization_id = $1 and c.id = m.contact_id
        left join event_notices n on n.organization_id = $1 and n.id = m.notice_id
        left join events e on e.organization_id = $1 and e.id = n.event_id
        where m.organization_id = $1 and m.id = $2 and m.state in ('queued', 'failed')
        "#,
        organization.0,
        id.0,
        &transactional(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(is_wanted) = wanted else {
        return Ok(None);
    };
    Ok(Some((find(tx, id).await?, is_wanted)))
}

/// The kinds that nobody can want no more of.
fn transactional() -> Vec<String> {
    let kinds = MailKind::ALL.iter().filter(|kind| kind.is_transactional());
    kinds.map(ToString::to_string).collect()
}

/// Notes what became of a mail. Of one that was sent no attempt can say anything else, however late it ends; that it came back
/// can be said of it.
pub async fn mark(tx: &mut TenantTx, id: MailId, state: MailState, error: Option<&str>) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "update mails set state = $3, error = left($4, 500), ended_at = case when $5 then now() end
         where organization_id = $1 and id = $2
           and (state in ('queued', 'failed') or state = 'sent' and $3 in ('failed', 'bounced'))",
        organization.0,
        id.0,
        state.as_str(),
        error,
        state != MailState::Queued,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is read of a mail, and of whoever it goes to.
struct Row {
    id: MailId,
    address: String,
    letter: serde_json::Value,
    secret: Uuid,
    created_at: DateTime<Utc>,
    state: MailState,
    error: Option<String>,
    first_name: String,
    last_name: String,
    locale: String,
    timezone: String,
    organization_name: String,
}

impl Row {
    fn into_mail(self, organization: OrganizationId) -> AppResult<Mail> {
        Ok(Mail {
            organization,
            id: self.id,
            organization_name: self.organization_name,
            first_name: self.first_name,
            last_name: self.last_name,
            address: self.address,
            locale: self.locale,
            timezone: self.timezone,
            letter: serde_json::from_value(self.letter).map_err(|error| AppError::internal(&error))?,
            secret: self.secret,
            created_at: self.created_at,
            state: self.state,
            error: self.error,
        })
    }
}

/// Mails with what is known of their readers, as far as the end of the statement says; the first value is the organisation.
macro_rules! mails {
    ($which:literal, $($value:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"
            select m.id as "id: MailId", m.address, m.letter, m.secret, m.created_at, m.state as "state: MailState", m.error,
              coalesce(u.first_name, c.first_name) as "first_name!", coalesce(u.last_name, c.last_name) as "last_name!",
              -- A contact is written to in the way of whoever wrote what they are told.
              coalesce(u.locale, sender.locale) as "locale!", coalesce(u.timezone, sender.timezone) as "timezone!",
              o.name as organization_name
            from mails m
            left join users u on u.organization_id = $1 and u.id = m.user_id
            left join contacts c on c.organization_id = $1 and c.id = m.contact_id
            left join event_notices n on n.organization_id = $1 and n.id = m.notice_id
            left join users sender on sender.organization_id = $1 and sender.id = n.created_by
            join organizations o on o.id = $1
            where m.organization_id = $1
            "# + $which,
            $($value),+
        )
    };
}

/// One mail. A statement of its own: one that could list as well would look through all mails for it.
pub async fn find(tx: &mut TenantTx, id: MailId) -> AppResult<Mail> {
    let organization = tx.organization();
    let found = mails!(" and m.id = $2", organization.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    found.ok_or(AppError::NotFound)?.into_mail(organization)
}

/// The newest mails of the organisation.
pub async fn newest(tx: &mut TenantTx) -> AppResult<Vec<Mail>> {
    let organization = tx.organization();
    let rows = mails!(
        " order by m.created_at desc, m.id desc limit $2",
        organization.0,
        LISTED
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| row.into_mail(organization)).collect()
}

/// Removes the mails of which nobody needs to know any more: a quarter of a year old.
pub async fn forget_old(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from mails where organization_id = $1 and id in (
           select id from mails where organization_id = $1 and created_at < now() - interval '90 days'
           order by created_at limit $2)",
        organization.0,
        AT_ONCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A mail in the hands of whoever it came to.
pub struct Held {
    pub id: MailId,
    pub secret: Uuid,
    /// A person of the organisation; none where it went to a contact.
    pub user: Option<UserId>,
    pub kind: MailKind,
    pub address: String,
}

/// A mail in the hands of whoever it came to.
pub async fn held(tx: &mut TenantTx, id: MailId) -> AppResult<Held> {
    let organization = tx.organization();
    let row = sqlx::query_as!(
        Held,
        r#"select id as "id: MailId", secret, user_id as "user: UserId", kind as "kind: MailKind", address
           from mails where organization_id = $1 and id = $2"#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row)
}

/// Whether somebody wants no more of a kind.
pub async fn is_opted_out(tx: &mut TenantTx, user: UserId, kind: MailKind) -> AppResult<bool> {
    let organization = tx.organization();
    let found = sqlx::query_scalar!(
        r#"select exists (
             select from mail_opt_outs where organization_id = $1 and user_id = $2 and kind = $3) as "found!""#,
        organization.0,
        user.0,
        kind.as_str(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// Somebody wants no more of a kind, however often they say so.
pub async fn opt_out(tx: &mut TenantTx, user: UserId, kind: MailKind) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "insert into mail_opt_outs (organization_id, user_id, kind) values ($1, $2, $3)
         on conflict (organization_id, user_id, kind) do nothing",
        organization.0,
        user.0,
        kind.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Somebody wants a kind again.
pub async fn opt_in(tx: &mut TenantTx, user: UserId, kind: MailKind) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from mail_opt_outs where organization_id = $1 and user_id = $2 and kind = $3",
        organization.0,
        user.0,
        kind.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest mail that did not arrive.
pub async fn undelivered(tx: &mut TenantTx) -> AppResult<Vec<UndeliveredMail>> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        UndeliveredMail,
        r#"
        select coalesce(u.first_name, c.first_name) || ' ' || coalesce(u.last_name, c.last_name) as "name!", m.address,
          m.kind as "kind: MailKind",
          m.state as "state: MailState", m.error as reason, coalesce(m.ended_at, m.created_at) as "at!"
        from mails m
        left join users u on u.organization_id = $1 and u.id = m.user_id
        left join contacts c on c.organization_id = $1 and c.id = m.contact_id
        where m.organization_id = $1 and m.state in ('failed', 'bounced')
        order by m.created_at desc, m.id desc
        limit $2
        "#,
        organization.0,
        LISTED,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
