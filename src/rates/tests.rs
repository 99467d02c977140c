//! Exchange rates against a real database, as the application's role. Two organisations stand in it in every test: Lumen,
//! which acts, and Harbor, which must not notice and must not be noticed.

mod base;
mod finding;
mod stored;

use super::ecb::EcbRate;
use super::queries;
use super::types::{Asked, FrozenRate, NewRate, RateForm, RateSource};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::ids::RateId;
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use crate::ui::money::Currency;
use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, PgPool};

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn form(base: &str, rate: &str, quote: &str, date: &str) -> RateForm {
    RateForm {
        base_currency: base.into(),
        rate: rate.into(),
        quote_currency: quote.into(),
        rate_date: date.into(),
    }
}

fn new_rate(base: &str, rate: &str, quote: &str, date: &str) -> NewRate {
    let form = form(base, rate, quote, date);
    form.parse(&Locale::of("en-GB"), day("2026-12-31")).unwrap()
}

fn of_bank(date: &str, rates: &[(&str, &str)]) -> Vec<EcbRate> {
    let one = |(code, rate): &(&str, &str)| EcbRate {
        date: day(date),
        currency: currency(code),
        rate: rate.parse().unwrap(),
    };
    rates.iter().map(one).collect()
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

    async fn of(&self, org: &Org) -> TenantTx {
        let tenant = org.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ManageOrganization).await.unwrap()
    }

    /// A transaction of Lumen's owner.
    async fn tx(&self) -> TenantTx {
        self.of(&self.lumen).await
    }

    /// Enters a rate at Lumen.
    async fn enter(&self, base: &str, rate: &str, quote: &str, date: &str) -> AppResult<RateId> {
        let mut tx = self.tx().await;
        let id = queries::insert(&mut tx, &new_rate(base, rate, quote, date)).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes in rates of the bank at Lumen.
    async fn import(&self, date: &str, rates: &[(&str, &str)]) -> (u64, u64, u64) {
        let mut tx = self.tx().await;
        let counted = queries::import(&mut tx, &of_bank(date, rates)).await.unwrap();
        tx.commit().await.unwrap();
        (counted.new, counted.changed, counted.same)
    }

    /// What somebody at Lumen finds.
    async fn find(&self, from: &str, to: &str, on: &str) -> AppResult<FrozenRate> {
        let mut tx = self.tx().await;
        queries::rate_on(&mut tx, currency(from), currency(to), day(on)).await
    }

    /// The same in words: rate, day and source; or nothing.
    async fn found(&self, from: &str, to: &str, on: &str) -> Option<String> {
        let found = self.find(from, to, on).await.ok()?;
        Some(format!("{} of {} by {}", found.rate, found.date, found.source))
    }

    /// Does something in Lumen as its owner, past all permissions.
    async fn act(&self, statement: &str) -> Result<(), sqlx::Error> {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
             set local app.actor_kind = 'person'; {statement}; commit",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        );
        let mut connection = self.db.admin_pool().acquire().await?;
        let done = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut *connection)
            .await;
        if done.is_err() {
            sqlx::raw_sql("rollback").execute(&mut *connection).await?;
        }
        done.map(|_| ())
    }

    async fn look(&self, query: &str) -> String {
        let text: Option<String> = sqlx::query_scalar(AssertSqlSafe(format!("select ({query})::text")))
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap();
        text.unwrap_or_default()
    }
}
