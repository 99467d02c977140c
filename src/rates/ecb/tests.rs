use super::*;
use proptest::prelude::*;

const DAILY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
\t\t<Cube time='2026-11-20'>
\t\t\t<Cube currency='USD' rate='1.0843'/>
\t\t\t<Cube currency='JPY' rate='162.35'/>
\t\t</Cube>
\t</Cube>
</gesmes:Envelope>
";

const DAILY_CSV: &str = "Date, USD, JPY, \n20 November 2026, 1.0843, 162.35, \n";

const HISTORY: &str = "Date,USD,JPY,CYP,ISK,\r\n2026-11-20,1.0843,162.35,N/A,N/A,\r\n2026-11-19,1.0801,161.9,0.58,148.1,\r\n2005-01-03,1.3507,138.85,0.5801,83.5,\r\n";

fn day(text: &str) -> NaiveDate {
    parse_date(text).unwrap()
}

fn taken(file: &str) -> Given {
    read(file.as_bytes(), day("2026-11-22")).unwrap()
}

fn refused(file: &str) -> String {
    read(file.as_bytes(), day("2026-11-22")).unwrap_err()
}

fn rate(date: &str, code: &str, rate: &str) -> EcbRate {
    EcbRate {
        date: day(date),
        currency: code.parse().unwrap(),
        rate: rate.parse().unwrap(),
    }
}

#[test]
fn the_daily_file_is_read_as_xml_and_as_csv_alike() {
    let expected = [
        rate("2026-11-20", "USD", "1.0843"),
        rate("2026-11-20", "JPY", "162.35"),
    ];
    assert_eq!(taken(DAILY).rates, expected);
    assert_eq!(taken(DAILY_CSV), taken(DAILY));
    assert_eq!(taken(&format!("\u{feff}{DAILY_CSV}")).rates, expected);
}

#[test]
fn the_history_leaves_out_what_was_not_there_what_is_too_old_and_what_is_no_currency_any_more() {
    let given = taken(HISTORY);
    assert_eq!(
        given.rates,
        [
            rate("2026-11-20", "USD", "1.0843"),
            rate("2026-11-20", "JPY", "162.35"),
            rate("2026-11-19", "USD", "1.0801"),
            rate("2026-11-19", "JPY", "161.9"),
            rate("2026-11-19", "ISK", "148.1"),
        ]
    );
    assert_eq!(given.old, 3);
    assert_eq!(given.unknown, BTreeSet::from(["CYP".to_owned()]));
}

#[test]
fn a_bad_file_is_told_its_line_and_why() {
    for (was, becomes, line, why) in [
        ("rate='162.35'", "rate='162,35'", 10, "JPY"),
        ("rate='162.35'", "rate='0'", 10, "more than 0"),
        ("rate='162.35'", "rate='-1'", 10, "more than 0"),
        ("rate='162.35'", "rate='1e3'", 10, "JPY"),
        ("rate='162.35'", "rate='NaN'", 10, "JPY"),
        ("rate='162.35'", "rate='&#49;'", 10, "JPY"),
        ("currency='JPY'", "currency='jpy'", 10, "no currency"),
        ("currency='JPY'", "currency='EUR'", 10, "a euro is worth a euro"),
        ("currency='JPY'", "currency='USD'", 10, "twice"),
        (" rate='162.35'", "", 10, "belong together"),
        ("2026-11-20", "20.11.2026", 8, "no day"),
        ("2026-11-20", "2026-11-23", 8, "not come yet"),
        ("2026-11-20", "1998-12-31", 8, "before the euro"),
        ("</gesmes:Envelope>", "", 14, "ends too early"),
        ("</gesmes:Sender>", "</gesmes:sender>", 6, "no XML"),
    ] {
        let told = refused(&DAILY.replacen(was, becomes, 1));
        assert!(told.starts_with(&format!("Line {line}:")), "{becomes}: {told}");
        assert!(told.contains(why), "{becomes}: {told}");
    }
    for (was, becomes, line, why) in [
        ("162.35", "x", 2, "JPY"),
        ("2026-11-19", "yesterday", 3, "no day"),
        ("148.1,", "148.1,7,", 3, "more rates than currencies"),
        ("Date", "Tag", 1, "no file of the European Central Bank"),
        ("JPY", "US$", 2, "no currency"),
    ] {
        let told = refused(&HISTORY.replacen(was, becomes, 1));
        assert!(told.starts_with(&format!("Line {line}:")), "{becomes}: {told}");
        assert!(told.contains(why), "{becomes}: {told}");
    }
}

#[test]
fn what_is_no_such_file_at_all_is_told_so() {
    assert!(refused("").contains("no rates"));
    assert!(refused("Date,USD,JPY,\n").contains("no rates"));
    assert!(refused("<html><body>Not found</body></html>").contains("no rates"));
    assert!(refused("PK\u{3}\u{4}").contains("ZIP"));
    assert!(read(&[0xff, 0xfe, 0x00], day("2026-11-22")).is_err());
    assert!(
        read(&vec![b' '; LARGEST + 1], day("2026-11-22"))
            .unwrap_err()
            .contains("too large")
    );
}

#[test]
fn no_entity_is_defined_or_filled_in() {
    let laughs = DAILY.replacen(
        "<gesmes:Envelope",
        "<!DOCTYPE x [<!ENTITY a \"1.0843\"><!ENTITY b \"&a;&a;&a;\">]>\n<gesmes:Envelope",
        1,
    );
    assert!(refused(&laughs).contains("a document type is not taken"));
    let outside = DAILY.replacen(
        "<gesmes:Envelope",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><gesmes:Envelope",
        1,
    );
    assert!(refused(&outside).contains("a document type is not taken"));
}

#[test]
fn the_whole_history_is_read_in_a_moment() {
    let mut file = String::from("Date,");
    let codes: Vec<Currency> = Currency::all()
        .into_iter()
        .filter(|code| *code != Currency::EUR)
        .take(40)
        .collect();
    for code in &codes {
        file.push_str(&format!("{code},"));
    }
    let mut date = day("1999-01-04");
    while date < day("2026-11-22") {
        file.push_str(&format!("\n{date},"));
        file.push_str(&"1.2345,".repeat(codes.len()));
        date = date.succ_opt().unwrap();
    }
    let given = taken(&file);
    assert_eq!(given.rates.len() as u64, KEPT_DAYS * 40);
    assert!(given.old > 300_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_is_sent_is_taken_or_told_why_but_never_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, day("2026-11-22"));
    }

    #[test]
    fn a_file_that_was_broken_anywhere_is_taken_or_told_why(
        at in 0_usize..600, with in ".{0,6}", is_xml: bool,
    ) {
        let mut file = if is_xml { DAILY.to_owned() } else { HISTORY.to_owned() };
        let at = at.min(file.len());
        let at = (0..=at).rev().find(|&at| file.is_char_boundary(at)).unwrap_or_default();
        file.insert_str(at, &with);
        let _ = read(file.as_bytes(), day("2026-11-22"));
        file.truncate(at);
        let _ = read(file.as_bytes(), day("2026-11-22"));
    }
}
