//! Every server function as everybody: nobody, another organisation, too little a role, and the right one.

mod agenda;
mod answers;
mod approvals;
mod attendees;
mod cases;
mod events;
mod expenses;
mod payments;
mod policies;
mod rates;
mod reports;

use super::world::{LUMEN_ONLY, Records};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What a form sends, in the order of its fields.
pub type Fields = Vec<(&'static str, String)>;

/// A server function, what is sent to it about somebody's records, and what each person is answered.
pub struct Case {
    pub path: &'static str,
    pub fields: fn(&Records) -> Fields,
    expected: Expected,
}

/// The table. A function that is not in it turns the test red.
pub static CASES: LazyLock<Vec<&'static Case>> = LazyLock::new(|| {
    let of_events = events::CASES
        .iter()
        .chain(agenda::CASES)
        .chain(attendees::CASES)
        .chain(expenses::CASES);
    cases::OTHERS
        .iter()
        .chain(of_events)
        .chain(policies::CASES)
        .chain(payments::CASES)
        .chain(rates::CASES)
        .chain(reports::CASES)
        .chain(approvals::CASES)
        .collect()
});

/// Statuses, where the records are a manager's.
enum Expected {
    /// The same for everybody, signed in or not.
    Everybody(u16),
    /// About records: the foreign organisation, door staff and a member; then the manager and above succeed, and so does
    /// a member with records of their own.
    Record { foreign: u16, door: u16, member: u16 },
    /// About sample contacts, where each organisation has contacts and none of them is one: nobody succeeds.
    Sample { owner: u16 },
    /// Nothing of anybody's: the same for all who may edit contacts, wherever they are.
    Signed { editor: u16, door: u16 },
    /// The manager's alone: nobody else finds it.
    Own,
    /// The same, of what door staff have none of.
    Claimed,
    /// What managers and those above do, who belongs to another organisation being answered this.
    Deciding { foreign: u16 },
    /// What managers and those above do with others' money: the manager, whose it is, is refused.
    OthersMoney,
    /// For owners and admins; another organisation's are answered this.
    Administered { foreign: u16 },
    /// Lists: each sees their own organisation's and nothing else. Door staff are answered this.
    List { door: u16 },
}

const RECORD: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 403,
};

/// What is in somebody else's trash is not there for a member.
const TRASHED: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 404,
};

/// What everybody who sees contacts may read.
const READ: Expected = Expected::Record {
    foreign: 404,
    door: 403,
    member: 200,
};

fn contact(records: &Records) -> Fields {
    vec![("contact_id", records.contact.to_string())]
}

fn view(records: &Records) -> Fields {
    vec![("view_id", records.view.to_string())]
}

/// The one that Lumen's records name, as somebody might write it.
fn company(_: &Records) -> Fields {
    vec![("name", format!("{} / sohne", LUMEN_ONLY.to_uppercase()))]
}

fn interaction(records: &Records) -> Fields {
    vec![("interaction_id", records.interaction.to_string())]
}

fn job(records: &Records) -> Fields {
    vec![("job_id", records.job.to_string())]
}

fn file(records: &Records) -> Fields {
    vec![("file_id", records.file.to_string())]
}

fn contact_form(records: &Records) -> Fields {
    vec![
        ("first_name", "Ada".into()),
        ("last_name", LUMEN_ONLY.into()),
        ("email", "ada@lumenwright.example".into()),
        ("phone", "+44 20 7946 0000".into()),
        ("company", "Analytical Engines".into()),
        ("job_title", "Analyst".into()),
        ("linkedin_url", "https://www.linkedin.com/in/ada".into()),
        ("avatar_url", "https://example.com/ada.jpg".into()),
        ("bio", "First of all.".into()),
        ("contact_type", "plug".into()),
        ("status", "hot_lead".into()),
        ("priority", "high".into()),
        ("business_type", "b2b".into()),
        ("network_type", "alumni".into()),
        ("industry", "Computing".into()),
        ("notes", "Likes numbers.\nAnd looms.".into()),
        ("lead_score", "80".into()),
        ("tags", "vip, speaker".into()),
        ("owner_id", records.owner.to_string()),
    ]
}

fn interaction_form() -> Fields {
    vec![
        ("interaction_type", "meeting".into()),
        ("status", "completed".into()),
        ("direction", "both".into()),
        ("interaction_date", "2026-01-05T10:00".into()),
        ("subject", "About looms".into()),
        ("description", "Long".into()),
        ("outcome", "Good".into()),
    ]
}

fn with(mut first: Fields, rest: Fields) -> Fields {
    first.extend(rest);
    first
}

#[test]
fn every_registered_function_is_in_the_table_and_changes_nothing_by_get() {
    let registered: BTreeSet<String> = server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    let listed: BTreeSet<String> = CASES.iter().map(|case| format!("POST {}", case.path)).collect();
    assert_eq!(registered, listed);
}
