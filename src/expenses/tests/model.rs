//! Whatever is done with claims, in whatever order: none reaches a state that the diagram does not have, and no money is lost or made.

use super::chain::rule;
use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::HashMap;
use uuid::Uuid;

/// Something that is tried with one of the claims.
#[derive(Clone, Debug)]
enum Act {
    Claim(i64),
    Submit(usize),
    Recall(usize),
    Edit(usize, i64),
    /// Over two events, so many per cent to the first.
    Divide(usize, i64),
    /// As the owner instead of the admin; of the version before.
    Decide(usize, Verdict, bool, bool),
    Pay(usize, u8),
    Reverse(usize),
    /// By whoever claims it themselves.
    DecideOnesOwn(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let claim = 0..64_usize;
    let verdict = prop_oneof![
        Just(Verdict::Approve),
        Just(Verdict::Reject),
        Just(Verdict::Question)
    ];
    prop_oneof![
        2 => (1_i64..100_000).prop_map(Act::Claim),
        4 => claim.clone().prop_map(Act::Submit),
        1 => claim.clone().prop_map(Act::Recall),
        2 => (claim.clone(), 1_i64..100_000).prop_map(|(n, amount)| Act::Edit(n, amount)),
        2 => (claim.clone(), 1_i64..100).prop_map(|(n, percent)| Act::Divide(n, percent)),
        6 => (claim.clone(), verdict, any::<bool>(), any::<bool>())
            .prop_map(|(n, verdict, owner, stale)| Act::Decide(n, verdict, owner, stale)),
        3 => (claim.clone(), 0..2_u8).prop_map(|(n, key)| Act::Pay(n, key)),
        1 => claim.clone().prop_map(Act::Reverse),
        1 => claim.prop_map(Act::DecideOnesOwn),
    ]
}

/// A claim as it should be.
#[derive(Clone, Copy, Debug)]
struct Expected {
    status: ExpenseStatus,
    amount: i64,
    /// What of it is the first of two events'.
    divided: Option<i64>,
    is_reversal: bool,
    is_reversed: bool,
    paid_with: Option<u8>,
    /// Who has said yes to it as it waits, or as it was approved.
    yes: [Option<Role>; 2],
}

impl Expected {
    /// How many have to say yes: two from 500 on.
    const fn needs(self) -> usize {
        if self.amount >= LARGE { 2 } else { 1 }
    }
}

/// From how much on two have to say yes, in cents.
const LARGE: i64 = 50_000;

/// What stands in the database, against what was expected of each step.
struct World<'a> {
    town: &'a Town,
    ids: Vec<ExpenseId>,
    expected: HashMap<ExpenseId, Expected>,
    keys: [Uuid; 2],
    events: [EventId; 2],
}

