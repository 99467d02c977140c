//! Where files are kept.

use clap::Args;
use std::path::PathBuf;

/// A text that no log, error or listing repeats.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where files are kept and how much of them.
#[derive(Clone, Debug, Args)]
pub struct FileArgs {
    /// The folder of files that people upload; with S3_BUCKET only of those that are on their way
    #[arg(long, env = "FILES_FOLDER", default_value = ".data/files")]
    pub files_folder: PathBuf,
    /// Largest file that is taken, in megabytes
    #[arg(long, env = "UPLOAD_LIMIT_MB", default_value_t = 25, value_parser = clap::value_parser!(u64).range(1..=100))]
    pub upload_limit_mb: u64,
    /// How much the files of one organisation may take together, in megabytes
    #[arg(long, env = "STORAGE_QUOTA_MB", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub storage_quota_mb: u64,
    /// At least 32 characters, alike for all processes of an installation: addresses of files are signed with it; without it a file in FILES_FOLDER holds one
    #[arg(long, env = "LINK_SECRET", hide_env_values = true, value_parser = parse_secret)]
    pub link_secret: Option<Secret>,
    /// A bucket of an S3-compatible store, in which files are kept instead of the folder
    #[arg(long, env = "S3_BUCKET", requires_all = ["s3_access_key_id", "s3_secret_access_key"])]
    pub s3_bucket: Option<String>,
    /// The store's address, such as https://s3.example.com; that of Amazon unless given
    #[arg(long, env = "S3_ENDPOINT", requires = "s3_bucket", value_parser = parse_endpoint)]
    pub s3_endpoint: Option<String>,
    /// The store's region
    #[arg(long, env = "S3_REGION", default_value = "us-east-1")]
    pub s3_region: String,
    /// The name of the key to the bucket
    #[arg(long, env = "S3_ACCESS_KEY_ID", requires = "s3_bucket")]
    pub s3_access_key_id: Option<String>,
    /// The key itself
    #[arg(long, env = "S3_SECRET_ACCESS_KEY", hide_env_values = true, requires = "s3_bucket", value_parser = parse_key)]
    pub s3_secret_access_key: Option<Secret>,
}

fn parse_secret(text: &str) -> Result<Secret, String> {
    if text.chars().count() < 32 {
        return Err("expected at least 32 characters, such as `openssl rand -hex 32` writes".into());
    }
    Ok(Secret(text.to_owned()))
}

pub(super) fn parse_key(text: &str) -> Result<Secret, String> {
    Ok(Secret(text.to_owned()))
}

fn parse_endpoint(text: &str) -> Result<String, String> {
    let is_address =
        url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_address {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err("expected an address like https://s3.example.com".into())
    }
}
