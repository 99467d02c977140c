use super::*;
use proptest::prelude::*;

/// Examples of the registry.
const GOOD: &[&str] = &[
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "FR1420041010050500013M02606",
    "NL91ABNA0417164300",
    "MT84MALT011000012345MTLCAST001S",
    "NO9386011117947",
    "CH9300762011623852957",
    "SA0380000000608010167519",
];

/// Some account number: a country, its length, and what follows from them.
fn any_iban() -> impl Strategy<Value = String> {
    let country = proptest::sample::select(LENGTHS);
    country.prop_flat_map(|(country, length)| {
        proptest::string::string_regex(&format!("[0-9A-Z]{{{}}}", length - 4))
            .unwrap()
            .prop_map(move |account| {
                let rest = remainder(format!("{country}00{account}").as_bytes());
                format!("{country}{:02}{account}", 98 - rest)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_reckoned_right_is_taken_however_it_is_grouped(iban in any_iban()) {
        let read: Iban = iban.parse().unwrap();
        prop_assert_eq!(read.as_str(), &iban);
        prop_assert_eq!(read.grouped().to_lowercase().parse::<Iban>().unwrap(), read.clone());
        prop_assert!(!read.masked().contains(&iban[4..iban.len() - 4]));
    }

    #[test]
    fn another_digit_anywhere_is_found(iban in any_iban(), place in 0_usize..40, by in 1_u8..10) {
        let mut bytes = iban.into_bytes();
        let digits: Vec<usize> = (2..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        let at = digits[place % digits.len()];
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(wrong.parse::<Iban>(), Err(IbanError::Check), "{}", wrong);
    }

    #[test]
    fn two_neighbours_that_change_places_are_found(iban in any_iban(), place in 0_usize..40) {
        let mut bytes = iban.into_bytes();
        let pairs: Vec<usize> = (2..bytes.len() - 1)
            .filter(|at| bytes[*at] != bytes[*at + 1] && bytes[*at].is_ascii_digit() && bytes[*at + 1].is_ascii_digit())
            .collect();
        prop_assume!(!pairs.is_empty());
        let at = pairs[place % pairs.len()];
        bytes.swap(at, at + 1);
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(wrong.parse::<Iban>(), Err(IbanError::Check), "{}", wrong);
    }

    #[test]
    fn nothing_that_is_typed_is_more_than_refused(text in ".{0,60}") {
        let _ = text.parse::<Iban>();
        let _ = is_bic(&text);
    }
}

#[test]
fn examples_of_the_registry_are_taken() {
    for good in GOOD {
        assert_eq!(good.parse::<Iban>().unwrap().as_str(), *good);
    }
}

#[test]
fn what_is_wrong_is_told() {
    for (text, error) in [
        ("", IbanError::Malformed),
        ("DE8", IbanError::Malformed),
        ("89DE370400440532013000", IbanError::Malformed),
        ("DE89 3704 0044 0532 0130 0ä", IbanError::Malformed),
        ("ZZ89370400440532013000", IbanError::Country),
        ("DE8937040044053201300", IbanError::Length(22)),
        ("DE90370400440532013000", IbanError::Check),
    ] {
        assert_eq!(text.parse::<Iban>(), Err(error), "{text}");
    }
}

#[test]
fn an_account_number_is_masked_and_its_country_known() {
    let iban: Iban = "de89 3704 0044 0532 0130 00".parse().unwrap();
    assert_eq!(iban.masked(), "DE89 •••• 3000");
    assert_eq!(iban.grouped(), "DE89 3704 0044 0532 0130 00");
    assert_eq!(format!("{iban:?}"), "Iban(DE89 •••• 3000)");
    assert!(iban.is_sepa());
    assert!(!"SA0380000000608010167519".parse::<Iban>().unwrap().is_sepa());
}

#[test]
fn the_code_of_a_bank_has_eight_characters_or_eleven() {
    for good in ["COBADEFF", "COBADEFFXXX", "MARKDEF1100"] {
        assert!(is_bic(good), "{good}");
    }
    for bad in [
        "",
        "COBADEF",
        "COBADEFFX",
        "cobadeff",
        "C0BADEFF",
        "COBADEFF1234",
        "COBADEFÄ",
    ] {
        assert!(!is_bic(bad), "{bad}");
    }
}
