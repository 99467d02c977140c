//! Payments against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts, and
//! Harbor, which must not notice and must not be noticed.

mod accounts;
mod batches;
mod files;
mod foreign;
mod races;
mod settling;

use super::queries::{self, Whose};
use super::types::{Batch, BatchStatus, FailForm, ItemOutcome, SettleForm};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::expenses;
use crate::expenses::types::{Decided, ExpenseForm, Verdict, Wanted};
use crate::ids::{BatchId, ExpenseId, UserId};
use crate::payments::types::BankForm;
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use crate::ui::money::Currency;
use chrono::{NaiveDate, Utc};
use sqlx::PgPool;
use uuid::Uuid;

const DE: &str = "DE89370400440532013000";
const NL: &str = "NL91ABNA0417164300";

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

fn soon() -> NaiveDate {
    today() + chrono::TimeDelta::days(2)
}

impl Town {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let (lumen, harbor) = (db.organization("Lumen").await, db.organization("Harbor").await);
        Self {
            lumen,
            harbor,
            pool: db.app_pool_of(8),
            db,
        }
    }

    /// With an account to pay from, and one of the member to pay to.
    async fn banked() -> Self {
        let town = Self::new().await;
        town.save_account(Role::Owner, Whose::Organization, DE)
            .await
            .unwrap();
        town.save_account(Role::Member, Whose::Mine, NL).await.unwrap();
        town
    }

    async fn tx(&self, role: Role) -> TenantTx {
        let tenant = self.lumen.tenant(&self.pool, role);
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    async fn harbor_tx(&self) -> TenantTx {
        let tenant = self.harbor.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    async fn save_account(&self, role: Role, whose: Whose, iban: &str) -> AppResult<i32> {
        let form = BankForm {
            holder: format!("{role:?} & Söhne"),
            iban: iban.into(),
            bic: String::new(),
        };
        let mut tx = self.tx(role).await;
        let version = queries::account(&mut tx, whose, false).await?.version;
        let version = queries::save_account(&mut tx, whose, version, &form.parse().unwrap()).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// A claim of somebody, submitted and approved by somebody else.
    async fn approved(&self, role: Role, amount: &str, currency: &str) -> Wanted {
        let currency: Currency = currency.parse().unwrap();
        let form = ExpenseForm {
            amount: amount.into(),
            merchant: "Deutsche Bahn".into(),
            expense_type: "travel".into(),
            ..ExpenseForm::blank(today(), currency)
        };
        let new = form
            .parse()
            .unwrap()
            .by(&Locale::of("en-GB"), today(), false)
            .unwrap();
        let mut tx = self.tx(role).await;
        let id = expenses::queries::insert(&mut tx, &new).await.unwrap();
        let version = expenses::queries::submit(&mut tx, id, 1).await.unwrap();
        tx.commit().await.unwrap();
        self.approve(role, Wanted { id, version }).await
    }

    /// Cancels a batch as it is now; its files, if there are any, are not at the bank.
    async fn cancel(&self, role: Role, id: BatchId) -> AppResult<()> {
        let version = self.look(role, id).await.version;
        let mut tx = self.tx(role).await;
        queries::cancel(&mut tx, id, version, true).await?;
        tx.commit().await
    }

    async fn approve(&self, claimed_by: Role, seen: Wanted) -> Wanted {
        let by = if claimed_by == Role::Owner {
            Role::Admin
        } else {
            Role::Owner
        };
        let mut tx = self.tx(by).await;
        let decided = expenses::queries::decide(&mut tx, &[seen], Verdict::Approve, None)
            .await
            .unwrap();
        assert_eq!(decided.done(), 1, "{decided:?}");
        tx.commit().await.unwrap();
        self.now(seen.id).await
    }

    /// What a yen was worth, so that it can be claimed.
    async fn yen(&self) {
        let statement = format!(
            "begin; set local app.organization_id = '{0}'; set local app.user_id = '{1}'; set local app.actor_kind = 'person'; \
             insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             values ('{0}', 'EUR', 'JPY', 160, current_date, 'manual', '{1}'); commit",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        );
        let pool = self.db.admin_pool();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
    }

    async fn now(&self, id: ExpenseId) -> Wanted {
        let version = sqlx::query_scalar("select version from expenses where id = $1")
            .bind(id.0)
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap();
        Wanted { id, version }
    }

    async fn status(&self, id: ExpenseId) -> String {
        sqlx::query_scalar("select status from expenses where id = $1")
            .bind(id.0)
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap()
    }

    async fn try_make(&self, role: Role, chosen: Option<&[Wanted]>) -> AppResult<BatchId> {
        let id = BatchId::new();
        let mut tx = self.tx(role).await;
        queries::make(&mut tx, id, chosen, soon()).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn make(&self, role: Role, chosen: &[Wanted]) -> BatchId {
        self.try_make(role, Some(chosen)).await.unwrap()
    }

    async fn look(&self, role: Role, id: BatchId) -> Batch {
        queries::find(&mut self.tx(role).await, id).await.unwrap()
    }

    async fn try_export(&self, role: Role, id: BatchId) -> AppResult<()> {
        let version = self.look(role, id).await.version;
        let mut tx = self.tx(role).await;
        queries::export(&mut tx, id, version, today()).await?;
        tx.commit().await
    }

    /// A batch whose files are made.
    async fn exported(&self, role: Role, chosen: &[Wanted]) -> BatchId {
        let id = self.make(role, chosen).await;
        self.try_export(role, id).await.unwrap();
        id
    }

    async fn try_settle(
        &self,
        role: Role,
        id: BatchId,
        line: Option<(UserId, Currency)>,
        key: Uuid,
        version: i32,
    ) -> AppResult<Decided> {
        self.try_settle_at(role, id, line, key, version, "").await
    }

    /// The same, with what a line came to in euros.
    async fn try_settle_at(
        &self,
        role: Role,
        id: BatchId,
        line: Option<(UserId, Currency)>,
        key: Uuid,
        version: i32,
        settled_amount: &str,
    ) -> AppResult<Decided> {
        let form = SettleForm {
            payee: line.map(|line| line.0.to_string()).unwrap_or_default(),
            currency: line.map(|line| line.1.to_string()).unwrap_or_default(),
            reference: "SEPA 7".into(),
            paid_on: today().to_string(),
            settled_amount: settled_amount.into(),
        };
        let mut tx = self.tx(role).await;
        let settlement = form.parse(today(), Currency::EUR, &Locale::of("en-GB"))?;
        let decided = queries::settle(&mut tx, id, version, &settlement, key).await?;
        tx.commit().await?;
        Ok(decided)
    }

    async fn settle(&self, role: Role, id: BatchId) -> AppResult<Decided> {
        let version = self.look(role, id).await.version;
        self.try_settle(role, id, None, Uuid::now_v7(), version).await
    }

    async fn fail(&self, role: Role, id: BatchId, line: (UserId, Currency), reason: &str) -> AppResult<()> {
        let version = self.look(role, id).await.version;
        let form = FailForm {
            payee: line.0.to_string(),
            currency: line.1.to_string(),
            reason: reason.into(),
        };
        let mut tx = self.tx(role).await;
        queries::fail(&mut tx, id, version, &form.parse().unwrap()).await?;
        tx.commit().await
    }

    /// Changes a claim in the way of its claimant.
    async fn edit(&self, role: Role, seen: Wanted, amount: &str) -> AppResult<i32> {
        let form = ExpenseForm {
            amount: amount.into(),
            merchant: "Deutsche Bahn".into(),
            expense_type: "travel".into(),
            ..ExpenseForm::blank(today(), Currency::EUR)
        };
        let locale = Locale::of("en-GB");
        let new = form.parse().unwrap().by(&locale, today(), false).unwrap();
        let mut tx = self.tx(role).await;
        let version = expenses::queries::update(&mut tx, seen.id, seen.version, &new, &locale).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Pays claims singly, from the list.
    async fn pay(&self, role: Role, seen: &[Wanted]) -> Decided {
        let mut tx = self.tx(role).await;
        let paid = expenses::queries::pay(&mut tx, seen, None, Uuid::now_v7())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        paid
    }

    async fn count(&self, query: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap()
    }
}

/// What was left out of a batch, and why.
fn left_out(batch: &Batch) -> Vec<(ExpenseId, &str)> {
    batch
        .left_out
        .iter()
        .map(|one| (one.claim, one.reason.as_str()))
        .collect()
}