impl World<'_> {
    fn pick(&self, n: usize) -> Option<(ExpenseId, Expected)> {
        let id = *self.ids.get(n % self.ids.len().max(1))?;
        Some((id, self.expected[&id]))
    }

    fn set(&mut self, id: ExpenseId, change: impl FnOnce(&mut Expected)) {
        if let Some(expected) = self.expected.get_mut(&id) {
            change(expected);
        }
    }

    async fn carry_out(&mut self, act: &Act) {
        use ExpenseStatus as S;
        let town = self.town;
        match *act {
            Act::Claim(amount) => {
                let id = town.draft(Role::Member, &train(&decimal(amount))).await;
                self.ids.push(id);
                let expected = Expected {
                    status: S::Draft,
                    amount,
                    divided: None,
                    is_reversal: false,
                    is_reversed: false,
                    paid_with: None,
                    yes: [None; 2],
                };
                self.expected.insert(id, expected);
            }
            Act::Submit(n) => {
                let Some((id, was)) = self.pick(n) else { return };
                let now = town.now(id).await;
                let mut tx = town.tx(maker(was)).await;
                if queries::submit(&mut tx, id, now.version).await.is_ok() {
                    tx.commit().await.unwrap();
                    assert!(matches!(was.status, S::Draft | S::Pending), "{was:?}");
                    self.set(id, |it| {
                        if it.status == S::Draft {
                            it.yes = [None; 2];
                        }
                        it.status = S::Pending;
                    });
                }
            }
            Act::Recall(n) => {
                let Some((id, was)) = self.pick(n) else { return };
                let now = town.now(id).await;
                let mut tx = town.tx(maker(was)).await;
                if queries::recall(&mut tx, id, now.version).await.is_ok() {
                    tx.commit().await.unwrap();
                    assert!(
                        matches!(was.status, S::Draft | S::Pending)
                            || was.status == S::Rejected && !was.is_reversal,
                        "{was:?}"
                    );
                    // A reversal that is withdrawn is no draft: nobody makes something else of it.
                    let now = if was.is_reversal { S::Rejected } else { S::Draft };
                    self.set(id, |it| (it.status, it.yes) = (now, [None; 2]));
                }
            }
            Act::Edit(n, amount) => {
                let Some((id, was)) = self.pick(n) else { return };
                let now = town.now(id).await;
                if town.save(maker(was), now, &train(&decimal(amount))).await.is_ok() {
                    assert!(
                        matches!(was.status, S::Draft | S::Pending | S::Approved) && !was.is_reversal,
                        "{was:?}"
                    );
                    self.set(id, |it| {
                        (it.amount, it.divided) = (amount, None);
                        if was.amount != amount || was.divided.is_some() {
                            it.yes = [None; 2];
                            if it.status == S::Approved {
                                it.status = S::Pending;
                            }
                        }
                    });
                }
            }
            Act::Divide(n, percent) => {
                let Some((id, was)) = self.pick(n) else { return };
                if was.amount < 2 {
                    return;
                }
                let first = (was.amount * percent / 100).clamp(1, was.amount - 1);
                let [one, other] = self.events;
                let mut form = train(&decimal(was.amount));
                form.split = format!("{one}\n{}\n{other}\n", decimal(first));
                let now = town.now(id).await;
                if town.save(maker(was), now, &form).await.is_ok() {
                    assert!(
                        matches!(was.status, S::Draft | S::Pending | S::Approved) && !was.is_reversal,
                        "{was:?}"
                    );
                    self.set(id, |it| {
                        it.divided = Some(first);
                        if was.divided != Some(first) {
                            it.yes = [None; 2];
                            if it.status == S::Approved {
                                it.status = S::Pending;
                            }
                        }
                    });
                }
            }
            Act::Decide(n, verdict, as_owner, is_stale) => {
                let Some((id, was)) = self.pick(n) else { return };
                let mut seen = town.now(id).await;
                seen.version -= i32::from(is_stale);
                let role = if as_owner { Role::Owner } else { Role::Admin };
                let done = town.decide(role, &[seen], verdict).await.done();
                let has_said = was.yes.contains(&Some(role));
                // Nobody decides about their own, and nobody takes two steps.
                let may = role != maker(was) && !has_said;
                let can = !(was.is_reversal && verdict == Verdict::Question);
                let is_new = was.status == S::Pending && !is_stale && may && can;
                // Said once more by the same person: one version ago it was pending.
                let last = was.yes.iter().flatten().next_back() == Some(&role);
                let is_again = matches!(was.status, S::Approved | S::Pending)
                    && verdict == Verdict::Approve
                    && is_stale
                    && last;
                assert_eq!(done == 1, is_new || is_again, "{was:?} {act:?}");
                if is_new {
                    self.set(id, |it| match verdict {
                        Verdict::Approve => {
                            let said = it.yes.iter().flatten().count();
                            it.yes[said] = Some(role);
                            if said + 1 == it.needs() {
                                it.status = S::Approved;
                            }
                        }
                        Verdict::Reject => it.status = S::Rejected,
                        Verdict::Question => (it.status, it.yes) = (S::Draft, [None; 2]),
                    });
                }
            }
            Act::Pay(n, key) => {
                let Some((id, was)) = self.pick(n) else { return };
                let seen = town.now(id).await;
                let done = town
                    .pay(Role::Admin, &[seen], self.keys[usize::from(key)])
                    .await
                    .done();
                let is_new = was.status == S::Approved;
                assert_eq!(done == 1, is_new || was.paid_with == Some(key), "{was:?} {act:?}");
                if is_new {
                    self.set(id, |it| (it.status, it.paid_with) = (S::Paid, Some(key)));
                }
            }
            Act::Reverse(n) => {
                let Some((id, was)) = self.pick(n) else { return };
                let mut tx = town.tx(Role::Owner).await;
                let made = queries::reverse(&mut tx, id).await;
                let may = was.status == S::Paid && !was.is_reversal && !was.is_reversed;
                assert_eq!(made.is_ok(), may, "{was:?} {made:?}");
                if let Ok(reversal) = made {
                    tx.commit().await.unwrap();
                    self.set(id, |it| it.is_reversed = true);
                    self.ids.push(reversal);
                    let expected = Expected {
                        status: S::Pending,
                        is_reversal: true,
                        is_reversed: false,
                        paid_with: None,
                        yes: [None; 2],
                        ..was
                    };
                    self.expected.insert(reversal, expected);
                }
            }
            Act::DecideOnesOwn(n) => {
                let Some((id, was)) = self.pick(n) else { return };
                let seen = town.now(id).await;
                // A member decides about nothing, and an owner not about what they took back themselves.
                let decided = town.try_decide(maker(was), &[seen], Verdict::Approve).await;
                assert!(
                    decided.is_err() || decided.is_ok_and(|one| one.done() == 0),
                    "{was:?}"
                );
            }
        }
        // A reversal that is rejected leaves room for another one.
        self.look_after_reversals().await;
    }

    async fn look_after_reversals(&mut self) {
        let rows: Vec<(ExpenseId, Option<ExpenseId>)> = self.of_all("id, reverses_id").await;
        let mut live: HashMap<ExpenseId, bool> = HashMap::new();
        for (id, reverses) in rows {
            if let Some(reverses) = reverses {
                let is_live = self.expected[&id].status != ExpenseStatus::Rejected;
                *live.entry(reverses).or_default() |= is_live;
            }
        }
        for (id, is_live) in live {
            self.set(id, |it| it.is_reversed = is_live);
        }
    }

    async fn of_all<T>(&self, columns: &str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        let ids: Vec<_> = self.ids.iter().map(|id| id.0).collect();
        sqlx::query_as(AssertSqlSafe(format!(
            "select {columns} from expenses where id = any ($1)"
        )))
        .bind(ids)
        .fetch_all(&self.town.db.admin_pool())
        .await
        .unwrap()
    }

    /// What is stored is what was expected, claim by claim and in sum.
    async fn compare(&self) {
        let rows: Vec<(ExpenseId, String, i64, Option<i64>)> = self
            .of_all("id, status, (amount * 100)::bigint, (base_amount * 100)::bigint")
            .await;
        assert_eq!(rows.len(), self.expected.len());
        for (id, status, amount, base) in rows {
            let expected = self.expected[&id];
            assert_eq!(
                (status.as_str(), amount),
                (expected.status.as_str(), expected.amount)
            );
            let is_worth = expected.status != ExpenseStatus::Draft;
            assert_eq!(base, is_worth.then_some(amount), "{expected:?}");
        }
        self.compare_parts().await;
        self.compare_steps().await;
        let mut tx = self.town.tx(Role::Owner).await;
        let differences = crate::reports::queries::differences(&mut tx).await.unwrap();
        assert_eq!(
            differences, [""; 0],
            "what reports are read from says what the claims say"
        );
        drop(tx);
        for status in ExpenseStatus::ALL {
            let of_it = self
                .expected
                .values()
                .filter(|it| it.status == *status)
                // A reversal is of whoever claimed what it takes back, whoever made it.
                .map(|it| if it.is_reversal { -it.amount } else { it.amount });
            let mut tx = self.town.tx(Role::Member).await;
            let sums = queries::sums(&mut tx).await.unwrap();
            let shown: i64 = sums
                .iter()
                .filter(|sum| sum.status == *status)
                .map(|sum| sum.sum.minor)
                .sum();
            assert_eq!(shown, of_it.sum::<i64>(), "{status}");
        }
    }
}

