use super::*;
use proptest::prelude::*;

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn shown(minor: i64, code: &str, tag: &str) -> String {
    Money::new(minor, currency(code)).format(&Locale::of(tag))
}

#[test]
fn an_amount_is_shown_as_each_country_writes_it() {
    assert_eq!(shown(123_450, "EUR", "en-GB"), "€1,234.50");
    assert_eq!(shown(123_450, "EUR", "de-DE"), "1.234,50\u{a0}€");
    assert_eq!(shown(123_450, "EUR", "fr-FR"), "1\u{202f}234,50\u{a0}€");
    assert_eq!(shown(123_450, "EUR", "es-ES"), "1234,50\u{a0}€");
    assert_eq!(shown(123_450, "EUR", "nl-NL"), "€\u{a0}1.234,50");
    assert_eq!(shown(123_450, "CHF", "de-CH"), "CHF\u{a0}1’234.50");
    assert_eq!(shown(123_450, "CHF", "en-GB"), "CHF\u{a0}1,234.50");
}

#[test]
fn a_dollar_says_whose_it_is_outside_america() {
    assert_eq!(shown(500, "USD", "en-US"), "$5.00");
    assert_eq!(shown(500, "USD", "en-GB"), "US$5.00");
    assert_eq!(shown(500, "CAD", "en-US"), "CAD\u{a0}5.00");
}

#[test]
fn the_decimals_are_those_of_the_currency() {
    assert_eq!(shown(1_234, "JPY", "en-GB"), "¥1,234");
    assert_eq!(shown(1_234, "KWD", "en-GB"), "KWD\u{a0}1.234");
    assert_eq!(shown(5, "EUR", "en-GB"), "€0.05");
    assert_eq!(shown(12_345, "CLF", "en-GB"), "CLF\u{a0}1.2345");
}

#[test]
fn a_negative_amount_keeps_its_sign() {
    assert_eq!(shown(-5, "EUR", "en-GB"), "-€0.05");
    assert_eq!(shown(-123_450, "EUR", "de-DE"), "-1.234,50\u{a0}€");
    assert_eq!(shown(-123_450, "EUR", "nl-NL"), "€\u{a0}-1.234,50");
    assert_eq!(shown(i64::MIN, "EUR", "en-GB"), "-€92,233,720,368,547,758.08");
}

#[test]
fn what_a_numeric_column_holds_is_read_and_written_exactly() {
    let read = |text: &str, code: &str| Money::parse(text, currency(code)).map(|money| money.minor);
    assert_eq!(read("1234.5000", "EUR"), Ok(123_450));
    assert_eq!(read("-0.0500", "EUR"), Ok(-5));
    assert_eq!(read("1234", "EUR"), Ok(123_400));
    assert_eq!(read("1234.0000", "JPY"), Ok(1_234));
    assert_eq!(read("92233720368547758.07", "EUR"), Ok(i64::MAX));
    assert_eq!(Money::new(-5, Currency::EUR).to_decimal(), "-0.05");
    assert_eq!(Money::new(1_234, currency("JPY")).to_decimal(), "1234");
}

#[test]
fn a_fraction_of_a_minor_unit_is_refused() {
    assert_eq!(
        Money::parse("0.005", Currency::EUR),
        Err(MoneyError::TooManyDecimals)
    );
    assert_eq!(
        Money::parse("1.5", currency("JPY")),
        Err(MoneyError::TooManyDecimals)
    );
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "", "-", ".5", "5.", "1,5", "1e3", "+5", "--5", " 5", "5 ", "0x10", "1.2.3", "NaN", "٣", "1_000",
    ] {
        assert_eq!(
            Money::parse(text, Currency::EUR),
            Err(MoneyError::Malformed),
            "{text:?}"
        );
    }
    assert_eq!(
        Money::parse("92233720368547758.08", Currency::EUR),
        Err(MoneyError::TooLarge)
    );
}

#[test]
fn what_is_typed_is_read_in_the_persons_own_way() {
    let typed = |text: &str, tag: &str| {
        Money::parse_typed(text, Currency::EUR, &Locale::of(tag)).map(|money| money.minor)
    };
    assert_eq!(typed("1,234.50", "en-GB"), Ok(123_450));
    assert_eq!(typed("1234.5", "en-GB"), Ok(123_450));
    assert_eq!(typed("1.234,50", "de-DE"), Ok(123_450));
    assert_eq!(typed("1.234", "de-DE"), Ok(123_400));
    assert_eq!(typed(" 1 234,50 ", "fr-FR"), Ok(123_450));
    assert_eq!(typed("-1,234", "en-GB"), Ok(-123_400));
}

