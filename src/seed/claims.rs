//! What the people of the demo spend, claim back and decide about, and what other currencies are worth meanwhile.

use super::calendar::{Calendar, EVENING, MORNING};
use super::events::EventRow;
use super::random::Random;
use super::script::UserRow;
use crate::accounts::roles::{Permission, Role};
use crate::expenses::types::{ExpenseStatus, ExpenseType};
use crate::ids::{EventId, ExpenseId, RateId, UserId};
use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use serde::Serialize;

/// A row of `expenses`. Amounts are in euros, but for what is marked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimRow {
    pub id: ExpenseId,
    pub created_by: UserId,
    pub event_id: Option<EventId>,
    pub title: String,
    pub merchant: &'static str,
    pub amount: String,
    pub currency: &'static str,
    pub net_amount: String,
    pub tax_amount: String,
    pub tax_rate: u32,
    pub category: &'static str,
    pub expense_type: ExpenseType,
    pub expense_date: NaiveDate,
    pub status: ExpenseStatus,
    pub base_amount: String,
    pub fx_rate: &'static str,
    pub submitted_at: DateTime<Utc>,
    /// Who decides, and when; none as long as nobody has.
    pub decided_by: Option<UserId>,
    pub decided_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
    /// Why it is rejected.
    pub reason: Option<&'static str>,
}

/// A row of `exchange_rates`: so many euros for one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RateRow {
    pub id: RateId,
    pub base_currency: &'static str,
    pub rate: &'static str,
    pub rate_date: NaiveDate,
}

/// Something that people of this trade spend money on.
struct Habit {
    expense_type: ExpenseType,
    category: &'static str,
    merchant: &'static str,
    title: &'static str,
    /// The least and the most, without tax, in minor units.
    net: (i64, i64),
    tax_rate: u32,
    currency: &'static str,
}

/// What is paid in a currency, and what one of it was in euros.
const RATES: [(&str, &str, i64); 3] = [("GBP", "1.15", 115), ("CHF", "1.06", 106), ("USD", "0.92", 92)];

const fn habit(
    expense_type: ExpenseType,
    category: &'static str,
    merchant: &'static str,
    title: &'static str,
    net: (i64, i64),
    tax_rate: u32,
) -> Habit {
    Habit {
        expense_type,
        category,
        merchant,
        title,
        net,
        tax_rate,
        currency: "EUR",
    }
}

const fn abroad(habit: Habit, currency: &'static str) -> Habit {
    Habit { currency, ..habit }
}

static HABITS: [Habit; 18] = [
    habit(
        ExpenseType::Travel,
        "Train",
        "Deutsche Bahn",
        "Berlin to Hamburg and back",
        (4_900, 15_900),
        7,
    ),
    habit(
        ExpenseType::Travel,
        "Train",
        "SNCF",
        "Paris to Lyon",
        (5_400, 9_800),
        10,
    ),
    habit(
        ExpenseType::Travel,
        "Taxi",
        "Taxi Berlin",
        "Taxi from the airport",
        (2_200, 4_800),
        7,
    ),
    habit(
        ExpenseType::Travel,
        "Taxi",
        "Funk Taxi",
        "Taxi to the venue",
        (900, 2_600),
        7,
    ),
    abroad(
        habit(
            ExpenseType::Travel,
            "Flight",
            "British Airways",
            "Berlin to London",
            (9_900, 24_000),
            0,
        ),
        "GBP",
    ),
    habit(
        ExpenseType::Accommodation,
        "Hotel",
        "Hotel am Steinplatz",
        "Two nights in Berlin",
        (18_900, 34_000),
        7,
    ),
    abroad(
        habit(
            ExpenseType::Accommodation,
            "Hotel",
            "Hotel Greulich",
            "One night in Zurich",
            (17_500, 26_000),
            4,
        ),
        "CHF",
    ),
    habit(
        ExpenseType::Catering,
        "Client lunch",
        "Lokal",
        "Lunch with a sponsor",
        (3_400, 9_600),
        19,
    ),
    habit(
        ExpenseType::Catering,
        "Client lunch",
        "Café Einstein",
        "Breakfast with speakers",
        (2_100, 6_800),
        19,
    ),
    habit(
        ExpenseType::Catering,
        "Buffet",
        "Floris Catering",
        "Buffet for the evening",
        (48_000, 190_000),
        19,
    ),
    habit(
        ExpenseType::Catering,
        "Drinks",
        "Getränke Hoffmann",
        "Drinks for the crew",
        (3_900, 14_500),
        19,
    ),
    habit(
        ExpenseType::Venue,
        "Technology",
        "Neumann & Müller",
        "Microphones and lights",
        (38_000, 160_000),
        19,
    ),
    habit(
        ExpenseType::Venue,
        "Furniture",
        "Party Rent",
        "Chairs and standing tables",
        (22_000, 88_000),
        19,
    ),
    habit(
        ExpenseType::Venue,
        "Flowers",
        "Marsano",
        "Flowers for the stage",
        (8_000, 26_000),
        7,
    ),
    habit(
        ExpenseType::Marketing,
        "Print",
        "Druckerei Hennig",
        "Programmes and badges",
        (12_500, 54_000),
        19,
    ),
    abroad(
        habit(
            ExpenseType::Marketing,
            "Advertising",
            "LinkedIn",
            "Campaign for the forum",
            (15_000, 60_000),
            0,
        ),
        "USD",
    ),
    habit(
        ExpenseType::Other,
        "Telephone",
        "Telekom",
        "Telephone of the month",
        (2_900, 4_900),
        19,
    ),
    habit(
        ExpenseType::Other,
        "Tools",
        "Modulor",
        "Tape, labels and markers",
        (1_200, 6_400),
        19,
    ),
];

