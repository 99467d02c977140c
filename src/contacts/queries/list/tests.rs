use super::*;
use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries::reach::Reach;
use crate::testing::TestDb;
use sqlx::Execute;

/// Every combination of filters, and every value of each.
fn every_filter(person: UserId) -> Vec<ContactFilter> {
    let owners = [
        OwnerFilter::Anyone,
        OwnerFilter::Me,
        OwnerFilter::Nobody,
        OwnerFilter::Person(person),
    ];
    let mut filters = Vec::new();
    for search in ["", "ada"] {
        for contact_type in [None, Some(ContactType::Plug)] {
            for status in [None, Some(ContactStatus::HotLead)] {
                for priority in [None, Some(Priority::Low)] {
                    for owner in owners {
                        let search = search.to_owned();
                        let sorted = ContactFilter::default();
                        filters.push(ContactFilter {
                            search,
                            contact_type,
                            status,
                            priority,
                            owner,
                            ..sorted
                        });
                    }
                }
            }
        }
    }
    let one = |filter: &dyn Fn(&mut ContactFilter)| {
        let mut one = ContactFilter::default();
        filter(&mut one);
        one
    };
    filters.extend(
        ContactType::ALL
            .iter()
            .map(|value| one(&|filter| filter.contact_type = Some(*value))),
    );
    filters.extend(
        ContactStatus::ALL
            .iter()
            .map(|value| one(&|filter| filter.status = Some(*value))),
    );
    filters.extend(
        Priority::ALL
            .iter()
            .map(|value| one(&|filter| filter.priority = Some(*value))),
    );
    filters
}

fn every_side(sort: ContactSort, id: uuid::Uuid) -> Vec<Option<Side>> {
    let now = Utc::now();
    let keys = match sort {
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
    let mut taken = 0;
    for reach in [&all, &own] {
        let reaches = Reaches {
            view: reach.clone(),
            edit: reach.clone(),
            delete: reach.clone(),
        };
        let asked = Asked {
            organization: org.id,
            me: Some(me),
            reaches,
        };
        for (sort, descending) in ContactSort::ALL
            .iter()
            .flat_map(|sort| [(*sort, false), (*sort, true)])
        {
            for filter in every_filter(me) {
                let filter = ContactFilter {
                    sort,
                    descending,
                    ..filter
                };
                for side in every_side(sort, me.0) {
                    let mut statement = asked.statement(&filter, side.as_ref(), PAGE, true);
                    let outcome = statement.build().persistent(false).fetch_all(tx.conn()).await;
                    assert!(outcome.is_ok(), "{outcome:?}: {}", statement.sql().as_str());
                    taken += 1;
                }
            }
        }
    }
    let filters = 2 * 2 * 2 * 2 * 4 + (3 + 4 + 3);
    assert_eq!(taken, 2 * 2 * (4 * 3 + 5) * filters);
}

/// A large organisation: names, companies and owners as uneven as they are in life.
async fn large_organization(db: &TestDb, org: &crate::testing::Org) {
    let mut connection = db.admin_pool().acquire().await.unwrap();
    let fill = format!(
        "set session_replication_role = replica;
         insert into contacts (organization_id, created_by, owner_id, first_name, last_name, company, email, contact_type,
           status, priority, lead_score, created_at, last_interaction)
         select '{org}', '{owner}', case when i % 500 = 0 then '{member}'::uuid when i % 3 = 0 then '{owner}'::uuid end,
           translate(substr(md5(i::text), 1, 3 + i % 5), '0123456789', 'aeiourstln'),
           translate(substr(md5((i * 7)::text), 1, 4 + i % 7), '0123456789', 'aeiourstln'),
           case when i % 5 > 0 then substr(md5((i % 900)::text), 1, 9) end,
           case when i % 4 > 0 then substr(md5((i * 3)::text), 1, 9) || '@example.com' end,
           (array['target', 'target', 'target', 'contact', 'contact', 'plug'])[1 + i % 6],
           (array['cold_lead', 'hot_lead', 'new_client', 'existing_client'])[1 + i % 4],
           (array['medium', 'medium', 'high', 'low'])[1 + i / 7 % 4],
           i % 101, now() - i * interval '7 minutes', case when i % 10 > 2 then now() - i * interval '3 minutes' end
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
        .tenant(&db.app_pool(), Role::Owner)
        .begin(Permission::ViewContacts)
        .await
        .unwrap();
    let reaches = Reaches::of(&mut tx).await.unwrap();
    let asked = Asked {
        organization: lumen.id,
        me: Some(lumen.user(Role::Member)),
        reaches,
    };
    for (sort, descending) in ContactSort::ALL
        .iter()
        .flat_map(|sort| [(*sort, false), (*sort, true)])
    {
        for filter in every_filter(lumen.user(Role::Owner)) {
            let filter = ContactFilter {
                sort,
                descending,
                ..filter
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
