//! A company, its people, and who of us knows whom of them.

use crate::accounts::roles::Permission;
use crate::contacts::queries::reach::Reach;
use crate::contacts::queries::strength::{Touches, Weights, Window};
use crate::contacts::types::{
    Closest, Company, CompanyPerson, ContactLink, ContactType, Cursor, InteractionType, MOST_WEIGHED, Page,
    StrengthLevel,
};
use crate::db::mark::Mark;
use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

/// People on a page.
const PAGE: usize = 25;

/// Other spellings that are shown.
const SPELLINGS: i64 = 5;

/// A company by its name, however it is written, with some of its people.
///
/// # Errors
/// [`AppError::NotFound`] where nobody who may be seen names it.
pub async fn company(
    tx: &mut TenantTx,
    name: &str,
    after: Option<&Cursor>,
    now: DateTime<Utc>,
) -> AppResult<Company> {
    let reach = Reach::of(tx, Permission::ViewContacts).await?;
    let window = Window::at(now);
    let key = key_of(tx, &reach, name).await?;
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select coalesce(sum(t.contacts), 0)::bigint as "people!",
          coalesce(round(sum(t.score) / nullif(sum(t.contacts), 0)), 0)::integer as "average_score!",
          coalesce(
            (select (array['target', 'contact', 'plug'])[max(
               case of_stage.contact_type when 'plug' then 3 when 'contact' then 2 else 1 end)]
             from (
               select s.contact_type from contact_company_totals s
               where s.organization_id = $1 and s.company_key = $2 and ($3::uuid[] is null or s.owner_id = any ($3))
               group by s.contact_type
               having sum(s.contacts) > 0
             ) as of_stage),
            'target') as "best_stage!: ContactType",
          (select nullif(c.last_interaction_key, '-infinity') from contacts c
           where c.organization_id = $1 and not c.is_deleted and c.company_key = $2
             and ($3::uuid[] is null or c.owner_id = any ($3))
           order by c.last_interaction_key desc, c.id desc limit 1) as last_interaction
        from contact_company_totals t
        where t.organization_id = $1 and t.company_key = $2 and ($3::uuid[] is null or t.owner_id = any ($3))
        "#,
        organization.0,
        key,
        reach.owners() as Option<&[Uuid]>,
    )
    .fetch_one(tx.conn())
    .await?;
    let mut spellings = spellings(tx, &reach, &key).await?.into_iter();
    let name = spellings.next().map(|(name, _)| name).unwrap_or_default();
    let (tenths, closest) = closest(tx, &reach, &key, window).await?;
    Ok(Company {
        people: people(tx, &reach, &key, after, window).await?,
        key,
        name,
        spellings: spellings.collect(),
        people_total: u32::try_from(row.people).unwrap_or(u32::MAX),
        best_stage: row.best_stage,
        average_score: row.average_score,
        last_interaction: row.last_interaction,
        strength: StrengthLevel::of(tenths),
        closest,
    })
}

/// What the people of a company have in common. A key leads to itself, though folding it once more
/// might change it.
pub(super) async fn key_of(tx: &mut TenantTx, reach: &Reach, name: &str) -> AppResult<String> {
    // No name of anything holds it, and PostgreSQL takes no text that does.
    if name.contains('\0') {
        return Err(AppError::NotFound);
    }
    let organization = tx.organization();
    sqlx::query_scalar!(
        r#"
        select c.company_key from contacts c
        where c.organization_id = $1 and not c.is_deleted and c.company_key > ''
          and c.company_key in ($2, app.fold(btrim($2))) and ($3::uuid[] is null or c.owner_id = any ($3))
        order by c.company_key = $2 desc
        limit 1
        "#,
        organization.0,
        name,
        reach.owners() as Option<&[Uuid]>,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)
}

/// The ways in which a company is written, the usual one first.
async fn spellings(tx: &mut TenantTx, reach: &Reach, key: &str) -> AppResult<Vec<(String, u32)>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select t.company as "name!", sum(t.contacts)::bigint as "people!" from contact_company_totals t
        where t.organization_id = $1 and t.company_key = $2 and ($3::uuid[] is null or t.owner_id = any ($3))
        group by t.company
        having sum(t.contacts) > 0
        order by sum(t.contacts) desc, t.company collate "C"
        limit $4
        "#,
        organization.0,
        key,
        reach.owners() as Option<&[Uuid]>,
        SPELLINGS + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    let spelling = |people| u32::try_from(people).unwrap_or(u32::MAX);
    Ok(rows
        .into_iter()
        .map(|row| (row.name, spelling(row.people)))
        .collect())
}

