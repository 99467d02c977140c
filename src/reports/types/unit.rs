//! What is asked for, read and written.

use super::*;
use crate::forms::TypedForm;
use crate::query::Query;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_filter_survives_its_address() {
    let filter = ReportFilter {
        by: Dimension::Person,
        from: Some(month("2025-11")),
        to: Some(month("2026-02")),
        counted: Counted::Waiting,
        person: Some(UserId::new()),
        event: Some(EventId::new()),
    };
    let query = Query::parse(&filter.to_query());
    assert_eq!(ReportFilter::from_query(|name| query.get(name)), filter);
    assert_eq!(ReportFilter::default().to_query(), "");
}

#[test]
fn a_period_is_the_year_unless_something_is_asked_for_and_ten_years_at_most() {
    let of = |from: &str, to: &str| {
        let filter = ReportFilter {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ..ReportFilter::default()
        };
        let (first, last) = filter.period(day("2026-11-22"));
        format!("{first} {last}")
    };
    assert_eq!(of("", ""), "2026-01 2026-12");
    assert_eq!(of("2026-03", ""), "2026-03 2026-11");
    assert_eq!(of("", "2026-03"), "2025-04 2026-03");
    assert_eq!(of("2026-05", "2026-03"), "2026-03 2026-05");
    assert_eq!(of("1950-01", "2026-12"), "2017-01 2026-12");
}

#[test]
fn an_account_is_of_letters_and_digits_and_an_empty_field_is_none() {
    let form = AccountsForm {
        travel: " 4670 ".into(),
        tax: "1576/19".into(),
        ..AccountsForm::default()
    };
    let accounts = form.parse().unwrap();
    assert_eq!(
        (accounts.of(Purpose::Travel), accounts.of(Purpose::Other)),
        ("4670", "")
    );
    assert_eq!(AccountsForm::from(&accounts).tax, "1576/19");
    let wrong = AccountsForm {
        travel: "=4670".into(),
        other: "1".repeat(21),
        venue: "46;70".into(),
        ..AccountsForm::default()
    };
    let errors = wrong.parse().unwrap_err();
    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["other", "travel", "venue"]);
}

#[test]
fn each_purpose_has_a_field_of_its_name() {
    let form = AccountsForm::default();
    let fields: Vec<_> = form
        .fields()
        .iter()
        .map(|(name, label, _)| format!("{name} {label}"))
        .collect();
    let purposes: Vec<_> = Purpose::ALL
        .iter()
        .map(|one| format!("{one} {}", one.label()))
        .collect();
    assert_eq!(fields, purposes);
}
