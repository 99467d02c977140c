use super::*;
use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries::list::tests::{every_filter, every_side, orders};
use crate::contacts::queries::reach::Reach;
use crate::testing::TestDb;

async fn is_taken(tx: &mut TenantTx, statement: &mut QueryBuilder<Postgres>) {
    let outcome = statement.build().persistent(false).fetch_all(tx.conn()).await;
    assert!(outcome.is_ok(), "{outcome:?}: {}", statement.sql().as_str());
}

#[tokio::test]
async fn every_board_that_can_be_asked_for_is_a_statement_that_postgresql_takes() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let tenant = org.tenant(&db.app_pool(), Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let me = org.user(Role::Member);
    let all = Reach::of(&mut tx, Permission::ViewContacts).await.unwrap();
    let own = Reach::of(&mut tx, Permission::DeleteContacts).await.unwrap();
    for reach in [&all, &own] {
        let reaches = Reaches {
            view: reach.clone(),
            edit: reach.clone(),
            delete: reach.clone(),
        };
        for filter in every_filter(me) {
            let asked = Asked::new(&mut tx, &filter, reaches.clone()).await.unwrap();
            is_taken(&mut tx, &mut asked.sums_statement()).await;
            is_taken(&mut tx, &mut asked.first_cards(&filter, FIRST)).await;
        }
        let searched = ContactFilter::default().with_search("ada lovelace".into());
        for (sort, descending) in orders(&searched) {
            let filter = ContactFilter {
                sort,
                descending,
                ..searched.clone()
            };
            let asked = Asked::new(&mut tx, &filter, reaches.clone()).await.unwrap();
            is_taken(&mut tx, &mut asked.first_cards(&filter, FIRST)).await;
            for side in every_side(sort, me.0) {
                let mut sql = asked.begin();
                asked.push_cards(&mut sql, &filter, ContactType::Plug, side.as_ref(), MORE);
                is_taken(&mut tx, &mut sql).await;
            }
        }
    }
}

#[tokio::test]
async fn who_sees_only_some_contacts_is_told_of_no_others_in_the_counts() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let tenant = org.tenant(&db.app_pool(), Role::Member);
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    let (me, other) = (org.user(Role::Member), org.user(Role::Owner));
    for owner in [me, other, other] {
        sqlx::query(
            "insert into contacts (organization_id, created_by, owner_id, first_name, last_name) \
             values ($1, $2, $2, 'Ada', 'Lovelace')",
        )
        .bind(org.id)
        .bind(owner)
        .execute(tx.conn())
        .await
        .unwrap();
    }
    let own = Reach::of(&mut tx, Permission::DeleteContacts).await.unwrap();
    let reaches = Reaches {
        view: own.clone(),
        edit: own.clone(),
        delete: own,
    };
    let columns = within(&mut tx, &ContactFilter::default(), reaches, None)
        .await
        .unwrap();
    assert_eq!((columns[0].total.count, columns[0].cards.rows.len()), (1, 1));
    assert_eq!(
        board(&mut tx, &ContactFilter::default(), None).await.unwrap()[0]
            .total
            .count,
        3
    );
}
