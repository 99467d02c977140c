//! The only road to a tenant's data.
//!
//! A [`Tenant`] says who acts in which organisation; [`Tenant::begin`] asks for a permission and
//! opens a transaction in which PostgreSQL shows the rows of that organisation and no others.
//! Queries take `&mut TenantTx`, so code without a permission cannot be compiled to reach data.

use crate::accounts::roles::{Permission, Role, Scope};
use crate::db;
use crate::error::{AppError, AppResult};
use crate::ids::{JobId, OrganizationId, UserId};
use crate::measure::{self, TransactionClock};
use leptos::prelude::use_context;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use tracing::Instrument;

/// Who acts. The database refuses a write without one, and the audit names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    Person(UserId),
    /// The sign-up that makes an organisation and its first person.
    SignUp,
    /// Somebody of whom nothing is known but what they tried, or what they hold.
    Stranger,
    /// A job, in the name of whoever caused it or of the organisation's system user.
    Job(UserId),
    /// A worker, where it is nobody's doing: it keeps the books of jobs, and queues what is
    /// scheduled.
    Worker,
}

impl Actor {
    const fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::SignUp => "sign_up",
            Self::Stranger => "guest",
            Self::Job(_) | Self::Worker => "job",
        }
    }

    /// The user in whose name this actor works.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Person(user) | Self::Job(user) => Some(user),
            Self::SignUp | Self::Stranger | Self::Worker => None,
        }
    }
}

/// One organisation, as one actor with one role may reach it.
#[derive(Clone)]
pub struct Tenant {
    pool: PgPool,
    organization: OrganizationId,
    actor: Actor,
    role: Role,
    /// What may be done that no role allows: by a job for the system user, or by whoever holds an address.
    granted: Option<Permission>,
    request_id: String,
}

impl std::fmt::Debug for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tenant")
            .field("organization", &self.organization)
            .field("actor", &self.actor)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Marks the request of a function to which a plain form was sent.
#[derive(Clone, Copy, Debug)]
pub struct PlainForm;

impl PlainForm {
    /// Whether the function that is being carried out was asked by a plain form, whose answer is a page: what is told in a value
    /// nobody would see. Call it before the first `.await`.
    #[must_use]
    pub fn is_asking() -> bool {
        use_context::<axum::http::request::Parts>()
            .is_some_and(|parts| parts.extensions.get::<Self>().is_some())
    }
}