/// How well we know the person there whom we know best, in tenths of a point, and which of us it is
/// who knows whom best.
async fn closest(
    tx: &mut TenantTx,
    reach: &Reach,
    key: &str,
    window: Window,
) -> AppResult<(i32, Option<Closest>)> {
    let organization = tx.organization();
    let weights = Weights::all();
    let row = sqlx::query!(
        r#"
        with met as (
          select c.id, c.first_name || ' ' || c.last_name as name, c.company from contacts c
          where c.organization_id = $1 and not c.is_deleted and c.company_key = $2
            and ($3::uuid[] is null or c.owner_id = any ($3)) and c.last_interaction_key > $4
          order by c.last_interaction_key desc, c.id desc
          limit $5
        ), touches as (
          select i.contact_id, i.user_id, i.interaction_type, coalesce(i.direction, '') as direction,
            power(0.5, extract(epoch from $6 - i.interaction_date)::float8 / $7::float8) as worth
          from met
          join contact_interactions i on i.organization_id = $1 and i.contact_id = met.id
          where i.status = 'completed' and not i.is_deleted and i.interaction_date > $4 and i.interaction_date <= $6
        ), weights as (
          select * from unnest($8::text[], $9::text[], $10::float8[]) as w (type, direction, tenths)
        ), strongest as (
          select max(known.tenths) as tenths from (
            select part.contact_id, sum(part.tenths) as tenths from (
              select t.contact_id, round(w.tenths * sum(t.worth)) as tenths
              from touches t join weights w on w.type = t.interaction_type and w.direction = t.direction
              group by t.contact_id, w.type, w.direction, w.tenths
            ) as part group by part.contact_id
          ) as known
        ), pair as (
          select t.contact_id, t.user_id
          from touches t join weights w on w.type = t.interaction_type and w.direction = t.direction
          group by t.contact_id, t.user_id
          having sum(w.tenths * t.worth) >= 10
          order by sum(w.tenths * t.worth) desc, t.contact_id, t.user_id
          limit 1
        )
        select coalesce(strongest.tenths, 0)::integer as "tenths!", pair.contact_id as "contact_id?: ContactId",
          met.name as "name?", met.company, person.first_name || ' ' || person.last_name as by,
          latest.interaction_type as "interaction_type?: InteractionType", latest.interaction_date as "at?"
        from strongest
        left join pair on true
        left join met on met.id = pair.contact_id
        left join users person on person.organization_id = $1 and person.id = pair.user_id
        left join lateral (
          select i.interaction_type, i.interaction_date from contact_interactions i
          where i.organization_id = $1 and i.contact_id = pair.contact_id and i.user_id = pair.user_id
            and i.status = 'completed' and not i.is_deleted and i.interaction_date <= $6
          order by i.interaction_date desc, i.id desc
          limit 1
        ) as latest on true
        "#,
        organization.0,
        key,
        reach.owners() as Option<&[Uuid]>,
        window.since,
        MOST_WEIGHED,
        window.now,
        window.half_life,
        &weights.types,
        &weights.directions,
        &weights.tenths,
    )
    .fetch_one(tx.conn())
    .await?;
    let closest = row.contact_id.zip(row.name).and_then(|(id, name)| {
        Some(Closest {
            colleague: row.by?,
            contact: ContactLink {
                id,
                name,
                company: row.company,
            },
            interaction_type: row.interaction_type?,
            at: row.at?,
        })
    });
    Ok((row.tenths, closest))
}

/// Some of the people, those with the latest interaction first.
async fn people(
    tx: &mut TenantTx,
    reach: &Reach,
    key: &str,
    after: Option<&Cursor>,
    window: Window,
) -> AppResult<Page<CompanyPerson>> {
    let organization = tx.organization();
    let after: Option<Mark<Option<DateTime<Utc>>>> = match after {
        Some(Cursor::After(text)) => Mark::decode(text),
        Some(Cursor::Before(_)) | None => None,
    };
    let after = after.unwrap_or(Mark(Some(DateTime::<Utc>::MAX_UTC), Uuid::max()));
    let rows = sqlx::query!(
        r#"
        select c.id as "id: ContactId", c.first_name || ' ' || c.last_name as "name!", c.job_title,
          c.contact_type as "contact_type: ContactType", c.last_interaction,
          owner.id as "owner_id?: UserId", owner.first_name || ' ' || owner.last_name as owner_name,
          owner.avatar_id as "owner_picture?: MediaId", coalesce(touched.parts, '[]') as "touches!: Json<Vec<Touches>>"
        from contacts c
        left join users owner on owner.organization_id = $1 and owner.id = c.owner_id
        left join lateral (
          select jsonb_agg(to_jsonb(kind)) as parts from (
            select i.interaction_type, i.direction, count(*) as count,
              sum(power(0.5, extract(epoch from $7 - i.interaction_date)::float8 / $8::float8)) as decayed
            from contact_interactions i
            where i.organization_id = $1 and i.contact_id = c.id and i.status = 'completed' and not i.is_deleted
              and i.interaction_date > $9 and i.interaction_date <= $7
            group by i.interaction_type, i.direction
          ) as kind
        ) as touched on true
        where c.organization_id = $1 and not c.is_deleted and c.company_key = $2
          and ($3::uuid[] is null or c.owner_id = any ($3))
          -- Not `coalesce`, which row-level security keeps away from indexes.
          and (c.last_interaction_key, c.id) < (
            case when $4::timestamptz is null then '-infinity'::timestamptz else $4::timestamptz end, $5::uuid)
        order by c.last_interaction_key desc, c.id desc
        limit $6
        "#,
        organization.0,
        key,
        reach.owners() as Option<&[Uuid]>,
        after.0,
        after.1,
        i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        window.now,
        window.half_life,
        window.since,
    )
    .fetch_all(tx.conn())
    .await?;
    let next = rows.get(PAGE - 1).filter(|_| rows.len() > PAGE);
    let next = next.map(|last| Cursor::After(Mark(last.last_interaction, last.id.0).encode()));
    let looking = Onlooker::of(tx)?;
    let rows = rows.into_iter().take(PAGE).map(|row| CompanyPerson {
        id: row.id,
        name: row.name,
        job_title: row.job_title,
        contact_type: row.contact_type,
        owner: looking.colleague(row.owner_id, row.owner_name, row.owner_picture),
        last_interaction: row.last_interaction,
        strength: row.touches.0.into(),
    });
    Ok(Page {
        rows: rows.collect(),
        next,
        previous: None,
        total: None,
    })
}
