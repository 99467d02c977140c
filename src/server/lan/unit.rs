//! Certificates of a folder of the test's own, and codes read back.

use super::*;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use time::Duration;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// A folder that goes with the test.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("the-plugs-{}", uuid::Uuid::now_v7())))
    }

    fn keep(&self, addresses: &[&str], now: OffsetDateTime) -> Result<Vec<String>, String> {
        let args = CertificateArgs {
            folder: self.0.clone(),
            name: Some("desk.local".into()),
            addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
        };
        let kept = certificate(&args, now)?;
        Ok(kept.iter().map(ToString::to_string).collect())
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn names(names: &[&str]) -> Vec<ServerName<'static>> {
    names
        .iter()
        .map(|name| ServerName::try_from((*name).to_owned()).unwrap())
        .collect()
}

#[test]
fn a_certificate_is_made_once_and_again_for_new_addresses_or_near_its_end() {
    let (home, now) = (Home::new(), OffsetDateTime::now_utc());
    assert_eq!(home.keep(&["192.168.1.7"], now).unwrap(), ["192.168.1.7"]);
    let (first, authority) = (home.file("site.pem"), home.file("authority.pem"));
    for (addresses, days, is_kept) in [
        (&["192.168.1.7"][..], 0, true),
        (&["192.168.1.7"], 300, true),
        (&["192.168.1.7"], 370, false),
        (&["192.168.1.7", "10.0.0.3"], 0, false),
        (&["10.0.0.3"], 0, false),
    ] {
        std::fs::write(home.0.join("site.pem"), &first).unwrap();
        home.keep(addresses, now + Duration::days(days)).unwrap();
        let is_same = home.file("site.pem") == first;
        assert_eq!(is_same, is_kept, "{addresses:?} after {days} days");
        assert_eq!(home.file("authority.pem"), authority, "phones trust this one");
    }
}

#[test]
fn a_phone_that_trusts_the_authority_takes_the_certificate_for_this_machine_and_no_other() {
    let (home, now) = (Home::new(), OffsetDateTime::now_utc());
    home.keep(&["192.168.1.7", "203.0.113.5"], now).unwrap();
    let authority = Authority::of(&home.0, now).unwrap();
    let site = home.file("site.pem");
    for (name, is_trusted) in [
        ("192.168.1.7", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("localhost", true),
        ("desk.local", true),
        ("192.168.1.8", false),
        ("203.0.113.5", false),
        ("plugs.example", false),
    ] {
        assert_eq!(
            authority.is_trusted_for(&site, &names(&[name]), now),
            is_trusted,
            "{name}"
        );
    }
    let other = Home::new();
    other.keep(&["192.168.1.7"], now).unwrap();
    let stranger = Authority::of(&other.0, now).unwrap();
    assert!(!stranger.is_trusted_for(&site, &names(&["192.168.1.7"]), now));
}

#[test]
fn whoever_has_the_authoritys_key_can_vouch_for_nothing_outside() {
    let (home, now) = (Home::new(), OffsetDateTime::now_utc());
    home.keep(&["192.168.1.7"], now).unwrap();
    let authority = Authority::of(&home.0, now).unwrap();
    for name in ["bank.example", "203.0.113.5", "2001:db8::1", "notlocal"] {
        let forged = authority.issue(&names(&[name]), now).unwrap();
        assert!(!authority.is_trusted_for(&forged, &names(&[name]), now), "{name}");
    }
    let allowed = authority.issue(&names(&["printer.local"]), now).unwrap();
    assert!(authority.is_trusted_for(&allowed, &names(&["printer.local"]), now));
}

#[test]
fn keys_are_readable_by_their_owner_only_and_the_file_for_phones_holds_none() {
    let (home, now) = (Home::new(), OffsetDateTime::now_utc());
    home.keep(&["192.168.1.7"], now).unwrap();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.0.clone()), 0o700);
    assert_eq!(mode(home.0.join("site.pem")), 0o600);
    assert_eq!(mode(home.0.join("authority.pem")), 0o600);
    let shared = home.file("the-plugs-ca.crt");
    assert!(!shared.contains("PRIVATE"), "{shared}");
    let of = |text: &str| CertificateDer::from_pem_slice(text.as_bytes()).unwrap();
    assert_eq!(of(&shared), of(&home.file("authority.pem")));
}

#[test]
fn a_machine_without_a_private_address_and_a_broken_authority_are_told_of_in_a_sentence() {
    let (home, now) = (Home::new(), OffsetDateTime::now_utc());
    let said = home.keep(&["203.0.113.5", "127.0.0.1"], now).unwrap_err();
    assert!(
        said.contains("203.0.113.5") && said.contains("private network"),
        "{said}"
    );
    home.keep(&["192.168.1.7"], now).unwrap();
    std::fs::write(home.0.join("authority.pem"), "no authority").unwrap();
    let said = home.keep(&["192.168.1.7"], now).unwrap_err();
    assert!(said.contains("holds no authority: move "), "{said}");
}

#[test]
fn a_camera_reads_the_address_back() {
    let address = "https://192.168.123.234:30000";
    let picture = picture(address).unwrap();
    let lines: Vec<Vec<char>> = picture
        .lines()
        .map(|line| {
            let line = line.strip_prefix("  \x1b[30;107m").unwrap();
            line.strip_suffix("\x1b[0m").unwrap().chars().collect()
        })
        .collect();
    let side = lines[0].len();
    let is_dark = |x: usize, y: usize| match lines[y / 2][x] {
        '█' => true,
        '▀' => y.is_multiple_of(2),
        '▄' => !y.is_multiple_of(2),
        _ => false,
    };
    assert!((0..side).all(|at| (0..4).all(|edge| !is_dark(at, edge) && !is_dark(edge, at))));
    let code = rqrr::SimpleGrid::from_func(side - 8, |x, y| is_dark(x + 4, y + 4));
    let (_, text) = rqrr::Grid::new(code).decode().unwrap();
    assert_eq!(text, address);
}
