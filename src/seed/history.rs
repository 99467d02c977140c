//! What has happened between an organisation and its contacts: the story that a timeline tells.

use super::calendar::{Calendar, EVENING, MORNING};
use super::people::{People, Person};
use super::random::{Frequencies, Random};
use super::rows::{ContactRow, History, InteractionRow, StageRow};
use super::words::{self, Subject};
use crate::contacts::types::{
    ContactStatus, ContactType, Direction, InteractionStatus, InteractionType, Priority,
};
use crate::ids::{ContactId, InteractionId, UserId};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// How far back the history goes, in days.
const LENGTH: i64 = 1095;

/// Who works in an organisation, each with how many of the contacts are theirs, and what the
/// organisation invites people to.
#[derive(Clone)]
pub struct House {
    pub colleagues: Vec<(UserId, u32)>,
    pub events: &'static [&'static str],
}

/// Tells the stories of one organisation, contact by contact.
pub struct Narrator {
    calendar: Calendar,
    house: House,
    shares: Frequencies,
    people: People,
    /// Chance of its own, so that it is the same people whom the days find in other stories.
    births: Random,
}

impl Narrator {
    /// A narrator of so many stories.
    pub fn new(calendar: Calendar, house: House, contacts: usize, seed: u64) -> Self {
        let mut births = Random::seeded(seed);
        Self {
            calendar,
            shares: Frequencies::of(house.colleagues.iter().map(|(_, share)| f64::from(*share))),
            people: People::of(contacts, house.events, &mut births),
            births,
            house,
        }
    }

    /// The next so many contacts and what happened with them.
    pub fn tell(&mut self, contacts: usize, random: &mut Random) -> History {
        let mut history = History::default();
        for _ in 0..contacts {
            self.tell_one(random, &mut history);
        }
        history
    }

    fn tell_one(&mut self, random: &mut Random, history: &mut History) {
        let person = self.people.draw(&mut self.births);
        // The organisation grew: the nearer to today, the more people were met.
        let days = (1.0 - random.unit().sqrt()) * LENGTH as f64;
        let age = self.calendar.workday_before(1 + days as i64);
        let stage = stage(random, age);
        let days = days_of_touch(random, &self.calendar, stage, age);
        let contact = self.contact(random, person, age, stage, &days);
        self.touch(random, history, &contact, &days);
        history.contacts.push(contact);
    }

    /// The contact as it stands in its row.
    fn contact(
        &self,
        random: &mut Random,
        person: Person,
        age: i64,
        stage: ContactType,
        days: &[i64],
    ) -> ContactRow {
        let created_at = self
            .calendar
            .moment(age, random.between(MORNING - 40, MORNING - 1));
        let created_by = self.someone(random);
        let owner_id = match stage {
            ContactType::Target if random.chance(12) => None,
            ContactType::Contact if random.chance(3) => None,
            _ if random.chance(80) => Some(created_by),
            _ => Some(self.someone(random)),
        };
        let status = status(random, stage);
        ContactRow {
            id: ContactId(random.id(created_at)),
            created_by,
            owner_id,
            status,
            priority: priority(random, stage, status),
            lead_score: lead_score(random, stage, status, days),
            created_at,
            stage,
            first_name: person.name.first,
            last_name: person.name.last,
            email: person.email,
            phone: person.phone,
            company: person.company,
            job_title: person.job_title,
            linkedin_url: person.linkedin_url,
            bio: person.bio,
            business_type: person.business_type,
            network_type: person.network_type,
            industry: person.industry,
            notes: person.notes,
            tags: person.tags,
            city: person.city,
        }
    }

