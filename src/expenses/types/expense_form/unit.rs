use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn form(amount: &str, currency: &str) -> ExpenseForm {
    ExpenseForm {
        amount: amount.into(),
        currency: currency.into(),
        ..ExpenseForm::blank(today(), Currency::EUR)
    }
}

fn read(form: &ExpenseForm) -> Result<NewExpense, FieldErrors> {
    form.parse()?.by(&Locale::of("en-GB"), today(), true)
}

fn refused(form: &ExpenseForm, field: &str) -> String {
    let errors = read(form).expect_err("this is refused");
    errors.get(field).unwrap_or_default().to_owned()
}

#[test]
fn an_amount_has_no_more_decimals_than_its_currency() {
    for (typed, currency) in [("1.005", "USD"), ("10.5", "JPY"), ("0.0001", "KWD")] {
        let said = refused(&form(typed, currency), "amount");
        assert_eq!(said, "This currency has fewer decimals.", "{typed} {currency}");
    }
    assert_eq!(read(&form("0.001", "KWD")).unwrap().values().amount.minor, 1);
}

#[test]
fn what_is_no_amount_is_refused() {
    for typed in [
        "1e3",
        "NaN",
        "-1",
        "0",
        "",
        "1,2,3",
        "ten",
        "92233720368547758.08",
        "922337203685477.59",
    ] {
        assert_ne!(refused(&form(typed, "EUR"), "amount"), "", "{typed:?}");
    }
}

#[test]
fn a_draft_needs_no_amount() {
    let typed = form("", "EUR").parse().unwrap();
    let draft = typed.by(&Locale::of("en-GB"), today(), false).unwrap();
    assert_eq!(draft.values().amount.minor, 0);
}

#[test]
fn a_title_that_is_left_empty_is_made_of_type_and_merchant() {
    let mut typed = form("12", "EUR");
    assert_eq!(read(&typed).unwrap().values().title, "Other");
    typed.expense_type = "travel".into();
    typed.merchant = "Deutsche Bahn".into();
    assert_eq!(read(&typed).unwrap().values().title, "Travel, Deutsche Bahn");
    typed.title = "To Berlin".into();
    assert_eq!(read(&typed).unwrap().values().title, "To Berlin");
}

#[test]
fn what_is_still_to_come_was_not_spent() {
    let on = |day: &str| ExpenseForm {
        expense_date: day.into(),
        ..form("1", "EUR")
    };
    assert!(read(&on("2026-11-23")).is_ok(), "it may be tomorrow elsewhere");
    assert_eq!(
        refused(&on("2026-11-24"), "expense_date"),
        "This day is still to come."
    );
    assert_ne!(refused(&on("2015-12-31"), "expense_date"), "");
    assert_ne!(refused(&on("31.12.2025"), "expense_date"), "");
}

#[test]
fn tax_is_worked_out_of_the_rate_or_taken_as_typed() {
    let taxed = |rate: &str, tax: &str| ExpenseForm {
        tax_rate: rate.into(),
        tax_amount: tax.into(),
        ..form("119", "EUR")
    };
    let of = |rate, tax| read(&taxed(rate, tax)).unwrap();
    assert_eq!(of("19", "").values().tax.map(|tax| tax.minor), Some(1_900));
    assert_eq!(of("19 %", "").net().map(|net| net.minor), Some(10_000));
    assert_eq!(of("19", "18.50").net().map(|net| net.minor), Some(10_050));
    assert_eq!(of("", "").values().tax, None);
    assert_eq!(of("8,875", "").values().tax_rate, "8.875".parse().ok());
    for rate in ["-1", "100", "5.5555", "x", "."] {
        assert_ne!(refused(&taxed(rate, ""), "tax_rate"), "", "{rate}");
    }
    assert_ne!(refused(&taxed("", "119.01"), "tax_amount"), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn net_and_tax_are_always_the_whole(minor in 1_i64..=9_000_000_000_000_000, rate in 0_u32..10_000) {
        let typed = ExpenseForm {
            tax_rate: format!("{}.{:02}", rate / 100, rate % 100),
            ..form(&Money::new(minor, Currency::EUR).to_decimal(), "EUR")
        };
        let read = read(&typed).unwrap();
        let (tax, net) = (read.values().tax.unwrap(), read.net().unwrap());
        prop_assert_eq!(tax.minor + net.minor, minor);
        prop_assert!((0..=minor).contains(&tax.minor));
    }
}
