//! What a browser may ask of saved views, and of what a list can be filtered by.

use crate::accounts::types::Colleague;
use crate::calls::Change;
use crate::contacts::types::{FilterValues, SavedView};
use crate::error::AppError;
use crate::ids::SavedViewId;
use leptos::prelude::*;

/// Who may look after a contact, and the tags and industries that are in use.
#[server(prefix = "/fn", endpoint = "contacts/filter-values")]
pub async fn list_filter_values() -> Result<(Vec<Colleague>, FilterValues), AppError> {
    use crate::{accounts, accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let colleagues = accounts::queries::colleagues(&mut tx).await?;
    let values = queries::filter_values(&mut tx).await?;
    tx.commit().await?;
    Ok((colleagues, values))
}

/// The views of whoever asks, and those that colleagues share.
#[server(prefix = "/fn", endpoint = "contacts/views")]
pub async fn list_views() -> Result<Vec<SavedView>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let views = queries::views(&mut tx).await?;
    tx.commit().await?;
    Ok(views)
}

/// Keeps the list of a query under a name, and leads to it.
#[server(prefix = "/fn", endpoint = "contacts/create-view", client = Change)]
pub async fn create_view(
    #[server(default)] name: String,
    #[server(default)] query: String,
    #[server(default)] is_shared: bool,
) -> Result<SavedViewId, AppError> {
    use crate::contacts::types::{ListState, parse_view_name};
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let name = parse_view_name(&name)?;
    let state = ListState::parse(&query);
    let mut tx = tenant.begin(Permission::ViewContacts).await?;
    let id = queries::insert_view(&mut tx, &name, &state, is_shared).await?;
    tx.commit().await?;
    let saved = ListState::parse(&state.to_view()).with_view(Some(id));
    leptos_axum::redirect(&format!("/contacts{}", saved.to_query()));
    Ok(id)
}

/// Gives a view another name.
#[server(prefix = "/fn", endpoint = "contacts/rename-view", client = Change)]
pub async fn rename_view(view_id: SavedViewId, #[server(default)] name: String) -> Result<(), AppError> {
    use crate::contacts::{queries, types::parse_view_name};
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let name = parse_view_name(&name)?;
    let mut tx = tenant.begin(Permission::ViewContacts).await?;
    let change = queries::ViewChange {
        name: Some(&name),
        ..Default::default()
    };
    queries::update_view(&mut tx, view_id, change).await?;
    tx.commit().await
}

/// Makes a view stand for the list of a query from now on.
#[server(prefix = "/fn", endpoint = "contacts/update-view", client = Change)]
pub async fn update_view(view_id: SavedViewId, #[server(default)] query: String) -> Result<(), AppError> {
    use crate::contacts::{queries, types::ListState};
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let change = queries::ViewChange {
        state: Some(&ListState::parse(&query)),
        ..Default::default()
    };
    queries::update_view(&mut tx, view_id, change).await?;
    tx.commit().await
}

/// Shows a view to everybody, or to its owner alone.
#[server(prefix = "/fn", endpoint = "contacts/share-view", client = Change)]
pub async fn share_view(view_id: SavedViewId, is_shared: bool) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let change = queries::ViewChange {
        is_shared: Some(is_shared),
        ..Default::default()
    };
    queries::update_view(&mut tx, view_id, change).await?;
    tx.commit().await
}

/// Deletes a view; answers with its name.
#[server(prefix = "/fn", endpoint = "contacts/delete-view", client = Change)]
pub async fn delete_view(view_id: SavedViewId) -> Result<String, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let name = queries::set_view_deleted(&mut tx, view_id, true).await?;
    tx.commit().await?;
    Ok(name)
}

/// Takes the deletion of a view back.
#[server(prefix = "/fn", endpoint = "contacts/restore-view", client = Change)]
pub async fn restore_view(view_id: SavedViewId) -> Result<(), AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    queries::set_view_deleted(&mut tx, view_id, false).await?;
    tx.commit().await
}
