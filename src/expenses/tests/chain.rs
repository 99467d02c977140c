//! Claims that several people are asked about: which steps a claim takes, and in which order they are taken.

use super::*;
use crate::approvals;
use crate::ids::UserId;
use crate::tenancy::Tenant;

/// A step of a chain, as the tests write it.
#[derive(Clone, Debug)]
pub struct Rule {
    pub approver: &'static str,
    pub person: Option<UserId>,
    /// Empty for every claim.
    pub least: &'static str,
    pub types: &'static str,
    pub only_events: bool,
}

/// A step that asks somebody from an amount on.
pub fn rule(approver: &'static str, person: Option<UserId>, least: &'static str) -> Rule {
    Rule {
        approver,
        person,
        least,
        types: "",
        only_events: false,
    }
}

/// A step that asks one person about every claim.
pub fn named(person: UserId) -> Rule {
    rule("person", Some(person), "")
}

impl Town {
    /// Keeps a chain of these steps instead of the one there was.
    pub(super) async fn keep(&self, rules: &[Rule]) {
        let (org, owner) = (self.lumen.id, self.lumen.user(Role::Owner));
        let mut statement = format!("delete from approval_steps where organization_id = '{org}'");
        for (at, rule) in rules.iter().enumerate() {
            let person = rule
                .person
                .map_or("null".to_owned(), |person| format!("'{person}'"));
            let least = if rule.least.is_empty() { "null" } else { rule.least };
            statement.push_str(&format!(
                "; insert into approval_steps (organization_id, place, approver, approver_id, min_amount, currency, expense_types, \
                   only_events, created_by) \
                 values ('{org}', {}, '{}', {person}, {least}, 'EUR', '{{{}}}', {}, '{owner}')",
                at + 1,
                rule.approver,
                rule.types,
                rule.only_events,
            ));
        }
        self.try_act(&statement).await.unwrap();
    }

    /// Another person of a role.
    pub(super) async fn hire(&self, name: &str, role: Role) -> UserId {
        let id = UserId::new();
        self.try_act(&format!(
            "insert into users (organization_id, id, email, password_hash, first_name, last_name, role, is_admin, is_verified) \
             values ('{}', '{id}', '{id}@lumen.example', '!', '{name}', 'Lumen', '{role}', {}, true)",
            self.lumen.id,
            role.is_admin(),
        ))
        .await
        .unwrap();
        id
    }

    pub(super) async fn tx_of(&self, person: UserId, role: Role) -> TenantTx {
        let tenant = Tenant::for_session(
            self.pool.clone(),
            self.lumen.id,
            person,
            role,
            "test-request".into(),
        );
        tenant.begin(Permission::ViewExpenses).await.unwrap()
    }

