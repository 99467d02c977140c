use super::columns::IntegrationCredentials as Credentials;
use super::*;
use crate::ids::OrganizationId;
use std::sync::Arc;
use uuid::Uuid;

fn key(organization: OrganizationId, number: u32) -> DataKey {
    DataKey::new(organization, number, &Zeroizing::new([7; 32]))
}

fn keys(organization: OrganizationId, number: u32) -> OrganizationKeys {
    OrganizationKeys::new(organization, [Arc::new(key(organization, number))])
}

#[test]
fn a_value_opens_in_its_own_place_and_in_no_other() {
    let (organization, row) = (OrganizationId::new(), Uuid::now_v7());
    let sealed: Sealed<Credentials> = key(organization, 1).seal(row, "hush").unwrap();
    assert_eq!(keys(organization, 1).open(row, &sealed), Ok("hush".to_owned()));
    assert_eq!(
        keys(organization, 1).open(Uuid::now_v7(), &sealed),
        Err(Unreadable),
        "another row"
    );
    // The very same key, so that nothing but the place tells them apart.
    let elsewhere = OrganizationId::new();
    assert_eq!(
        keys(elsewhere, 1).open(row, &sealed),
        Err(Unreadable),
        "another organisation"
    );
    assert_eq!(
        keys(organization, 2).open(row, &sealed),
        Err(Unreadable),
        "another key"
    );
}

#[test]
fn a_value_that_was_touched_anywhere_does_not_open() {
    let (organization, row) = (OrganizationId::new(), Uuid::now_v7());
    let sealed: Sealed<Credentials> = key(organization, 1).seal(row, "hush").unwrap();
    for at in 0..sealed.bytes().len() {
        let mut touched = sealed.bytes().to_vec();
        touched[at] ^= 1;
        let touched = Sealed::<Credentials>::new(touched);
        assert_eq!(
            keys(organization, 1).open(row, &touched),
            Err(Unreadable),
            "byte {at}"
        );
    }
    for length in 0..sealed.bytes().len() {
        let cut = Sealed::<Credentials>::new(sealed.bytes()[..length].to_vec());
        assert_eq!(
            keys(organization, 1).open(row, &cut),
            Err(Unreadable),
            "{length} bytes"
        );
    }
    let plain = Sealed::<Credentials>::new(b"\0hush".to_vec());
    assert_eq!(
        keys(organization, 1).open(row, &plain),
        Err(Unreadable),
        "a plain text"
    );
}

#[test]
fn the_same_value_looks_the_same_in_the_same_place_only() {
    let (organization, row) = (OrganizationId::new(), Uuid::now_v7());
    let key = key(organization, 1);
    let seal = |row, text| key.seal::<Credentials>(row, text).unwrap().bytes().to_vec();
    assert_eq!(seal(row, "hush"), seal(row, "hush"));
    assert_ne!(seal(row, "hush"), seal(row, "hush!"));
    assert_ne!(seal(row, "hush")[5..], seal(Uuid::now_v7(), "hush")[5..]);
}

#[test]
fn a_wrapped_key_opens_with_its_own_master_key_and_in_its_own_place() {
    let digits = |digit: &str| digit.repeat(64);
    let [one, other] = ["a", "b"].map(|digit| Master::all_of(&digits(digit)).unwrap().remove(0));
    let (organization, key) = (OrganizationId::new(), Zeroizing::new([7; 32]));
    let wrapped = one.wrap(organization, 1, &key).unwrap();
    assert_eq!(wrapped.len(), 72);
    assert_eq!(one.unwrap(organization, 1, &wrapped), Ok(key));
    assert_eq!(other.unwrap(organization, 1, &wrapped), Err(Unreadable));
    assert_eq!(one.unwrap(organization, 2, &wrapped), Err(Unreadable));
    assert_eq!(one.unwrap(OrganizationId::new(), 1, &wrapped), Err(Unreadable));
    assert_ne!(one.name(), other.name());
}

#[test]
fn master_keys_are_hexadecimal_and_what_is_wrong_is_not_repeated() {
    let (one, other) = ("0a".repeat(32), "B1".repeat(32));
    assert_eq!(Master::all_of(&format!("{one}\n")).unwrap().len(), 1);
    assert_eq!(Master::all_of(&format!("{one},{other}")).unwrap().len(), 2);
    for wrong in [
        "",
        "hush",
        &one[1..],
        &format!("{one},hush"),
        &"é".repeat(32),
        &"+a".repeat(32),
    ] {
        let said = Master::all_of(wrong).unwrap_err();
        assert!(!said.contains("hush"), "{said}");
    }
}

#[test]
fn nothing_secret_is_written_for_debugging() {
    let master = Master::all_of(&"c".repeat(64)).unwrap().remove(0);
    let key = key(OrganizationId::new(), 1);
    let sealed: Sealed<Credentials> = key.seal(Uuid::now_v7(), "hush").unwrap();
    let said = format!("{master:?} {key:?} {sealed:?}");
    assert!(!said.contains("hush") && !said.contains("cccc"), "{said}");
    assert!(said.ends_with("Sealed(integrations.credentials)"), "{said}");
}
