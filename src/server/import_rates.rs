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
mod tests;