impl World<'_> {
    /// As many have said yes as were expected to, nothing was approved by fewer, and each inbox holds what asks whose it is.
    async fn compare_steps(&self) {
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

    /// The parts of each claim come to it, at home too, and each event counts its own.
    async fn compare_parts(&self) {
        let ids: Vec<_> = self.ids.iter().map(|id| id.0).collect();
        let rows: Vec<(ExpenseId, i64, Option<i64>)> = sqlx::query_as(
            "select expense_id, (sum(amount) * 100)::bigint, (sum(base_amount) * 100)::bigint from expense_shares \
             where expense_id = any ($1) group by expense_id",
        )
        .bind(ids)
        .fetch_all(&self.town.db.admin_pool())
        .await
        .unwrap();
        let divided = self.expected.values().filter(|it| it.divided.is_some());
        assert_eq!(rows.len(), divided.count());
        for (id, whole, base) in rows {
            let it = self.expected[&id];
            let is_worth = it.status != ExpenseStatus::Draft;
            assert_eq!(
                (whole, base),
                (it.amount, is_worth.then_some(it.amount)),
                "{it:?}"
            );
        }
        for (place, event) in self.events.into_iter().enumerate() {
            let of_status = |status| {
                let of_it = self.expected.values().filter(move |it| it.status == status);
                let part = |it: &Expected| {
                    let first = it.divided?;
                    let part = if place == 0 { first } else { it.amount - first };
                    Some(if it.is_reversal { -part } else { part })
                };
                of_it.filter_map(part).sum::<i64>()
            };
            let mut tx = self.town.tx(Role::Owner).await;
            let spent = queries::of_event(&mut tx, event).await.unwrap().unwrap();
            assert_eq!(spent.forecast.minor, of_status(ExpenseStatus::Pending));
            assert_eq!(spent.committed.minor, of_status(ExpenseStatus::Approved));
            assert_eq!(spent.actual.minor, of_status(ExpenseStatus::Paid));
        }
    }
}

