//! Events against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts,
//! and Harbor, which must not notice and must not be noticed.

mod cloning;
mod lifecycle;
mod lists;
mod record;
mod series;
mod staff;
mod telling;

use super::queries;
use super::types::{Event, EventForm, NewEvent};
use crate::accounts::roles::{Permission, Role};
use crate::ids::EventId;
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use crate::ui::time::Zone;
use chrono::{TimeDelta, Utc};
use sqlx::{AssertSqlSafe, PgPool};

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

impl Town {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            lumen,
            harbor,
            pool: db.app_pool(),
            db,
        }
    }

    /// A transaction of somebody at Lumen, opened with a permission that everybody here has.
    async fn tx(&self, role: Role) -> TenantTx {
        let tenant = self.lumen.tenant(&self.pool, role);
        tenant.begin(Permission::ViewEvents).await.unwrap()
    }

    /// A transaction of Harbor's owner.
    async fn harbor_tx(&self) -> TenantTx {
        let tenant = self.harbor.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ViewEvents).await.unwrap()
    }

    /// Adds an event of somebody at Lumen.
    async fn add(&self, role: Role, form: &EventForm) -> EventId {
        let mut tx = self.tx(role).await;
        let id = queries::insert(&mut tx, &new(form)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn find(&self, id: EventId) -> Event {
        queries::find(&mut self.tx(Role::Owner).await, id).await.unwrap()
    }

    /// Does something in Lumen as its owner, past all permissions.
    async fn act(&self, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
             set local app.actor_kind = 'person'; {statement}; commit",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        );
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&self.db.admin_pool())
            .await
            .unwrap();
    }
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn english() -> Locale {
    Locale::of("en-GB")
}

/// An evening of two hours that begins so many hours from now.
fn evening(title: &str, hours: i64) -> EventForm {
    let start = Utc::now() + TimeDelta::hours(hours);
    EventForm {
        title: title.into(),
        start_date: berlin().input_value(start),
        end_date: berlin().input_value(start + TimeDelta::hours(2)),
        ..EventForm::blank(&berlin(), Utc::now())
    }
}

fn new(form: &EventForm) -> NewEvent {
    let zone = Zone::named(&form.timezone).unwrap();
    form.parse().unwrap().by(&zone, &english(), Utc::now()).unwrap()
}
