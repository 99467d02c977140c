//! Passwords: hashed slowly, away from the threads that answer requests, and only so many at once.

use crate::error::{AppError, AppResult};
use crate::forms::FieldErrors;
use crate::hex::hex;
use crate::measure::UnderWay;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// How long somebody who signs in may wait for a processor before being told to come back.
const PATIENCE: Duration = Duration::from_secs(2);

/// Argon2id with 19 MiB, two passes and one lane: the OWASP minimum, about 20 ms.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// The one place where passwords are hashed. Clones share what they may use.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    hashed: Arc<AtomicU64>,
}

impl Passwords {
    /// `at_once` hashes at the same time; as many as there are processors unless given.
    #[must_use]
    pub fn new(at_once: Option<NonZeroUsize>) -> Self {
        let at_once = at_once
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get);
        // A semaphore knows no more permits than this, and no machine has as many processors.
        let permits = Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS)));
        Self {
            permits,
            hashed: Arc::default(),
        }
    }

    /// How many hashes have been computed.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Hashes a new password, unless it is one that an attacker would try soon. `own_words` are
    /// what is known of the person: their address, their name, their organisation's name.
    ///
    /// # Errors
    /// The error of the field `password`; [`AppError::Unavailable`] when too many people sign in.
    pub async fn hash_new(&self, password: &str, own_words: Vec<String>) -> AppResult<String> {
        let password = password.to_owned();
        self.run(move |passwords| {
            if is_guessable(&password, &own_words) {
                return Err(FieldErrors::one(
                    "password",
                    "This password is easy to guess. Choose a longer or a less common one.",
                )
                .into());
            }
            passwords.hash(&password)
        })
        .await?
    }

    /// Which of the stored hashes are of this password. Without any, as much work is done as for one.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when too many people sign in.
    pub async fn matching(&self, password: &str, stored: Vec<String>) -> AppResult<Vec<bool>> {
        let password = password.to_owned();
        self.run(move |passwords| {
            if stored.is_empty() {
                passwords.hash_for_nothing(&password);
            }
            stored
                .iter()
                .map(|stored| passwords.is_of(&password, stored))
                .collect()
        })
        .await
    }

    /// Takes a permit, as somebody else's hash does.
    #[cfg(test)]
    pub async fn occupy(&self) -> tokio::sync::OwnedSemaphorePermit {
        Arc::clone(&self.permits).acquire_owned().await.unwrap()
    }

    /// Runs hashing on a thread for blocking work, once one of the permits is free.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Self) -> T + Send + 'static) -> AppResult<T> {
        let waiting = UnderWay::new("password_hashes_waiting");
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| {
                metrics::counter!("password_hashes_refused_total").increment(1);
                AppError::Unavailable {
                    retry_after_seconds: 5,
                }
            })?
            .map_err(|error| AppError::internal(&error))?;
        drop(waiting);
        let running = UnderWay::new("password_hashes_running");
        let this = self.clone();
        tokio::task::spawn_blocking(move || {
            // Held until the work is done, even where nobody waits for it any more.
            let _held = (permit, running);
            work(&this)
        })
        .await
        .map_err(|error| AppError::internal(&error))
    }

    fn hash(&self, password: &str) -> AppResult<String> {
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let hash: PasswordHash = argon2()
            .hash_password(password.as_bytes())
            .map_err(|error| AppError::internal(&error))?;
        Ok(hash.to_string())
    }

    fn is_of(&self, password: &str, stored: &str) -> bool {
        let Ok(stored) = PasswordHash::new(stored) else {
            // Somebody who has no password yet must not be told from somebody who has.
            self.hash_for_nothing(password);
            return false;
        };
        self.hashed.fetch_add(1, Ordering::Relaxed);
        argon2().verify_password(password.as_bytes(), &stored).is_ok()
    }

    fn hash_for_nothing(&self, password: &str) {
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let mut unused = [0; Params::DEFAULT_OUTPUT_LEN];
        // Whether it succeeds is of no interest, only that it takes its time.
        let _ = argon2().hash_password_into(password.as_bytes(), b"nobody's salt...", &mut unused);
        std::hint::black_box(unused);
    }
}

/// Changes when the password does, and says nothing about it: what a session keeps so that it ends
/// with the password it was begun with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp(Vec<u8>);

