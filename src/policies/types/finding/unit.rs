use super::*;
use crate::policies::types::{Above, Limit, Within};
use crate::ui::money::Currency;
use chrono::Days;
use proptest::prelude::*;

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn before(days: u64) -> NaiveDate {
    today().checked_sub_days(Days::new(days)).unwrap()
}

/// A policy with every rule.
fn strict(level: Level) -> Policy {
    Policy {
        limits: vec![Limit {
            expense_type: ExpenseType::Catering,
            amount: euros(6_000),
            level,
        }],
        receipt: Some(Above {
            amount: euros(2_500),
            level,
        }),
        age: Some(Within { days: 90, level }),
        event: Some(Within { days: 30, level }),
    }
}

/// A claim that keeps all of it.
fn good() -> Facts {
    Facts {
        expense_type: Some(ExpenseType::Catering),
        worth: Some(euros(6_000)),
        spent_on: Some(before(90)),
        submitted_on: today(),
        has_receipt: true,
        is_by_unit: false,
        events: vec![EndOf {
            title: "Forum".into(),
            on: before(30),
            is_share: false,
        }],
        is_reversal: false,
    }
}

fn told(facts: &Facts, level: Level) -> Vec<(Level, &'static str, String)> {
    let locale = Locale::of("en-GB");
    let found = findings(facts, &strict(level));
    let one = |finding: &Finding| (finding.level, finding.field(), finding.message(&locale));
    found.iter().map(one).collect()
}

#[test]
fn exactly_what_is_allowed_is_allowed() {
    for level in Level::ALL {
        assert_eq!(told(&good(), *level), []);
        let mut cheap = good();
        (cheap.worth, cheap.has_receipt) = (Some(euros(2_500)), false);
        assert_eq!(told(&cheap, *level), []);
    }
}

#[test]
fn each_rule_is_broken_by_the_smallest_step_beyond_it_and_says_its_figures() {
    for level in Level::ALL {
        let mut dear = good();
        dear.worth = Some(euros(6_001));
        assert_eq!(
            told(&dear, *level),
            [(
                *level,
                "amount",
                "Catering is limited to €60.00; this is €60.01.".to_owned()
            )]
        );
        let mut bare = good();
        (bare.worth, bare.has_receipt) = (Some(euros(2_501)), false);
        assert_eq!(
            told(&bare, *level),
            [(
                *level,
                "receipts",
                "A receipt is needed above €25.00; this is €25.01.".to_owned()
            )]
        );
        let mut old = good();
        old.spent_on = Some(before(91));
        assert_eq!(
            told(&old, *level),
            [(
                *level,
                "expense_date",
                "What was paid is claimed within 90 days; this was 91 days ago.".to_owned()
            )]
        );
        let mut late = good();
        late.events[0].on = before(31);
        assert_eq!(
            told(&late, *level),
            [(
                *level,
                "event_id",
                "Claims for “Forum” are taken for 30 days after its end on 22 Oct 2026; that was 31 days ago.".to_owned()
            )]
        );
    }
}

#[test]
fn a_distance_has_no_receipt_and_a_reversal_is_not_looked_at() {
    let mut driven = good();
    (driven.has_receipt, driven.is_by_unit) = (false, true);
    assert_eq!(told(&driven, Level::Block), []);
    let mut back = good();
    (back.worth, back.has_receipt, back.is_reversal) = (Some(euros(900_000)), false, true);
    back.spent_on = Some(before(900));
    assert_eq!(told(&back, Level::Block), []);
}

#[test]
fn other_types_and_other_currencies_are_not_compared() {
    let mut travel = good();
    (travel.expense_type, travel.worth) = (Some(ExpenseType::Travel), Some(euros(900_000)));
    assert_eq!(told(&travel, Level::Block), []);
    let mut yen = good();
    yen.worth = Some(Money::new(900_000, "JPY".parse().unwrap()));
    assert_eq!(told(&yen, Level::Block), []);
}

#[test]
fn each_of_several_events_is_looked_at_by_itself() {
    let mut divided = good();
    divided.events = vec![
        EndOf {
            title: "Forum".into(),
            on: before(40),
            is_share: true,
        },
        EndOf {
            title: "Gala".into(),
            on: before(10),
            is_share: true,
        },
    ];
    let told = told(&divided, Level::Warn);
    assert_eq!((told.len(), told[0].1), (1, "split"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is claimed: a rule is broken if and only if it is passed, the level changes nothing but the level, what is
    /// stored is read again, and without a policy nothing is found.
    #[test]
    fn a_rule_is_broken_exactly_where_it_is_passed(
        worth in 0_i64..12_000, age in 0_u64..200, ended in 0_u64..60, has_receipt in any::<bool>(), is_by_unit in any::<bool>(),
        catering in any::<bool>(),
    ) {
        let facts = Facts {
            expense_type: Some(if catering { ExpenseType::Catering } else { ExpenseType::Venue }),
            worth: Some(euros(worth)),
            spent_on: Some(before(age)),
            has_receipt,
            is_by_unit,
            events: vec![EndOf { title: "Forum".into(), on: before(ended), is_share: false }],
            ..good()
        };
        let found = findings(&facts, &strict(Level::Warn));
        let has = |field: &str| found.iter().any(|finding| finding.field() == field);
        prop_assert_eq!(has("amount"), catering && worth > 6_000);
        prop_assert_eq!(has("receipts"), !has_receipt && !is_by_unit && worth > 2_500);
        prop_assert_eq!(has("expense_date"), age > 90);
        prop_assert_eq!(has("event_id"), ended > 30);
        let blocked = findings(&facts, &strict(Level::Block));
        let rules = |found: &[Finding]| found.iter().map(|one| one.broken.clone()).collect::<Vec<_>>();
        prop_assert_eq!(rules(&found), rules(&blocked));
        prop_assert!(blocked.iter().all(|one| one.level == Level::Block));
        let stored = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Finding>>(&stored).unwrap(), found);
        prop_assert!(findings(&facts, &Policy::default()).is_empty());
    }
}
