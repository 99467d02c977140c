use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn clock(text: &str) -> NaiveDateTime {
    crate::ui::time::parse_local(text).unwrap()
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn rule(every: u32, pattern: Pattern, count: usize) -> Rule {
    Rule {
        every,
        pattern,
        ends: Ends::Count(count),
        is_more: false,
    }
}

fn on(days: &[Weekday]) -> Pattern {
    Pattern::Weeks(days.iter().fold(Weekdays::default(), |all, day| all.with(*day)))
}

fn days(rule: Rule, first: &str) -> Vec<String> {
    let found = rule.days(day(first)).unwrap();
    found.days.iter().map(ToString::to_string).collect()
}

#[test]
fn every_so_many_days_weeks_and_months() {
    assert_eq!(
        days(rule(3, Pattern::Days, 3), "2026-12-30"),
        ["2026-12-30", "2027-01-02", "2027-01-05"]
    );
    // Every other week on Tuesday and Thursday, begun on a Thursday: the Tuesday of that week is over.
    assert_eq!(
        days(rule(2, on(&[Weekday::Tue, Weekday::Thu]), 4), "2026-05-14"),
        ["2026-05-14", "2026-05-26", "2026-05-28", "2026-06-09"]
    );
    // The weekday on which it begins is one of them, whatever was ticked.
    assert_eq!(
        days(rule(1, on(&[Weekday::Fri]), 3), "2026-05-14"),
        ["2026-05-14", "2026-05-15", "2026-05-21"]
    );
    let months = |by, first| days(rule(1, Pattern::Months(by), 3), first);
    assert_eq!(
        months(MonthBy::Day, "2026-05-12"),
        ["2026-05-12", "2026-06-12", "2026-07-12"]
    );
    assert_eq!(
        months(MonthBy::Weekday, "2026-05-12"),
        ["2026-05-12", "2026-06-09", "2026-07-14"]
    );
    assert_eq!(
        months(MonthBy::LastWeekday, "2026-05-26"),
        ["2026-05-26", "2026-06-30", "2026-07-28"]
    );
    assert_eq!(
        months(MonthBy::LastDay, "2027-01-31"),
        ["2027-01-31", "2027-02-28", "2027-03-31"]
    );
}

#[test]
fn a_month_without_such_a_day_is_left_out_and_named() {
    let found = rule(1, Pattern::Months(MonthBy::Day), 3)
        .days(day("2027-01-31"))
        .unwrap();
    assert_eq!(
        found.days,
        [day("2027-01-31"), day("2027-03-31"), day("2027-05-31")]
    );
    assert_eq!(found.left_out, [day("2027-02-01"), day("2027-04-01")]);
    let fifth = rule(1, Pattern::Months(MonthBy::Weekday), 2)
        .days(day("2026-06-30"))
        .unwrap();
    assert_eq!(fifth.days, [day("2026-06-30"), day("2026-09-29")]);
    assert_eq!(fifth.left_out, [day("2026-07-01"), day("2026-08-01")]);
}

#[test]
fn it_ends_with_a_day_that_it_may_fall_on() {
    let until = |text| Rule {
        ends: Ends::Until(day(text)),
        ..rule(1, on(&[]), 0)
    };
    assert_eq!(
        days(until("2026-05-26"), "2026-05-12"),
        ["2026-05-12", "2026-05-19", "2026-05-26"]
    );
    assert_eq!(days(until("2026-05-25"), "2026-05-12").len(), 2);
    for early in ["2026-05-18", "2020-01-01"] {
        let refused = until(early).days(day("2026-05-12")).unwrap_err();
        assert!(refused.get("until").is_some(), "{early}");
    }
    assert!(
        until("2029-01-01")
            .days(day("2026-05-12"))
            .unwrap_err()
            .get("until")
            .unwrap()
            .contains("more than 100")
    );
}

#[test]
fn the_last_such_day_of_a_month_begins_on_one() {
    let last = |by, first| rule(1, Pattern::Months(by), 2).days(day(first)).unwrap_err();
    assert_eq!(
        last(MonthBy::LastWeekday, "2026-05-12").get("month_by"),
        Some("12 May 2026 is not the last Tuesday of its month: choose another way, or another first day.")
    );
    assert!(last(MonthBy::LastDay, "2026-05-30").get("month_by").is_some());
}

#[test]
fn a_series_has_two_events_and_at_most_a_hundred_are_made_at_once() {
    let once = rule(1, Pattern::Days, 1).days(day("2026-05-12"));
    assert!(once.unwrap_err().get("count").is_some());
    assert_eq!(days(rule(1, Pattern::Days, 100), "2026-05-12").len(), 100);
    // One that is there already is not one of them.
    let more = rule(1, Pattern::Days, 100).after_one();
    assert_eq!(days(more, "2026-05-12").len(), 101);
    assert_eq!(days(rule(1, Pattern::Days, 1).after_one(), "2026-05-12").len(), 2);
}

#[test]
fn nine_in_the_morning_stays_nine_and_a_time_that_is_skipped_comes_later() {
    let now = "2027-01-01T00:00:00Z".parse().unwrap();
    let weekly = rule(1, on(&[]), 3);
    let nine = weekly
        .dates(
            (clock("2027-03-21T09:00"), clock("2027-03-21T10:30")),
            &berlin(),
            now,
        )
        .unwrap();
    let starts: Vec<_> = nine.times.iter().map(|one| one.start.to_rfc3339()).collect();
    assert_eq!(
        starts,
        [
            "2027-03-21T08:00:00+00:00",
            "2027-03-28T07:00:00+00:00",
            "2027-04-04T07:00:00+00:00"
        ]
    );
    assert!(nine.times.iter().all(|one| !one.is_moved));
    let night = weekly
        .dates(
            (clock("2027-03-21T02:30"), clock("2027-03-21T03:15")),
            &berlin(),
            now,
        )
        .unwrap();
    let second = night.times[1];
    assert!(second.is_moved && !night.times[0].is_moved && !night.times[2].is_moved);
    assert_eq!(berlin().local(second.start), clock("2027-03-28T03:30"));
    assert_eq!(second.end - second.start, TimeDelta::minutes(45));
    // Half an hour is skipped on Lord Howe.
    let howe = Zone::named("Australia/Lord_Howe").unwrap();
    let (at, is_moved) = settled(&howe, clock("2027-10-03T02:15"));
    assert!(is_moved);
    assert_eq!(howe.local(at), clock("2027-10-03T02:45"));
}

#[test]
fn an_hour_that_comes_twice_is_the_first_and_nothing_ends_before_it_begins() {
    let now = "2027-01-01T00:00:00Z".parse().unwrap();
    let found = rule(1, on(&[]), 2)
        .dates(
            (clock("2027-10-24T02:45"), clock("2027-10-24T03:10")),
            &berlin(),
            now,
        )
        .unwrap();
    assert_eq!(found.times[1].start.to_rfc3339(), "2027-10-31T00:45:00+00:00");
    assert!(found.times[1].end > found.times[1].start);
}

#[test]
fn none_lies_farther_away_than_an_event_may() {
    let now = "2027-01-01T00:00:00Z".parse().unwrap();
    let times = (clock("2027-03-21T09:00"), clock("2027-03-21T10:00"));
    let yearly = |count| rule(12, Pattern::Months(MonthBy::Day), count).dates(times, &berlin(), now);
    assert!(yearly(9).is_ok());
    assert_eq!(
        yearly(20).unwrap_err().get("count"),
        Some("Event 10 of these would lie more than 9 years from today: choose fewer.")
    );
}

#[test]
fn a_rule_is_said_in_words_and_as_calendars_write_it() {
    let said = |rule: Rule, first: &str| (rule.in_words(day(first)), rule.rrule(day(first)));
    let both = |words: &str, rrule: &str| (words.to_owned(), rrule.to_owned());
    assert_eq!(
        said(rule(1, Pattern::Days, 2), "2026-05-12"),
        both("Every day", "FREQ=DAILY")
    );
    assert_eq!(
        said(rule(2, on(&[Weekday::Thu, Weekday::Sun]), 2), "2026-05-12"),
        both(
            "Every 2 weeks on Tuesday, Thursday and Sunday",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SU"
        )
    );
    let monthly = |by, first| said(rule(1, Pattern::Months(by), 2), first);
    assert_eq!(
        monthly(MonthBy::Day, "2026-05-31"),
        both("Every month on the 31st", "FREQ=MONTHLY;BYMONTHDAY=31")
    );
    assert_eq!(
        monthly(MonthBy::Weekday, "2026-05-12"),
        both("Every month on the 2nd Tuesday", "FREQ=MONTHLY;BYDAY=2TU")
    );
    assert_eq!(
        monthly(MonthBy::LastWeekday, "2026-05-26"),
        both("Every month on the last Tuesday", "FREQ=MONTHLY;BYDAY=-1TU")
    );
    assert_eq!(
        monthly(MonthBy::LastDay, "2026-05-31"),
        both("Every month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1")
    );
    assert_eq!(
        [ordinal(11), ordinal(22), ordinal(3), ordinal(30)],
        ["11th", "22nd", "3rd", "30th"]
    );
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let weekdays = proptest::array::uniform7(any::<bool>()).prop_map(|days| Pattern::Weeks(Weekdays(days)));
    let months = prop_oneof![Just(MonthBy::Day), Just(MonthBy::Weekday)].prop_map(Pattern::Months);
    prop_oneof![Just(Pattern::Days), weekdays, months]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn dates_rise_are_as_many_as_asked_and_show_the_same_time_wherever_it_exists(
        zone in prop_oneof![
            Just("Europe/Berlin"), Just("America/New_York"), Just("Australia/Lord_Howe"), Just("Asia/Kolkata"),
            Just("America/Santiago"), Just("Africa/Casablanca"), Just("UTC")],
        pattern in patterns(),
        every in 1_u32..4,
        count in 2_usize..=24,
        first in 0_u64..700,
        minute in 0_i64..1_440,
        length in 1_i64..3_000,
    ) {
        let zone = Zone::named(zone).unwrap();
        let now = Utc::now();
        let first = now.date_naive() + Days::new(first);
        let start = first.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(minute);
        let rule = rule(every, pattern, count);
        let times = (start, start + TimeDelta::minutes(length));
        let found = match rule.dates(times, &zone, now) {
            Ok(found) => found,
            // A 31st every third month of very many is farther away than an event may be.
            Err(errors) => {
                prop_assert!(errors.get("count").unwrap().contains("years from today"), "{errors:?}");
                return Ok(());
            }
        };
        prop_assert_eq!(found.times.len(), count);
        prop_assert_eq!(found.times[0].start, settled(&zone, start).0);
        for one in &found.times {
            prop_assert!(one.start < one.end);
            let local = zone.local(one.start);
            if one.is_moved {
                // It exists nowhere on that day, and comes by as much later as the clocks are put forward.
                prop_assert!(zone.to_utc(local.date().and_time(start.time())).is_none());
                prop_assert!(local.time() > start.time() && local.time() - start.time() <= TimeDelta::hours(2));
                prop_assert_eq!(one.end - one.start, TimeDelta::minutes(length));
            } else {
                prop_assert_eq!(local.time(), start.time());
            }
        }
        for pair in found.times.windows(2) {
            prop_assert!(pair[0].start < pair[1].start);
            let apart = zone.local(pair[1].start).date() - zone.local(pair[0].start).date();
            prop_assert!(apart >= TimeDelta::days(1));
        }
        // Ended by the day of its last event, it is the same series.
        let last = zone.local(found.times[count - 1].start).date();
        let until = Rule { ends: Ends::Until(last), ..rule };
        prop_assert_eq!(until.dates(times, &zone, now).unwrap(), found);
    }
}
