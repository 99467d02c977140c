//! A missing approver goes to the owner, never to nobody, and nothing is ever approved by itself.

use super::chain::{named, rule};
use super::*;
use crate::ids::UserId;

impl Town {
    /// A claim of a member that asks one person, before something becomes of that person.
    async fn asks(&self, person: UserId) -> ExpenseId {
        self.keep(&[named(person)]).await;
        self.pending(Role::Member, &train("10")).await.id
    }

    /// What becomes of somebody.
    async fn becomes(&self, person: UserId, what: &str) {
        self.try_act(&format!("update users set {what} where id = '{person}'"))
            .await
            .unwrap();
    }

    /// The claim asks the owner and nobody else, in words and in inboxes, and is theirs to approve.
    async fn goes_to_the_owner(&self, id: ExpenseId) {
        let (owner, admin) = (self.lumen.user(Role::Owner), self.lumen.user(Role::Admin));
        assert_eq!(self.waits_for(id).await, "Owner Lumen");
        assert!(self.inbox_of(owner).await.contains(&id));
        assert!(!self.inbox_of(admin).await.contains(&id));
        assert_eq!(
            self.decide_as(admin, id, Verdict::Approve).await,
            Err("It waits for Owner Lumen first.".to_owned())
        );
        assert_eq!(self.status(id).await, ExpenseStatus::Pending);
        self.decide_as(owner, id, Verdict::Approve).await.unwrap();
        assert_eq!(self.status(id).await, ExpenseStatus::Approved);
    }
}

#[tokio::test]
async fn of_somebody_who_is_inactive() {
    let town = Town::new().await;
    let dana = town.hire("Dana", Role::Admin).await;
    let id = town.asks(dana).await;
    assert_eq!(town.waits_for(id).await, "Dana Lumen");
    town.becomes(dana, "is_active = false").await;
    town.goes_to_the_owner(id).await;
}

#[tokio::test]
async fn of_somebody_who_is_gone() {
    let town = Town::new().await;
    let dana = town.hire("Dana", Role::Admin).await;
    let id = town.asks(dana).await;
    town.becomes(
        dana,
        "is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7()",
    )
    .await;
    town.goes_to_the_owner(id).await;
}

#[tokio::test]
async fn of_somebody_who_may_not_decide_any_more() {
    let town = Town::new().await;
    let dana = town.hire("Dana", Role::Admin).await;
    let id = town.asks(dana).await;
    town.becomes(dana, "role = 'member', is_admin = false").await;
    town.goes_to_the_owner(id).await;
}