    /// What was said and done, oldest first, and which of it brought the contact a stage further.
    fn touch(&self, random: &mut Random, history: &mut History, contact: &ContactRow, days: &[i64]) {
        let mut reached = ContactType::Target;
        for (number, days_ago) in days.iter().enumerate() {
            let at = self.calendar.moment(*days_ago, random.between(MORNING, EVENING));
            let user_id = match contact.owner_id {
                Some(owner) if random.chance(86) => owner,
                _ => self.someone(random),
            };
            let mut touch = self.interaction(random, contact, user_id, at, reached, number);
            if let Some(contact_type) = promotion(contact.stage, number, days.len()) {
                // Something was done that led here, so it was not called off.
                if touch.status == InteractionStatus::Cancelled {
                    touch.status = InteractionStatus::Completed;
                }
                reached = contact_type;
                let at = at + TimeDelta::minutes(random.between(6, 50));
                history.stages.push(StageRow {
                    contact_id: contact.id,
                    user_id,
                    contact_type,
                    at,
                });
            }
            history.interactions.push(touch);
        }
    }

    fn interaction(
        &self,
        random: &mut Random,
        contact: &ContactRow,
        user_id: UserId,
        at: DateTime<Utc>,
        reached: ContactType,
        number: usize,
    ) -> InteractionRow {
        let interaction_type = kind(random, number);
        let direction = direction(random, interaction_type);
        let subject = about(contact, self.house.events);
        let is_cancelled =
            matches!(interaction_type, InteractionType::Meeting | InteractionType::Call) && random.chance(7);
        let created_at = if is_cancelled {
            contact.created_at.max(at - TimeDelta::days(random.between(1, 9)))
        } else {
            at + TimeDelta::minutes(random.between(4, 110))
        };
        let has_outcome =
            !is_cancelled && direction != Direction::Out && interaction_type != InteractionType::Linkedin;
        InteractionRow {
            id: InteractionId(random.id(created_at)),
            contact_id: contact.id,
            user_id,
            interaction_type,
            direction,
            subject: subject.write(random, words::subjects(interaction_type, direction)),
            description: random.perhaps(28, |random| subject.write(random, words::DESCRIPTIONS)),
            outcome: has_outcome
                .then(|| random.perhaps(70, |random| subject.write(random, words::outcomes(reached))))
                .flatten(),
            interaction_date: at,
            status: if is_cancelled {
                InteractionStatus::Cancelled
            } else {
                InteractionStatus::Completed
            },
            created_at,
        }
    }

    fn someone(&self, random: &mut Random) -> UserId {
        self.house.colleagues[self.shares.draw(random)].0
    }
}

/// What is written about a contact.
pub fn about<'a>(contact: &'a ContactRow, events: &'a [&'a str]) -> Subject<'a> {
    Subject {
        first_name: &contact.first_name,
        company: contact.company.as_deref().unwrap_or("their studio"),
        city: contact.city,
        events,
    }
}

/// How far a contact of this age has come: of all, six in ten are targets and one is a plug.
fn stage(random: &mut Random, age: i64) -> ContactType {
    let part = age as f64 / LENGTH as f64;
    let has_advanced = random.unit() < 0.18 + 0.42 * part.sqrt();
    let opens_doors = random.unit() < 0.13 + 0.36 * part;
    match (has_advanced, opens_doors) {
        (true, true) if age > 45 => ContactType::Plug,
        (true, _) if age > 8 => ContactType::Contact,
        _ => ContactType::Target,
    }
}

/// How many days ago something was said or done, longest ago first, at most once a day.
fn days_of_touch(random: &mut Random, calendar: &Calendar, stage: ContactType, age: i64) -> Vec<i64> {
    let (least, more, most) = match stage {
        ContactType::Target => (0, 1.3, 8),
        ContactType::Contact => (2, 4.5, 20),
        ContactType::Plug => (6, 9.0, 29),
    };
    let count = (least + some(random, more)).min(most);
    if count == 0 {
        return Vec::new();
    }
    let skewed = random.unit() * random.unit();
    let latest = match stage {
        // A target that did not answer is soon left alone; a plug is never left alone for long.
        ContactType::Target => age - (skewed * age.min(70) as f64) as i64,
        ContactType::Contact => (skewed * age as f64) as i64,
        ContactType::Plug => (skewed * age.min(110) as f64) as i64,
    };
    let latest = calendar.workday_before(latest.max(1)).min(age);
    let mut days = BTreeSet::from([latest]);
    for _ in 0..count * 2 {
        if days.len() >= count {
            break;
        }
        days.insert(calendar.workday_before(random.between(latest, age)).min(age));
    }
    days.into_iter().rev().collect()
}

