use super::*;
use crate::accounts::roles::Role;
use crate::testing::TestDb;

fn every_side(sort: CompanySort) -> Vec<Option<Side>> {
    let keys = match sort {
        CompanySort::Name => vec![SortKey::Name("lumen".into())],
        CompanySort::People => vec![SortKey::People(3, "lumen".into())],
        CompanySort::LastInteraction => vec![
            SortKey::LastInteraction(None),
            SortKey::LastInteraction(Some(Utc::now())),
        ],
    };
    let marks = keys.into_iter().map(|key| Mark(key, Uuid::now_v7()));
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
    // Everybody's, and those of one's team.
    let reaches = [
        Reach::of(&mut tx, Permission::ViewContacts).await.unwrap(),
        Reach::of(&mut tx, Permission::EditContacts).await.unwrap(),
    ];
    for reach in &reaches {
        let asked = Asked::new(tx.organization(), reach, Utc::now());
        for search in ["", "lu"] {
            for sort in CompanySort::ALL {
                for descending in [false, true] {
                    let filter = CompanyFilter {
                        search: search.into(),
                        sort: *sort,
                        descending,
                    };
                    for side in every_side(*sort) {
                        let mut sql = asked.page(&filter, side.as_ref(), PAGE + 1);
                        let outcome = sql.build().persistent(false).fetch_all(tx.conn()).await;
                        assert!(outcome.is_ok(), "{outcome:?}: {}", sql.sql().as_str());
                    }
                    let mut sql = asked.count(&filter, MOST_COUNTED + 1);
                    let outcome = sql.build().persistent(false).fetch_all(tx.conn()).await;
                    assert!(outcome.is_ok(), "{outcome:?}: {}", sql.sql().as_str());
                }
            }
        }
    }
}

#[test]
fn a_cursor_of_another_order_leads_nowhere() {
    let mark = Mark(SortKey::People(3, "lumen".into()), Uuid::nil()).encode();
    assert!(Side::new(&Cursor::After(mark.clone()), CompanySort::People).is_some());
    assert!(Side::new(&Cursor::After(mark), CompanySort::Name).is_none());
    let hostile = Mark(SortKey::Name("lu\0men".into()), Uuid::nil()).encode();
    assert!(Side::new(&Cursor::Before(hostile), CompanySort::Name).is_none());
}
