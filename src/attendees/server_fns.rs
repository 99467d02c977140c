//! What a browser may ask of attendees. Every function here is a public endpoint; each takes its arguments from a plain form as
//! well.

use super::types::{Added, AttendeeFilter, AttendeeList, Candidates, Changed, Cursor, Undone};
use crate::calls::Change;
use crate::contacts::types::SavedView;
use crate::error::AppError;
use crate::ids::{AttendeeChangeId, AttendeeId, ContactId, EventId, UserId};
use leptos::prelude::*;

/// Some of an event's attendees.
#[server(prefix = "/fn", endpoint = "attendees/list")]
pub async fn list_attendees(
    event_id: EventId,
    #[server(default)] filter: AttendeeFilter,
    #[server(default)] cursor: Option<Cursor>,
) -> Result<AttendeeList, AppError> {
    use crate::{accounts::roles::Permission, attendees::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::ViewEvents).await?;
    let list = queries::page(&mut tx, event_id, &filter, cursor.as_ref()).await?;
    tx.commit().await?;
    Ok(list)
}

/// Who can be added to an event: colleagues and contacts who match what was typed.
#[server(prefix = "/fn", endpoint = "attendees/candidates")]
pub async fn find_candidates(
    event_id: EventId,
    #[server(default)] typed: String,
) -> Result<Candidates, AppError> {
    use crate::{accounts::roles::Permission, attendees::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let found = queries::candidates(&mut tx, event_id, &typed).await?;
    tx.commit().await?;
    Ok(found)
}

/// The views of contacts whose people can be added to an event.
#[server(prefix = "/fn", endpoint = "attendees/views")]
pub async fn list_views_to_add() -> Result<Vec<SavedView>, AppError> {
    use crate::{accounts::roles::Permission, contacts::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let views = queries::views(&mut tx).await?;
    tx.commit().await?;
    Ok(views)
}

/// Adds contacts and colleagues to an event, in their order: as long as there are places they get one, and the others wait.
#[server(prefix = "/fn", endpoint = "attendees/add", client = Change)]
pub async fn add_attendees(
    event_id: EventId,
    #[server(default)] contact_ids: Vec<ContactId>,
    #[server(default)] user_ids: Vec<UserId>,
) -> Result<Added, AppError> {
    use crate::attendees::{queries, types::Who};
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let contacts = contact_ids.into_iter().map(Who::Contact);
    let people: Vec<Who> = contacts.chain(user_ids.into_iter().map(Who::Colleague)).collect();
    if people.is_empty() {
        return Err(AppError::field("contact_ids", "Choose at least one person."));
    }
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let added = queries::add(&mut tx, event_id, &people).await?;
    tx.commit().await?;
    Ok(added)
}

/// Adds all contacts that the list of an address (`matching`, its query) shows.
#[server(prefix = "/fn", endpoint = "attendees/add-matching", client = Change)]
pub async fn add_matching_attendees(
    event_id: EventId,
    #[server(default)] matching: String,
) -> Result<Added, AppError> {
    use crate::{
        accounts::roles::Permission, attendees::queries, contacts::types::ListState, tenancy::Tenant,
    };

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let filter = ListState::parse(&matching).filter;
    let added = queries::add_matching(&mut tx, event_id, &filter).await?;
    tx.commit().await?;
    Ok(added)
}

/// Does the same to attendees, those of `ids` or `everything` that the list of an address (`matching`, its query) shows: moves
/// them to a status, or takes them off the list (`remove`).
#[server(prefix = "/fn", endpoint = "attendees/change", client = Change)]
pub async fn change_attendees(
    event_id: EventId,
    #[server(default)] ids: Vec<AttendeeId>,
    #[server(default)] everything: bool,
    #[server(default)] matching: String,
    action: String,
) -> Result<Changed, AppError> {
    use crate::attendees::queries::{self, Target};
    use crate::attendees::types::AttendeeAction;
    use crate::{accounts::roles::Permission, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let action = AttendeeAction::parse(&action)?;
    if ids.is_empty() && !everything {
        return Err(AppError::field("ids", "Choose at least one attendee."));
    }
    let target = if everything {
        Target::Matching(AttendeeFilter::parse(&matching))
    } else {
        Target::Ids(ids)
    };
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    let changed = queries::change(&mut tx, event_id, &target, action).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Takes back an addition or a change of attendees, as far as nobody has changed them since.
#[server(prefix = "/fn", endpoint = "attendees/undo", client = Change)]
pub async fn undo_attendees(event_id: EventId, change_id: AttendeeChangeId) -> Result<Undone, AppError> {
    use crate::{accounts::roles::Permission, attendees::queries, tenancy::Tenant};

    let mut tx = Tenant::current()?.begin(Permission::EditEvents).await?;
    let undone = queries::undo(&mut tx, event_id, change_id).await?;
    tx.commit().await?;
    Ok(undone)
}

/// Saves what is noted of an attendee over the note that was read.
#[server(prefix = "/fn", endpoint = "attendees/note", client = Change)]
pub async fn note_attendee(
    event_id: EventId,
    attendee_id: AttendeeId,
    #[server(default)] before: String,
    #[server(default)] notes: String,
) -> Result<(), AppError> {
    use crate::attendees::{queries, types::LONGEST_NOTE};
    use crate::{accounts::roles::Permission, forms::Checker, tenancy::Tenant};

    let tenant = Tenant::current()?;
    let mut check = Checker::default();
    let notes = check.multiline("notes", &notes, LONGEST_NOTE);
    let notes = check.finish(|| Some(notes))?;
    // A form sends other line ends than were stored.
    let before = before.replace("\r\n", "\n");
    let before = Some(before.trim()).filter(|text| !text.is_empty());
    let mut tx = tenant.begin(Permission::EditEvents).await?;
    queries::update_notes(&mut tx, event_id, attendee_id, before, notes.as_deref()).await?;
    tx.commit().await
}
