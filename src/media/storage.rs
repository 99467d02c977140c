//! Where the bytes of files lie: a folder, or any S3-compatible store.
//!
//! A process has one store, as it has one allocator: requests and jobs reach it by [`Files::get`].

use super::links::LinkKey;
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::server::config::FileArgs;
use crate::server::tls;
use futures::StreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{
    ClientOptions, GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, RetryConfig,
};
use std::fs;
use std::io::{self, ErrorKind, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// A megabyte, as drives and quotas are measured.
const MEGABYTE: u64 = 1_000_000;

/// How much of a file is in memory while it goes into the store.
const PART: usize = 8 * 1024 * 1024;

/// A picture that the server has drawn of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    /// Of a person.
    Square,
    Small,
    /// For the head of a page.
    Wide,
    /// For a sheet of paper. Drawn when a document asks for it, and never stored.
    Sheet,
}

impl Rendition {
    /// What may lie in the store.
    const ALL: [Self; 3] = [Self::Square, Self::Small, Self::Wide];

    /// What it is called beside what it was made from.
    const fn ending(self) -> &'static str {
        match self {
            Self::Square => ".square",
            Self::Small => ".small",
            Self::Wide => ".wide",
            Self::Sheet => ".sheet",
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn key(self, key: &str) -> String {
        format!("{key}{}", self.ending())
    }
}

static FILES: OnceLock<Files> = OnceLock::new();

/// Everything that files need.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    incoming: PathBuf,
    /// What addresses are signed with.
    pub links: LinkKey,
    /// Largest file, in bytes.
    pub limit: u64,
    /// How much an organisation may keep, in bytes.
    pub quota: u64,
}

impl Files {
    /// Opens the store of this process. The first to call it decides.
    ///
    /// # Errors
    /// A sentence, where the configuration leads to no store that works.
    pub async fn open(args: &FileArgs) -> Result<(), String> {
        let files = Self::of(args).await?;
        let _ = FILES.set(files);
        Ok(())
    }

    /// The store of this process.
    ///
    /// # Errors
    /// Where none was opened.
    pub fn get() -> AppResult<&'static Self> {
        FILES
            .get()
            .ok_or_else(|| AppError::internal(&"no store of files was opened"))
    }

    /// A store as it is configured, looked at once.
    ///
    /// # Errors
    /// A sentence, where it does not work.
    pub async fn of(args: &FileArgs) -> Result<Self, String> {
        let folder = args.files_folder.clone();
        let secret = args.link_secret.clone();
        let (incoming, links) = tokio::task::spawn_blocking(move || {
            let incoming = folder.join("incoming");
            make_folder(&incoming)?;
            let secret = match secret {
                Some(secret) => secret.reveal().as_bytes().to_vec(),
                None => kept_secret(&folder.join("link.secret"))?,
            };
            let links = LinkKey::derive(&secret).ok_or_else(|| io::Error::from(ErrorKind::InvalidData))?;
            Ok((incoming, links))
        })
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error: io::Error| {
            format!(
                "Files cannot be kept in {} ({error}); set FILES_FOLDER to a folder that can be written to.",
                args.files_folder.display()
            )
        })?;
        let files = Self {
            store: store(args)?,
            incoming,
            links,
            limit: args.upload_limit_mb * MEGABYTE,
            quota: args.storage_quota_mb * MEGABYTE,
        };
        files.try_out(args).await?;
        Ok(files)
    }

    /// Whether the store answers, to this key, and has the bucket.
    async fn try_out(&self, args: &FileArgs) -> Result<(), String> {
        use object_store::Error as E;
        // Of no organisation, so that there is none.
        let nothing = Key::from("started");
        let found = match self.store.head(&nothing).await {
            // Neither is a missing bucket.
            Ok(_) | Err(E::NotFound { .. }) => match self.store.list(Some(&nothing)).next().await {
                None | Some(Ok(_)) => return Ok(()),
                Some(Err(error)) => (
                    error,
                    "there is none of this name that this key may list: look at S3_BUCKET",
                ),
            },
            Err(error @ (E::PermissionDenied { .. } | E::Unauthenticated { .. })) => (
                error,
                "it does not accept the key: look at S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
            ),
            Err(error) => (error, "it cannot be reached: look at S3_ENDPOINT and S3_REGION"),
        };
        let (error, why) = found;
        tracing::debug!(%error, "the store refused");
        let bucket = args.s3_bucket.as_deref().unwrap_or_default();
        Err(format!("The bucket {bucket} cannot be used; {why}."))
    }

    /// A key that says whose a file is and nothing else, and that nobody can guess.
    #[must_use]
    pub fn new_key(organization: OrganizationId) -> String {
        let random: [u8; 16] = rand::random();
        let random = u128::from_be_bytes(random);
        format!("{organization}/{random:032x}")
    }

    /// A file without a name, which is gone once nobody holds it any more, whatever becomes of
    /// this process.
    ///
    /// # Errors
    /// Where the disk is full, for one.
    pub fn scratch(&self) -> io::Result<fs::File> {
        tempfile::tempfile_in(&self.incoming)
    }

    /// Puts a file into the store, a part at a time.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] where the store is away.
    pub async fn put(&self, key: &str, mut file: fs::File) -> AppResult<()> {
        file.rewind().map_err(|error| AppError::internal(&error))?;
        let mut file = tokio::fs::File::from_std(file);
        let mut writer =
            BufWriter::with_capacity(Arc::clone(&self.store), Key::from(key), PART).with_max_concurrency(1);
        let copied = match tokio::io::copy(&mut file, &mut writer).await {
            Ok(_) => writer.shutdown().await,
            Err(error) => Err(error),
        };
        if let Err(error) = copied {
            // What came of it is swept with the upload.
            let _ = writer.abort().await;
            return Err(away(&error));
        }
        Ok(())
    }

    /// Puts something small into the store.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn put_bytes(&self, key: &str, bytes: Vec<u8>) -> AppResult<()> {
        let stored = self.store.put(&Key::from(key), bytes.into()).await;
        stored.map(drop).map_err(|error| away(&error))
    }

    /// All of a file that is known to be small enough; none where it is not there.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn bytes(&self, key: &str) -> AppResult<Option<Vec<u8>>> {
        let Some(found) = self.read(key, None).await? else {
            return Ok(None);
        };
        let bytes = found.bytes().await.map_err(|error| away(&error))?;
        Ok(Some(bytes.into()))
    }

    /// How long a file is; none where it is not there.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn length(&self, key: &str) -> AppResult<Option<u64>> {
        match self.store.head(&Key::from(key)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(&error)),
        }
    }

    /// A file, or a part of it, to be read as it comes; none where it is not there.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn read(&self, key: &str, part: Option<std::ops::Range<u64>>) -> AppResult<Option<GetResult>> {
        let options = GetOptions {
            range: part.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        match self.store.get_opts(&Key::from(key), options).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(&error)),
        }
    }

    /// Removes a file and what was made from it. What is gone already is no error.
    ///
    /// # Errors
    /// As [`Files::put`].
    pub async fn remove(&self, key: &str) -> AppResult<()> {
        for ending in Rendition::ALL.map(Rendition::ending).into_iter().chain([""]) {
            match self.store.delete(&Key::from(format!("{key}{ending}"))).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(away(&error)),
            }
        }
        Ok(())
    }
}

