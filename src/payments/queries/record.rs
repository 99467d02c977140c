//! One batch, as it is shown.

use super::accounts::of_payees;
use super::exporting::open_frozen;
use super::{money, pays};
use crate::error::{AppError, AppResult};
use crate::ids::{BatchId, BatchItemId, ExpenseId, UserId};
use crate::payments::files::{Account, way};
use crate::payments::types::{Batch, BatchStatus, ItemOutcome, LeftOut, Line, LineItem, Way};
use crate::rates;
use crate::sealing::{PaymentFrozen, Sealed};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, Money};
use chrono::NaiveDate;
use std::collections::HashMap;

/// A claim in a batch, as it is stored.
pub(super) struct Item {
    pub id: BatchItemId,
    pub claim: ExpenseId,
    /// Of the claim, as it was approved.
    pub version: i32,
    pub title: String,
    pub payee: UserId,
    pub name: String,
    /// As it was claimed; positive.
    pub amount: Money,
    pub is_reversal: bool,
    pub outcome: ItemOutcome,
    pub reason: Option<String>,
    pub reference: Option<String>,
    pub paid_on: Option<NaiveDate>,
    /// It is approved as it went in.
    pub is_as_it_was: bool,
    pub is_own: bool,
    /// Whoever looks approved it, and it is worth so much that somebody else pays it.
    pub needs_another: bool,
}

/// What is in a batch, in the order in which it is paid: by the name of the payee, and then as it was spent.
pub(super) async fn items(tx: &mut TenantTx, id: BatchId) -> AppResult<Vec<Item>> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let rows = sqlx::query!(
        r#"
        select i.id as "id: BatchItemId", i.expense_id as "claim: ExpenseId", i.expense_version, e.title, i.payee_id as "payee: UserId",
          u.first_name || ' ' || u.last_name as "name!", i.amount::text as "amount!", i.currency, i.is_reversal,
          i.outcome as "outcome: ItemOutcome", i.reason, i.reference, i.paid_on,
          (e.status = 'approved' and e.version = i.expense_version and not e.is_deleted) as "is_as_it_was!",
          (e.created_by = $3 or i.payee_id = $3 or e.reversed_by is not distinct from $3::uuid) as "is_own!",
          (e.status = 'approved' and coalesce(app.needs_another($1, e.id, e.base_amount, e.approved_by, $3), false)) as "needs_another!"
        from payment_batch_items i
        join expenses e on e.organization_id = $1 and e.id = i.expense_id
        join users u on u.organization_id = $1 and u.id = i.payee_id
        where i.organization_id = $1 and i.batch_id = $2
        order by u.last_name, u.first_name, i.payee_id, i.currency, e.expense_date, e.id
        "#,
        organization.0,
        id.0,
        me.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Item {
                id: row.id,
                claim: row.claim,
                version: row.expense_version,
                title: row.title,
                payee: row.payee,
                name: row.name,
                amount: money(&row.amount, &row.currency)?,
                is_reversal: row.is_reversal,
                outcome: row.outcome,
                reason: row.reason,
                reference: row.reference,
                paid_on: row.paid_on,
                is_as_it_was: row.is_as_it_was,
                is_own: row.is_own,
                needs_another: row.needs_another,
            })
        })
        .collect()
}

/// What somebody gets in one currency, and for which claims.
pub(super) struct Group<'a> {
    pub payee: UserId,
    pub currency: Currency,
    pub items: Vec<&'a Item>,
}

impl Group<'_> {
    /// What it comes to, reversals subtracted.
    pub fn amount(&self) -> AppResult<Money> {
        self.items
            .iter()
            .try_fold(Money::zero(self.currency), |sum, item| match item.is_reversal {
                true => sum.checked_sub(item.amount),
                false => sum.checked_add(item.amount),
            })
            .map_err(|error| AppError::internal(&error))
    }
}

/// The lines of a batch: each payee and currency.
pub(super) fn groups<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for item in items {
        match groups.last_mut() {
            Some(last) if last.payee == item.payee && last.currency == item.amount.currency => {
                last.items.push(item)
            }
            _ => groups.push(Group {
                payee: item.payee,
                currency: item.amount.currency,
                items: vec![item],
            }),
        }
    }
    groups
}

