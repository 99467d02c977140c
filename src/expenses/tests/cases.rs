//! Cases of the rules of money that no other file holds; `docs/expenses-cases.md` names the test of each.

use super::*;
use crate::reports::types::{Counted, Dimension, ReportFilter};
use crate::ui::money::Money;
use axum::Extension;
use axum::extract::RawQuery;
use futures::future::join_all;
use uuid::Uuid;

impl Town {
    /// What one of a currency is worth in euros from now on, whatever it was before.
    pub(super) async fn worth_in_euros(&self, code: &str, rate: &str) {
        self.try_act(&format!(
            "delete from exchange_rates where base_currency = '{code}'; \
             insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
             values ('{}', '{code}', 'EUR', {rate}, current_date, 'manual', '{}')",
            self.lumen.id,
            self.lumen.user(Role::Owner),
        ))
        .await
        .unwrap();
    }

    /// The file of all claims, as the owner gets it.
    async fn file(&self) -> String {
        let tenant = self.lumen.tenant(&self.pool, Role::Owner);
        let query = RawQuery(Some("counted=all".into()));
        let answer = crate::reports::export::expenses(Some(Extension(tenant)), query).await;
        assert_eq!(answer.status(), 200);
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
            .await
            .unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }
}

fn spent_in(code: &str, amount: &str, event: EventId) -> ExpenseForm {
    ExpenseForm {
        currency: code.into(),
        event_id: event.to_string(),
        ..train(amount)
    }
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

#[tokio::test]
async fn the_database_itself_takes_no_amount_that_is_none() {
    let town = Town::new().await;
    let id = town.draft(Role::Member, &train("10")).await;
    let change = |values: &str| format!("update expenses set {values} where id = '{id}'");
    for (values, constraint) in [
        ("amount = 'NaN'", "expenses_amount_check"),
        ("amount = -1", "expenses_amount_check"),
        ("amount = 922337203685477.5808", "expenses_amount_check"),
        (
            "amount = 1.005, currency = 'USD'",
            "expenses_amount_exponent_check",
        ),
        (
            "amount = 10.5, currency = 'JPY'",
            "expenses_amount_exponent_check",
        ),
        (
            "amount = 0.0001, currency = 'KWD'",
            "expenses_amount_exponent_check",
        ),
        ("currency = 'XQZ'", "expenses_currency_known"),
    ] {
        assert_eq!(town.refused_by(&change(values)).await, constraint, "{values}");
    }
    town.try_act(&change("amount = 0.001, currency = 'KWD'"))
        .await
        .unwrap();
    assert_eq!(town.look(Role::Member, id).await.amount.minor, 1);
}

#[tokio::test]
async fn an_amount_without_a_currency_is_nowhere_one_of_the_own() {
    let town = Town::new().await;
    let mut form = train("10");
    form.currency = String::new();
    let errors = form.parse().expect_err("it says no currency");
    assert!(errors.get("currency").is_some(), "{errors:?}");
    let id = town.draft(Role::Member, &train("10")).await;
    let without = format!("update expenses set currency = null where id = '{id}'");
    let refused = town.refused_by(&without).await;
    assert!(refused.contains("not-null"), "{refused}");
}

#[tokio::test]
async fn euros_dollars_and_yen_have_a_subtotal_each_and_one_total_that_is_the_sum_of_the_lines() {
    let town = Town::new().await;
    let (event, other) = (town.event().await, town.event().await);
    town.worth_in_euros("USD", "0.5").await;
    town.worth_in_euros("JPY", "0.0061").await;
    let paid = town.paid(Role::Member, &spent_in("EUR", "20.10", event)).await;
    town.approved(Role::Member, &spent_in("EUR", "5", event)).await;
    // 5.005 goes to 5.00 twice: converted line by line, which is a cent less than both together.
    for _ in 0..2 {
        town.pending(Role::Member, &spent_in("USD", "10.01", event)).await;
    }
    town.approved(Role::Member, &spent_in("JPY", "1000", event)).await;
    // Of a divided one its part; and what is a draft, rejected or another event's counts nowhere.
    let divided = ExpenseForm {
        currency: "JPY".into(),
        split: format!("{event}\n300\n{other}\n"),
        ..train("500")
    };
    town.pending(Role::Member, &divided).await;
    town.draft(Role::Member, &spent_in("CHF", "900", event)).await;
    let refused = town.pending(Role::Member, &spent_in("EUR", "700", event)).await;
    town.decide(Role::Owner, &[refused], Verdict::Reject).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = town.tx(Role::Owner).await;
    let spending = queries::of_event(&mut tx, event).await.unwrap().unwrap();
    let of: Vec<_> = spending
        .currencies()
        .iter()
        .map(|one| {
            let minors = [one.forecast, one.committed, one.actual].map(|sum| {
                assert_eq!(sum.currency, one.forecast.currency);
                sum.minor
            });
            (
                one.forecast.currency.code().to_owned(),
                one.count,
                minors,
                one.worth,
            )
        })
        .collect();
    assert_eq!(
        of,
        [
            // What was paid is taken back, which waits.
            ("EUR".into(), 3, [-2_010, 500, 2_010], euros(500)),
            ("JPY".into(), 2, [300, 1_000, 0], euros(183 + 610)),
            ("USD".into(), 2, [2_002, 0, 0], euros(1_000)),
        ]
    );
    assert_eq!(spending.total(), euros(500 + 793 + 1_000));
    let lines: i64 = spending.currencies().iter().map(|one| one.worth.minor).sum();
    assert_eq!(spending.total().minor, lines);
    let by_type: i64 = spending
        .by_type
        .iter()
        .map(|one| one.forecast.minor + one.committed.minor + one.actual.minor)
        .sum();
    assert_eq!(by_type, lines);
    // What is all in the own currency is said once.
    let plain = town.event().await;
    town.pending(Role::Member, &spent_in("EUR", "5", plain)).await;
    let spending = queries::of_event(&mut tx, plain).await.unwrap().unwrap();
    assert_eq!((spending.by_currency.len(), spending.currencies().len()), (1, 0));
    let theirs = queries::of_event(&mut town.harbor_tx().await, event).await;
    assert!(matches!(theirs, Err(AppError::NotFound)), "{theirs:?}");
}

#[tokio::test]
async fn what_is_worth_less_than_half_a_cent_is_claimed_as_worth_nothing_and_not_raised() {
    let town = Town::new().await;
    let event = town.event().await;
    town.worth_in_euros("JPY", "0.004").await;
    let seen = town.pending(Role::Member, &spent_in("JPY", "1", event)).await;
    let worth = town.look(Role::Member, seen.id).await.worth.unwrap();
    assert_eq!(worth.amount, euros(0));
    let mut tx = town.tx(Role::Owner).await;
    let spending = queries::of_event(&mut tx, event).await.unwrap().unwrap();
    let yen = spending.currencies()[0];
    assert_eq!(
        (yen.forecast.minor, yen.worth, spending.total()),
        (1, euros(0), euros(0))
    );
}

#[tokio::test]
async fn another_rate_leaves_reports_budgets_and_files_as_they_were_byte_by_byte() {
    let town = Town::new().await;
    let event = town.event().await;
    town.worth_in_euros("USD", "0.5").await;
    town.pending(Role::Member, &spent_in("USD", "10.01", event)).await;
    town.approved(Role::Member, &spent_in("USD", "33.33", event))
        .await;
    town.paid(Role::Member, &spent_in("USD", "0.99", event)).await;
    let told = async || {
        let mut tx = town.tx(Role::Owner).await;
        let filter = ReportFilter {
            by: Dimension::Event,
            counted: Counted::All,
            ..ReportFilter::default()
        };
        let report = crate::reports::queries::report(&mut tx, &filter, today())
            .await
            .unwrap();
        let spending = queries::of_event(&mut tx, event).await.unwrap();
        (format!("{report:?}{spending:?}"), town.file().await)
    };
    let before = told().await;
    assert!(before.1.contains("33.33"), "{}", before.1);
    town.worth_in_euros("USD", "0.7").await;
    assert_eq!(told().await, before);
}

#[tokio::test]
async fn of_many_approved_at_once_ones_own_is_left_and_named() {
    let town = Town::new().await;
    let mut seen = Vec::new();
    for role in [Role::Member, Role::Admin, Role::Manager] {
        seen.push(town.pending(role, &train("10")).await);
    }
    let decided = town.decide(Role::Admin, &seen, Verdict::Approve).await;
    let refused: Vec<_> = decided.refused().map(|one| one.id).collect();
    assert_eq!((decided.done(), refused), (2, vec![seen[1].id]));
    assert_eq!(town.audited(seen[1].id, "approved").await, 0);
}

#[tokio::test]
async fn of_two_who_race_for_the_last_hundred_one_approves() {
    let town = Town::new().await;
    let event = town.event().await;
    town.try_act(&format!(
        "insert into event_limits (organization_id, event_id, approval_limit, currency, created_by) \
         values ('{}', '{event}', 100, 'EUR', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner),
    ))
    .await
    .unwrap();
    let one = [town.pending(Role::Member, &spent_in("EUR", "100", event)).await];
    let other = [town.pending(Role::Member, &spent_in("EUR", "100", event)).await];
    let (first, second) = tokio::join!(
        town.decide(Role::Owner, &one, Verdict::Approve),
        town.decide(Role::Admin, &other, Verdict::Approve),
    );
    assert_eq!(first.done() + second.done(), 1);
    let lost = if first.done() == 1 { &second } else { &first };
    assert_eq!(
        reason(lost),
        "No more may be approved for Forum: 0.00 EUR of its limit are left."
    );
}

#[tokio::test]
async fn a_payment_that_was_cut_off_paid_nothing_and_the_same_request_pays_once() {
    let town = Town::new().await;
    let seen = [town.approved(Role::Member, &train("10")).await];
    let key = Uuid::now_v7();
    let mut tx = town.tx(Role::Owner).await;
    let cut_off = queries::pay(&mut tx, &seen, Some("SEPA 1"), key).await.unwrap();
    assert_eq!(cut_off.done(), 1);
    // The process ends before it is done: nothing is locked by it, and nothing is paid.
    drop(tx);
    assert_eq!(
        town.look(Role::Member, seen[0].id).await.status,
        ExpenseStatus::Approved
    );
    let again = join_all((0..5).map(|_| town.try_pay(Role::Owner, &seen, key))).await;
    for answer in again {
        assert_eq!(answer.unwrap().done(), 1);
    }
    assert_eq!(town.audited(seen[0].id, "paid").await, 1);
}

#[tokio::test]
async fn what_a_spreadsheet_would_reckon_with_is_text_in_files_and_amounts_are_numbers() {
    let town = Town::new().await;
    let hostile = ["=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1"];
    for text in hostile {
        let id = town.draft(Role::Member, &train("1234.50")).await;
        let written = text.replace('\t', "\\t").replace('\r', "\\r");
        town.try_act(&format!(
            "update expenses set title = E'{written}', merchant = E'{written}' where id = '{id}'"
        ))
        .await
        .unwrap();
        let version = town.now(id).await.version;
        let mut tx = town.tx(Role::Member).await;
        queries::submit(&mut tx, id, version).await.unwrap();
        tx.commit().await.unwrap();
    }
    let paid = town.paid(Role::Member, &train("9.99")).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    let file = town.file().await;
    for text in hostile {
        let cell = format!("'{text}");
        // A text with the end of a line stands in quotes.
        assert!(
            file.contains(&format!(",{cell},{cell},")) || file.contains(&format!(",\"{cell}\",\"{cell}\",")),
            "{text:?} in {file}"
        );
        assert!(!file.contains(&format!(",{text},")), "{text:?} in {file}");
    }
    // The amount is raw, what is taken back below nothing, and the currency in a column of its own.
    // Each claim says it twice: as it was spent, and in the organisation's own currency.
    assert_eq!(file.matches(",EUR,1234.50,").count(), 2 * hostile.len(), "{file}");
    assert!(file.contains(",EUR,-9.99,"), "{file}");
}
