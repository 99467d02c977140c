//! Rates as they are stored.

use super::{currency, exact, rates_on};
use crate::db::OnConstraint;
use crate::db::mark::{Mark, paged};
use crate::error::{AppError, AppResult};
use crate::ids::RateId;
use crate::paging::{Cursor, Page};
use crate::rates::ecb::EcbRate;
use crate::rates::types::{Asked, CurrencyNow, Imported, NewRate, RateRow, RateSource};
use crate::tenancy::TenantTx;
use crate::ui::money::Currency;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Rows on a page.
const PAGE: usize = 50;

/// Rows in one statement of an import.
const AT_ONCE: usize = 2_000;

/// Stores a rate that somebody enters.
///
/// # Errors
/// The error of a field where there is one of these two currencies for this day, whichever way round.
pub async fn insert(tx: &mut TenantTx, new: &NewRate) -> AppResult<RateId> {
    const TAKEN: &str = "There is a rate of these two for this day already. Remove it first.";
    let (organization, me) = (tx.organization(), tx.user()?);
    let (base, quote) = (new.base(), new.quote());
    let id = sqlx::query_scalar!(
        r#"
        insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by)
        values ($1, $2, $3, $4::text::numeric, $5, 'manual', $6)
        returning id as "id: RateId"
        "#,
        organization.0,
        base.code(),
        quote.code(),
        new.rate().to_string(),
        new.date(),
        me.0,
    )
    .fetch_one(tx.conn())
    .await
    .on_constraint(&[
        ("exchange_rates_unique", "rate_date", TAKEN),
        ("exchange_rates_pair_key", "rate_date", TAKEN),
    ])?;
    Ok(id)
}

/// Removes a rate that was entered by hand; those of the bank stay.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn remove(tx: &mut TenantTx, id: RateId) -> AppResult<()> {
    let organization = tx.organization();
    let removed = sqlx::query!(
        "delete from exchange_rates where organization_id = $1 and id = $2 and source = 'manual'",
        organization.0,
        id.0,
    )
    .execute(tx.conn())
    .await?;
    if removed.rows_affected() == 0 {
        return Err(AppError::NotFound);
    }
    Ok(())
}

/// Stores what a file of the European Central Bank gives. A rate that is stored with another value takes the file's.
///
/// # Errors
/// What the database says to it.
pub async fn import(tx: &mut TenantTx, rates: &[EcbRate]) -> AppResult<Imported> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let mut counted = Imported::default();
    // Two unique keys hold a pair of currencies, of which `on conflict` can name one: with the other, whoever comes
    // second would be refused where the first is not yet through. So one waits for the other.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('the-plugs: rates of the bank'), hashtext($1::uuid::text))",
        organization.0,
    )
    .execute(tx.conn())
    .await?;
    for some in rates.chunks(AT_ONCE) {
        let codes: Vec<String> = some.iter().map(|rate| rate.currency.code().to_owned()).collect();
        let days: Vec<NaiveDate> = some.iter().map(|rate| rate.date).collect();
        let values: Vec<String> = some.iter().map(|rate| rate.rate.to_string()).collect();
        let stored = sqlx::query!(
            r#"
            with stored as (
              insert into exchange_rates as known
                (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by)
              select $1, 'EUR', given.code, given.value::numeric, given.day, 'ecb', $5
              from unnest($2::text[], $3::date[], $4::text[]) as given (code, day, value)
              on conflict (organization_id, base_currency, quote_currency, source, rate_date)
              do update set rate = excluded.rate where known.rate <> excluded.rate
              returning known.version = 1 as is_new
            )
            select count(*) filter (where is_new) as "new!", count(*) filter (where not is_new) as "changed!" from stored
            "#,
            organization.0,
            &codes,
            &days,
            &values,
            me.0,
        )
        .fetch_one(tx.conn())
        .await?;
        let (new, changed) = (stored.new.unsigned_abs(), stored.changed.unsigned_abs());
        counted.new += new;
        counted.changed += changed;
        counted.same += (some.len() as u64).saturating_sub(new + changed);
    }
    Ok(counted)
}

