//! Finding contacts by what somebody types. What matches, and how well, is decided by
//! `app.find_contacts` in the database.

use super::reach::Reaches;
use crate::contacts::types::{ContactHit, ContactType};
use crate::error::AppResult;
use crate::ids::{ContactId, OrganizationId};
use crate::sealing::ContactPhone;
use crate::sealing::queries::to_find;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// How many contacts a search of the whole list may find.
const MOST_IN_A_LIST: i32 = 10_000;
/// How many of the best are put into order before the first are shown.
const MOST_WEIGHED: i32 = 200;
/// How many characters of what was typed are looked at.
const LONGEST: usize = 200;
/// How many digits make a telephone number.
const SHORTEST_NUMBER: usize = 6;

/// The contacts that match what was typed, as a relation `found (id, rank, is_cut)` to be joined by
/// id. The greater the rank, the better; `is_cut` where more may match than are found.
pub fn push_candidates(
    sql: &mut QueryBuilder<Postgres>,
    organization: OrganizationId,
    typed: &str,
    marks: &[Vec<u8>],
) {
    if !marks.is_empty() {
        sql.push("(select id, 1 as rank, false as is_cut from contacts where organization_id = ")
            .push_bind(organization)
            .push(" and phone_index = any (")
            .push_bind(marks.to_vec())
            .push(") and not is_deleted) as found");
        return;
    }
    sql.push("app.find_contacts(")
        .push_bind(typed.to_owned())
        .push(", ")
        .push_bind(MOST_IN_A_LIST)
        .push(") as found");
}

/// By what the telephone number is found that somebody types; nothing where it is none, or nobody's: then it may be part of a
/// name. Numbers are stored sealed, so they are found whole or not at all.
pub async fn marks(tx: &mut TenantTx, typed: &str) -> AppResult<Vec<Vec<u8>>> {
    if !is_number(typed) {
        return Ok(Vec::new());
    }
    let organization = tx.organization();
    let mut marks = to_find(tx).await?.indexes::<ContactPhone>(typed);
    let is_somebodys = sqlx::query_scalar!(
        r#"
        select exists (
          select from contacts where organization_id = $1 and phone_index = any ($2) and not is_deleted) as "is_somebodys!"
        "#,
        organization.0,
        &marks,
    )
    .fetch_one(tx.conn())
    .await?;
    if !is_somebodys {
        marks.clear();
    }
    Ok(marks)
}

fn is_number(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    digits >= SHORTEST_NUMBER && typed.chars().all(|c| c.is_ascii_digit() || "+()-. ".contains(c))
}

/// A row as the statements give it.
struct HitRow {
    id: Uuid,
    first_name: String,
    last_name: String,
    company: Option<String>,
    email: Option<String>,
    contact_type: ContactType,
}

impl From<HitRow> for ContactHit {
    fn from(row: HitRow) -> Self {
        let about: Vec<String> = row.company.into_iter().chain(row.email).collect();
        Self {
            id: ContactId(row.id),
            name: format!("{} {}", row.first_name, row.last_name),
            about: about.join(" · "),
            contact_type: row.contact_type,
        }
    }
}

/// The contacts that match best, the best first. Among equals, whoever's name is whole with it
/// and then whoever was met last.
pub async fn hits(tx: &mut TenantTx, typed: &str, limit: i64) -> AppResult<Vec<ContactHit>> {
    let (organization, reaches) = (tx.organization(), Reaches::of(tx).await?);
    // No stored text holds a control character, and PostgreSQL takes no NUL.
    let typed: String = typed.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let marks = marks(tx, &typed).await?;
    if !marks.is_empty() {
        return hits_of_number(tx, &reaches, &marks, limit).await;
    }
    let rows = sqlx::query_as!(
        HitRow,
        r#"
        select c.id, c.first_name, c.last_name, c.company, c.email, c.contact_type as "contact_type: ContactType"
        from app.find_contacts($2, $3) as found
        join contacts c on c.organization_id = $1 and c.id = found.id
        where not c.is_deleted and ($4::uuid[] is null or c.owner_id = any ($4))
        order by found.rank desc, char_length(c.full_name_key), c.last_interaction_key desc, c.id
        limit $5
        "#,
        organization.0,
        typed,
        MOST_WEIGHED,
        reaches.view.owners() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The contacts with a telephone number.
async fn hits_of_number(
    tx: &mut TenantTx,
    reaches: &Reaches,
    marks: &[Vec<u8>],
    limit: i64,
) -> AppResult<Vec<ContactHit>> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        HitRow,
        r#"
        select c.id, c.first_name, c.last_name, c.company, c.email, c.contact_type as "contact_type: ContactType"
        from contacts c
        where c.organization_id = $1 and c.phone_index = any ($2) and not c.is_deleted
          and ($3::uuid[] is null or c.owner_id = any ($3))
        order by c.last_interaction_key desc, c.id
        limit $4
        "#,
        organization.0,
        marks,
        reaches.view.owners() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// These contacts, in this order, without those that are gone.
pub async fn hits_of(tx: &mut TenantTx, ids: &[ContactId]) -> AppResult<Vec<ContactHit>> {
    let (organization, reaches) = (tx.organization(), Reaches::of(tx).await?);
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        HitRow,
        r#"
        select c.id, c.first_name, c.last_name, c.company, c.email, c.contact_type as "contact_type: ContactType"
        from unnest($2::uuid[]) with ordinality as wanted (id, place)
        join contacts c on c.organization_id = $1 and c.id = wanted.id
        where not c.is_deleted and ($3::uuid[] is null or c.owner_id = any ($3))
        order by wanted.place
        "#,
        organization.0,
        &ids,
        reaches.view.owners() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}
