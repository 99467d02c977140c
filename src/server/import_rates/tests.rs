//! Files of the European Central Bank, taken in from the command line.

#![expect(clippy::expect_used, reason = "what a test cannot do has failed")]

use super::*;
use crate::accounts::roles::Role;
use crate::testing::{Org, TestDb};
use std::path::PathBuf;

const DAILY: &str = "<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
    xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\"><Cube><Cube time='DAY'>\
    <Cube currency='USD' rate='1.0843'/><Cube currency='JPY' rate='163.5'/></Cube></Cube></gesmes:Envelope>";

/// A file of today's, in a place of its own.
fn file(text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("{}.xml", uuid::Uuid::now_v7()));
    let today = chrono::Utc::now().date_naive().to_string();
    std::fs::write(&path, text.replace("DAY", &today)).expect("a file");
    path
}

fn args(db: &TestDb, file: PathBuf, person: &str, organization: Option<&str>) -> RatesArgs {
    use crate::server::config::DatabaseArgs;
    use crate::server::config::rates::RatesAction;
    RatesArgs {
        action: RatesAction::Import,
        file,
        person: person.into(),
        organization: organization.map(str::to_owned),
        database: DatabaseArgs {
            database_url: db.app_options(),
            database_connections: 2,
            statement_timeout: 5,
            slow_statement_ms: 0,
        },
    }
}

async fn stored(db: &TestDb, of: &Org) -> i64 {
    sqlx::query_scalar("select count(*) from exchange_rates where organization_id = $1 and source = 'ecb'")
        .bind(of.id)
        .fetch_one(&db.admin_pool())
        .await
        .expect("a count")
}

#[tokio::test]
async fn a_file_is_imported_for_one_organisation_in_the_name_of_its_owner_and_twice_changes_nothing() {
    let db = TestDb::new().await;
    let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
    let daily = file(DAILY);
    let owner = format!("{}@lumen.example", Role::Owner);
    let said = import(&args(&db, daily.clone(), &owner, None)).await;
    assert_eq!(said.as_deref(), Ok("Lumen: 2 new, 0 changed."));
    let said = import(&args(&db, daily.clone(), &owner, Some("lumen"))).await;
    assert_eq!(said.as_deref(), Ok("Lumen: 0 new, 0 changed, 2 as they were."));
    assert_eq!((stored(&db, &lumen).await, stored(&db, &harbor).await), (2, 0));
    let by: i64 = sqlx::query_scalar(
        "select count(*) from audit_logs where table_name = 'exchange_rates' and user_id = $1",
    )
    .bind(lumen.user(Role::Owner).0)
    .fetch_one(&db.admin_pool())
    .await
    .expect("a count");
    assert_eq!(by, 2);
    std::fs::remove_file(daily).expect("it was there");
}

#[tokio::test]
async fn nothing_is_imported_for_somebody_who_may_not_from_a_bad_file_or_without_one() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await;
    let (daily, broken) = (file(DAILY), file("<Cube"));
    let owner = format!("{}@lumen.example", Role::Owner);
    let member = format!("{}@lumen.example", Role::Member);
    for (file, person, organization, says) in [
        (&daily, member.as_str(), None, "neither owner nor admin of Lumen"),
        (&daily, "nobody@lumen.example", None, "Nobody who may sign in"),
        (&daily, owner.as_str(), Some("Harbor"), "Nobody who may sign in"),
        (&broken, owner.as_str(), None, ".xml: "),
        (
            &PathBuf::from("/nowhere.xml"),
            owner.as_str(),
            None,
            "cannot be read",
        ),
    ] {
        let said = import(&args(&db, file.clone(), person, organization)).await;
        let said = said.expect_err(says);
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(stored(&db, &lumen).await, 0);
    for file in [daily, broken] {
        std::fs::remove_file(file).expect("it was there");
    }
}
