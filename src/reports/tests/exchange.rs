//! What exchange gained and lost.

use super::*;

#[tokio::test]
async fn what_exchange_gained_and_lost_stands_beside_totals_that_stay() {
    let town = Town::new().await;
    let (member, owner) = (town.lumen.user(Role::Member), town.lumen.user(Role::Owner));
    let claim = |by: &UserId, worth: u32, settled: &str| {
        format!(
            "('{}', app.uuid_v7(), '{by}', 'Hall', {worth} * 2, 'USD', 'venue', '2026-02-28', 'paid', now(), {worth}, 'EUR', 0.5, \
              current_date, 'manual', '{}', now(), '{}', now(), app.uuid_v7(), {settled})",
            town.lumen.id,
            town.lumen.user(Role::Admin),
            town.lumen.user(Role::Admin),
        )
    };
    let insert = |values: &[String]| {
        format!(
            "insert into expenses (organization_id, id, created_by, title, amount, currency, expense_type, expense_date, status, \
               submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, approved_at, paid_by, paid_at, \
               payment_key, settled_amount) values {}",
            values.join(", ")
        )
    };
    town.act_as(
        Role::Admin,
        &insert(&[claim(&member, 100, "null"), claim(&member, 100, "null")]),
    )
    .await;
    let all = by(Dimension::Type, Counted::Bound);
    let before = town.report(Role::Owner, &all).await;
    assert_eq!(before.exchange, None);
    town.act_as(
        Role::Admin,
        "update expenses set settled_amount = 102.10 where title = 'Hall'",
    )
    .await;
    town.act_as(
        Role::Admin,
        &insert(&[claim(&member, 50, "48"), claim(&owner, 10, "10.01")]),
    )
    .await;
    let said = |report: &Report| {
        let exchange = report.exchange.unwrap();
        (exchange.claims, exchange.lost.minor, exchange.gained.minor)
    };
    let after = town.report(Role::Owner, &all).await;
    assert_eq!(said(&after), (4, 421, 200));
    assert_eq!(after.total.gross.minor, before.total.gross.minor + 6000);
    // Of one's own, of the paid alone, of a period: as the rest of the report.
    assert_eq!(said(&town.report(Role::Member, &all).await), (3, 420, 200));
    assert_eq!(
        town.report(Role::Owner, &by(Dimension::Type, Counted::Approved))
            .await
            .exchange,
        None
    );
    let later = ReportFilter {
        from: "2026-03".parse().ok(),
        ..all.clone()
    };
    assert_eq!(town.report(Role::Owner, &later).await.exchange, None);
    let mut tx = town.harbor_tx().await;
    let theirs = queries::report(&mut tx, &all, today()).await.unwrap();
    assert_eq!(theirs.exchange, None);
}

/// The cells of the file, by title: what it is worth, what it came to, and what exchange made of it.
async fn in_the_file(town: &Town, title: &str) -> [String; 3] {
    let all = by(Dimension::Type, Counted::Bound);
    let mut tx = town.tx(Role::Owner).await;
    let (rows, _) = queries::portion(&mut tx, &all, today(), None).await.unwrap();
    let row = rows.into_iter().find(|row| row.title == title).unwrap();
    [
        row.base_amount,
        row.settled.unwrap_or_default(),
        row.exchange_difference.unwrap_or_default(),
    ]
}

#[tokio::test]
async fn what_came_back_with_a_reversal_loses_and_gains_the_other_way_round() {
    let town = Town::new().await;
    let claimed = |id: &str, title: &str, reversal: &str| {
        format!(
            "insert into expenses (organization_id, id, created_by, title, amount, currency, expense_type, expense_date, status, \
               submitted_at, base_amount, base_currency, fx_rate, fx_date, fx_source, approved_by, approved_at, paid_by, paid_at, \
               payment_key, settled_amount, reversed_by, reverses_id) \
             values ('{lumen}', {id}, '{member}', '{title}', 200, 'USD', 'venue', '2026-02-28', 'paid', now(), 100, 'EUR', 0.5, \
               current_date, 'manual', '{admin}', now(), '{admin}', now(), app.uuid_v7(), {reversal})",
            lumen = town.lumen.id,
            member = town.lumen.user(Role::Member),
            admin = town.lumen.user(Role::Admin),
        )
    };
    let manager = town.lumen.user(Role::Manager);
    for (index, came_back) in ["99", "103.50"].into_iter().enumerate() {
        let id = format!("'00000000-0000-7000-8000-00000000000{index}'");
        let hall = format!("Hall {index}");
        town.act_as(Role::Admin, &claimed(&id, &hall, "102, null, null"))
            .await;
        let reversal = claimed(
            "app.uuid_v7()",
            &format!("Reversal: {hall}"),
            &format!("{came_back}, '{manager}', {id}"),
        );
        town.act_as(Role::Admin, &reversal).await;
    }
    // Twice two lost; of what came back one less than it was worth, and three and a half more.
    let report = town
        .report(Role::Owner, &by(Dimension::Type, Counted::Bound))
        .await;
    let exchange = report.exchange.unwrap();
    assert_eq!(
        (exchange.claims, exchange.lost.minor, exchange.gained.minor),
        (4, 500, 350)
    );
    assert_eq!(report.total.gross.minor, 0);
    assert_eq!(in_the_file(&town, "Hall 0").await, ["100.00", "102.00", "-2.00"]);
    assert_eq!(
        in_the_file(&town, "Reversal: Hall 0").await,
        ["-100.00", "-99.00", "-1.00"]
    );
    assert_eq!(
        in_the_file(&town, "Reversal: Hall 1").await,
        ["-100.00", "-103.50", "3.50"]
    );
}
