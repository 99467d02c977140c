//! All SQL of notifications.

mod gathered;

pub use gathered::{mail_news, organizations_with_news};

use super::types::{
    Channel, MOST_COUNTED, Marked, Notification, NotificationKind, NotificationList, Preferences, Said, Shown,
};
use crate::accounts::roles::Role;
use crate::error::{AppError, AppResult};
use crate::ids::{NotificationId, UserId};
use crate::mail;
use crate::mail::types::{Letter, MailKind};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};

/// How many stand on a page of them.
const PAGE: usize = 30;

/// How many are forgotten in one transaction.
const AT_ONCE: i64 = 5_000;

/// Something that somebody is to be told.
#[derive(Clone, Debug)]
pub struct Notice {
    pub to: UserId,
    pub kind: NotificationKind,
    /// Its mail is in the language of whoever is told.
    pub title: Said,
    pub message: Said,
    /// Where it leads, on this site.
    pub path: String,
    /// What happened: the same is told once by a channel, however often it is said.
    pub cause: String,
}

/// Tells somebody something by every channel by which they want to hear of its kind, in the transaction of its cause. Nobody is
/// told what they did themselves, unless it ended long after they asked for it, nor what they may not see.
///
/// # Errors
/// If the database cannot be reached.
pub async fn notify(tx: &mut TenantTx, notice: &Notice) -> AppResult<()> {
    notify_all(tx, std::slice::from_ref(notice)).await
}

/// The same for several, in as few statements as for one.
///
/// # Errors
/// If the database cannot be reached.
pub async fn notify_all(tx: &mut TenantTx, notices: &[Notice]) -> AppResult<()> {
    let me = tx.actor().user();
    let is_told = |notice: &&Notice| Some(notice.to) != me || notice.kind.is_of_ones_own();
    let notices: Vec<_> = notices.iter().filter(is_told).collect();
    if notices.is_empty() {
        return Ok(());
    }
    let organization = tx.organization();
    let column = |of: fn(&Notice) -> &str| -> Vec<String> {
        notices.iter().map(|notice| of(notice).to_owned()).collect()
    };
    let to: Vec<_> = notices.iter().map(|notice| notice.to.0).collect();
    let (kinds, roles) = who_may_see();
    let gathered = NotificationKind::ALL.iter().filter(|kind| kind.is_gathered());
    let gathered: Vec<_> = gathered.map(ToString::to_string).collect();
    let told = sqlx::query!(
        r#"
        insert into notifications (organization_id, user_id, kind, channel, notification_type, title, message, path, cause,
          expires_at, waits_for_mail)
        select $1, person.id, notice.kind, channel, notice.notification_type,
          left(case when language.is_german then notice.german_title else notice.title end, 255),
          case when language.is_german then notice.german_message else notice.message end, notice.path,
          notice.cause, now() + interval '90 days', channel = 'email' and notice.kind = any ($12)
        from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $13::text[], $14::text[])
          with ordinality as notice (person, kind, notification_type, title, message, path, cause, german_title, german_message, place)
        join users person on person.organization_id = $1 and person.id = notice.person
          and person.is_active and not person.is_deleted
          and (notice.kind, person.role::text) in (select * from unnest($9::text[], $10::text[]))
        cross join unnest($11::text[]) as channel
        -- As mail::types::Language::of has it; the product itself is in English.
        cross join lateral (
          select channel = 'email' and split_part(translate(lower(person.locale), '_', '-'), '-', 1) = 'de') as language (is_german)
        where not exists (
          select from notification_opt_outs o
          where o.organization_id = $1 and o.user_id = person.id and o.kind = notice.kind and o.channel = channel.channel)
        order by notice.place
        on conflict (organization_id, user_id, channel, cause) do nothing
        returning user_id as "user: UserId", kind as "kind: NotificationKind", channel as "channel: Channel", title, message, path
        "#,
        organization.0,
        &to,
        &column(|notice| notice.kind.as_str()),
        &column(|notice| notice.kind.notification_type()),
        &column(|notice| &notice.title.english),
        &column(|notice| &notice.message.english),
        &column(|notice| &notice.path),
        &column(|notice| &notice.cause),
        &kinds,
        &roles,
        &words(Channel::ALL),
        &gathered,
        &column(|notice| &notice.title.german),
        &column(|notice| &notice.message.german),
    )
    .fetch_all(tx.conn())
    .await?;
    let is_mailed_now =
        |channel: Channel, kind: NotificationKind| channel == Channel::Email && !kind.is_gathered();
    let letters: Vec<_> = told
        .into_iter()
        .filter(|told| is_mailed_now(told.channel, told.kind))
        .map(|told| {
            let letter = Letter::Notification {
                title: told.title,
                message: told.message,
                path: told.path.unwrap_or_else(|| "/notifications".into()),
            };
            (told.user, letter)
        })
        .collect();
    mail::queries::send_all(tx, &letters).await?;
    Ok(())
}

