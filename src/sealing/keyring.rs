//! The keys that a process holds: master keys as configured, and those of organisations as they are needed.

use super::Key;
use super::data_key::{DataKey, OrganizationKeys};
use super::master::Master;
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::server::config::KeyArgs;
use std::collections::HashMap;
use std::path::PathBuf;
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
        if is_known(&self.masters()) {
            return true;
        }
        let Some(Ok(masters)) = self.file.as_ref().map(read) else {
            return false;
        };
        let found = is_known(&masters);
        *self.masters.lock().unwrap_or_else(PoisonError::into_inner) = masters.into();
        found
    }

    /// A new key for an organisation, wrapped by the newest master key.
    pub(super) fn new_key(&self, organization: OrganizationId, number: u32) -> AppResult<Wrapped> {
        let key: Key = Zeroizing::new(rand::random());
        let masters = self.masters();
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
fn read(file: &PathBuf) -> Result<Vec<Master>, String> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        format!(
            "There is no master key: {} cannot be read ({error}). Without the key that this database was used with, what is \
             sealed in it is lost; for a new one, write `openssl rand -hex 32` into that file, or set PLUGS_MASTER_KEY.",
            file.display()
        )
    })?;
    Master::all_of(&text).map_err(|why| format!("{} does not hold a master key: {why}.", file.display()))
}