impl Tenant {
    /// The door of the session: made by the middleware once somebody is signed in.
    pub(crate) fn for_session(
        pool: PgPool,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        request_id: String,
    ) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Person(user),
            role,
            granted: None,
            request_id,
        }
    }

    /// The door of the sign-up, into an organisation that is about to be made.
    pub(crate) fn for_sign_up(pool: PgPool, organization: OrganizationId, request_id: String) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::SignUp,
            role: Role::Owner,
            granted: None,
            request_id,
        }
    }

    /// The door of somebody who is not signed in: far enough to note that they tried, or what becomes of a mail that
    /// they hold and its like.
    pub(crate) fn for_stranger(pool: PgPool, organization: OrganizationId, request_id: String) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Stranger,
            role: Role::Door,
            granted: None,
            request_id,
        }
    }

    /// The door of an address that somebody was given: as far as the one permission that it carries, and without a name.
    pub(crate) fn for_capability(
        pool: PgPool,
        organization: OrganizationId,
        carries: Permission,
        request_id: String,
    ) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Stranger,
            role: Role::System,
            granted: Some(carries),
            request_id,
        }
    }

    /// The door of a job, for whoever caused it: with the role that they have now.
    pub(crate) fn for_job_of_person(
        pool: PgPool,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        job: JobId,
    ) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Job(user),
            role,
            granted: None,
            request_id: job.to_string(),
        }
    }

    /// The door of a job, for the organisation itself: with the one permission that its kind needs.
    pub(crate) fn for_job_of_system(
        pool: PgPool,
        organization: OrganizationId,
        system: UserId,
        needs: Permission,
        job: JobId,
    ) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Job(system),
            role: Role::System,
            granted: Some(needs),
            request_id: job.to_string(),
        }
    }

    /// The door of a worker: as far as the jobs of an organisation.
    pub(crate) fn for_worker(pool: PgPool, organization: OrganizationId, request_id: String) -> Self {
        Self {
            pool,
            organization,
            actor: Actor::Worker,
            role: Role::System,
            granted: Some(Permission::ViewAudit),
            request_id,
        }
    }

    /// The tenant of the request that is being answered. Call it before the first `.await`.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] where nobody is signed in.
    pub fn current() -> AppResult<Self> {
        use_context::<axum::http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<Self>().cloned())
            .ok_or(AppError::Unauthenticated)
    }

    /// Opens a transaction that sees this organisation only, in one round trip.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] without the permission; [`AppError::Unavailable`] without a
    /// database.
    pub async fn begin(&self, needs: Permission) -> AppResult<TenantTx> {
        self.open(needs, "").await
    }

    /// As [`Tenant::begin`], for work whose statements name their rows by id: each is planned once for a connection, where the database
    /// would plan it anew for every list of ids that it is given.
    ///
    /// # Errors
    /// Those of [`Tenant::begin`].
    pub async fn begin_by_ids(&self, needs: Permission) -> AppResult<TenantTx> {
        self.open(needs, "; set local plan_cache_mode = force_generic_plan")
            .await
    }

    async fn open(&self, needs: Permission, settings: &'static str) -> AppResult<TenantTx> {
        let granted = (self.granted == Some(needs)).then_some(Scope::All);
        let scope = self.role.scope(needs).or(granted).ok_or(AppError::Forbidden)?;
        let user = self.actor.user().map(|user| user.to_string()).unwrap_or_default();
        // Ids are UUIDs, the kind is a constant and the request id is cut to letters, digits
        // and hyphens: nothing in this text can end its quotes.
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{user}'; \
             set local app.actor_kind = '{}'; set local app.request_id = '{}'{settings}",
            self.organization,
            self.actor.kind(),
            crate::server::request_id::clean(&self.request_id),
        );
        // In a task of its own, which goes on to its end when the request is cut off: sqlx 0.9.0 knows nothing of a
        // transaction whose `begin` was dropped in flight, and the next one's commit would then be no commit.
        let pool = self.pool.clone();
        let begin = async move { pool.begin_with(AssertSqlSafe(statement)).await };
        let transaction = measure::opening(tokio::spawn(begin.in_current_span()))
            .await
            .map_err(|error| AppError::internal(&error))??;
        Ok(TenantTx {
            transaction,
            clock: TransactionClock::start(needs.name()),
            pool: self.pool.clone(),
            has_queued: false,
            organization: self.organization,
            actor: self.actor,
            role: self.role,
            scope,
        })
    }

    /// The organisation.
    #[must_use]
    pub const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// The user in whose name this works, if there is one.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        self.actor.user()
    }

    /// The role, for what a page shows or hides.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// A transaction inside one organisation, opened with one permission.
///
/// Dropped without [`TenantTx::commit`], it is rolled back.
pub struct TenantTx {
    transaction: Transaction<'static, Postgres>,
    clock: TransactionClock,
    pool: PgPool,
    has_queued: bool,
    organization: OrganizationId,
    actor: Actor,
    role: Role,
    scope: Scope,
}

impl TenantTx {
    /// The connection. Only `queries` may call this; a test reads the sources for it.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// The organisation, for the `where` clause that every statement has.
    #[must_use]
    pub const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The user in whose name rows are written.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] during a sign-up, which has no user yet.
    pub fn user(&self) -> AppResult<UserId> {
        self.actor.user().ok_or(AppError::Unauthenticated)
    }

    /// How far the permission reaches that this transaction was opened with.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// How far another permission of the same actor reaches, to tell a page what to offer.
    #[must_use]
    pub const fn scope_of(&self, permission: Permission) -> Option<Scope> {
        self.role.scope(permission)
    }

    /// Something was queued: the workers are told of it once it is stored.
    pub(crate) const fn wakes_workers(&mut self) {
        self.has_queued = true;
    }

    /// Makes the changes last.
    ///
    /// # Errors
    /// What the database says to it; then nothing has changed.
    pub async fn commit(self) -> AppResult<()> {
        self.transaction.commit().await?;
        self.clock.committed();
        db::note_stored();
        if self.has_queued {
            db::wake_workers(&self.pool);
        }
        Ok(())
    }
}
