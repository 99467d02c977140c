//! Who decides in whose place, and on which days.

use super::chain::{named, rule};
use super::*;
use crate::approvals;
use crate::approvals::types::{NewSubstitute, SubstituteForm};
use crate::ids::{SubstituteId, UserId};
use chrono::TimeDelta;

/// From so many days after today to so many.
fn days(person: UserId, substitute: UserId, from: i64, until: i64) -> NewSubstitute {
    let day = |ahead| (today() + TimeDelta::days(ahead)).to_string();
    let form = SubstituteForm {
        user_id: person.to_string(),
        substitute_id: substitute.to_string(),
        from_date: day(from),
        until_date: day(until),
    };
    // What is over by now was said before.
    form.parse(person, today() + TimeDelta::days(from.min(0) - 400))
        .unwrap()
}

impl Town {
    async fn stands_in(&self, person: UserId, substitute: UserId, from: i64, until: i64) -> SubstituteId {
        let mut tx = self.tx(Role::Owner).await;
        let named =
            approvals::queries::name_substitute(&mut tx, &days(person, substitute, from, until)).await;
        tx.commit().await.unwrap();
        named.unwrap()
    }
}

#[tokio::test]
async fn a_substitute_decides_on_the_first_day_and_on_the_last_and_on_no_other() {
    let town = Town::new().await;
    let (owner, eve) = (town.lumen.user(Role::Owner), town.hire("Eve", Role::Admin).await);
    town.keep(&[named(owner)]).await;
    for (from, until, is_asked) in [
        (0, 0, true),
        (-3, 0, true),
        (0, 5, true),
        (-5, -1, false),
        (1, 3, false),
    ] {
        let seen = town.pending(Role::Member, &train("10")).await;
        let id = town.stands_in(owner, eve, from, until).await;
        let found = town.inbox_of(eve).await.contains(&seen.id);
        assert_eq!(found, is_asked, "{from} {until}");
        let decided = town.decide_as(eve, seen.id, Verdict::Approve).await;
        assert_eq!(decided.is_ok(), is_asked, "{from} {until} {decided:?}");
        let mut tx = town.tx(Role::Owner).await;
        approvals::queries::end(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_day_is_one_by_the_clock_of_whoever_is_away() {
    let town = Town::new().await;
    let (owner, eve) = (town.lumen.user(Role::Owner), town.hire("Eve", Role::Admin).await);
    town.keep(&[named(owner)]).await;
    // At any moment the two ends of the world have different days; one of them is not today's in universal time.
    let zone = |name: &str| {
        crate::ui::time::Zone::named(name)
            .unwrap()
            .local(Utc::now())
            .date()
    };
    let ends = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];
    let place = ends.into_iter().find(|place| zone(place) != today()).unwrap();
    let ahead = (zone(place) - today()).num_days();
    town.try_act(&format!(
        "update users set timezone = '{place}' where id = '{owner}'"
    ))
    .await
    .unwrap();
    let seen = town.pending(Role::Member, &train("10")).await;
    let id = town.stands_in(owner, eve, 0, 0).await;
    assert!(
        town.inbox_of(eve).await.is_empty(),
        "it is another day where the owner is"
    );
    let mut tx = town.tx(Role::Owner).await;
    approvals::queries::end(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    town.stands_in(owner, eve, ahead, ahead).await;
    assert_eq!(town.inbox_of(eve).await, [seen.id]);
}

#[tokio::test]
async fn the_record_says_who_decided_for_whom() {
    let town = Town::new().await;
    let (owner, eve) = (town.lumen.user(Role::Owner), town.hire("Eve", Role::Admin).await);
    town.keep(&[named(owner), rule("anyone", None, "")]).await;
    town.stands_in(owner, eve, 0, 0).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(
        town.waits_for(seen.id).await,
        "Owner Lumen (in their place today: Eve Lumen)"
    );
    town.decide_as(eve, seen.id, Verdict::Approve).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.steps.last().unwrap().whose(), "Eve Lumen for Owner Lumen");
    let step = &claim.approvals.steps[0];
    assert_eq!(
        (step.decided_by.as_deref(), step.stands_for.as_deref()),
        (Some("Eve Lumen"), Some("Owner Lumen"))
    );
    // The owner has said nothing yet, and takes the next one; Eve has.
    assert!(town.decide_as(eve, seen.id, Verdict::Approve).await.is_err());
    town.decide_as(owner, seen.id, Verdict::Approve).await.unwrap();
    assert_eq!(town.status(seen.id).await, ExpenseStatus::Approved);
}

#[tokio::test]
async fn whoever_stands_in_for_the_owner_takes_what_falls_to_the_owner() {
    let town = Town::new().await;
    let (owner, eve) = (town.lumen.user(Role::Owner), town.hire("Eve", Role::Admin).await);
    town.keep(&[rule("budget_holder", None, "")]).await;
    town.stands_in(owner, eve, 0, 0).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.decide_as(eve, seen.id, Verdict::Approve).await.unwrap();
    let claim = town.look(Role::Member, seen.id).await;
    assert_eq!(claim.steps.last().unwrap().whose(), "Eve Lumen for Owner Lumen");
}

#[tokio::test]
async fn a_substitute_decides_about_nothing_of_their_own() {
    let town = Town::new().await;
    let (owner, admin) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Admin));
    town.keep(&[named(owner)]).await;
    town.stands_in(owner, admin, 0, 0).await;
    let own = town.pending(Role::Admin, &train("10")).await;
    let form = ExpenseForm {
        payee_id: admin.to_string(),
        ..train("11")
    };
    let gets_it = town.pending(Role::Member, &form).await;
    for seen in [own, gets_it] {
        assert!(town.inbox_of(admin).await.is_empty());
        let refused = town
            .decide_as(admin, seen.id, Verdict::Approve)
            .await
            .unwrap_err();
        assert!(
            refused.starts_with("Nobody decides about a claim of their own"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn what_is_asked_of_a_substitute_is_not_handed_on() {
    let town = Town::new().await;
    let owner = town.lumen.user(Role::Owner);
    let (eve, fay) = (
        town.hire("Eve", Role::Admin).await,
        town.hire("Fay", Role::Admin).await,
    );
    town.keep(&[named(owner)]).await;
    town.stands_in(owner, eve, 0, 0).await;
    town.stands_in(eve, fay, 0, 0).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    assert_eq!(
        (town.inbox_of(eve).await, town.inbox_of(fay).await),
        (vec![seen.id], vec![])
    );
    assert!(town.decide_as(fay, seen.id, Verdict::Approve).await.is_err());
}

#[tokio::test]
async fn a_substitute_must_be_able_to_decide_and_stays_so_only_as_long_as_they_are() {
    let town = Town::new().await;
    let (owner, member) = (town.lumen.user(Role::Owner), town.lumen.user(Role::Member));
    let eve = town.hire("Eve", Role::Admin).await;
    let mut tx = town.tx(Role::Owner).await;
    let refused = approvals::queries::name_substitute(&mut tx, &days(owner, member, 0, 0)).await;
    assert_eq!(
        refused,
        Err(AppError::field(
            "substitute_id",
            "Choose somebody who decides about claims."
        ))
    );
    drop(tx);
    town.keep(&[named(owner)]).await;
    town.stands_in(owner, eve, 0, 0).await;
    let seen = town.pending(Role::Member, &train("10")).await;
    town.try_act(&format!("update users set is_active = false where id = '{eve}'"))
        .await
        .unwrap();
    assert_eq!(town.waits_for(seen.id).await, "Owner Lumen");
}

#[tokio::test]
async fn one_names_a_substitute_for_oneself_and_owners_and_admins_for_others() {
    let town = Town::new().await;
    let (owner, manager, admin) = (
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Manager),
        town.lumen.user(Role::Admin),
    );
    let mut tx = town.tx(Role::Manager).await;
    let own = approvals::queries::name_substitute(&mut tx, &days(manager, admin, 0, 0))
        .await
        .unwrap();
    let other = approvals::queries::name_substitute(&mut tx, &days(owner, admin, 0, 0)).await;
    assert_eq!(other, Err(AppError::Forbidden));
    tx.commit().await.unwrap();
    let theirs = town.stands_in(owner, admin, 0, 1).await;
    let mut tx = town.tx(Role::Manager).await;
    assert_eq!(
        approvals::queries::end(&mut tx, theirs).await,
        Err(AppError::NotFound)
    );
    let seen = approvals::queries::overview(&mut tx).await.unwrap().substitutes;
    assert_eq!(
        seen.iter().map(|one| one.id).collect::<Vec<_>>(),
        [own],
        "what concerns them"
    );
    drop(tx);
    let mut tx = town.tx(Role::Admin).await;
    let seen = approvals::queries::overview(&mut tx).await.unwrap().substitutes;
    assert_eq!(seen.len(), 2);
    approvals::queries::end(&mut tx, own).await.unwrap();
    drop(tx);
    // Nobody elsewhere finds or ends them, or names anybody here.
    let mut tx = town.harbor_tx().await;
    assert!(
        approvals::queries::overview(&mut tx)
            .await
            .unwrap()
            .substitutes
            .is_empty()
    );
    assert_eq!(
        approvals::queries::end(&mut tx, theirs).await,
        Err(AppError::NotFound)
    );
    assert!(
        approvals::queries::name_substitute(&mut tx, &days(owner, admin, 5, 6))
            .await
            .is_err()
    );
}
