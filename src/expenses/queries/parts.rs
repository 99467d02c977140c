//! What a claim is worked out of, and how it is divided.

use super::money;
use super::record::find;
use crate::accounts;
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::expenses::types::{Change, EventOf, Expense, ExpenseType, Share, ShareOf, written_split};
use crate::ids::{EventId, ExpenseId};
use crate::policies;
use crate::policies::types::{UnitRate, Units, rate_on};
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money, UnitError};

/// What a share refers to that may not be there.
const REFERENCES: &[(&str, &str, &str)] = &[
    (
        "expense_shares_event_id_fkey",
        "split",
        "Choose events from the list.",
    ),
    (
        "expense_shares_event_id_live",
        "split",
        "One of these events is in the trash.",
    ),
];

/// What was copied into a claim of the rate it was worked out by, as the database gives it.
pub(super) fn units(
    name: Option<String>,
    unit: Option<String>,
    price: Option<&str>,
    quantity: Option<&str>,
) -> AppResult<Option<Units>> {
    let exact = |error: UnitError| AppError::internal(&error);
    let (Some(name), Some(unit), Some(price)) = (name, unit, price) else {
        return Ok(None);
    };
    Ok(Some(Units {
        name,
        unit,
        price: price.parse().map_err(exact)?,
        quantity: quantity.map(str::parse).transpose().map_err(exact)?,
    }))
}

/// The unit rates by which a form is worked out: those that are offered; and, of a claim of whoever acts that is submitted, before
/// them the one that was copied into it, so that its other fields can be changed whatever has become of that rate.
///
/// # Errors
/// If the database cannot be reached.
pub async fn rates(tx: &mut TenantTx, of: Option<ExpenseId>) -> AppResult<Vec<UnitRate>> {
    let mut rates = policies::queries::rates(tx).await?;
    let (Some(id), (organization, me)) = (of, (tx.organization(), tx.user()?)) else {
        return Ok(rates);
    };
    let copied = sqlx::query!(
        r#"
        select unit_name, unit, unit_rate::text as unit_rate, currency, expense_type as "expense_type: ExpenseType", expense_date
        from expenses
        where organization_id = $1 and id = $2 and created_by = $3 and unit_name is not null and status <> 'draft'
        "#,
        organization.0,
        id.0,
        me.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(row) = copied
        && let Some(units) = units(row.unit_name, row.unit, row.unit_rate.as_deref(), None)?
    {
        let currency: Currency = row.currency.parse().map_err(|error| AppError::internal(&error))?;
        rates.push(units.as_rate(currency, row.expense_type, row.expense_date));
    }
    Ok(rates)
}

/// Refuses a draft that was worked out by another rate than the one that counts for its day by now: nothing is claimed that was not
/// seen. What it comes to is said, and its form works it out anew.
pub(super) async fn as_of_now(tx: &mut TenantTx, id: ExpenseId) -> AppResult<()> {
    let draft = find(tx, id).await?;
    let Some(units) = &draft.units else { return Ok(()) };
    let locale = accounts::queries::locale(tx).await?;
    let rates = policies::queries::rates(tx).await?;
    let Some(rate) = rate_on(&rates, &units.name, draft.expense_date) else {
        return Err(AppError::Conflict {
            message: format!(
                "“{}” has no rate for that day any more. Choose another one in the form, or another day.",
                units.name
            ),
        });
    };
    if (rate.price, rate.currency) == (units.price, draft.amount.currency) {
        return Ok(());
    }
    let count = units.quantity.map(|count| count.at(rate.price, rate.currency));
    let worth = count
        .transpose()
        .map_err(|error| AppError::field("quantity", &error.to_string()))?;
    let comes_to = match worth {
        Some(worth) => format!(
            ", so this comes to {} and not to {}",
            worth.format(&locale),
            draft.amount.format(&locale)
        ),
        None => String::new(),
    };
    Err(AppError::Conflict {
        message: format!(
            "“{}” is {} by now{comes_to}. Open the form, look at it, and submit it there.",
            units.name,
            rate.in_words(&locale)
        ),
    })
}

/// The shares of a claim, in their order.
pub(super) async fn shares(tx: &mut TenantTx, id: ExpenseId) -> AppResult<Vec<ShareOf>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select s.amount::text as "amount!", s.currency, s.base_amount::text as base_amount, s.base_currency,
          v.id as "event_id?: EventId", v.title as "event_title?"
        from expense_shares s
        left join events v on v.organization_id = $1 and v.id = s.event_id
        where s.organization_id = $1 and s.expense_id = $2
        order by s.position
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let base = row.base_amount.as_ref().zip(row.base_currency.as_ref());
            Ok(ShareOf {
                event: row
                    .event_id
                    .zip(row.event_title)
                    .map(|(id, title)| EventOf { id, title }),
                amount: money(&row.amount, &row.currency)?,
                base: base
                    .map(|(amount, currency)| money(amount, currency))
                    .transpose()?,
            })
        })
        .collect()
}