impl Stamp {
    /// From the stamp that the database makes of the stored hash. Hashed once more under a name of
    /// its own: what stands in a session is of no use anywhere else.
    #[must_use]
    pub fn from_database(stamp: &str) -> Self {
        Self(
            Sha256::new()
                .chain_update("session of ")
                .chain_update(stamp)
                .finalize()
                .to_vec(),
        )
    }

    /// From a stored hash, as the database makes it.
    #[must_use]
    pub fn of_hash(stored: &str) -> Self {
        Self::from_database(&hex(&Sha256::digest(stored)))
    }

    /// As it was kept.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn argon2() -> Argon2<'static> {
    // These parameters are within the algorithm's bounds, which a test shows.
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether a password is so common, or so near to what is known of the person, that it would be
/// guessed within about a million attempts.
fn is_guessable(password: &str, own_words: &[String]) -> bool {
    let own: Vec<&str> = own_words
        .iter()
        .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()).chain([word.as_str()]))
        .filter(|word| word.chars().count() > 2)
        .collect();
    let squeezed = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let is_own = own.iter().any(|word| squeezed(word) == squeezed(password));
    is_own || zxcvbn(password, &own).score() < Score::Two
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Vec<String> {
        vec![
            "ada.lovelace@analytical.example".into(),
            "Ada".into(),
            "Lovelace".into(),
            "Analytical Engines".into(),
        ]
    }

    fn one_at_a_time() -> Passwords {
        Passwords::new(NonZeroUsize::new(1))
    }

    #[test]
    fn a_password_is_hashed_with_argon2id_at_the_recommended_cost() {
        let hash = one_at_a_time().hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[test]
    fn the_same_password_is_never_hashed_alike() {
        let passwords = one_at_a_time();
        assert_ne!(
            passwords.hash("correct horse").unwrap(),
            passwords.hash("correct horse").unwrap()
        );
    }

    #[tokio::test]
    async fn a_hash_is_of_its_password_and_of_no_other() {
        let passwords = one_at_a_time();
        let stored = passwords.hash("correct horse").unwrap();
        let matching = passwords
            .matching("correct horse", vec![stored.clone(), "!".into(), stored.clone()])
            .await;
        assert_eq!(matching.unwrap(), [true, false, true]);
        assert_eq!(
            passwords.matching("correct horsf", vec![stored]).await.unwrap(),
            [false]
        );
    }

    #[tokio::test]
    async fn nobody_a_person_without_password_and_a_person_with_one_cost_one_hash_each() {
        let passwords = one_at_a_time();
        let stored = passwords.hash("correct horse").unwrap();
        for candidates in [vec![], vec!["!".to_owned()], vec![stored]] {
            let before = passwords.hashed();
            passwords.matching("wrong", candidates).await.unwrap();
            assert_eq!(passwords.hashed() - before, 1);
        }
    }

    #[tokio::test]
    async fn a_password_that_everybody_tries_first_is_refused() {
        for password in [
            "password",
            "12345678",
            "Passw0rd!",
            "qwertyuiop",
            "iloveyou1",
            "aaaaaaaaaaaa",
            "letmein123",
        ] {
            let refused = one_at_a_time().hash_new(password, own()).await.unwrap_err();
            assert!(refused.fields().get("password").is_some(), "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_that_says_who_one_is_is_refused() {
        for password in [
            "ada.lovelace@analytical.example",
            "AdaLovelace",
            "lovelace1",
            "analyticalengines",
            "Analytical-Engines",
        ] {
            let refused = one_at_a_time().hash_new(password, own()).await;
            assert!(refused.is_err(), "{password}");
        }
    }

    #[tokio::test]
    async fn a_few_unrelated_words_are_a_good_password() {
        for password in [
            "correct horse battery",
            "the-plugs-demo",
            "Zwölf Boxkämpfer jagen",
            "新しい合言葉は長い",
        ] {
            assert!(
                one_at_a_time().hash_new(password, own()).await.is_ok(),
                "{password}"
            );
        }
    }

    #[tokio::test]
    async fn who_finds_every_processor_taken_is_told_to_come_back() {
        let passwords = one_at_a_time();
        let _taken = passwords.occupy().await;
        let before = std::time::Instant::now();
        let refused = passwords.matching("correct horse", vec![]).await.unwrap_err();
        assert_eq!(refused.status(), 503);
        assert!(refused.retry_after().is_some());
        assert!(before.elapsed() >= PATIENCE);
    }
}
