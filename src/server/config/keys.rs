//! The master key.

use super::files::{Secret, parse_key};
use super::parse_database;
use clap::{Args, ValueEnum};
use sqlx::postgres::PgConnectOptions;
use std::path::PathBuf;

/// With what the keys of organisations are wrapped.
#[derive(Clone, Debug, Args)]
pub struct KeyArgs {
    /// The master key, 64 hexadecimal digits; while it is being replaced, the new one, a comma and the one before
    #[arg(long, env = "PLUGS_MASTER_KEY", hide_env_values = true, value_parser = parse_key)]
    pub master_key: Option<Secret>,
    /// A file that holds it, where PLUGS_MASTER_KEY is not set
    #[arg(long, env = "PLUGS_MASTER_KEY_FILE", default_value = ".data/master.key")]
    pub master_key_file: PathBuf,
}

/// What `keys` needs.
#[derive(Clone, Debug, Args)]
pub struct KeysArgs {
    /// rotate: give every organisation a new key, wrapped by the newest master key, and seal everything anew under it
    #[arg(value_enum)]
    pub action: KeysAction,
    /// First put a new master key into PLUGS_MASTER_KEY_FILE; in the end those before are taken out of it
    #[arg(long)]
    pub new_master: bool,
    /// Seconds for which a value may be read under a key before that key is removed: more than a request may take
    #[arg(long, default_value_t = 60)]
    pub reading_seconds: u64,
    #[command(flatten)]
    pub keys: KeyArgs,
    /// A superuser's connection to the database
    #[arg(long, env = "MIGRATION_DATABASE_URL", hide_env_values = true, value_parser = parse_database)]
    pub migration_database_url: PgConnectOptions,
}

/// What is done with keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeysAction {
    Rotate,
}

#[cfg(feature = "testing")]
impl KeyArgs {
    /// Arguments with this master key, or these.
    #[must_use]
    pub fn of(master_key: &str) -> Self {
        Self {
            master_key: parse_key(master_key).ok(),
            master_key_file: PathBuf::new(),
        }
    }
}
