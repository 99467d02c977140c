use super::*;
use crate::events::types::Span;

fn entry(start: &str, end: &str, zone: &Zone) -> Entry {
    Entry {
        id: uuid::Uuid::from_u128(7),
        version: 3,
        changed_at: "2026-06-01T10:00:00Z".parse().unwrap(),
        title: "Doors; open, again".into(),
        description: Some("First line\r\nsecond \\ line\u{7}".into()),
        span: Span {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            zone: zone.clone(),
        },
        place: Some("Main hall".into()),
        url: Some("https://plugs.example/e/summer?a=1,2".into()),
        is_cancelled: false,
    }
}

fn lines(entries: Vec<Entry>) -> Vec<String> {
    let name = "Summer".to_owned();
    let text = written(&Calendar { name, entries });
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    text.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn an_entry_is_written_by_the_clock_of_its_zone_with_what_the_zone_means() {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    // Over the end of summer time, on 25 October 2026.
    let lines = lines(vec![entry(
        "2026-10-24T20:00:00Z",
        "2026-10-25T03:00:00Z",
        &berlin,
    )]);
    for line in [
        "DTSTART;TZID=Europe/Berlin:20261024T220000",
        "DTEND;TZID=Europe/Berlin:20261025T040000",
        "TZID:Europe/Berlin",
        "DTSTART:20261025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "SEQUENCE:2",
        "SUMMARY:Doors\\; open\\, again",
        "DESCRIPTION:First line\\nsecond \\\\ line",
        "UID:00000000-0000-0000-0000-000000000007",
        "STATUS:CONFIRMED",
    ] {
        assert!(
            lines.iter().any(|written| written == line),
            "{line} is missing in {lines:#?}"
        );
    }
    let of = |kind: &str| {
        let begin = format!("BEGIN:{kind}");
        lines.iter().filter(|line| **line == begin).count()
    };
    assert_eq!((of("VTIMEZONE"), of("DAYLIGHT"), of("STANDARD")), (1, 1, 1));
}

#[test]
fn a_zone_is_described_once_and_universal_time_not_at_all() {
    let (berlin, utc) = (Zone::named("Europe/Berlin").unwrap(), Zone::utc());
    let entries = vec![
        entry("2026-01-10T20:00:00Z", "2026-01-10T21:00:00Z", &berlin),
        entry("2026-07-10T20:00:00Z", "2026-07-10T21:00:00Z", &berlin),
        entry("2026-07-10T20:00:00Z", "2026-07-10T21:00:00Z", &utc),
    ];
    let lines = lines(entries);
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VTIMEZONE").count(), 1);
    assert!(lines.iter().any(|line| line == "DTSTART:20260710T200000Z"));
}

#[test]
fn what_was_called_off_says_so() {
    let mut off = entry("2026-07-10T20:00:00Z", "2026-07-10T21:00:00Z", &Zone::utc());
    off.is_cancelled = true;
    assert!(lines(vec![off]).iter().any(|line| line == "STATUS:CANCELLED"));
}

#[test]
fn no_line_is_longer_than_75_bytes() {
    let mut long = entry("2026-07-10T20:00:00Z", "2026-07-10T21:00:00Z", &Zone::utc());
    long.title = "Ünïcödé ".repeat(40);
    assert!(lines(vec![long]).iter().all(|line| line.len() <= 75));
}

#[test]
fn an_offset_is_written_with_its_sign() {
    assert_eq!(written_offset(19_800), "+0530");
    assert_eq!(written_offset(-12_600), "-0330");
    assert_eq!(written_offset(0), "+0000");
}
