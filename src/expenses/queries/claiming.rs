//! Claims as whoever claims works on them: made, changed, submitted, taken back.

use super::record::find;
use super::{judging, money, parts, steps};
use crate::accounts::roles::Permission;
use crate::approvals;
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult, FieldChange, Stale};
use crate::expenses::types::{Change, Expense, ExpenseForm, ExpenseStatus, NewExpense, StepKind};
use crate::forms::TypedForm;
use crate::ids::ExpenseId;
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::Money;
use chrono::NaiveDate;

const BEING_PAID: &str =
    "This claim is being paid: the bank may have it already. Ask whoever pays to mark it as failed first.";

/// What a claim refers to that may not be there.
const REFERENCES: &[(&str, &str, &str)] = &[
    (
        "expenses_event_id_fkey",
        "event_id",
        "Choose an event from the list.",
    ),
    (
        "expenses_event_id_live",
        "event_id",
        "This event is in the trash.",
    ),
    (
        "expenses_payee_id_fkey",
        "payee_id",
        "Choose somebody from the list.",
    ),
    (
        "expenses_payee_id_live",
        "payee_id",
        "Choose somebody from the list.",
    ),
    (
        "expenses_payee_check",
        "payee_id",
        "Leave this empty where the money is yours.",
    ),
    ("expenses_being_paid", "amount", BEING_PAID),
];

/// A claim that nobody else changes until the transaction ends.
struct Held {
    status: ExpenseStatus,
    version: i32,
    amount: Money,
    expense_date: NaiveDate,
    is_reversal: bool,
}

