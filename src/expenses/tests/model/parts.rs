//! Parts, events and steps of the claims of the model, against what was expected of them.

use super::*;

impl World<'_> {
    /// As many have said yes as were expected to, nothing was approved by fewer, and each inbox holds what asks whose it is.
    pub(super) async fn compare_steps(&self) {
        let rows: Vec<(ExpenseId, i32, i64, i64)> = self
            .of_all(
                "id, steps_done, (select count(*) from expense_approvals a where a.expense_id = expenses.id and a.voided_at is null), \
                 (select count(distinct a.decided_by) from expense_approvals a where a.expense_id = expenses.id and a.voided_at is null)",
            )
            .await;
        for (id, done, steps, said) in rows {
            let expected = self.expected[&id];
            let needed = if expected.needs() == 2 { 2 } else { 0 };
            let yes = expected.yes.iter().flatten().count();
            match expected.status {
                ExpenseStatus::Draft => assert_eq!((done, steps), (0, 0), "{expected:?}"),
                ExpenseStatus::Pending => {
                    assert_eq!((done as usize, steps), (yes, needed), "{expected:?}");
                }
                ExpenseStatus::Approved | ExpenseStatus::Paid => {
                    assert_eq!((steps, said), (needed, needed), "{expected:?}");
                }
                ExpenseStatus::Rejected => {}
            }
        }
        for role in [Role::Owner, Role::Admin] {
            let mut tx = self.town.tx(role).await;
            let me = tx.user().unwrap();
            let waiting = queries::waiting(&mut tx, &InboxFilter::default())
                .await
                .unwrap()
                .claims;
            let waiting: std::collections::HashSet<_> = waiting.iter().map(|one| one.id).collect();
            for (id, expected) in &self.expected {
                let asks = expected.status == ExpenseStatus::Pending
                    && maker(*expected) != role
                    && !expected.yes.contains(&Some(role));
                assert_eq!(waiting.contains(id), asks, "{role} {expected:?}");
                if asks && expected.needs() == 2 {
                    // Both ways of asking whom it asks say the same.
                    let waits = crate::approvals::queries::waits_for(&mut tx, &[id.0])
                        .await
                        .unwrap();
                    let name = format!("{} {}", role.label(), self.town.lumen.name);
                    assert!(waits[&id.0].names.contains(&name), "{me} {waits:?}");
                }
            }
        }
    }

    /// The parts of each claim come to it, at home too, and each event counts its own, currency by currency and in sum.
    pub(super) async fn compare_parts(&self) {
        use ExpenseStatus::{Approved, Paid, Pending};
        let ids: Vec<_> = self.ids.iter().map(|id| id.0).collect();
        let rows: Vec<(ExpenseId, String, String, Option<i64>)> = sqlx::query_as(
            "select expense_id, sum(amount)::text, min(currency), (sum(base_amount) * 100)::bigint from expense_shares \
             where expense_id = any ($1) group by expense_id",
        )
        .bind(ids)
        .fetch_all(&self.town.db.admin_pool())
        .await
        .unwrap();
        let divided = self.expected.values().filter(|it| it.divided.is_some());
        assert_eq!(rows.len(), divided.count());
        for (id, whole, currency, base) in rows {
            let it = self.expected[&id];
            let is_worth = it.status != ExpenseStatus::Draft;
            let whole = Money::parse(&whole, currency.parse().unwrap()).unwrap();
            assert_eq!((whole, base), (it.amount, is_worth.then(|| it.worth())), "{it:?}");
        }
        for (place, event) in self.events.into_iter().enumerate() {
            let of = |status, code: Option<&str>| {
                let mut sum = (0, 0);
                for it in self.expected.values().filter(|it| it.status == status) {
                    if code.is_some_and(|code| it.amount.currency.code() != code) {
                        continue;
                    }
                    if let Some(parts) = it.parts() {
                        sum.0 += it.sign() * parts[place].0;
                        sum.1 += it.sign() * parts[place].1;
                    }
                }
                sum
            };
            let mut tx = self.town.tx(Role::Owner).await;
            let spent = queries::of_event(&mut tx, event).await.unwrap().unwrap();
            assert_eq!(spent.forecast.minor, of(Pending, None).1);
            assert_eq!(spent.committed.minor, of(Approved, None).1);
            assert_eq!(spent.actual.minor, of(Paid, None).1);
            for code in RATES.map(|(code, _)| code) {
                let in_it = [Pending, Approved, Paid].map(|status| of(status, Some(code)));
                let shown = spent
                    .by_currency
                    .iter()
                    .find(|one| one.worth.currency == Currency::EUR && one.actual.currency.code() == code);
                let sums = shown.map_or([0; 4], |one| {
                    [
                        one.forecast.minor,
                        one.committed.minor,
                        one.actual.minor,
                        one.worth.minor,
                    ]
                });
                let worth: i64 = in_it.iter().map(|sum| sum.1).sum();
                assert_eq!(sums, [in_it[0].0, in_it[1].0, in_it[2].0, worth], "{code}");
            }
        }
    }
}
