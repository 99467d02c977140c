//! News that is mailed together.

use crate::error::AppResult;
use crate::ids::{OrganizationId, UserId};
use crate::mail;
use crate::mail::types::{Letter, News};
use crate::tenancy::TenantTx;
use sqlx::PgPool;
use std::collections::BTreeMap;

/// How many are mailed in one transaction; the rest are a minute later.
const AT_ONCE: i64 = 2_000;

/// How many a mail tells in full.
const TOLD: usize = 20;

/// The organisations in which news has waited long enough.
///
/// # Errors
/// If the database cannot be reached.
pub async fn organizations_with_news(pool: &PgPool) -> Result<Vec<OrganizationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select organization as "organization!: OrganizationId" from app.organizations_with_news() as organization"#
    )
    .fetch_all(pool)
    .await
}

/// Mails what has waited for a minute, with all that has come since: one mail to each person, whatever it was that they were told.
/// Each piece is taken by the statement that marks it, so it is mailed once, however many mail at the same time.
///
/// # Errors
/// If the database cannot be reached.
pub async fn mail_news(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    let news = sqlx::query!(
        r#"
        with taken as (
          select n.id, n.created_at from notifications n
          where n.organization_id = $1 and n.waits_for_mail and exists (
            select from notifications first
            where first.organization_id = $1 and first.user_id = n.user_id and first.waits_for_mail
              and first.created_at <= now() - interval '1 minute')
          order by n.user_id, n.created_at, n.id
          limit $2
          for update skip locked
        ), mailed as (
          update notifications n set waits_for_mail = false from taken
          where n.organization_id = $1 and n.id = taken.id
          returning n.id, n.user_id, n.kind, n.title, n.message, n.path, n.created_at
        )
        select mailed.user_id as "to!: UserId", mailed.title as "title!", mailed.message as "message!", mailed.path
        from mailed
        where not exists (
          select from notification_opt_outs o
          where o.organization_id = $1 and o.user_id = mailed.user_id and o.kind = mailed.kind and o.channel = 'email')
        order by mailed.user_id, mailed.created_at, mailed.id
        "#,
        organization.0,
        AT_ONCE,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut of_each: BTreeMap<UserId, Vec<News>> = BTreeMap::new();
    for one in news {
        of_each.entry(one.to).or_default().push(News {
            title: one.title,
            message: one.message,
            path: one.path.unwrap_or_else(|| "/notifications".into()),
        });
    }
    let letters: Vec<_> = of_each.into_iter().map(|(to, news)| (to, letter(news))).collect();
    mail::queries::send_all(tx, &letters).await?;
    Ok(())
}

/// What is said to one person.
fn letter(mut news: Vec<News>) -> Letter {
    if let [_] = news.as_slice()
        && let Some(News { title, message, path }) = news.pop()
    {
        return Letter::Notification { title, message, path };
    }
    let count = news.len();
    news.truncate(TOLD);
    Letter::News { count, news }
}
