//! The script, without a database.

use super::super::cast::{ORGANIZATIONS, Organization};
use super::super::name_lists::CULTURES;
use super::super::names::for_address;
use super::super::script::Script;
use super::{afternoon, lumen, script_of};
use crate::contacts::types::{ContactForm, ContactType, InteractionStatus, InteractionType};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use std::collections::{HashMap, HashSet};

fn demo() -> Vec<(&'static Organization, Script)> {
    ORGANIZATIONS
        .iter()
        .map(|cast| (cast, script_of(cast, afternoon())))
        .collect()
}

#[test]
fn the_same_day_gives_the_same_demo() {
    for cast in &ORGANIZATIONS {
        assert_eq!(script_of(cast, afternoon()), script_of(cast, afternoon()));
    }
}

#[test]
fn the_hour_decides_only_what_of_todays_calls_is_done() {
    let (morning, evening) = ("2026-03-12T05:00:00Z", "2026-03-12T20:00:00Z");
    let at = |moment: &str| script_of(lumen(), moment.parse().unwrap());
    let (morning, evening) = (at(morning), at(evening));
    assert_eq!(morning.users, evening.users);
    assert_eq!(morning.history.contacts, evening.history.contacts);
    assert_eq!(morning.history.stages, evening.history.stages);
    let differing: Vec<_> = morning
        .history
        .interactions
        .iter()
        .zip(&evening.history.interactions)
        .filter(|(early, late)| early != late)
        .collect();
    assert!(!differing.is_empty());
    for (early, late) in differing {
        assert_eq!(
            (early.id, early.contact_id, &early.subject),
            (late.id, late.contact_id, &late.subject)
        );
        assert_eq!(
            (early.status, late.status),
            (InteractionStatus::Scheduled, InteractionStatus::Completed)
        );
    }
}

#[test]
fn every_day_has_the_same_people() {
    let today = script_of(lumen(), afternoon());
    for days in 1..7 {
        let later = script_of(lumen(), afternoon() + TimeDelta::days(days));
        for (one, other) in today.history.contacts.iter().zip(&later.history.contacts) {
            assert_eq!(
                (
                    &one.first_name,
                    &one.last_name,
                    &one.email,
                    &one.company,
                    &one.notes
                ),
                (
                    &other.first_name,
                    &other.last_name,
                    &other.email,
                    &other.company,
                    &other.notes
                )
            );
        }
    }
}

#[test]
fn a_week_later_the_same_has_happened_a_week_later() {
    let today = script_of(lumen(), afternoon());
    let later = script_of(lumen(), afternoon() + TimeDelta::days(7));
    for (one, other) in today.history.interactions.iter().zip(&later.history.interactions) {
        assert_eq!(one.subject, other.subject);
        assert_eq!(one.interaction_date + TimeDelta::days(7), other.interaction_date);
    }
}

#[test]
fn every_id_is_a_version_7_and_nobody_elses() {
    let mut seen = HashSet::new();
    for (_, script) in demo() {
        let history = &script.history;
        let ids = std::iter::once(script.organization.id.0)
            .chain(script.users.iter().map(|row| row.id.0))
            .chain(script.teams.iter().map(|row| row.id.0))
            .chain(script.memberships.iter().map(|row| row.id))
            .chain(history.contacts.iter().map(|row| row.id.0))
            .chain(history.interactions.iter().map(|row| row.id.0));
        for id in ids {
            assert_eq!(id.get_version_num(), 7);
            assert!(seen.insert(id), "{id} twice");
        }
    }
}

#[test]
fn of_ten_contacts_six_are_targets_and_one_is_a_plug() {
    let script = script_of(lumen(), afternoon());
    let share = |stage| {
        let count = script
            .history
            .contacts
            .iter()
            .filter(|contact| contact.stage == stage)
            .count();
        count * 100 / script.history.contacts.len()
    };
    assert!(
        (55..=65).contains(&share(ContactType::Target)),
        "{}",
        share(ContactType::Target)
    );
    assert!(
        (25..=35).contains(&share(ContactType::Contact)),
        "{}",
        share(ContactType::Contact)
    );
    assert!(
        (8..=13).contains(&share(ContactType::Plug)),
        "{}",
        share(ContactType::Plug)
    );
}

#[test]
fn the_form_would_have_taken_every_contact() {
    for (_, script) in demo() {
        for row in &script.history.contacts {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let word = |value: Option<&str>| value.unwrap_or_default().to_owned();
            let form = ContactForm {
                first_name: row.first_name.clone(),
                last_name: row.last_name.clone(),
                email: text(&row.email),
                phone: text(&row.phone),
                company: text(&row.company),
                job_title: text(&row.job_title),
                linkedin_url: text(&row.linkedin_url),
                bio: text(&row.bio),
                contact_type: row.stage.to_string(),
                status: row.status.to_string(),
                priority: row.priority.to_string(),
                business_type: word(row.business_type),
                network_type: word(row.network_type),
                industry: word(row.industry),
                notes: text(&row.notes),
                lead_score: row.lead_score.to_string(),
                tags: row.tags.join(", "),
                owner_id: row.owner_id.map(|owner| owner.to_string()).unwrap_or_default(),
                avatar_url: String::new(),
            };
            let parsed = form
                .parse()
                .unwrap_or_else(|errors| panic!("{errors:?} in {row:?}"));
            assert_eq!(ContactForm::from(parsed.values()), form, "stored as it stands");
        }
    }
}