#[tokio::test]
async fn of_a_manager_of_another_team() {
    let town = Town::new().await;
    let manager = town.lumen.user(Role::Manager);
    let id = town.asks(manager).await;
    town.goes_to_the_owner(id).await;
    // Of their own team it is they who are asked.
    let (org, team, member) = (
        town.lumen.id,
        crate::ids::TeamId::new(),
        town.lumen.user(Role::Member),
    );
    town.try_act(&format!(
        "insert into teams (organization_id, id, name, created_by) values ('{org}', '{team}', 'Berlin', '{manager}');
         insert into team_members (organization_id, team_id, user_id) values ('{org}', '{team}', '{manager}'), ('{org}', '{team}', '{member}')"
    ))
    .await
    .unwrap();
    let id = town.asks(manager).await;
    assert_eq!(town.waits_for(id).await, "Manager Lumen");
    let mut tx = town.tx(Role::Manager).await;
    let waiting = queries::waiting(&mut tx, &InboxFilter::default())
        .await
        .unwrap()
        .claims;
    assert_eq!(waiting.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
    drop(tx);
    let seen = town.now(id).await;
    assert_eq!(
        town.decide(Role::Manager, &[seen], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn of_whoever_claims_it_themselves() {
    let town = Town::new().await;
    town.keep(&[named(town.lumen.user(Role::Admin))]).await;
    let seen = town.pending(Role::Admin, &train("10")).await;
    assert_eq!(town.waits_for(seen.id).await, "Owner Lumen");
    let refused = town
        .decide_as(town.lumen.user(Role::Admin), seen.id, Verdict::Approve)
        .await;
    assert!(
        refused
            .unwrap_err()
            .starts_with("Nobody decides about a claim of their own")
    );
    town.decide_as(town.lumen.user(Role::Owner), seen.id, Verdict::Approve)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_whoever_gets_the_money() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    town.keep(&[named(admin)]).await;
    let form = ExpenseForm {
        payee_id: admin.to_string(),
        ..train("10")
    };
    let seen = town.pending(Role::Member, &form).await;
    assert_eq!(town.waits_for(seen.id).await, "Owner Lumen");
    assert!(town.inbox_of(admin).await.is_empty());
}

#[tokio::test]
async fn of_an_event_that_there_is_not() {
    let town = Town::new().await;
    town.keep(&[rule("budget_holder", None, "")]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.goes_to_the_owner(seen.id).await;
}

#[tokio::test]
async fn an_events_budget_holder_is_whoever_made_it() {
    let town = Town::new().await;
    let dana = town.hire("Dana", Role::Admin).await;
    let event = town.event().await;
    town.try_act(&format!(
        "set local session_replication_role = replica; update events set created_by = '{dana}' where id = '{event}'; \
         set local session_replication_role = origin"
    ))
    .await
    .unwrap();
    town.keep(&[rule("budget_holder", None, "")]).await;
    let form = ExpenseForm {
        event_id: event.to_string(),
        ..train("10")
    };
    let seen = town.pending(Role::Member, &form).await;
    assert_eq!(town.waits_for(seen.id).await, "Dana Lumen");
    town.becomes(dana, "is_active = false").await;
    town.goes_to_the_owner(seen.id).await;
}

#[tokio::test]
async fn of_somebody_who_has_taken_another_step() {
    let town = Town::new().await;
    let admin = town.lumen.user(Role::Admin);
    town.keep(&[rule("anyone", None, ""), named(admin)]).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(town.waits_for(seen.id).await, "Owner Lumen");
    let twice = town.decide_as(admin, seen.id, Verdict::Approve).await;
    assert_eq!(
        twice,
        Err("You have approved it already: now it waits for Owner Lumen.".to_owned())
    );
    town.decide_as(town.lumen.user(Role::Owner), seen.id, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Approved);
}

#[tokio::test]
async fn what_the_only_owner_claims_goes_to_anyone_else_who_may_decide() {
    let town = Town::new().await;
    town.keep(&[named(town.lumen.user(Role::Owner))]).await;
    let seen = town.pending(Role::Owner, &train("10")).await;
    assert_eq!(town.waits_for(seen.id).await, "anyone who may decide");
    town.decide_as(town.lumen.user(Role::Admin), seen.id, Verdict::Approve)
        .await
        .unwrap();
    // With another owner it goes to them.
    town.hire("Olga", Role::Owner).await;
    let seen = town.pending(Role::Owner, &train("10")).await;
    assert_eq!(town.waits_for(seen.id).await, "Olga Lumen");
}

#[tokio::test]
async fn what_nobody_can_decide_about_waits_and_the_inbox_says_so() {
    let town = Town::new().await;
    let (owner, admin) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Admin));
    town.keep(&[
        rule("anyone", None, ""),
        rule("anyone", None, ""),
        rule("anyone", None, ""),
    ])
    .await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let stuck = async || {
        let mut tx = town.tx(Role::Owner).await;
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .stuck
    };
    town.decide_as(owner, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(stuck().await, 0);
    town.decide_as(admin, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(
        (town.status(seen.id).await, stuck().await),
        (ExpenseStatus::Pending, 1)
    );
    assert!(town.waits_for(seen.id).await.contains("nobody here"));
    for person in [owner, admin] {
        assert!(town.inbox_of(person).await.is_empty());
        assert!(town.decide_as(person, seen.id, Verdict::Approve).await.is_err());
    }
    // Whoever comes can.
    let dana = town.hire("Dana", Role::Admin).await;
    assert_eq!((stuck().await, town.inbox_of(dana).await), (0, vec![seen.id]));
    town.decide_as(dana, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Approved);
}
