//! The rate that counts for a day.

use super::*;

#[tokio::test]
async fn a_currency_is_worth_itself() {
    let town = Town::new().await;
    let found = town.find("USD", "USD", "2026-11-20").await.unwrap();
    assert_eq!(
        (found.rate.to_string().as_str(), found.source),
        ("1", RateSource::Same)
    );
    assert_eq!(found.date, day("2026-11-20"));
}

#[tokio::test]
async fn a_rate_is_found_as_it_stands_the_other_way_and_by_way_of_the_euro() {
    let town = Town::new().await;
    town.import(
        "2026-11-20",
        &[("USD", "1.25"), ("JPY", "160"), ("KWD", "0.3125")],
    )
    .await;
    let on = "2026-11-20";
    assert_eq!(
        town.found("EUR", "USD", on).await.unwrap(),
        "1.25 of 2026-11-20 by ecb"
    );
    assert_eq!(
        town.found("USD", "EUR", on).await.unwrap(),
        "0.8 of 2026-11-20 by ecb"
    );
    assert_eq!(
        town.found("USD", "JPY", on).await.unwrap(),
        "128 of 2026-11-20 by ecb"
    );
    assert_eq!(
        town.found("JPY", "KWD", on).await.unwrap(),
        "0.001953125 of 2026-11-20 by ecb"
    );
    // Rounded once, to ten decimals.
    town.import("2026-11-19", &[("CHF", "3"), ("DKK", "7")]).await;
    assert_eq!(
        town.found("CHF", "EUR", "2026-11-19").await.unwrap(),
        "0.3333333333 of 2026-11-19 by ecb"
    );
    assert_eq!(
        town.found("DKK", "CHF", "2026-11-19").await.unwrap(),
        "0.4285714286 of 2026-11-19 by ecb"
    );
}

#[tokio::test]
async fn a_missing_rate_is_an_error_that_says_which_and_is_never_0_or_1() {
    let town = Town::new().await;
    for (from, to) in [("USD", "EUR"), ("EUR", "USD"), ("USD", "JPY")] {
        let error = town.find(from, to, "2026-11-12").await.unwrap_err();
        let told = error.fields().get("currency").unwrap().to_owned();
        let wanted = format!("There is no exchange rate from {from} to {to} for 12 Nov 2026");
        assert!(told.starts_with(&wanted), "{told}");
    }
    // One leg is not enough.
    town.import("2026-11-12", &[("USD", "1.25")]).await;
    assert_eq!(town.found("USD", "JPY", "2026-11-12").await, None);
}

#[tokio::test]
async fn a_rate_of_the_bank_counts_for_a_week_and_one_entered_by_hand_for_a_month() {
    let town = Town::new().await;
    town.import("2026-11-01", &[("USD", "1.25")]).await;
    town.enter("GBP", "1.5", "EUR", "2026-11-01").await.unwrap();
    assert!(
        town.found("EUR", "USD", "2026-11-08").await.is_some(),
        "over a long weekend"
    );
    assert_eq!(town.found("EUR", "USD", "2026-11-09").await, None);
    assert!(town.found("GBP", "EUR", "2026-12-02").await.is_some());
    assert_eq!(town.found("GBP", "EUR", "2026-12-03").await, None);
    // And never for a day before it.
    assert_eq!(town.found("EUR", "USD", "2026-10-31").await, None);
    assert_eq!(town.found("GBP", "EUR", "2026-10-31").await, None);
}

#[tokio::test]
async fn the_latest_counts_and_of_one_day_the_hand_before_the_bank() {
    let town = Town::new().await;
    town.import("2026-11-19", &[("USD", "1.1")]).await;
    town.import("2026-11-20", &[("USD", "1.2")]).await;
    town.enter("EUR", "1.3", "USD", "2026-11-18").await.unwrap();
    assert_eq!(
        town.found("EUR", "USD", "2026-11-20").await.unwrap(),
        "1.2 of 2026-11-20 by ecb"
    );
    assert_eq!(
        town.found("EUR", "USD", "2026-11-22").await.unwrap(),
        "1.2 of 2026-11-20 by ecb"
    );
    town.enter("USD", "0.5", "EUR", "2026-11-20").await.unwrap();
    assert_eq!(
        town.found("EUR", "USD", "2026-11-20").await.unwrap(),
        "2 of 2026-11-20 by manual"
    );
    assert_eq!(
        town.found("EUR", "USD", "2026-11-19").await.unwrap(),
        "1.1 of 2026-11-19 by ecb"
    );
    assert_eq!(
        town.found("EUR", "USD", "2026-11-18").await.unwrap(),
        "1.3 of 2026-11-18 by manual"
    );
}

