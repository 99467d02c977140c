//! Claims that nobody here can decide about: said, and to whoever could help.

use super::*;

impl Town {
    /// One owner and one manager, whose team the owner is not in.
    async fn of_two() -> Self {
        let town = Self::new().await;
        for role in [Role::Admin, Role::Member] {
            let statement = format!(
                "update users set is_active = false where id = '{}'",
                town.lumen.user(role)
            );
            town.try_act(&statement).await.unwrap();
        }
        town
    }

    async fn stuck(&self) -> i64 {
        let mut tx = self.tx(Role::Owner).await;
        let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap();
        assert_eq!(inbox.is_alone, inbox.stuck > 0);
        inbox.stuck
    }
}

fn says_so(claim: &Expense) -> bool {
    let nobody = |text: &String| text.starts_with("Nobody here can decide about this yet");
    claim.warnings.iter().any(nobody)
}

#[tokio::test]
async fn a_claim_of_the_owner_that_the_manager_does_not_reach_is_said_to_wait_for_nobody() {
    let town = Town::of_two().await;
    let id = town.draft(Role::Owner, &train("10")).await;
    assert!(
        says_so(&town.look(Role::Owner, id).await),
        "before it is submitted"
    );
    let seen = town.pending(Role::Owner, &train("20")).await;
    assert_eq!(town.stuck().await, 1);
    assert!(says_so(&town.look(Role::Owner, seen.id).await));
    let owner = town.lumen.user(Role::Owner);
    for _ in 0..2 {
        town.tell_waiting_as(Role::Manager).await;
    }
    assert_eq!(
        town.told(owner, "expense_waiting").await,
        ["Nobody can decide about a claim that waits"],
        "once"
    );
    let mut tx = town.harbor_tx().await;
    assert_eq!(
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .stuck,
        0
    );
    drop(tx);
    // In a team with the owner the manager can.
    town.team(&[owner, town.lumen.user(Role::Manager)]).await;
    assert_eq!(town.stuck().await, 0);
    assert!(!says_so(&town.look(Role::Owner, seen.id).await));
    assert_eq!(
        town.decide(Role::Manager, &[seen], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn a_reversal_that_only_its_maker_could_decide_about_waits_for_nobody_until_somebody_comes() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &train("10")).await;
    let statement = format!(
        "update users set is_active = false where id = '{}'",
        town.lumen.user(Role::Admin)
    );
    town.try_act(&statement).await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let id = queries::reverse(&mut tx, paid.id).await.unwrap();
    tx.commit().await.unwrap();
    let stuck = async || {
        let mut tx = town.tx(Role::Owner).await;
        crate::approvals::queries::stuck(&mut tx).await.unwrap()
    };
    assert_eq!(stuck().await, 1);
    assert!(says_so(&town.look(Role::Owner, id).await));
    for name in ["Dana", "Eve", "Finn"] {
        town.hire(name, Role::Admin).await;
        assert_eq!(stuck().await, 0);
    }
}
