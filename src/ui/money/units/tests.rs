use super::*;
use proptest::prelude::*;

fn english() -> Locale {
    Locale::of("en-GB")
}

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn price(text: &str) -> UnitPrice {
    text.parse().unwrap()
}

fn cost(count: &str, each: &str, currency: &str) -> i64 {
    let currency = currency.parse().unwrap();
    quantity(count).at(price(each), currency).unwrap().minor
}

#[test]
fn so_many_at_so_much_are_exact_and_rounded_once_half_to_even() {
    assert_eq!(cost("124.5", "0.30", "EUR"), 3_735);
    assert_eq!(cost("1", "0.725", "USD"), 72);
    assert_eq!(cost("3", "0.725", "USD"), 218);
    assert_eq!(cost("0.5", "0.01", "EUR"), 0);
    assert_eq!(cost("1.5", "0.01", "EUR"), 2);
    assert_eq!(cost("2.5", "0.01", "EUR"), 2);
    assert_eq!(cost("2.501", "0.01", "EUR"), 3);
    assert_eq!(cost("3", "2500", "JPY"), 7_500);
    assert_eq!(cost("0.5", "0.0001", "CLF"), 0);
    assert_eq!(cost("1", "0.0001", "CLF"), 1);
    assert_eq!(cost("9999999.999", "9999999.9999", "EUR"), 9_999_999_998_900_000);
}

#[test]
fn a_quantity_is_read_strictly_in_the_way_of_whoever_types_it() {
    let german = Locale::of("de-DE");
    let of = |text: &str, locale: &Locale| Quantity::parse_typed(text, locale).map(|read| read.to_string());
    assert_eq!(of("124.5", &english()).unwrap(), "124.5");
    assert_eq!(of("124,5", &german).unwrap(), "124.5");
    assert_eq!(of(" 1,250 ", &english()).unwrap(), "1250");
    assert_eq!(of("1.250", &german).unwrap(), "1250");
    assert_eq!(of("1.2505", &english()), Err(UnitError::QuantityDecimals));
    assert_eq!(of("0", &english()), Err(UnitError::NotPositive));
    assert_eq!(of("-3", &english()), Err(UnitError::NotPositive));
    assert_eq!(of("10000000", &english()), Err(UnitError::TooLarge));
    for nonsense in [
        "",
        ".",
        "1.",
        ".5",
        "1,25",
        "12,50,000",
        "1e3",
        "NaN",
        "1.2.3",
        "1 2",
        "--3",
    ] {
        assert!(of(nonsense, &english()).is_err(), "{nonsense:?}");
    }
    for nonsense in ["124.5", "1,2,3", "1.25", "1,2.3"] {
        assert!(of(nonsense, &german).is_err(), "{nonsense:?}");
    }
}

#[test]
fn a_price_is_written_with_the_decimals_of_its_currency_and_with_those_that_it_has() {
    let (euro, yen): (Currency, Currency) = (Currency::EUR, "JPY".parse().unwrap());
    assert_eq!(price("0.3").format(euro, &english()), "€0.30");
    assert_eq!(
        price("0.3")
            .format(euro, &Locale::of("de-DE"))
            .replace('\u{a0}', " "),
        "0,30 €"
    );
    assert_eq!(price("0.725").format(euro, &english()), "€0.725");
    assert_eq!(price("2500").format(yen, &english()), "¥2500");
    assert_eq!(price("0.00010").to_string(), "0.0001");
    assert!("0.00001".parse::<UnitPrice>().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_it_comes_to_is_within_half_a_minor_unit(count in 1_u64..10_000_000_000, each in 1_u64..100_000_000_000, code in 0_usize..200) {
        let all = Currency::all();
        let currency = all[code % all.len()];
        let sum = Quantity(count).at(UnitPrice(each), currency);
        if let Ok(sum) = sum {
            let exact = i128::from(count) * i128::from(each) * 10_i128.pow(currency.exponent());
            let off = (i128::from(sum.minor) * 10_000_000 - exact).abs();
            prop_assert!(off * 2 <= 10_000_000);
            if off * 2 == 10_000_000 {
                prop_assert_eq!(sum.minor % 2, 0);
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again_in_every_way(count in 1_u64..10_000_000_000, german in any::<bool>()) {
        let locale = Locale::of(if german { "de-DE" } else { "en-GB" });
        let count = Quantity(count);
        prop_assert_eq!(Quantity::parse_typed(&count.to_typed(&locale), &locale), Ok(count));
        prop_assert_eq!(count.to_string().parse(), Ok(count));
    }
}
