//! The keys that a process holds: master keys as configured, and those of organisations as they are needed.

use super::Key;
use super::data_key::{DataKey, OrganizationKeys};
use super::master::Master;
use crate::error::{AppError, AppResult};
use crate::hex::hex;
use crate::ids::OrganizationId;
use crate::server::config::KeyArgs;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::os::unix;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use zeroize::Zeroizing;

/// Of how many organisations the keys are held at most.
const HELD: usize = 1_000;

static KEYRING: OnceLock<Keyring> = OnceLock::new();

/// The keys of this process.
pub struct Keyring {
    /// Where master keys are read again, should one turn up that is not known.
    file: Option<PathBuf>,
    masters: Mutex<Arc<[Master]>>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    keys: HashMap<OrganizationId, (u64, Arc<OrganizationKeys>)>,
    clock: u64,
}

/// A key as the database holds it.
pub struct Wrapped {
    pub number: u32,
    pub master: String,
    pub wrapped: Vec<u8>,
    /// Whether this very transaction made it, and may yet take it back.
    pub is_new: bool,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

impl Keyring {
    /// Opens the keyring of this process. The first to call it decides.
    ///
    /// # Errors
    /// A sentence, where there is no master key.
    pub fn open(args: &KeyArgs) -> Result<(), String> {
        let keyring = Self::of(args)?;
        let _ = KEYRING.set(keyring);
        Ok(())
    }

    /// The keyring of this process.
    ///
    /// # Errors
    /// Where none was opened.
    pub fn get() -> AppResult<&'static Self> {
        KEYRING
            .get()
            .ok_or_else(|| AppError::internal(&"no keyring was opened"))
    }

    /// A keyring as it is configured.
    ///
    /// # Errors
    /// A sentence, where there is no master key.
    pub fn of(args: &KeyArgs) -> Result<Self, String> {
        let (file, masters) = match &args.master_key {
            Some(text) => {
                let masters = Master::all_of(text.reveal());
                (
                    None,
                    masters.map_err(|why| format!("PLUGS_MASTER_KEY does not hold a master key: {why}."))?,
                )
            }
            None => {
                let file = args.master_key_file.clone();
                let masters = read(&file)?;
                (Some(file), masters)
            }
        };
        Ok(Self {
            file,
            masters: Mutex::new(masters.into()),
            held: Mutex::default(),
        })
    }

