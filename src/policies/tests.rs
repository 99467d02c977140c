//! Policies and unit rates against a real database, as the application's role. Two organisations stand in it in every test: Lumen,
//! which acts, and Harbor, which must not notice and must not be noticed.

use super::queries;
use super::types::{NewUnitRate, PolicyForm, UnitRateForm, rate_on};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::ids::UnitRateId;
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::locale::Locale;
use sqlx::PgPool;

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    _db: TestDb,
}

fn english() -> Locale {
    Locale::of("en-GB")
}

fn catering(limit: &str) -> PolicyForm {
    PolicyForm {
        catering_limit: limit.into(),
        catering_level: "block".into(),
        ..PolicyForm::default()
    }
}

fn car(price: &str, from: &str) -> NewUnitRate {
    let form = UnitRateForm {
        name: "Car, private".into(),
        unit: "km".into(),
        price: price.into(),
        currency: "EUR".into(),
        expense_type: "travel".into(),
        valid_from: from.into(),
        valid_to: String::new(),
    };
    form.parse(&english()).unwrap()
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

    async fn of(&self, org: &Org, role: Role) -> TenantTx {
        let tenant = org.tenant(&self.pool, role);
        tenant.begin(Permission::ManageOrganization).await.unwrap()
    }

    async fn tx(&self) -> TenantTx {
        self.of(&self.lumen, Role::Owner).await
    }

    async fn save(&self, role: Role, version: i32, form: &PolicyForm) -> AppResult<i32> {
        let mut tx = self.of(&self.lumen, role).await;
        let version = queries::save(&mut tx, version, form, &english()).await?;
        tx.commit().await?;
        Ok(version)
    }

    async fn enter(&self, price: &str, from: &str) -> AppResult<UnitRateId> {
        let mut tx = self.tx().await;
        let id = queries::insert(&mut tx, &car(price, from)).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn offer(&self, id: UnitRateId, is_active: bool) -> AppResult<()> {
        let mut tx = self.tx().await;
        queries::set_active(&mut tx, id, is_active).await?;
        tx.commit().await
    }

    async fn price_on(&self, day: &str) -> Option<String> {
        let rates = queries::rates(&mut self.tx().await).await.unwrap();
        rate_on(&rates, "Car, private", day.parse().unwrap()).map(|rate| rate.price.to_string())
    }
}

#[tokio::test]
async fn nothing_is_asked_until_somebody_says_so() {
    let town = Town::new().await;
    let setup = queries::setup(&mut town.tx().await).await.unwrap();
    assert_eq!((setup.version, setup.saved), (0, None));
    assert_eq!(setup.policy, super::types::Policy::default());
}

#[tokio::test]
async fn a_policy_is_saved_and_is_the_other_organisations_business_no_more_than_theirs_is_ours() {
    let town = Town::new().await;
    assert_eq!(town.save(Role::Owner, 0, &catering("60")).await, Ok(1));
    assert_eq!(town.save(Role::Admin, 1, &catering("70")).await, Ok(2));
    // The same again is no new version.
    assert_eq!(town.save(Role::Admin, 2, &catering("70")).await, Ok(2));
    let setup = queries::setup(&mut town.tx().await).await.unwrap();
    assert_eq!(setup.policy.limits[0].amount.minor, 7_000);
    assert_eq!(setup.saved.map(|(by, _)| by).as_deref(), Some("Admin Lumen"));
    let mut theirs = town.of(&town.harbor, Role::Owner).await;
    assert_eq!(
        queries::policy(&mut theirs).await,
        Ok(super::types::Policy::default())
    );
    assert_eq!(
        queries::save(&mut theirs, 0, &catering("10"), &english()).await,
        Ok(1)
    );
    theirs.commit().await.unwrap();
    let ours = queries::policy(&mut town.tx().await).await.unwrap();
    assert_eq!(ours.limits[0].amount.minor, 7_000);
}

#[tokio::test]
async fn whoever_saves_over_a_newer_policy_is_told_what_differs() {
    let town = Town::new().await;
    town.save(Role::Owner, 0, &catering("60")).await.unwrap();
    let refused = town.save(Role::Admin, 0, &catering("80")).await.unwrap_err();
    let AppError::Stale { stale } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((stale.version, stale.by.as_str()), (1, "Owner Lumen"));
    let change = &stale.changes[0];
    assert_eq!(
        (
            change.field.as_str(),
            change.mine.as_str(),
            change.theirs.as_str()
        ),
        ("catering_limit", "80.00", "60.00")
    );
    // Of two at once one is told.
    let (mine, theirs) = (catering("61"), catering("62"));
    let (one, other) = tokio::join!(
        town.save(Role::Owner, 1, &mine),
        town.save(Role::Admin, 1, &theirs)
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
}

#[tokio::test]
async fn what_is_no_policy_is_refused_at_its_field() {
    let town = Town::new().await;
    let refused = town.save(Role::Owner, 0, &catering("1.005")).await.unwrap_err();
    assert!(refused.fields().get("catering_limit").is_some(), "{refused:?}");
}

#[tokio::test]
async fn the_rate_that_counts_is_that_of_the_day() {
    let town = Town::new().await;
    town.enter("0.30", "2025-01-01").await.unwrap();
    town.enter("0.38", "2026-06-01").await.unwrap();
    assert_eq!(town.price_on("2024-12-31").await, None);
    assert_eq!(town.price_on("2026-05-31").await.as_deref(), Some("0.3"));
    assert_eq!(town.price_on("2026-06-01").await.as_deref(), Some("0.38"));
}

#[tokio::test]
async fn one_rate_of_a_name_begins_on_a_day_and_one_that_is_no_longer_offered_comes_back() {
    let town = Town::new().await;
    let first = town.enter("0.30", "2026-01-01").await.unwrap();
    let twice = town.enter("0.31", "2026-01-01").await.unwrap_err();
    assert!(twice.fields().get("valid_from").is_some(), "{twice:?}");
    town.offer(first, false).await.unwrap();
    assert_eq!(town.price_on("2026-02-01").await, None);
    let second = town.enter("0.31", "2026-01-01").await.unwrap();
    let both = town.offer(first, true).await.unwrap_err();
    assert!(both.fields().get("valid_from").is_some(), "{both:?}");
    town.offer(second, false).await.unwrap();
    town.offer(first, true).await.unwrap();
    assert_eq!(town.price_on("2026-02-01").await.as_deref(), Some("0.3"));
}

#[tokio::test]
async fn a_unit_rate_is_nothing_to_another_organisation() {
    let town = Town::new().await;
    let id = town.enter("0.30", "2026-01-01").await.unwrap();
    let mut theirs = town.of(&town.harbor, Role::Owner).await;
    assert!(queries::rates(&mut theirs).await.unwrap().is_empty());
    assert!(queries::setup(&mut theirs).await.unwrap().rates.is_empty());
    assert_eq!(
        queries::set_active(&mut theirs, id, false).await,
        Err(AppError::NotFound)
    );
    queries::insert(&mut theirs, &car("0.20", "2026-01-01"))
        .await
        .unwrap();
    theirs.commit().await.unwrap();
    assert_eq!(town.price_on("2026-02-01").await.as_deref(), Some("0.3"));
}
