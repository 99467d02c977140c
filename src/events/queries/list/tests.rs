use super::*;
use crate::accounts::roles::Role;
use crate::testing::TestDb;

#[tokio::test]
async fn every_list_that_can_be_asked_for_is_a_statement_that_postgresql_takes() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let tenant = org.tenant(&db.app_pool(), Role::Member);
    let mut tx = tenant.begin(Permission::ViewEvents).await.unwrap();
    let mark = || Mark(DateTime::UNIX_EPOCH, Uuid::nil());
    for shown in Shown::ALL {
        for (search, series) in [("", None), ("gala", None), ("", Some(SeriesId::new()))] {
            for reach in [Reach::EVERY, Reach::of_person(Uuid::nil())] {
                let filter = EventFilter {
                    shown: *shown,
                    search: search.into(),
                    series,
                };
                let asked = Asked {
                    organization: org.id,
                    me: Uuid::nil(),
                    view: reach,
                    edit: reach,
                    filter: &filter,
                };
                for side in [None, Some(Side::After(mark())), Some(Side::Before(mark()))] {
                    assert!(asked.fetch(&mut tx, side.as_ref()).await.unwrap().is_empty());
                }
                let counted: i64 = asked
                    .count()
                    .build_query_scalar()
                    .fetch_one(tx.conn())
                    .await
                    .unwrap();
                assert_eq!(counted, 0);
            }
        }
    }
}
