//! Saved views: their owner's, and for everybody where they are shared.

use super::search::marks;
use crate::accounts::roles::{Permission, Scope};
use crate::contacts::types::{ListState, SavedView};
use crate::db::OnConstraint;
use crate::error::{AppError, AppResult};
use crate::ids::SavedViewId;
use crate::tenancy::TenantTx;

/// Most views that somebody keeps, and most that somebody is shown.
const MOST_KEPT: i64 = 50;
const MOST_SHOWN: i64 = 200;

/// Two of one person's views of the same name.
const TAKEN: (&str, &str, &str) = (
    "saved_views_unique_name",
    "name",
    "You have a view of this name already.",
);

/// What becomes of a view; what is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct ViewChange<'a> {
    pub name: Option<&'a str>,
    pub state: Option<&'a ListState>,
    pub is_shared: Option<bool>,
}

/// The views of whoever asks, and those that colleagues share; by name, one's own first.
pub async fn views(tx: &mut TenantTx) -> AppResult<Vec<SavedView>> {
    let (organization, me, is_keeper) = (tx.organization(), tx.user()?, is_keeper(tx));
    Ok(sqlx::query_as!(
        SavedView,
        r#"
        select v.id as "id: SavedViewId", v.name, v.query, v.is_shared, v.created_by = $2 as "is_mine!",
          maker.first_name || ' ' || maker.last_name as "by!", (v.created_by = $2 or $3) as "can_edit!"
        from saved_views v
        join users maker on maker.organization_id = $1 and maker.id = v.created_by
        where v.organization_id = $1 and not v.is_deleted and (v.created_by = $2 or v.is_shared)
        order by v.created_by = $2 desc, v.name_key, v.id
        limit $4
        "#,
        organization.0,
        me.0,
        is_keeper,
        MOST_SHOWN,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a list under a name.
pub async fn insert_view(
    tx: &mut TenantTx,
    name: &str,
    state: &ListState,
    is_shared: bool,
) -> AppResult<SavedViewId> {
    holds_no_number(tx, state).await?;
    let (organization, me) = (tx.organization(), tx.user()?);
    let kept = sqlx::query_scalar!(
        r#"
        insert into saved_views (organization_id, created_by, name, query, is_shared)
        select $1, $2, $3, $4, $5
        where (
          select count(*) from saved_views where organization_id = $1 and created_by = $2 and not is_deleted) < $6
        returning id as "id: SavedViewId"
        "#,
        organization.0,
        me.0,
        name,
        state.to_view(),
        is_shared,
        MOST_KEPT,
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[TAKEN])?;
    kept.ok_or_else(|| AppError::Conflict {
        message: format!("You have {MOST_KEPT} views. Delete one first."),
    })
}

/// Refuses to keep a search for somebody's telephone number: numbers are stored sealed, and a view is not.
async fn holds_no_number(tx: &mut TenantTx, state: &ListState) -> AppResult<()> {
    if marks(tx, &state.filter.search).await?.is_empty() {
        return Ok(());
    }
    Err(AppError::field(
        "name",
        "A view keeps no telephone number. Search for a name or a company instead.",
    ))
}

/// Changes a view.
pub async fn update_view(tx: &mut TenantTx, id: SavedViewId, change: ViewChange<'_>) -> AppResult<()> {
    if let Some(state) = change.state {
        holds_no_number(tx, state).await?;
    }
    let (organization, me, is_keeper) = (tx.organization(), tx.user()?, is_keeper(tx));
    let changed = sqlx::query!(
        r#"
        update saved_views
        set name = coalesce($5, name), query = coalesce($6, query), is_shared = coalesce($7, is_shared)
        where organization_id = $1 and id = $2 and not is_deleted and (created_by = $3 or is_shared and $4)
        "#,
        organization.0,
        id.0,
        me.0,
        is_keeper,
        change.name,
        change.state.map(ListState::to_view),
        change.is_shared,
    )
    .execute(tx.conn())
    .await
    .on_constraint(&[TAKEN])?;
    match changed.rows_affected() {
        0 => Err(why_not(tx, id).await?),
        _ => Ok(()),
    }
}

/// Deletes a view, or takes that back; answers with its name.
pub async fn set_view_deleted(tx: &mut TenantTx, id: SavedViewId, is_deleted: bool) -> AppResult<String> {
    let (organization, me, is_keeper) = (tx.organization(), tx.user()?, is_keeper(tx));
    let changed = sqlx::query_scalar!(
        r#"
        update saved_views set is_deleted = $5, deleted_at = case when $5 then now() end, deletion_id = null
        where organization_id = $1 and id = $2 and (not is_deleted or not $5)
          and (created_by = $3 or is_shared and $4)
        returning name
        "#,
        organization.0,
        id.0,
        me.0,
        is_keeper,
        is_deleted,
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint(&[TAKEN])?;
    match changed {
        Some(name) => Ok(name),
        None => Err(why_not(tx, id).await?),
    }
}

/// Whether whoever acts looks after everybody's shared views.
fn is_keeper(tx: &TenantTx) -> bool {
    tx.scope_of(Permission::DeleteContacts) == Some(Scope::All)
}

/// Why a view was not changed: it is somebody else's, or not there for whoever asks.
async fn why_not(tx: &mut TenantTx, id: SavedViewId) -> AppResult<AppError> {
    let organization = tx.organization();
    let is_seen = sqlx::query_scalar!(
        r#"
        select exists (
          select from saved_views where organization_id = $1 and id = $2 and is_shared and not is_deleted) as "is_seen!"
        "#,
        organization.0,
        id.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(if is_seen {
        AppError::Forbidden
    } else {
        AppError::NotFound
    })
}
