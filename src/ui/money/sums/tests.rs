use super::*;
use proptest::prelude::*;

fn money(text: &str, code: &str) -> Money {
    Money::parse(text, code.parse().unwrap()).unwrap()
}

#[test]
fn each_currency_has_a_subtotal_of_its_own_by_its_code() {
    let sums = Sums::of([
        money("10.00", "USD"),
        money("1.50", "EUR"),
        money("300", "JPY"),
        money("2.50", "EUR"),
    ])
    .unwrap();
    let all: Vec<Money> = sums.iter().collect();
    assert_eq!(
        all,
        [money("4.00", "EUR"), money("300", "JPY"), money("10.00", "USD")]
    );
    assert_eq!(sums.in_currency(Currency::EUR), money("4.00", "EUR"));
    assert_eq!(sums.in_currency("KWD".parse().unwrap()), money("0", "KWD"));
    assert_eq!(sums.only(), None);
    assert_eq!(sums.len(), 3);
}

#[test]
fn what_comes_to_nothing_is_still_said() {
    let sums = Sums::of([money("5.00", "EUR"), money("-5.00", "EUR")]).unwrap();
    assert_eq!(sums.only(), Some(money("0.00", "EUR")));
    assert!(Sums::default().is_empty());
    assert_eq!(Sums::of([]), Ok(Sums::default()));
}

#[test]
fn a_subtotal_that_is_too_large_is_an_error_and_one_that_was_on_the_way_is_not() {
    let (most, cent) = (Money::new(i64::MAX, Currency::EUR), Money::new(1, Currency::EUR));
    assert_eq!(Sums::of([most, cent]), Err(MoneyError::TooLarge));
    let taken_back = Money::new(-1, Currency::EUR);
    assert_eq!(Sums::of([most, cent, taken_back]).unwrap().only(), Some(most));
}

#[test]
fn what_travels_is_put_in_order_on_arrival() {
    let sums: Sums = serde_json::from_str(
        r#"[{"minor":1,"currency":"USD"},{"minor":2,"currency":"EUR"},{"minor":3,"currency":"USD"}]"#,
    )
    .unwrap();
    assert_eq!(
        sums,
        Sums::of([money("0.02", "EUR"), money("0.04", "USD")]).unwrap()
    );
    let text = serde_json::to_string(&sums).unwrap();
    assert_eq!(serde_json::from_str::<Sums>(&text).unwrap(), sums);
}

fn amounts() -> impl Strategy<Value = Vec<Money>> {
    let codes = ["EUR", "JPY", "KWD", "USD"];
    prop::collection::vec(
        (any::<i64>(), 0..codes.len())
            .prop_map(move |(minor, at)| Money::new(minor, codes[at].parse().unwrap())),
        0..30,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn the_order_of_amounts_does_not_matter(
        (amounts, shuffled) in amounts().prop_flat_map(|amounts| (Just(amounts.clone()), Just(amounts).prop_shuffle())),
    ) {
        prop_assert_eq!(Sums::of(amounts), Sums::of(shuffled));
    }

    #[test]
    fn parts_may_be_added_up_by_themselves(one in amounts(), other in amounts()) {
        // In parts it may be too large where the whole is not; where it is not, both are the same.
        if let (Ok(first), Ok(second)) = (Sums::of(one.clone()), Sums::of(other.clone())) {
            prop_assert_eq!(first.checked_add(&second), Sums::of(one.into_iter().chain(other)));
        }
    }
}
