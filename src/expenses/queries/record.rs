//! One claim, read.

use super::refusing::NEEDS_ANOTHER;
use super::{Sight, judging, money, parts, steps};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::approvals;
use crate::contacts::queries::Reach;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{
    Duplicate, EventOf, Expense, ExpenseStatus, ExpenseType, MayDo, Settled, Worth,
};
use crate::ids::{EventId, ExpenseId, MediaId, UserId};
use crate::media::queries::Onlooker;
use crate::policies::types::{Broken, Finding};
use crate::rates::types::RateSource;
use crate::tenancy::TenantTx;
use crate::ui::money::{Money, RateError};
use chrono::NaiveDate;
use sqlx::types::Json;

/// From how many days on a claim is late enough to be asked about.
const LATE: i64 = 90;

/// Said before it is submitted, and as long as it waits.
const NOBODY: &str = "Nobody here can decide about this yet: nobody decides about a claim of their own. An owner can make somebody \
     else an owner or admin, or put a manager into a team with whoever claims.";

const NO_RECEIPT: &str = "There is no receipt.";

/// The record.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts.
pub async fn find(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Expense> {
    let sight = Sight::of(tx).await?;
    let organization = tx.organization();
    let row = sqlx::query!(
        r#"
        select e.id as "id: ExpenseId", e.version, e.title, e.description, e.merchant, e.amount::text as "amount!", e.currency,
          e.net_amount::text as net_amount, e.tax_amount::text as tax_amount,
          e.tax_rate::text as tax_rate, e.expense_type as "expense_type: ExpenseType", e.category, e.expense_date,
          e.notes, e.status as "status: ExpenseStatus", e.submitted_at, e.base_amount::text as base_amount, e.base_currency,
          e.settled_amount::text as settled_amount, e.fx_rate::text as fx_rate, e.fx_date, e.fx_source as "fx_source: RateSource", e.approved_at, e.paid_at,
          e.payment_reference, e.reverses_id as "reverses: ExpenseId", e.created_at, e.updated_at, e.is_deleted,
          e.unit_name, e.unit, e.unit_rate::text as unit_rate, e.quantity::text as quantity, e.findings as "findings: Json<Vec<Finding>>",
          event.id as "event_id?: EventId", event.title as "event_title?",
          claimant.id as "claimant_id: UserId", claimant.first_name || ' ' || claimant.last_name as "claimant_name!",
          claimant.avatar_id as "claimant_picture: MediaId",
          payee.id as "payee_id?: UserId", payee.first_name || ' ' || payee.last_name as payee_name,
          payee.avatar_id as "payee_picture?: MediaId",
          approver.id as "approver_id?: UserId", approver.first_name || ' ' || approver.last_name as approver_name,
          approver.avatar_id as "approver_picture?: MediaId",
          payer.id as "payer_id?: UserId", payer.first_name || ' ' || payer.last_name as payer_name,
          payer.avatar_id as "payer_picture?: MediaId",
          reverser.id as "reverser_id?: UserId", reverser.first_name || ' ' || reverser.last_name as reverser_name,
          reverser.avatar_id as "reverser_picture?: MediaId",
          (select r.id from expenses r where r.organization_id = $1 and r.reverses_id = $2 and r.status <> 'rejected'
            and not r.is_deleted) as "reversed_by: ExpenseId",
          (select count(*) from media m where m.organization_id = $1 and m.related_expense = $2 and m.purpose = 'attachment'
            and not m.is_deleted) as "receipts!",
          exists (select from payment_batch_items i
            join payment_batches b on b.organization_id = $1 and b.id = i.batch_id and b.status = 'exported'
            where i.organization_id = $1 and i.expense_id = $2 and i.outcome = 'open') as "is_being_paid!",
          (e.status = 'approved' and coalesce(app.needs_another($1, e.id, e.base_amount, e.approved_by, $4), false)) as "needs_another!"
        from expenses e
        join users claimant on claimant.organization_id = $1 and claimant.id = e.created_by
        left join users payee on payee.organization_id = $1 and payee.id = e.payee_id
        left join users approver on approver.organization_id = $1 and approver.id = e.approved_by
        left join users payer on payer.organization_id = $1 and payer.id = e.paid_by
        left join users reverser on reverser.organization_id = $1 and reverser.id = e.reversed_by
        left join events event on event.organization_id = $1 and event.id = e.event_id
        where e.organization_id = $1 and e.id = $2
          and ($3::uuid[] is null or e.created_by = any ($3) or e.payee_id = $4)
          -- A draft, and what was deleted, is its maker's alone.
          and (e.status <> 'draft' and not e.is_deleted or e.created_by = $4)
        "#,
        organization.0,
        id.0,
        sight.people(),
        sight.me,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;

    let looking = Onlooker::of(tx)?;
    let amount = money(&row.amount, &row.currency)?;
    let own = |text: &Option<String>| text.as_ref().map(|text| money(text, &row.currency)).transpose();
    let (net, tax) = (own(&row.net_amount)?, own(&row.tax_amount)?);
    let worth = match (
        &row.base_amount,
        &row.base_currency,
        row.fx_rate,
        row.fx_date,
        row.fx_source,
    ) {
        (Some(base), Some(currency), Some(rate), Some(rate_date), Some(source)) => Some(Worth {
            amount: money(base, currency)?,
            rate: rate
                .parse()
                .map_err(|error: RateError| AppError::internal(&error))?,
            rate_date,
            source,
        }),
        _ => None,
    };
    let settled = match (&worth, &row.settled_amount) {
        (Some(worth), Some(amount)) => Some(
            Settled::of(
                money(amount, worth.amount.currency.code())?,
                worth.amount,
                row.reverses.is_some(),
            )
            .map_err(|error| AppError::internal(&error))?,
        ),
        _ => None,
    };
    let claimant = Colleague {
        id: row.claimant_id,
        name: row.claimant_name,
        picture: looking.picture(row.claimant_picture),
    };
    let is_me = |id: Option<UserId>| id.is_some_and(|id| id.0 == sight.me);
    let (gets_it, took_it_back) = (is_me(row.payee_id), is_me(row.reverser_id));
    let is_own = claimant.id.0 == sight.me || gets_it || took_it_back;
    // Of a reversal it is who made it that may take it back.
    let is_mine = is_me(row.reverser_id.or(Some(claimant.id)));
    let decides = Reach::within(tx, Permission::ApproveExpenses).await?;
    let reaches = decides
        .owners()
        .is_none_or(|people| people.contains(&claimant.id.0));
    let approvals = approvals::queries::of_claim(tx, id).await?;
    let is_asked = row.status != ExpenseStatus::Pending || approvals.asks_me;
    let mut may = may(
        row.status,
        is_mine,
        reaches && !is_own && is_asked,
        reaches,
        row.is_deleted,
        row.reversed_by.is_some() || row.reverses.is_some(),
    );
    // The file of its batch may be at the bank.
    may.edit &= !row.is_being_paid;
    may.pay &= !row.is_being_paid && !row.needs_another;
    // What was claimed in the own currency came to what it is.
    may.settle &= worth
        .as_ref()
        .is_some_and(|worth| worth.amount.currency != amount.currency);
    // One that is rejected is made anew.
    may.recall &= row.reverses.is_none() || row.status == ExpenseStatus::Pending;
    let duplicates = duplicates(tx, id, &sight).await?;
    let findings = match row.status {
        ExpenseStatus::Draft => judging::foreseen(tx, id).await?,
        _ => row.findings.0,
    };
    let mut warnings = warnings(
        row.status,
        // Of a distance there is no receipt.
        row.receipts + i64::from(row.unit_name.is_some()),
        row.submitted_at.unwrap_or_else(chrono::Utc::now).date_naive(),
        row.expense_date,
        row.reverses.is_some(),
    );
    let waits = matches!(row.status, ExpenseStatus::Draft | ExpenseStatus::Pending);
    if waits && !approvals::queries::somebody_can(tx, id).await? {
        warnings.insert(0, NOBODY.to_owned());
    }
    if row.needs_another {
        warnings.push(NEEDS_ANOTHER.to_owned());
    }
    // What the policy says is not said twice.
    let is_said = |rule: fn(&Broken) -> bool| findings.iter().any(|finding| rule(&finding.broken));
    if is_said(|rule| matches!(rule, Broken::Receipt { .. })) {
        warnings.retain(|text| text != NO_RECEIPT);
    }
    if is_said(|rule| matches!(rule, Broken::Age { .. })) {
        warnings.retain(|text| !text.starts_with("It was spent"));
    }
    Ok(Expense {
        id: row.id,
        version: row.version,
        title: row.title,
        description: row.description,
        merchant: row.merchant,
        amount,
        net,
        tax,
        tax_rate: row.tax_rate.and_then(|rate| rate.parse().ok()),
        expense_type: row.expense_type,
        category: row.category,
        expense_date: row.expense_date,
        notes: row.notes,
        status: row.status,
        event: row
            .event_id
            .zip(row.event_title)
            .map(|(id, title)| EventOf { id, title }),
        shares: parts::shares(tx, id).await?,
        units: parts::units(
            row.unit_name,
            row.unit,
            row.unit_rate.as_deref(),
            row.quantity.as_deref(),
        )?,
        findings,
        claimant,
        payee: looking.colleague(row.payee_id, row.payee_name, row.payee_picture),
        submitted_at: row.submitted_at,
        worth,
        settled,
        approved_by: looking.colleague(row.approver_id, row.approver_name, row.approver_picture),
        approved_at: row.approved_at,
        paid_by: looking.colleague(row.payer_id, row.payer_name, row.payer_picture),
        paid_at: row.paid_at,
        payment_reference: row.payment_reference,
        reverses: row.reverses,
        made_by: looking.colleague(row.reverser_id, row.reverser_name, row.reverser_picture),
        reversed_by: row.reversed_by,
        created_at: row.created_at,
        updated_at: row.updated_at,
        is_deleted: row.is_deleted,
        steps: steps::of(tx, id).await?,
        approvals,
        duplicates,
        warnings,
        may,
    })
}

/// What may be done with a claim as it stands, by its claimant, or by whoever decides about others'.
fn may(
    status: ExpenseStatus,
    is_mine: bool,
    decides: bool,
    reverses: bool,
    is_deleted: bool,
    is_reversed: bool,
) -> MayDo {
    use ExpenseStatus as S;
    if is_deleted {
        return MayDo {
            delete: is_mine,
            ..MayDo::default()
        };
    }
    MayDo {
        // A reversal is what it is: its amount is the other's.
        edit: is_mine && matches!(status, S::Draft | S::Pending | S::Approved) && !is_reversed,
        submit: is_mine && status == S::Draft,
        recall: is_mine && matches!(status, S::Pending | S::Rejected),
        delete: is_mine && status == S::Draft,
        decide: decides && status == S::Pending,
        pay: decides && status == S::Approved,
        settle: decides && status == S::Paid,
        reverse: reverses && status == S::Paid && !is_reversed,
    }
}

/// What should be looked at before a claim is submitted or decided about.
fn warnings(
    status: ExpenseStatus,
    receipts: i64,
    submitted: chrono::NaiveDate,
    spent: chrono::NaiveDate,
    is_reversal: bool,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if !matches!(status, ExpenseStatus::Draft | ExpenseStatus::Pending) || is_reversal {
        return warnings;
    }
    if receipts == 0 {
        warnings.push(NO_RECEIPT.to_owned());
    }
    let days = (submitted - spent).num_days();
    if days > LATE {
        warnings.push(format!("It was spent {days} days before it was claimed."));
    }
    warnings
}

/// Other claims with the very same receipt, or with the same amount on the same day.
async fn duplicates(tx: &mut TenantTx, id: ExpenseId, sight: &Sight) -> AppResult<Vec<Duplicate>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        with same_receipt as (
          select distinct theirs.related_expense as id
          from media mine
          join media theirs on theirs.organization_id = $1 and theirs.sha256 = mine.sha256 and theirs.related_expense <> $2
            and not theirs.is_deleted and theirs.purged_at is null
          where mine.organization_id = $1 and mine.related_expense = $2 and not mine.is_deleted and mine.purged_at is null
        ), same_amount as (
          select other.id
          from expenses mine
          join expenses other on other.organization_id = $1 and other.currency = mine.currency and other.amount = mine.amount
            and other.expense_date = mine.expense_date and other.id <> $2 and not other.is_deleted
          where mine.organization_id = $1 and mine.id = $2 and mine.amount > 0
        )
        select e.id as "id: ExpenseId", e.title, e.amount::text as "amount!", e.currency, e.expense_date,
          e.status as "status: ExpenseStatus", u.first_name || ' ' || u.last_name as "claimant!",
          e.id in (select s.id from same_receipt s) as "is_same_receipt!"
        from expenses e
        join users u on u.organization_id = $1 and u.id = e.created_by
        where e.organization_id = $1 and e.id in (select s.id from same_receipt s union select a.id from same_amount a)
          and not e.is_deleted and e.status <> 'rejected' and (e.status <> 'draft' or e.created_by = $4)
          and ($3::uuid[] is null or e.created_by = any ($3) or e.payee_id = $4)
          and (e.reverses_id is null or e.reverses_id <> $2)
          and e.id is distinct from (select m.reverses_id from expenses m where m.organization_id = $1 and m.id = $2)
        order by 8 desc, e.expense_date desc, e.id desc limit 5
        "#,
        organization.0,
        id.0,
        sight.people(),
        sight.me,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Duplicate {
                id: row.id,
                title: row.title,
                amount: money(&row.amount, &row.currency)?,
                expense_date: row.expense_date,
                status: row.status,
                claimant: row.claimant,
                is_same_receipt: row.is_same_receipt,
            })
        })
        .collect()
}

