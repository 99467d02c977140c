//! The command line and the environment. `.env` in the working directory lies beneath the
//! environment; `.env.example` lists every key.

mod files;
pub mod keys;
pub mod mail;
pub mod rates;

use self::mail::MailArgs;
use crate::db::PoolSettings;
use crate::jobs::kind::Tools;
use crate::jobs::types::Queue;
use crate::jobs::worker::Settings;
use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
pub use files::{FileArgs, Secret};
use ipnet::IpNet;
pub use keys::{KeyArgs, KeysArgs};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// Whether this is a build of `cargo leptos watch`, which says so while it compiles.
pub const IS_WATCHED: bool = option_env!("LEPTOS_WATCH").is_some();

/// Networking, events, expenses and media for many organisations that never see each other.
#[derive(Debug, Parser)]
#[command(
    name = "the-plugs",
    version,
    about,
    after_help = "Every option can be set in the environment or in a file named .env; see .env.example."
)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Command,
}

impl CommandLine {
    /// The command line over the environment. A key that is set to nothing counts as not set.
    /// Ends the process where something is wrong, or where help is asked for.
    #[must_use]
    pub fn read() -> Self {
        let is_empty = |arg: &Arg| {
            arg.get_env()
                .and_then(std::env::var_os)
                .is_some_and(|value| value.is_empty())
        };
        let without_empty = |arg: Arg| {
            if is_empty(&arg) {
                arg.env(Resettable::Reset)
            } else {
                arg
            }
        };
        let mut command = Self::command().mut_subcommands(|command| command.mut_args(without_empty));
        // Only then do its arguments know how errors name them.
        command.build();
        let secrets: Vec<String> = command
            .get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .filter(|arg| arg.is_hide_env_values_set())
            .map(ToString::to_string)
            .collect();
        command
            .try_get_matches()
            .and_then(|matches| Self::from_arg_matches(&matches))
            .unwrap_or_else(|error| without(&secrets, error).exit())
    }
}

/// An error that does not repeat the value of these arguments. One that is wrong by a letter still
/// holds a password, and what is said at the start goes into logs.
fn without(secrets: &[String], mut error: clap::Error) -> clap::Error {
    let argument = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    if argument.is_some_and(|argument| secrets.contains(&argument)) {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".into()));
    }
    error
}

/// What the binary does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve pages and the API
    #[command(
        after_help = "The address that is served on is LEPTOS_SITE_ADDR, 127.0.0.1:3000 unless set. Every other option can be \
                      set in the environment, too, or in a file named .env; see .env.example."
    )]
    Serve(Box<ServeArgs>),
    /// Run the work that no request waits for
    Worker(Box<WorkerArgs>),
    /// Bring the database to this version
    Migrate(Box<MigrateArgs>),
    /// Replace the keys under which values are sealed, while the product is in use
    Keys(Box<KeysArgs>),
    /// Read from standard input a mail server's report that mail came back
    Bounce(Box<BounceArgs>),
    /// Take in exchange rates from a file of the European Central Bank
    Rates(Box<rates::RatesArgs>),
    /// Fill an empty database
    Seed(Box<SeedArgs>),
    /// Make a certificate for the network that this machine is in, or keep the one that will do
    Certificate(CertificateArgs),
    /// Draw a text as a QR code
    Qr(QrArgs),
    /// Look from standard input at a PDF file of somebody else's; the server runs it, within limits, before it reads one itself
    #[command(hide = true)]
    ReadPdf(ReadPdfArgs),
}

/// What to say of a PDF file; without any, what a document needs to know of it.
#[derive(Clone, Copy, Debug, Args)]
pub struct ReadPdfArgs {
    /// Say how many pages it has
    #[arg(long)]
    pub count: bool,
    /// Draw a page as a picture; the first is 1
    #[arg(long)]
    pub page: Option<usize>,
}

/// How to reach the database as the application.
#[derive(Clone, Debug, Args)]
pub struct DatabaseArgs {
    /// The application's database (role plugs_app)
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_parser = parse_database)]
    pub database_url: PgConnectOptions,
    /// Most connections that this process opens
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub database_connections: u32,
    /// Longest that one statement may take, in seconds
    #[arg(long, env = "STATEMENT_TIMEOUT", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub statement_timeout: u64,
    /// From how many milliseconds on a statement is logged as slow; 0 for never
    #[arg(long, env = "SLOW_STATEMENT_MS", default_value_t = 200)]
    pub slow_statement_ms: u64,
}

impl DatabaseArgs {
    /// The settings of the pool.
    #[must_use]
    pub fn pool_settings(&self) -> PoolSettings {
        PoolSettings {
            max_connections: self.database_connections,
            statement_timeout: Duration::from_secs(self.statement_timeout),
            slow_statement: (self.slow_statement_ms > 0)
                .then(|| Duration::from_millis(self.slow_statement_ms)),
            ..PoolSettings::default()
        }
    }
}

