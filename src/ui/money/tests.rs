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
fn only_like_currencies_are_added() {
    let five = Money::new(500, Currency::EUR);
    assert_eq!(five.checked_add(five), Some(Money::new(1_000, Currency::EUR)));
    assert_eq!(five.checked_add(Money::new(500, currency("USD"))), None);
    assert_eq!(five.checked_add(Money::new(i64::MAX, Currency::EUR)), None);
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

proptest! {
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
