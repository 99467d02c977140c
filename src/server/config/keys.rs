//! The master key.

use super::files::{Secret, parse_key};
use clap::Args;
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
