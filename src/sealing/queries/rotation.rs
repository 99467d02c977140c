//! SQL of replacing keys, by an administrator: the application can neither retire a key nor change the trail.

use super::number_of;
use crate::error::AppResult;
use crate::ids::OrganizationId;
use crate::sealing::columns::Column;
use crate::sealing::keyring::Wrapped;
use crate::sealing::sealed::Header;
use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Transaction};
use uuid::Uuid;

/// Rows that are sealed anew in one transaction: whoever wants to change one of them waits for so many.
const AT_ONCE: i64 = 200;

/// How long one waits for those who seal at this moment, while others wait behind.
const PATIENCE: &str = "set local lock_timeout = '200ms'";

/// Whether anything of an organisation is stored plain.
pub async fn is_plain(connection: &mut PgConnection, organization: OrganizationId) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select from contacts where organization_id = $1 and (get_byte(phone, 0) = 0 or get_byte(notes, 0) = 0))
          or exists (select from integrations where organization_id = $1 and get_byte(credentials, 0) = 0)
          or exists (
            select from audit_logs
            where organization_id = $1 and table_name = 'contacts'
              and (starts_with(old_values ->> 'phone', '\x00') or starts_with(old_values ->> 'notes', '\x00')
                or starts_with(new_values ->> 'phone', '\x00') or starts_with(new_values ->> 'notes', '\x00')))
          as "is_plain!"
        "#,
        organization.0,
    )
    .fetch_one(connection)
    .await?)
}

/// Whether this is an administrator who sees all rows and may leave triggers out.
pub async fn is_superuser(connection: &mut PgConnection) -> AppResult<bool> {
    Ok(
        sqlx::query_scalar!(r#"select rolsuper as "rolsuper!" from pg_roles where rolname = session_user"#)
            .fetch_one(connection)
            .await?,
    )
}

/// Waits until this connection is the only one that seals anew, which it is until its end. Two at once would each remove the
/// key under which the other has sealed.
pub async fn be_alone(connection: &mut PgConnection) -> AppResult<()> {
    sqlx::query("select pg_advisory_lock(hashtext('the-plugs: sealing anew'))")
        .execute(connection)
        .await?;
    Ok(())
}

/// The organisations with a key that another master key wraps than this one, or with any.
pub async fn wrapped_otherwise(
    connection: &mut PgConnection,
    master: Option<&str>,
) -> AppResult<Vec<OrganizationId>> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct organization_id as "organization_id: OrganizationId"
        from organization_keys
        where $1::text is null or master <> $1
        order by 1
        "#,
        master,
    )
    .fetch_all(connection)
    .await?)
}

/// All organisations, deleted ones among them.
pub async fn organizations(connection: &mut PgConnection) -> AppResult<Vec<OrganizationId>> {
    Ok(
        sqlx::query_scalar!(r#"select id as "id: OrganizationId" from organizations order by id"#)
            .fetch_all(connection)
            .await?,
    )
}

/// A transaction whose changes are nobody's doing: they make no version and no line in the trail.
pub async fn unnoticed(connection: &mut PgConnection) -> AppResult<Transaction<'_, Postgres>> {
    let mut transaction = connection.begin().await?;
    for setting in [
        "set local session_replication_role = replica",
        "set local statement_timeout = 0",
        "set local idle_in_transaction_session_timeout = 0",
    ] {
        sqlx::query(setting).execute(&mut *transaction).await?;
    }
    Ok(transaction)
}

/// Waits until nobody seals in an organisation, for a moment only.
pub async fn stop_sealing(
    connection: &mut PgConnection,
    organization: OrganizationId,
) -> Result<(), sqlx::Error> {
    sqlx::query(PATIENCE).execute(&mut *connection).await?;
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('the-plugs: keys'), hashtext($1::uuid::text))",
        organization.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The greatest number that a key of an organisation has; 0 where it has none.
pub async fn last_number(connection: &mut PgConnection, organization: OrganizationId) -> AppResult<u32> {
    let last = sqlx::query_scalar!(
        r#"select coalesce(max(number), 0) as "last!" from organization_keys where organization_id = $1"#,
        organization.0,
    )
    .fetch_one(connection)
    .await?;
    Ok(last.unsigned_abs())
}

