//! Who can be added to an event.

use super::adding::known;
use super::list::counts;
use crate::accounts;
use crate::attendees::types::{Candidate, Candidates, Who};
use crate::contacts;
use crate::error::{AppError, AppResult};
use crate::events;
use crate::ids::EventId;
use crate::tenancy::TenantTx;

/// How many contacts are offered.
const MOST_CONTACTS: i64 = 30;
/// How many colleagues are offered before anything is typed, or to what was typed.
const MOST_COLLEAGUES: usize = 20;

/// The contacts and colleagues who match best what was typed, and the event that they would be added to. Colleagues alone where
/// nothing is typed.
///
/// # Errors
/// `NotFound` where the event is not there for whoever acts, `Forbidden` where they may only look at it.
pub async fn candidates(tx: &mut TenantTx, event: EventId, typed: &str) -> AppResult<Candidates> {
    let head = events::queries::head(tx, event).await?;
    if !head.can_edit {
        return Err(AppError::Forbidden);
    }
    let mut found = Vec::new();
    let wanted: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let colleagues = accounts::queries::colleagues(tx).await?;
    let matches = |name: &str| {
        let name = name.to_lowercase();
        wanted.iter().all(|word| {
            name.split_whitespace()
                .any(|part| part.starts_with(word.as_str()))
        })
    };
    let those = colleagues.into_iter().filter(|one| matches(&one.name));
    found.extend(those.take(MOST_COLLEAGUES).map(|one| Candidate {
        who: Who::Colleague(one.id),
        name: one.name,
        about: "Colleague".to_owned(),
        status: None,
    }));
    if !wanted.is_empty() {
        let hits = contacts::queries::hits(tx, typed, MOST_CONTACTS).await?;
        found.extend(hits.into_iter().map(|hit| Candidate {
            who: Who::Contact(hit.id),
            name: hit.name,
            about: hit.about,
            status: None,
        }));
    }
    let people: Vec<Who> = found.iter().map(|one| one.who).collect();
    let known = known(tx, event, &people).await?;
    for one in &mut found {
        one.status = known.get(&one.who).map(|(_, status)| *status);
    }
    Ok(Candidates {
        head,
        counts: counts(tx, event).await?,
        found,
    })
}
