//! Which events a permission reaches.

use crate::accounts::roles::{Permission, Scope};
use crate::error::{AppError, AppResult};
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Whom a permission confines to some of the events: to look at, those they work at, as it is bound to
/// `($n::uuid is null or exists (select from event_staff … user_id = $n))`; to change, those they made, as it is bound to
/// `($n::uuid is null or created_by = $n)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach(Option<Uuid>);

impl Reach {
    #[cfg(all(test, feature = "testing"))]
    pub(super) const EVERY: Self = Self(None);

    #[cfg(all(test, feature = "testing"))]
    pub(super) const fn of_person(person: Uuid) -> Self {
        Self(Some(person))
    }

    /// The person; `None` where every event is reached.
    #[must_use]
    pub const fn person(self) -> Option<Uuid> {
        self.0
    }

    /// Of events `e` of an organisation that the statement has named already, those that may be looked at.
    pub(super) fn push_seen(self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(person) = self.0 {
            sql.push(
                " and exists (select from event_staff s where s.organization_id = e.organization_id and s.event_id = e.id \
                 and s.user_id = ",
            )
            .push_bind(person)
            .push(")");
        }
    }

    /// How far a permission reaches for whoever acts.
    ///
    /// # Errors
    /// If they do not have it.
    pub fn of(tx: &TenantTx, permission: Permission) -> AppResult<Self> {
        match tx.scope_of(permission) {
            Some(_) => Self::within(tx, permission),
            None => Err(AppError::Forbidden),
        }
    }

    /// The same, where what is not permitted reaches nothing: to tell a page what to offer.
    ///
    /// # Errors
    /// If nobody acts.
    pub fn within(tx: &TenantTx, permission: Permission) -> AppResult<Self> {
        Ok(Self(match tx.scope_of(permission) {
            None => Some(Uuid::nil()),
            Some(Scope::Own | Scope::Team) => Some(tx.user()?.0),
            Some(Scope::All) => None,
        }))
    }
}

/// Whether an event is there and may be changed; what a change asks that changed nothing, and what is changed around an event.
///
/// # Errors
/// `NotFound` where it is not there for whoever acts, `Forbidden` where they may only look at it.
pub async fn allowed(tx: &mut TenantTx, id: EventId) -> AppResult<()> {
    let (view, edit) = (
        Reach::of(tx, Permission::ViewEvents)?,
        Reach::within(tx, Permission::EditEvents)?,
    );
    let organization = tx.organization();
    let may_edit = sqlx::query_scalar!(
        r#"
        select $4::uuid is null or e.created_by = $4 as "may_edit!"
        from events e
        where e.organization_id = $1 and e.id = $2 and not e.is_deleted
          and ($3::uuid is null or exists (
            select from event_staff s where s.organization_id = $1 and s.event_id = $2 and s.user_id = $3))
        "#,
        organization.0,
        id.0,
        view.person(),
        edit.person(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    if may_edit {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}
