//! Who decides in whose place.

use super::roles_of;
use crate::accounts::roles::{Permission, Scope};
use crate::approvals::types::{NewSubstitute, SubstituteRow};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::ids::{SubstituteId, UserId};
use crate::tenancy::TenantTx;
use crate::ui::time::Zone;
use chrono::{NaiveDate, Utc};
use uuid::Uuid;

/// Most that are named ahead for one person.
const MOST: i64 = 20;

/// Who is away today by their own clock, and who decides in their place. A substitute who is away themselves hands nothing on.
pub(super) async fn away_today(tx: &mut TenantTx) -> AppResult<Vec<(Uuid, Uuid)>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select s.user_id, s.substitute_id, s.from_date, s.until_date, u.timezone
        from approval_substitutes s
        join users u on u.organization_id = $1 and u.id = s.user_id
        where s.organization_id = $1 and s.from_date <= current_date + 1 and s.until_date >= current_date - 1
        order by s.from_date, s.id
        "#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let is_now = |from, until, timezone: &str| {
        let today = today_in(timezone);
        from <= today && today <= until
    };
    Ok(rows
        .into_iter()
        .filter(|row| is_now(row.from_date, row.until_date, &row.timezone))
        .map(|row| (row.user_id, row.substitute_id))
        .collect())
}

/// In whose place whoever acts decides today.
pub(super) async fn stood_in_for(tx: &mut TenantTx) -> AppResult<Vec<Uuid>> {
    let me = tx.user()?.0;
    let away = away_today(tx).await?;
    let mine = away.into_iter().filter(|(_, substitute)| *substitute == me);
    Ok(mine.map(|(person, _)| person).collect())
}

/// Today, by the clock of a place.
pub(super) fn today_in(timezone: &str) -> NaiveDate {
    let zone = Zone::named(timezone).unwrap_or_else(Zone::utc);
    zone.local(Utc::now()).date()
}

/// Today, by the clock of whoever acts.
///
/// # Errors
/// If the database cannot be reached.
pub async fn today(tx: &mut TenantTx) -> AppResult<NaiveDate> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let timezone = sqlx::query_scalar!(
        "select timezone from users where organization_id = $1 and id = $2",
        organization.0,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(today_in(&timezone))
}

/// Those who are named from today on: all of them for whoever keeps the chain, else those that concern whoever acts.
pub(super) async fn listed(tx: &mut TenantTx) -> AppResult<Vec<SubstituteRow>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let manages = tx.scope_of(Permission::ManageOrganization).is_some();
    let deciding = [roles_of(Scope::All), roles_of(Scope::Team)].concat();
    let rows = sqlx::query!(
        r#"
        select s.id as "id: SubstituteId", s.user_id as "person: UserId", s.substitute_id as "substitute: UserId", s.from_date,
          s.until_date, away.first_name || ' ' || away.last_name as "name!", away.timezone,
          other.first_name || ' ' || other.last_name as "substitute_name!",
          not (other.is_active and not other.is_deleted and other.role = any ($4)) as "is_lost!"
        from approval_substitutes s
        join users away on away.organization_id = $1 and away.id = s.user_id
        join users other on other.organization_id = $1 and other.id = s.substitute_id
        where s.organization_id = $1 and s.until_date >= current_date - 1
          and ($3 or s.user_id = $2 or s.substitute_id = $2)
        order by s.from_date, s.until_date, s.id limit 500
        "#,
        organization.0,
        me.0,
        manages,
        &deciding,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let today = today_in(&row.timezone);
            (row.until_date >= today).then(|| SubstituteRow {
                id: row.id,
                person: row.person,
                name: row.name,
                substitute: row.substitute,
                substitute_name: row.substitute_name,
                from: row.from_date,
                until: row.until_date,
                is_now: row.from_date <= today,
                is_lost: row.is_lost,
                may_remove: manages || row.person == me,
            })
        })
        .collect())
}

/// Whether somebody may decide about claims.
pub(super) async fn decides(tx: &mut TenantTx, person: UserId) -> AppResult<bool> {
    let organization = tx.organization();
    let deciding = [roles_of(Scope::All), roles_of(Scope::Team)].concat();
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
          select from users where organization_id = $1 and id = $2 and is_active and not is_deleted and role = any ($3)) as "decides!"
        "#,
        organization.0,
        person.0,
        &deciding,
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Names somebody who decides in somebody's place: one's own, or anybody's for whoever keeps the chain.
///
/// # Errors
/// If it is somebody else's place, one of the two does not decide about claims, or it is said already.
pub async fn name(tx: &mut TenantTx, new: &NewSubstitute) -> AppResult<SubstituteId> {
    const PAIR: &str = "This is said already.";
    let (organization, me) = (tx.organization(), tx.user()?);
    if new.person() != me && tx.scope_of(Permission::ManageOrganization).is_none() {
        return Err(AppError::Forbidden);
    }
    if !decides(tx, new.person()).await? {
        return Err(AppError::field(
            "user_id",
            "Choose somebody who decides about claims.",
        ));
    }
    if !decides(tx, new.substitute()).await? {
        return Err(AppError::field(
            "substitute_id",
            "Choose somebody who decides about claims.",
        ));
    }
    let named = sqlx::query_scalar!(
        r#"
        insert into approval_substitutes (organization_id, user_id, substitute_id, from_date, until_date, created_by)
        select $1, $2, $3, $4, $5, $6
        where (select count(*) from approval_substitutes where organization_id = $1 and user_id = $2 and until_date >= current_date) < $7
        returning id as "id: SubstituteId"
        "#,
        organization.0,
        new.person().0,
        new.substitute().0,
        new.from(),
        new.until(),
        me.0,
        MOST,
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[
        ("approval_substitutes_unique", "substitute_id", PAIR),
        ("approval_substitutes_substitute_id_live", "substitute_id", "Choose somebody from the list."),
        ("approval_substitutes_user_id_live", "user_id", "Choose somebody from the list."),
    ])?;
    named.ok_or_else(|| AppError::Conflict {
        message: format!("{MOST} substitutes are named ahead already. Remove one first."),
    })
}

/// Ends that somebody decides in somebody's place.
///
/// # Errors
/// [`AppError::NotFound`] where it is not there, or somebody else's for whoever does not keep the chain.
pub async fn end(tx: &mut TenantTx, id: SubstituteId) -> AppResult<()> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let manages = tx.scope_of(Permission::ManageOrganization).is_some();
    let ended = sqlx::query!(
        "delete from approval_substitutes where organization_id = $1 and id = $2 and ($3 or user_id = $4)",
        organization.0,
        id.0,
        manages,
        me.0,
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}