fn store(args: &FileArgs) -> Result<Arc<dyn ObjectStore>, String> {
    let (Some(bucket), Some(id), Some(key)) = (
        &args.s3_bucket,
        &args.s3_access_key_id,
        &args.s3_secret_access_key,
    ) else {
        let folder = LocalFileSystem::new_with_prefix(&args.files_folder).map_err(|error| {
            format!(
                "Files cannot be kept in {} ({error}).",
                args.files_folder.display()
            )
        })?;
        return Ok(Arc::new(folder.with_fsync(true)));
    };
    tls::use_ring();
    let retry = RetryConfig {
        max_retries: 3,
        retry_timeout: Duration::from_secs(20),
        ..RetryConfig::default()
    };
    let client = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(5))
        .with_timeout(Duration::from_secs(120));
    let mut builder = AmazonS3Builder::new()
        .with_client_options(client)
        .with_bucket_name(bucket)
        .with_region(&args.s3_region)
        .with_access_key_id(id)
        .with_secret_access_key(key.reveal())
        .with_retry(retry);
    if let Some(endpoint) = &args.s3_endpoint {
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder
        .build()
        .map_err(|_| format!("The bucket {bucket} cannot be used: look at S3_ENDPOINT and S3_REGION."))?;
    Ok(Arc::new(store))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // That one may write there shows in writing.
    tempfile::tempfile_in(folder).map(drop)
}

/// The secret of an installation that was given none: made by whichever process comes first.
fn kept_secret(file: &Path) -> io::Result<Vec<u8>> {
    let made: [u8; 32] = rand::random();
    let whole = file.with_extension(format!("{:08x}", rand::random::<u32>()));
    let mut options = fs::OpenOptions::new();
    options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&whole)?
        .write_all(&made)?;
    // A link is made whole or not at all, and never over another.
    let linked = fs::hard_link(&whole, file);
    fs::remove_file(&whole)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let secret = fs::read(file)?;
    if secret.len() < made.len() {
        return Err(io::Error::new(ErrorKind::InvalidData, "link.secret is too short"));
    }
    Ok(secret)
}

/// The store does not do what it should; the log says what it said.
fn away(error: &dyn std::fmt::Display) -> AppError {
    tracing::error!(%error, "the store of files failed");
    AppError::Unavailable {
        retry_after_seconds: 5,
    }
}
