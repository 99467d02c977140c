//! What whoever holds a mail may say without signing in: that they want no more of these, or that it came back.

use super::proof::{Purpose, Token};
use super::queries::{self, Held};
use crate::accounts::roles::Permission;
use crate::error::{AppError, AppResult};
use crate::tenancy::{Tenant, TenantTx};
use sqlx::PgPool;

/// Opens the organisation of a mail as far as what becomes of it and its like, for whoever shows what only it carries.
///
/// # Errors
/// [`AppError::NotFound`] for anybody else.
pub async fn open(
    pool: &PgPool,
    token: &Token,
    purpose: Purpose,
    request_id: String,
) -> AppResult<(TenantTx, Held)> {
    let tenant = Tenant::for_stranger(pool.clone(), token.organization, request_id);
    let mut tx = tenant.begin(Permission::SeeOneself).await?;
    let held = queries::held(&mut tx, token.mail).await?;
    if purpose.is_proved(held.secret, &token.shown) {
        Ok((tx, held))
    } else {
        Err(AppError::NotFound)
    }
}
