//! Contacts against a real database, as the application's role. Two organisations stand in it in
//! every test: Lumen, which acts, and Harbor, which must not notice and must not be noticed.

mod assigning;
mod board;
mod bulk;
mod companies;
mod company_totals;
mod field;
mod filters;
mod finding;
mod foreign;
mod home;
mod interactions;
mod list;
mod mentions;
mod private;
mod record;
mod reminders;
mod sample;
mod scopes;
mod score;
mod search;
mod stale;
mod strength;
mod timeline;
mod trash;
mod views;

use super::queries;
use super::types::{Contact, ContactForm, InteractionForm, NewContact, NewInteraction};
use crate::accounts::roles::{Permission, Role};
use crate::error::AppResult;
use crate::ids::{ContactId, InteractionId, TeamId, UserId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::time::Zone;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use std::sync::LazyLock;

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    /// Held, because the database goes with it.
    _db: TestDb,
}

impl Town {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            lumen,
            harbor,
            pool: db.app_pool(),
            _db: db,
        }
    }

    /// A transaction of somebody at Lumen, opened with a permission that everybody here has.
    async fn tx(&self, role: Role) -> TenantTx {
        self.lumen
            .tenant(&self.pool, role)
            .begin(Permission::ViewContacts)
            .await
            .unwrap()
    }

    /// A transaction of Harbor's owner.
    async fn harbor_tx(&self) -> TenantTx {
        self.harbor
            .tenant(&self.pool, Role::Owner)
            .begin(Permission::ViewContacts)
            .await
            .unwrap()
    }

    async fn find(&self, id: ContactId) -> Contact {
        queries::find(&mut self.tx(Role::Owner).await, id).await.unwrap()
    }

    /// Adds a contact at Lumen, by its owner.
    async fn add(&self, form: &ContactForm) -> ContactId {
        let mut tx = self.tx(Role::Owner).await;
        let id = queries::insert(&mut tx, &form.parse().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Adds Ada Lovelace at Lumen, in nobody's care.
    async fn ada(&self) -> ContactId {
        self.add(&form("Ada", "Lovelace")).await
    }

    /// Logs an interaction at Lumen, by its owner.
    async fn log(&self, contact: ContactId, new: &NewInteraction) -> InteractionId {
        let mut tx = self.tx(Role::Owner).await;
        let id = queries::insert_interaction(&mut tx, contact, new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Puts people of Lumen into a team.
    async fn team(&self, people: &[Role]) -> TeamId {
        let team = TeamId::new();
        let mut tx = self.tx(Role::Owner).await;
        let (organization, me) = (tx.organization(), tx.user().unwrap());
        sqlx::query("insert into teams (organization_id, id, name, created_by) values ($1, $2, $3, $4)")
            .bind(organization)
            .bind(team)
            .bind(format!("Team {team}"))
            .bind(me)
            .execute(tx.conn())
            .await
            .unwrap();
        for person in people {
            sqlx::query("insert into team_members (organization_id, team_id, user_id) values ($1, $2, $3)")
                .bind(organization)
                .bind(team)
                .bind(self.lumen.user(*person))
                .execute(tx.conn())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        team
    }

    /// A whole row as PostgreSQL has it, without what every write changes.
    async fn row(&self, table: &str, id: uuid::Uuid) -> serde_json::Value {
        let statement = format!(
            "select to_jsonb(t) - '{{version,updated_at,updated_by}}'::text[] from {table} t where organization_id = $1 and id = $2"
        );
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .bind(self.lumen.id)
            .bind(id)
            .fetch_one(self.tx(Role::Owner).await.conn())
            .await
            .unwrap()
    }
}

fn form(first_name: &str, last_name: &str) -> ContactForm {
    ContactForm {
        first_name: first_name.into(),
        last_name: last_name.into(),
        ..ContactForm::blank(None)
    }
}

fn owned_by(owner: UserId) -> ContactForm {
    ContactForm {
        owner_id: owner.to_string(),
        ..form("Ada", "Lovelace")
    }
}

fn new(form: &ContactForm) -> NewContact {
    form.parse().unwrap()
}

/// So many hours before the test began: asked twice, it is the same minute, whenever the clock turns.
fn hours_ago(hours: i64) -> DateTime<Utc> {
    static BEGAN: LazyLock<DateTime<Utc>> = LazyLock::new(Utc::now);
    *BEGAN - TimeDelta::hours(hours)
}

/// An interaction as somebody in Greenwich would type it, to the minute.
fn interaction(interaction_type: &str, status: &str, at: DateTime<Utc>) -> NewInteraction {
    let typed = InteractionForm {
        interaction_type: interaction_type.into(),
        status: status.into(),
        interaction_date: Zone::utc().input_value(at),
        ..InteractionForm::default()
    };
    typed.parse(&Zone::utc(), Utc::now()).unwrap()
}

fn call(at: DateTime<Utc>) -> NewInteraction {
    interaction("call", "completed", at)
}

/// What an interaction of [`interaction`] is stored at.
fn to_the_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    Zone::utc().parse_input(&Zone::utc().input_value(at)).unwrap()
}

/// Commits what went well, and hands on the outcome.
async fn settled<T>(tx: TenantTx, outcome: AppResult<T>) -> AppResult<T> {
    if outcome.is_ok() {
        tx.commit().await?;
    }
    outcome
}
