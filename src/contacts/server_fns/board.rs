//! The list as a board.

use crate::contacts::types::{BoardColumn, ContactFilter, ContactRow, ContactType, Cursor, Page};
use crate::error::AppError;
use leptos::prelude::*;

/// A column for each stage, each in the filter's order; `cards` of them in each, where more are
/// shown than at first.
#[server(prefix = "/fn", endpoint = "contacts/board")]
pub async fn load_board(
    #[server(default)] filter: ContactFilter,
    #[server(default)] cards: Option<u32>,
) -> Result<Vec<BoardColumn>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let board = queries::board(&mut tx, &filter, cards).await?;
    tx.commit().await?;
    Ok(board)
}

/// More of a column of the board.
#[server(prefix = "/fn", endpoint = "contacts/board-column")]
pub async fn load_column(
    #[server(default)] filter: ContactFilter,
    stage: ContactType,
    #[server(default)] after: Option<Cursor>,
) -> Result<Page<ContactRow>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewContacts).await?;
    let page = queries::column(&mut tx, &filter, stage, after.as_ref()).await?;
    tx.commit().await?;
    Ok(page)
}
