//! The addresses of feeds: each proves itself, for as long as its feed is there.

use crate::error::AppResult;
use crate::ids::{FeedId, OrganizationId};
use crate::media::storage::Files;

/// The path of a feed. What proves it stands in the query, which no log holds.
///
/// # Errors
/// Where this process signs no addresses.
pub fn path(organization: OrganizationId, feed: FeedId) -> AppResult<String> {
    let key = Files::get()?.links.of_feed(organization, feed);
    Ok(format!("/calendars/own.ics?o={organization}&f={feed}&key={key}"))
}

/// Whether somebody shows what proves the address of a feed.
///
/// # Errors
/// Where this process signs no addresses.
pub fn is_proved(organization: OrganizationId, feed: FeedId, shown: &str) -> AppResult<bool> {
    Ok(Files::get()?.links.is_of_feed(organization, feed, shown))
}