/// What `serve` needs.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub site: SiteArgs,
    #[command(flatten)]
    pub files: FileArgs,
    #[command(flatten)]
    pub keys: KeyArgs,
    #[command(flatten)]
    pub jobs: JobArgs,
    #[command(flatten)]
    pub log: LogArgs,
    /// Leave the background work to `the-plugs worker`
    #[arg(long, env = "NO_WORKER")]
    pub no_worker: bool,
}

/// How the site is reached and how it treats sessions.
#[derive(Clone, Debug, Args)]
pub struct SiteArgs {
    #[command(flatten)]
    pub tls: TlsArgs,
    #[command(flatten)]
    pub mail: MailArgs,
    /// The address that people type, where it differs from the one served on (behind a proxy); https turns on Secure cookies
    #[arg(long, env = "PUBLIC_URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,
    /// Networks whose X-Forwarded-For is believed, separated by commas
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', value_parser = parse_network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Hours after which an unused session ends
    #[arg(long, env = "SESSION_IDLE_HOURS", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub session_idle_hours: u32,
    /// Days after which any session ends
    #[arg(long, env = "SESSION_LIFETIME_DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
    pub session_lifetime_days: u32,
    /// Passwords that are hashed at once; as many as there are processors unless given
    #[arg(long, env = "PASSWORD_HASHES_AT_ONCE")]
    pub password_hashes_at_once: Option<NonZeroUsize>,
    /// Longest that a request may take, in seconds
    #[arg(long, env = "REQUEST_TIMEOUT", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub request_timeout: u64,
    /// Requests a second that one address may make of pages that nobody signs in for, three times as many at once; 0 for any number
    #[arg(long, env = "PUBLIC_RATE_LIMIT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub public_rate_limit: u32,
    /// An address of its own for /metrics, such as 127.0.0.1:9100, for whoever reaches it
    #[arg(long, env = "METRICS_ADDR")]
    pub metrics_addr: Option<SocketAddr>,
    /// At least 16 characters; with them as a bearer token /metrics is answered on the site's own address
    #[arg(long, env = "METRICS_TOKEN", hide_env_values = true, value_parser = parse_token)]
    pub metrics_token: Option<Token>,
}

/// With what to serve HTTPS; without either, plain HTTP is served, as behind a proxy.
#[derive(Clone, Debug, Args)]
pub struct TlsArgs {
    /// A certificate in PEM, followed by those that lead to its root: HTTPS is served, and a new one is taken from the file while serving
    #[arg(long, env = "TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key in PEM
    #[arg(long, env = "TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

/// A secret that programs show, which no log does.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Whether this is what was shown. How long that takes tells nothing about how much agrees.
    #[must_use]
    pub fn is(&self, shown: &str) -> bool {
        let (own, other) = (Sha256::digest(&self.0), Sha256::digest(shown));
        own.ct_eq(&other).into()
    }
}

impl SiteArgs {
    /// Whether people reach the site by TLS, so that cookies may say Secure.
    #[must_use]
    pub fn is_https(&self) -> bool {
        let is_public = self
            .public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"));
        is_public || self.tls.tls_cert.is_some()
    }

    /// Whether what is served is what people type.
    ///
    /// # Errors
    /// A sentence, where it is not.
    pub fn check(&self) -> Result<(), String> {
        match &self.public_url {
            Some(url) if self.tls.tls_cert.is_some() && !url.starts_with("https://") => Err(format!(
                "PUBLIC_URL is `{url}` and TLS_CERT is set, so HTTPS is served: write an address that begins with https://, or leave one of the two out."
            )),
            _ => Ok(()),
        }
    }
}

/// How to log.
#[derive(Clone, Debug, Args)]
pub struct LogArgs {
    /// What is logged, as tracing's directives
    #[arg(long, env = "LOG_LEVEL", default_value = "info")]
    pub log_level: String,
    /// json, text, or auto: text in a terminal and json elsewhere
    #[arg(long, env = "LOG_FORMAT", default_value = "auto", value_parser = ["auto", "json", "text"])]
    pub log_format: String,
}

/// How jobs are run.
#[derive(Clone, Debug, Args)]
pub struct JobArgs {
    /// Jobs that run at once; each takes a connection, beside those of DATABASE_CONNECTIONS
    #[arg(long, env = "JOBS_AT_ONCE", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub jobs_at_once: u16,
    /// Seconds that a worker may be silent before the others take over its jobs
    #[arg(long, env = "JOBS_RESCUE_AFTER", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub jobs_rescue_after: u64,
}

impl JobArgs {
    /// The settings of a worker of some queues.
    #[must_use]
    pub fn settings(&self, queues: &[Queue], grace: Duration, tools: Tools) -> Settings {
        Settings {
            queues: queues.to_vec(),
            at_once: usize::from(self.jobs_at_once),
            rescue_after: Duration::from_secs(self.jobs_rescue_after),
            grace,
            tools,
        }
    }
}

