//! The accounts of the books.

use crate::error::AppResult;
use crate::reports::types::{Account, Accounts, Purpose};
use crate::tenancy::TenantTx;

/// The accounts that are set.
///
/// # Errors
/// Of the database.
pub async fn accounts(tx: &mut TenantTx) -> AppResult<Accounts> {
    let organization = tx.organization();
    let accounts = sqlx::query_as!(
        Account,
        r#"select purpose as "purpose: Purpose", account from ledger_accounts where organization_id = $1"#,
        organization.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Accounts(accounts))
}

/// Stores these accounts and no others. Two who store at once: each account is as the later of them wrote it.
///
/// # Errors
/// Of the database.
pub async fn save_accounts(tx: &mut TenantTx, accounts: &Accounts) -> AppResult<()> {
    let organization = tx.organization();
    let purposes: Vec<_> = accounts
        .0
        .iter()
        .map(|one| one.purpose.as_str().to_owned())
        .collect();
    let names: Vec<_> = accounts.0.iter().map(|one| one.account.clone()).collect();
    sqlx::query!(
        "delete from ledger_accounts where organization_id = $1 and purpose <> all ($2)",
        organization.0,
        &purposes,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        r#"
        insert into ledger_accounts (organization_id, purpose, account)
        select $1, purpose, account from unnest($2::text[], $3::text[]) as wanted (purpose, account)
        order by purpose
        on conflict (organization_id, purpose) do update set account = excluded.account
        where ledger_accounts.account <> excluded.account
        "#,
        organization.0,
        &purposes,
        &names,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
