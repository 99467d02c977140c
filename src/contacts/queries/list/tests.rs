use super::*;
use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries::reach::Reach;
use crate::contacts::types::{Condition, Group, Join, OwnerFilter, When};
use crate::testing::TestDb;
use chrono::NaiveDate;
use sqlx::Execute;

/// Every condition, with one value and with several where it can have them.
fn every_condition(person: UserId) -> Vec<Condition> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let day = NaiveDate::from_ymd_opt(2026, 3, 1);
    let mut conditions = vec![
        Condition::Type(vec![ContactType::Plug]),
        Condition::Type(ContactType::ALL.to_vec()),
        Condition::Status(vec![ContactStatus::HotLead]),
        Condition::Status(ContactStatus::ALL.to_vec()),
        Condition::Priority(vec![Priority::Low]),
        Condition::Priority(Priority::ALL.to_vec()),
        Condition::Owner(vec![OwnerFilter::Me]),
        Condition::Owner(vec![OwnerFilter::Nobody]),
        Condition::Owner(vec![OwnerFilter::Person(person)]),
        Condition::Owner(vec![OwnerFilter::Me, OwnerFilter::Person(person)]),
        Condition::Owner(vec![OwnerFilter::Me, OwnerFilter::Nobody]),
        Condition::Industry(vec![None]),
        Condition::Industry(vec![None, Some("Software".into()), Some("Café".into())]),
        Condition::Score(Some(50), None),
        Condition::Score(None, Some(50)),
        Condition::Score(Some(20), Some(80)),
    ];
    for tags in [words(&["vip"]), words(&["vip", "speaker"])] {
        conditions.extend([
            Condition::Tags(tags.clone()),
            Condition::AllTags(tags.clone()),
            Condition::NoTags(tags),
        ]);
    }
    for when in [
        When::Within(30),
        When::Before(30),
        When::Between(day, None),
        When::Between(None, day),
        When::Between(day, day),
    ] {
        conditions.extend([Condition::LastInteraction(when), Condition::Created(when)]);
    }
    conditions.push(Condition::LastInteraction(When::Never));
    conditions
}

/// Every condition by itself and beside a search, all of them at once, and groups of each kind.
pub fn every_filter(person: UserId) -> Vec<ContactFilter> {
    let conditions = every_condition(person);
    let mut filters = vec![ContactFilter::default(), ContactFilter::of(conditions.clone())];
    for condition in &conditions {
        filters.push(ContactFilter::of([condition.clone()]));
        filters.push(ContactFilter {
            search: "ada lovelace".into(),
            sort: ContactSort::Relevance,
            ..ContactFilter::of([condition.clone()])
        });
    }
    for (join, inner) in [
        (Join::All, Join::Any),
        (Join::Any, Join::All),
        (Join::Any, Join::Any),
    ] {
        for pair in conditions.chunks(2) {
            let group = |conditions: &[Condition]| Group {
                join: inner,
                conditions: conditions.to_vec(),
            };
            let groups = vec![group(pair), group(&conditions[..2])];
            filters.push(ContactFilter::default().with_groups(join, groups.clone()));
            filters.push(ContactFilter::of([Condition::Score(Some(10), None)]).with_groups(join, groups));
        }
    }
    filters
}

/// What a filter can be sorted by, up and down.
pub fn orders(filter: &ContactFilter) -> impl Iterator<Item = (ContactSort, bool)> {
    filter.sorts().flat_map(|sort| [(sort, false), (sort, true)])
}

pub fn every_side(sort: ContactSort, id: uuid::Uuid) -> Vec<Option<Side>> {
    let now = Utc::now();
    let keys = match sort {
        ContactSort::Relevance => vec![
            SortKey::Relevance(990_000, "lovelace".into(), "ada lovelace".into()),
            SortKey::Relevance(i32::MIN, String::new(), String::new()),
        ],
        ContactSort::Name => vec![SortKey::Name("lovelace".into(), "ada lovelace".into())],
        ContactSort::Company => vec![SortKey::Company("lumen".into())],
        ContactSort::Score => vec![SortKey::Score(50)],
        ContactSort::LastInteraction => vec![
            SortKey::LastInteraction(None),
            SortKey::LastInteraction(Some(now)),
        ],
        ContactSort::Created => vec![SortKey::Created(now)],
    };
    let marks = keys.into_iter().map(|key| Mark(key, id));
    let sides = marks.flat_map(|mark| [Some(Side::After(mark.clone())), Some(Side::Before(mark))]);
    std::iter::once(None).chain(sides).collect()
}

