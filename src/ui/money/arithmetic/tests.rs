use super::*;
use proptest::prelude::*;

fn money(text: &str, code: &str) -> Money {
    Money::parse(text, code.parse().unwrap()).unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn minors(shares: &[Money]) -> Vec<i64> {
    shares.iter().map(|share| share.minor).collect()
}

fn rate(text: &str) -> ExchangeRate {
    text.parse().unwrap()
}

fn any_currency() -> impl Strategy<Value = Currency> {
    (0..Currency::all().len()).prop_map(|at| Currency::all()[at])
}

/// Rates of every size, from a ten-thousand-millionth to ten digits before the point.
fn any_rate() -> impl Strategy<Value = ExchangeRate> {
    (0_u32..20)
        .prop_flat_map(|size| 10_u128.pow(size)..10_u128.pow(size + 1))
        .prop_map(|units| {
            rate(&format!(
                "{}.{:0>10}",
                units / 10_u128.pow(10),
                units % 10_u128.pow(10)
            ))
        })
}

#[test]
fn only_like_currencies_are_added_and_taken_away() {
    let five = money("5.00", "EUR");
    assert_eq!(five.checked_add(five), Ok(money("10.00", "EUR")));
    assert_eq!(five.checked_sub(money("7.00", "EUR")), Ok(money("-2.00", "EUR")));
    let dollars = money("5.00", "USD");
    assert_eq!(five.checked_add(dollars), Err(MoneyError::UnlikeCurrencies));
    assert_eq!(five.checked_sub(dollars), Err(MoneyError::UnlikeCurrencies));
}

#[test]
fn what_is_too_large_is_an_error() {
    let (most, least) = (
        Money::new(i64::MAX, Currency::EUR),
        Money::new(i64::MIN, Currency::EUR),
    );
    let cent = Money::new(1, Currency::EUR);
    assert_eq!(most.checked_add(cent), Err(MoneyError::TooLarge));
    assert_eq!(least.checked_sub(cent), Err(MoneyError::TooLarge));
    assert_eq!(least.checked_neg(), Err(MoneyError::TooLarge));
    assert_eq!(most.checked_neg().map(|money| money.minor), Ok(-i64::MAX));
    assert_eq!(
        most.convert(rate("9999999999.9999999999"), currency("USD")),
        Err(MoneyError::TooLarge)
    );
    assert_eq!(
        Money::new(i64::MIN, currency("CLF")).convert(rate("100000.0000000001"), currency("JPY")),
        Err(MoneyError::TooLarge)
    );
    assert_eq!(
        Money::new(i64::MIN, currency("CLF")).convert(rate("10000"), currency("JPY")),
        Ok(Money::new(i64::MIN, currency("JPY")))
    );
}

#[test]
fn a_hundred_cents_among_three_are_34_33_and_33() {
    assert_eq!(minors(&money("1.00", "EUR").allocate(3).unwrap()), [34, 33, 33]);
}

#[test]
fn thirty_among_seven_loses_no_cent() {
    let shares = money("30.00", "EUR").allocate(7).unwrap();
    assert_eq!(minors(&shares), [429, 429, 429, 429, 428, 428, 428]);
}

#[test]
fn what_cannot_be_divided_among_eight_goes_to_the_first() {
    let shares = money("353.16", "EUR").allocate(8).unwrap();
    assert_eq!(minors(&shares), [4415, 4415, 4415, 4415, 4414, 4414, 4414, 4414]);
}

#[test]
fn a_negative_amount_is_divided_as_the_positive_one_is() {
    assert_eq!(
        minors(&money("-1.00", "EUR").allocate(3).unwrap()),
        [-34, -33, -33]
    );
    let shares = Money::new(i64::MIN, Currency::EUR).allocate(1).unwrap();
    assert_eq!(minors(&shares), [i64::MIN]);
    assert_eq!(minors(&Money::zero(Currency::EUR).allocate(2).unwrap()), [0, 0]);
}

#[test]
fn shares_are_by_weight_and_what_is_left_goes_to_who_lost_most() {
    let cents = |weights: &[u64]| minors(&money("1.00", "EUR").allocate_by(weights).unwrap());
    assert_eq!(cents(&[1, 1, 1]), [34, 33, 33]);
    // 14.28…, 28.57…, 57.14…: the second loses most.
    assert_eq!(cents(&[1, 2, 4]), [14, 29, 57]);
    assert_eq!(cents(&[0, 3, 0, 3, 3]), [0, 34, 0, 33, 33]);
    assert_eq!(cents(&[u64::MAX, u64::MAX]), [50, 50]);
}

#[test]
fn nothing_is_divided_among_nobody() {
    let euro = money("1.00", "EUR");
    assert_eq!(euro.allocate(0), Err(MoneyError::NoShares));
    assert_eq!(euro.allocate_by(&[]), Err(MoneyError::NoShares));
    assert_eq!(euro.allocate_by(&[0, 0]), Err(MoneyError::NoShares));
    assert_eq!(euro.allocate(usize::MAX), Err(MoneyError::NoShares));
    assert_eq!(
        euro.allocate(MAX_SHARES).map(|shares| shares.len()),
        Ok(MAX_SHARES)
    );
}

#[test]
fn an_amount_is_converted_between_currencies_of_other_decimals() {
    let convert = |text: &str, from: &str, at: &str, into: &str| {
        money(text, from)
            .convert(rate(at), currency(into))
            .map(|money| money.to_decimal())
    };
    assert_eq!(convert("100.00", "EUR", "1.0843", "USD"), Ok("108.43".into()));
    assert_eq!(convert("1.00", "EUR", "162.35", "JPY"), Ok("162".into()));
    assert_eq!(convert("1000", "JPY", "0.0061595319", "EUR"), Ok("6.16".into()));
    assert_eq!(convert("0.001", "KWD", "3.05", "EUR"), Ok("0.00".into()));
    assert_eq!(convert("0.005", "KWD", "3.05", "EUR"), Ok("0.02".into()));
    assert_eq!(convert("1.00", "EUR", "0.327869", "KWD"), Ok("0.328".into()));
    assert_eq!(convert("10", "JPY", "0.00205", "KWD"), Ok("0.020".into()));
}

#[test]
fn of_two_amounts_that_are_equally_near_the_even_one_is_taken() {
    let half = |minor: i64| {
        Money::new(minor, Currency::EUR)
            .convert(rate("0.5"), currency("USD"))
            .map(|money| money.minor)
    };
    assert_eq!(
        [1, 3, 5, 7, -1, -3, -5].map(half),
        [0, 2, 2, 4, 0, -2, -2].map(Ok)
    );
}

#[test]
fn what_is_worth_less_than_half_a_unit_is_nothing_and_is_not_raised() {
    let cents = Money::new(1, Currency::EUR).convert(rate("0.4999999999"), currency("USD"));
    assert_eq!(cents, Ok(Money::zero(currency("USD"))));
    let yen = Money::new(-1, Currency::EUR).convert(rate("1"), currency("JPY"));
    assert_eq!(yen, Ok(Money::zero(currency("JPY"))));
}

#[test]
fn a_currency_becomes_itself_at_one_only() {
    let five = money("5.00", "EUR");
    assert_eq!(five.convert(ExchangeRate::ONE, Currency::EUR), Ok(five));
    assert_eq!(
        five.convert(rate("1.1"), Currency::EUR),
        Err(MoneyError::OneCurrency)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn equal_shares_come_to_the_whole_and_differ_by_one_unit_at_most(minor: i64, shares in 1_usize..400) {
        let shares = Money::new(minor, Currency::EUR).allocate(shares).unwrap();
        let minors = minors(&shares);
        prop_assert_eq!(minors.iter().map(|&share| i128::from(share)).sum::<i128>(), i128::from(minor));
        let (most, least) = (minors.iter().max().unwrap(), minors.iter().min().unwrap());
        prop_assert!(most - least <= 1);
    }

    #[test]
    fn shares_by_weight_come_to_the_whole_and_are_within_a_unit_of_their_part(
        minor: i64, weights in prop::collection::vec(prop_oneof![0_u64..10, any::<u64>()], 1..40),
    ) {
        let amount = Money::new(minor, Currency::EUR);
        let Ok(shares) = amount.allocate_by(&weights) else {
            prop_assert!(weights.iter().all(|&weight| weight == 0));
            return Ok(());
        };
        let whole: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        prop_assert_eq!(
            shares.iter().map(|share| i128::from(share.minor)).sum::<i128>(),
            i128::from(minor)
        );
        for (share, &weight) in shares.iter().zip(&weights) {
            let exact = u128::from(minor.unsigned_abs()) * u128::from(weight);
            let magnitude = u128::from(share.minor.unsigned_abs());
            prop_assert!(magnitude == exact / whole || (magnitude == exact / whole + 1 && exact % whole > 0));
            prop_assert!(share.minor == 0 || (share.minor < 0) == (minor < 0));
        }
    }

    #[test]
    fn what_is_converted_is_within_half_a_minor_unit_of_the_exact_amount(
        minor: i64, rate in any_rate(), from in any_currency(), into in any_currency(),
    ) {
        prop_assume!(from != into);
        let converted = Money::new(minor, from).convert(rate, into);
        // minor × units ÷ 10^decimals, without the division.
        let decimals = 10 + from.exponent() - into.exponent();
        let divisor = 10_i128.pow(decimals);
        let Some(exact) = i128::try_from(rate.units()).unwrap().checked_mul(i128::from(minor)) else {
            prop_assert_eq!(converted, Err(MoneyError::TooLarge));
            return Ok(());
        };
        match converted {
            Ok(money) => {
                prop_assert_eq!(money.currency, into);
                let off = (i128::from(money.minor) * divisor - exact).abs();
                prop_assert!(off * 2 <= divisor);
                prop_assert!(off * 2 < divisor || money.minor % 2 == 0, "of two the even one");
            }
            Err(error) => {
                prop_assert_eq!(error, MoneyError::TooLarge);
                prop_assert!(exact.abs() / divisor >= i128::from(i64::MAX));
            }
        }
    }

    #[test]
    fn what_was_added_can_be_taken_away_again(one: i64, other: i64) {
        let (one, other) = (Money::new(one, Currency::EUR), Money::new(other, Currency::EUR));
        match one.checked_add(other) {
            Ok(sum) => prop_assert_eq!(sum.checked_sub(other), Ok(one)),
            Err(error) => prop_assert_eq!(error, MoneyError::TooLarge),
        }
    }
}