/// Stores a key in place of the one that was in use.
pub async fn replace(
    connection: &mut PgConnection,
    organization: OrganizationId,
    key: &Wrapped,
) -> AppResult<()> {
    sqlx::query!(
        "update organization_keys set retired_at = now() where organization_id = $1 and retired_at is null",
        organization.0,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into organization_keys (organization_id, number, master, wrapped) values ($1, $2, $3, $4)",
        organization.0,
        number_of(key)?,
        key.master,
        key.wrapped,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the keys that were retired.
pub async fn forget(connection: &mut PgConnection, organization: OrganizationId) -> AppResult<()> {
    sqlx::query!(
        "delete from organization_keys where organization_id = $1 and retired_at is not null",
        organization.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A value that is sealed otherwise than under the key with this number.
pub type Old = (Uuid, Vec<u8>);

/// Some values of a column that are not sealed under a key, after a row. The rows are locked in one order, as by whoever
/// changes many.
pub async fn old_values(
    connection: &mut PgConnection,
    organization: OrganizationId,
    column: Column,
    key: Header,
    after: Uuid,
) -> AppResult<Vec<Old>> {
    let name = column.name();
    let mut sql = QueryBuilder::<Postgres>::new("select id, ");
    sql.push(name)
        .push(" from ")
        .push(column.table())
        .push(" where organization_id = ")
        .push_bind(organization);
    sql.push(" and id > ").push_bind(after);
    sql.push(" and substr(")
        .push(name)
        .push(", 1, 5) <> ")
        .push_bind(key.bytes().to_vec());
    sql.push(" order by id limit ")
        .push(AT_ONCE)
        .push(" for no key update");
    Ok(sql.build_query_as().fetch_all(connection).await?)
}

/// A value sealed anew, and by what it is found.
pub struct New {
    pub id: Uuid,
    pub value: Vec<u8>,
    pub index: Option<Vec<u8>>,
}

/// Puts values that were sealed anew in the place of the old ones.
pub async fn put_values(
    connection: &mut PgConnection,
    organization: OrganizationId,
    column: Column,
    new: Vec<New>,
) -> AppResult<()> {
    let (mut ids, mut values, mut indexes) = (Vec::new(), Vec::new(), Vec::new());
    for one in new {
        ids.push(one.id);
        values.push(one.value);
        indexes.push(one.index);
    }
    let mut sql = QueryBuilder::<Postgres>::new("update ");
    sql.push(column.table())
        .push(" as t set ")
        .push(column.name())
        .push(" = r.value");
    if let Some(index) = column.index() {
        sql.push(", ").push(index).push(" = r.found_by");
    }
    sql.push(" from unnest(").push_bind(ids);
    sql.push("::uuid[], ").push_bind(values);
    sql.push("::bytea[], ").push_bind(indexes);
    sql.push("::bytea[]) as r (id, value, found_by) where t.organization_id = ")
        .push_bind(organization);
    sql.push(" and t.id = r.id");
    sql.build().execute(connection).await?;
    Ok(())
}

/// A line of the trail that says what a sealed value was or became, as the trail writes bytes.
pub struct Line {
    pub id: Uuid,
    pub row: Uuid,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Some lines of the trail whose values of a column are not sealed under a key, after a line.
pub async fn old_lines(
    connection: &mut PgConnection,
    organization: OrganizationId,
    column: Column,
    begins: &str,
    after: Uuid,
) -> AppResult<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"
        select id, record_id as "row!", old_values ->> $3 as old, new_values ->> $3 as new
        from audit_logs
        where organization_id = $1 and table_name = $2 and record_id is not null and id > $5
          and (old_values ->> $3 like '\\x%' and not starts_with(old_values ->> $3, $4)
            or new_values ->> $3 like '\\x%' and not starts_with(new_values ->> $3, $4))
        order by id
        limit $6
        "#,
        organization.0,
        column.table(),
        column.name(),
        begins,
        after,
        AT_ONCE,
    )
    .fetch_all(connection)
    .await?)
}

/// Puts values that were sealed anew into lines of the trail.
pub async fn put_lines(
    connection: &mut PgConnection,
    organization: OrganizationId,
    column: Column,
    lines: Vec<Line>,
) -> AppResult<()> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.id).collect();
    let (old, new): (Vec<_>, Vec<_>) = lines.into_iter().map(|line| (line.old, line.new)).unzip();
    sqlx::query!(
        r#"
        update audit_logs as a
        set old_values = case when r.was is null then a.old_values else a.old_values || jsonb_build_object($2::text, r.was) end,
          new_values = case when r.became is null then a.new_values else a.new_values || jsonb_build_object($2::text, r.became) end
        from unnest($3::uuid[], $4::text[], $5::text[]) as r (id, was, became)
        where a.organization_id = $1 and a.id = r.id
        "#,
        organization.0,
        column.name(),
        &ids,
        &old as &[Option<String>],
        &new as &[Option<String>],
    )
    .execute(connection)
    .await?;
    Ok(())
}
