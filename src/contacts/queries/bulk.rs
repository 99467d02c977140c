//! Changes of many contacts at once: one statement finds, locks, changes and notes them. What is
//! done varies, so it is put together here, from constants and placeholders only; a test has
//! PostgreSQL take every shape of it.

use super::assigning::tell_owner_of_these;
use super::list::Narrowing;
use super::reach::{Reach, Reaches};
use crate::accounts::roles::{Permission, Scope};
use crate::contacts::types::{BulkChange, BulkOutcome, ContactFilter, MOST_AT_ONCE, Refusal};
use crate::error::{AppError, AppResult};
use crate::ids::{BulkChangeId, ContactId};
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

mod entries;
mod in_german;
mod portions;
mod undo;

pub use entries::entries;
pub use portions::change_some;
pub use undo::{undo, undo_some};

/// How many of those that were refused are named.
const MOST_NAMED: i32 = 50;

/// How many rows of old changes are removed in one transaction.
const FORGOTTEN_AT_ONCE: i64 = 10_000;

/// The interactions of how many contacts are taken along in one statement: each of them is audited
/// and finds its contact's latest, and a statement ends after five seconds.
const TAKEN_ALONG: usize = 50;

impl BulkChange {
    /// What one must be permitted to do it.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Delete | Self::Restore => Permission::DeleteContacts,
            _ => Permission::EditContacts,
        }
    }
}

/// Which contacts.
#[derive(Clone, Debug)]
pub enum Target {
    Ids(Vec<ContactId>),
    /// All that a filter leaves; none in the trash.
    Matching(ContactFilter),
}

impl Target {
    /// Which contacts `c` of an organisation that the statement has named already.
    async fn condition(&self, tx: &mut TenantTx, is_trashed: bool) -> AppResult<Condition> {
        let reaches = Reaches::of(tx).await?;
        Ok(match self {
            Self::Ids(ids) => Condition::Ids(ids.clone(), reaches.view, is_trashed),
            Self::Matching(filter) => Condition::Filter(Narrowing::new(tx, filter, &reaches).await?),
        })
    }
}

/// What makes a contact one of those that are meant.
enum Condition {
    Ids(Vec<ContactId>, Reach, bool),
    Filter(Narrowing),
}

impl Condition {
    /// What a search finds, where there is one, and a comma.
    fn push_found(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Self::Filter(narrowing) = self
            && narrowing.searches()
        {
            narrowing.push_found(sql);
            sql.push(", ");
        }
    }

    fn from(&self) -> &'static str {
        match self {
            Self::Filter(narrowing) => narrowing.from(),
            Self::Ids(..) => "contacts c",
        }
    }

    fn is_cut(&self) -> &'static str {
        match self {
            Self::Filter(narrowing) => narrowing.is_cut(),
            Self::Ids(..) => "false",
        }
    }

    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Filter(narrowing) => narrowing.push(sql),
            Self::Ids(ids, view, is_trashed) => {
                sql.push(" and c.id = any (").push_bind(ids.clone()).push(")");
                sql.push(if *is_trashed {
                    " and c.is_deleted"
                } else {
                    " and not c.is_deleted"
                });
                if let Some(owners) = view.owners() {
                    sql.push(" and c.owner_id = any (")
                        .push_bind(owners.to_vec())
                        .push(")");
                }
            }
        }
    }
}

/// What the statement comes to.
#[derive(sqlx::FromRow)]
struct Found {
    /// How many are meant, at most one more than may be changed at once.
    matched: i64,
    /// Whether more may match the search than were found.
    is_cut: bool,
    /// How many of them are there.
    present: i64,
    changed: Vec<Uuid>,
    /// Under what they lay in the trash before.
    deletions: Vec<Uuid>,
    refused: i64,
    /// The first that were refused.
    refused_ids: Vec<Uuid>,
    names: Vec<String>,
    /// Whether each of those has too many tags, rather than being out of reach.
    are_full: Vec<bool>,
    is_owner_known: bool,
}

/// Whether a statement is a change of its own, or a part of one that is written down already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Portion,
}

