//! The SQL of live updates.

use crate::accounts::types::Colleague;
use crate::error::AppResult;
use crate::ids::{ContactId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use sqlx::PgPool;
use sqlx::postgres::PgListener;

/// Where processes hear of changes.
const CHANNEL: &str = "changes";

/// Tells every process what was stored of changes, of whichever organisation; answers how many.
///
/// # Errors
/// If the database cannot be reached.
pub async fn tell(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select app.tell_changes() as "told!""#)
        .fetch_one(pool)
        .await
}

/// Begins to hear what is told.
///
/// # Errors
/// If the database cannot be reached.
pub async fn listener(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Asks whether the connection of a listener still is one.
///
/// # Errors
/// If it is not.
pub async fn is_alive(listener: &mut PgListener) -> Result<(), sqlx::Error> {
    sqlx::query("select 1").execute(listener).await.map(|_| ())
}

/// How many changes of the organisation were told by now.
///
/// # Errors
/// If the database cannot be reached.
pub async fn number(tx: &mut TenantTx) -> AppResult<i64> {
    let organization = tx.organization();
    let number = sqlx::query_scalar!(
        "select number from change_numbers where organization_id = $1",
        organization.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(number.unwrap_or_default())
}

/// Notes that whoever acts looks at a contact, and answers who else does: nobody, where there is no
/// such contact.
///
/// # Errors
/// If the database cannot be reached.
pub async fn look_at(tx: &mut TenantTx, contact: ContactId) -> AppResult<Vec<Colleague>> {
    let (organization, user) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "delete from viewings where organization_id = $1 and contact_id = $2 and seen_at < now() - interval '1 minute'",
        organization.0,
        contact.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into viewings (organization_id, contact_id, user_id)
         select organization_id, id, $3 from contacts where organization_id = $1 and id = $2 and not is_deleted
         on conflict (organization_id, contact_id, user_id) do update set seen_at = now()",
        organization.0,
        contact.0,
        user.0
    )
    .execute(tx.conn())
    .await?;
    let others = sqlx::query!(
        r#"select person.id as "id: UserId", person.first_name, person.last_name,
             person.avatar_id as "avatar_id: MediaId"
           from viewings viewing
           join users person on person.organization_id = viewing.organization_id and person.id = viewing.user_id
           where viewing.organization_id = $1 and viewing.contact_id = $2 and viewing.user_id <> $3
             and not person.is_deleted
           order by person.first_name, person.last_name, person.id"#,
        organization.0,
        contact.0,
        user.0
    )
    .fetch_all(tx.conn())
    .await?;
    let looking = Onlooker::of(tx)?;
    Ok(others
        .into_iter()
        .map(|row| Colleague {
            id: row.id,
            name: format!("{} {}", row.first_name, row.last_name),
            picture: looking.picture(row.avatar_id),
        })
        .collect())
}

/// Whoever acts looks at a contact no longer.
///
/// # Errors
/// If the database cannot be reached.
pub async fn look_away(tx: &mut TenantTx, contact: ContactId) -> AppResult<()> {
    let (organization, user) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "delete from viewings where organization_id = $1 and contact_id = $2 and user_id = $3",
        organization.0,
        contact.0,
        user.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets who looked at what a while ago and never said that they looked away.
///
/// # Errors
/// If the database cannot be reached.
pub async fn forget_viewings(tx: &mut TenantTx) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "delete from viewings where organization_id = $1 and seen_at < now() - interval '10 minutes'",
        organization.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
