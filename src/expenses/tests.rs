//! Claims against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts, and
//! Harbor, which must not notice and must not be noticed.

mod cases;
mod chain;
mod claiming;
mod deciding;
mod documents;
mod fallback;
mod foreign;
mod inbox_filter;
mod judged;
mod kept;
mod limits;
mod model;
mod nobody;
mod notices;
mod paying;
mod races;
mod receipts;
mod refused;
mod reminded;
mod reversals;
mod revised;
mod settled;
mod shares;
mod steps;
mod steps_refused;
mod substitutes;
mod told;
mod two_people;
mod units;

use super::queries;
use super::types::{
    Decided, Expense, ExpenseForm, ExpenseStatus, InboxFilter, NewExpense, StepKind, Verdict, Wanted,
};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::ids::{EventId, ExpenseId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use crate::ui::money::Currency;
use chrono::{NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgPool};

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// What somebody typed who took a train.
fn train(amount: &str) -> ExpenseForm {
    ExpenseForm {
        amount: amount.into(),
        merchant: "Deutsche Bahn".into(),
        expense_type: "travel".into(),
        ..ExpenseForm::blank(today(), Currency::EUR)
    }
}

fn read(form: &ExpenseForm) -> NewExpense {
    let typed = form.parse().unwrap();
    typed.by(&english(), today(), false).unwrap()
}

fn english() -> Locale {
    Locale::of("en-GB")
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
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    /// A transaction of Harbor's owner.
    async fn harbor_tx(&self) -> TenantTx {
        let tenant = self.harbor.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    /// Does something in Lumen as its owner, past all permissions; what the database says to it.
    async fn try_act(&self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
             set local app.actor_kind = 'person'; {statement}; commit",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        );
        let pool = self.db.admin_pool();
        let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&pool).await;
        done.map(|_| ())
    }

    /// The constraint that a statement runs into.
    async fn refused_by(&self, statement: &str) -> String {
        let error = self.try_act(statement).await.expect_err(statement);
        let error = error.as_database_error().expect("the database refuses it");
        error.constraint().unwrap_or(error.message()).to_owned()
    }

    /// An event of Lumen's.
    async fn event(&self) -> EventId {
        let event = EventId::new();
        self.try_act(&format!(
            "insert into events (organization_id, id, created_by, title, start_date, end_date) \
             values ('{}', '{event}', '{}', 'Forum', now(), now() + interval '1 hour')",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        ))
        .await
        .unwrap();
        event
    }

    async fn draft(&self, role: Role, form: &ExpenseForm) -> ExpenseId {
        let mut tx = self.tx(role).await;
        let id = queries::insert(&mut tx, &read(form)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A claim that waits for a decision.
    async fn pending(&self, role: Role, form: &ExpenseForm) -> Wanted {
        let id = self.draft(role, form).await;
        let made = self.now(id).await.version;
        let mut tx = self.tx(role).await;
        let version = queries::submit(&mut tx, id, made).await.unwrap();
        tx.commit().await.unwrap();
        Wanted { id, version }
    }

    async fn approved(&self, role: Role, form: &ExpenseForm) -> Wanted {
        let seen = self.pending(role, form).await;
        assert_eq!(
            self.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
            1
        );
        self.now(seen.id).await
    }

    async fn paid(&self, role: Role, form: &ExpenseForm) -> Wanted {
        let seen = self.approved(role, form).await;
        assert_eq!(
            self.pay(Role::Owner, &[seen], uuid::Uuid::now_v7()).await.done(),
            1
        );
        self.now(seen.id).await
    }

    async fn try_decide(&self, role: Role, seen: &[Wanted], verdict: Verdict) -> AppResult<Decided> {
        let mut tx = self.tx(role).await;
        let decided = queries::decide(&mut tx, seen, verdict, Some("As it is")).await?;
        tx.commit().await?;
        Ok(decided)
    }

    async fn decide(&self, role: Role, seen: &[Wanted], verdict: Verdict) -> Decided {
        self.try_decide(role, seen, verdict).await.unwrap()
    }

    async fn try_pay(&self, role: Role, seen: &[Wanted], key: uuid::Uuid) -> AppResult<Decided> {
        let mut tx = self.tx(role).await;
        let paid = queries::pay(&mut tx, seen, Some("SEPA 1"), key).await?;
        tx.commit().await?;
        Ok(paid)
    }

    async fn pay(&self, role: Role, seen: &[Wanted], key: uuid::Uuid) -> Decided {
        self.try_pay(role, seen, key).await.unwrap()
    }

    /// Saves a claim in the way of its claimant.
    async fn save(&self, role: Role, seen: Wanted, form: &ExpenseForm) -> AppResult<i32> {
        let mut tx = self.tx(role).await;
        let version = queries::update(&mut tx, seen.id, seen.version, &read(form), &english()).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// The claim as its claimant sees it now.
    async fn look(&self, role: Role, id: ExpenseId) -> Expense {
        let mut tx = self.tx(role).await;
        queries::find(&mut tx, id).await.unwrap()
    }

    async fn now(&self, id: ExpenseId) -> Wanted {
        let pool = self.db.admin_pool();
        let version = sqlx::query_scalar("select version from expenses where id = $1")
            .bind(id.0)
            .fetch_one(&pool)
            .await
            .unwrap();
        Wanted { id, version }
    }

    /// How often something is written in the trail of a claim.
    async fn audited(&self, id: ExpenseId, status: &str) -> i64 {
        sqlx::query_scalar(
            "select count(*) from audit_logs where table_name = 'expenses' and record_id = $1 and new_values ->> 'status' = $2",
        )
        .bind(id.0)
        .bind(status)
        .fetch_one(&self.db.admin_pool())
        .await
        .unwrap()
    }
}

/// Why nothing was done with the only claim of a decision.
fn reason(decided: &Decided) -> &str {
    assert_eq!(decided.outcomes.len(), 1);
    decided.outcomes[0].refusal.as_deref().unwrap_or("it was done")
}