/// A batch.
///
/// # Errors
/// If whoever acts does not pay everybody's claims, or it is not there.
pub async fn find(tx: &mut TenantTx, id: BatchId) -> AppResult<Batch> {
    pays(tx)?;
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select b.number, b.version, b.status as "status: BatchStatus", b.execution_date, b.created_at, b.exported_at,
          b.frozen as "frozen: Sealed<PaymentFrozen>", maker.first_name || ' ' || maker.last_name as "created_by!",
          exporter.first_name || ' ' || exporter.last_name as exported_by
        from payment_batches b
        join users maker on maker.organization_id = $1 and maker.id = b.created_by
        left join users exporter on exporter.organization_id = $1 and exporter.id = b.exported_by
        where b.organization_id = $1 and b.id = $2
        "#,
        organization.0,
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let items = items(tx, id).await?;
    let people: Vec<_> = items.iter().map(|item| item.payee.0).collect();
    let (accounts, mut debtor) = of_payees(tx, &people).await?;
    let frozen = match &row.frozen {
        Some(frozen) => open_frozen(tx, id, frozen).await?,
        None => None,
    };
    // Once the files are made, what they name counts.
    let mut named: HashMap<(UserId, Currency), Option<Account>> = HashMap::new();
    if let Some(frozen) = frozen {
        debtor = frozen.debtor;
        for transfer in frozen.transfers {
            named.insert((transfer.payee, transfer.amount.currency), transfer.account);
        }
    }
    let lines = groups(items.iter().filter(|item| item.outcome != ItemOutcome::Dropped))
        .into_iter()
        .map(|group| {
            let account = match named.get(&(group.payee, group.currency)) {
                Some(account) => account.as_ref(),
                None => accounts.get(&group.payee),
            };
            line(&group, account)
        })
        .collect::<AppResult<Vec<Line>>>()?;
    let left_out = items.iter().filter(|item| item.outcome == ItemOutcome::Dropped);
    Ok(Batch {
        id,
        number: row.number,
        version: row.version,
        status: row.status,
        execution_date: row.execution_date,
        created_by: row.created_by,
        created_at: row.created_at,
        exported_by: row.exported_by,
        exported_at: row.exported_at,
        has_transfers: lines.iter().any(|line| line.way == Way::Transfer),
        lines,
        left_out: left_out
            .map(|item| LeftOut {
                claim: item.claim,
                title: item.title.clone(),
                payee: item.name.clone(),
                amount: item.amount,
                is_reversal: item.is_reversal,
                reason: item.reason.clone().unwrap_or_default(),
            })
            .collect(),
        own: rates::queries::base_currency(tx).await?,
        debtor: debtor.as_ref().map(Account::masked),
    })
}

fn line(group: &Group<'_>, account: Option<&Account>) -> AppResult<Line> {
    let amount = group.amount()?;
    let has = |outcome: ItemOutcome| group.items.iter().any(|item| item.outcome == outcome);
    // Something of it that waits makes all of it wait.
    let outcome = [
        ItemOutcome::Open,
        ItemOutcome::Failed,
        ItemOutcome::Cancelled,
        ItemOutcome::Paid,
    ]
    .into_iter()
    .find(|outcome| has(*outcome))
    .unwrap_or(ItemOutcome::Open);
    let first = group.items.iter().find(|item| item.outcome == outcome);
    Ok(Line {
        payee: group.payee,
        name: first.map(|item| item.name.clone()).unwrap_or_default(),
        amount,
        outcome,
        reason: first.and_then(|item| item.reason.clone()),
        reference: first.and_then(|item| item.reference.clone()),
        paid_on: first.and_then(|item| item.paid_on),
        account: account.map(Account::masked),
        way: way(amount, account),
        is_own: group.items.iter().any(|item| item.is_own),
        needs_another: group.items.iter().any(|item| item.needs_another),
        is_begun: has(ItemOutcome::Paid) || has(ItemOutcome::Failed) || has(ItemOutcome::Cancelled),
        items: group
            .items
            .iter()
            .map(|item| LineItem {
                id: item.id,
                claim: item.claim,
                title: item.title.clone(),
                amount: item.amount,
                is_reversal: item.is_reversal,
            })
            .collect(),
    })
}
