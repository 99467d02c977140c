//! `the-plugs rates import`: a file of the European Central Bank, taken in by whoever runs the machine.

use super::config::rates::RatesArgs;
use crate::accounts;
use crate::accounts::queries::Candidate;
use crate::accounts::roles::Permission;
use crate::db;
use crate::error::{AppError, AppResult};
use crate::ids::JobId;
use crate::rates::ecb::{self, LARGEST};
use crate::rates::queries;
use crate::rates::types::{Imported, last_day};
use crate::tenancy::Tenant;
use sqlx::PgPool;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Stores what the file gives, for the organisation of the person that is named, and says what came of it.
///
/// # Errors
/// A sentence that says what went wrong and what to do; nothing is stored then.
pub async fn import(args: &RatesArgs) -> Result<String, String> {
    let path = args.file.clone();
    let given = tokio::task::spawn_blocking(move || read(&path))
        .await
        .map_err(|error| format!("The file cannot be read: {error}"))??;
    let pool = db::pool(args.database.database_url.clone(), &args.database.pool_settings());
    let candidates = accounts::queries::candidates(&pool, args.person.trim())
        .await
        .map_err(|error| format!("The database cannot be asked: {error}"))?;
    let person = chosen(candidates, &args.person, args.organization.as_deref())?;
    let organization = person.organization_name.clone();
    let imported = match store(&pool, &person, &given).await {
        Ok(imported) => imported,
        Err(AppError::Forbidden) => {
            return Err(format!(
                "{} is neither owner nor admin of {organization}: only they import rates.",
                args.person
            ));
        }
        Err(error) => return Err(format!("The rates could not be stored: {error}")),
    };
    Ok(format!(
        "{organization}: {}",
        imported.in_words(|number| number.to_string())
    ))
}

/// A file, within reason, as far as it is one of the bank's.
fn read(path: &Path) -> Result<ecb::Given, String> {
    let shown = path.display();
    let cannot = |error: std::io::Error| format!("{shown} cannot be read: {error}.");
    let mut file = Vec::new();
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)
        .map_err(cannot)?
        .take(most)
        .read_to_end(&mut file)
        .map_err(cannot)?;
    ecb::read(&file, last_day(chrono::Utc::now())).map_err(|why| format!("{shown}: {why}"))
}

/// Whoever is meant by an address, which may belong to people of several organisations.
fn chosen(
    mut candidates: Vec<Candidate>,
    email: &str,
    organization: Option<&str>,
) -> Result<Candidate, String> {
    if let Some(name) = organization {
        candidates.retain(|one| one.organization_name.eq_ignore_ascii_case(name.trim()));
    }
    if candidates.len() > 1 {
        let names: Vec<_> = candidates
            .iter()
            .map(|one| one.organization_name.as_str())
            .collect();
        return Err(format!(
            "{email} belongs to several organisations: say which with --organization. {}.",
            names.join(", ")
        ));
    }
    candidates
        .pop()
        .ok_or_else(|| format!("Nobody who may sign in has the address {email} there."))
}

async fn store(pool: &PgPool, person: &Candidate, given: &ecb::Given) -> AppResult<Imported> {
    let tenant = Tenant::for_job_of_person(
        pool.clone(),
        person.person.organization_id,
        person.person.user_id,
        person.role,
        JobId::new(),
    );
    let mut tx = tenant.begin(Permission::ManageOrganization).await?;
    let stored = queries::import(&mut tx, &given.rates).await?;
    tx.commit().await?;
    Ok(given.counted(stored))
}

#[cfg(all(test, feature = "testing"))]
mod tests {
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
        use super::super::config::DatabaseArgs;
        use super::super::config::rates::RatesAction;
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
        sqlx::query_scalar(
            "select count(*) from exchange_rates where organization_id = $1 and source = 'ecb'",
        )
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
}
