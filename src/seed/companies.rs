//! The companies that the people of the demo work for: a few have many of them, most have one.

use super::industries::{INDUSTRIES, Industry, NAME_BEGINNINGS, NAME_ENDINGS, TITLES};
use super::name_lists::Tongue;
use super::names::{Names, for_address};
use super::random::{Frequencies, Random};
use std::collections::HashSet;

/// Where companies sit.
pub struct Market {
    share: u32,
    pub tongue: Tongue,
    cities: &'static [&'static str],
    legal_forms: &'static [&'static str],
    /// Beginnings of numbers that no subscriber will ever have, and how many digits follow.
    /// Empty where the country's regulator has set none aside.
    phones: &'static [(&'static str, u32)],
}

/// Every market. The numbers are those that the regulators reserve for films and books:
/// Bundesnetzagentur, Ofcom, NANPA (555-0100 to 0199), ARCEP, PTS and ACMA.
const MARKETS: &[Market] = &[
    Market {
        share: 50,
        tongue: Tongue::German,
        cities: &[
            "Berlin",
            "Hamburg",
            "München",
            "Köln",
            "Frankfurt",
            "Leipzig",
            "Düsseldorf",
            "Stuttgart",
            "Potsdam",
            "Nürnberg",
        ],
        legal_forms: &["GmbH", "GmbH", "GmbH", "AG", "GmbH & Co. KG", "SE", "eG"],
        phones: &[
            ("+49 30 23125 ", 3),
            ("+49 40 66969 ", 3),
            ("+49 69 90009 ", 3),
            ("+49 221 4710 ", 3),
            ("+49 89 99998 ", 3),
            ("+49 176 04069 ", 3),
        ],
    },
    Market {
        share: 17,
        tongue: Tongue::English,
        cities: &["London", "Manchester", "Bristol", "Edinburgh", "Leeds", "Glasgow"],
        legal_forms: &["Ltd", "Ltd", "LLP", "plc", "Group"],
        phones: &[
            ("+44 20 7946 0", 3),
            ("+44 161 496 0", 3),
            ("+44 117 496 0", 3),
            ("+44 131 496 0", 3),
            ("+44 7700 900", 3),
        ],
    },
    Market {
        share: 6,
        tongue: Tongue::English,
        cities: &["New York", "Chicago", "Austin", "San Francisco", "Boston"],
        legal_forms: &["Inc.", "LLC", "Corp."],
        phones: &[
            ("+1 212 555 01", 2),
            ("+1 312 555 01", 2),
            ("+1 512 555 01", 2),
            ("+1 415 555 01", 2),
        ],
    },
    Market {
        share: 7,
        tongue: Tongue::French,
        cities: &["Paris", "Lyon", "Lille", "Nantes", "Strasbourg"],
        legal_forms: &["SAS", "SARL", "SA"],
        phones: &[("+33 1 99 00 ", 4), ("+33 4 65 71 ", 4), ("+33 6 39 98 ", 4)],
    },
    Market {
        share: 5,
        tongue: Tongue::Nordic,
        cities: &["Stockholm", "Göteborg", "Malmö", "København", "Oslo"],
        legal_forms: &["AB", "AB", "A/S", "AS"],
        phones: &[("+46 8 465 004 ", 2)],
    },
    Market {
        share: 2,
        tongue: Tongue::English,
        cities: &["Sydney", "Melbourne", "Brisbane"],
        legal_forms: &["Pty Ltd"],
        phones: &[("+61 2 5550 ", 4), ("+61 3 5550 ", 4), ("+61 7 5550 ", 4)],
    },
    Market {
        share: 4,
        tongue: Tongue::Dutch,
        cities: &["Amsterdam", "Rotterdam", "Utrecht", "Antwerpen"],
        legal_forms: &["B.V.", "N.V."],
        phones: &[],
    },
    Market {
        share: 3,
        tongue: Tongue::Polish,
        cities: &["Warszawa", "Kraków", "Wrocław", "Poznań"],
        legal_forms: &["Sp. z o.o.", "S.A."],
        phones: &[],
    },
    Market {
        share: 3,
        tongue: Tongue::Spanish,
        cities: &["Madrid", "Barcelona", "Valencia", "Málaga"],
        legal_forms: &["S.L.", "S.A."],
        phones: &[],
    },
    Market {
        share: 2,
        tongue: Tongue::Portuguese,
        cities: &["Lisboa", "Porto", "São Paulo"],
        legal_forms: &["Lda.", "S.A."],
        phones: &[],
    },
    Market {
        share: 3,
        tongue: Tongue::Italian,
        cities: &["Milano", "Roma", "Torino", "Bologna"],
        legal_forms: &["S.r.l.", "S.p.A."],
        phones: &[],
    },
];

