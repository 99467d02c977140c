//! Who is in the sample, and when what happened with them: counted back from the day on which it is
//! put in, so that it is the same every day.

use crate::contacts::types::{
    ContactStatus, ContactType, Direction, InteractionStatus, InteractionType, Priority,
};
use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, InteractionId};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The people, in the form of their rows. Nobody real is meant: their addresses end in `.example`
/// and their telephone numbers are those that regulators keep free for films and books.
const PEOPLE: &str = include_str!("people.json");

/// Rows of `contacts` and `contact_interactions`.
pub struct Sample {
    pub contacts: Vec<ContactRow>,
    pub interactions: Vec<InteractionRow>,
}

/// A contact, but for what every sample contact has.
#[derive(Serialize)]
pub struct ContactRow {
    pub id: ContactId,
    #[serde(flatten)]
    pub person: Person,
    pub created_at: DateTime<Utc>,
}

/// An interaction, but for who had it.
#[derive(Serialize)]
pub struct InteractionRow {
    pub id: InteractionId,
    pub contact_id: ContactId,
    #[serde(flatten)]
    pub touch: Touch,
    pub interaction_date: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

/// What a business card says, and where things stand.
#[derive(Deserialize, Serialize)]
pub struct Person {
    pub first_name: String,
    pub last_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub contact_type: ContactType,
    pub status: ContactStatus,
    pub priority: Priority,
    pub industry: Option<String>,
    pub notes: Option<String>,
    pub tags: Vec<String>,
    /// 0 to 100.
    pub lead_score: i32,
    #[serde(skip_serializing)]
    touches: Vec<Touch>,
}

/// Something that happened, or is planned.
#[derive(Deserialize, Serialize)]
pub struct Touch {
    /// How many days ago; ahead where it is negative.
    #[serde(skip_serializing)]
    days: i64,
    pub interaction_type: InteractionType,
    pub direction: Option<Direction>,
    pub subject: Option<String>,
    pub outcome: Option<String>,
    pub status: InteractionStatus,
}

/// The sample as it is on the day of `now`.
pub fn sample(now: DateTime<Utc>) -> AppResult<Sample> {
    let people: Vec<Person> = serde_json::from_str(PEOPLE).map_err(|error| AppError::internal(&error))?;
    let mut sample = Sample {
        contacts: Vec::with_capacity(people.len()),
        interactions: Vec::new(),
    };
    for (number, mut person) in (0..).zip(people) {
        let id = ContactId::new();
        let touches = std::mem::take(&mut person.touches);
        let first = touches.iter().map(|touch| touch.days).max().unwrap_or(0);
        for (turn, touch) in (0..).zip(touches) {
            let at = moment(now, touch.days, 9 * 60 + (number * 53 + turn * 37) % 480);
            sample.interactions.push(InteractionRow {
                id: InteractionId::new(),
                contact_id: id,
                interaction_date: at,
                created_at: match touch.status {
                    InteractionStatus::Completed => at + TimeDelta::minutes(10),
                    _ => moment(now, touch.days.max(0) + 1, 8 * 60 + 40),
                },
                touch,
            });
        }
        sample.contacts.push(ContactRow {
            id,
            person,
            created_at: moment(now, first.max(0) + 2, 8 * 60 + 30 - number),
        });
    }
    Ok(sample)
}

/// A minute of a day (UTC) that is so many days ago.
fn moment(now: DateTime<Utc>, days_ago: i64, minute: i64) -> DateTime<Utc> {
    let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    midnight - TimeDelta::days(days_ago) + TimeDelta::minutes(minute)
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::contacts::types::{ContactForm, InteractionForm};
    use crate::ui::time::Zone;
    use std::collections::HashSet;

    /// Shortly after midnight: as little of the day is over as can be.
    fn tonight() -> DateTime<Utc> {
        "2026-03-12T00:00:30Z".parse().expect("a moment")
    }

    #[test]
    fn everybody_in_the_sample_could_have_been_typed() {
        let sample = sample(tonight()).expect("a sample");
        assert_eq!(sample.contacts.len(), 24);
        let mut addresses = HashSet::new();
        for ContactRow { person, .. } in &sample.contacts {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let form = ContactForm {
                first_name: person.first_name.clone(),
                last_name: person.last_name.clone(),
                email: text(&person.email),
                phone: text(&person.phone),
                company: text(&person.company),
                job_title: text(&person.job_title),
                notes: text(&person.notes),
                tags: person.tags.join(", "),
                lead_score: person.lead_score.to_string(),
                ..ContactForm::blank(None)
            };
            assert!(form.parse().is_ok(), "{}: {:?}", person.last_name, form.parse());
            assert!(text(&person.email).ends_with(".example"), "{}", person.last_name);
            assert!(addresses.insert(text(&person.email)), "{}", person.last_name);
        }
    }

    #[test]
    fn what_is_done_lies_behind_and_what_is_planned_lies_on_both_sides_of_today() {
        let now = tonight();
        let sample = sample(now).expect("a sample");
        let planned = |is_ahead: bool| {
            let of = |row: &&InteractionRow| {
                row.touch.status == InteractionStatus::Scheduled && (row.interaction_date > now) == is_ahead
            };
            sample.interactions.iter().filter(of).count()
        };
        assert!(planned(true) >= 6 && planned(false) >= 2);
        for row in &sample.interactions {
            let contact = sample
                .contacts
                .iter()
                .find(|contact| contact.id == row.contact_id);
            let met = contact.expect("whose it is").created_at;
            assert!(
                met < row.created_at && row.created_at <= now,
                "{:?}",
                row.touch.subject
            );
            let form = InteractionForm {
                interaction_type: row.touch.interaction_type.to_string(),
                status: row.touch.status.to_string(),
                interaction_date: Zone::utc().input_value(row.interaction_date),
                subject: row.touch.subject.clone().unwrap_or_default(),
                ..InteractionForm::default()
            };
            assert!(form.parse(&Zone::utc(), now).is_ok(), "{:?}", row.touch.subject);
        }
    }

    #[test]
    fn the_sample_shows_every_stage_and_a_company_written_in_two_ways() {
        let sample = sample(tonight()).expect("a sample");
        for stage in ContactType::ALL {
            let count = sample
                .contacts
                .iter()
                .filter(|row| row.person.contact_type == *stage)
                .count();
            assert!(count >= 4, "{stage}: {count}");
        }
        let written: HashSet<_> = sample
            .contacts
            .iter()
            .filter_map(|row| row.person.company.clone())
            .collect();
        let meant: HashSet<_> = written.iter().map(|name| name.to_lowercase()).collect();
        assert!(meant.len() < written.len());
    }
}