#[test]
fn every_address_is_one_that_nobody_can_have() {
    for (cast, script) in demo() {
        assert!(cast.domain.ends_with(".example"));
        let mut seen = HashSet::new();
        for contact in &script.history.contacts {
            let Some(email) = &contact.email else { continue };
            let (local, domain) = email.split_once('@').unwrap();
            assert!(domain.ends_with(".example"), "{email}");
            assert!(
                domain.split('.').all(|label| (1..=63).contains(&label.len())),
                "{email}"
            );
            assert!((1..=64).contains(&local.len()), "{email}");
            assert!(email.is_ascii() && !email.contains(char::is_uppercase), "{email}");
            assert!(seen.insert(email), "{email} twice");
        }
        let profiles = script
            .history
            .contacts
            .iter()
            .filter_map(|contact| contact.linkedin_url.as_ref());
        assert!(
            profiles
                .clone()
                .all(|url| url.starts_with("https://www.linkedin.com/in/") && url.contains("-example-"))
        );
        assert!(profiles.count() > 0);
    }
}

#[test]
fn every_phone_number_is_set_aside_for_fiction() {
    // Bundesnetzagentur, Ofcom, NANPA, ARCEP, PTS, ACMA.
    let reserved = [
        "+49 30 23125 ",
        "+49 40 66969 ",
        "+49 69 90009 ",
        "+49 221 4710 ",
        "+49 89 99998 ",
        "+49 176 04069 ",
        "+44 20 7946 0",
        "+44 161 496 0",
        "+44 117 496 0",
        "+44 131 496 0",
        "+44 7700 900",
        "+1 212 555 01",
        "+1 312 555 01",
        "+1 512 555 01",
        "+1 415 555 01",
        "+33 1 99 00 ",
        "+33 4 65 71 ",
        "+33 6 39 98 ",
        "+46 8 465 004 ",
        "+61 2 5550 ",
        "+61 3 5550 ",
        "+61 7 5550 ",
    ];
    for (_, script) in demo() {
        for phone in script
            .history
            .contacts
            .iter()
            .filter_map(|contact| contact.phone.as_ref())
        {
            assert!(
                reserved.iter().any(|beginning| phone.starts_with(beginning)),
                "{phone}"
            );
        }
    }
}

#[test]
fn names_come_with_accents_and_up_to_the_length_of_their_column() {
    let script = script_of(lumen(), afternoon());
    let contacts = &script.history.contacts;
    let longest = contacts
        .iter()
        .map(|contact| contact.last_name.chars().count())
        .max();
    assert!((45..=50).contains(&longest.unwrap()), "{longest:?}");
    assert!(
        contacts
            .iter()
            .all(|contact| contact.first_name.chars().count() <= 50)
    );
    let with_accents = contacts
        .iter()
        .filter(|contact| !contact.first_name.is_ascii() || !contact.last_name.is_ascii())
        .count();
    assert!(with_accents > 300, "{with_accents}");
    for part in ["José", "Łukasz", "Zoë", "Müller", "Nguyễn", "Ø", "ş"] {
        let has_part = |contact: &&_| -> bool {
            let contact: &super::super::rows::ContactRow = contact;
            contact.first_name.contains(part) || contact.last_name.contains(part)
        };
        assert!(
            contacts.iter().any(|contact| has_part(&contact)),
            "nobody with {part}"
        );
    }
}