/// A company.
pub struct Company {
    pub name: String,
    /// Under `.example`, which nobody can register (RFC 2606).
    pub domain: String,
    pub city: &'static str,
    pub market: &'static Market,
    pub industry: &'static Industry,
    pub address_style: AddressStyle,
}

/// How a company makes addresses of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressStyle {
    FirstDotLast,
    InitialLast,
    First,
}

/// The companies of one organisation's contacts.
pub struct Companies {
    companies: Vec<Company>,
    sizes: Frequencies,
    titles: Frequencies,
}

impl Companies {
    /// As many companies as so many contacts would have.
    pub fn for_contacts(contacts: usize, random: &mut Random, names: &Names) -> Self {
        let count = (contacts / 3).max(10);
        let markets = Frequencies::of(MARKETS.iter().map(|market| f64::from(market.share)));
        let industries = Frequencies::of(INDUSTRIES.iter().map(|industry| f64::from(industry.share)));
        let mut taken = HashSet::new();
        let companies = (0..count)
            .map(|_| {
                let market = &MARKETS[markets.draw(random)];
                let industry = &INDUSTRIES[industries.draw(random)];
                company(random, names, market, industry, &mut taken)
            })
            .collect();
        Self {
            companies,
            // Of 2,000 contacts the largest company has about thirty.
            sizes: Frequencies::zipf(count, 18.0),
            titles: Frequencies::zipf(TITLES.len(), 3.0),
        }
    }

    /// Somebody's employer.
    pub fn draw(&self, random: &mut Random) -> &Company {
        &self.companies[self.sizes.draw(random)]
    }

    /// Somebody's position there.
    pub fn title(&self, random: &mut Random, company: &Company) -> &'static str {
        if random.chance(55) {
            random.pick(company.industry.titles)
        } else {
            TITLES[self.titles.draw(random)]
        }
    }
}

impl Market {
    /// A number that rings nowhere.
    pub fn phone(&self, random: &mut Random) -> Option<String> {
        if self.phones.is_empty() {
            return None;
        }
        let (beginning, digits) = self.phones[random.below(self.phones.len())];
        let number = random.below(10_usize.pow(digits));
        Some(format!("{beginning}{number:0width$}", width = digits as usize))
    }
}

/// A company whose name and domain nobody has `taken` yet.
fn company(
    random: &mut Random,
    names: &Names,
    market: &'static Market,
    industry: &'static Industry,
    taken: &mut HashSet<String>,
) -> Company {
    let city = random.pick(market.cities);
    let called = name(random, names, market, industry);
    let domain_of = |called: &str| format!("{}.example", for_address(called, '-'));
    let mut base = called.clone();
    let mut number = 1;
    // A branch in a city, then a numbered one: with a million contacts every pair of words recurs.
    while !taken.insert(domain_of(&base)) {
        base = if number == 1 {
            format!("{called} {city}")
        } else {
            format!("{called} {city} {number}")
        };
        number += 1;
    }
    let legal_form = random.pick(market.legal_forms);
    Company {
        domain: domain_of(&base),
        name: if random.chance(62) {
            format!("{base} {legal_form}")
        } else {
            base
        },
        city,
        market,
        industry,
        address_style: match random.below(20) {
            0..12 => AddressStyle::FirstDotLast,
            12..18 => AddressStyle::InitialLast,
            _ => AddressStyle::First,
        },
    }
}

/// What a company calls itself.
fn name(random: &mut Random, names: &Names, market: &Market, industry: &Industry) -> String {
    let speaks_german = market.tongue == Tongue::German && random.chance(65);
    let trade = random.pick(if speaks_german {
        industry.german
    } else {
        industry.english
    });
    let coined = format!("{}{}", random.pick(NAME_BEGINNINGS), random.pick(NAME_ENDINGS));
    let founder = names.founder(random, market.tongue);
    match random.below(20) {
        0..9 => format!("{coined} {trade}"),
        9..12 => coined,
        12..15 => format!("{founder} {trade}"),
        15..17 => {
            let partner = names.founder(random, market.tongue);
            let and = if speaks_german { "und" } else { "&" };
            if partner == founder {
                format!("{founder} {trade}")
            } else {
                format!("{founder} {and} {partner}")
            }
        }
        17 => format!("{founder} & {}", if speaks_german { "Söhne" } else { "Co" }),
        18 => format!("{founder} {coined}"),
        _ => format!("{trade} {}", random.pick(market.cities)),
    }
}