/// Stores how a claim is divided, where it is divided otherwise than it was. What was approved waits for a decision again.
pub(super) async fn keep(tx: &mut TenantTx, id: ExpenseId, wanted: &[Share]) -> AppResult<()> {
    let organization = tx.organization();
    let stored: Vec<Share> = shares(tx, id).await?.iter().map(Share::from).collect();
    if stored == wanted {
        return Ok(());
    }
    if !stored.is_empty() {
        sqlx::query!(
            "delete from expense_shares where organization_id = $1 and expense_id = $2",
            organization.0,
            id.0,
        )
        .execute(tx.conn())
        .await?;
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let events: Vec<Option<uuid::Uuid>> = wanted
        .iter()
        .map(|share| share.event.map(|event| event.0))
        .collect();
    let amounts: Vec<String> = wanted.iter().map(|share| share.amount.to_decimal()).collect();
    let currencies: Vec<String> = wanted
        .iter()
        .map(|share| share.amount.currency.code().to_owned())
        .collect();
    sqlx::query!(
        r#"
        insert into expense_shares (organization_id, expense_id, position, event_id, amount, currency)
        select $1, $2, (place - 1)::integer, event, amount::numeric, currency
        from unnest($3::uuid[], $4::text[], $5::text[]) with ordinality as wanted (event, amount, currency, place)
        "#,
        organization.0,
        id.0,
        events as _,
        &amounts,
        &currencies,
    )
    .execute(tx.conn())
    .await
    .on_constraint(REFERENCES)?;
    Ok(())
}

/// Works out what each share of a claim that is pending is worth in the own currency: by largest remainder, so that they come to
/// what the claim is worth.
pub(super) async fn freeze(tx: &mut TenantTx, id: ExpenseId) -> AppResult<()> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select s.id, s.amount::text as "amount!", s.currency, e.base_amount::text as "base!", e.base_currency as "base_currency!"
        from expense_shares s
        join expenses e on e.organization_id = $1 and e.id = s.expense_id and e.status = 'pending'
        where s.organization_id = $1 and s.expense_id = $2
        order by s.position
        "#,
        organization.0,
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(first) = rows.first() else { return Ok(()) };
    let whole = money(&first.base, &first.base_currency)?;
    let mut weights = Vec::new();
    for row in &rows {
        let amount: Money = money(&row.amount, &row.currency)?;
        weights.push(amount.minor.unsigned_abs());
    }
    if weights.contains(&0) {
        return Err(AppError::field("split", "Each share is more than nothing."));
    }
    let worth = whole
        .allocate_by(&weights)
        .map_err(|error| AppError::internal(&error))?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let worth: Vec<String> = worth.iter().map(Money::to_decimal).collect();
    sqlx::query!(
        r#"
        update expense_shares s set base_amount = worth.amount::numeric, base_currency = $4
        from unnest($2::uuid[], $3::text[]) as worth (id, amount)
        where s.organization_id = $1 and s.id = worth.id
          and (s.base_amount, s.base_currency) is distinct from (worth.amount::numeric, $4::text)
        "#,
        organization.0,
        &ids,
        &worth,
        whole.currency.code(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives the claim that takes another back the shares of that one. An event that is gone takes its name from its share.
pub(super) async fn copy(tx: &mut TenantTx, from: ExpenseId, to: ExpenseId) -> AppResult<()> {
    let organization = tx.organization();
    sqlx::query!(
        r#"
        insert into expense_shares (organization_id, expense_id, position, event_id, amount, currency, base_amount, base_currency)
        select $1, $3, s.position,
          (select v.id from events v where v.organization_id = $1 and v.id = s.event_id and not v.is_deleted),
          s.amount, s.currency, s.base_amount, s.base_currency
        from expense_shares s where s.organization_id = $1 and s.expense_id = $2
        "#,
        organization.0,
        from.0,
        to.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes with the names of events in place of their ids.
pub(super) fn named(mut changes: Vec<Change>, before: &Expense, after: &Expense) -> Vec<Change> {
    let divided = |expense: &Expense| {
        let shares: Vec<Share> = expense.shares.iter().map(Share::from).collect();
        let text = written_split(&shares, &Locale::of("en-GB"));
        let name = |id: &str| {
            let mut events = expense.shares.iter().filter_map(|share| share.event.as_ref());
            events
                .find(|event| event.id.to_string() == id)
                .map(|event| event.title.clone())
        };
        crate::expenses::types::split_in_words(&text, name)
    };
    let event = |expense: &Expense| {
        let event = expense.event.as_ref();
        event.map(|event| event.title.clone()).unwrap_or_default()
    };
    for change in &mut changes {
        (change.before, change.after) = match change.field.as_str() {
            "split" => (divided(before), divided(after)),
            "event_id" => (event(before), event(after)),
            _ => continue,
        };
    }
    changes
}

/// The version that a claim has now, for whoever has just made it.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts.
pub async fn version(tx: &mut TenantTx, id: ExpenseId) -> AppResult<i32> {
    Ok(find(tx, id).await?.version)
}
