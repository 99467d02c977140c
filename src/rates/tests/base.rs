//! The currency in which an organisation counts.

use super::*;
use crate::ids::EventId;
use std::time::Duration;

/// A claim of Lumen's member that waits, as a statement.
fn waiting(town: &Town) -> String {
    format!(
        "insert into expenses (organization_id, created_by, title, amount, currency, expense_date, status, submitted_at,
           base_amount, base_currency, fx_rate, fx_date, fx_source)
         values ('{}', '{}', 'Train', 10, 'EUR', current_date, 'pending', now(), 10, 'EUR', 1, current_date, 'same')",
        town.lumen.id,
        town.lumen.user(Role::Member)
    )
}

#[tokio::test]
async fn an_organisation_counts_in_euros_until_it_says_otherwise() {
    let town = Town::new().await;
    let mut tx = town.tx().await;
    assert_eq!(queries::base_currency(&mut tx).await, Ok(Currency::EUR));
    queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap();
    assert_eq!(queries::base_currency(&mut tx).await, Ok(currency("CHF")));
    tx.commit().await.unwrap();
    let mut tx = town.of(&town.harbor).await;
    assert_eq!(
        queries::base_currency(&mut tx).await,
        Ok(Currency::EUR),
        "the other one does not notice"
    );
}

#[tokio::test]
async fn it_stays_once_a_claim_is_counted_in_it() {
    let town = Town::new().await;
    town.act(&waiting(&town)).await.unwrap();
    let mut tx = town.tx().await;
    let error = queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap_err();
    let told = error.fields().get("base_currency").unwrap().to_owned();
    assert!(told.starts_with("1 claim is counted in EUR already"), "{told}");
    // To say what it is already is no change.
    queries::set_base_currency(&mut tx, Currency::EUR).await.unwrap();
    drop(tx);
    town.act(&waiting(&town)).await.unwrap();
    let mut tx = town.tx().await;
    let error = queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap_err();
    assert!(error.told().starts_with("2 claims are"), "{}", error.told());
    // Another organisation's claims are its own affair.
    let mut tx = town.of(&town.harbor).await;
    assert_eq!(queries::claims_counted(&mut tx).await, Ok(0));
    queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap();
}

#[tokio::test]
async fn it_stays_while_a_limit_of_an_event_is_written_in_it() {
    let town = Town::new().await;
    let (org, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
    let event = EventId::new();
    town.act(&format!(
        "insert into events (organization_id, id, created_by, title, start_date, end_date) \
         values ('{org}', '{event}', '{owner}', 'Forum', now(), now() + interval '1 hour'); \
         insert into event_limits (organization_id, event_id, approval_limit, currency, created_by) \
         values ('{org}', '{event}', 100, 'EUR', '{owner}')"
    ))
    .await
    .unwrap();
    let mut tx = town.tx().await;
    let error = queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap_err();
    assert!(
        error.told().starts_with("1 event has a limit"),
        "{}",
        error.told()
    );
    drop(tx);
    town.act("update event_limits set approval_limit = null, alert_percent = 80")
        .await
        .unwrap();
    let mut tx = town.tx().await;
    queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap();
    let mut tx = town.of(&town.harbor).await;
    queries::set_base_currency(&mut tx, currency("CHF"))
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_counts_a_claim_holds_the_currency_until_the_claim_is_stored() {
    let town = Town::new().await;
    let mut counting = town.tx().await;
    assert_eq!(
        queries::hold_base_currency(&mut counting).await,
        Ok(Currency::EUR)
    );
    let change = async {
        let mut tx = town.tx().await;
        let outcome = queries::set_base_currency(&mut tx, currency("CHF")).await;
        tx.commit().await.unwrap();
        outcome
    };
    let count = async {
        // The change begins to wait.
        tokio::time::sleep(Duration::from_millis(300)).await;
        sqlx::raw_sql(AssertSqlSafe(waiting(&town)))
            .execute(counting.conn())
            .await
            .unwrap();
        counting.commit().await.unwrap();
    };
    let (changed, ()) = tokio::join!(change, count);
    assert!(changed.unwrap_err().told().starts_with("1 claim is"));
    assert_eq!(
        town.look("select string_agg(distinct base_currency, ' ') from organizations")
            .await,
        "EUR"
    );
}

#[tokio::test]
async fn the_database_takes_only_currencies() {
    let town = Town::new().await;
    for bad in ["XXX", "eur", ""] {
        assert!(
            town.act(&format!("update organizations set base_currency = '{bad}'"))
                .await
                .is_err(),
            "{bad:?}"
        );
    }
}
