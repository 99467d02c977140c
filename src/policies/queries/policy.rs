//! The policy of an organisation.

use super::unit_rates;
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::forms::TypedForm;
use crate::policies::types::{Policy, PolicyForm, PolicySetup};
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use sqlx::types::Json;

/// What is asked of claims now.
///
/// # Errors
/// If the database cannot be reached.
pub async fn policy(tx: &mut TenantTx) -> AppResult<Policy> {
    let organization = tx.organization();
    let found = sqlx::query_scalar!(
        r#"select rules as "rules: Json<Policy>" from expense_policies where organization_id = $1"#,
        organization.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(|rules| rules.0).unwrap_or_default())
}

/// The policy as whoever sets it up sees it, with all unit rates.
///
/// # Errors
/// If the database cannot be reached.
pub async fn setup(tx: &mut TenantTx) -> AppResult<PolicySetup> {
    let organization = tx.organization();
    let found = sqlx::query!(
        r#"
        select p.rules as "rules: Json<Policy>", p.version, p.updated_at,
          (select u.first_name || ' ' || u.last_name from users u
            where u.organization_id = $1 and u.id = coalesce(p.updated_by, p.created_by)) as by
        from expense_policies p where p.organization_id = $1
        "#,
        organization.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let currency = rates::queries::base_currency(tx).await?;
    let rates = unit_rates::all(tx).await?;
    Ok(match found {
        Some(row) => PolicySetup {
            policy: row.rules.0,
            version: row.version,
            currency,
            saved: row.by.map(|by| (by, row.updated_at)),
            rates,
        },
        None => PolicySetup {
            policy: Policy::default(),
            version: 0,
            currency,
            saved: None,
            rates,
        },
    })
}

/// Saves a policy over the version that was read, 0 where there was none, and answers with the version it has now. Whatever is
/// being submitted is submitted by the one or by the other: both take the organisation first.
///
/// # Errors
/// Where somebody else saved in the meantime nothing is written, and the error tells what differs in the way of a country.
pub async fn save(tx: &mut TenantTx, version: i32, form: &PolicyForm, locale: &Locale) -> AppResult<i32> {
    let (organization, me) = (tx.organization(), tx.user()?);
    sqlx::query!(
        "select id from organizations where id = $1 for no key update",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    let before = setup(tx).await?;
    let policy = form.by(before.currency, locale)?;
    if before.version != version {
        return not_saved(before, &policy, locale);
    }
    let now = sqlx::query_scalar!(
        r#"
        insert into expense_policies as known (organization_id, rules, created_by) values ($1, $2, $3)
        on conflict (organization_id) do update set rules = excluded.rules
        returning version
        "#,
        organization.0,
        Json(&policy) as _,
        me.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(now)
}

/// Why a save found another version to save over.
fn not_saved(stored: PolicySetup, new: &Policy, locale: &Locale) -> AppResult<i32> {
    let own = stored.currency;
    let (mine, theirs) = (
        PolicyForm::of(new, own, locale),
        PolicyForm::of(&stored.policy, own, locale),
    );
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    let changes: Vec<_> = pairs
        .filter(|(mine, theirs)| mine.2 != theirs.2)
        .map(|((field, label, mine), (_, _, theirs))| FieldChange {
            field: field.into(),
            label: label.into(),
            mine: mine.to_owned(),
            theirs: theirs.to_owned(),
        })
        .collect();
    if changes.is_empty() {
        return Ok(stored.version);
    }
    let (by, at) = stored.saved.unwrap_or_default();
    let stale = Stale {
        version: stored.version,
        by,
        at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}
