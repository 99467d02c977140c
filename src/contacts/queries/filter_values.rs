//! What contacts can be filtered by that nobody but their people has named: tags and industries.

use super::reach::Reaches;
use crate::contacts::types::FilterValues;
use crate::error::AppResult;
use crate::tenancy::TenantTx;
use uuid::Uuid;

/// Values that are offered of each kind.
const OFFERED: i64 = 100;
/// Industries that are looked at, and how far the contacts of each are counted.
const INDUSTRIES: i64 = 300;
const MOST_OF_INDUSTRY: i64 = 20;
/// The same of tags, of which there are more.
const TAGS: i64 = 1_000;
const MOST_OF_TAG: i64 = 20;

/// Tags and industries, the most used first; those of common use stand by their names.
pub async fn filter_values(tx: &mut TenantTx) -> AppResult<FilterValues> {
    let reaches = Reaches::of(tx).await?;
    let seen = reaches.view.owners();
    Ok(FilterValues {
        tags: tags(tx, seen).await?,
        industries: industries(tx, seen).await?,
    })
}

/// From one tag to the next by the index, so that what many share costs no more than what few do.
async fn tags(tx: &mut TenantTx, seen: Option<&[Uuid]>) -> AppResult<Vec<String>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        with recursive steps (key) as (
          (select t.tag_key from contact_tags t where t.organization_id = $1 order by t.tag_key limit 1)
          union all
          select (select t.tag_key from contact_tags t
            where t.organization_id = $1 and t.tag_key > steps.key order by t.tag_key limit 1)
          from steps where steps.key is not null
        ), listed as (
          select key from steps where key is not null limit $3
        )
        select counted.tag as "tag!"
        from listed
        cross join lateral (
          select min(first_of_them.tag) as tag, count(*) as uses from (
            select t.tag from contact_tags t
            where t.organization_id = $1 and t.tag_key = listed.key and ($2::uuid[] is null or exists (
              select from contacts c where c.organization_id = $1 and c.id = t.contact_id and c.owner_id = any ($2)))
            order by t.contact_id
            limit $4
          ) as first_of_them
        ) as counted
        where counted.uses > 0
        order by counted.uses desc, listed.key
        limit $5
        "#,
        organization.0,
        seen as Option<&[Uuid]>,
        TAGS,
        MOST_OF_TAG,
        OFFERED,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// From one industry to the next by the index, so that what many share costs no more than what few do.
async fn industries(tx: &mut TenantTx, seen: Option<&[Uuid]>) -> AppResult<Vec<String>> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        r#"
        with recursive steps (key) as (
          (select c.industry_key from contacts c
           where c.organization_id = $1 and not c.is_deleted and c.industry_key > ''
             and ($2::uuid[] is null or c.owner_id = any ($2))
           order by c.industry_key limit 1)
          union all
          select (select c.industry_key from contacts c
            where c.organization_id = $1 and not c.is_deleted and c.industry_key > steps.key
              and ($2::uuid[] is null or c.owner_id = any ($2))
            order by c.industry_key limit 1)
          from steps where steps.key is not null
        ), listed as (
          select key from steps where key is not null limit $3
        )
        select example.industry as "industry!"
        from listed
        cross join lateral (
          select c.industry from contacts c
          where c.organization_id = $1 and not c.is_deleted and c.industry_key = listed.key
            and ($2::uuid[] is null or c.owner_id = any ($2))
          limit 1
        ) as example
        cross join lateral (
          select count(*) as uses from (
            select from contacts c
            where c.organization_id = $1 and not c.is_deleted and c.industry_key = listed.key
              and ($2::uuid[] is null or c.owner_id = any ($2))
            limit $4
          ) as first_of_them
        ) as counted
        order by counted.uses desc, listed.key
        limit $5
        "#,
        organization.0,
        seen as Option<&[Uuid]>,
        INDUSTRIES,
        MOST_OF_INDUSTRY,
        OFFERED,
    )
    .fetch_all(tx.conn())
    .await?)
}
