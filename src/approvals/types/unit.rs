//! Words and forms, without a database.

use super::*;

fn step(condition: Condition, approver: Approver, name: Option<&str>) -> StepRow {
    StepRow {
        id: ApprovalStepId::new(),
        version: 1,
        condition,
        approver,
        person: None,
        name: name.map(str::to_owned),
        is_lost: false,
    }
}

fn condition(least: Option<i64>, types: &[ExpenseType], only_events: bool) -> Condition {
    Condition {
        min_amount: least.map(|minor| Money::new(minor, Currency::EUR)),
        expense_types: types.to_vec(),
        only_events,
    }
}

#[test]
fn a_chain_is_told_in_sentences() {
    let english = Locale::of("en-GB");
    let large = condition(Some(50_000), &[], true);
    let steps = [
        step(large.clone(), Approver::BudgetHolder, None),
        step(large, Approver::Person, Some("Dana Deer")),
        step(
            condition(None, &[ExpenseType::Travel, ExpenseType::Venue], false),
            Approver::Anyone,
            None,
        ),
    ];
    assert_eq!(
        in_words(&steps, &english),
        [
            "Claims of €500.00 or more for an event: first the event's budget holder, then Dana Deer.",
            "After that, claims for travel or venue: anyone who may decide.",
        ]
    );
    let all = [step(
        condition(None, &[], false),
        Approver::Person,
        Some("Dana Deer"),
    )];
    assert_eq!(in_words(&all, &english), ["All claims: Dana Deer."]);
    assert!(in_words(&[], &english).is_empty());
}

#[test]
fn a_step_survives_its_form() {
    let english = Locale::of("en-GB");
    let dana = UserId::new();
    let mut kept = step(
        condition(Some(12_345), &[ExpenseType::Catering], true),
        Approver::Person,
        Some("Dana Deer"),
    );
    kept.person = Some(dana);
    let read = StepForm::of(&kept, &english).parse(Currency::EUR, &english);
    let read = read.unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(
        (read.condition(), read.approver(), read.person()),
        (&kept.condition, Approver::Person, Some(dana))
    );
}

#[test]
fn a_step_without_an_approver_or_with_a_strange_amount_is_refused_at_the_field() {
    let form = StepForm {
        min_amount: "1.005".into(),
        ..StepForm::default()
    };
    let errors = form
        .parse(Currency::EUR, &Locale::of("en-GB"))
        .err()
        .unwrap_or_default();
    assert!(
        errors.get("approver").is_some() && errors.get("min_amount").is_some(),
        "{errors:?}"
    );
}

#[test]
fn days_of_a_substitute_are_in_order_and_to_come() {
    let (me, other) = (UserId::new(), UserId::new());
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
    let form = |from: &str, until: &str, substitute: UserId| SubstituteForm {
        substitute_id: substitute.to_string(),
        from_date: from.into(),
        until_date: until.into(),
        ..SubstituteForm::default()
    };
    let one_day = form("2026-11-22", "2026-11-22", other).parse(me, day(22));
    assert_eq!(one_day.map(|it| (it.person(), it.substitute())), Ok((me, other)));
    for (typed, field) in [
        (form("2026-11-23", "2026-11-22", other), "until_date"),
        (form("2026-11-20", "2026-11-21", other), "until_date"),
        (form("", "2026-11-30", other), "from_date"),
        (form("2026-11-23", "2026-11-24", me), "substitute_id"),
    ] {
        let errors = typed.parse(me, day(22)).err().unwrap_or_default();
        assert!(errors.get(field).is_some(), "{typed:?} {errors:?}");
    }
}

#[test]
fn whom_a_claim_waits_for_is_told_in_few_words() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut waits = WaitsFor::default();
    assert!(waits.in_words().contains("nobody"));
    waits.names = names(&["Dana", "Eve"]);
    assert_eq!(waits.in_words(), "Dana or Eve");
    waits.substitutes = names(&["Fay"]);
    assert_eq!(waits.in_words(), "Dana or Eve (in their place today: Fay)");
    waits.is_anyone = true;
    assert_eq!(waits.in_words(), "anyone who may decide");
}
