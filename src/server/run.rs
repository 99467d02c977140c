//! What each command of the binary does.

use super::config::keys::KeysAction;
use super::config::mail::MailArgs;
use super::config::{
    BounceArgs, Command, DatabaseArgs, KeyArgs, KeysArgs, LogArgs, MigrateArgs, MigrateShow, ReadPdfArgs,
    SeedArgs, ServeArgs, TlsArgs, WorkerArgs, check_site_address,
};
use super::metrics::{Metrics, own_router};
use super::router::{Site, router};
use super::tls::{self, Certificate, Shown};
use super::work::WORK;
use super::{import_rates, lan, listen, telemetry};
use crate::db::{self, PoolSettings};
use crate::error::AppError;
use crate::jobs;
use crate::jobs::kind::Tools;
use crate::jobs::types::Queue;
use crate::jobs::worker::{FOR_TICKETS, Settings};
use crate::live::tell;
use crate::mail::bounce;
use crate::mail::smtp::Mailer;
use crate::media::pdf::draw::{self, Question};
use crate::media::storage::Files;
use crate::sealing::{self, Keyring, rotation};
use leptos::config::get_configuration;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long requests and jobs in progress may take to end once the server is told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Runs a command.
///
/// # Errors
/// A sentence that says what went wrong and what to do.
pub async fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve(args) => serve(*args).await,
        Command::Worker(args) => worker(*args).await,
        Command::Migrate(args) => migrate(*args).await,
        Command::Keys(args) => keys(*args).await,
        Command::Bounce(args) => bounced(*args).await,
        Command::Rates(args) => say(&import_rates::import(&args).await?),
        Command::Seed(args) => seed(*args).await,
        Command::Certificate(args) => {
            let addresses = lan::certificate(&args, OffsetDateTime::now_utc())?;
            addresses.iter().try_for_each(|address| say(&address.to_string()))
        }
        Command::Qr(args) => say(lan::picture(&args.text)?.trim_end()),
        Command::ReadPdf(args) => read_pdf(&args),
    }
}

/// Looks at a PDF file from standard input, and says what it holds, or draws a page of it.
///
/// # Errors
/// A sentence, where there is nothing to read from.
pub fn read_pdf(args: &ReadPdfArgs) -> Result<(), String> {
    let question = match (args.page, args.count) {
        (Some(page), _) => Question::Page(page),
        (None, true) => Question::Count,
        (None, false) => return say(&crate::expenses::pdf::probe::answer()?),
    };
    let answer = draw::answer(question)?;
    let mut output = std::io::stdout();
    let written = output.write_all(&answer).and_then(|()| output.flush());
    written.map_err(|error| format!("The output cannot be written: {error}"))
}

async fn serve(args: ServeArgs) -> Result<(), String> {
    telemetry::start(&args.log)?;
    check_site_address()?;
    args.site.check()?;
    let options = get_configuration(Some("Leptos.toml"))
        .map_err(|error| {
            format!("Leptos.toml cannot be read; start the server in the folder that holds it: {error}")
        })?
        .leptos_options;
    let address = options.site_addr;
    let pool = db::pool(args.database.database_url.clone(), &args.database.pool_settings());
    let is_key_seen = master_key(&args.keys, &pool).await?;
    Files::open(&args.files).await?;
    let certificate = certificate(&args.site.tls).await?;
    let mailer = mailer(&args.site.mail, args.site.public_url.as_deref()).await?;
    let site = Site::new(pool.clone(), options, args.site)?;
    let app = router(&site)?;
    let recorder = site.recorder.clone();

    let told_to_stop = told_to_stop()?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("{address} cannot be served on ({error}); set LEPTOS_SITE_ADDR to a free address.")
    })?;
    let (stop, stopping) = watch::channel(false);
    if let Some(metrics) = &site.metrics {
        tokio::spawn(metrics.clone().keep_up(stopping.clone()));
        if let Some(address) = site.args.metrics_addr {
            serve_metrics(address, metrics.clone(), stopping.clone()).await?;
        }
    }
    let live = {
        let pool = live_pool(&args.database);
        let sessions = site.accounts.sessions.clone();
        tokio::spawn(tell::serve(site.live.clone(), pool, sessions, stopping.clone()))
    };
    let background = (!args.no_worker).then(|| {
        let settings = args
            .jobs
            .settings(Queue::ALL, GRACE, Tools::default().with(mailer));
        background(&args.database, settings, stopping.clone())
    });
    tracing::info!(%address, https = certificate.is_some(), "serving");

    let server = tokio::spawn(listen::serve(
        listener,
        certificate,
        app,
        listen::HEAD,
        until(stopping),
    ));
    let wrong = tokio::select! {
        () = told_to_stop => None,
        sentence = wrong_key(pool.clone(), is_key_seen) => Some(sentence),
    };
    tracing::info!("stopping: requests in progress are answered first");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, server).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => return Err(format!("The server failed: {error}")),
        Err(_) => tracing::warn!("some requests took too long and were cut off"),
    }
    if let Some(background) = background {
        background
            .await
            .map_err(|error| format!("The background work failed: {error}"))?;
    }
    live.await
        .map_err(|error| format!("Live updates failed: {error}"))?;
    recorder.flush().await;
    pool.close().await;
    wrong.map_or(Ok(()), Err)
}

