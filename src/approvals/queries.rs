//! All SQL of approvals: the chain, whom claims ask, and who decides in whose place.
//!
//! The steps of a claim are copied and voided by the database itself (`app.keep_steps`), by whatever road a claim begins to wait.
//! Whom an open step asks is worked out when it is asked, since people leave while claims wait: whoever is named, as far as they
//! can; else the owners; else anybody who may decide.

mod able;
mod asking;
mod chain;
mod nobody;
mod overview;
mod reminding;
mod second_person;
mod substitutes;
mod telling;

pub use able::{of_claim, waits_for};
pub use asking::{Asking, AsksMe, asks_me, fill};
pub use chain::{add, move_step, remove, save};
pub use nobody::{is_alone, somebody_can, stuck};
pub use overview::overview;
pub use reminding::remind;
pub use second_person::set_second_person;
pub use substitutes::{end, name as name_substitute, today};
pub use telling::{begins_to_wait, tell_waiting};

use crate::accounts::roles::{Permission, Role, Scope};

/// The roles that decide about claims, as far as a scope.
fn roles_of(scope: Scope) -> Vec<String> {
    let of_it = Role::ALL
        .iter()
        .filter(|role| role.scope(Permission::ApproveExpenses) == Some(scope));
    of_it.map(|role| role.to_string()).collect()
}