#[test]
fn a_group_in_the_wrong_place_is_asked_about_and_not_guessed_at() {
    let typed = |text: &str, tag: &str| Money::parse_typed(text, Currency::EUR, &Locale::of(tag));
    assert_eq!(typed("12,34", "en-GB"), Err(MoneyError::Malformed));
    assert_eq!(typed("1234,567", "en-GB"), Err(MoneyError::Malformed));
    assert_eq!(typed("1.5", "de-DE"), Err(MoneyError::Malformed));
    assert_eq!(typed("1.234", "en-GB"), Err(MoneyError::TooManyDecimals));
    assert_eq!(typed(",123", "en-GB"), Err(MoneyError::Malformed));
}

#[test]
fn only_codes_of_the_standard_are_currencies() {
    for code in ["", "eur", "EURO", "XXX", "XTS", "€", "E R", "EUR "] {
        assert_eq!(
            code.parse::<Currency>(),
            Err(MoneyError::UnknownCurrency),
            "{code:?}"
        );
    }
    assert_eq!(serde_json::to_string(&Currency::EUR).unwrap(), r#""EUR""#);
    assert!(serde_json::from_str::<Currency>(r#""eur""#).is_err());
}

#[test]
fn every_currency_stands_once_in_the_list() {
    let all = Currency::all();
    let mut once = all.clone();
    once.dedup();
    assert_eq!(all, once);
    assert!(all.len() > 150);
}

#[test]
fn what_no_column_holds_is_too_large() {
    for (most, code) in [
        ("922337203685477.58", "EUR"),
        ("922337203685477", "JPY"),
        ("922337203685477.580", "KWD"),
        ("922337203685477.5807", "CLF"),
    ] {
        let most = Money::parse(most, currency(code)).unwrap();
        assert_eq!(most.storable(), Ok(most), "{code}");
        let more = Money::new(most.minor.saturating_add(1), most.currency);
        let expected = if code == "CLF" {
            Ok(most)
        } else {
            Err(MoneyError::TooLarge)
        };
        assert_eq!(more.storable(), expected, "{code}");
    }
}

#[test]
fn what_somebody_spent_is_more_than_nothing_and_no_finer_than_its_currency() {
    let spent = |text: &str, code: &str| {
        Money::parse_positive(text, currency(code), &Locale::of("en-GB")).map(|money| money.minor)
    };
    assert_eq!(spent("1.005", "USD"), Err(MoneyError::TooManyDecimals));
    assert_eq!(spent("0.001", "KWD"), Ok(1));
    assert_eq!(spent("0.0001", "KWD"), Err(MoneyError::TooManyDecimals));
    assert_eq!(spent("10.5", "JPY"), Err(MoneyError::TooManyDecimals));
    assert_eq!(spent("10", "JPY"), Ok(10));
    for text in ["1e3", "NaN", "inf", "", "+1", "1.", "½"] {
        assert_eq!(spent(text, "USD"), Err(MoneyError::Malformed), "{text:?}");
    }
    for text in ["-1", "0", "0.00", "-0"] {
        assert_eq!(spent(text, "USD"), Err(MoneyError::NotPositive), "{text:?}");
    }
    assert_eq!(spent("99999999999999999.99", "USD"), Err(MoneyError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_amount_is_read_again_as_each_locale_writes_it(
        minor: i64, index in 0_usize..150, at in 0..Locale::CHOICES.len(),
    ) {
        let (money, locale) = (Money::new(minor, Currency::all()[index]), &Locale::CHOICES[at]);
        prop_assert_eq!(Money::parse_typed(&money.to_typed(locale), money.currency, locale), Ok(money));
        // What people read is the same number, with groups, and the currency beside it.
        let number: String = money
            .format(locale)
            .chars()
            .filter(|&mark| mark.is_ascii_digit() || mark == '-' || mark == locale.decimal || mark == locale.group)
            .collect();
        let number = number.trim_matches(locale.group);
        prop_assert_eq!(Money::parse_typed(number, money.currency, locale), Ok(money), "{}", number);
    }

    #[test]
    fn every_amount_survives_the_way_through_its_decimal_number(minor: i64, index in 0_usize..150) {
        let money = Money::new(minor, Currency::all()[index]);
        prop_assert_eq!(Money::parse(&money.to_decimal(), money.currency), Ok(money));
    }

    #[test]
    fn whatever_is_typed_gives_an_amount_or_an_error_but_never_a_fault(text in ".{0,24}", index in 0_usize..13) {
        let _ = Money::parse_typed(&text, Currency::EUR, &Locale::CHOICES[index]);
    }
}
