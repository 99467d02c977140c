//! The rate that counts for a day.

use super::exact;
use crate::error::{AppError, AppResult};
use crate::rates::types::{Asked, ECB_KEEPS, FrozenRate, MANUAL_KEEPS, MissingRate, RateSource};
use crate::tenancy::TenantTx;
use crate::ui::money::{Currency, ExchangeRate};
use chrono::NaiveDate;

/// How much of the second currency one of the first was worth on a day, to be copied into what is counted by it.
///
/// Of the rates that are stored, the latest counts that is not of a later day: entered by hand at most
/// [`MANUAL_KEEPS`] days before, from the European Central Bank at most [`ECB_KEEPS`]. On one day the hand goes before the
/// bank, a rate as it stands before its inverse, and both before the way from one rate of the bank's to another of the
/// same day. A currency is worth itself. What is not stored as it is asked for is rounded once, to ten decimals, half to
/// even.
///
/// # Errors
/// [`MissingRate`], as the error of a field: never 0, and 1 only of a currency to itself.
pub async fn rate_on(
    tx: &mut TenantTx,
    from: Currency,
    to: Currency,
    on: NaiveDate,
) -> AppResult<FrozenRate> {
    let asked = Asked { from, to, on };
    let found = rates_on(tx, &[asked]).await?;
    let found = found.into_iter().next().unwrap_or(Err(MissingRate(asked)));
    found.map_err(AppError::from)
}

/// [`rate_on`] for many at once, in one statement: an answer for each that was asked, in their order.
///
/// # Errors
/// What the database says to it. That a rate is missing is an answer.
pub async fn rates_on(tx: &mut TenantTx, asked: &[Asked]) -> AppResult<Vec<Result<FrozenRate, MissingRate>>> {
    let itself = |asked: &Asked| {
        if asked.from == asked.to {
            Ok(FrozenRate {
                rate: ExchangeRate::ONE,
                date: asked.on,
                source: RateSource::Same,
            })
        } else {
            Err(MissingRate(*asked))
        }
    };
    let mut answers: Vec<_> = asked.iter().map(itself).collect();
    if answers.iter().all(Result::is_ok) {
        return Ok(answers);
    }
    let column = |of: fn(&Asked) -> Currency| -> Vec<String> {
        asked.iter().map(|asked| of(asked).code().to_owned()).collect()
    };
    let (from, to) = (column(|asked| asked.from), column(|asked| asked.to));
    let on: Vec<NaiveDate> = asked.iter().map(|asked| asked.on).collect();
    let organization = tx.organization();
    // Each way is the end of one index; of what they find, the latest counts.
    let rows = sqlx::query!(
        r#"
        select asked.place as "place!", found.source as "source!: RateSource", found.way as "way!", found.rate_date as "date!",
          found.one as "one!", found.other
        from unnest($2::text[], $3::text[], $4::date[]) with ordinality as asked (come, go, on_date, place)
        cross join lateral (
          select * from (
            (select 'manual' as source, 1 as way, r.rate_date, r.rate::text as one, null as other from exchange_rates r
             where r.organization_id = $1 and r.base_currency = asked.come and r.quote_currency = asked.go
               and r.source = 'manual' and r.rate_date between asked.on_date - $5::integer and asked.on_date
             order by r.rate_date desc limit 1)
            union all
            (select 'manual', 2, r.rate_date, r.rate::text, null from exchange_rates r
             where r.organization_id = $1 and r.base_currency = asked.go and r.quote_currency = asked.come
               and r.source = 'manual' and r.rate_date between asked.on_date - $5::integer and asked.on_date
             order by r.rate_date desc limit 1)
            union all
            (select 'ecb', 1, r.rate_date, r.rate::text, null from exchange_rates r
             where r.organization_id = $1 and r.base_currency = asked.come and r.quote_currency = asked.go
               and r.source = 'ecb' and r.rate_date between asked.on_date - $6::integer and asked.on_date
             order by r.rate_date desc limit 1)
            union all
            (select 'ecb', 2, r.rate_date, r.rate::text, null from exchange_rates r
             where r.organization_id = $1 and r.base_currency = asked.go and r.quote_currency = asked.come
               and r.source = 'ecb' and r.rate_date between asked.on_date - $6::integer and asked.on_date
             order by r.rate_date desc limit 1)
            union all
            (select 'ecb', 3, r.rate_date, r.rate::text, other.rate::text from exchange_rates r
             join exchange_rates other on other.organization_id = $1 and other.base_currency = 'EUR'
               and other.quote_currency = asked.go and other.source = 'ecb' and other.rate_date = r.rate_date
             where r.organization_id = $1 and r.base_currency = 'EUR' and r.quote_currency = asked.come
               and r.source = 'ecb' and r.rate_date between asked.on_date - $6::integer and asked.on_date
             order by r.rate_date desc limit 1)
          ) as candidate
          order by rate_date desc, source desc, way
          limit 1
        ) as found
        where asked.come <> asked.go
        "#,
        organization.0,
        &from,
        &to,
        &on,
        MANUAL_KEEPS,
        ECB_KEEPS,
    )
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let one = exact(&row.one)?;
        let other = row.other.as_deref().map(exact).transpose()?;
        // What ten decimals cannot hold is no rate.
        let rate = match (row.way, other) {
            (1, _) => Ok(one),
            (2, _) => one.inverse(),
            (_, Some(other)) => ExchangeRate::cross(one, other),
            (_, None) => continue,
        };
        let answer = usize::try_from(row.place - 1)
            .ok()
            .and_then(|place| answers.get_mut(place));
        if let (Ok(rate), Some(answer)) = (rate, answer) {
            *answer = Ok(FrozenRate {
                rate,
                date: row.date,
                source: row.source,
            });
        }
    }
    Ok(answers)
}