    /// Somebody decides about one claim as it is now; why not, where it was not done.
    pub(super) async fn decide_as(
        &self,
        person: UserId,
        id: ExpenseId,
        verdict: Verdict,
    ) -> Result<(), String> {
        let seen = [self.now(id).await];
        let mut tx = self.tx_of(person, Role::Admin).await;
        let decided = queries::decide(&mut tx, &seen, verdict, Some("As it is"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        decided.outcomes[0].refusal.clone().map_or(Ok(()), Err)
    }

    /// Whom a claim waits for, in words.
    pub(super) async fn waits_for(&self, id: ExpenseId) -> String {
        let mut tx = self.tx(Role::Owner).await;
        let waits = approvals::queries::waits_for(&mut tx, &[id.0]).await.unwrap();
        waits[&id.0].in_words()
    }

    /// The claims in somebody's inbox.
    pub(super) async fn inbox_of(&self, person: UserId) -> Vec<ExpenseId> {
        let mut tx = self.tx_of(person, Role::Admin).await;
        let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap();
        inbox.page.rows.iter().map(|row| row.id).collect()
    }

    pub(super) async fn status(&self, id: ExpenseId) -> ExpenseStatus {
        let status: String = sqlx::query_scalar("select status from expenses where id = $1")
            .bind(id.0)
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap();
        status.parse().unwrap()
    }

    /// How many steps a claim takes as it stands, and how many of them are taken.
    pub(super) async fn steps(&self, id: ExpenseId) -> (i64, i64) {
        sqlx::query_as(
            "select count(*), count(decided_by) from expense_approvals where expense_id = $1 and voided_at is null",
        )
        .bind(id.0)
        .fetch_one(&self.db.admin_pool())
        .await
        .unwrap()
    }
}

#[tokio::test]
async fn a_claim_goes_from_one_to_the_next_and_the_last_approves_it() {
    let town = Town::new().await;
    let (owner, admin) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Admin));
    town.keep(&[named(owner), named(admin)]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(town.waits_for(seen.id).await, "Owner Lumen");
    assert_eq!(
        (town.inbox_of(owner).await, town.inbox_of(admin).await),
        (vec![seen.id], vec![])
    );
    let early = town.decide_as(admin, seen.id, Verdict::Approve).await;
    assert_eq!(early, Err("It waits for Owner Lumen first.".to_owned()));

    town.decide_as(owner, seen.id, Verdict::Approve).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(
        (claim.status, claim.version),
        (ExpenseStatus::Pending, seen.version + 1)
    );
    assert_eq!(claim.approved_by, None);
    assert_eq!(
        (town.inbox_of(owner).await, town.inbox_of(admin).await),
        (vec![], vec![seen.id])
    );
    let again = town.decide_as(owner, seen.id, Verdict::Approve).await;
    assert_eq!(
        again,
        Err("You have approved it already: now it waits for Admin Lumen.".to_owned())
    );

    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.status, ExpenseStatus::Approved);
    assert_eq!(claim.approved_by.map(|by| by.id), Some(admin));
    let kinds: Vec<_> = claim.steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [StepKind::Submitted, StepKind::Endorsed, StepKind::Approved]
    );
    let said: Vec<_> = claim
        .approvals
        .steps
        .iter()
        .map(|step| step.decided_by.clone())
        .collect();
    assert_eq!(
        said,
        [Some("Owner Lumen".to_owned()), Some("Admin Lumen".to_owned())]
    );
}

#[tokio::test]
async fn saying_yes_once_more_to_a_step_one_took_is_done_already() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    for _ in 0..2 {
        assert_eq!(
            town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
            1
        );
    }
    assert_eq!(town.steps(seen.id).await, (2, 1));
}

#[tokio::test]
async fn steps_are_asked_by_amount_by_type_and_of_events() {
    let town = Town::new().await;
    let travel = Rule {
        types: "travel,venue",
        ..rule("anyone", None, "")
    };
    let of_events = Rule {
        only_events: true,
        ..rule("budget_holder", None, "")
    };
    town.keep(&[rule("anyone", None, "500"), travel, of_events]).await;
    let other = |amount: &str| ExpenseForm {
        expense_type: "other".into(),
        ..train(amount)
    };
    let at_event = ExpenseForm {
        event_id: town.event().await.to_string(),
        ..other("1")
    };
    for (form, steps) in [
        (other("499.99"), 0),
        (other("500"), 1),
        (train("499.99"), 1),
        (train("500"), 2),
        (at_event.clone(), 1),
        (
            ExpenseForm {
                amount: "900".into(),
                expense_type: "venue".into(),
                ..at_event
            },
            3,
        ),
    ] {
        let seen = town.pending(Role::Member, &form).await;
        assert_eq!(town.steps(seen.id).await, (steps, 0), "{form:?}");
    }
    // Without steps one decision is enough, as ever.
    let seen = town.pending(Role::Member, &other("1")).await;
    town.decide_as(town.lumen.user(Role::Admin), seen.id, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Approved);
}

#[tokio::test]
async fn what_is_worth_enough_at_home_takes_the_step_whatever_it_was_paid_in() {
    let town = Town::new().await;
    town.keep(&[rule("anyone", None, "500")]).await;
    town.try_act(&format!(
        "insert into exchange_rates (organization_id, base_currency, quote_currency, rate, rate_date, source, created_by) \
         values ('{}', 'GBP', 'EUR', 1.25, current_date, 'manual', '{}')",
        town.lumen.id,
        town.lumen.user(Role::Owner),
    ))
    .await
    .unwrap();
    for (amount, steps) in [("399.99", 0), ("400", 1)] {
        let form = ExpenseForm {
            currency: "GBP".into(),
            ..train(amount)
        };
        let seen = town.pending(Role::Member, &form).await;
        assert_eq!(town.steps(seen.id).await.0, steps, "{amount}");
    }
    // A limit in another currency cannot be compared: it is asked about.
    town.try_act("update approval_steps set currency = 'JPY'")
        .await
        .unwrap();
    let seen = town.pending(Role::Member, &train("1")).await;
    assert_eq!(town.steps(seen.id).await.0, 1);
}