const REASONS: [&str; 3] = [
    "This was paid with the company's card already.",
    "The receipt is of a private evening; please leave out the second half.",
    "Please claim it for the Spring Showcase, not for the forum.",
];

/// For how many days back there are claims.
const BACK: i64 = 300;
/// Claims a month and person, about.
const EVERY: i64 = 8;
/// How long the oldest that waits has been waiting, in days.
const WAITING: i64 = 11;
/// From how many days on what is approved is paid.
const PAID_AFTER: i64 = 24;

/// Claims of those who claim, oldest first, and what other currencies are worth.
pub fn claims(
    users: &[UserRow],
    events: &[EventRow],
    calendar: &Calendar,
    random: &mut Random,
) -> (Vec<ClaimRow>, Vec<RateRow>) {
    let deciding: Vec<_> = users.iter().filter(|user| user.role.is_admin()).collect();
    // Who is alone has nobody who could decide.
    if deciding.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let claiming = users
        .iter()
        .filter(|user| user.role.may(Permission::ClaimExpenses) && user.role != Role::System);
    let mut rows = Vec::new();
    for person in claiming {
        let mut days = BACK - random.between(0, EVERY);
        while days > 0 {
            rows.push(claim(person, &deciding, events, calendar, days, random));
            days -= random.between(2, 2 * EVERY);
        }
    }
    rows.sort_by_key(|row| (row.submitted_at, row.id));
    (rows, rates(calendar, random))
}

fn claim(
    person: &UserRow,
    deciding: &[&UserRow],
    events: &[EventRow],
    calendar: &Calendar,
    days: i64,
    random: &mut Random,
) -> ClaimRow {
    let habit = &HABITS[random.below(HABITS.len())];
    let spent = calendar.today - TimeDelta::days(days);
    let net = random.between(habit.net.0, habit.net.1);
    // Half up: nothing of it is below nothing.
    let tax = (net * i64::from(habit.tax_rate) + 50) / 100;
    let (rate, hundredths) = RATES
        .iter()
        .find(|(currency, ..)| *currency == habit.currency)
        .map_or(("1", 100), |(_, rate, hundredths)| (*rate, *hundredths));
    let near: Vec<_> = events
        .iter()
        .filter(|event| (event.start_date.date_naive() - spent).num_days().abs() < 30)
        .collect();
    let is_of_event = habit.expense_type != ExpenseType::Other && !near.is_empty() && random.chance(75);
    let event_id = is_of_event.then(|| near[random.below(near.len())].id);
    let submitted_at = calendar
        .moment(days.min(days - 1).max(0), random.between(MORNING, EVENING))
        .min(ago(calendar, 5));
    let status = status(days, random);
    let is_decided = matches!(
        status,
        ExpenseStatus::Approved | ExpenseStatus::Rejected | ExpenseStatus::Paid
    );
    let decider = deciding.iter().find(|one| one.id != person.id).map(|one| one.id);
    let decided_at = (submitted_at + TimeDelta::hours(random.between(2, 60))).min(ago(calendar, 2));
    ClaimRow {
        id: ExpenseId(random.id(submitted_at)),
        created_by: person.id,
        event_id,
        title: habit.title.to_owned(),
        merchant: habit.merchant,
        amount: decimal(net + tax),
        currency: habit.currency,
        net_amount: decimal(net),
        tax_amount: decimal(tax),
        tax_rate: habit.tax_rate,
        category: habit.category,
        expense_type: habit.expense_type,
        expense_date: spent,
        status,
        base_amount: decimal(half_even((net + tax) * hundredths)),
        fx_rate: rate,
        submitted_at,
        decided_by: decider.filter(|_| is_decided),
        decided_at: is_decided.then_some(decided_at),
        paid_at: (status == ExpenseStatus::Paid)
            .then(|| (decided_at + TimeDelta::days(random.between(2, 9))).min(ago(calendar, 1))),
        reason: (status == ExpenseStatus::Rejected).then(|| random.pick(&REASONS)),
    }
}

/// So many minutes before the demo is put in, on the second.
fn ago(calendar: &Calendar, minutes: i64) -> DateTime<Utc> {
    let second = calendar.now.with_nanosecond(0).unwrap_or(calendar.now);
    second - TimeDelta::minutes(minutes)
}

/// Hundredths of minor units, rounded to whole ones, half to even.
const fn half_even(hundredths: i64) -> i64 {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest > 50 || (rest == 50 && whole % 2 == 1) {
        whole + 1
    } else {
        whole
    }
}

fn status(days: i64, random: &mut Random) -> ExpenseStatus {
    let chance = random.below(100);
    match days {
        0..=3 if chance < 20 => ExpenseStatus::Draft,
        0..=WAITING => ExpenseStatus::Pending,
        _ if chance < 6 => ExpenseStatus::Rejected,
        PAID_AFTER.. => ExpenseStatus::Paid,
        _ => ExpenseStatus::Approved,
    }
}

/// The rates of each month, entered on its first working days.
fn rates(calendar: &Calendar, random: &mut Random) -> Vec<RateRow> {
    let mut rows = Vec::new();
    for days in (0..=BACK + 30).step_by(30) {
        let day = calendar.today - TimeDelta::days(days);
        for (currency, rate, _) in RATES {
            rows.push(RateRow {
                id: RateId(random.id(calendar.moment(days, MORNING))),
                base_currency: currency,
                rate,
                rate_date: day,
            });
        }
    }
    rows
}

/// Minor units of a currency with two decimals.
fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}
