//! What an event cost, as a document.

use super::*;
use crate::expenses::export::event_paper;
use crate::expenses::pdf::event::made;

impl Town {
    async fn try_costs(&self, role: Role, event: EventId) -> AppResult<Vec<u8>> {
        let tenant = self.lumen.tenant(&self.pool, role);
        let mut tx = tenant.begin(Permission::ViewEvents).await?;
        let (paper, files) = event_paper(&mut tx, "https://plugs.example".into(), event).await?;
        drop(tx);
        made(paper, files, Limits::default()).await
    }

    async fn costs(&self, role: Role, event: EventId) -> Read {
        read(&self.try_costs(role, event).await.unwrap())
    }
}

fn on(event: EventId, title: &str, amount: &str) -> ExpenseForm {
    ExpenseForm {
        title: title.into(),
        event_id: event.to_string(),
        ..train(amount)
    }
}

#[tokio::test]
async fn the_total_is_the_sum_that_the_events_page_shows_and_each_claim_stands_with_its_part() {
    let town = Town::new().await;
    let (forum, gala) = (town.ended("Forum", 1).await, town.ended("Gala", 1).await);
    town.try_act(&format!(
        "update events set budget = 1000, currency = 'EUR', venue = 'Old mint' where id = '{forum}'"
    ))
    .await
    .unwrap();
    let paid = town.paid(Role::Member, &on(forum, "Hotel Sonne", "120")).await;
    town.approved(Role::Member, &on(forum, "Lamps", "80.50")).await;
    let divided = ExpenseForm {
        title: "Dinner".into(),
        split: format!("{forum}\n60\n{gala}\n40"),
        ..train("100")
    };
    let dinner = town.pending(Role::Admin, &divided).await;
    town.draft(Role::Member, &on(forum, "Not submitted", "999")).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    town.filed_by(Role::Admin, dinner.id, "dinner.png", "image/png", picture(60, 40))
        .await;
    let mut tx = town.tx(Role::Owner).await;
    let spending = queries::of_event(&mut tx, forum).await.unwrap().unwrap();
    drop(tx);
    let sums = [spending.actual, spending.committed, spending.forecast];
    let total: i64 = sums.iter().map(|sum| sum.minor).sum();
    // The reversal waits, and is subtracted.
    assert_eq!(total, 12_000 + 8_050 + 6_000 - 12_000);
    let euros = |minor| crate::ui::money::Money::new(minor, Currency::EUR).format(&english());
    let read = town.costs(Role::Owner, forum).await;
    let table = format!("Together {}", euros(total));
    read.assert_says(&[
        "Forum",
        "Where Old mint",
        &format!("Paid, approved and waiting {}", euros(total)),
        &format!("Paid {}", euros(spending.actual.minor)),
        &format!("Approved {}", euros(spending.committed.minor)),
        &format!("Waiting {}", euros(spending.forecast.minor)),
        &format!("Budget {}", euros(100_000)),
        "Dinner Admin Lumen Travel Pending €100.00 €100.00 €60.00",
        "Lamps Member Lumen Travel Approved €80.50 €80.50 €80.50",
        &table,
        "Receipt 1: Dinner, Admin Lumen, €100.00",
    ]);
    assert!(!read.text().contains("Not submitted"));
    assert_eq!(read.marks, ["Receipt 1: Dinner, Admin Lumen, €100.00"]);
    let of_gala = town.costs(Role::Owner, gala).await;
    of_gala.assert_says(&[&format!("Together {}", euros(4_000))]);
}

#[tokio::test]
async fn amounts_of_another_currency_stand_with_their_worth_and_by_currency() {
    let town = Town::new().await;
    let forum = town.ended("Forum", 1).await;
    town.try_act(&format!(
        "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
         values ('{}', 'USD', 'EUR', 0.5, current_date, 'manual', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner),
    ))
    .await
    .unwrap();
    let dollars = ExpenseForm {
        currency: "USD".into(),
        ..on(forum, "Flight", "300")
    };
    let seen = town.pending(Role::Member, &dollars).await;
    town.pending(Role::Member, &on(forum, "Taxi", "20")).await;
    let read = town.costs(Role::Owner, forum).await;
    read.assert_says(&[
        "By currency Currency Claims Waiting Approved Paid Worth \
         EUR 1 €20.00 €0.00 €0.00 €20.00 USD 1 US$300.00 US$0.00 US$0.00 €150.00 Together, in EUR 2 €170.00 €0.00 €0.00 €170.00",
        "US$300.00 €150.00 €150.00",
        "Together €170.00",
    ]);
    let claim = town.document(Role::Member, seen.id).await;
    claim.assert_says(&[
        "Worth in EUR €150.00",
        "1 USD was 0.5 EUR on",
        "(Entered by hand)",
    ]);
}

#[tokio::test]
async fn whoever_made_the_event_sees_its_sums_and_no_claims_that_are_not_theirs_to_see() {
    let town = Town::new().await;
    let forum = EventId::new();
    town.try_act(&format!(
        "insert into events (organization_id, id, created_by, title, start_date, end_date) \
         values ('{}', '{forum}', '{}', 'Forum', now() - interval '2 days', now() - interval '1 day')",
        town.lumen.id,
        town.lumen.user(Role::Member)
    ))
    .await
    .unwrap();
    let hidden = town.pending(Role::Admin, &on(forum, "Secret supper", "70")).await;
    town.filed_by(Role::Admin, hidden.id, "supper.png", "image/png", picture(60, 40))
        .await;
    town.pending(Role::Member, &on(forum, "Own taxi", "20")).await;
    let read = town.costs(Role::Member, forum).await;
    read.assert_says(&[
        "Own taxi",
        "1 more claim, which is not listed here €70.00",
        "Together €90.00",
    ]);
    let text = read.text();
    assert!(!text.contains("Secret") && !text.contains("supper"), "{text}");
    assert!(
        town.costs(Role::Owner, forum)
            .await
            .text()
            .contains("Secret supper")
    );
}

#[tokio::test]
async fn what_an_event_cost_is_for_whoever_sees_its_costs() {
    let town = Town::new().await;
    let forum = town.ended("Forum", 1).await;
    let of = async |role: Role| town.try_costs(role, forum).await.map(|_| ());
    assert_eq!(of(Role::Owner).await, Ok(()));
    assert_eq!(of(Role::Admin).await, Ok(()));
    assert_eq!(of(Role::Member).await, Err(AppError::Forbidden));
    let mut tx = town.harbor_tx().await;
    let foreign = event_paper(&mut tx, String::new(), forum).await;
    assert_eq!(foreign.map(|_| ()), Err(AppError::NotFound));
}
