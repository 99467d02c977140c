//! What is paid for a unit.

use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::expenses::types::ExpenseType;
use crate::ids::UnitRateId;
use crate::policies::types::{NewUnitRate, UnitRate};
use crate::tenancy::TenantTx;
use chrono::NaiveDate;

/// Most rates that are offered, and shown.
const MOST: i64 = 500;

/// A row as the statement gives it.
struct Stored {
    id: UnitRateId,
    name: String,
    unit: String,
    rate: String,
    currency: String,
    expense_type: ExpenseType,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    is_active: bool,
}

impl Stored {
    fn rate(self) -> AppResult<UnitRate> {
        Ok(UnitRate {
            id: self.id,
            name: self.name,
            unit: self.unit,
            price: self
                .rate
                .parse()
                .map_err(|error: crate::ui::money::UnitError| AppError::internal(&error))?,
            currency: self
                .currency
                .parse()
                .map_err(|error: crate::ui::money::MoneyError| AppError::internal(&error))?,
            expense_type: self.expense_type,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            is_active: self.is_active,
        })
    }
}

/// Those that are offered, by name, the latest first.
///
/// # Errors
/// If the database cannot be reached.
pub async fn rates(tx: &mut TenantTx) -> AppResult<Vec<UnitRate>> {
    let mut rates = all(tx).await?;
    rates.retain(|rate| rate.is_active);
    Ok(rates)
}

/// All of them, those no longer offered last.
pub(super) async fn all(tx: &mut TenantTx) -> AppResult<Vec<UnitRate>> {
    let organization = tx.organization();
    let rows = sqlx::query_as!(
        Stored,
        r#"
        select id as "id: UnitRateId", name, unit, rate::text as "rate!", currency, expense_type as "expense_type: ExpenseType",
          valid_from, valid_to, is_active
        from unit_rates where organization_id = $1
        order by is_active desc, name, valid_from desc, id limit $2
        "#,
        organization.0,
        MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Stored::rate).collect()
}

const TAKEN: &str = "There is a rate of this name that begins on this day. Take that one away first.";

/// Stores a rate that somebody enters.
///
/// # Errors
/// The error of a field where there is one of this name that begins on the same day.
pub async fn insert(tx: &mut TenantTx, new: &NewUnitRate) -> AppResult<UnitRateId> {
    let (organization, me) = (tx.organization(), tx.user()?);
    let ((from, to), currency) = (new.valid(), new.currency());
    let id = sqlx::query_scalar!(
        r#"
        insert into unit_rates (organization_id, name, unit, rate, currency, expense_type, valid_from, valid_to, created_by)
        values ($1, $2, $3, $4::text::numeric, $5, $6, $7, $8, $9)
        returning id as "id: UnitRateId"
        "#,
        organization.0,
        new.name(),
        new.unit(),
        new.price().to_string(),
        currency.code(),
        new.expense_type().as_str(),
        from,
        to,
        me.0,
    )
    .fetch_one(tx.conn())
    .await
    .on_constraint(&[("unit_rates_once", "valid_from", TAKEN)])?;
    Ok(id)
}

/// Offers a rate no longer, or again.
///
/// # Errors
/// `NotFound`; or where another of its name that begins on the same day is offered.
pub async fn set_active(tx: &mut TenantTx, id: UnitRateId, is_active: bool) -> AppResult<()> {
    let organization = tx.organization();
    let found = sqlx::query_scalar!(
        "update unit_rates set is_active = $3 where organization_id = $1 and id = $2 returning id",
        organization.0,
        id.0,
        is_active,
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[("unit_rates_once", "valid_from", TAKEN)])?;
    found.map(|_| ()).ok_or(AppError::NotFound)
}
