//! Signing up: an organisation, its system user and its first person, in one transaction.

use super::queries::{self, Counted};
use super::roles::Permission;
use super::sign_in::{Reception, Verified};
use super::types::{NewOrganization, PersonId, SignUpForm};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::mail::{self, types::Letter};
use crate::tenancy::Tenant;
use crate::ui::time::Zone;
use sha2::{Digest, Sha256};
use std::time::Duration;
use uuid::Uuid;

/// Organisations that one client may try to make within [`WINDOW`].
const PER_CLIENT: i32 = 20;
const WINDOW: Duration = Duration::from_secs(3600);

impl Reception {
    /// Makes an organisation and signs its owner in. That the address is known elsewhere is
    /// nobody's business: the same person may own or join any number of organisations.
    ///
    /// `key` is what the page gave the form to be known by: the same form, sent once more, leads
    /// to the same organisation. Without a key each is one of its own.
    ///
    /// # Errors
    /// What is wrong, by field; [`AppError::TooManyAttempts`].
    pub async fn sign_up(mut self, form: &SignUpForm, key: &str) -> AppResult<()> {
        let new = form.parse()?;
        if Zone::named(new.timezone()).is_none() {
            return Err(AppError::field(
                "timezone",
                "Choose one of the listed time zones.",
            ));
        }
        let form_hash = hash_of(form, key);
        if let Some(made) = self.made_by(form_hash.as_deref()).await? {
            return self.enter(&made).await;
        }
        self.count(
            &[(Counted::Client, &self.client_key("sign up"), PER_CLIENT)],
            WINDOW,
        )
        .await?;
        let hash = self
            .accounts
            .passwords
            .hash_new(new.password(), own_words(&new))
            .await?;

        let made = match self.make(&new, &hash, form_hash.as_deref()).await? {
            Some(made) => made,
            // Sent twice at once, and the other one was first.
            None => self
                .made_by(form_hash.as_deref())
                .await?
                .ok_or(AppError::Unavailable {
                    retry_after_seconds: 1,
                })?,
        };
        self.remember_browser(new.email()).await?;
        self.enter(&made).await
    }

    /// Makes the organisation; nothing where its form has made one already.
    async fn make(
        &self,
        new: &NewOrganization,
        hash: &str,
        form_hash: Option<&[u8]>,
    ) -> AppResult<Option<Verified>> {
        let organization_id = OrganizationId::new();
        let tenant = Tenant::for_sign_up(
            self.accounts.pool.clone(),
            organization_id,
            self.request_id.clone(),
        );
        let mut tx = tenant.begin(Permission::OwnOrganization).await?;
        let user_id = queries::insert_organization(&mut tx, new, hash, self.locale.tag).await?;
        mail::queries::send(&mut tx, user_id, &Letter::Welcome).await?;
        let person = PersonId {
            organization_id,
            user_id,
        };
        let made = Verified::new(person, hash);
        if let Some(form) = form_hash
            && !queries::note_sign_up(&mut tx, form, user_id, made.stamp()).await?
        {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(made))
    }

    /// Who has signed up by this very form.
    async fn made_by(&self, form_hash: Option<&[u8]>) -> AppResult<Option<Verified>> {
        let Some(form_hash) = form_hash else {
            return Ok(None);
        };
        let made = queries::sign_up_of(&self.accounts.pool, form_hash).await?;
        Ok(made.map(|(person, stamp)| Verified::again(person, stamp)))
    }
}

/// All that a form says, with the key that makes it unguessable: who can say all of it once more
/// has sent it. Nothing without a key.
fn hash_of(form: &SignUpForm, key: &str) -> Option<Vec<u8>> {
    let key: Uuid = key.parse().ok()?;
    let mut hash = Sha256::new().chain_update(key.as_bytes());
    for field in [
        &form.organization_name,
        &form.first_name,
        &form.last_name,
        &form.email,
        &form.password,
        &form.timezone,
    ] {
        hash.update(field.len().to_be_bytes());
        hash.update(field);
    }
    Some(hash.finalize().to_vec())
}

/// What others know of the person, and would try as their password.
fn own_words(new: &NewOrganization) -> Vec<String> {
    [
        new.email(),
        new.name(),
        new.first_name(),
        new.last_name(),
        "The Plugs",
    ]
    .map(str::to_owned)
    .to_vec()
}
