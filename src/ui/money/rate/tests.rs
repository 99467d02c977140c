use super::*;
use proptest::prelude::*;

fn rate(text: &str) -> ExchangeRate {
    text.parse().unwrap()
}

#[test]
fn a_rate_is_read_and_written_exactly() {
    for (text, shown) in [
        ("1", "1"),
        ("1.0843", "1.0843"),
        ("1.0843000000", "1.0843"),
        ("0.0000000001", "0.0000000001"),
        ("9999999999.9999999999", "9999999999.9999999999"),
        ("17012.50", "17012.5"),
        ("007", "7"),
        ("1.00000000000", "1"),
    ] {
        assert_eq!(rate(text).to_string(), shown);
    }
}

#[test]
fn what_is_no_rate_is_refused() {
    let read = |text: &str| text.parse::<ExchangeRate>();
    for text in [
        "", ".", "1.", ".5", "1,5", "1e3", "NaN", "inf", "+1", " 1", "1 ", "--1", "٣", "1.2.3", "N/A",
    ] {
        assert_eq!(read(text), Err(RateError::Malformed), "{text:?}");
    }
    for text in ["0", "0.0", "-1", "-0", "0.00000000000"] {
        assert_eq!(read(text), Err(RateError::NotPositive), "{text:?}");
    }
    assert_eq!(read("0.00000000001"), Err(RateError::TooManyDecimals));
    assert_eq!(read("10000000000"), Err(RateError::TooLarge));
    assert_eq!(read(&"9".repeat(400)), Err(RateError::TooLarge));
}

#[test]
fn a_typed_rate_has_the_decimal_mark_of_its_locale_and_no_other() {
    let typed = |text: &str, tag: &str| {
        ExchangeRate::parse_typed(text, &Locale::of(tag)).map(|rate| rate.to_string())
    };
    assert_eq!(typed(" 1.0843 ", "en-GB"), Ok("1.0843".into()));
    assert_eq!(typed("1,0843", "de-DE"), Ok("1.0843".into()));
    // A thousandfold to one, a little more than one to the other: neither is guessed at.
    assert_eq!(typed("1.084", "de-DE"), Err(RateError::Malformed));
    assert_eq!(typed("1,084", "en-GB"), Err(RateError::Malformed));
    assert_eq!(typed("17 012,5", "fr-FR"), Err(RateError::Malformed));
    assert_eq!(typed("17012,5", "fr-FR"), Ok("17012.5".into()));
    assert_eq!(rate("1.0843").to_typed(&Locale::of("de-DE")), "1,0843");
}

#[test]
fn the_other_way_and_by_way_of_a_third_are_rounded_once_to_ten_decimals() {
    assert_eq!(rate("1.25").inverse(), Ok(rate("0.8")));
    assert_eq!(rate("3").inverse(), Ok(rate("0.3333333333")));
    assert_eq!(rate("0.0000000001").inverse(), Err(RateError::TooLarge));
    assert_eq!(rate("9999999999").inverse(), Ok(rate("0.0000000001")));
    assert_eq!(ExchangeRate::cross(rate("1.25"), rate("160")), Ok(rate("128")));
    assert_eq!(
        ExchangeRate::cross(rate("1.0843"), rate("1.0843")),
        Ok(ExchangeRate::ONE)
    );
    assert_eq!(
        ExchangeRate::cross(rate("9999999999"), rate("0.1")),
        Err(RateError::TooSmall)
    );
    assert_eq!(
        ExchangeRate::cross(rate("0.1"), rate("9999999999")),
        Err(RateError::TooLarge)
    );
    // Exactly half a unit of the last decimal: to the even one.
    assert_eq!(
        ExchangeRate::cross(rate("2"), rate("0.0000000003")),
        Ok(rate("0.0000000002"))
    );
    assert_eq!(
        ExchangeRate::cross(rate("2"), rate("0.0000000005")),
        Ok(rate("0.0000000002"))
    );
}

#[test]
fn a_rate_travels_as_text() {
    assert_eq!(serde_json::to_string(&rate("1.0843")).unwrap(), r#""1.0843""#);
    assert!(serde_json::from_str::<ExchangeRate>(r#""0""#).is_err());
    assert!(serde_json::from_str::<ExchangeRate>("1.0843").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_rate_survives_being_written(units in 1_u128..LIMIT, at in 0..Locale::CHOICES.len()) {
        let rate = ExchangeRate(units);
        prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        let locale = &Locale::CHOICES[at];
        prop_assert_eq!(ExchangeRate::parse_typed(&rate.to_typed(locale), locale), Ok(rate));
    }

    #[test]
    fn the_other_way_is_within_half_a_unit_of_the_last_decimal(units in 2_u128..10_u128.pow(16)) {
        let inverse = ExchangeRate(units).inverse().unwrap();
        let off = (inverse.0 * units).abs_diff(UNIT * UNIT);
        prop_assert!(off * 2 <= units);
    }

    #[test]
    fn by_way_of_a_third_is_within_half_a_unit_of_the_last_decimal(
        from in 1_u128..10_u128.pow(14), to in 1_u128..10_u128.pow(14),
    ) {
        if let Ok(cross) = ExchangeRate::cross(ExchangeRate(from), ExchangeRate(to)) {
            prop_assert!((cross.0 * from).abs_diff(to * UNIT) * 2 <= from);
        } else {
            let exact = to * UNIT;
            prop_assert!(exact * 2 <= from || exact / from >= LIMIT - 1);
        }
    }

    #[test]
    fn whatever_is_typed_gives_a_rate_or_an_error_but_never_a_fault(
        text in ".{0,40}", at in 0..Locale::CHOICES.len(),
    ) {
        let _ = ExchangeRate::parse_typed(&text, &Locale::CHOICES[at]);
    }
}
