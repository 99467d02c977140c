use super::*;
use crate::forms::FieldErrors;

fn form(base: &str, rate: &str, quote: &str, date: &str) -> RateForm {
    RateForm {
        base_currency: base.into(),
        rate: rate.into(),
        quote_currency: quote.into(),
        rate_date: date.into(),
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn errors(form: &RateForm, locale: &str) -> FieldErrors {
    form.parse(&Locale::of(locale), today()).err().unwrap_or_default()
}

#[test]
fn a_rate_is_entered_in_the_way_of_whoever_enters_it() {
    let new = form("USD", "0,9222", "EUR", "2026-11-20").parse(&Locale::of("de-DE"), today());
    let new = new.unwrap();
    assert_eq!((new.base().code(), new.quote().code()), ("USD", "EUR"));
    assert_eq!(
        (new.rate().to_string().as_str(), new.date().to_string().as_str()),
        ("0.9222", "2026-11-20")
    );
}

#[test]
fn an_empty_form_names_every_field() {
    let errors = errors(&RateForm::default(), "en-GB");
    for field in ["base_currency", "rate", "quote_currency", "rate_date"] {
        assert!(errors.get(field).is_some(), "{field}");
    }
}

#[test]
fn what_is_no_rate_of_a_day_is_refused_at_its_field() {
    for (form, field) in [
        (form("USD", "1", "USD", "2026-11-20"), "quote_currency"),
        (form("XXX", "1", "USD", "2026-11-20"), "base_currency"),
        (form("EUR", "0", "USD", "2026-11-20"), "rate"),
        (form("EUR", "-1", "USD", "2026-11-20"), "rate"),
        (form("EUR", "1e3", "USD", "2026-11-20"), "rate"),
        (form("EUR", "NaN", "USD", "2026-11-20"), "rate"),
        (form("EUR", "1,084", "USD", "2026-11-20"), "rate"),
        (form("EUR", "1", "USD", "2026-11-23"), "rate_date"),
        (form("EUR", "1", "USD", "1026-11-20"), "rate_date"),
        (form("EUR", "1", "USD", "20.11.2026"), "rate_date"),
    ] {
        let errors = errors(&form, "en-GB");
        let named: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(named, [field], "{form:?}");
    }
}

#[test]
fn what_came_of_a_file_is_said_in_numbers() {
    let counted = Imported {
        new: 31,
        unknown: vec!["CYP".into(), "SIT".into()],
        ..Imported::default()
    };
    assert_eq!(
        counted.in_words(|number| number.to_string()),
        "31 new, 0 changed, 2 unknown currencies skipped (CYP, SIT)."
    );
    let again = Imported {
        same: 31,
        old: 4_000,
        unknown: vec!["CYP".into()],
        ..Imported::default()
    };
    assert_eq!(
        again.in_words(|number| number.to_string()),
        "0 new, 0 changed, 31 as they were, 4000 older than two years left out, 1 unknown currency skipped (CYP)."
    );
}

#[test]
fn what_came_of_a_file_survives_the_way_through_an_address() {
    let counted = Imported {
        new: 31,
        changed: 1,
        same: 2,
        old: 3,
        unknown: vec!["CYP".into(), "SIT".into()],
    };
    let parameters = counted.parameters();
    let get = |name: &str| {
        let found = parameters.iter().find(|(one, _)| *one == name);
        found.map(|(_, value)| value.clone())
    };
    assert_eq!(Imported::from_query(get), Some(counted));
    assert_eq!(Imported::from_query(|_| None), None);
    let strange = Imported::from_query(|name| Some(if name == "unknown" { "<b>,CYP,x" } else { "1" }.into()));
    assert_eq!(strange.unwrap().unknown, ["CYP"]);
}

#[test]
fn a_missing_rate_says_which_and_what_to_do() {
    let missing = MissingRate(Asked {
        from: "USD".parse().unwrap(),
        to: Currency::EUR,
        on: NaiveDate::from_ymd_opt(2026, 11, 12).unwrap(),
    });
    let text = missing.to_string();
    assert!(
        text.starts_with("There is no exchange rate from USD to EUR for 12 Nov 2026"),
        "{text}"
    );
    assert!(text.contains("Settings, Exchange rates"));
    let error = AppError::from(missing);
    assert_eq!((error.status(), error.told()), (422, text));
}