    fn masters(&self) -> Arc<[Master]> {
        let masters = self.masters.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&masters)
    }

    /// Whether a master key of this name is known; where none is, the file may hold it by now.
    pub fn knows(&self, name: &str) -> bool {
        let is_known = |masters: &[Master]| masters.iter().any(|master| master.name() == name);
        is_known(&self.masters()) || is_known(&self.masters_by_now())
    }

    /// The master keys, with the file read again where there is one.
    fn masters_by_now(&self) -> Arc<[Master]> {
        if let Some(Ok(masters)) = self.file.as_deref().map(read) {
            *self.masters.lock().unwrap_or_else(PoisonError::into_inner) = masters.into();
        }
        self.masters()
    }

    /// The name of the newest master key, by which new keys are wrapped.
    pub(super) fn newest_master(&self) -> Option<String> {
        self.masters().first().map(|master| master.name().to_owned())
    }

    /// Seals what is kept for a while and belongs to no row, such as a form that was refused.
    ///
    /// # Errors
    /// Where it is longer than anything can be.
    pub fn seal(&self, text: &[u8]) -> AppResult<String> {
        let sealed = self.masters().first().and_then(|master| master.seal(text));
        sealed
            .map(|sealed| STANDARD.encode(sealed))
            .ok_or_else(|| AppError::internal(&"a note cannot be sealed"))
    }

    /// Opens it; none where it was sealed under a master key that is no longer known.
    #[must_use]
    pub fn open_sealed(&self, sealed: &str) -> Option<Vec<u8>> {
        let sealed = STANDARD.decode(sealed).ok()?;
        self.masters().iter().find_map(|master| master.open(&sealed))
    }

    /// Puts a new master key in front of the others in the file; those who find it named there read the file again.
    ///
    /// # Errors
    /// A sentence, where there is no file, or it cannot be written.
    pub(super) fn add_master(&self) -> Result<(), String> {
        let file = self.file.as_deref().ok_or(
            "The master key is given by PLUGS_MASTER_KEY: put a new one, a comma and the one before there, start all processes anew, and \
             rotate without --new-master.",
        )?;
        self.rewrite(file, |text| {
            let new: Key = Zeroizing::new(rand::random());
            format!("{}\n{text}", *Zeroizing::new(hex(&*new)))
        })
    }

    /// Takes the master keys out of the file that wrap nothing, but for the newest.
    ///
    /// # Errors
    /// A sentence, where the file cannot be written.
    pub(super) fn leave_masters_but(&self, needed: &[String]) -> Result<(), String> {
        let is_needed = |name: &str| needed.iter().any(|needed| needed == name);
        match self.file.as_deref() {
            Some(file) => self.rewrite(file, |text| {
                let named = Master::words(text).filter_map(|word| Some((word, Master::of(word)?)));
                let kept = named.enumerate();
                let kept = kept.filter(|(place, (_, master))| *place == 0 || is_needed(master.name()));
                kept.map(|(_, (word, _))| format!("{word}\n")).collect()
            }),
            None => Ok(()),
        }
    }

    /// Writes the file anew in one step that outlasts a power failure, as readable as it was, and reads it.
    fn rewrite(&self, file: &Path, change: impl Fn(&str) -> String) -> Result<(), String> {
        let written = || -> io::Result<()> {
            let file = fs::canonicalize(file)?;
            let text = Zeroizing::new(fs::read_to_string(&file)?);
            let metadata = fs::metadata(&file)?;
            let new = file.with_extension("new");
            let _ = fs::remove_file(&new);
            let mut options = fs::OpenOptions::new();
            let mut opened = options.write(true).create_new(true).mode(0o600).open(&new)?;
            opened.write_all(Zeroizing::new(change(&text)).as_bytes())?;
            opened.sync_all()?;
            unix::fs::chown(&new, Some(metadata.uid()), Some(metadata.gid()))?;
            fs::set_permissions(&new, metadata.permissions())?;
            fs::rename(&new, &file)?;
            fs::File::open(file.parent().unwrap_or(&file))?.sync_all()
        };
        written().map_err(|error| format!("{} cannot be written: {error}.", file.display()))?;
        *self.masters.lock().unwrap_or_else(PoisonError::into_inner) = read(file)?.into();
        Ok(())
    }

    /// A new key for an organisation, wrapped by the newest master key: that of this moment, since the one before may be
    /// gone soon.
    pub(super) fn new_key(&self, organization: OrganizationId, number: u32) -> AppResult<Wrapped> {
        let key: Key = Zeroizing::new(rand::random());
        let masters = self.masters_by_now();
        let made = masters.first().and_then(|master| {
            Some(Wrapped {
                number,
                master: master.name().to_owned(),
                wrapped: master.wrap(organization, number, &key)?,
                is_new: true,
            })
        });
        made.ok_or_else(|| AppError::internal(&"a key cannot be wrapped"))
    }

    /// Opens a key. The log says where that fails.
    pub(super) fn unwrap(&self, organization: OrganizationId, key: &Wrapped) -> AppResult<DataKey> {
        self.knows(&key.master);
        let masters = self.masters();
        let opened = masters
            .iter()
            .find(|master| master.name() == key.master)
            .and_then(|master| master.unwrap(organization, key.number, &key.wrapped).ok());
        let Some(opened) = opened else {
            tracing::error!(%organization, number = key.number, master = key.master, "no master key opens this key");
            return Err(AppError::internal(&"a key cannot be opened"));
        };
        Ok(DataKey::new(organization, key.number, &opened))
    }

    /// The keys of an organisation that are held.
    pub(super) fn held(&self, organization: OrganizationId) -> Option<Arc<OrganizationKeys>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clock += 1;
        let clock = held.clock;
        let (used, keys) = held.keys.get_mut(&organization)?;
        *used = clock;
        Some(Arc::clone(keys))
    }

    /// Holds the keys of an organisation in place of those that were. Where there are too many, those go that were
    /// used longest ago; they are overwritten once nobody works with them.
    pub(super) fn hold(&self, organization: OrganizationId, keys: Arc<OrganizationKeys>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.clock += 1;
        let clock = held.clock;
        held.keys.insert(organization, (clock, keys));
        if held.keys.len() > HELD {
            let oldest = held.keys.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(organization, _)| *organization) {
                held.keys.remove(&oldest);
            }
        }
    }
}

/// The master keys of a file.
fn read(file: &Path) -> Result<Vec<Master>, String> {
    let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        format!(
            "There is no master key: {} cannot be read ({error}). Without the key that this database was used with, what is \
             sealed in it is lost; for a new one, write `openssl rand -hex 32` into that file, or set PLUGS_MASTER_KEY.",
            file.display()
        )
    })?;
    Master::all_of(&text).map_err(|why| format!("{} does not hold a master key: {why}.", file.display()))
}