#[tokio::test]
async fn every_list_that_can_be_asked_for_is_a_statement_that_postgresql_takes() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let mut tx = org
        .tenant(&db.app_pool(), Role::Member)
        .begin(Permission::ViewContacts)
        .await
        .unwrap();
    let me = org.user(Role::Member);
    let all = Reach::of(&mut tx, Permission::ViewContacts).await.unwrap();
    let own = Reach::of(&mut tx, Permission::DeleteContacts).await.unwrap();
    let filters = every_filter(me);
    assert!(filters.len() > 150);
    for (reach, is_all) in [(&all, true), (&own, false)] {
        for (turn, filter) in filters.iter().enumerate() {
            let reaches = Reaches {
                view: reach.clone(),
                edit: reach.clone(),
                delete: reach.clone(),
            };
            let asked = Asked::new(&mut tx, filter, reaches).await.unwrap();
            let orders: Vec<_> = orders(filter).collect();
            for (position, (sort, descending)) in orders.iter().copied().enumerate() {
                // The order and the side do not depend on the filter: each filter meets some of them,
                // the plain list and the first that is searched all.
                if turn > 0 && turn != 3 && position != turn % orders.len() {
                    continue;
                }
                let filter = ContactFilter {
                    sort,
                    descending,
                    ..filter.clone()
                };
                for side in every_side(sort, me.0) {
                    let mut statement = asked.statement(&filter, side.as_ref(), PAGE, is_all);
                    let outcome = statement.build().persistent(false).fetch_all(tx.conn()).await;
                    assert!(outcome.is_ok(), "{outcome:?}: {}", statement.sql().as_str());
                }
            }
        }
    }
}

/// A large organisation: names, companies, owners, industries and tags as uneven as they are in life.
async fn large_organization(db: &TestDb, org: &crate::testing::Org) {
    let mut connection = db.admin_pool().acquire().await.unwrap();
    let fill = format!(
        "set session_replication_role = replica;
         insert into contacts (organization_id, created_by, owner_id, first_name, last_name, company, email, contact_type,
           status, priority, lead_score, industry, tags, created_at, last_interaction)
         select '{org}', '{owner}', case when i % 500 = 0 then '{member}'::uuid when i % 3 = 0 then '{owner}'::uuid end,
           translate(substr(md5(i::text), 1, 3 + i % 5), '0123456789', 'aeiourstln'),
           translate(substr(md5((i * 7)::text), 1, 4 + i % 7), '0123456789', 'aeiourstln'),
           case when i % 5 > 0 then substr(md5((i % 900)::text), 1, 9) end,
           case when i % 4 > 0 then substr(md5((i * 3)::text), 1, 9) || '@example.com' end,
           (array['target', 'target', 'target', 'contact', 'contact', 'plug'])[1 + i % 6],
           (array['cold_lead', 'hot_lead', 'new_client', 'existing_client'])[1 + i % 4],
           (array['medium', 'medium', 'high', 'low'])[1 + i / 7 % 4],
           i % 101, case when i % 6 > 0 then 'Industry ' || (sqrt(i) / 8)::int end,
           case when i % 3 = 0 then array['VIP', 'tag ' || i % 40] when i % 20000 = 1 then array['rare'] else '{{}}' end,
           now() - i * interval '7 minutes', case when i % 10 > 2 then now() - i * interval '3 minutes' end
         from generate_series(1, 60000) as i;
         set session_replication_role = origin;
         analyze contacts",
        org = org.id,
        owner = org.user(Role::Owner),
        member = org.user(Role::Member),
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(fill))
        .execute(&mut *connection)
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "long: fills a table with 120,000 contacts"]
async fn no_list_of_a_large_organisation_reads_the_whole_table() {
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    large_organization(&db, &lumen).await;
    large_organization(&db, &harbor).await;
    let mut tx = lumen
        .tenant(&db.app_pool(), Role::Member)
        .begin(Permission::ViewContacts)
        .await
        .unwrap();
    for filter in every_filter(lumen.user(Role::Owner)) {
        let reaches = Reaches::of(&mut tx).await.unwrap();
        let asked = Asked::new(&mut tx, &filter, reaches).await.unwrap();
        for (sort, descending) in orders(&filter) {
            let filter = ContactFilter {
                sort,
                descending,
                ..filter.clone()
            };
            for side in every_side(sort, uuid::Uuid::max()) {
                let mut statement = asked.statement(&filter, side.as_ref(), PAGE, true);
                let arguments = statement.build().take_arguments().unwrap().unwrap();
                let explain = format!("explain {}", statement.sql().as_str());
                let plan: Vec<String> = sqlx::query_scalar_with(sqlx::AssertSqlSafe(explain), arguments)
                    .persistent(false)
                    .fetch_all(tx.conn())
                    .await
                    .unwrap();
                let plan = plan.join("\n");
                assert!(
                    !plan.contains("Seq Scan on contacts"),
                    "{}\n{plan}",
                    statement.sql().as_str()
                );
            }
        }
    }
}