/// Other claims with the same amount on the same day as one that is being typed, the latest first.
///
/// # Errors
/// Of the database.
pub async fn similar(
    tx: &mut TenantTx,
    amount: Money,
    day: NaiveDate,
    own: Option<ExpenseId>,
) -> AppResult<Vec<Duplicate>> {
    let sight = Sight::of(tx).await?;
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select e.id as "id: ExpenseId", e.title, e.status as "status: ExpenseStatus", u.first_name || ' ' || u.last_name as "claimant!"
        from expenses e
        join users u on u.organization_id = $1 and u.id = e.created_by
        where e.organization_id = $1 and e.currency = $2 and e.amount = $3::text::numeric and e.expense_date = $4
          and e.id is distinct from $5 and not e.is_deleted and e.reverses_id is null
          and e.status <> 'rejected' and (e.status <> 'draft' or e.created_by = $7)
          and ($6::uuid[] is null or e.created_by = any ($6) or e.payee_id = $7)
        order by e.id desc limit 5
        "#,
        organization.0,
        amount.currency.code(),
        amount.to_decimal(),
        day,
        own.map(|own| own.0),
        sight.people(),
        sight.me,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Duplicate {
            id: row.id,
            title: row.title,
            amount,
            expense_date: day,
            status: row.status,
            claimant: row.claimant,
            is_same_receipt: false,
        })
        .collect())
}