/// Takes back what was told within a day of something that is no longer so, from whoever has not read it yet. A mail that did not
/// wait for others is out.
///
/// # Errors
/// If the database cannot be reached.
pub async fn withdraw(tx: &mut TenantTx, cause: &str) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from notifications
         where organization_id = $1 and cause = $2 and (channel = 'in_app' or waits_for_mail) and not is_read and not is_deleted
           and created_at > now() - interval '24 hours'",
        organization.0,
        cause,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn words(of: &[impl ToString]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

/// Which kinds which roles may be told of, pair by pair.
fn who_may_see() -> (Vec<String>, Vec<String>) {
    let kinds = NotificationKind::ALL.iter();
    let pairs = kinds.flat_map(|kind| Role::ALL.iter().map(move |role| (kind, role)));
    let seen = pairs.filter(|(kind, role)| role.may(kind.needs()));
    seen.map(|(kind, role)| (kind.to_string(), role.to_string()))
        .unzip()
}

/// What whoever acts was told, latest first; `after` is the last of the page before.
///
/// # Errors
/// If the database cannot be reached.
pub async fn list(
    tx: &mut TenantTx,
    shown: Shown,
    kind: Option<NotificationKind>,
    after: Option<NotificationId>,
) -> AppResult<NotificationList> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let is_read = match shown {
        Shown::All => None,
        Shown::Unread => Some(false),
        Shown::Read => Some(true),
    };
    let mut rows = sqlx::query_as!(
        Notification,
        r#"
        select id as "id: NotificationId", kind as "kind: NotificationKind", title, message, path, is_read, created_at as at
        from notifications
        where organization_id = $1 and user_id = $2 and channel = 'in_app' and not is_deleted
          and ($3::boolean is null or is_read = $3) and ($4::text is null or kind = $4)
          and ($5::uuid is null or (created_at, id) < (
            select last.created_at, last.id from notifications last
            where last.organization_id = $1 and last.user_id = $2 and last.id = $5))
        order by created_at desc, id desc
        limit $6
        "#,
        organization.0,
        me.0,
        is_read,
        kind.map(NotificationKind::as_str),
        after.map(|after| after.0),
        PAGE as i64 + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(NotificationList {
        next: rows.last().filter(|_| is_more).map(|last| last.id),
        unread: unread(tx).await?,
        rows,
    })
}

/// How much of what whoever acts was told is unread, counted up to [`MOST_COUNTED`].
///
/// # Errors
/// If the database cannot be reached.
pub async fn unread(tx: &mut TenantTx) -> AppResult<i64> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let count = sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from (
          select from notifications
          where organization_id = $1 and user_id = $2 and channel = 'in_app' and not is_read and not is_deleted
          limit $3) as few
        "#,
        organization.0,
        me.0,
        MOST_COUNTED,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(count)
}

/// Marks one of one's own as read, or as unread again.
///
/// # Errors
/// [`AppError::NotFound`] where it is not one's own, or gone.
pub async fn mark(tx: &mut TenantTx, id: NotificationId, is_read: bool) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let marked = sqlx::query!(
        "update notifications set is_read = $4, read_at = case when $4 then coalesce(read_at, now()) end
         where organization_id = $1 and user_id = $2 and id = $3 and channel = 'in_app' and not is_deleted",
        organization.0,
        me.0,
        id.0,
        is_read,
    )
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}

