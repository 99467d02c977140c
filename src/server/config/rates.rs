//! Taking in exchange rates.

use super::DatabaseArgs;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `rates` needs.
#[derive(Clone, Debug, Args)]
pub struct RatesArgs {
    /// import: store what a file of the European Central Bank gives, and change nothing else
    #[arg(value_enum)]
    pub action: RatesAction,
    /// The file: eurofxref-daily.xml, eurofxref-hist-90d.xml, eurofxref-hist.xml, eurofxref.csv or eurofxref-hist.csv
    pub file: PathBuf,
    /// The e-mail address of an owner or admin of the organisation, whose name stands beside the rates
    #[arg(long = "as", value_name = "EMAIL")]
    pub person: String,
    /// Which organisation, by name, where that address belongs to several
    #[arg(long)]
    pub organization: Option<String>,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// What is done with rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RatesAction {
    Import,
}
