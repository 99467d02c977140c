//! Connections to a PostgreSQL that shows a certificate, and to one that should.

use super::program::Program;
use crate::support::certificates::{Authority, Folder};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Starts a server of its own by the scripts' own means, tells its address, and ends it when nobody listens any more.
const SERVER: &str = r#"
. scripts/lib/common.sh; . scripts/lib/web.sh; . scripts/lib/tools.sh; . scripts/lib/postgres.sh
pg_binaries; pg_user
shown="$(mktemp -d /tmp/plugs-shown-XXXXXX)"; on_exit+=("rm -rf $shown")
cp "$1" "$2" "$shown"; chmod 0600 "$shown/site.key"
if ((EUID == 0)); then chown -R "$PG_USER" "$shown"; fi
pg_up_apart "-c ssl=on -c ssl_cert_file=$shown/site.crt -c ssl_key_file=$shown/site.key"
printf '%s\n%s\n' "$MIGRATION_DATABASE_URL" "$DATABASE_URL"
read -r _ || true
"#;

/// A PostgreSQL that shows a certificate.
struct Server {
    process: Child,
    administrator: String,
    application: String,
}

impl Server {
    fn showing(certificate: &Folder) -> Self {
        let mut process = Command::new("bash")
            .args(["-euo", "pipefail", "-c", SERVER, "server"])
            .args([certificate.certificate(), certificate.key()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("bash");
        let said = BufReader::new(process.stdout.take().expect("what it says"));
        let mut addresses = said
            .lines()
            .map_while(Result::ok)
            .filter(|line| line.starts_with("postgres://"));
        let mut next = || addresses.next().expect("a server");
        let (administrator, application) = (next(), next());
        Self {
            process,
            administrator,
            application,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// `the-plugs migrate` with these addresses: whether it went well, and what it said.
fn migrate(administrator: &str, application: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_the-plugs"))
        .arg("migrate")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("MIGRATION_DATABASE_URL", administrator)
        .env("DATABASE_URL", application)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), said)
}

/// How the application's connections are protected, as the server sees it.
async fn protection(administrator: &str) -> (i64, Option<bool>, Option<String>) {
    let options: PgConnectOptions = administrator.parse().expect("an address");
    let mut connection: PgConnection = options.connect().await.expect("a connection");
    sqlx::query_as(
        "select count(*), bool_and(ssl), min(version) \
         from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'plugs_app'",
    )
    .fetch_one(&mut connection)
    .await
    .expect("an answer")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "long: makes and starts a database server of its own"]
async fn the_database_is_spoken_to_only_where_it_proves_who_it_is() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let folder = Folder::of(&ours.issue(&["127.0.0.1"]));
    let (right, wrong) = (folder.path("right.crt"), folder.path("wrong.crt"));
    fs::write(&right, ours.pem()).expect("a file");
    fs::write(&wrong, theirs.pem()).expect("a file");
    let server = Server::showing(&folder);
    let proved = |address: &str, root: &str| format!("{address}?sslmode=verify-full&sslrootcert={root}");
    let (administrator, application) = (
        proved(&server.administrator, &right),
        proved(&server.application, &right),
    );

    let (is_done, said) = migrate(&administrator, &application, &["--roles"]);
    assert!(is_done, "{said}");
    let program = Program::over(&application, &[]).await;
    let health = reqwest::get(program.url("/api/v1/health/database"))
        .await
        .expect("an answer");
    assert_eq!(health.status(), 200);
    let (connections, is_protected, version) = protection(&administrator).await;
    assert!(
        connections > 0 && is_protected == Some(true),
        "{connections}, {is_protected:?}"
    );
    assert_eq!(version.as_deref(), Some("TLSv1.3"));

    let elsewhere = server.administrator.replace("@127.0.0.1:", "@localhost:");
    let plain = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL is set by scripts/test.sh");
    for (address, reason) in [
        (
            proved(&server.administrator, &wrong),
            "its certificate is of an authority that nobody here trusts: sslrootcert",
        ),
        (
            format!("{}?sslmode=verify-full", server.administrator),
            "its certificate is of an authority that nobody here trusts: sslrootcert",
        ),
        (
            proved(&elsewhere, &right),
            "its certificate is for another host than its address names",
        ),
        (
            proved(&server.administrator, &folder.path("none.crt")),
            "a file that its address names is not there: that of sslrootcert",
        ),
        (proved(&plain, &right), "server does not support TLS"),
    ] {
        let (is_done, said) = migrate(&address, &application, &["current"]);
        assert!(!is_done && said.contains(reason), "{address}: {said}");
        assert_eq!(said.lines().count(), 1, "a sentence: {said}");
    }

    let program = Program::over(&proved(&server.application, &wrong), &[]).await;
    let health = reqwest::get(program.url("/api/v1/health/database"))
        .await
        .expect("an answer");
    assert_eq!(health.status(), 503);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let log = program.log();
    assert!(log.contains("of an authority that nobody here trusts"), "{log}");
}
