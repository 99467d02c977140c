//! What a browser tells of the pages that it drew by itself.

use crate::calls::Change;
use crate::error::AppError;
use leptos::prelude::*;

/// Notes that these addresses were looked at, in one call for several.
#[server(prefix = "/fn", endpoint = "analytics/record-views", client = Change)]
pub async fn record_views(#[server(default)] paths: Vec<String>) -> Result<(), AppError> {
    super::observe::record_views(&paths)
}
