use super::*;
use crate::accounts::roles::{Permission, Role};
use crate::testing::TestDb;

#[tokio::test]
async fn every_list_that_can_be_asked_for_is_a_statement_that_postgresql_takes() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    // A member sees their own, a manager those of their teams, an owner all.
    for role in [Role::Member, Role::Manager, Role::Owner] {
        let tenant = org.tenant(&db.app_pool(), role);
        let mut tx = tenant.begin(Permission::ViewExpenses).await.unwrap();
        for whose in Whose::ALL {
            for status in [None, Some(ExpenseStatus::Pending)] {
                for (event, search) in [(None, ""), (Some(EventId::new()), "bahn")] {
                    let filter = ExpenseFilter {
                        whose: *whose,
                        status,
                        event,
                        search: search.into(),
                    };
                    let mark = Mark(NaiveDate::default(), Uuid::nil()).encode();
                    for cursor in [
                        None,
                        Some(Cursor::After(mark.clone())),
                        Some(Cursor::Before(mark)),
                    ] {
                        let found = page(&mut tx, &filter, cursor.as_ref()).await.unwrap();
                        assert!(found.rows.is_empty());
                    }
                }
            }
        }
    }
}