/// How long to wait before a database that was away is asked again about the master key.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Opens the keyring. Without the master key, or with another, nothing is served. Says whether it could be seen that it is the
/// right one.
async fn master_key(args: &KeyArgs, pool: &PgPool) -> Result<bool, String> {
    Keyring::open(args)?;
    let keyring = Keyring::get().map_err(|error| error.to_string())?;
    sealing::queries::check(pool, keyring).await
}

/// Ends with a sentence as soon as a database that was away at the start is there and shows that the master key is another;
/// never where it is the right one.
async fn wrong_key(pool: PgPool, mut is_seen: bool) -> String {
    while !is_seen {
        tokio::time::sleep(LOOK_AGAIN).await;
        let checked = match Keyring::get() {
            Ok(keyring) => sealing::queries::check(&pool, keyring).await,
            Err(error) => return error.to_string(),
        };
        match checked {
            Ok(seen) => is_seen = seen,
            Err(sentence) => return sentence,
        }
    }
    std::future::pending().await
}

/// What is shown under TLS, where the configuration says so, kept as new as its files.
async fn certificate(args: &TlsArgs) -> Result<Option<Shown>, String> {
    let Some(files) = tls::Files::of(args) else {
        return Ok(None);
    };
    let certificate = Certificate::read(files).await?;
    let shown = certificate.shown();
    tokio::spawn(certificate.keep_up(tls::LOOK, listen_for(SignalKind::hangup())?));
    Ok(Some(shown))
}

/// Where mail goes from here, which is said once where it goes nowhere.
async fn mailer(args: &MailArgs, site: Option<&str>) -> Result<Mailer, String> {
    let mailer = Mailer::new(args, site).await?;
    if matches!(mailer, Mailer::Outbox) {
        tracing::warn!("mail is kept and not sent, since SMTP_HOST is not set");
    }
    Ok(mailer)
}

/// Serves what is measured on an address of its own, until told to stop.
async fn serve_metrics(
    address: SocketAddr,
    metrics: Metrics,
    stopping: watch::Receiver<bool>,
) -> Result<(), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("{address} cannot be served on ({error}); set METRICS_ADDR to a free address.")
    })?;
    tracing::info!(%address, "serving metrics");
    let server = axum::serve(listener, own_router(metrics)).with_graceful_shutdown(until(stopping));
    tokio::spawn(server.into_future());
    Ok(())
}

