use super::*;
use crate::ui::money::Currency;
use proptest::prelude::*;

fn english() -> Locale {
    Locale::of("en-GB")
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// What comes of lines, `a` and `b` being events.
fn of(whole: i64, lines: &[(&str, &str)]) -> Result<Vec<(String, i64)>, String> {
    let ids = [EventId::new(), EventId::new(), EventId::new()];
    let id = |name: &str| match name {
        "a" => ids[0].to_string(),
        "b" => ids[1].to_string(),
        "c" => ids[2].to_string(),
        other => other.to_owned(),
    };
    let text: Vec<String> = lines
        .iter()
        .map(|(event, amount)| format!("{}\n{amount}", id(event)))
        .collect();
    let shares = divided(&text.join("\n"), euros(whole), &english())?;
    let name = |event: Option<EventId>| match event.and_then(|event| ids.iter().position(|id| *id == event)) {
        Some(place) => ["a", "b", "c"][place].to_owned(),
        None => "-".to_owned(),
    };
    Ok(shares
        .into_iter()
        .map(|share| (name(share.event), share.amount.minor))
        .collect())
}

fn told(shares: &[(&str, i64)]) -> Result<Vec<(String, i64)>, String> {
    Ok(shares
        .iter()
        .map(|(name, minor)| ((*name).to_owned(), *minor))
        .collect())
}

#[test]
fn a_claim_is_divided_as_it_is_typed_and_the_rest_is_no_events() {
    assert_eq!(
        of(10_000, &[("a", "60"), ("b", "40.00")]),
        told(&[("a", 6_000), ("b", 4_000)])
    );
    assert_eq!(
        of(10_000, &[("a", "60"), ("b", "30")]),
        told(&[("a", 6_000), ("b", 3_000), ("-", 1_000)])
    );
    assert_eq!(of(10_000, &[("a", "60")]), told(&[("a", 6_000), ("-", 4_000)]));
    assert_eq!(of(10_000, &[("", ""), ("", "")]), told(&[]));
}

#[test]
fn lines_without_an_amount_share_what_is_left_equally() {
    assert_eq!(
        of(100, &[("a", ""), ("b", ""), ("c", "")]),
        told(&[("a", 34), ("b", 33), ("c", 33)])
    );
    assert_eq!(
        of(10_000, &[("a", "50"), ("b", ""), ("c", "")]),
        told(&[("a", 5_000), ("b", 2_500), ("c", 2_500)])
    );
}

#[test]
fn what_cannot_be_divided_says_why() {
    let why = |whole, lines: &[(&str, &str)]| of(whole, lines).expect_err("this is refused");
    assert_eq!(
        why(10_000, &[("a", "60"), ("b", "50")]),
        "The shares come to €110.00, which is €10.00 more than the claim."
    );
    assert_eq!(
        why(10_000, &[("a", "1"), ("a", "2")]),
        "Each event stands in one line only."
    );
    assert_eq!(why(10_000, &[("nowhere", "1")]), "Choose events from the list.");
    assert!(why(10_000, &[("", "5")]).starts_with("Choose the event"));
    for amount in ["0", "-1", "1.005", "1e3", "x"] {
        assert!(of(10_000, &[("a", amount), ("b", "")]).is_err(), "{amount}");
    }
}

#[test]
fn lines_come_as_one_text_or_one_by_one() {
    #[derive(Deserialize)]
    struct Form {
        #[serde(deserialize_with = "lines")]
        split: String,
    }
    let read = |json: &str| serde_json::from_str::<Form>(json).unwrap().split;
    assert_eq!(read(r#"{"split": "a\r\n1\r\nb\r\n2"}"#), "a\n1\nb\n2");
    assert_eq!(read(r#"{"split": ["a", "1", "b", ""]}"#), "a\n1\nb\n");
    assert_eq!(read(r#"{"split": null}"#), "");
    assert_eq!(
        split_in_words("a\n1\nb\n", |id| (id == "a").then(|| "Forum".into())),
        "Forum 1, an event"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is typed, in whatever currency: the shares come to the whole, and what is written of them is read again.
    #[test]
    fn the_shares_are_always_the_whole(
        whole in 1_i64..1_000_000_000_000, parts in proptest::collection::vec(proptest::option::of(1_i64..1_000_000_000), 1..12),
        code in 0_usize..200, german in any::<bool>(),
    ) {
        let all = Currency::all();
        let currency = all[code % all.len()];
        let locale = Locale::of(if german { "de-DE" } else { "en-GB" });
        let whole = Money::new(whole, currency);
        let lines: Vec<String> = parts.iter().map(|part| {
            let amount = part.map(|minor| Money::new(minor, currency).to_typed(&locale)).unwrap_or_default();
            format!("{}\n{amount}", EventId::new())
        }).collect();
        let given: i64 = parts.iter().flatten().sum();
        match divided(&lines.join("\n"), whole, &locale) {
            Ok(shares) => {
                prop_assert!(given <= whole.minor);
                let sum: i64 = shares.iter().map(|share| share.amount.minor).sum();
                prop_assert_eq!(sum, whole.minor);
                prop_assert!(shares.iter().filter(|share| share.event.is_none()).count() <= 1);
                if shares.iter().all(|share| share.amount.minor > 0) {
                    let again = divided(&written_split(&shares, &locale), whole, &locale);
                    prop_assert_eq!(again, Ok(shares));
                }
            }
            Err(_) => prop_assert!(given > whole.minor),
        }
    }
}
