//! Who hears of a claim as it changes.

use super::*;
use crate::ids::UserId;
use crate::live;
use crate::live::types::{Kind, News};
use sqlx::postgres::PgListener;
use std::time::Duration;

impl Town {
    /// A team of Lumen's with these people.
    pub(super) async fn team(&self, people: &[UserId]) -> crate::ids::TeamId {
        let (org, team) = (self.lumen.id, crate::ids::TeamId::new());
        let mut act = format!(
            "insert into teams (organization_id, id, name, created_by) values ('{org}', '{team}', '{team}', '{}');",
            people[0]
        );
        for person in people {
            act.push_str(&format!(
                "insert into team_members (organization_id, team_id, user_id) values ('{org}', '{team}', '{person}');"
            ));
        }
        self.try_act(act.trim_end_matches(';')).await.unwrap();
        team
    }

    /// All that is told now.
    async fn drain(&self, listener: &mut PgListener) -> Vec<News> {
        live::queries::tell(&self.pool).await.unwrap();
        let mut told = Vec::new();
        while let Ok(message) = tokio::time::timeout(Duration::from_millis(300), listener.recv()).await {
            let message: serde_json::Value = serde_json::from_str(message.unwrap().payload()).unwrap();
            assert_eq!(message["organization"], self.lumen.id.to_string());
            told.push(serde_json::from_value(message).unwrap());
        }
        told
    }
}

/// Whether somebody hears of a claim in it.
fn hears(told: &[News], role: Role, person: UserId) -> bool {
    told.iter()
        .filter_map(|news| news.seen_by(role, person))
        .any(|seen| {
            seen.changes
                .is_none_or(|changes| changes.iter().any(|change| change.kind == Kind::Expense))
        })
}

#[tokio::test]
async fn a_claim_is_told_to_its_claimant_and_payee_and_to_who_answers_for_them_and_to_no_other_member() {
    let town = Town::new().await;
    let [member, manager, owner] =
        [Role::Member, Role::Manager, Role::Owner].map(|role| town.lumen.user(role));
    let payee = town.hire("Pia", Role::Member).await;
    let other = town.hire("Otto", Role::Member).await;
    let elsewhere = town.hire("Mona", Role::Manager).await;
    let former = town.hire("Fred", Role::Manager).await;
    town.team(&[member, manager, other]).await;
    // Of whoever gets the money nobody answers for what another claims; nor does who was in a team that is no more.
    town.team(&[payee, elsewhere]).await;
    let gone = town.team(&[member, former]).await;
    town.try_act(&format!(
        "update teams set is_deleted = true, deleted_at = now() where id = '{gone}'"
    ))
    .await
    .unwrap();
    let mut listener = live::queries::listener(&town.pool).await.unwrap();
    town.drain(&mut listener).await;
    let everybody = [
        (Role::Member, member, true),
        (Role::Member, payee, true),
        (Role::Member, other, false),
        (Role::Manager, manager, true),
        (Role::Manager, elsewhere, false),
        (Role::Manager, former, false),
        (Role::Owner, owner, true),
        (Role::Door, town.lumen.user(Role::Door), false),
    ];
    let heard = |told: &[News]| everybody.map(|(role, person, _)| hears(told, role, person));
    let expected = everybody.map(|(.., hears)| hears);

    // A draft is its maker's alone.
    let form = ExpenseForm {
        payee_id: payee.to_string(),
        ..train("10")
    };
    let id = town.draft(Role::Member, &form).await;
    let told = town.drain(&mut listener).await;
    assert_eq!(heard(&told), everybody.map(|(_, person, _)| person == member));
    let mut tx = town.tx(Role::Member).await;
    let version = queries::submit(&mut tx, id, town.now(id).await.version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(heard(&town.drain(&mut listener).await), expected, "submitted");
    // Sent back, it goes from everybody's sight, which all of them hear; and comes again.
    let seen = Wanted { id, version };
    town.decide(Role::Owner, &[seen], Verdict::Question).await;
    assert_eq!(heard(&town.drain(&mut listener).await), expected, "sent back");
    let mut tx = town.tx(Role::Member).await;
    queries::submit(&mut tx, id, town.now(id).await.version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.drain(&mut listener).await;
    town.decide(Role::Owner, &[town.now(id).await], Verdict::Approve)
        .await;
    assert_eq!(heard(&town.drain(&mut listener).await), expected, "approved");
    town.pay(Role::Owner, &[town.now(id).await], uuid::Uuid::now_v7())
        .await;
    let told = town.drain(&mut listener).await;
    assert_eq!(heard(&told), expected, "paid");
    // Whom it concerns stays here.
    let sent = serde_json::to_string(&told[0].seen_by(Role::Owner, owner)).unwrap();
    assert!(sent.contains(&id.to_string()), "{sent}");
    assert!(
        !sent.contains(&member.to_string()) && !sent.contains(&manager.to_string()),
        "{sent}"
    );
}

#[tokio::test]
async fn of_many_claims_at_once_each_claimant_hears_without_being_told_which() {
    let town = Town::new().await;
    let (member, admin) = (town.lumen.user(Role::Member), town.lumen.user(Role::Admin));
    let other = town.hire("Otto", Role::Member).await;
    let mut listener = live::queries::listener(&town.pool).await.unwrap();
    let mut claims = Vec::new();
    for at in 0..21 {
        let role = if at == 0 { Role::Admin } else { Role::Member };
        claims.push(town.pending(role, &train(&format!("{}", at + 1))).await);
    }
    town.drain(&mut listener).await;
    assert_eq!(
        town.decide(Role::Owner, &claims, Verdict::Approve).await.done(),
        21
    );
    let told = town.drain(&mut listener).await;
    assert!(hears(&told, Role::Member, member) && hears(&told, Role::Member, admin));
    assert!(!hears(&told, Role::Member, other));
    let changes = told.iter().filter_map(|news| news.changes.as_ref()).flatten();
    let mut of_claims = changes.filter(|change| change.kind == Kind::Expense);
    assert!(of_claims.all(|change| change.id.is_none()));
}

#[test]
fn the_database_asks_managers_for_their_team_because_no_other_role_answers_for_one() {
    for role in Role::ALL {
        let answers = role.scope(Permission::ViewExpenses) == Some(crate::accounts::roles::Scope::Team);
        // app.tell_changes() names this role.
        assert_eq!(answers, role.as_str() == "manager", "{role}");
    }
}