async fn worker(args: WorkerArgs) -> Result<(), String> {
    telemetry::start(&args.log)?;
    let queues = if args.queues.is_empty() {
        Queue::ALL
    } else {
        &args.queues
    };
    let mailer = mailer(&args.mail, args.public_url.as_deref()).await?;
    let settings = args.jobs.settings(queues, GRACE, Tools::default().with(mailer));
    let pool = db::pool(args.database.database_url.clone(), &args.database.pool_settings());
    let is_key_seen = master_key(&args.keys, &pool).await?;
    Files::open(&args.files).await?;
    let told_to_stop = told_to_stop()?;
    let (stop, stopping) = watch::channel(false);
    let live = tokio::spawn(tell::tell_only(live_pool(&args.database), stopping.clone()));
    let background = background(&args.database, settings, stopping);
    tracing::info!(?queues, "working");
    let wrong = tokio::select! {
        () = told_to_stop => None,
        sentence = wrong_key(pool.clone(), is_key_seen) => Some(sentence),
    };
    pool.close().await;
    tracing::info!("stopping: jobs in progress are ended first");
    stop.send_replace(true);
    background
        .await
        .map_err(|error| format!("The background work failed: {error}"))?;
    live.await
        .map_err(|error| format!("Live updates failed: {error}"))?;
    wrong.map_or(Ok(()), Err)
}

/// Connections of their own, for what is told of changes: it does not wait for pages, nor they for it.
fn live_pool(database: &DatabaseArgs) -> PgPool {
    let connections = PoolSettings {
        max_connections: tell::CONNECTIONS,
        ..database.pool_settings()
    };
    db::pool(database.database_url.clone(), &connections)
}

/// Runs jobs on connections of their own, until told to stop: pages and jobs do not wait for each
/// other's.
fn background(
    database: &DatabaseArgs,
    settings: Settings,
    stopping: watch::Receiver<bool>,
) -> JoinHandle<()> {
    let pool_of = |max_connections| {
        let connections = PoolSettings {
            max_connections,
            ..database.pool_settings()
        };
        db::pool(database.database_url.clone(), &connections)
    };
    let (pool, tickets) = (pool_of(settings.connections()), pool_of(FOR_TICKETS));
    tokio::spawn(async move {
        jobs::worker::work(pool.clone(), tickets.clone(), &WORK, settings, stopping).await;
        pool.close().await;
        tickets.close().await;
    })
}

async fn migrate(args: MigrateArgs) -> Result<(), String> {
    telemetry::start(&LogArgs {
        log_level: "warn".into(),
        log_format: "text".into(),
    })?;
    let options = &args.migration_database_url;
    let failed = |error: sqlx::Error| format!("The database could not be migrated: {}.", db::reason(&error));
    match args.show {
        Some(MigrateShow::History) => {
            for applied in db::history(options).await.map_err(failed)? {
                let when = applied
                    .installed_on
                    .map_or_else(|| "pending".into(), |at| at.format("%Y-%m-%d %H:%M").to_string());
                say(&format!(
                    "{:04}  {:<16}  {}",
                    applied.version, when, applied.description
                ))?;
            }
        }
        Some(MigrateShow::Current) => {
            let newest = db::history(options)
                .await
                .map_err(failed)?
                .into_iter()
                .rfind(|applied| applied.installed_on.is_some());
            say(&newest.map_or_else(
                || "no migration was applied yet".into(),
                |applied| format!("{:04} {}", applied.version, applied.description),
            ))?;
        }
        None => {
            if args.roles {
                let password = args.database_url.as_deref().and_then(password_of);
                db::prepare_cluster(options, password.as_deref())
                    .await
                    .map_err(|error| format!("The roles could not be made (MIGRATION_DATABASE_URL must be an administrator's): {}.", db::reason(&error)))?;
            }
            db::migrate(options).await.map_err(failed)?;
            seal_plain(options, &args.keys).await?;
            say(&format!(
                "The database is at version {:04}.",
                db::newest_migration()
            ))?;
        }
    }
    Ok(())
}

/// Seals what an earlier version has stored plain; only then is the master key needed.
async fn seal_plain(options: &PgConnectOptions, keys: &KeyArgs) -> Result<(), String> {
    let failed =
        |error: AppError| format!("What is stored plain could not be sealed; migrate again. {error}");
    let mut connection = superuser(options).await?;
    if !rotation::is_plain(&mut connection).await.map_err(failed)? {
        return Ok(());
    }
    let sealed = rotation::seal_plain(&mut connection, &Keyring::of(keys)?).await;
    say(&sealed.map_err(failed)?.to_string())
}

