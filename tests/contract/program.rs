//! The shipped program as a process of its own.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use the_plugs::testing::{MASTER_KEY, TestDb};

/// The program, serving a test's database.
pub struct Program {
    process: Child,
    address: String,
    log: PathBuf,
}

impl Program {
    /// Starts it with further keys of its configuration, and waits until it answers.
    pub async fn start(db: &TestDb, keys: &[(&str, &str)]) -> Self {
        Self::over(&crate::support::address_of(db), keys).await
    }

    /// Starts it over the database of an address.
    pub async fn over(database: &str, keys: &[(&str, &str)]) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let log = std::env::temp_dir().join(format!("the-plugs-{}.log", uuid::Uuid::now_v7()));
        let process = Command::new(env!("CARGO_BIN_EXE_the-plugs"))
            .arg("serve")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DATABASE_URL", database)
            .env("LEPTOS_SITE_ADDR", &address)
            .env("PLUGS_MASTER_KEY", MASTER_KEY)
            // Of a site that was not built yet, leptos looks for the hashes in vain and panics.
            .env("LEPTOS_HASH_FILES", "false")
            .env("LOG_LEVEL", "warn")
            .envs(keys.iter().copied())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("the program");
        let program = Self {
            process,
            address,
            log,
        };
        let begun = Instant::now();
        // Under TLS the answer leads elsewhere, where this client cannot follow.
        let client = crate::support::client()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        while client.get(program.url("/health")).send().await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.address.parse().expect("an address")
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log")
    }

    /// The memory that it holds, in bytes.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("its state");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
        kib.expect("a number") * 1024
    }

    pub fn tell_to_stop(&self) {
        self.signal("-TERM");
    }

    pub fn signal(&self, signal: &str) {
        let told = Command::new("kill")
            .args([signal, &self.process.id().to_string()])
            .status();
        assert!(told.expect("a signal").success());
    }

    /// Whether it ended by itself and well.
    pub async fn ended_well(&mut self, within: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < within {
            if let Some(status) = self.process.try_wait().expect("its state") {
                return status.success();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.log);
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port()
}