/// What every currency that occurs is worth in the organisation's own on a day, and when it was last given.
///
/// # Errors
/// What the database says to it.
pub async fn now(tx: &mut TenantTx, base: Currency, today: NaiveDate) -> AppResult<Vec<CurrencyNow>> {
    let organization = tx.organization();
    let rows = sqlx::query!(
        r#"
        select code as "code!", max(rate_date) as "last!" from (
          select base_currency as code, rate_date from exchange_rates where organization_id = $1
          union all
          select quote_currency, rate_date from exchange_rates where organization_id = $1
        ) as known
        where code <> $2
        group by code order by code
        "#,
        organization.0,
        base.code(),
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Vec::new();
    for row in rows {
        found.push((currency(&row.code)?, row.last));
    }
    let asked: Vec<Asked> = found
        .iter()
        .map(|&(from, _)| Asked {
            from,
            to: base,
            on: today,
        })
        .collect();
    let rates = rates_on(tx, &asked).await?;
    let one = |((currency, last), rate): ((Currency, NaiveDate), Result<_, _>)| CurrencyNow {
        currency,
        rate: rate.ok(),
        last,
    };
    Ok(found.into_iter().zip(rates).map(one).collect())
}

/// A row as the statements give it.
struct Stored {
    id: RateId,
    base_currency: String,
    quote_currency: String,
    rate: String,
    rate_date: NaiveDate,
    source: RateSource,
    by: String,
    created_at: DateTime<Utc>,
}

impl Stored {
    fn row(self) -> AppResult<RateRow> {
        Ok(RateRow {
            id: self.id,
            base: currency(&self.base_currency)?,
            quote: currency(&self.quote_currency)?,
            rate: exact(&self.rate)?,
            date: self.rate_date,
            source: self.source,
            by: self.by,
            at: self.created_at,
        })
    }
}

/// A page of the rates of all currencies or of one, the latest first.
///
/// # Errors
/// What the database says to it.
pub async fn list(
    tx: &mut TenantTx,
    of: Option<Currency>,
    cursor: Option<&Cursor>,
) -> AppResult<Page<RateRow>> {
    let (is_before, mark) = match cursor {
        Some(Cursor::Before(text)) => (true, Mark::<NaiveDate>::decode(text)),
        Some(Cursor::After(text)) => (false, Mark::<NaiveDate>::decode(text)),
        None => (false, None),
    };
    let (is_before, is_first) = (is_before && mark.is_some(), mark.is_none());
    // A day and not a null, because row-level security keeps `coalesce` away from indexes.
    let mark = mark.unwrap_or(Mark(LAST, Uuid::max()));
    let of = of.map(|currency| currency.code().to_owned());
    let rows = if is_before {
        earlier_page(tx, of.as_deref(), &mark).await?
    } else {
        later_page(tx, of.as_deref(), &mark).await?
    };
    // A cursor that leads nowhere leads to the beginning.
    if rows.is_empty() && !is_first {
        let of = of.as_deref().map(currency).transpose()?;
        return Box::pin(list(tx, of, None)).await;
    }
    let page = paged(rows, PAGE, (is_before, is_first), |row: &Stored| {
        Mark(row.rate_date, row.id.0).encode()
    });
    let (next, previous) = (page.next, page.previous);
    let rows = page.rows.into_iter().map(Stored::row).collect::<AppResult<_>>()?;
    Ok(Page {
        rows,
        next,
        previous,
        total: None,
    })
}

/// Later than every day that a rate is of.
const LAST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What comes after a mark, which is what is older.
async fn later_page(tx: &mut TenantTx, of: Option<&str>, mark: &Mark<NaiveDate>) -> AppResult<Vec<Stored>> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        Stored,
        r#"
        select r.id as "id: RateId", r.base_currency, r.quote_currency, r.rate::text as "rate!", r.rate_date,
          r.source as "source: RateSource", p.first_name || ' ' || p.last_name as "by!", r.created_at
        from exchange_rates r join users p on p.organization_id = $1 and p.id = r.created_by
        where r.organization_id = $1 and (r.rate_date, r.id) < ($2, $3)
          and ($4::text is null or r.base_currency = $4 or r.quote_currency = $4)
        order by r.rate_date desc, r.id desc limit $5
        "#,
        organization.0,
        mark.0,
        mark.1,
        of,
        PAGE as i64 + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// What comes before a mark, read backwards.
async fn earlier_page(tx: &mut TenantTx, of: Option<&str>, mark: &Mark<NaiveDate>) -> AppResult<Vec<Stored>> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        Stored,
        r#"
        select r.id as "id: RateId", r.base_currency, r.quote_currency, r.rate::text as "rate!", r.rate_date,
          r.source as "source: RateSource", p.first_name || ' ' || p.last_name as "by!", r.created_at
        from exchange_rates r join users p on p.organization_id = $1 and p.id = r.created_by
        where r.organization_id = $1 and (r.rate_date, r.id) > ($2, $3)
          and ($4::text is null or r.base_currency = $4 or r.quote_currency = $4)
        order by r.rate_date, r.id limit $5
        "#,
        organization.0,
        mark.0,
        mark.1,
        of,
        PAGE as i64 + 1,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}