/// Marks all of one's own as read.
///
/// # Errors
/// If the database cannot be reached.
pub async fn mark_all(tx: &mut TenantTx) -> AppResult<Marked> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let marked = sqlx::query!(
        r#"
        with marked as (
          update notifications set is_read = true, read_at = now()
          where organization_id = $1 and user_id = $2 and channel = 'in_app' and not is_read and not is_deleted
          returning id)
        select count(*)::integer as "count!", now() as "at!" from marked
        "#,
        organization.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Marked {
        count: u32::try_from(marked.count).unwrap_or_default(),
        at: marked.at,
    })
}

/// Takes back that one has marked all as read at some moment.
///
/// # Errors
/// If the database cannot be reached.
pub async fn unmark_all(tx: &mut TenantTx, at: DateTime<Utc>) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "update notifications set is_read = false, read_at = null
         where organization_id = $1 and user_id = $2 and channel = 'in_app' and read_at = $3 and not is_deleted",
        organization.0,
        me.0,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What whoever acts wants to be told of: everything but what they said. Who wants no more of the kind by mail is told nothing
/// by mail.
///
/// # Errors
/// If the database cannot be reached.
pub async fn preferences(tx: &mut TenantTx) -> AppResult<Preferences> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let out = sqlx::query!(
        r#"select kind as "kind: NotificationKind", channel as "channel: Channel"
           from notification_opt_outs where organization_id = $1 and user_id = $2"#,
        organization.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_mailed = !mail::queries::is_opted_out(tx, me, MailKind::Notification).await?;
    let wants = |kind, channel| {
        let is_out = out.iter().any(|out| out.kind == kind && out.channel == channel);
        !is_out && (is_mailed || channel != Channel::Email)
    };
    let all = NotificationKind::ALL
        .iter()
        .flat_map(|kind| Channel::ALL.iter().map(|channel| (*kind, *channel)));
    Ok(Preferences {
        wanted: all.filter(|(kind, channel)| wants(*kind, *channel)).collect(),
    })
}

/// Keeps what whoever acts wants to be told of. Who wants anything by mail wants mail again.
///
/// # Errors
/// If the database cannot be reached.
pub async fn prefer(tx: &mut TenantTx, preferences: &Preferences) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let (kinds, channels): (Vec<_>, Vec<_>) = preferences
        .wanted
        .iter()
        .map(|(kind, channel)| (kind.to_string(), channel.to_string()))
        .unzip();
    sqlx::query!(
        "delete from notification_opt_outs
         where organization_id = $1 and user_id = $2 and (kind, channel) in (select * from unnest($3::text[], $4::text[]))",
        organization.0,
        me.0,
        &kinds,
        &channels,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into notification_opt_outs (organization_id, user_id, kind, channel)
         select $1, $2, kind, channel from unnest($3::text[]) as kind cross join unnest($4::text[]) as channel
         where (kind, channel) not in (select * from unnest($5::text[], $6::text[]))
         on conflict (organization_id, user_id, kind, channel) do nothing",
        organization.0,
        me.0,
        &words(NotificationKind::ALL),
        &words(Channel::ALL),
        &kinds,
        &channels,
    )
    .execute(tx.conn())
    .await?;
    if preferences
        .wanted
        .iter()
        .any(|(_, channel)| *channel == Channel::Email)
    {
        mail::queries::opt_in(tx, me, MailKind::Notification).await?;
    }
    Ok(())
}

/// Removes what has expired, some at a time.
///
/// # Errors
/// If the database cannot be reached.
pub async fn forget_expired(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from notifications where organization_id = $1 and id in (
           select id from notifications where organization_id = $1 and expires_at < now() and not is_deleted
           order by expires_at limit $2)",
        organization.0,
        AT_ONCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
