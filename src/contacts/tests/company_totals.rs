//! What is kept of each company is what counting its people would give.

use super::*;
use crate::contacts::types::ContactType;

/// Where the kept totals of an organisation and its contacts say something else, row by row.
async fn differences(tx: &mut TenantTx) -> Vec<String> {
    sqlx::query_scalar(
        "with kept as (
           select company_key, company, owner_id, contact_type, sum(contacts) as people, sum(score) as score
           from contact_company_totals where organization_id = $1
           group by company_key, company, owner_id, contact_type
           having sum(contacts) <> 0 or sum(score) <> 0
         ), counted as (
           select company_key, company, owner_id, contact_type, count(*)::numeric as people, sum(lead_score)::numeric as score
           from contacts where organization_id = $1 and not is_deleted and company_key > ''
           group by company_key, company, owner_id, contact_type
         )
         (select 'kept: ' || kept::text from kept except select 'kept: ' || counted::text from counted)
         union all
         (select 'counted: ' || counted::text from counted except select 'counted: ' || kept::text from kept)",
    )
    .bind(tx.organization())
    .fetch_all(tx.conn())
    .await
    .unwrap()
}

/// Contacts of a few companies, which some of them spell in a way of their own.
async fn crowd(town: &Town, people: i32) -> Vec<ContactId> {
    let mut tx = town.tx(Role::Owner).await;
    let ids = sqlx::query_scalar(
        "insert into contacts (organization_id, created_by, owner_id, first_name, last_name, company, contact_type, lead_score)
         select $1, $2, case when p % 3 > 0 then $2 end, 'Ada', 'Of ' || p,
           case p % 4 when 0 then 'Quay' when 1 then 'QUAY' when 2 then 'Harbour' end,
           (array['target', 'contact', 'plug'])[1 + p % 3], p % 101
         from generate_series(1, $3) as p
         returning id",
    )
    .bind(town.lumen.id)
    .bind(town.lumen.user(Role::Member))
    .bind(people)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    assert_eq!(differences(&mut tx).await, [""; 0]);
    tx.commit().await.unwrap();
    ids
}

#[tokio::test]
async fn whatever_people_do_at_the_same_time_each_change_counts_once() {
    let town = Town::new().await;
    let ids = crowd(&town, 60).await;
    let people = (0..4).map(|person: usize| {
        let (tenant, ids) = (town.lumen.tenant(&town.pool, Role::Owner), ids.clone());
        let other = town.lumen.user(Role::Admin);
        tokio::spawn(async move {
            for turn in 0..60_usize {
                let mut tx = tenant.begin(Permission::EditContacts).await.unwrap();
                let id = ids[(turn * 7 + person * 13) % ids.len()];
                // Somebody may have deleted it just now.
                let _ = match turn % 6 {
                    0 => queries::delete(&mut tx, id).await.map(drop),
                    1 | 2 => queries::restore(&mut tx, id).await,
                    3 => queries::set_type(&mut tx, id, ContactType::ALL[(turn + person) % 3]).await,
                    _ => sqlx::query(
                        "update contacts set lead_score = (lead_score + 7) % 101, owner_id = $3,
                           company = case when lead_score % 2 = 0 then 'Quay' else 'Elsewhere' end
                         where organization_id = $1 and id = $2",
                    )
                    .bind(tx.organization())
                    .bind(id)
                    .bind(other)
                    .execute(tx.conn())
                    .await
                    .map(drop)
                    .map_err(Into::into),
                };
                // Some of it never happened.
                if turn % 5 != 1 {
                    tx.commit().await.unwrap();
                }
            }
        })
    });
    for person in people.collect::<Vec<_>>() {
        person.await.unwrap();
    }
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(differences(&mut tx).await, [""; 0]);
    let most: i64 = sqlx::query_scalar(
        "select max(rows) from (select count(*) as rows from contact_company_totals
         where organization_id = $1 group by company_key) as of_company",
    )
    .bind(town.lumen.id)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert!(most < 120, "{most} rows to add up for one company");
}

#[tokio::test]
async fn another_organisations_people_count_for_nothing_here() {
    let town = Town::new().await;
    crowd(&town, 12).await;
    let mut theirs = town.harbor_tx().await;
    assert_eq!(differences(&mut theirs).await, [""; 0]);
    let seen: i64 = sqlx::query_scalar("select count(*) from contact_company_totals")
        .fetch_one(theirs.conn())
        .await
        .unwrap();
    assert_eq!(seen, 0);
}
