//! Who the people of the demo are: what a business card says, with the gaps that real ones have.

use super::companies::{AddressStyle, Companies, Company};
use super::names::{Name, Names, for_address};
use super::random::{Frequencies, Random};
use super::words::{BIOS, FREELANCE_TITLES, NOTES, Subject, TAGS};
use std::collections::HashSet;

/// What a business card says, and what is remembered about its bearer.
pub struct Person {
    pub name: Name,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub linkedin_url: Option<String>,
    pub bio: Option<String>,
    pub business_type: Option<&'static str>,
    pub network_type: Option<&'static str>,
    pub industry: Option<&'static str>,
    pub notes: Option<String>,
    pub tags: Vec<String>,
    pub city: &'static str,
}

/// Everybody that an organisation might meet.
pub struct People {
    names: Names,
    companies: Companies,
    tags: Frequencies,
    events: &'static [&'static str],
    addresses: HashSet<String>,
}

impl People {
    /// A population from which so many are drawn.
    pub fn of(count: usize, events: &'static [&'static str], random: &mut Random) -> Self {
        let names = Names::default();
        Self {
            companies: Companies::for_contacts(count, random, &names),
            names,
            tags: Frequencies::zipf(TAGS.len(), 2.0),
            events,
            addresses: HashSet::with_capacity(count),
        }
    }

    /// The next person.
    pub fn draw(&mut self, random: &mut Random) -> Person {
        let company = self.companies.draw(random);
        let name = self.names.draw(random, company.market.tongue);
        let is_freelance = random.chance(6);
        let title = if is_freelance {
            random.pick(FREELANCE_TITLES)
        } else {
            self.companies.title(random, company)
        };
        let subject = Subject {
            first_name: &name.first,
            company: if is_freelance {
                "their studio"
            } else {
                &company.name
            },
            city: company.city,
            events: self.events,
        };
        let bio = random.perhaps(24, |random| subject.write(random, BIOS));
        let notes = random.perhaps(45, |random| notes(random, &subject));
        Person {
            email: random.perhaps(94, |random| {
                address(
                    random,
                    &name,
                    (!is_freelance).then_some(company),
                    &mut self.addresses,
                )
            }),
            phone: random
                .perhaps(66, |random| company.market.phone(random))
                .flatten(),
            company: (!is_freelance).then(|| company.name.clone()),
            job_title: random.perhaps(91, |_| title.to_owned()),
            linkedin_url: random.perhaps(52, |random| profile(random, &name)),
            business_type: random.perhaps(80, |random| random.pick(company.industry.business_types)),
            network_type: random.perhaps(75, |random| random.pick(company.industry.network_types)),
            industry: random.perhaps(93, |_| company.industry.name),
            tags: self.tags(random),
            city: company.city,
            name,
            bio,
            notes,
        }
    }

    fn tags(&self, random: &mut Random) -> Vec<String> {
        let count = [0, 0, 0, 1, 1, 1, 2, 2, 3, 4][random.below(10)];
        let mut tags: Vec<String> = Vec::with_capacity(count);
        for _ in 0..count {
            let tag = TAGS[self.tags.draw(random)];
            if !tags.iter().any(|have| have == tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }
}

/// One to three remarks.
fn notes(random: &mut Random, subject: &Subject<'_>) -> String {
    let mut notes: Vec<String> = Vec::new();
    for _ in 0..random.between(1, 3) {
        let note = subject.write(random, NOTES);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes.join(" ")
}

/// An address that nobody else in the organisation has.
fn address(
    random: &mut Random,
    name: &Name,
    company: Option<&Company>,
    taken: &mut HashSet<String>,
) -> String {
    let first = for_address(&name.first, '-');
    let last = for_address(&name.last, '-');
    let style = company.map_or(AddressStyle::FirstDotLast, |company| company.address_style);
    let local = match style {
        AddressStyle::FirstDotLast => format!("{first}.{last}"),
        AddressStyle::InitialLast => first.chars().take(1).chain(last.chars()).collect(),
        AddressStyle::First => first,
    };
    let domain = match company {
        Some(company) => company.domain.as_str(),
        None => random.pick(&["post.example", "mailbox.example", "studio-mail.example"]),
    };
    // A mailbox name has at most 64 octets (RFC 5321, section 4.5.3.1.1); names here are ASCII by now.
    let local = local.get(..56).unwrap_or(&local).trim_end_matches(['-', '.']);
    let mut address = format!("{local}@{domain}");
    let mut number = 2;
    while !taken.insert(address.clone()) {
        address = format!("{local}{number}@{domain}");
        number += 1;
    }
    address
}

/// A profile's address. It says that it is an example, so that it is not by chance somebody's.
fn profile(random: &mut Random, name: &Name) -> String {
    let slug = for_address(&format!("{} {}", name.first, name.last), '-');
    format!(
        "https://www.linkedin.com/in/{slug}-example-{:04x}",
        random.below(0x1_0000)
    )
}
