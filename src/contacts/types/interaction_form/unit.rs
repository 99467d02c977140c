use super::*;
use chrono::TimeZone;
use proptest::prelude::*;

/// A way to one of the fields.
type Field = fn(&mut InteractionForm) -> &mut String;

/// 12 November 2025, 15:30 in Berlin.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 11, 12, 14, 30, 0).unwrap()
}

/// Berlin in 2025: an hour east, two from 30 March until 26 October.
fn berlin() -> Zone {
    let summer = Utc.with_ymd_and_hms(2025, 3, 30, 1, 0, 0).unwrap().timestamp();
    let winter = Utc.with_ymd_and_hms(2025, 10, 26, 1, 0, 0).unwrap().timestamp();
    Zone {
        name: "Europe/Berlin".into(),
        offsets: vec![(0, 3600), (summer, 7200), (winter, 3600)],
    }
}

fn call() -> InteractionForm {
    InteractionForm {
        interaction_type: "call".into(),
        ..InteractionForm::default()
    }
}

fn parsed(type_it: impl FnOnce(&mut InteractionForm)) -> Result<InteractionValues, Vec<String>> {
    let mut form = call();
    type_it(&mut form);
    match form.parse(&berlin(), now()) {
        Ok(new) => Ok(new.values().clone()),
        Err(errors) => Err(errors.iter().map(|(field, _)| field.to_owned()).collect()),
    }
}

#[test]
fn a_type_is_all_that_a_quick_note_needs() {
    let call = parsed(|_| {}).unwrap();
    assert_eq!(
        (call.status, call.interaction_date),
        (InteractionStatus::Completed, None)
    );
    assert_eq!(
        parsed(|form| form.interaction_type = String::new()),
        Err(vec!["interaction_type".into()])
    );
}

#[test]
fn a_day_and_time_is_by_the_clock_of_whoever_typed_it() {
    let at = |typed: &str| {
        parsed(|form| form.interaction_date = typed.into())
            .unwrap()
            .interaction_date
    };
    assert_eq!(at("2025-11-12T15:30"), Some(now()));
    assert_eq!(
        at("2025-07-01T15:30:20"),
        Some(Utc.with_ymd_and_hms(2025, 7, 1, 13, 30, 20).unwrap())
    );
}

#[test]
fn an_hour_that_the_clocks_skip_does_not_exist() {
    let wrong = Err(vec!["interaction_date".to_owned()]);
    assert_eq!(
        parsed(|form| form.interaction_date = "2025-03-30T02:30".into()),
        wrong
    );
    assert!(parsed(|form| form.interaction_date = "2025-03-30T03:30".into()).is_ok());
}

#[test]
fn what_is_no_day_and_time_is_refused() {
    for bad in [
        "yesterday",
        "2025-11-12",
        "2025-02-30T10:00",
        "12.11.2025 10:00",
        "2025-11-12T25:00",
        "1850-01-01T00:00",
        "275760-09-13T00:00",
        "\0",
    ] {
        assert_eq!(
            parsed(|form| form.interaction_date = bad.into()),
            Err(vec!["interaction_date".into()]),
            "{bad}"
        );
    }
}

#[test]
fn what_is_completed_has_happened() {
    let wrong = Err(vec!["interaction_date".to_owned()]);
    assert_eq!(
        parsed(|form| form.interaction_date = "2025-11-12T15:31".into()),
        wrong
    );
    assert!(
        parsed(|form| (form.interaction_date, form.status) = ("2025-11-12T15:31".into(), "scheduled".into()))
            .is_ok()
    );
}

#[test]
fn what_is_planned_has_a_day() {
    assert_eq!(
        parsed(|form| form.status = "scheduled".into()),
        Err(vec!["interaction_date".into()])
    );
}

#[test]
fn choices_are_taken_by_their_stored_value_only() {
    assert_eq!(
        parsed(|form| form.interaction_type = "fax".into()),
        Err(vec!["interaction_type".into()])
    );
    assert_eq!(
        parsed(|form| form.status = "Completed".into()),
        Err(vec!["status".into()])
    );
    assert_eq!(
        parsed(|form| form.direction = "sideways".into()),
        Err(vec!["direction".into()])
    );
    assert_eq!(
        parsed(|form| form.direction = "both".into()).unwrap().direction,
        Some(Direction::Both)
    );
}

#[test]
fn text_is_as_long_as_its_column_and_no_longer() {
    let longest: [(&str, usize, Field); 3] = [
        ("subject", 255, |form| &mut form.subject),
        ("description", 10_000, |form| &mut form.description),
        ("outcome", 10_000, |form| &mut form.outcome),
    ];
    for (field, most, of) in longest {
        assert!(parsed(|form| *of(form) = "é".repeat(most)).is_ok(), "{field}");
        assert_eq!(
            parsed(|form| *of(form) = "é".repeat(most + 1)),
            Err(vec![field.into()])
        );
        assert_eq!(parsed(|form| *of(form) = "a\0b".into()), Err(vec![field.into()]));
    }
    assert!(InteractionForm::parse_outcome(&"é".repeat(10_001)).is_err());
    assert_eq!(
        InteractionForm::parse_outcome(" signed "),
        Ok(Some("signed".into()))
    );
}

proptest! {
    #[test]
    fn what_was_typed_reads_back_as_it_was_typed(minutes in 0_i64..525_600) {
        let typed = Utc.with_ymd_and_hms(2025, 1, 1, 0, 0, 0).unwrap() + chrono::TimeDelta::minutes(minutes);
        let typed = typed.format("%Y-%m-%dT%H:%M").to_string();
        let planned = parsed(|form| (form.status, form.interaction_date) = ("scheduled".into(), typed.clone()));
        if let Ok(InteractionValues { interaction_date: Some(at), .. }) = planned {
            prop_assert_eq!(berlin().input_value(at), typed);
        } else {
            prop_assert!(typed.starts_with("2025-03-30T02:"), "{}", typed);
        }
    }

    #[test]
    fn anything_typed_is_either_stored_or_explained(text in ".{0,40}") {
        let everywhere = InteractionForm {
            interaction_type: text.clone(),
            status: text.clone(),
            direction: text.clone(),
            interaction_date: text.clone(),
            subject: text.clone(),
            description: text.clone(),
            outcome: text,
        };
        prop_assert!(everywhere.parse(&berlin(), now()).is_err());
    }
}