#[tokio::test]
async fn another_chain_changes_no_claim_that_waits() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[named(owner)]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "")])
        .await;
    assert_eq!(
        (
            town.steps(seen.id).await.0,
            town.waits_for(seen.id).await.as_str()
        ),
        (1, "Owner Lumen")
    );
    // Taken back and submitted again it is asked about as the chain is now.
    let mut tx = town.tx(Role::Member).await;
    let version = queries::recall(&mut tx, seen.id, seen.version).await.unwrap();
    queries::submit(&mut tx, seen.id, version).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (
            town.steps(seen.id).await.0,
            town.waits_for(seen.id).await.as_str()
        ),
        (2, "anyone who may decide")
    );
    town.keep(&[]).await;
    assert_eq!(town.steps(seen.id).await.0, 2);
}

#[tokio::test]
async fn an_edit_voids_what_was_said_and_asks_from_the_beginning() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    town.keep(&[rule("anyone", None, ""), rule("anyone", None, "500")])
        .await;
    let seen = town.pending(Role::Member, &train("500")).await;
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(town.steps(seen.id).await, (2, 1));
    let now = town.now(seen.id).await;
    town.save(Role::Member, now, &train("600")).await.unwrap();
    assert_eq!(town.steps(seen.id).await, (2, 0));
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    // Another receipt, too.
    town.try_act(&format!(
        "insert into media (organization_id, uploaded_by, title, file_name, file_path, media_type, mime_type, file_size, purpose, \
           sha256, related_expense) \
         values ('{}', '{}', 'bill.jpg', 'bill.jpg', app.uuid_v7()::text, 'image', 'image/jpeg', 10, 'attachment', repeat('a', 64), '{}')",
        town.lumen.id,
        town.lumen.user(Role::Member),
        seen.id,
    ))
    .await
    .unwrap();
    assert_eq!(town.steps(seen.id).await, (2, 0));
    // A smaller one takes fewer steps, and one that was approved is asked about again.
    let now = town.now(seen.id).await;
    town.save(Role::Member, now, &train("1")).await.unwrap();
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Approved);
    let now = town.now(seen.id).await;
    town.save(Role::Member, now, &train("700")).await.unwrap();
    assert_eq!(
        (town.status(seen.id).await, town.steps(seen.id).await),
        (ExpenseStatus::Pending, (2, 0))
    );
}

#[tokio::test]
async fn whoever_is_not_asked_neither_rejects_nor_sends_back() {
    let town = Town::new().await;
    let (owner, admin) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Admin));
    town.keep(&[named(owner)]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    for verdict in [Verdict::Reject, Verdict::Question] {
        let refused = town.decide_as(admin, seen.id, verdict).await;
        assert_eq!(refused, Err("It waits for Owner Lumen first.".to_owned()));
    }
    town.decide_as(owner, seen.id, Verdict::Reject).await.unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Rejected);
}

#[tokio::test]
async fn the_list_and_the_record_say_whom_a_claim_waits_for() {
    let town = Town::new().await;
    town.keep(&[named(town.lumen.user(Role::Owner))]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let mut tx = town.tx(Role::Member).await;
    let page = queries::page(&mut tx, &crate::expenses::types::ExpenseFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(page.rows[0].waits_for.as_deref(), Some("Owner Lumen"));
    let claim = town.look(Role::Admin, seen.id).await;
    assert!(!claim.may.decide, "the admin is not asked");
    assert_eq!(claim.approvals.waits_for.unwrap().in_words(), "Owner Lumen");
    assert!(town.look(Role::Owner, seen.id).await.may.decide);
}