/// How often something happens that goes on with an even chance: mostly seldom, sometimes often.
fn some(random: &mut Random, mean: f64) -> usize {
    let mut count = 0;
    while random.unit() < mean / (mean + 1.0) {
        count += 1;
    }
    count
}

/// The stage that the so-manieth touch brought.
fn promotion(stage: ContactType, number: usize, touches: usize) -> Option<ContactType> {
    let first = touches / 4;
    let second = (touches * 2 / 3).max(first + 1);
    match stage {
        ContactType::Contact | ContactType::Plug if number == first => Some(ContactType::Contact),
        ContactType::Plug if number == second => Some(ContactType::Plug),
        _ => None,
    }
}

fn kind(random: &mut Random, number: usize) -> InteractionType {
    use InteractionType::{Call, Email, Event, FollowUp, Linkedin, Meeting};
    let first = [
        Linkedin, Linkedin, Linkedin, Email, Email, Email, Event, Event, Call, Meeting,
    ];
    let later = [
        Email, Email, Email, Call, Call, Meeting, Meeting, Event, FollowUp, Linkedin,
    ];
    let kinds = if number == 0 { first } else { later };
    kinds[random.below(kinds.len())]
}

fn direction(random: &mut Random, kind: InteractionType) -> Direction {
    match kind {
        InteractionType::Meeting | InteractionType::Event => Direction::Both,
        InteractionType::FollowUp => Direction::Out,
        InteractionType::Call if random.chance(35) => Direction::Both,
        InteractionType::Call | InteractionType::Email | InteractionType::Linkedin => {
            if random.chance(38) {
                Direction::In
            } else {
                Direction::Out
            }
        }
    }
}

fn status(random: &mut Random, stage: ContactType) -> ContactStatus {
    use ContactStatus::{ColdLead, ExistingClient, HotLead, NewClient};
    let of_ten = match stage {
        ContactType::Target => [
            ColdLead, ColdLead, ColdLead, ColdLead, ColdLead, ColdLead, ColdLead, HotLead, HotLead, HotLead,
        ],
        ContactType::Contact => [
            ColdLead,
            HotLead,
            HotLead,
            HotLead,
            NewClient,
            NewClient,
            NewClient,
            ExistingClient,
            ExistingClient,
            ExistingClient,
        ],
        ContactType::Plug => [
            HotLead,
            HotLead,
            NewClient,
            NewClient,
            ExistingClient,
            ExistingClient,
            ExistingClient,
            ExistingClient,
            ExistingClient,
            ExistingClient,
        ],
    };
    of_ten[random.below(of_ten.len())]
}

fn priority(random: &mut Random, stage: ContactType, status: ContactStatus) -> Priority {
    let high = match (stage, status) {
        (ContactType::Plug, _) => 55,
        (_, ContactStatus::HotLead) => 40,
        (ContactType::Contact, _) => 18,
        (ContactType::Target, _) => 4,
    };
    match random.below(100) {
        draw if draw < high => Priority::High,
        draw if draw < high + 45 => Priority::Medium,
        _ => Priority::Low,
    }
}

/// From 0 to 100: the stage, how often and how lately there was contact, and a little luck.
fn lead_score(random: &mut Random, stage: ContactType, status: ContactStatus, days: &[i64]) -> i64 {
    let base = match stage {
        ContactType::Target => 8,
        ContactType::Contact => 32,
        ContactType::Plug => 50,
    };
    let warmth = if status == ContactStatus::HotLead { 12 } else { 0 };
    let touches = i64::try_from(days.len()).unwrap_or_default();
    let recency = match days.last() {
        Some(0..14) => 12,
        Some(14..60) => 7,
        Some(60..200) => 2,
        _ => 0,
    };
    (base + warmth + touches + recency + random.between(-7, 9)).clamp(0, 100)
}