/// Changes those of the contacts that differ and that whoever asks may change, and notes what stood
/// there before. The others are counted, and the first of those that were refused are named. Where a filter means more
/// than one request changes, jobs do it.
pub async fn change(tx: &mut TenantTx, target: &Target, change: &BulkChange) -> AppResult<BulkOutcome> {
    let reach = Reach::of(tx, change.permission()).await?;
    let condition = target.condition(tx, *change == BulkChange::Restore).await?;
    let id = BulkChangeId::new();
    let found = apply(tx, &condition, change, &reach, id, Part::Whole).await?;
    if found.is_cut {
        return Err(too_common());
    }
    if count(found.matched) as usize > MOST_AT_ONCE {
        return match target {
            Target::Matching(_) if *change != BulkChange::Restore => {
                portions::write_down(tx, &condition, change, id).await
            }
            _ => Err(too_many()),
        };
    }
    if found.present == 0 && matches!(target, Target::Ids(_)) {
        return Err(AppError::NotFound);
    }
    if let BulkChange::Owner(Some(owner)) = change {
        tell_owner_of_these(tx, *owner, &found.changed, id).await?;
    }
    let asked = match target {
        Target::Ids(ids) => ids.len() as i64,
        Target::Matching(_) => found.matched,
    };
    let out_of_reach = out_of_reach(tx, change.permission());
    let changed = found.changed.len() as i64;
    let refusals = found.names.into_iter().zip(found.are_full);
    Ok(BulkOutcome {
        changed: count(changed),
        unchanged: count(found.present - found.refused - changed),
        gone: count(asked - found.present),
        refused: count(found.refused),
        refusals: refusals
            .map(|(name, is_full)| refusal(name, is_full, out_of_reach))
            .collect(),
        undo: (changed > 0).then_some(id),
        is_under_way: false,
    })
}

/// Makes the change, with all that goes with it but telling anybody. Where too many are meant, nothing is changed.
async fn apply(
    tx: &mut TenantTx,
    condition: &Condition,
    change: &BulkChange,
    reach: &Reach,
    id: BulkChangeId,
    part: Part,
) -> AppResult<Found> {
    let mut sql = statement(tx, condition, change, reach, id, part)?;
    let found: Found = sql
        .build_query_as()
        .persistent(false)
        .fetch_one(tx.conn())
        .await?;
    if !found.is_owner_known {
        return Err(AppError::field("value", "Choose an active colleague, or nobody."));
    }
    match change {
        BulkChange::Delete => follow_into_trash(tx, &found.changed).await?,
        BulkChange::Restore => follow_out_of_trash(tx, &found.changed, &found.deletions).await?,
        _ => {}
    }
    Ok(found)
}

fn refusal(name: String, is_full: bool, out_of_reach: &str) -> Refusal {
    let reason = if is_full {
        "Would have more than 50 tags."
    } else {
        out_of_reach
    };
    Refusal {
        name,
        reason: reason.to_owned(),
    }
}

fn stored(change: &BulkChange) -> AppResult<serde_json::Value> {
    serde_json::to_value(change).map_err(|error| AppError::internal(&error))
}

fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// What is said where more are chosen one by one than can be changed at once.
pub fn too_many() -> AppError {
    AppError::Conflict {
        message: "More than 1,000 contacts are meant, and at most 1,000 can be chosen one by one. \
                  Nothing was changed: choose fewer, or all that match."
            .into(),
    }
}

/// What is said where more may match a search than it finds.
fn too_common() -> AppError {
    AppError::Conflict {
        message: "More contacts share these words than a search looks through. \
                  Nothing was changed: type more of the name, or choose the contacts one by one."
            .into(),
    }
}

fn out_of_reach(tx: &TenantTx, permission: Permission) -> &'static str {
    match (permission, tx.scope_of(permission)) {
        (Permission::DeleteContacts, _) => "You may delete and restore only contacts that you look after.",
        (_, Some(Scope::Team)) => "You may change only contacts that you or your team look after.",
        _ => "You may change only contacts that you look after.",
    }
}

