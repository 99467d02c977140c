//! What is on people's desks on the day of the demo: what they should have done, what they do
//! today, and what is agreed for the coming weeks.

use super::calendar::{Calendar, EVENING, MORNING};
use super::history::{House, about};
use super::random::Random;
use super::rows::{ContactRow, History, InteractionRow};
use super::words;
use crate::contacts::types::{ContactType, Direction, InteractionStatus, InteractionType};
use crate::ids::{InteractionId, UserId};
use chrono::{DateTime, TimeDelta, Utc};

/// Days ago.
const OVERDUE: &[i64] = &[2, 4, 9, 1, 16];
/// Minutes of the day (UTC).
const TODAY: &[i64] = &[8 * 60 + 15, 12 * 60 + 30, 14 * 60, 15 * 60 + 30];
/// Minutes of the day (UTC) at which somebody is called, once they have come.
const DONE_TODAY: &[i64] = &[5 * 60 + 50, 7 * 60 + 20, 9 * 60 + 40, 13 * 60 + 10];
/// Minutes by which people differ in this: not everybody telephones at once.
const APART: [i64; 5] = [0, 23, 8, 41, 31];
/// How long after it something done is written down.
const WRITTEN_DOWN: TimeDelta = TimeDelta::minutes(6);
/// Days ahead.
const COMING: &[i64] = &[1, 2, 3, 1, 5, 6, 8, 9, 12, 14, 17, 20, 24, 29, 36, 43];

/// Puts onto everybody's desk what is planned, more for those who have more contacts.
pub fn plan(calendar: &Calendar, house: &House, history: &mut History, random: &mut Random) {
    let most = house
        .colleagues
        .iter()
        .map(|(_, share)| *share)
        .max()
        .unwrap_or(1) as usize;
    for (number, (person, share)) in house.colleagues.iter().enumerate() {
        let part = |all: usize| (all * *share as usize).div_ceil(most).max(2).min(all);
        let mut desk = Desk {
            calendar,
            events: house.events,
            person: *person,
            contacts: own(calendar, history, *person),
        };
        let mut planned = Vec::new();
        for days in OVERDUE.iter().take(part(OVERDUE.len())) {
            let at = calendar.moment(calendar.workday_before(*days), random.between(MORNING, EVENING));
            planned.extend(desk.follow_up(random, at));
        }
        for minute in TODAY.iter().take(part(TODAY.len())) {
            planned.extend(desk.follow_up(random, calendar.moment(0, *minute)));
        }
        for minute in DONE_TODAY.iter().take(part(DONE_TODAY.len())) {
            let minute = minute + APART[number % APART.len()];
            planned.extend(desk.done_today(random, calendar.moment(0, minute)));
        }
        for days in COMING.iter().take(part(COMING.len())) {
            let quarter = random.between(MORNING / 15, EVENING / 15) * 15;
            let at = calendar.moment(-calendar.workday_after(*days), quarter);
            planned.extend(desk.appointment(random, at));
        }
        history.interactions.extend(planned);
    }
}

/// The contacts of a person with whom something may be planned, targets first. Those who were met
/// after the oldest overdue follow-up are left out.
fn own(calendar: &Calendar, history: &History, person: UserId) -> Vec<ContactRow> {
    let met_before = calendar.moment(25, 0);
    let mut contacts: Vec<ContactRow> = history
        .contacts
        .iter()
        .filter(|contact| contact.owner_id == Some(person) && contact.created_at < met_before)
        .cloned()
        .collect();
    contacts.sort_by_key(|contact| contact.stage != ContactType::Target);
    contacts
}

/// Somebody's desk.
struct Desk<'a> {
    calendar: &'a Calendar,
    events: &'a [&'a str],
    person: UserId,
    contacts: Vec<ContactRow>,
}

impl Desk<'_> {
    fn follow_up(&mut self, random: &mut Random, at: DateTime<Utc>) -> Option<InteractionRow> {
        self.entry(
            random,
            at,
            InteractionType::FollowUp,
            InteractionStatus::Scheduled,
        )
    }

    fn appointment(&mut self, random: &mut Random, at: DateTime<Utc>) -> Option<InteractionRow> {
        use InteractionType::{Call, FollowUp, Meeting};
        let kind = [Meeting, Meeting, Call, FollowUp, FollowUp][random.below(5)];
        self.entry(random, at, kind, InteractionStatus::Scheduled)
    }

    /// A call that was made today, or is still to be made while the day is not that old.
    fn done_today(&mut self, random: &mut Random, at: DateTime<Utc>) -> Option<InteractionRow> {
        let is_past = at + WRITTEN_DOWN <= self.calendar.now;
        let status = if is_past {
            InteractionStatus::Completed
        } else {
            InteractionStatus::Scheduled
        };
        self.entry(random, at, InteractionType::Call, status)
    }

    /// An entry with a contact that has none yet, rather not a target.
    fn entry(
        &mut self,
        random: &mut Random,
        at: DateTime<Utc>,
        interaction_type: InteractionType,
        status: InteractionStatus,
    ) -> Option<InteractionRow> {
        let targets = self
            .contacts
            .partition_point(|contact| contact.stage == ContactType::Target);
        let choice = match self.contacts.len() - targets {
            0 => random.below(targets),
            warm => targets + random.below(warm),
        };
        if choice >= self.contacts.len() {
            return None;
        }
        let contact = self.contacts.remove(choice);
        let subject = about(&contact, self.events);
        let (direction, subjects) = match interaction_type {
            InteractionType::Call => (Direction::Out, words::PLANNED_CALLS),
            InteractionType::Meeting => (
                Direction::Both,
                words::subjects(interaction_type, Direction::Both),
            ),
            _ => (Direction::Out, words::subjects(interaction_type, Direction::Out)),
        };
        let days_ago = (self.calendar.today - at.date_naive()).num_days().max(0) + random.between(1, 6);
        let agreed_at = self.calendar.moment(
            self.calendar.workday_before(days_ago),
            random.between(MORNING, EVENING),
        );
        let outcome = subject.write(random, words::outcomes(contact.stage));
        let is_done = status == InteractionStatus::Completed;
        Some(InteractionRow {
            // Not by the clock: the same day shall have the same ids.
            id: InteractionId(random.id(agreed_at)),
            contact_id: contact.id,
            user_id: self.person,
            interaction_type,
            direction,
            subject: subject.write(random, subjects),
            description: None,
            outcome: is_done.then_some(outcome),
            interaction_date: at,
            status,
            created_at: if is_done { at + WRITTEN_DOWN } else { agreed_at },
        })
    }
}