/// What `worker` needs.
#[derive(Clone, Debug, Args)]
pub struct WorkerArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub files: FileArgs,
    #[command(flatten)]
    pub keys: KeyArgs,
    #[command(flatten)]
    pub jobs: JobArgs,
    /// Which jobs it runs, separated by commas: mail, media, matching, analytics, cleanup; all unless given
    #[arg(long, env = "JOB_QUEUES", value_delimiter = ',', value_parser = parse_queue)]
    pub queues: Vec<Queue>,
    #[command(flatten)]
    pub mail: MailArgs,
    /// The address that people type, for links in mail
    #[arg(long, env = "PUBLIC_URL", value_parser = parse_public_url)]
    pub public_url: Option<String>,
    #[command(flatten)]
    pub log: LogArgs,
}

/// What `migrate` needs.
#[derive(Clone, Debug, Args)]
pub struct MigrateArgs {
    /// An administrator's connection to the database
    #[arg(long, env = "MIGRATION_DATABASE_URL", hide_env_values = true, value_parser = parse_database)]
    pub migration_database_url: PgConnectOptions,
    /// The application's database; its password is given to plugs_app by --roles
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// First make the cluster's roles and the database, where they are missing
    #[arg(long)]
    pub roles: bool,
    #[command(flatten)]
    pub keys: KeyArgs,
    #[command(subcommand)]
    pub show: Option<MigrateShow>,
}

/// What `migrate` can tell instead of migrating.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum MigrateShow {
    /// List every migration and when it was applied
    History,
    /// Print the version of the database
    Current,
}

/// What `bounce` needs.
#[derive(Clone, Debug, Args)]
pub struct BounceArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// What `seed` needs.
#[derive(Clone, Debug, Args)]
pub struct SeedArgs {
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// An administrator's connection, which alone sees whether a database is empty and may date the demo's history back
    #[arg(long, env = "MIGRATION_DATABASE_URL", hide_env_values = true, value_parser = parse_database)]
    pub migration_database_url: Option<PgConnectOptions>,
    #[command(flatten)]
    pub keys: KeyArgs,
    /// Two organisations with people, contacts and a history; only into an empty database
    #[arg(long, required = true)]
    pub demo: bool,
}

/// What `certificate` needs.
#[derive(Clone, Debug, Args)]
pub struct CertificateArgs {
    /// Where certificate, keys and the authority that vouches for them are kept
    #[arg(long)]
    pub folder: PathBuf,
    /// A name under which the network knows this machine, such as desk.local
    #[arg(long)]
    pub name: Option<String>,
    /// The machine's addresses; those in private networks are printed again
    #[arg(required = true)]
    pub addresses: Vec<IpAddr>,
}

/// What `qr` needs.
#[derive(Clone, Debug, Args)]
pub struct QrArgs {
    /// What a camera is to read, such as an address
    pub text: String,
}

/// Whether Leptos, which reads it, will find an address in `LEPTOS_SITE_ADDR`, where it is set.
///
/// # Errors
/// A sentence, where it will not.
pub fn check_site_address() -> Result<(), String> {
    match std::env::var("LEPTOS_SITE_ADDR") {
        Ok(address) if address.parse::<SocketAddr>().is_err() => Err(format!(
            "LEPTOS_SITE_ADDR is `{address}`, which is no address: write one like 127.0.0.1:3000, or leave it out."
        )),
        _ => Ok(()),
    }
}

fn parse_database(text: &str) -> Result<PgConnectOptions, String> {
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err("expected an address like postgres://user:password@host:5432/database".into());
    }
    // The parser's own message may repeat the address, and with it the password.
    text.parse()
        .map_err(|_| "this is not an address like postgres://user:password@host:5432/database".into())
}

fn parse_public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let uri: axum::http::Uri = url
        .parse()
        .map_err(|_| "expected an address like https://plugs.example.com".to_owned())?;
    match (uri.scheme_str(), uri.authority(), uri.path()) {
        (Some("http" | "https"), Some(_), "" | "/") => Ok(url.to_owned()),
        _ => Err("expected an address like https://plugs.example.com, without a path".into()),
    }
}

fn parse_token(text: &str) -> Result<Token, String> {
    if text.chars().count() < 16 {
        return Err("expected at least 16 characters, such as `openssl rand -hex 24` writes".into());
    }
    Ok(Token(text.to_owned()))
}

fn parse_queue(text: &str) -> Result<Queue, String> {
    text.trim()
        .parse()
        .map_err(|_| "expected some of mail, media, matching, analytics, cleanup".into())
}

fn parse_network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "expected networks like 10.0.0.0/8,127.0.0.1".into())
}