/// Who made a claim: a reversal is the owner's.
const fn maker(of: Expected) -> Role {
    if of.is_reversal { Role::Owner } else { Role::Member }
}

fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

#[tokio::test]
async fn whatever_is_done_no_money_is_lost_or_made_and_the_diagram_holds() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, "500"), rule("anyone", None, "500")])
        .await;
    let mut runner = TestRunner::new(Config::default());
    let acts = proptest::collection::vec(act(), 4..=4);
    // A case goes on with the claims of up to nineteen before it, so that some come a long way.
    let mut world = World {
        town: &town,
        ids: Vec::new(),
        expected: HashMap::new(),
        keys: [Uuid::now_v7(), Uuid::now_v7()],
        events: [town.event().await, town.event().await],
    };
    for case in 0..1_000 {
        if case % 20 == 0 {
            world.compare().await;
            town.forget().await;
            world.ids.clear();
            world.expected.clear();
        }
        let acts = acts.new_tree(&mut runner).unwrap().current();
        for act in &acts {
            world.carry_out(act).await;
        }
    }
    world.compare().await;
}

impl Town {
    /// Removes all claims for good, past all rules, for the next case.
    async fn forget(&self) {
        sqlx::raw_sql(
            "set session_replication_role = replica; delete from expense_decisions; delete from expense_approvals; \
             delete from expense_totals; delete from expense_differences; delete from expense_parts; delete from expense_shares; delete from expenses; \
             set session_replication_role = origin",
        )
        .execute(&self.db.admin_pool())
        .await
        .unwrap();
    }
}