#[test]
fn names_are_as_frequent_as_names_are() {
    let script = script_of(lumen(), afternoon());
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for contact in &script.history.contacts {
        *counts.entry(&contact.last_name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_unstable_by(|one, other| other.cmp(one));
    assert!((20..120).contains(&counts[0]), "the most frequent: {}", counts[0]);
    let single = counts.iter().filter(|count| **count == 1).count();
    assert!(single > 250, "{single} names that only one person has");
}

#[test]
fn every_listed_name_can_be_written_in_an_address() {
    for culture in CULTURES {
        for list in [culture.women, culture.men, culture.families] {
            for name in list.split(", ").flat_map(|name| name.split('/')) {
                let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
                let address = for_address(name, '-');
                assert!(
                    address.is_ascii() && address.len() >= letters,
                    "{name} became {address}"
                );
            }
        }
    }
}

#[test]
fn companies_have_one_person_or_many() {
    let script = script_of(lumen(), afternoon());
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for company in script
        .history
        .contacts
        .iter()
        .filter_map(|contact| contact.company.as_deref())
    {
        *sizes.entry(company).or_default() += 1;
    }
    assert!(sizes.len() > 300, "{} companies", sizes.len());
    let largest = sizes.values().max().unwrap();
    assert!((15..60).contains(largest), "{largest} in the largest");
    assert!(sizes.values().filter(|size| **size == 1).count() > 100);
}

#[test]
fn nothing_completed_lies_ahead_and_nothing_precedes_its_contact() {
    for (_, script) in demo() {
        let met: HashMap<_, _> = script
            .history
            .contacts
            .iter()
            .map(|contact| (contact.id, contact.created_at))
            .collect();
        for touch in &script.history.interactions {
            assert!(touch.created_at <= afternoon(), "{touch:?}");
            assert!(touch.created_at >= met[&touch.contact_id], "{touch:?}");
            assert!(touch.interaction_date >= met[&touch.contact_id], "{touch:?}");
            if touch.status != InteractionStatus::Scheduled {
                assert!(touch.interaction_date <= afternoon(), "{touch:?}");
            }
            assert!(
                !touch.subject.contains(['{', '}']) && touch.subject.chars().count() <= 255,
                "{touch:?}"
            );
        }
    }
}

#[test]
fn stages_follow_each_other_in_time() {
    for (_, script) in demo() {
        let mut reached: HashMap<_, Vec<(DateTime<Utc>, ContactType)>> = HashMap::new();
        for change in &script.history.stages {
            assert!(change.at < afternoon());
            reached
                .entry(change.contact_id)
                .or_default()
                .push((change.at, change.contact_type));
        }
        for contact in &script.history.contacts {
            let stages = reached.remove(&contact.id).unwrap_or_default();
            assert!(stages.is_sorted(), "{stages:?}");
            assert!(stages.iter().all(|(at, _)| *at > contact.created_at));
            let path: Vec<_> = stages.iter().map(|(_, stage)| *stage).collect();
            let expected: &[ContactType] = match contact.stage {
                ContactType::Target => &[],
                ContactType::Contact => &[ContactType::Contact],
                ContactType::Plug => &[ContactType::Contact, ContactType::Plug],
            };
            assert_eq!(path, expected);
        }
    }
}

#[test]
fn interactions_are_of_every_kind_and_most_contacts_have_few() {
    let script = script_of(lumen(), afternoon());
    for kind in InteractionType::ALL {
        for status in [
            InteractionStatus::Completed,
            InteractionStatus::Scheduled,
            InteractionStatus::Cancelled,
        ] {
            let has_any = script
                .history
                .interactions
                .iter()
                .any(|touch| touch.interaction_type == *kind && touch.status == status);
            let can_be = match status {
                InteractionStatus::Completed => true,
                InteractionStatus::Scheduled => {
                    matches!(
                        kind,
                        InteractionType::Meeting | InteractionType::Call | InteractionType::FollowUp
                    )
                }
                InteractionStatus::Cancelled => {
                    matches!(kind, InteractionType::Meeting | InteractionType::Call)
                }
            };
            assert_eq!(has_any, can_be, "{kind} {status}");
        }
    }
    let mut counts: HashMap<_, usize> = script
        .history
        .contacts
        .iter()
        .map(|contact| (contact.id, 0))
        .collect();
    for touch in &script.history.interactions {
        *counts.get_mut(&touch.contact_id).unwrap() += 1;
    }
    let up_to_five = counts.values().filter(|count| **count <= 5).count();
    assert!(
        up_to_five * 10 > counts.len() * 6,
        "{up_to_five} of {}",
        counts.len()
    );
    assert!(counts.values().all(|count| *count <= 30));
    assert!(counts.values().any(|count| *count >= 25));
}

#[test]
fn owner_manager_and_member_have_something_overdue_due_today_and_coming() {
    let script = script_of(lumen(), afternoon());
    let midnight = afternoon().with_hour(0).unwrap().with_minute(0).unwrap();
    for user in script.users.iter().take(4) {
        let planned: Vec<_> = script
            .history
            .interactions
            .iter()
            .filter(|touch| touch.user_id == user.id && touch.status == InteractionStatus::Scheduled)
            .map(|touch| touch.interaction_date)
            .collect();
        let between = |from: DateTime<Utc>, to: DateTime<Utc>| {
            planned.iter().filter(|at| (from..to).contains(at)).count()
        };
        let tomorrow = midnight + TimeDelta::days(1);
        assert!(
            between(midnight - TimeDelta::days(30), midnight) >= 2,
            "{}",
            user.email
        );
        assert!(between(midnight, tomorrow) >= 2, "{}", user.email);
        assert!(
            between(tomorrow, midnight + TimeDelta::days(60)) >= 4,
            "{}",
            user.email
        );
    }
    let door = &script.users[4];
    assert!(
        script
            .history
            .interactions
            .iter()
            .all(|touch| touch.user_id != door.id)
    );
}

#[test]
fn the_demo_is_whole_at_every_hour_of_a_week() {
    for hour in 0..168 {
        let now = afternoon() + TimeDelta::hours(hour);
        let script = script_of(&ORGANIZATIONS[1], now);
        assert_eq!(script.history.contacts.len(), 50);
        assert!(
            script
                .history
                .contacts
                .iter()
                .all(|contact| contact.created_at <= now)
        );
        assert!(
            script
                .history
                .interactions
                .iter()
                .all(|touch| touch.created_at <= now),
            "{now}"
        );
        assert!(script.history.stages.iter().all(|change| change.at <= now));
    }
}
