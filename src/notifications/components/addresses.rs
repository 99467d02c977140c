use crate::ids::NotificationId;
use crate::notifications::types::{NotificationKind, Shown};

/// What one was told.
pub const LIST: &str = "/notifications";
/// What one wants to be told of.
pub const SETTINGS: &str = "/notifications/settings";

/// Some of what one was told, from after one of them.
#[must_use]
pub fn list(shown: Shown, kind: Option<NotificationKind>, after: Option<NotificationId>) -> String {
    let parts = [
        (shown != Shown::All).then(|| format!("show={shown}")),
        kind.map(|kind| format!("kind={kind}")),
        after.map(|after| format!("after={after}")),
    ];
    let query: Vec<_> = parts.into_iter().flatten().collect();
    match query.join("&").as_str() {
        "" => LIST.to_owned(),
        query => format!("{LIST}?{query}"),
    }
}
