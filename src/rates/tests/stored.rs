//! Rates as they are entered, imported, listed and removed.

use super::*;
use crate::paging::Cursor;

#[tokio::test]
async fn one_rate_of_two_currencies_is_entered_for_a_day_whichever_way_round() {
    let town = Town::new().await;
    town.enter("USD", "0.9", "EUR", "2026-11-20").await.unwrap();
    for (base, quote) in [("USD", "EUR"), ("EUR", "USD")] {
        let error = town.enter(base, "1.1", quote, "2026-11-20").await.unwrap_err();
        assert!(
            error
                .fields()
                .get("rate_date")
                .unwrap()
                .starts_with("There is a rate"),
            "{error:?}"
        );
    }
    town.enter("USD", "0.9", "EUR", "2026-11-21").await.unwrap();
    town.enter("USD", "0.8", "GBP", "2026-11-20").await.unwrap();
    // The bank's of the same day stands beside it.
    assert_eq!(town.import("2026-11-20", &[("USD", "1.1")]).await, (1, 0, 0));
    // And the same rate stands in the other organisation.
    let mut tx = town.of(&town.harbor).await;
    queries::insert(&mut tx, &new_rate("USD", "0.9", "EUR", "2026-11-20"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn one_of_many_who_enter_the_same_rate_at_once_is_taken() {
    let town = Town::new().await;
    let enter = |turn: usize| {
        let (base, quote) = if turn.is_multiple_of(2) {
            ("USD", "EUR")
        } else {
            ("EUR", "USD")
        };
        town.enter(base, "1.1", quote, "2026-11-20")
    };
    let outcomes = futures::future::join_all((0..12).map(enter)).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    assert!(refused.into_iter().all(|error| error.status() == 422));
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_a_corrected_one_what_it_corrects() {
    let town = Town::new().await;
    let rates = [("USD", "1.25"), ("JPY", "160"), ("KWD", "0.3")];
    assert_eq!(town.import("2026-11-20", &rates).await, (3, 0, 0));
    assert_eq!(town.import("2026-11-20", &rates).await, (0, 0, 3));
    assert_eq!(
        town.import("2026-11-20", &[("USD", "1.26"), ("JPY", "160"), ("CHF", "0.9")])
            .await,
        (1, 1, 1)
    );
    assert_eq!(
        town.found("EUR", "USD", "2026-11-20").await.unwrap(),
        "1.26 of 2026-11-20 by ecb"
    );
    // The trail holds what it was, and nothing of what was only seen again.
    let trail = "select string_agg(action || ' ' || coalesce(old_values ->> 'rate', '-') || ' ' || (new_values ->> 'rate'), ', ' \
                 order by created_at, id) from audit_logs where table_name = 'exchange_rates' \
                 and record_id = (select id from exchange_rates where quote_currency = 'USD')";
    assert_eq!(
        town.look(trail).await,
        "create - 1.2500000000, update 1.2500000000 1.2600000000"
    );
}

#[tokio::test]
async fn two_who_import_at_once_wait_for_each_other() {
    let town = Town::new().await;
    let codes: Vec<String> = Currency::all()
        .into_iter()
        .filter(|code| *code != Currency::EUR)
        .map(|code| code.to_string())
        .collect();
    let forwards: Vec<(&str, &str)> = codes.iter().map(|code| (code.as_str(), "1.5")).collect();
    let backwards: Vec<(&str, &str)> = forwards.iter().rev().copied().collect();
    let all = codes.len() as u64;
    for date in ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"] {
        let (one, other) = tokio::join!(town.import(date, &forwards), town.import(date, &backwards));
        assert_eq!((one.0 + other.0, one.2 + other.2), (all, all));
    }
}

#[tokio::test]
async fn two_years_of_the_bank_are_taken_within_the_time_of_a_statement() {
    let town = Town::new().await;
    let codes: Vec<Currency> = Currency::all()
        .into_iter()
        .filter(|code| *code != Currency::EUR)
        .take(31)
        .collect();
    let mut rates = Vec::new();
    let mut date = day("2024-11-20");
    while date < day("2026-11-20") {
        rates.extend(codes.iter().map(|&currency| EcbRate {
            date,
            currency,
            rate: "1.2345".parse().unwrap(),
        }));
        date = date.succ_opt().unwrap();
    }
    let mut tx = town.tx().await;
    let counted = queries::import(&mut tx, &rates).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(counted.new, rates.len() as u64);
    let mut tx = town.tx().await;
    let now = queries::now(&mut tx, Currency::EUR, day("2026-11-20"))
        .await
        .unwrap();
    assert_eq!(now.len(), 31);
    assert!(
        now.iter()
            .all(|now| now.rate.is_some() && now.last == day("2026-11-19"))
    );
}

#[tokio::test]
async fn what_was_entered_by_hand_is_removed_and_what_the_bank_gave_is_not() {
    let town = Town::new().await;
    let id = town.enter("USD", "0.9", "EUR", "2026-11-20").await.unwrap();
    town.import("2026-11-20", &[("JPY", "160")]).await;
    // Not by another organisation.
    let mut tx = town.of(&town.harbor).await;
    assert_eq!(queries::remove(&mut tx, id).await, Err(AppError::NotFound));
    drop(tx);
    let mut tx = town.tx().await;
    let bank = queries::list(&mut tx, Some(currency("JPY")), None)
        .await
        .unwrap()
        .rows[0]
        .id;
    assert_eq!(queries::remove(&mut tx, bank).await, Err(AppError::NotFound));
    queries::remove(&mut tx, id).await.unwrap();
    assert_eq!(
        queries::remove(&mut tx, id).await,
        Err(AppError::NotFound),
        "only once"
    );
    tx.commit().await.unwrap();
    assert_eq!(town.found("USD", "EUR", "2026-11-20").await, None);
    assert_eq!(
        town.look("select action || ' ' || (old_values ->> 'rate') from audit_logs where table_name = 'exchange_rates' and action = 'delete'").await,
        "delete 0.9000000000"
    );
}

#[tokio::test]
async fn the_list_is_paged_both_ways_without_a_gap_and_may_be_of_one_currency() {
    let town = Town::new().await;
    for date in ["2026-11-18", "2026-11-19", "2026-11-20"] {
        let codes: Vec<String> = Currency::all()
            .into_iter()
            .filter(|code| *code != Currency::EUR)
            .take(40)
            .map(|code| code.to_string())
            .collect();
        let rates: Vec<(&str, &str)> = codes.iter().map(|code| (code.as_str(), "1.5")).collect();
        town.import(date, &rates).await;
    }
    let mut tx = town.tx().await;
    let mut seen = Vec::new();
    let mut pages = Vec::new();
    let mut cursor: Option<Cursor> = None;
    loop {
        let page = queries::list(&mut tx, None, cursor.as_ref()).await.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.date, row.id)));
        pages.push(page.clone());
        let Some(next) = page.next else { break };
        cursor = Some(next);
    }
    assert_eq!(pages.len(), 3);
    assert_eq!(seen.len(), 120);
    assert!(
        seen.windows(2).all(|two| two[0] > two[1]),
        "the latest first, each once"
    );
    let back = queries::list(&mut tx, None, pages[2].previous.as_ref())
        .await
        .unwrap();
    assert_eq!(back.rows, pages[1].rows);
    let first = queries::list(&mut tx, None, back.previous.as_ref())
        .await
        .unwrap();
    assert_eq!((&first.rows, &first.previous), (&pages[0].rows, &None));
    for nowhere in [Cursor::After("x".into()), Cursor::Before("x".into())] {
        let page = queries::list(&mut tx, None, Some(&nowhere)).await.unwrap();
        assert_eq!(page.rows, pages[0].rows);
    }
    let one = pages[0].rows[0].quote;
    let of_one = queries::list(&mut tx, Some(one), None).await.unwrap();
    assert_eq!(of_one.rows.len(), 3);
    assert!(
        of_one
            .rows
            .iter()
            .all(|row| row.quote == one && row.by == "Owner Lumen")
    );
    drop(tx);
    let mut tx = town.of(&town.harbor).await;
    assert!(queries::list(&mut tx, None, None).await.unwrap().rows.is_empty());
    assert!(
        queries::now(&mut tx, Currency::EUR, day("2026-11-20"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_a_currency_is_worth_today_is_said_with_its_day_and_that_it_is_not_known() {
    let town = Town::new().await;
    town.import("2026-11-20", &[("USD", "1.25")]).await;
    town.enter("GBP", "1.5", "EUR", "2026-09-01").await.unwrap();
    let mut tx = town.tx().await;
    let now = queries::now(&mut tx, currency("CHF"), day("2026-11-22"))
        .await
        .unwrap();
    let codes: Vec<String> = now.iter().map(|now| now.currency.to_string()).collect();
    assert_eq!(codes, ["EUR", "GBP", "USD"]);
    assert!(
        now.iter().all(|now| now.rate.is_none()),
        "there is no way to the franc"
    );
    let now = queries::now(&mut tx, Currency::EUR, day("2026-11-22"))
        .await
        .unwrap();
    let words: Vec<String> = now
        .iter()
        .map(|now| {
            format!(
                "{} {} {}",
                now.currency,
                now.rate.map(|found| found.rate.to_string()).unwrap_or_default(),
                now.last
            )
        })
        .collect();
    assert_eq!(words, ["GBP  2026-09-01", "USD 0.8 2026-11-20"]);
}

#[tokio::test]
async fn the_database_itself_refuses_what_is_no_rate() {
    let town = Town::new().await;
    let insert = |base: &str, quote: &str, rate: &str, date: &str, source: &str| {
        format!(
            "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by)
             values ('{}', '{base}', '{quote}', {rate}, '{date}', '{source}', '{}')",
            town.lumen.id,
            town.lumen.user(Role::Owner)
        )
    };
    for bad in [
        insert("EUR", "USD", "0", "2026-11-20", "manual"),
        insert("EUR", "USD", "-1", "2026-11-20", "manual"),
        insert("EUR", "USD", "'NaN'", "2026-11-20", "manual"),
        insert("EUR", "USD", "null", "2026-11-20", "manual"),
        insert("EUR", "EUR", "1", "2026-11-20", "manual"),
        insert("EUR", "XXX", "1", "2026-11-20", "manual"),
        insert("eur", "USD", "1", "2026-11-20", "manual"),
        insert("EUR", "USD", "1", "infinity", "manual"),
        insert("EUR", "USD", "1", "2026-11-20", "same"),
        insert("USD", "EUR", "1", "2026-11-20", "ecb"),
    ] {
        assert!(town.act(&bad).await.is_err(), "{bad}");
    }
    town.act(&insert("EUR", "USD", "1.0843", "2026-11-20", "ecb"))
        .await
        .unwrap();
}
