//! scripts/start.sh, as it is run, in a clone whose release is built already.

use super::program::free_port;
use super::tls::client::{Version, connect_trusting};
use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use the_plugs::testing::TestDb;
use tokio::net::TcpStream;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// What the script reads of a clone, and what the program it starts does.
const READ: &[&str] = &[
    ".cargo",
    ".sqlx",
    "Cargo.lock",
    "Cargo.toml",
    "Leptos.toml",
    "migrations",
    "package-lock.json",
    "public",
    "scripts",
    "src",
    "style",
];

/// A clone in a folder of its own. It goes with the test.
struct Checkout(PathBuf);

impl Checkout {
    /// In which the machine has these addresses.
    fn new(addresses: &str) -> Self {
        let checkout = Self(std::env::temp_dir().join(format!("the-plugs-{}", uuid::Uuid::now_v7())));
        let (release, tools) = (
            checkout.0.join(".data/release"),
            checkout.0.join("node_modules/.bin"),
        );
        fs::create_dir_all(release.join("site")).expect("a folder");
        fs::create_dir_all(&tools).expect("a folder");
        for name in READ {
            symlink(
                Path::new(env!("CARGO_MANIFEST_DIR")).join(name),
                checkout.0.join(name),
            )
            .expect("a link");
        }
        symlink(env!("CARGO_BIN_EXE_the-plugs"), release.join("the-plugs")).expect("the program");
        let hostname = tools.join("hostname");
        fs::write(&hostname, format!("#!/bin/sh\necho '{addresses}'\n")).expect("a tool");
        fs::set_permissions(&hostname, fs::Permissions::from_mode(0o755)).expect("a tool");
        let sources = checkout
            .bash(". scripts/lib/common.sh; . scripts/lib/tools.sh; . scripts/lib/build.sh; sources")
            .output()
            .expect("bash");
        fs::write(release.join("sources"), sources.stdout).expect("a file");
        checkout
    }

    /// Bash in it, with nothing of the surroundings that would lead elsewhere.
    fn bash(&self, script: &str) -> Command {
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", script])
            .current_dir(&self.0)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("PLUGS_CACHE")
            .stdin(Stdio::null());
        bash
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(".data/lan").join(name)
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A run of the script, and what it writes.
struct Run {
    process: Child,
    log: PathBuf,
}

impl Run {
    fn start(checkout: &Checkout, db: &TestDb, port: u16) -> Self {
        let database = crate::support::address_of(db);
        let log = checkout.0.join("log");
        let out = fs::File::create(&log).expect("a log");
        let process = checkout
            .bash("exec scripts/start.sh --lan")
            .env("DATABASE_URL", database)
            .env_remove("MIGRATION_DATABASE_URL")
            .env("PORT", port.to_string())
            .env("PUBLIC_URL", "http://another.example")
            .stdout(out.try_clone().expect("a log"))
            .stderr(out)
            .spawn()
            .expect("the script");
        Self { process, log }
    }

    fn said(&self) -> String {
        let mut said = String::new();
        let mut log = fs::File::open(&self.log).expect("a log");
        log.read_to_string(&mut said).expect("a log");
        said
    }

    async fn until_it_said(&mut self, what: &str) -> String {
        let begun = Instant::now();
        loop {
            let (said, ended) = (self.said(), self.process.try_wait().expect("its state"));
            if said.contains(what) {
                return said;
            }
            assert!(ended.is_none(), "it ended: {said}");
            assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// As Ctrl-C would, and no child is left behind.
    fn stop(mut self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        assert!(told.expect("a signal").success());
        let _ = self.process.wait();
    }
}

/// Whether a phone that trusts the authority takes what is shown at the address for that name.
async fn is_taken(checkout: &Checkout, at: SocketAddr, name: &str) -> bool {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_file(checkout.file("the-plugs-ca.crt")).expect("the authority");
    roots.add(authority).expect("a root");
    connect_trusting(at, name, roots, &[Version::Http2]).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_in_the_network_can_open_what_is_started_for_it() {
    let db = TestDb::new().await;
    let (checkout, port) = (Checkout::new("192.168.77.5 10.1.2.3 fd00::5"), free_port());
    let at = SocketAddr::from(([127, 0, 0, 1], port));
    let mut run = Run::start(&checkout, &db, port);
    let said = run.until_it_said("Ctrl-C stops it").await;
    assert!(
        said.contains(&format!("The Plugs is ready: https://192.168.77.5:{port}")),
        "{said}"
    );
    assert!(
        said.contains('█')
            && said.contains("the-plugs-ca.crt")
            && said.contains("Certificate Trust Settings"),
        "{said}"
    );
    for name in ["192.168.77.5", "10.1.2.3", "127.0.0.1", "localhost"] {
        assert!(is_taken(&checkout, at, name).await, "{name}");
    }
    assert!(!is_taken(&checkout, at, "192.168.77.6").await);
    for (name, mode) in [
        ("site.pem", 0o600),
        ("authority.pem", 0o600),
        ("the-plugs-ca.crt", 0o644),
    ] {
        let found = fs::metadata(checkout.file(name))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
    run.stop();
    assert!(
        TcpStream::connect(at).await.is_err(),
        "the server goes with its script"
    );

    // Started again, it shows what phones trust already.
    let before = fs::read(checkout.file("site.pem")).expect("a certificate");
    let mut run = Run::start(&checkout, &db, port);
    run.until_it_said("Ctrl-C stops it").await;
    assert_eq!(
        fs::read(checkout.file("site.pem")).expect("a certificate"),
        before
    );
    run.stop();
}

#[tokio::test]
async fn without_a_network_that_a_phone_can_be_in_it_says_so() {
    let db = TestDb::new().await;
    for (addresses, sentence) in [
        ("", "This machine is in no network"),
        ("127.0.0.1 ::1", "This machine is in no network"),
        (
            "203.0.113.5",
            "No address of this machine (203.0.113.5) is in a private network",
        ),
    ] {
        let checkout = Checkout::new(addresses);
        let mut run = Run::start(&checkout, &db, free_port());
        let status = run.process.wait().expect("its end");
        let said = run.said();
        assert!(
            !status.success() && said.contains(sentence),
            "{addresses}: {said}"
        );
    }
}

#[test]
fn an_option_that_it_does_not_know_is_answered_with_those_that_it_does() {
    let checkout = Checkout::new("192.168.77.5");
    let output = checkout
        .bash("exec scripts/start.sh --wan")
        .output()
        .expect("the script");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("scripts/start.sh --lan"), "{said}");
}