/// Rows are locked in one order, so that two changes of the same contacts wait for each other and
/// the second sees what the first did.
fn statement(
    tx: &TenantTx,
    condition: &Condition,
    change: &BulkChange,
    reach: &Reach,
    id: BulkChangeId,
    part: Part,
) -> AppResult<QueryBuilder<Postgres>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let mut sql = QueryBuilder::new("with ");
    condition.push_found(&mut sql);
    sql.push("matched as materialized (select c.id from ")
        .push(condition.from())
        .push(" where c.organization_id = ")
        .push_bind(organization);
    condition.push(&mut sql);
    let is_trashed = if *change == BulkChange::Restore {
        ""
    } else {
        "not "
    };
    sql.push(" limit ").push(MOST_AT_ONCE + 1);
    sql.push("), locked as (select c.id, c.first_name || ' ' || c.last_name as name, c.deletion_id, ");
    push_prior(&mut sql, change);
    push_tags(&mut sql, change);
    match reach.owners() {
        None => sql.push("true as may"),
        Some(owners) => sql
            .push("coalesce(c.owner_id = any (")
            .push_bind(owners.to_vec())
            .push("), false) as may"),
    };
    sql.push(" from contacts c where c.organization_id = ")
        .push_bind(organization);
    sql.push(" and c.id in (select id from matched) and (select count(*) from matched) <= ")
        .push(MOST_AT_ONCE)
        .push(" and not ")
        .push(condition.is_cut());
    sql.push(" and ")
        .push(is_trashed)
        .push("c.is_deleted order by c.id for no key update of c");
    sql.push("), owner as (select ");
    push_owner_known(&mut sql, organization.0, change);
    sql.push(" as is_known), changed as (update contacts c set ");
    push_set(&mut sql, change);
    sql.push(" from locked, owner where c.organization_id = ")
        .push_bind(organization);
    sql.push(" and c.id = locked.id and locked.may and owner.is_known");
    push_differs(&mut sql, change);
    sql.push(" returning c.id, c.version, locked.deletion_id, locked.prior), ");
    if part == Part::Whole {
        sql.push("kept as (insert into bulk_changes (organization_id, id, user_id, change, wanted, changed) select ");
        sql.push_bind(organization)
            .push(", ")
            .push_bind(id)
            .push(", ")
            .push_bind(me)
            .push(", '")
            .push(change.kind())
            .push("', ")
            .push_bind(stored(change)?)
            .push(", (select count(*) from changed) where exists (select from changed)), ");
    }
    sql.push(
        "noted as (insert into bulk_change_rows (organization_id, bulk_change_id, contact_id, contact_version, prior) select ",
    );
    sql.push_bind(organization).push(", ").push_bind(id);
    sql.push(", id, version, coalesce(prior, 'null') from changed), ");
    sql.push("refused as (select id, name, may as is_full from locked where not may");
    if matches!(change, BulkChange::AddTags(_)) {
        sql.push(" or cardinality(becomes) > 50");
    }
    sql.push(" order by name, id) select (select count(*) from matched) as matched, ");
    sql.push(condition.is_cut()).push(" as is_cut, ");
    sql.push(
        "(select count(*) from locked) as present, array(select id from changed order by id) as changed, ",
    );
    sql.push("array(select deletion_id from changed where deletion_id is not null) as deletions, ");
    sql.push("(select count(*) from refused) as refused, ");
    for (column, name) in [("id", "refused_ids"), ("name", "names"), ("is_full", "are_full")] {
        sql.push("array(select ")
            .push(column)
            .push(" from refused order by name, id limit ");
        sql.push(MOST_NAMED).push(") as ").push(name).push(", ");
    }
    sql.push("(select is_known from owner) as is_owner_known");
    Ok(sql)
}

/// What stands there now.
fn push_prior(sql: &mut QueryBuilder<Postgres>, change: &BulkChange) {
    sql.push(match change {
        BulkChange::Type(_) => "to_jsonb(c.contact_type) as prior, ",
        BulkChange::Status(_) => "to_jsonb(c.status) as prior, ",
        BulkChange::Priority(_) => "to_jsonb(c.priority) as prior, ",
        BulkChange::Owner(_) => "to_jsonb(c.owner_id) as prior, ",
        BulkChange::AddTags(_) | BulkChange::RemoveTags(_) => "to_jsonb(c.tags) as prior, ",
        BulkChange::Delete | BulkChange::Restore => "null::jsonb as prior, ",
    });
}

/// The tags as they will be.
fn push_tags(sql: &mut QueryBuilder<Postgres>, change: &BulkChange) {
    match change {
        BulkChange::AddTags(tags) => sql
            .push("c.tags || array(select added.tag from unnest(")
            .push_bind(tags.clone())
            .push(
                "::text[]) with ordinality as added (tag, place) where not exists (select from unnest(c.tags) as has (tag) \
                 where app.lower_case(has.tag) = app.lower_case(added.tag)) order by place) as becomes, ",
            ),
        BulkChange::RemoveTags(tags) => sql
            .push(
                "array(select has.tag from unnest(c.tags) with ordinality as has (tag, place) \
                 where not exists (select from unnest(",
            )
            .push_bind(tags.clone())
            .push(
                "::text[]) as gone (tag) where app.lower_case(gone.tag) = app.lower_case(has.tag)) order by place) \
                 as becomes, ",
            ),
        _ => sql,
    };
}

