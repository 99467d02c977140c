//! Lists of contacts that people keep under a name, and what they may be filtered by.

use super::ListState;
use crate::forms::{Checker, FieldErrors};
use crate::ids::SavedViewId;
use serde::{Deserialize, Serialize};

/// A saved view, as whoever asks sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    /// Filter, order, layout and columns, as [`ListState::to_view`] writes them.
    pub query: String,
    /// Whether colleagues see it too.
    pub is_shared: bool,
    /// Whether whoever asks made it.
    pub is_mine: bool,
    /// Who made it.
    pub by: String,
    /// Whether whoever asks may change and delete it.
    pub can_edit: bool,
}

impl SavedView {
    /// The list that it stands for.
    #[must_use]
    pub fn state(&self) -> ListState {
        ListState::parse(&self.query).with_view(Some(self.id))
    }
}

/// A name as it may be stored.
///
/// # Errors
/// What is wrong with it, as the error of the field `name`.
pub fn parse_view_name(typed: &str) -> Result<String, FieldErrors> {
    let mut check = Checker::default();
    let name = check.required("name", typed, 60, "Name the view.");
    check.finish(|| Some(name))
}

/// What contacts can be filtered by that people have named themselves, the most used first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterValues {
    pub tags: Vec<String>,
    pub industries: Vec<String>,
}
