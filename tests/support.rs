//! What several tests need: connections that look behind the curtain, a gate in front of the database, and certificates.

pub mod certificates;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use the_plugs::testing::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// An administrator's connection to a test's database.
pub async fn administrator(db: &TestDb) -> PgConnection {
    PgConnection::connect_with(&db.admin_options())
        .await
        .expect("an administrator's connection")
}

/// A client over HTTP. Where its crate is built with TLS, it asks at once what to do that with.
pub fn client() -> reqwest::ClientBuilder {
    the_plugs::server::tls::use_ring();
    reqwest::Client::builder()
}

/// The address of a test's database, as the application signs in to it.
pub fn address_of(db: &TestDb) -> String {
    address_by(&db.app_options())
}

fn address_by(options: &PgConnectOptions) -> String {
    format!(
        "postgres://plugs_app:plugs@{}:{}/{}",
        options.get_host(),
        options.get_port(),
        options.get_database().expect("a database"),
    )
}

/// The single column of a query, row by row.
pub async fn texts(connection: &mut PgConnection, query: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{query}"))
}

/// Whether a gate is open, and how often it was shut.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    is_open: bool,
    shut: u32,
}

/// A door on loopback in front of the database: it counts round trips, can be slow, and can be shut, so that the
/// database is away for whoever goes through it.
pub struct Gate {
    address: SocketAddr,
    state: watch::Sender<State>,
    delay: watch::Sender<Duration>,
    round_trips: Arc<AtomicU64>,
}

impl Gate {
    /// Opens a gate in front of a test's database.
    pub async fn before(db: &TestDb) -> Self {
        let options = db.admin_options();
        let database = (options.get_host().to_owned(), options.get_port());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let (state, states) = watch::channel(State {
            is_open: true,
            shut: 0,
        });
        let (delay, delays) = watch::channel(Duration::ZERO);
        let round_trips = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&round_trips);
        tokio::spawn(async move {
            while let Ok((inside, _)) = listener.accept().await {
                let now = *states.borrow();
                if !now.is_open {
                    continue;
                }
                let Ok(outside) = TcpStream::connect((database.0.as_str(), database.1)).await else {
                    continue;
                };
                let _ = (inside.set_nodelay(true), outside.set_nodelay(true));
                tokio::spawn(pass(
                    inside,
                    outside,
                    states.clone(),
                    delays.clone(),
                    Arc::clone(&counter),
                ));
            }
        });
        Self {
            address,
            state,
            delay,
            round_trips,
        }
    }

    /// The same database, reached through the gate.
    pub fn through(&self, options: PgConnectOptions) -> PgConnectOptions {
        options
            .host(&self.address.ip().to_string())
            .port(self.address.port())
    }

    /// The address of the database through it, as the application's role.
    pub fn address_of(&self, db: &TestDb) -> String {
        address_by(&self.through(db.app_options()))
    }

    /// Cuts every connection and lets none through.
    pub fn shut(&self) {
        self.state.send_modify(|state| {
            state.is_open = false;
            state.shut += 1;
        });
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.state.send_modify(|state| state.is_open = true);
    }

    /// Holds everything back that long, each way.
    pub fn delay(&self, by: Duration) {
        self.delay.send_replace(by);
    }

    /// How often the database was asked and the asker waited for the answer.
    pub fn round_trips(&self) -> u64 {
        self.round_trips.load(Ordering::SeqCst)
    }
}

/// Carries bytes both ways until either side ends or the gate is shut.
async fn pass(
    mut inside: TcpStream,
    mut outside: TcpStream,
    mut states: watch::Receiver<State>,
    delay: watch::Receiver<Duration>,
    round_trips: Arc<AtomicU64>,
) {
    let (mut question, mut answer) = ([0; 16 * 1024], [0; 16 * 1024]);
    let mut is_asking = false;
    let begun = states.borrow().shut;
    loop {
        let (read, asks) = tokio::select! {
            read = inside.read(&mut question) => (read, true),
            read = outside.read(&mut answer) => (read, false),
            _ = states.wait_for(|state| state.shut != begun) => return,
        };
        let Ok(read @ 1..) = read else { return };
        if asks && !is_asking {
            round_trips.fetch_add(1, Ordering::SeqCst);
        }
        is_asking = asks;
        let wait = *delay.borrow();
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let written = if asks {
            outside.write_all(&question[..read]).await
        } else {
            inside.write_all(&answer[..read]).await
        };
        if written.is_err() {
            return;
        }
    }
}
