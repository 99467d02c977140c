//! Reports against a real database, as the application's role. Two organisations stand in it in every test: Lumen, which acts, and
//! Harbor, which must not notice and must not be noticed.

mod exchange;

use super::queries;
use super::types::{Account, Accounts, Counted, Dimension, Purpose, Report, ReportFilter};
use crate::accounts::roles::{Permission, Role};
use crate::error::{AppError, AppResult};
use crate::ids::{EventId, UserId};
use crate::tenancy::TenantTx;
use crate::testing::{Org, TestDb};
use crate::ui::money::{Currency, ExchangeRate, Money};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeSet;

/// Two organisations in a database of their own.
struct Town {
    lumen: Org,
    harbor: Org,
    pool: PgPool,
    db: TestDb,
}

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
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

    async fn tx(&self, role: Role) -> TenantTx {
        let tenant = self.lumen.tenant(&self.pool, role);
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    async fn harbor_tx(&self) -> TenantTx {
        let tenant = self.harbor.tenant(&self.pool, Role::Owner);
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    /// Does something in Lumen as its owner, past all permissions.
    async fn act(&self, statement: &str) {
        self.act_as(Role::Owner, statement).await;
    }

    async fn act_as(&self, role: Role, statement: &str) {
        let statement = format!(
            "begin; set local app.organization_id = '{}'; set local app.user_id = '{}'; \
             set local app.actor_kind = 'person'; {statement}; commit",
            self.lumen.id,
            self.lumen.user(role),
        );
        let pool = self.db.admin_pool();
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
    }

    /// So many claims of Lumen's, over months, people, types, categories, rates of tax and statuses.
    async fn claims(&self, count: i64) {
        self.act(&format!(
            "insert into expenses (organization_id, created_by, title, amount, currency, net_amount, tax_amount, tax_rate, category, \
               expense_type, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, \
               approved_by, approved_at) \
             select '{lumen}', case n % 2 when 0 then '{member}'::uuid else '{manager}' end, 'Claim ' || n, 10 + n, 'USD', 10, n, \
               case n % 3 when 0 then 19 when 1 then 7 end, case n % 4 when 0 then 'Light' when 1 then 'Sound' end, \
               (array['travel', 'venue', 'other'])[1 + n % 3], date '2026-01-31' + (n % 400)::int, s.status, now(), \
               app.half_even((10 + n) * 0.9222, 2), 'EUR', 0.9222, current_date, 'manual', \
               case when s.status = 'approved' then '{owner}'::uuid end, case when s.status = 'approved' then now() end \
             from generate_series(1, {count}) as n, lateral (select (array['pending', 'approved', 'rejected'])[1 + n % 3]) as s (status)",
            lumen = self.lumen.id,
            member = self.lumen.user(Role::Member),
            manager = self.lumen.user(Role::Manager),
            owner = self.lumen.user(Role::Owner),
        ))
        .await;
    }

    async fn try_report(&self, role: Role, filter: &ReportFilter) -> AppResult<Report> {
        let mut tx = self.tx(role).await;
        queries::report(&mut tx, filter, today()).await
    }

    async fn report(&self, role: Role, filter: &ReportFilter) -> Report {
        self.try_report(role, filter).await.unwrap()
    }
}

fn by(by: Dimension, counted: Counted) -> ReportFilter {
    ReportFilter {
        by,
        counted,
        from: "2026-01".parse().ok(),
        to: "2027-12".parse().ok(),
        ..ReportFilter::default()
    }
}

/// The lines in a few words: name, claims and what they come to.
fn lines(report: &Report) -> Vec<String> {
    let line = |row: &super::types::ReportRow| {
        format!(
            "{} {} {}",
            if row.label.is_empty() {
                &row.key
            } else {
                &row.label
            },
            row.sum.claims,
            row.sum.gross.to_decimal()
        )
    };
    report.rows.iter().map(line).collect()
}

#[tokio::test]
async fn a_report_says_what_the_claims_of_a_period_come_to_by_each_dimension() {
    let town = Town::new().await;
    let (member, owner) = (town.lumen.user(Role::Member), town.lumen.user(Role::Owner));
    town.act(&format!(
        "insert into expenses (organization_id, id, created_by, title, amount, currency, net_amount, tax_amount, tax_rate, category, \
           expense_type, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, \
           approved_at, paid_by, paid_at, payment_key) \
         values ('{lumen}', '00000000-0000-7000-8000-000000000001', '{member}', 'Hall', 119, 'EUR', 100, 19, 19, 'Rent', 'venue', \
             '2026-02-28', 'paid', now(), 119, 'EUR', 1, current_date, 'same', '{owner}', now(), '{owner}', now(), app.uuid_v7()), \
           ('{lumen}', app.uuid_v7(), '{member}', 'Train', 20, 'EUR', null, null, null, null, 'travel', \
             '2026-03-01', 'pending', now(), 20, 'EUR', 1, current_date, 'same', null, null, null, null, null); \
         insert into expenses (organization_id, created_by, reversed_by, title, amount, currency, net_amount, tax_amount, tax_rate, category, \
           expense_type, expense_date, status, submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, \
           approved_at, reverses_id) \
         values ('{lumen}', '{member}', '{manager}', 'Reversal: Hall', 119, 'EUR', 100, 19, 19, 'Rent', 'venue', \
             '2026-02-28', 'approved', now(), 119, 'EUR', 1, current_date, 'same', '{owner}', now(), '00000000-0000-7000-8000-000000000001')",
        lumen = town.lumen.id,
        manager = town.lumen.user(Role::Manager),
    ))
    .await;
    let all = town.report(Role::Owner, &by(Dimension::Type, Counted::All)).await;
    assert_eq!(lines(&all), ["Travel 1 20.00", "Venue 2 0.00"]);
    assert_eq!(
        (all.total.claims, all.total.gross.minor, all.total.tax.minor),
        (3, 2_000, 0)
    );
    let paid = town
        .report(Role::Owner, &by(Dimension::TaxRate, Counted::Paid))
        .await;
    assert_eq!(lines(&paid), ["19 1 119.00"]);
    assert_eq!((paid.total.tax.minor, paid.total.net().minor), (1_900, 10_000));
    let category = town
        .report(Role::Owner, &by(Dimension::Category, Counted::All))
        .await;
    assert_eq!(lines(&category), [" 1 20.00", "Rent 2 0.00"]);
    let months = town
        .report(Role::Owner, &by(Dimension::Month, Counted::Waiting))
        .await;
    assert_eq!((months.rows.len(), months.months.len()), (24, 24));
    assert_eq!(
        lines(&months)[..3],
        ["2026-01 0 0.00", "2026-02 0 0.00", "2026-03 1 20.00"]
    );
    let march = ReportFilter {
        from: "2026-03".parse().ok(),
        to: "2026-03".parse().ok(),
        ..by(Dimension::Person, Counted::All)
    };
    assert_eq!(town.report(Role::Owner, &march).await.total.gross.minor, 2_000);
}

#[tokio::test]
async fn what_a_person_is_shown_is_what_they_may_see_and_adds_up_the_same() {
    let town = Town::new().await;
    town.claims(300).await;
    for dimension in Dimension::ALL {
        let filter = by(*dimension, Counted::All);
        let whole = town.report(Role::Owner, &filter).await;
        assert!(whole.is_of_all);
        let shown: i64 = whole.rows.iter().map(|row| row.sum.gross.minor).sum();
        assert_eq!(shown, whole.total.gross.minor, "{dimension}");
        // The same people one by one, from their claims and not from the totals.
        let mut parts = 0;
        for role in [Role::Member, Role::Manager] {
            let of = UserId(town.lumen.user(role).0);
            let one = town
                .report(
                    Role::Admin,
                    &ReportFilter {
                        person: Some(of),
                        ..filter.clone()
                    },
                )
                .await;
            assert!(one.person.is_some());
            parts += one.total.gross.minor;
        }
        assert_eq!(parts, whole.total.gross.minor, "{dimension}");
    }
    let filter = by(Dimension::Person, Counted::All);
    let own = town.report(Role::Member, &filter).await;
    assert_eq!((own.rows.len(), own.is_of_all), (1, false));
    let of_manager = ReportFilter {
        person: Some(UserId(town.lumen.user(Role::Manager).0)),
        ..filter.clone()
    };
    assert!(matches!(
        town.try_report(Role::Member, &of_manager).await,
        Err(AppError::NotFound)
    ));
    let of_no_event = ReportFilter {
        event: Some(EventId::new()),
        ..filter.clone()
    };
    assert!(matches!(
        town.try_report(Role::Owner, &of_no_event).await,
        Err(AppError::NotFound)
    ));

    let mut theirs = town.harbor_tx().await;
    let report = queries::report(&mut theirs, &filter, today()).await.unwrap();
    assert_eq!((report.total.claims, report.rows.len()), (0, 0));
    let of_ours = queries::report(&mut theirs, &of_manager, today()).await;
    assert!(matches!(of_ours, Err(AppError::NotFound)));
}

#[tokio::test]
async fn what_is_beyond_two_hundred_lines_stands_in_one() {
    let town = Town::new().await;
    town.claims(600).await;
    town.act(&format!(
        "update expenses set category = 'Category ' || amount where organization_id = '{}' and status = 'pending'",
        town.lumen.id
    ))
    .await;
    let report = town
        .report(Role::Owner, &by(Dimension::Category, Counted::Waiting))
        .await;
    assert_eq!(report.rows.len(), 200);
    assert_eq!(report.others, None, "two hundred are all");
    town.claims(30).await;
    let report = town
        .report(Role::Owner, &by(Dimension::Category, Counted::Waiting))
        .await;
    let others = report.others.expect("there are more");
    assert_eq!(report.rows.len(), 200);
    let shown: i64 = report.rows.iter().map(|row| row.sum.claims).sum();
    assert_eq!(shown + others.claims, report.total.claims);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn totals_say_what_the_claims_say_whatever_is_done_to_them_and_by_how_many_at_once() {
    let town = std::sync::Arc::new(Town::new().await);
    town.claims(90).await;
    let writers = (0..6).map(|writer| {
        let town = town.clone();
        tokio::spawn(async move {
            for turn in 0..40 {
                let mut tx = town.tx(Role::Owner).await;
                let statement = match (turn + writer) % 4 {
                    0 => "update expenses set category = case when category = 'Light' then null else 'Light' end",
                    1 => "update expenses set expense_date = expense_date + 20",
                    2 => "update expenses set expense_type = 'marketing'",
                    _ => "update expenses set amount = amount + 1, net_amount = net_amount + 1, base_amount = base_amount + 0.92",
                };
                let statement = format!(
                    "{statement} where organization_id = $1 and id in (select id from expenses where organization_id = $1 \
                     and status = 'pending' order by id offset $2 limit 5 for update)"
                );
                sqlx::query(AssertSqlSafe(statement))
                    .bind(tx.organization())
                    .bind(turn % 25)
                    .execute(tx.conn())
                    .await
                    .unwrap();
                // Some of it never happened.
                if turn % 5 != 1 {
                    tx.commit().await.unwrap();
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(queries::differences(&mut tx).await.unwrap(), [""; 0]);
    let most: i64 = sqlx::query_scalar(
        // None is left where all of them have just been added up.
        "select coalesce(max(rows), 0) from (select count(*) as rows from expense_totals \
         where organization_id = $1 and not is_sum group by dimension, key, month) as of_key",
    )
    .bind(town.lumen.id)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert!(most < 80, "{most} rows to add up for one key");
    drop(tx);
    let mut theirs = town.harbor_tx().await;
    for kept in ["expense_totals", "expense_differences", "expense_sums"] {
        let seen: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {kept}")))
            .fetch_one(theirs.conn())
            .await
            .unwrap();
        assert_eq!(seen, 0, "{kept} of another organisation");
    }
}

#[tokio::test]
async fn what_claims_change_is_added_up_by_and_by() {
    let town = Town::new().await;
    town.claims(1).await;
    let mut tx = town.tx(Role::Owner).await;
    // The same chances each time.
    sqlx::query("select setseed(0.25)")
        .execute(tx.conn())
        .await
        .unwrap();
    let mut most = 0;
    let mut falls = 0;
    let mut before = 0;
    for _ in 0..80 {
        sqlx::query(
            "select count(app.note_expense_totals('{}', array[e])::text) from expenses e, generate_series(1, 100) \
             where e.organization_id = $1",
        )
        .bind(town.lumen.id)
        .execute(tx.conn())
        .await
        .unwrap();
        let left: i64 =
            sqlx::query_scalar("select count(*) from expense_differences where organization_id = $1")
                .bind(town.lumen.id)
                .fetch_one(tx.conn())
                .await
                .unwrap();
        falls += i32::from(left < before);
        before = left;
        most = most.max(left);
    }
    assert!(
        falls >= 3,
        "eight thousand differences were added up {falls} times"
    );
    assert!(most < 6_000, "{most} differences waited");
}

#[tokio::test]
async fn the_database_rounds_as_the_product_converts() {
    let town = Town::new().await;
    let mut runner = TestRunner::new(Config::default());
    let (dollar, euro, yen): (Currency, Currency, Currency) =
        ("USD".parse().unwrap(), Currency::EUR, "JPY".parse().unwrap());
    let case = (-10_000_000_i64..10_000_000, 1_u64..40_000_000, any::<bool>());
    let mut tx = town.tx(Role::Owner).await;
    for _ in 0..1_000 {
        let (minor, rate, is_yen) = case.new_tree(&mut runner).unwrap().current();
        let into = if is_yen { yen } else { euro };
        let rate = format!("{}.{:05}", rate / 100_000, rate % 100_000);
        let money = Money::new(minor, dollar);
        let exact: ExchangeRate = rate.parse().unwrap();
        let expected = money.convert(exact, into).unwrap();
        let found: String =
            sqlx::query_scalar("select app.half_even($1::text::numeric * $2::text::numeric, $3)::text")
                .bind(money.to_decimal())
                .bind(&rate)
                .bind(i32::try_from(into.exponent()).unwrap())
                .fetch_one(tx.conn())
                .await
                .unwrap();
        assert_eq!(
            Money::parse(&found, into).unwrap(),
            expected,
            "{money:?} at {rate}"
        );
    }
}

#[tokio::test]
async fn every_claim_is_taken_out_once_portion_by_portion() {
    let town = Town::new().await;
    town.claims(3_700).await;
    let filter = by(Dimension::Type, Counted::All);
    let (mut seen, mut place, mut portions) = (BTreeSet::new(), None, 0);
    loop {
        let mut tx = town.tx(Role::Owner).await;
        let (rows, next) = queries::portion(&mut tx, &filter, today(), place.as_ref())
            .await
            .unwrap();
        portions += 1;
        for row in rows {
            assert!(seen.insert((row.expense_date, row.id)), "twice: {row:?}");
            assert_eq!(row.base_currency, "EUR");
        }
        match next {
            Some(next) => place = Some(next),
            None => break,
        }
    }
    assert_eq!(portions, 3);
    let report = town.report(Role::Owner, &filter).await;
    assert_eq!(i64::try_from(seen.len()).unwrap(), report.total.claims);
    let mut theirs = town.harbor_tx().await;
    let (rows, next) = queries::portion(&mut theirs, &filter, today(), None)
        .await
        .unwrap();
    assert!(rows.is_empty() && next.is_none());
}

#[tokio::test]
async fn accounts_are_stored_changed_and_emptied_and_are_an_organisations_own() {
    let town = Town::new().await;
    let one = |purpose, account: &str| Account {
        purpose,
        account: account.into(),
    };
    let save = async |accounts: Vec<Account>| {
        let tenant = town.lumen.tenant(&town.pool, Role::Owner);
        let mut tx = tenant.begin(Permission::ManageOrganization).await.unwrap();
        queries::save_accounts(&mut tx, &Accounts(accounts))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    save(vec![one(Purpose::Travel, "4670"), one(Purpose::Tax, "1576")]).await;
    save(vec![one(Purpose::Travel, "4673")]).await;
    let mut tx = town.tx(Role::Owner).await;
    let accounts = queries::accounts(&mut tx).await.unwrap();
    assert_eq!(accounts, Accounts(vec![one(Purpose::Travel, "4673")]));
    let mut theirs = town.harbor_tx().await;
    assert_eq!(queries::accounts(&mut theirs).await.unwrap(), Accounts::default());
}
