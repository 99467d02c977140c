use super::*;
use crate::ui::money::Currency;
use proptest::prelude::*;

fn money(text: &str) -> Money {
    Money::parse(text, Currency::EUR).unwrap()
}

fn per_cent(text: &str) -> TaxRate {
    text.parse().unwrap()
}

#[test]
fn the_tax_in_an_amount_is_what_was_added_to_the_net() {
    let gross = money("119.00");
    assert_eq!(gross.tax_included(per_cent("19")), Ok(money("19.00")));
    assert_eq!(gross.without_tax(per_cent("19")), Ok(money("100.00")));
    assert_eq!(money("-119.00").tax_included(per_cent("19")), Ok(money("-19.00")));
    assert_eq!(money("10.00").tax_included(per_cent("7")), Ok(money("0.65")));
    assert_eq!(money("108.88").tax_included(per_cent("8.875")), Ok(money("8.88")));
    assert_eq!(gross.tax_included(per_cent("0")), Ok(money("0")));
    assert_eq!(gross.without_tax(per_cent("0")), Ok(gross));
}

#[test]
fn half_a_cent_of_tax_goes_to_the_even_cent() {
    // At 100 % the tax is half of the amount.
    let tax = |minor: i64| {
        Money::new(minor, Currency::EUR)
            .tax_included(per_cent("100"))
            .map(|tax| tax.minor)
    };
    assert_eq!([1, 3, 5, -1, -3].map(tax), [0, 2, 2, 0, -2].map(Ok));
}

#[test]
fn a_rate_is_read_in_per_cent_or_in_basis_points() {
    assert_eq!(TaxRate::from_basis_points(1_900), Ok(per_cent("19")));
    assert_eq!(TaxRate::from_basis_points(770), Ok(per_cent("7.7")));
    assert_eq!(per_cent("8.875").thousandths(), 8_875);
    assert_eq!(per_cent("8.8750").to_string(), "8.875");
    assert_eq!(per_cent("1000").to_string(), "1000");
    for text in [
        "",
        "-1",
        "1e1",
        "NaN",
        "19%",
        "19,5",
        "1.2345",
        "1000.001",
        "1.",
        ".5",
        "99999999999",
    ] {
        assert_eq!(text.parse::<TaxRate>(), Err(MoneyError::TaxRate), "{text:?}");
    }
    assert_eq!(TaxRate::from_basis_points(100_001), Err(MoneyError::TaxRate));
    assert_eq!(TaxRate::from_basis_points(u32::MAX), Err(MoneyError::TaxRate));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn tax_and_net_come_to_the_gross_and_the_tax_is_within_half_a_unit(minor: i64, thousandths in 0_u32..=1_000_000) {
        let (gross, rate) = (Money::new(minor, Currency::EUR), TaxRate::from_thousandths(thousandths).unwrap());
        let (tax, net) = (gross.tax_included(rate).unwrap(), gross.without_tax(rate).unwrap());
        prop_assert_eq!(tax.checked_add(net), Ok(gross));
        let whole = 100_000 + i128::from(thousandths);
        let off = (i128::from(tax.minor) * whole - i128::from(minor) * i128::from(thousandths)).abs();
        prop_assert!(off * 2 <= whole);
        prop_assert_eq!(rate.to_string().parse(), Ok(rate));
    }
}
