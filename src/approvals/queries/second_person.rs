//! From what worth on somebody else pays than who approved.

use super::chain::hold;
use super::roles_of;
use crate::accounts::roles::Scope;
use crate::approvals::types::SecondPersonForm;
use crate::error::{AppError, AppResult};
use crate::rates;
use crate::tenancy::TenantTx;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};

/// From what worth on; none where it is all the same.
///
/// # Errors
/// What the database says to it.
pub(super) async fn second_person_from(tx: &mut TenantTx, base: Currency) -> AppResult<Option<Money>> {
    let organization = tx.organization();
    let from = sqlx::query_scalar!(
        "select second_person_from::text from organizations where id = $1",
        organization.0
    )
    .fetch_one(tx.conn())
    .await?;
    from.map(|from| Money::parse(&from, base).map_err(|error| AppError::internal(&error)))
        .transpose()
}

/// Changes it over what was seen, or turns it off.
///
/// # Errors
/// The error of the field, where the amount cannot be stored, or fewer than two people could pay; `Conflict` where somebody else has
/// changed it meanwhile.
pub async fn set_second_person(tx: &mut TenantTx, form: &SecondPersonForm, locale: &Locale) -> AppResult<()> {
    // It holds the organisation's row, and with it the currency.
    hold(tx).await?;
    let base = rates::queries::base_currency(tx).await?;
    let from = form.parse(base, locale)?;
    let now = second_person_from(tx, base).await?;
    if now == from {
        return Ok(());
    }
    if now.map(|from| from.to_decimal()).unwrap_or_default() != form.seen {
        return Err(AppError::Conflict {
            message: "Somebody else has changed this meanwhile. Look at it again.".into(),
        });
    }
    let organization = tx.organization();
    let deciding = [roles_of(Scope::All), roles_of(Scope::Team)].concat();
    let set = sqlx::query!(
        r#"
        update organizations set second_person_from = $2::text::numeric
        where id = $1 and ($2::text is null or 1 < (
          select count(*) from users
          where organization_id = $1 and is_active and not is_deleted and role = any ($3)))
        "#,
        organization.0,
        from.map(|from| from.to_decimal()),
        &deciding,
    )
    .execute(tx.conn())
    .await?;
    if set.rows_affected() == 0 {
        return Err(AppError::field(
            "second_person_from",
            "Nobody but you could pay then: make somebody else a manager, an admin or an owner first.",
        ));
    }
    Ok(())
}
