//! Signing up: an organisation, its system user and its first person, in one transaction.

use super::queries::{self, Counted};
use super::roles::Permission;
use super::sign_in::{Reception, Verified};
use super::types::{NewOrganization, PersonId, SignUpForm};
use crate::error::{AppError, AppResult};
use crate::ids::OrganizationId;
use crate::tenancy::Tenant;
use crate::ui::time::Zone;
use std::time::Duration;

/// Organisations that one client may try to make within [`WINDOW`].
const PER_CLIENT: i32 = 20;
const WINDOW: Duration = Duration::from_secs(3600);

impl Reception {
    /// Makes an organisation and signs its owner in. That the address is known elsewhere is
    /// nobody's business: the same person may own or join any number of organisations.
    ///
    /// # Errors
    /// What is wrong, by field; [`AppError::TooManyAttempts`].
    pub async fn sign_up(mut self, form: &SignUpForm) -> AppResult<()> {
        let new = form.parse()?;
        if Zone::named(new.timezone()).is_none() {
            return Err(AppError::field(
                "timezone",
                "Choose one of the listed time zones.",
            ));
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

        let organization_id = OrganizationId::new();
        let tenant = Tenant::for_sign_up(
            self.accounts.pool.clone(),
            organization_id,
            self.request_id.clone(),
        );
        let mut tx = tenant.begin(Permission::OwnOrganization).await?;
        let user_id = queries::insert_organization(&mut tx, &new, &hash, self.locale.tag).await?;
        tx.commit().await?;

        self.enter(&Verified::new(
            PersonId {
                organization_id,
                user_id,
            },
            &hash,
        ))
        .await
    }
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