/// Takes a claim of whoever acts: theirs, or a reversal that they made.
async fn hold(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Held> {
    if tx.scope_of(Permission::ClaimExpenses).is_none() {
        return Err(AppError::Forbidden);
    }
    let (organization, me) = (tx.organization(), tx.user()?);
    let row = sqlx::query!(
        r#"
        select status as "status: ExpenseStatus", version, amount::text as "amount!", currency, expense_date,
          reverses_id is not null as "is_reversal!"
        from expenses
        where organization_id = $1 and id = $2 and coalesce(reversed_by, created_by) = $3 and not is_deleted
        for no key update
        "#,
        organization.0,
        id.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else {
        // Somebody else's is there to be looked at only.
        find(tx, id).await?;
        return Err(AppError::Forbidden);
    };
    Ok(Held {
        status: row.status,
        version: row.version,
        amount: money(&row.amount, &row.currency)?,
        expense_date: row.expense_date,
        is_reversal: row.is_reversal,
    })
}

fn conflict<T>(message: impl Into<String>) -> AppResult<T> {
    Err(AppError::Conflict {
        message: message.into(),
    })
}

impl Held {
    /// Refuses what was asked of another version.
    fn seen_as(&self, version: i32) -> AppResult<()> {
        if self.version == version {
            return Ok(());
        }
        conflict("This claim was changed meanwhile. Look at it again.")
    }
}

/// Makes a draft.
///
/// # Errors
/// If whoever acts may claim nothing, or what it refers to is not there.
pub async fn insert(tx: &mut TenantTx, new: &NewExpense) -> AppResult<ExpenseId> {
    if tx.scope_of(Permission::ClaimExpenses).is_none() {
        return Err(AppError::Forbidden);
    }
    let (organization, me, id) = (tx.organization(), tx.user()?, ExpenseId::new());
    let (values, net) = (new.values(), new.net());
    sqlx::query!(
        r#"
        insert into expenses (organization_id, id, created_by, title, merchant, amount, currency, net_amount, tax_amount, tax_rate,
          expense_date, expense_type, category, event_id, payee_id, description, notes, unit_name, unit, unit_rate, quantity)
        values ($1, $2, $3::uuid, $4, $5, $6::text::numeric, $7, $8::text::numeric, $9::text::numeric, $10::text::numeric, $11, $12, $13, $14,
          nullif($15::uuid, $3::uuid), $16, $17, $18, $19, $20::text::numeric, $21::text::numeric)
        "#,
        organization.0,
        id.0,
        me.0,
        values.title,
        values.merchant,
        values.amount.to_decimal(),
        values.amount.currency.code(),
        net.map(|net| net.to_decimal()),
        values.tax.map(|tax| tax.to_decimal()),
        values.tax_rate.map(|rate| rate.to_string()),
        values.expense_date,
        values.expense_type.as_str(),
        values.category,
        values.event.map(|event| event.0),
        values.payee.map(|payee| payee.0),
        values.description,
        values.notes,
        values.units.as_ref().map(|units| units.name.as_str()),
        values.units.as_ref().map(|units| units.unit.as_str()),
        values.units.as_ref().map(|units| units.price.to_string()),
        values.units.as_ref().and_then(|units| units.quantity).map(|count| count.to_string()),
    )
    .execute(tx.conn())
    .await
    .on_constraint(REFERENCES)?;
    parts::keep(tx, id, &values.shares).await?;
    Ok(id)
}

/// Saves a claim over the version that was read, and answers with the version it has now. One that was submitted is worked out
/// anew, and one that was approved waits for a decision again; what changed stands among its steps.
///
/// # Errors
/// Where somebody else saved in the meantime nothing is written, and the error tells what differs in the way of a country. What
/// is rejected is taken up again first, and what is paid stays.
pub async fn update(
    tx: &mut TenantTx,
    id: ExpenseId,
    version: i32,
    new: &NewExpense,
    locale: &Locale,
) -> AppResult<i32> {
    let held = hold(tx, id).await?;
    if held.is_reversal {
        return conflict("A reversal comes to what it takes back.");
    }
    match held.status {
        ExpenseStatus::Draft | ExpenseStatus::Pending | ExpenseStatus::Approved => {}
        ExpenseStatus::Rejected => {
            return conflict("This claim was rejected. Take it up again to change it.");
        }
        ExpenseStatus::Paid => return conflict("What is paid stays as it is. Ask for it to be reversed."),
    }
    let before = find(tx, id).await?;
    if held.version != version {
        return not_saved(&before, new, locale);
    }
    if held.status == ExpenseStatus::Approved && !before.may.edit {
        return Err(AppError::field("amount", BEING_PAID));
    }
    if held.status != ExpenseStatus::Draft && new.values().amount.minor == 0 {
        return Err(AppError::field("amount", "Say how much it was."));
    }
    write(tx, id, new).await?;
    if held.status == ExpenseStatus::Draft {
        return now_at(tx, id).await;
    }
    let values = new.values();
    // What it is worth was worked out of these, and is worked out anew with these only.
    if (before.amount, before.expense_date) != (values.amount, values.expense_date) {
        freeze(tx, id, values.amount, values.expense_date).await?;
    }
    judging::settle(tx, id).await?;
    let after = find(tx, id).await?;
    let written = |expense: &Expense| ExpenseForm::of(expense, &Locale::of("en-GB"));
    let changes = parts::named(
        Change::between(&written(&before), &written(&after)),
        &before,
        &after,
    );
    if !changes.is_empty() {
        steps::note(tx, id, StepKind::Revised, &changes).await?;
        if after.status == ExpenseStatus::Pending {
            approvals::queries::begins_to_wait(tx).await?;
        } else {
            stays_in_batch(tx, id, after.version).await?;
        }
    }
    Ok(after.version)
}

/// What was said about an approved claim changed, and nothing that is paid: it stays in its batch.
async fn stays_in_batch(tx: &mut TenantTx, id: ExpenseId, version: i32) -> AppResult<()> {
    let organization = tx.organization();
    // Batches are locked before what is in them.
    sqlx::query!(
        r#"
        with held as materialized (
          select b.id from payment_batches b
          where b.organization_id = $1 and b.id in (
            select i.batch_id from payment_batch_items i
            where i.organization_id = $1 and i.expense_id = $2 and i.outcome in ('open', 'cancelled'))
          order by b.id for no key update
        )
        update payment_batch_items i set expense_version = $3
        from held
        where i.organization_id = $1 and i.batch_id = held.id and i.expense_id = $2 and i.outcome in ('open', 'cancelled')
          and i.expense_version = $3 - 1
        "#,
        organization.0,
        id.0,
        version,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write(tx: &mut TenantTx, id: ExpenseId, new: &NewExpense) -> AppResult<()> {
    let organization = tx.organization();
    let (values, net) = (new.values(), new.net());
    // What is approved becomes pending with the same statement, where it is another claim by now: what was approved is what was seen.
    // Words about it are no other claim.
    sqlx::query!(
        r#"
        update expenses
        set title = $3, merchant = $4, amount = $5::text::numeric, currency = $6, net_amount = $7::text::numeric,
          tax_amount = $8::text::numeric, tax_rate = $9::text::numeric, expense_date = $10, expense_type = $11, category = $12,
          event_id = $13, payee_id = nullif($14::uuid, created_by), description = $15, notes = $16,
          unit_name = $17, unit = $18, unit_rate = $19::text::numeric, quantity = $20::text::numeric,
          status = case when is_another.claim and status = 'approved' then 'pending' else status end,
          approved_by = case when not is_another.claim then approved_by end,
          approved_at = case when not is_another.claim then approved_at end
        from (
          select (amount, currency, tax_amount, tax_rate, expense_date, expense_type, category, event_id, payee_id, unit_name, unit,
              unit_rate, quantity) is distinct from ($5::text::numeric, $6::varchar, $8::text::numeric, $9::text::numeric, $10::date,
              $11::varchar, $12::varchar, $13::uuid, nullif($14::uuid, created_by), $17::varchar, $18::varchar, $19::text::numeric,
              $20::text::numeric) as claim
          from expenses where organization_id = $1 and id = $2
        ) as is_another
        where organization_id = $1 and id = $2
          and (title, merchant, amount, currency, tax_amount, tax_rate, expense_date, expense_type, category, event_id, payee_id,
            description, notes, unit_name, unit, unit_rate, quantity) is distinct from ($3, $4, $5::text::numeric, $6,
            $8::text::numeric, $9::text::numeric, $10::date, $11, $12, $13::uuid, nullif($14::uuid, created_by), $15::text, $16::text,
            $17::text, $18::text, $19::text::numeric, $20::text::numeric)
        "#,
        organization.0,
        id.0,
        values.title,
        values.merchant,
        values.amount.to_decimal(),
        values.amount.currency.code(),
        net.map(|net| net.to_decimal()),
        values.tax.map(|tax| tax.to_decimal()),
        values.tax_rate.map(|rate| rate.to_string()),
        values.expense_date,
        values.expense_type.as_str(),
        values.category,
        values.event.map(|event| event.0),
        values.payee.map(|payee| payee.0),
        values.description,
        values.notes,
        values.units.as_ref().map(|units| units.name.as_str()),
        values.units.as_ref().map(|units| units.unit.as_str()),
        values.units.as_ref().map(|units| units.price.to_string()),
        values.units.as_ref().and_then(|units| units.quantity).map(|count| count.to_string()),
    )
    .execute(tx.conn())
    .await
    .on_constraint(REFERENCES)?;
    parts::keep(tx, id, &values.shares).await
}

/// Why a save found another version to save over.
fn not_saved(stored: &Expense, new: &NewExpense, locale: &Locale) -> AppResult<i32> {
    let (mine, theirs) = (
        ExpenseForm::written(new.values(), locale),
        ExpenseForm::of(stored, locale),
    );
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    let changes: Vec<_> = pairs
        .filter(|(mine, theirs)| mine.2 != theirs.2)
        .map(|((field, label, mine), (_, _, theirs))| FieldChange {
            field: field.into(),
            label: label.into(),
            mine: ExpenseForm::in_words(field, mine),
            theirs: ExpenseForm::in_words(field, theirs),
        })
        .collect();
    if changes.is_empty() {
        return Ok(stored.version);
    }
    let stale = Stale {
        version: stored.version,
        by: stored.claimant.name.clone(),
        at: stored.updated_at,
        changes,
    };
    Err(AppError::Stale {
        stale: Box::new(stale),
    })
}

async fn now_at(tx: &mut TenantTx, id: ExpenseId) -> AppResult<i32> {
    let organization = tx.organization();
    Ok(sqlx::query_scalar!(
        "select version from expenses where organization_id = $1 and id = $2",
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Works out what a claim that is pending, or becomes so, is worth in the organisation's own currency. Once: nothing that becomes
/// of rates later changes it.
async fn freeze(tx: &mut TenantTx, id: ExpenseId, amount: Money, spent: NaiveDate) -> AppResult<()> {
    let organization = tx.organization();
    let own = rates::queries::hold_base_currency(tx).await?;
    let rate = rates::queries::rate_on(tx, amount.currency, own, spent).await?;
    let base = amount
        .convert(rate.rate, own)
        .and_then(Money::storable)
        .map_err(|error| AppError::field("amount", &error.to_string()))?;
    sqlx::query!(
        r#"
        update expenses
        set status = 'pending', submitted_at = coalesce(submitted_at, now()), base_amount = $3::text::numeric, base_currency = $4,
          fx_rate = $5::text::numeric, fx_date = $6, fx_source = $7
        where organization_id = $1 and id = $2 and status in ('draft', 'pending')
        "#,
        organization.0,
        id.0,
        base.to_decimal(),
        own.code(),
        rate.rate.to_string(),
        rate.date,
        rate.source.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Submits a draft as it was seen; answers with the version it has now. One that is submitted already stays so.
///
/// # Errors
/// If it was changed meanwhile, comes to nothing, or cannot be worked out in the own currency.
pub async fn submit(tx: &mut TenantTx, id: ExpenseId, version: i32) -> AppResult<i32> {
    let held = hold(tx, id).await?;
    match held.status {
        ExpenseStatus::Draft => {}
        ExpenseStatus::Pending => return Ok(held.version),
        other => return conflict(format!("This claim is {} already.", other.label().to_lowercase())),
    }
    held.seen_as(version)?;
    if held.amount.minor == 0 {
        return Err(AppError::field("amount", "Say how much it was."));
    }
    parts::as_of_now(tx, id).await?;
    freeze(tx, id, held.amount, held.expense_date).await?;
    judging::settle(tx, id).await?;
    steps::note(tx, id, StepKind::Submitted, &[]).await?;
    approvals::queries::begins_to_wait(tx).await?;
    now_at(tx, id).await
}

/// Makes a draft again of a claim that nobody has decided about, or that was rejected; answers with the version it has now.
///
/// # Errors
/// If it was decided about meanwhile, or changed.
pub async fn recall(tx: &mut TenantTx, id: ExpenseId, version: i32) -> AppResult<i32> {
    let held = hold(tx, id).await?;
    let step = match held.status {
        ExpenseStatus::Draft => return Ok(held.version),
        ExpenseStatus::Pending => StepKind::Recalled,
        ExpenseStatus::Rejected => StepKind::Reopened,
        ExpenseStatus::Approved | ExpenseStatus::Paid => {
            return conflict(format!(
                "This claim is {} already.",
                held.status.label().to_lowercase()
            ));
        }
    };
    held.seen_as(version)?;
    if held.is_reversal {
        return withdraw(tx, id, &held).await;
    }
    let organization = tx.organization();
    sqlx::query!(
        r#"
        update expenses
        set status = 'draft', submitted_at = null, base_amount = null, base_currency = null, fx_rate = null, fx_date = null,
          fx_source = null
        where organization_id = $1 and id = $2 and status in ('pending', 'rejected')
        "#,
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    steps::note(tx, id, step, &[]).await?;
    now_at(tx, id).await
}

/// Ends a reversal that nobody has decided about: nobody works on one, so it becomes no draft, and what was paid can be taken back by
/// another.
async fn withdraw(tx: &mut TenantTx, id: ExpenseId, held: &Held) -> AppResult<i32> {
    if held.status != ExpenseStatus::Pending {
        return conflict("This reversal was rejected. Take the payment back anew where it has to be.");
    }
    let organization = tx.organization();
    sqlx::query!(
        "update expenses set status = 'rejected' where organization_id = $1 and id = $2 and status = 'pending'",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    steps::note(tx, id, StepKind::Recalled, &[]).await?;
    super::telling::tell(tx, &[id.0], StepKind::Recalled, None).await?;
    now_at(tx, id).await
}

/// Moves a draft of whoever acts to the trash, or out of it.
///
/// # Errors
/// If it is not there, or no draft.
pub async fn set_deleted(tx: &mut TenantTx, id: ExpenseId, is_deleted: bool) -> AppResult<()> {
    if tx.scope_of(Permission::ClaimExpenses).is_none() {
        return Err(AppError::Forbidden);
    }
    let (organization, me) = (tx.organization(), tx.user()?);
    let moved = sqlx::query!(
        r#"
        update expenses set is_deleted = $4, deleted_at = case when $4 then now() end,
          deletion_id = case when $4 then app.uuid_v7() end
        where organization_id = $1 and id = $2 and created_by = $3 and status = 'draft' and is_deleted <> $4
        "#,
        organization.0,
        id.0,
        me.0,
        is_deleted,
    )
    .execute(tx.conn())
    .await
    .on_constraint(REFERENCES)?;
    if moved.rows_affected() > 0 {
        return Ok(());
    }
    let found = find(tx, id).await?;
    if found.claimant.id != me {
        return Err(AppError::Forbidden);
    }
    if found.is_deleted == is_deleted {
        return Ok(());
    }
    conflict("Only a draft is moved to the trash: recall the claim first.")
}