#[tokio::test]
async fn both_legs_by_way_of_the_euro_are_the_banks_and_of_one_day() {
    let town = Town::new().await;
    town.import("2026-11-19", &[("USD", "1.25"), ("JPY", "160")])
        .await;
    town.import("2026-11-20", &[("USD", "1.6")]).await;
    assert_eq!(
        town.found("USD", "JPY", "2026-11-20").await.unwrap(),
        "128 of 2026-11-19 by ecb"
    );
    // What was entered by hand is no leg: nobody has said what it has to do with the bank's.
    town.enter("EUR", "200", "JPY", "2026-11-20").await.unwrap();
    assert_eq!(
        town.found("USD", "JPY", "2026-11-20").await.unwrap(),
        "128 of 2026-11-19 by ecb"
    );
    town.enter("USD", "150", "JPY", "2026-11-20").await.unwrap();
    assert_eq!(
        town.found("JPY", "USD", "2026-11-20").await.unwrap(),
        "0.0066666667 of 2026-11-20 by manual"
    );
}

#[tokio::test]
async fn what_ten_decimals_cannot_hold_is_missing_and_no_0() {
    let town = Town::new().await;
    town.import("2026-11-20", &[("IRR", "9999999999"), ("KWD", "0.1")])
        .await;
    assert_eq!(
        town.found("EUR", "IRR", "2026-11-20").await.unwrap(),
        "9999999999 of 2026-11-20 by ecb"
    );
    assert_eq!(
        town.found("IRR", "EUR", "2026-11-20").await.unwrap(),
        "0.0000000001 of 2026-11-20 by ecb"
    );
    assert_eq!(town.found("IRR", "KWD", "2026-11-20").await, None);
    assert_eq!(town.found("KWD", "IRR", "2026-11-20").await, None);
}

#[tokio::test]
async fn many_are_found_in_one_statement_each_in_its_place() {
    let town = Town::new().await;
    town.import("2026-11-20", &[("USD", "1.25"), ("JPY", "160")])
        .await;
    let asked = |from: &str, to: &str, on: &str| Asked {
        from: currency(from),
        to: currency(to),
        on: day(on),
    };
    let all = [
        asked("USD", "JPY", "2026-11-20"),
        asked("GBP", "EUR", "2026-11-20"),
        asked("GBP", "GBP", "2026-11-20"),
        asked("USD", "EUR", "2026-11-21"),
        asked("USD", "EUR", "2026-11-21"),
        asked("USD", "EUR", "2027-11-21"),
    ];
    let mut tx = town.tx().await;
    let found = queries::rates_on(&mut tx, &all).await.unwrap();
    let words: Vec<String> = found
        .iter()
        .map(|found| match found {
            Ok(found) => found.rate.to_string(),
            Err(missing) => format!("{} {}", missing.0.from, missing.0.on),
        })
        .collect();
    assert_eq!(
        words,
        ["128", "GBP 2026-11-20", "1", "0.8", "0.8", "USD 2027-11-21"]
    );
    assert!(queries::rates_on(&mut tx, &[]).await.unwrap().is_empty());
    let many: Vec<Asked> = all.iter().copied().cycle().take(6_000).collect();
    assert_eq!(queries::rates_on(&mut tx, &many).await.unwrap().len(), 6_000);
}

#[tokio::test]
async fn another_organisations_rates_count_for_nobody_else() {
    let town = Town::new().await;
    let mut tx = town.of(&town.harbor).await;
    queries::import(
        &mut tx,
        &of_bank("2026-11-20", &[("USD", "1.25"), ("JPY", "160")]),
    )
    .await
    .unwrap();
    queries::insert(&mut tx, &new_rate("GBP", "1.5", "EUR", "2026-11-20"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for (from, to) in [("EUR", "USD"), ("USD", "EUR"), ("USD", "JPY"), ("GBP", "EUR")] {
        assert_eq!(town.found(from, to, "2026-11-20").await, None, "{from} {to}");
    }
    // Nor is one leg taken from there.
    town.import("2026-11-20", &[("USD", "1.6")]).await;
    assert_eq!(town.found("USD", "JPY", "2026-11-20").await, None);
    let mut tx = town.of(&town.harbor).await;
    let theirs = queries::rate_on(&mut tx, currency("EUR"), currency("USD"), day("2026-11-20")).await;
    assert_eq!(theirs.unwrap().rate.to_string(), "1.25");
}
