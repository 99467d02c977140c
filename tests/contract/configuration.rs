//! Where the program takes its configuration from, and what it says of one that is wrong.

use super::program::Program;
use crate::support::certificates::{Authority, Folder};
use crate::support::{Gate, address_of};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use the_plugs::accounts::roles::{Permission, Role};
use the_plugs::sealing;
use the_plugs::testing::{MASTER_KEY, TestDb};

/// A folder to start in, with one inside it. Both go with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let place = Self(std::env::temp_dir().join(format!("the-plugs-{}", uuid::Uuid::now_v7())));
        fs::create_dir_all(place.inner()).expect("a folder");
        place
    }

    fn inner(&self) -> PathBuf {
        self.0.join("inner")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the program says, started in this folder with these keys of its environment, before it gives up.
fn refusal(folder: &Path, keys: &[(&str, &str)]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .arg("serve")
        .current_dir(folder)
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .env("PLUGS_MASTER_KEY", MASTER_KEY)
        .env_remove("LEPTOS_SITE_ADDR")
        .envs(keys.iter().copied())
        .output()
        .expect("the program");
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_wrong_address_to_serve_on_is_named_in_a_sentence() {
    let said = refusal(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &[("LEPTOS_SITE_ADDR", "nonsense")],
    );
    assert!(said.contains("LEPTOS_SITE_ADDR is `nonsense`"), "{said}");
}

#[test]
fn without_a_master_key_nothing_is_served() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let missing = [
        ("PLUGS_MASTER_KEY", ""),
        ("PLUGS_MASTER_KEY_FILE", "/nowhere/master.key"),
    ];
    let said = refusal(here, &missing);
    assert!(
        said.contains("There is no master key: /nowhere/master.key"),
        "{said}"
    );
    let said = refusal(here, &[("PLUGS_MASTER_KEY", "hush-hush")]);
    assert!(
        said.contains("PLUGS_MASTER_KEY does not hold a master key"),
        "{said}"
    );
    assert!(!said.contains("hush"), "{said}");
}

#[tokio::test]
async fn with_another_master_key_than_the_databases_nothing_is_served() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await;
    let tenant = lumen.tenant(&db.app_pool(), Role::Owner);
    let mut tx = tenant
        .begin(Permission::EditContacts)
        .await
        .expect("a transaction");
    sealing::queries::to_seal(&mut tx).await.expect("a key");
    tx.commit().await.expect("a commit");
    let address = address_of(&db);
    let another = "b".repeat(64);
    let said = refusal(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &[("DATABASE_URL", &address), ("PLUGS_MASTER_KEY", &another)],
    );
    assert!(
        said.contains("The master key is not the one that this database was used with"),
        "{said}"
    );
    assert!(!said.contains(&another), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_finds_another_database_than_its_key_is_for_once_that_is_back_ends_with_a_sentence() {
    let db = TestDb::new().await;
    let lumen = db.organization("Lumen").await;
    let tenant = lumen.tenant(&db.app_pool(), Role::Owner);
    let mut tx = tenant
        .begin(Permission::EditContacts)
        .await
        .expect("a transaction");
    sealing::queries::to_seal(&mut tx).await.expect("a key");
    tx.commit().await.expect("a commit");
    let gate = Gate::before(&db).await;
    let address = gate.address_of(&db);
    gate.shut();
    let another = "b".repeat(64);
    let mut with_another = Program::over(&address, &[("PLUGS_MASTER_KEY", &another)]).await;
    let mut with_its_own = Program::over(&address, &[]).await;
    gate.open();
    assert!(!with_another.ended_well(Duration::from_secs(20)).await);
    let said = with_another.log();
    assert!(
        said.contains("The master key is not the one that this database was used with"),
        "{said}"
    );
    assert!(!said.contains(&another), "{said}");
    // The other goes on.
    with_its_own.tell_to_stop();
    assert!(with_its_own.ended_well(Duration::from_secs(20)).await);
}

#[test]
fn a_file_lies_beneath_the_environment() {
    let place = Place::new();
    fs::write(place.0.join(".env"), "LEPTOS_SITE_ADDR=of-the-file\n").expect("a file");
    let said = refusal(&place.0, &[]);
    assert!(said.contains("LEPTOS_SITE_ADDR is `of-the-file`"), "{said}");
    let said = refusal(&place.0, &[("LEPTOS_SITE_ADDR", "of-the-environment")]);
    assert!(
        said.contains("LEPTOS_SITE_ADDR is `of-the-environment`"),
        "{said}"
    );
}

#[test]
fn a_file_further_up_is_another_ones() {
    let place = Place::new();
    fs::write(place.0.join(".env"), "LEPTOS_SITE_ADDR=of-the-file-above\n").expect("a file");
    let said = refusal(&place.inner(), &[]);
    assert!(!said.contains("of-the-file-above"), "{said}");
}

#[test]
fn a_file_that_makes_no_sense_is_named_in_a_sentence() {
    let place = Place::new();
    fs::write(place.0.join(".env"), "this is = not 'a file of keys\n").expect("a file");
    let said = refusal(&place.0, &[]);
    assert!(said.starts_with(".env cannot be read: "), "{said}");
}

#[test]
fn a_certificate_that_cannot_be_served_with_ends_the_start_with_a_sentence() {
    let authority = Authority::new("Ours");
    let (ours, other) = (
        Folder::of(&authority.issue(&["plugs.example"])),
        Folder::of(&authority.issue(&["plugs.example"])),
    );
    let (certificate, key) = (ours.certificate(), ours.key());
    for (certificate, key, sentence) in [
        (
            certificate.as_str(),
            "/nowhere/key",
            "/nowhere/key cannot be read: No such file or directory",
        ),
        (&certificate, &other.key(), "is not that of"),
        (&certificate, &certificate, "is no private key in PEM"),
        (&key, &key, "holds no certificate in PEM"),
    ] {
        let said = refusal(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            &[("TLS_CERT", certificate), ("TLS_KEY", key), ("LOG_LEVEL", "off")],
        );
        assert!(said.contains(sentence) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn a_certificate_without_its_key_is_refused_and_so_is_the_key_alone() {
    for (given, lacking) in [("TLS_CERT", "--tls-key"), ("TLS_KEY", "--tls-cert")] {
        let said = refusal(Path::new(env!("CARGO_MANIFEST_DIR")), &[(given, "/some/file")]);
        assert!(
            said.contains("required") && said.contains(lacking),
            "{given}: {said}"
        );
    }
}

#[test]
fn a_plain_address_for_people_and_a_certificate_contradict_each_other() {
    let folder = Folder::of(&Authority::new("Ours").issue(&["plugs.example"]));
    let said = refusal(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &[
            ("TLS_CERT", &folder.certificate()),
            ("TLS_KEY", &folder.key()),
            ("PUBLIC_URL", "http://plugs.example"),
        ],
    );
    assert!(said.contains("PUBLIC_URL is `http://plugs.example`"), "{said}");
}

#[test]
fn a_secret_that_is_wrong_is_not_repeated() {
    for (key, value) in [
        ("DATABASE_URL", "postgres://plugs_app:hush@db:port/the_plugs"),
        ("DATABASE_URL", "hush"),
        ("METRICS_TOKEN", "hush"),
    ] {
        let said = refusal(Path::new(env!("CARGO_MANIFEST_DIR")), &[(key, value)]);
        assert!(said.contains(&key.to_lowercase().replace('_', "-")), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
}
