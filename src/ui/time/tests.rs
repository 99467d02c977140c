use super::*;

/// Berlin in 2026, by hand, so that these tests also run without the time zone database.
fn berlin() -> Zone {
    let from = |text: &str| at(text).timestamp();
    Zone {
        name: "Europe/Berlin".into(),
        offsets: vec![
            (from("2025-10-26T01:00:00Z"), 3_600),
            (from("2026-03-29T01:00:00Z"), 7_200),
            (from("2026-10-25T01:00:00Z"), 3_600),
        ],
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn clock(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn british() -> Locale {
    Locale::of("en-GB")
}

#[test]
fn the_clock_on_the_wall_follows_summer_time() {
    assert_eq!(
        berlin().local(at("2026-01-15T12:00:00Z")),
        clock("2026-01-15T13:00:00")
    );
    assert_eq!(
        berlin().local(at("2026-07-15T12:00:00Z")),
        clock("2026-07-15T14:00:00")
    );
    assert_eq!(
        berlin().local(at("2026-03-29T00:59:59Z")),
        clock("2026-03-29T01:59:59")
    );
    assert_eq!(
        berlin().local(at("2026-03-29T01:00:00Z")),
        clock("2026-03-29T03:00:00")
    );
}

#[test]
fn a_time_before_the_table_takes_its_first_offset() {
    assert_eq!(
        berlin().local(at("2001-01-15T12:00:00Z")),
        clock("2001-01-15T13:00:00")
    );
}

#[test]
fn an_hour_that_the_clocks_skip_does_not_exist() {
    assert_eq!(berlin().to_utc(clock("2026-03-29T02:30:00")), None);
    assert_eq!(berlin().parse_input("2026-03-29T02:30"), None);
}

#[test]
fn an_hour_that_comes_twice_is_taken_as_the_first() {
    assert_eq!(
        berlin().to_utc(clock("2026-10-25T02:30:00")),
        Some(at("2026-10-25T00:30:00Z"))
    );
}

#[test]
fn what_an_input_holds_comes_back_as_the_same_point_in_time() {
    let moment = at("2026-07-15T12:34:00Z");
    assert_eq!(berlin().input_value(moment), "2026-07-15T14:34");
    assert_eq!(berlin().parse_input("2026-07-15T14:34"), Some(moment));
    assert_eq!(berlin().parse_input(" 2026-07-15T14:34:00.000 "), Some(moment));
}

#[test]
fn what_is_no_date_and_time_is_refused() {
    for text in [
        "",
        "tomorrow",
        "2026-07-15",
        "2026-13-01T10:00",
        "2026-07-15T25:00",
        "2026-07-15T",
        "+2026-07-15T10:00",
        "2026-7-15T10:00",
        "2026-07-15T-1:00",
        "2026-07-15T10:00:61x",
        "99999999999-01-01T00:00",
    ] {
        assert_eq!(berlin().parse_input(text), None, "{text}");
    }
    assert_eq!(parse_date("2026-02-29"), None);
    assert_eq!(parse_date("2028-02-29"), NaiveDate::from_ymd_opt(2028, 2, 29));
}

#[test]
fn a_date_stands_in_the_order_of_the_locale() {
    let moment = at("2025-11-02T13:05:00Z");
    let written = |tag: &str| berlin().date_time(moment, &Locale::of(tag));
    assert_eq!(written("en-GB"), "2 Nov 2025, 14:05");
    assert_eq!(written("en-US"), "Nov 2, 2025, 2:05 pm");
    assert_eq!(written("de-DE"), "2. Nov 2025, 14:05");
    assert_eq!(written("fr-FR"), "2 Nov 2025, 14:05");
    assert_eq!(written("sv-SE"), "2025-11-02, 14:05");
}

#[test]
fn midnight_and_noon_are_twelve_on_a_twelve_hour_clock() {
    let american = Locale::of("en-US");
    assert_eq!(
        Zone::utc().time(at("2026-01-01T00:07:00Z"), &american),
        "12:07 am"
    );
    assert_eq!(
        Zone::utc().time(at("2026-01-01T12:00:00Z"), &american),
        "12:00 pm"
    );
}

#[test]
fn a_day_is_said_as_one_would_say_it() {
    let now = at("2026-07-15T12:00:00Z");
    let day = |text: &str| berlin().day(at(text), now, &british());
    assert_eq!(day("2026-07-15T00:00:00Z"), "today");
    assert_eq!(day("2026-07-14T12:00:00Z"), "yesterday");
    assert_eq!(day("2026-07-16T12:00:00Z"), "tomorrow");
    assert_eq!(day("2026-07-01T12:00:00Z"), "1 Jul");
    assert_eq!(day("2025-12-31T12:00:00Z"), "31 Dec 2025");
}

#[test]
fn the_day_changes_at_the_persons_midnight_and_not_at_universal_midnight() {
    let now = at("2026-07-15T22:30:00Z"); // half past midnight on the 16th in Berlin
    assert_eq!(
        berlin().day(at("2026-07-15T21:00:00Z"), now, &british()),
        "yesterday"
    );
    assert_eq!(berlin().day(at("2026-07-15T22:01:00Z"), now, &british()), "today");
}

#[test]
fn the_ends_of_time_are_written_without_a_fault() {
    let _ = berlin().date_time(DateTime::<Utc>::MAX_UTC, &british());
    let _ = berlin().date_time(DateTime::<Utc>::MIN_UTC, &british());
    assert_eq!(
        Zone {
            name: "nowhere".into(),
            offsets: vec![]
        }
        .to_utc(clock("2026-01-01T00:00:00")),
        Some(at("2026-01-01T00:00:00Z"))
    );
}