async fn superuser(options: &PgConnectOptions) -> Result<PgConnection, String> {
    PgConnection::connect_with(options)
        .await
        .map_err(|error| format!("The database cannot be reached: {}.", db::reason(&error)))
}

async fn keys(args: KeysArgs) -> Result<(), String> {
    telemetry::start(&LogArgs {
        log_level: "warn".into(),
        log_format: "text".into(),
    })?;
    let keyring = Keyring::of(&args.keys)?;
    let KeysAction::Rotate = args.action;
    let mut connection = superuser(&args.migration_database_url).await?;
    sealing::queries::check(&mut connection, &keyring).await?;
    let reading = Duration::from_secs(args.reading_seconds);
    let rotated = rotation::rotate(&mut connection, &keyring, args.new_master, reading).await;
    let rotated = rotated.map_err(|error| format!("The keys were not all replaced; begin again. {error}"))?;
    say(&rotated.to_string())
}

/// The password of a database address; the driver's own options do not give it back.
fn password_of(url: &str) -> Option<String> {
    let uri = url::Url::parse(url).ok()?;
    let password = uri.password()?;
    percent_encoding::percent_decode_str(password)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// The largest report that is read: one holds the mail that it is about.
const LARGEST_REPORT: u64 = 1024 * 1024;

async fn bounced(args: BounceArgs) -> Result<(), String> {
    telemetry::start(&LogArgs {
        log_level: "warn".into(),
        log_format: "text".into(),
    })?;
    let read = tokio::task::spawn_blocking(|| {
        let mut message = Vec::new();
        let whole = std::io::stdin().take(LARGEST_REPORT).read_to_end(&mut message);
        whole.map(|_| message)
    });
    let message = read
        .await
        .map_err(|error| format!("The report cannot be read: {error}"))?
        .map_err(|error| format!("The report cannot be read: {error}"))?;
    // Whatever else is sent here is nothing to complain of: a complaint would be a mail that comes back in its turn.
    let Some(report) = bounce::read(&message) else {
        return say("This is no report on a mail of ours that came back; nothing was changed.");
    };
    let pool = db::pool(args.database.database_url.clone(), &args.database.pool_settings());
    match bounce::note(&pool, &report).await {
        Ok(()) => say("That the mail came back is noted."),
        Err(AppError::NotFound) => say("The report is on no mail that is known; nothing was changed."),
        Err(error) => Err(format!("That a mail came back could not be noted: {error}")),
    }
}

async fn seed(args: SeedArgs) -> Result<(), String> {
    telemetry::start(&LogArgs {
        // Thousands of rows in a statement take their second, which is no news here.
        log_level: "error".into(),
        log_format: "text".into(),
    })?;
    let settings = args.database.pool_settings();
    let pool = db::pool(args.database.database_url.clone(), &settings);
    master_key(&args.keys, &pool).await?;
    let administrator = args
        .migration_database_url
        .map(|options| db::pool(options, &settings));
    let seeded = crate::seed::demo(&pool, administrator.as_ref(), chrono::Utc::now())
        .await
        .map_err(|error| format!("The demo data could not be put in: {error}"))?;
    say(&seeded.to_string())
}

/// Writes a line for the person at the terminal.
fn say(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|error| format!("The output cannot be written: {error}"))
}

/// Waits for Ctrl-C or the signal with which a service is ended. Both are listened for from the
/// call on, not from the first wait, so that neither is missed while the server starts.
fn told_to_stop() -> Result<impl Future<Output = ()>, String> {
    let mut interrupt = listen_for(SignalKind::interrupt())?;
    let mut terminate = listen_for(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

fn listen_for(kind: SignalKind) -> Result<Signal, String> {
    signal(kind).map_err(|error| format!("Signals cannot be received: {error}"))
}

async fn until(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is as good a reason to stop.
    let _ = stopping.wait_for(|stop| *stop).await;
}
