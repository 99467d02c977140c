//! Where people want their money, and where the organisation pays from.

use super::pays;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::UserId;
use crate::payments::files::Account;
use crate::payments::types::{AccountToEdit, BankForm, Iban, NewBankAccount};
use crate::sealing::queries::{to_open, to_seal};
use crate::sealing::{BankBic, BankHolder, BankIban, OrganizationKeys, Sealed};
use crate::tenancy::TenantTx;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Whose account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Of whoever acts.
    Mine,
    /// The organisation's, from which is paid.
    Organization,
}

impl Whose {
    /// Whose it is, as it is stored, where whoever acts may see and change it.
    fn user(self, tx: &TenantTx) -> AppResult<Option<Uuid>> {
        let needs = match self {
            Self::Mine => Permission::ClaimExpenses,
            Self::Organization => Permission::ManageOrganization,
        };
        if tx.scope_of(needs).is_none() {
            return Err(AppError::Forbidden);
        }
        match self {
            Self::Mine => Ok(Some(tx.user()?.0)),
            Self::Organization => Ok(None),
        }
    }
}

/// An account as it is stored.
struct Stored {
    id: Uuid,
    user_id: Option<Uuid>,
    holder: Sealed<BankHolder>,
    iban: Sealed<BankIban>,
    bic: Option<Sealed<BankBic>>,
    version: i32,
    updated_at: DateTime<Utc>,
}

impl Stored {
    /// None where it cannot be opened; the log says where.
    fn open(&self, keys: &OrganizationKeys) -> Option<Account> {
        let bic = self.bic.as_ref().map(|bic| keys.open(self.id, bic)).transpose();
        Some(Account {
            holder: keys.open(self.id, &self.holder).ok()?,
            iban: keys.open(self.id, &self.iban).ok()?,
            bic: bic.ok()?,
            changed_at: self.updated_at,
            is_changed: self.version > 1,
        })
    }
}

async fn stored(tx: &mut TenantTx, of: &[Uuid], of_organization: bool) -> AppResult<Vec<Stored>> {
    let organization = tx.organization();
    Ok(sqlx::query_as!(
        Stored,
        r#"
        select id, user_id, holder as "holder: Sealed<BankHolder>", iban as "iban: Sealed<BankIban>",
          bic as "bic: Sealed<BankBic>", version, updated_at
        from bank_accounts
        where organization_id = $1 and (user_id = any ($2) or $3 and user_id is null)
        "#,
        organization.0,
        of,
        of_organization,
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn keys_of(tx: &mut TenantTx, stored: &[Stored]) -> AppResult<std::sync::Arc<OrganizationKeys>> {
    let numbers: Vec<_> = stored
        .iter()
        .flat_map(|one| {
            let bic = one.bic.as_ref().and_then(Sealed::key_number);
            [one.holder.key_number(), one.iban.key_number(), bic]
        })
        .collect();
    to_open(tx, &numbers).await
}

/// The accounts of people, and of the organisation under nobody: for whoever pays.
pub(super) async fn of_payees(
    tx: &mut TenantTx,
    people: &[Uuid],
) -> AppResult<(HashMap<UserId, Account>, Option<Account>)> {
    pays(tx)?;
    let stored = stored(tx, people, true).await?;
    let keys = keys_of(tx, &stored).await?;
    let (mut accounts, mut own) = (HashMap::new(), None);
    for one in &stored {
        let Some(account) = one.open(&keys) else { continue };
        match one.user_id {
            Some(user) => {
                accounts.insert(UserId(user), account);
            }
            None => own = Some(account),
        }
    }
    Ok((accounts, own))
}

/// An account as it is shown, and to `edit` it the whole.
///
/// # Errors
/// If it is not for whoever acts to see.
pub async fn account(tx: &mut TenantTx, whose: Whose, edit: bool) -> AppResult<AccountToEdit> {
    let user = whose.user(tx)?;
    let of: Vec<Uuid> = user.into_iter().collect();
    let stored = stored(tx, &of, user.is_none()).await?;
    let keys = keys_of(tx, &stored).await?;
    let account = stored.first().and_then(|one| one.open(&keys));
    let form = account.as_ref().filter(|_| edit).map(|account| BankForm {
        holder: account.holder.clone(),
        iban: account
            .iban
            .parse::<Iban>()
            .map_or_else(|_| account.iban.clone(), |iban| iban.grouped()),
        bic: account.bic.clone().unwrap_or_default(),
    });
    Ok(AccountToEdit {
        shown: account.as_ref().map(Account::masked),
        form: form.unwrap_or_default(),
        version: stored.first().map_or(0, |one| one.version),
    })
}

/// Stores an account over the version that was read; the same again changes nothing. Answers with the version it has now.
///
/// # Errors
/// If it is not for whoever acts to change, or was changed meanwhile.
pub async fn save_account(
    tx: &mut TenantTx,
    whose: Whose,
    version: i32,
    new: &NewBankAccount,
) -> AppResult<i32> {
    let user = whose.user(tx)?;
    let organization = tx.organization();
    // Two who store the first one at once.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('the-plugs: bank accounts'), hashtext(coalesce($1::uuid, $2::uuid)::text))",
        user,
        organization.0,
    )
    .fetch_one(tx.conn())
    .await?;
    let of: Vec<Uuid> = user.into_iter().collect();
    let before = stored(tx, &of, user.is_none()).await?;
    let id = before.first().map_or_else(Uuid::now_v7, |one| one.id);
    let key = to_seal(tx).await?;
    let holder: Sealed<BankHolder> = key.seal(id, new.holder())?;
    let iban: Sealed<BankIban> = key.seal(id, new.iban().as_str())?;
    let bic: Option<Sealed<BankBic>> = new.bic().map(|bic| key.seal(id, bic)).transpose()?;
    if let Some(before) = before.first() {
        let is_same = before.holder == holder && before.iban == iban && before.bic == bic;
        if is_same {
            return Ok(before.version);
        }
        if before.version != version {
            return super::conflict(
                "This account was changed meanwhile, in another window perhaps. Load the page again.",
            );
        }
    }
    Ok(sqlx::query_scalar!(
        r#"
        insert into bank_accounts as known (organization_id, id, user_id, holder, iban, bic)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id, id)
        do update set holder = excluded.holder, iban = excluded.iban, bic = excluded.bic
          where known.organization_id = $1
        returning known.version
        "#,
        organization.0,
        id,
        user,
        holder.bytes(),
        iban.bytes(),
        bic.as_ref().map(Sealed::bytes),
    )
    .fetch_one(tx.conn())
    .await?)
}
