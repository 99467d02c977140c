//! Where people want their money, and where the organisation pays from.

use super::pays;
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::ids::UserId;
use crate::payments::files::Account;
use crate::payments::types::{AccountToEdit, BankForm, Iban, NewBankAccount, Removal};
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
        removal: removal(tx, user).await?,
    })
}

/// What it means to remove somebody's account now, or the organisation's.
async fn removal(tx: &mut TenantTx, user: Option<Uuid>) -> AppResult<Removal> {
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select
          (select count(*) from expenses e
           where e.organization_id = $1 and e.status = 'approved' and not e.is_deleted and e.reverses_id is null
             and (e.payee_id = $2 or e.created_by = $2 and e.payee_id is null)) as "waiting!",
          (select min(b.number) from payment_batches b
           where b.organization_id = $1 and b.status in ('open', 'exported')
             and ($2::uuid is null or exists (select from payment_batch_items i
               where i.organization_id = $1 and i.batch_id = b.id and i.payee_id = $2 and i.outcome = 'open'))) as batch
        "#,
        organization.0,
        user,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Removal {
        waiting: row.waiting,
        batch: row.batch,
    })
}

/// Removes an account as it was seen; the row goes, and with it what was sealed. One that is gone already stays gone.
///
/// # Errors
/// If it is not for whoever acts to change, was changed meanwhile, or a batch that is not finished uses it.
pub async fn remove_account(tx: &mut TenantTx, whose: Whose, version: i32) -> AppResult<()> {
    let user = whose.user(tx)?;
    hold_account(tx, user).await?;
    let of: Vec<Uuid> = user.into_iter().collect();
    let before = stored(tx, &of, user.is_none()).await?;
    let Some(before) = before.first() else {
        return Ok(());
    };
    if before.version != version {
        return changed_meanwhile();
    }
    if let Some(refusal) = removal(tx, user).await?.refusal() {
        return super::conflict(refusal);
    }
    let organization = tx.organization();
    sqlx::query!(
        "delete from bank_accounts where organization_id = $1 and id = $2",
        organization.0,
        before.id,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whoever else changes this account waits until the transaction ends: two who store the first one, too.
async fn hold_account(tx: &mut TenantTx, user: Option<Uuid>) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('the-plugs: bank accounts'), hashtext(coalesce($1::uuid, $2::uuid)::text))",
        user,
        organization.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

fn changed_meanwhile<T>() -> AppResult<T> {
    super::conflict("This account was changed meanwhile, in another window perhaps. Load the page again.")
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
    hold_account(tx, user).await?;
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
            return changed_meanwhile();
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
