use super::*;
use chrono::TimeZone;
use proptest::prelude::*;

type Change = fn(&mut EventForm);

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn english() -> Locale {
    Locale::of("en-GB")
}

fn gala() -> EventForm {
    EventForm {
        title: "Summer gala".into(),
        start_date: "2026-06-12T18:30".into(),
        end_date: "2026-06-12T23:00".into(),
        timezone: "Europe/Berlin".into(),
        ..EventForm::blank(&berlin(), now())
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

fn with(change: impl FnOnce(&mut EventForm)) -> EventForm {
    let mut form = gala();
    change(&mut form);
    form
}

fn errors_of(form: &EventForm) -> Vec<String> {
    let errors = match form.parse() {
        Err(errors) => errors,
        Ok(typed) => typed.by(&berlin(), &english(), now()).err().unwrap_or_default(),
    };
    errors.iter().map(|(field, _)| field.to_owned()).collect()
}

fn stored(form: &EventForm) -> EventValues {
    let typed = form.parse().unwrap();
    typed.by(&berlin(), &english(), now()).unwrap().values().clone()
}

#[test]
fn times_are_typed_by_the_clock_of_the_event_at_its_own_date() {
    // Summer time there, though it is winter now.
    let values = stored(&gala());
    assert_eq!(
        values.start,
        Utc.with_ymd_and_hms(2026, 6, 12, 16, 30, 0).unwrap()
    );
    let winter = with(|form| {
        form.start_date = "2026-12-12T18:30".into();
        form.end_date = "2026-12-12T23:00".into();
    });
    assert_eq!(
        stored(&winter).start,
        Utc.with_ymd_and_hms(2026, 12, 12, 17, 30, 0).unwrap()
    );
}

#[test]
fn an_hour_that_the_clocks_skip_is_refused_where_it_was_typed() {
    let skipped = with(|form| {
        form.start_date = "2026-03-29T02:30".into();
        form.end_date = "2026-03-29T05:00".into();
    });
    let errors = skipped
        .parse()
        .unwrap()
        .by(&berlin(), &english(), now())
        .unwrap_err();
    assert_eq!(
        errors.get("start_date"),
        Some("There is no 02:30 on that day in Europe/Berlin: the clocks go forward.")
    );
    assert_eq!(errors.get("end_date"), None);
}

#[test]
fn of_an_hour_that_comes_twice_the_first_is_meant() {
    let twice = with(|form| {
        form.start_date = "2026-10-25T02:30".into();
        form.end_date = "2026-10-25T04:00".into();
    });
    assert_eq!(
        stored(&twice).start,
        Utc.with_ymd_and_hms(2026, 10, 25, 0, 30, 0).unwrap()
    );
}

#[test]
fn an_event_ends_after_it_begins_and_within_a_year() {
    for end in ["2026-06-12T18:30", "2026-06-12T18:00", "2027-09-01T18:00"] {
        assert_eq!(errors_of(&with(|form| form.end_date = end.into())), ["end_date"]);
    }
}

#[test]
fn what_cannot_be_stored_is_told_field_by_field() {
    let wrong: [(&str, Change); 11] = [
        ("title", |form| form.title = "  ".into()),
        ("title", |form| form.title = "é".repeat(256)),
        ("event_type", |form| form.event_type = "party".into()),
        ("start_date", |form| form.start_date = "tomorrow".into()),
        ("end_date", |form| form.end_date = String::new()),
        ("timezone", |form| form.timezone = String::new()),
        ("max_attendees", |form| form.max_attendees = "0".into()),
        ("budget", |form| form.budget = "1,50".into()),
        ("budget", |form| form.budget = "-5".into()),
        ("currency", |form| form.currency = "XXY".into()),
        ("registration_url", |form| {
            form.registration_url = "javascript:alert(1)".into()
        }),
    ];
    for (field, change) in wrong {
        assert_eq!(errors_of(&with(change)), [field]);
    }
}

#[test]
fn a_budget_is_typed_in_the_way_of_a_country() {
    let typed = with(|form| form.budget = "12.500,50".into()).parse().unwrap();
    let stored = typed.by(&berlin(), &Locale::of("de-DE"), now()).unwrap();
    assert_eq!(stored.values().budget, Money::new(1_250_050, Currency::EUR));
    assert_eq!(stored.values().budget.to_typed(&Locale::of("de-DE")), "12500,50");
}

#[test]
fn a_day_too_far_away_for_any_clock_is_refused() {
    let far = with(|form| {
        form.start_date = "2040-06-12T18:30".into();
        form.end_date = "2040-06-12T20:30".into();
    });
    assert_eq!(errors_of(&far), ["end_date", "start_date"]);
}

#[test]
fn a_blank_form_lacks_its_title_only() {
    assert_eq!(errors_of(&EventForm::blank(&berlin(), now())), ["title"]);
}

proptest! {
    #[test]
    fn nothing_that_is_typed_makes_it_fail_otherwise(texts in proptest::array::uniform16(".{0,40}")) {
        use crate::forms::TypedForm;
        let mut form = EventForm::default();
        let names: Vec<_> = form.fields().into_iter().map(|(name, ..)| name).collect();
        for (name, text) in names.into_iter().zip(texts) {
            *form.field_mut(name).unwrap() = text;
        }
        if let Ok(typed) = form.parse() {
            let _ = typed.by(&berlin(), &english(), now());
        }
    }
}
