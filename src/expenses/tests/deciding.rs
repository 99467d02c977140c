//! Deciding about claims.

use super::*;

#[tokio::test]
async fn what_was_approved_is_what_was_seen() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.save(Role::Member, seen, &train("1000")).await.unwrap();
    let decided = town.decide(Role::Owner, &[seen], Verdict::Approve).await;
    assert_eq!(
        reason(&decided),
        "It was changed after you saw it. Look at it again."
    );
    assert_eq!(
        town.look(Role::Member, seen.id).await.status,
        ExpenseStatus::Pending
    );
}

#[tokio::test]
async fn approving_once_more_what_one_approved_is_done_already() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    for _ in 0..2 {
        assert_eq!(
            town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
            1
        );
    }
    assert_eq!(town.audited(seen.id, "approved").await, 1);
    let late = town.decide(Role::Admin, &[seen], Verdict::Approve).await;
    assert!(
        reason(&late).starts_with("It is approved already, by "),
        "{}",
        reason(&late)
    );
}

#[tokio::test]
async fn each_of_many_claims_has_its_own_outcome() {
    let town = Town::new().await;
    let good = town.pending(Role::Member, &train("1")).await;
    let edited = town.pending(Role::Member, &train("2")).await;
    town.save(Role::Member, edited, &train("3")).await.unwrap();
    let own = town.pending(Role::Owner, &train("4")).await;
    let draft = Wanted {
        id: town.draft(Role::Member, &train("5")).await,
        version: 1,
    };
    let seen = [good, edited, own, draft];
    let decided = town.decide(Role::Owner, &seen, Verdict::Approve).await;
    let ids: Vec<_> = decided.outcomes.iter().map(|one| one.id).collect();
    assert_eq!(
        ids,
        seen.map(|one| one.id),
        "in the order in which they were asked for"
    );
    let refused: Vec<_> = decided.outcomes.iter().map(|one| one.refusal.is_some()).collect();
    assert_eq!(refused, [false, true, true, true]);
    // Somebody else's draft is not even named.
    assert_eq!(decided.outcomes[3].title, "");
}

#[tokio::test]
async fn what_is_sent_back_is_a_draft_that_carries_the_question() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(
        town.decide(Role::Admin, &[seen], Verdict::Question).await.done(),
        1
    );
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!((claim.status, claim.worth), (ExpenseStatus::Draft, None));
    let step = claim.steps.last().unwrap();
    assert_eq!(
        (step.kind, step.comment.as_deref()),
        (StepKind::Questioned, Some("As it is"))
    );
}

#[tokio::test]
async fn what_is_rejected_can_be_taken_up_again() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(town.decide(Role::Admin, &[seen], Verdict::Reject).await.done(), 1);
    let now = town.now(seen.id).await;
    assert!(matches!(
        town.save(Role::Member, now, &train("11")).await,
        Err(AppError::Conflict { .. })
    ));
    let mut tx = town.tx(Role::Member).await;
    let version = queries::recall(&mut tx, seen.id, now.version).await.unwrap();
    tx.commit().await.unwrap();
    let again = Wanted { id: seen.id, version };
    town.save(Role::Member, again, &train("11")).await.unwrap();
}

#[tokio::test]
async fn the_inbox_holds_what_others_claim_and_what_it_comes_to() {
    let town = Town::new().await;
    let first = town.pending(Role::Member, &train("1.10")).await;
    let second = town.pending(Role::Admin, &train("2.20")).await;
    town.pending(Role::Owner, &train("9")).await;
    town.draft(Role::Member, &train("8")).await;
    let mut tx = town.tx(Role::Owner).await;
    let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
        .await
        .unwrap();
    let ids: Vec<_> = inbox.page.rows.iter().map(|row| row.id).collect();
    assert_eq!(
        ids,
        [first.id, second.id],
        "the longest waiting first, and none of one's own"
    );
    assert_eq!(inbox.sums.iter().map(|sum| sum.minor).collect::<Vec<_>>(), [330]);
    assert!(!inbox.is_alone);
    let waiting = queries::waiting(&mut tx, &InboxFilter::default()).await.unwrap();
    assert_eq!(waiting.claims, [first, second]);
    assert_eq!(waiting.sums, inbox.sums);
}

#[tokio::test]
async fn a_manager_decides_about_their_team_only() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let decided = town.decide(Role::Manager, &[seen], Verdict::Approve).await;
    assert_eq!(
        reason(&decided),
        "This claim is no longer there, or not yours to see."
    );
    let (org, team) = (town.lumen.id, crate::ids::TeamId::new());
    let (manager, member) = (town.lumen.user(Role::Manager), town.lumen.user(Role::Member));
    town.try_act(&format!(
        "insert into teams (organization_id, id, name, created_by) values ('{org}', '{team}', 'Berlin', '{manager}');
         insert into team_members (organization_id, team_id, user_id) values ('{org}', '{team}', '{manager}'), ('{org}', '{team}', '{member}')"
    ))
    .await
    .unwrap();
    let mut tx = town.tx(Role::Manager).await;
    assert_eq!(
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .page
            .rows
            .len(),
        1
    );
    drop(tx);
    assert_eq!(
        town.decide(Role::Manager, &[seen], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn whoever_decides_about_nobody_is_refused() {
    let town = Town::new().await;
    let seen = town.pending(Role::Admin, &train("10")).await;
    let refused = town.try_decide(Role::Member, &[seen], Verdict::Approve).await;
    assert_eq!(refused.unwrap_err(), AppError::Forbidden);
    let refused = town.try_pay(Role::Member, &[seen], uuid::Uuid::nil()).await;
    assert_eq!(refused.unwrap_err(), AppError::Forbidden);
}

#[tokio::test]
async fn the_badge_counts_what_asks_whoever_looks_and_no_further_than_99() {
    let town = Town::new().await;
    let count = async |role: Role| {
        let mut tx = town.tx(role).await;
        queries::waiting_count(&mut tx).await
    };
    let said = |count: u32, is_more: bool| Ok(crate::paging::Total { count, is_more });
    assert_eq!(count(Role::Owner).await, said(0, false));
    assert_eq!(count(Role::Member).await, Err(AppError::Forbidden));
    let first = town.pending(Role::Member, &train("10")).await;
    town.pending(Role::Owner, &train("11")).await;
    town.draft(Role::Member, &train("12")).await;
    assert_eq!(
        count(Role::Owner).await,
        said(1, false),
        "not their own, and no draft"
    );
    assert_eq!(count(Role::Admin).await, said(2, false));
    assert_eq!(count(Role::Manager).await, said(0, false), "nobody of their team");
    town.decide(Role::Owner, &[first], Verdict::Approve).await;
    assert_eq!(count(Role::Owner).await, said(0, false));
    for at in 0..99 {
        town.pending(Role::Member, &train(&format!("{}", 20 + at))).await;
    }
    assert_eq!(count(Role::Owner).await, said(99, false));
    town.pending(Role::Member, &train("500")).await;
    assert_eq!(count(Role::Owner).await, said(99, true));
    let mut harbor = town.harbor_tx().await;
    assert_eq!(queries::waiting_count(&mut harbor).await, said(0, false));
}
