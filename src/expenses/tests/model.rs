//! Whatever is done with claims, in whatever order: none reaches a state that the diagram does not have, and no money is lost or made.

mod parts;

use super::chain::rule;
use super::*;
use crate::ui::money::Money;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::HashMap;
use uuid::Uuid;

/// Something that is tried with one of the claims.
#[derive(Clone, Debug)]
enum Act {
    /// So many minor units of one of the currencies.
    Claim(i64, usize),
    Submit(usize),
    Recall(usize),
    Edit(usize, i64, usize),
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
        2 => (1_i64..100_000, 0..4_usize).prop_map(|(amount, of)| Act::Claim(amount, of)),
        4 => claim.clone().prop_map(Act::Submit),
        1 => claim.clone().prop_map(Act::Recall),
        2 => (claim.clone(), 1_i64..100_000, 0..4_usize).prop_map(|(n, amount, of)| Act::Edit(n, amount, of)),
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
    amount: Money,
    /// What of it is the first of two events', in minor units.
    divided: Option<i64>,
    is_reversal: bool,
    is_reversed: bool,
    paid_with: Option<u8>,
    /// Who has said yes to it as it waits, or as it was approved.
    yes: [Option<Role>; 2],
}

impl Expected {
    /// How many have to say yes: two from 500 euros on, in whatever currency that is.
    fn needs(self) -> usize {
        if self.worth() >= LARGE { 2 } else { 1 }
    }

    /// What it is worth in cents.
    fn worth(self) -> i64 {
        let (_, rate) = RATES
            .into_iter()
            .find(|(code, _)| *code == self.amount.currency.code())
            .unwrap();
        let worth = self.amount.convert(rate.parse().unwrap(), Currency::EUR);
        worth.unwrap().minor
    }

    /// What the first and the second of two events have of a divided one: in its own minor units, and in cents.
    fn parts(self) -> Option<[(i64, i64); 2]> {
        let first = self.divided?;
        let second = self.amount.minor - first;
        let weights = [first.unsigned_abs(), second.unsigned_abs()];
        let worth = Money::new(self.worth(), Currency::EUR)
            .allocate_by(&weights)
            .unwrap();
        Some([(first, worth[0].minor), (second, worth[1].minor)])
    }

    /// Below nothing where it takes something back.
    const fn sign(self) -> i64 {
        if self.is_reversal { -1 } else { 1 }
    }
}

/// Currencies of two decimals, of none and of three, and what one of each is worth in euros.
const RATES: [(&str, &str); 4] = [
    ("EUR", "1"),
    ("USD", "0.8713"),
    ("JPY", "0.0061"),
    ("KWD", "2.8127"),
];

/// So many minor units of one of the currencies.
fn money(minor: i64, of: usize) -> Money {
    Money::new(minor, RATES[of].0.parse().unwrap())
}

fn train_for(amount: Money) -> ExpenseForm {
    ExpenseForm {
        currency: amount.currency.to_string(),
        ..train(&amount.to_decimal())
    }
}

/// From what worth on two have to say yes, in cents.
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
            Act::Claim(minor, of) => {
                let amount = money(minor, of);
                let id = town.draft(Role::Member, &train_for(amount)).await;
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
            Act::Edit(n, minor, of) => {
                let Some((id, was)) = self.pick(n) else { return };
                let amount = money(minor, of);
                let now = town.now(id).await;
                if town.save(maker(was), now, &train_for(amount)).await.is_ok() {
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
                let whole = was.amount.minor;
                if whole < 2 {
                    return;
                }
                let first = (whole * percent / 100).clamp(1, whole - 1);
                let part = Money::new(first, was.amount.currency);
                let [one, other] = self.events;
                let mut form = train_for(was.amount);
                form.split = format!("{one}\n{}\n{other}\n", part.to_decimal());
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
        let rows: Vec<(ExpenseId, String, String, String, Option<i64>)> = self
            .of_all("id, status, amount::text, currency, (base_amount * 100)::bigint")
            .await;
        assert_eq!(rows.len(), self.expected.len());
        for (id, status, amount, currency, base) in rows {
            let expected = self.expected[&id];
            let amount = Money::parse(&amount, currency.parse().unwrap()).unwrap();
            assert_eq!(
                (status.as_str(), amount),
                (expected.status.as_str(), expected.amount)
            );
            let is_worth = expected.status != ExpenseStatus::Draft;
            assert_eq!(base, is_worth.then(|| expected.worth()), "{expected:?}");
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
        let mut tx = self.town.tx(Role::Member).await;
        let sums = queries::sums(&mut tx).await.unwrap();
        drop(tx);
        for status in ExpenseStatus::ALL {
            for code in RATES.map(|(code, _)| code) {
                // A reversal is of whoever claimed what it takes back, whoever made it.
                let of_it = self
                    .expected
                    .values()
                    .filter(|it| it.status == *status && it.amount.currency.code() == code);
                let of_it: i64 = of_it.map(|it| it.sign() * it.amount.minor).sum();
                let shown = sums
                    .iter()
                    .find(|sum| sum.status == *status && sum.sum.currency.code() == code);
                assert_eq!(shown.map_or(0, |sum| sum.sum.minor), of_it, "{status} {code}");
            }
        }
    }
}

/// Who made a claim: a reversal is the owner's.
const fn maker(of: Expected) -> Role {
    if of.is_reversal { Role::Owner } else { Role::Member }
}

#[tokio::test]
async fn whatever_is_done_no_money_is_lost_or_made_and_the_diagram_holds() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, "500"), rule("anyone", None, "500")])
        .await;
    for (code, rate) in &RATES[1..] {
        town.worth_in_euros(code, rate).await;
    }
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