/// Whether the owner that was chosen can be one.
fn push_owner_known(sql: &mut QueryBuilder<Postgres>, organization: Uuid, change: &BulkChange) {
    match change {
        BulkChange::Owner(Some(owner)) => sql
            .push("exists (select from users where organization_id = ")
            .push_bind(organization)
            .push(" and id = ")
            .push_bind(*owner)
            .push(" and is_active and not is_deleted and role <> 'system')"),
        _ => sql.push("true"),
    };
}

fn push_set(sql: &mut QueryBuilder<Postgres>, change: &BulkChange) {
    match change {
        BulkChange::Type(to) => sql.push("contact_type = '").push(to).push("'"),
        BulkChange::Status(to) => sql.push("status = '").push(to).push("'"),
        BulkChange::Priority(to) => sql.push("priority = '").push(to).push("'"),
        BulkChange::Owner(to) => sql.push("owner_id = ").push_bind(*to),
        BulkChange::AddTags(_) | BulkChange::RemoveTags(_) => sql.push("tags = locked.becomes"),
        // One deletion for each: whoever restores a contact restores what fell with it alone.
        BulkChange::Delete => sql.push("is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()"),
        BulkChange::Restore => sql.push("is_deleted = false, deleted_at = null, deletion_id = null"),
    };
}

/// Which rows a change changes.
fn push_differs(sql: &mut QueryBuilder<Postgres>, change: &BulkChange) {
    match change {
        BulkChange::Type(to) => sql.push(" and c.contact_type <> '").push(to).push("'"),
        BulkChange::Status(to) => sql.push(" and c.status <> '").push(to).push("'"),
        BulkChange::Priority(to) => sql.push(" and c.priority <> '").push(to).push("'"),
        BulkChange::Owner(to) => sql.push(" and c.owner_id is distinct from ").push_bind(*to),
        BulkChange::AddTags(_) => {
            sql.push(" and c.tags <> locked.becomes and cardinality(locked.becomes) <= 50")
        }
        BulkChange::RemoveTags(_) => sql.push(" and c.tags <> locked.becomes"),
        BulkChange::Delete | BulkChange::Restore => sql,
    };
}

/// The interactions of contacts that have just gone to the trash go with them.
async fn follow_into_trash(tx: &mut TenantTx, contacts: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    for contacts in contacts.chunks(TAKEN_ALONG) {
        sqlx::query!(
            r#"
        update contact_interactions i set is_deleted = true, deleted_at = now(), deletion_id = c.deletion_id
        from contacts c
        where i.organization_id = $1 and i.contact_id = any ($2) and not i.is_deleted
          and c.organization_id = $1 and c.id = i.contact_id and c.is_deleted
        "#,
            organization.0,
            contacts,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The interactions that fell with contacts come back with them.
async fn follow_out_of_trash(tx: &mut TenantTx, contacts: &[Uuid], deletions: &[Uuid]) -> AppResult<()> {
    let organization = tx.organization();
    for contacts in contacts.chunks(TAKEN_ALONG) {
        sqlx::query!(
            r#"
        update contact_interactions set is_deleted = false, deleted_at = null, deletion_id = null
        where organization_id = $1 and contact_id = any ($2) and is_deleted and deletion_id = any ($3)
        "#,
            organization.0,
            contacts,
            deletions,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Changes that can no longer be undone are not kept. Removes some of what is left of them, and answers whether there is more.
pub async fn remove_expired(tx: &mut TenantTx) -> AppResult<bool> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        "delete from bulk_change_rows where organization_id = $1 and id in (
           select r.id from bulk_changes b
           join bulk_change_rows r on r.organization_id = $1 and r.bulk_change_id = b.id
           where b.organization_id = $1 and b.created_at <= now() - interval '24 hours'
           limit $2)",
        organization.0,
        FORGOTTEN_AT_ONCE,
    )
    .execute(tx.conn())
    .await?;
    let is_more = i64::try_from(rows.rows_affected()).unwrap_or(i64::MAX) >= FORGOTTEN_AT_ONCE;
    if !is_more {
        sqlx::query!(
            "delete from bulk_changes where organization_id = $1 and created_at <= now() - interval '24 hours'",
            organization.0,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(is_more)
}
