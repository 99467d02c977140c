//! A reversal counts for whose claim it takes back, and neither they, nor who got the money, nor who made it decide about it.

use super::*;
use crate::expenses::types::{ExpenseFilter, Whose};
use crate::reports;
use crate::reports::types::{Counted, Dimension, ReportFilter};
use uuid::Uuid;

impl Town {
    /// Takes back what was paid.
    async fn reversal(&self, by: Role, paid: ExpenseId) -> ExpenseId {
        let mut tx = self.tx(by).await;
        let id = queries::reverse(&mut tx, paid).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Does something as the application's role, in the name of somebody: the constraint it runs into.
    async fn plainly(&self, role: Role, statement: &str) -> String {
        let mut tx = self.tx(role).await;
        let done = sqlx::query(AssertSqlSafe(statement.to_owned()))
            .execute(tx.conn())
            .await;
        let error = done.expect_err(statement);
        let error = error.as_database_error().expect("the database refuses it");
        error.constraint().unwrap_or(error.message()).to_owned()
    }

    async fn by_person(&self, role: Role) -> Vec<(String, i64, i64)> {
        let filter = ReportFilter {
            by: Dimension::Person,
            counted: Counted::All,
            ..ReportFilter::default()
        };
        let mut tx = self.tx(role).await;
        let report = reports::queries::report(&mut tx, &filter, today()).await.unwrap();
        let row = |row: &reports::types::ReportRow| (row.label.clone(), row.sum.claims, row.sum.gross.minor);
        report.rows.iter().map(row).collect()
    }

    async fn differences(&self) -> Vec<String> {
        let mut tx = self.tx(Role::Owner).await;
        reports::queries::differences(&mut tx).await.unwrap()
    }
}

/// A member's claim for whom a manager gets the money.
fn for_the_manager(town: &Town, amount: &str) -> ExpenseForm {
    ExpenseForm {
        payee_id: town.lumen.user(Role::Manager).to_string(),
        ..train(amount)
    }
}

#[tokio::test]
async fn a_reversal_is_subtracted_from_whoever_claimed_in_lists_sums_and_reports() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &train("10")).await;
    let id = town.reversal(Role::Owner, paid.id).await;
    let claim = town.look(Role::Member, id).await;
    assert_eq!(claim.claimant.id, town.lumen.user(Role::Member));
    assert_eq!(claim.made_by.map(|by| by.id), Some(town.lumen.user(Role::Owner)));
    assert_eq!(
        town.by_person(Role::Owner).await,
        [("Member Lumen".to_owned(), 2, 0)],
        "nothing is the owner's"
    );
    assert_eq!(town.differences().await, [""; 0]);
    let mine = ExpenseFilter {
        whose: Whose::Mine,
        ..ExpenseFilter::default()
    };
    let mut tx = town.tx(Role::Owner).await;
    assert!(queries::page(&mut tx, &mine, None).await.unwrap().rows.is_empty());
    let mut tx = town.tx(Role::Member).await;
    let rows = queries::page(&mut tx, &mine, None).await.unwrap().rows;
    let row = rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(row.made_by.as_ref().unwrap().name, "Owner Lumen");
}

#[tokio::test]
async fn a_manager_sees_what_is_taken_back_of_their_team_and_of_nobody_else() {
    let town = Town::new().await;
    let (manager, member) = (town.lumen.user(Role::Manager), town.lumen.user(Role::Member));
    let theirs = town.paid(Role::Member, &train("10")).await;
    let others = town.paid(Role::Admin, &train("20")).await;
    town.team(&[manager, member]).await;
    let (theirs, others) = (
        town.reversal(Role::Owner, theirs.id).await,
        town.reversal(Role::Owner, others.id).await,
    );
    let mut tx = town.tx(Role::Manager).await;
    assert!(queries::find(&mut tx, theirs).await.unwrap().may.decide);
    assert_eq!(
        queries::find(&mut tx, others).await.unwrap_err(),
        AppError::NotFound
    );
    let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
        .await
        .unwrap()
        .page
        .rows;
    assert_eq!(inbox.iter().map(|row| row.id).collect::<Vec<_>>(), [theirs]);
    drop(tx);
    let now = town.now(theirs).await;
    assert_eq!(
        town.decide(Role::Manager, &[now], Verdict::Approve).await.done(),
        1
    );
}

#[tokio::test]
async fn neither_maker_nor_claimant_nor_payee_decides_about_a_reversal_or_pays_it() {
    let town = Town::new().await;
    // The claimant is an admin, so that only the rule stands in their way.
    let form = ExpenseForm {
        payee_id: town.lumen.user(Role::Manager).to_string(),
        ..train("10")
    };
    let manager = town.lumen.user(Role::Manager);
    town.team(&[manager, town.lumen.user(Role::Admin)]).await;
    let paid = town.paid(Role::Admin, &form).await;
    let id = town.reversal(Role::Owner, paid.id).await;
    let claim = town.look(Role::Owner, id).await;
    assert_eq!(claim.payee.map(|payee| payee.id), Some(manager));
    for role in [Role::Owner, Role::Admin, Role::Manager] {
        let now = town.now(id).await;
        for verdict in [Verdict::Approve, Verdict::Reject, Verdict::Question] {
            assert_eq!(
                town.decide(role, &[now], verdict).await.done(),
                0,
                "{role} {verdict:?}"
            );
        }
        let mut tx = town.tx(role).await;
        assert!(!queries::find(&mut tx, id).await.unwrap().may.decide, "{role}");
        let inbox = queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap();
        assert!(inbox.page.rows.is_empty(), "{role}");
        drop(tx);
        let me = town.lumen.user(role);
        let approve = format!(
            "update expenses set status = 'approved', approved_by = '{me}', approved_at = now() where id = '{id}'"
        );
        assert_eq!(
            town.plainly(role, &approve).await,
            "expenses_not_ones_own",
            "{role}"
        );
        if role != Role::Owner {
            let reject = format!("update expenses set status = 'rejected' where id = '{id}'");
            assert_eq!(
                town.plainly(role, &reject).await,
                "expenses_not_ones_own",
                "{role}"
            );
        }
    }
    let now = town.now(id).await;
    assert_eq!(
        reason(&town.decide(Role::Owner, &[now], Verdict::Approve).await),
        "You made this reversal: somebody else has to decide about it."
    );
    // Somebody who has nothing to do with it decides, and pays.
    let dana = town.hire("Dana", Role::Admin).await;
    town.decide_as(dana, id, Verdict::Approve).await.unwrap();
    let now = town.now(id).await;
    for role in [Role::Owner, Role::Admin, Role::Manager] {
        assert_eq!(town.pay(role, &[now], Uuid::now_v7()).await.done(), 0, "{role}");
        let me = town.lumen.user(role);
        let pay = format!(
            "update expenses set status = 'paid', paid_by = '{me}', paid_at = now(), payment_key = app.uuid_v7() where id = '{id}'"
        );
        assert_eq!(town.plainly(role, &pay).await, "expenses_not_ones_own", "{role}");
    }
}

#[tokio::test]
async fn whoever_made_a_reversal_takes_no_step_of_it() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &train("10")).await;
    let owner = town.lumen.user(Role::Owner);
    town.keep(&[super::chain::named(owner), super::chain::rule("anyone", None, "")])
        .await;
    let id = town.reversal(Role::Owner, paid.id).await;
    assert!(
        !town.waits_for(id).await.contains("Owner"),
        "the step goes on to others"
    );
    assert!(town.inbox_of(owner).await.is_empty());
    assert!(town.decide_as(owner, id, Verdict::Approve).await.is_err());
    let fill = format!(
        "update expense_approvals set decided_by = '{owner}', decided_at = now() where expense_id = '{id}' and place = 1"
    );
    assert_eq!(
        town.plainly(Role::Owner, &fill).await,
        "expense_approvals_not_ones_own"
    );
}

#[tokio::test]
async fn a_reversal_is_nobodys_to_edit_and_never_becomes_a_draft() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &for_the_manager(&town, "10")).await;
    let id = town.reversal(Role::Owner, paid.id).await;
    let now = town.now(id).await;
    let claim = town.look(Role::Member, id).await;
    let may = claim.may;
    assert!(
        !(may.edit || may.submit || may.recall || may.delete || may.decide),
        "{may:?}"
    );
    let mut tx = town.tx(Role::Member).await;
    assert!(matches!(
        queries::recall(&mut tx, id, now.version).await,
        Err(AppError::Forbidden)
    ));
    assert!(matches!(
        queries::submit(&mut tx, id, now.version).await,
        Err(AppError::Forbidden)
    ));
    assert!(queries::set_deleted(&mut tx, id, true).await.is_err());
    assert!(queries::may_add_receipt(&mut tx, id).await.is_err());
    drop(tx);
    assert!(town.save(Role::Member, now, &train("11")).await.is_err());
    assert!(town.save(Role::Owner, now, &train("11")).await.is_err());
    let asked = town.decide(Role::Admin, &[now], Verdict::Question).await;
    assert_eq!(
        reason(&asked),
        "A reversal is not sent back: approve it, or reject it with a reason."
    );
    let draft = format!(
        "update expenses set status = 'draft', submitted_at = null, base_amount = null, base_currency = null, fx_rate = null, \
         fx_date = null, fx_source = null where id = '{id}'"
    );
    assert_eq!(
        town.plainly(Role::Owner, &draft).await,
        "expenses_reversal_submitted"
    );
    let other = format!(
        "update expenses set reversed_by = '{}' where id = '{id}'",
        town.lumen.user(Role::Admin)
    );
    assert_eq!(town.plainly(Role::Owner, &other).await, "expenses_reversal_kept");
    // Whoever made it takes it back, and then another one can be made.
    assert!(town.look(Role::Owner, id).await.may.recall);
    let mut tx = town.tx(Role::Owner).await;
    queries::recall(&mut tx, id, now.version).await.unwrap();
    tx.commit().await.unwrap();
    let claim = town.look(Role::Owner, id).await;
    assert_eq!((claim.status, claim.may.recall), (ExpenseStatus::Rejected, false));
    let mut tx = town.tx(Role::Owner).await;
    assert!(queries::recall(&mut tx, id, claim.version).await.is_err());
    drop(tx);
    town.reversal(Role::Admin, paid.id).await;
    assert_eq!(town.differences().await, [""; 0]);
}

#[tokio::test]
async fn whoever_claimed_got_the_money_and_made_it_hear_of_a_reversal() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &for_the_manager(&town, "10")).await;
    let [member, manager, owner, admin] =
        [Role::Member, Role::Manager, Role::Owner, Role::Admin].map(|role| town.lumen.user(role));
    let last = async |person| town.told(person, "expense_decided").await.pop();
    assert_eq!(
        last(manager).await.as_deref(),
        Some("Travel, Deutsche Bahn: paid"),
        "whoever got the money"
    );
    let id = town.reversal(Role::Owner, paid.id).await;
    for person in [member, manager] {
        assert_eq!(
            last(person).await.as_deref(),
            Some("Travel, Deutsche Bahn: to be taken back")
        );
    }
    assert_eq!(last(owner).await, None, "they did it themselves");
    town.tell_waiting_as(Role::Member).await;
    assert!(
        town.told(owner, "expense_waiting").await.is_empty(),
        "it is not theirs to decide about"
    );
    assert_eq!(town.told(admin, "expense_waiting").await.len(), 1);
    let now = town.now(id).await;
    town.decide(Role::Admin, &[now], Verdict::Approve).await;
    for person in [member, owner] {
        assert_eq!(
            last(person).await.as_deref(),
            Some("Reversal: Travel, Deutsche Bahn: approved")
        );
    }
}

#[tokio::test]
async fn reversals_of_before_come_to_whose_claim_they_take_back() {
    let town = Town::new().await;
    let (one, two) = (
        town.paid(Role::Member, &train("10")).await,
        town.paid(Role::Member, &for_the_manager(&town, "20")).await,
    );
    let (one, two) = (
        town.reversal(Role::Owner, one.id).await,
        town.reversal(Role::Admin, two.id).await,
    );
    let was = town.by_person(Role::Owner).await;
    let people = async || -> Vec<(Uuid, Option<Uuid>)> {
        sqlx::query_as("select created_by, payee_id from expenses where id = any ($1) order by amount")
            .bind(vec![one.0, two.0])
            .fetch_all(&town.db.admin_pool())
            .await
            .unwrap()
    };
    let before = people().await;
    let run = async |file: &str| {
        let pool = town.db.admin_pool();
        let statement = format!("begin; set local role plugs_owner; {file}; commit");
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
    };
    run(include_str!("../../../migrations/0050_reversed_by.down.sql")).await;
    let [owner, admin, member, manager] =
        [Role::Owner, Role::Admin, Role::Member, Role::Manager].map(|role| town.lumen.user(role).0);
    assert_eq!(
        people().await,
        [(owner, Some(member)), (admin, Some(manager))],
        "as they were made once"
    );
    assert_eq!(town.by_person(Role::Owner).await.len(), 3);
    assert_eq!(town.differences().await, [""; 0]);
    run(include_str!("../../../migrations/0050_reversed_by.up.sql")).await;
    assert_eq!(people().await, before);
    assert_eq!(town.by_person(Role::Owner).await, was);
    assert_eq!(town.differences().await, [""; 0]);
}

#[tokio::test]
async fn a_reversal_is_another_organisations_neither_to_see_nor_to_touch() {
    let town = Town::new().await;
    let paid = town.paid(Role::Member, &train("10")).await;
    let id = town.reversal(Role::Owner, paid.id).await;
    let now = town.now(id).await;
    let mut tx = town.harbor_tx().await;
    assert_eq!(queries::find(&mut tx, id).await.unwrap_err(), AppError::NotFound);
    assert!(queries::reverse(&mut tx, paid.id).await.is_err());
    assert!(queries::recall(&mut tx, id, now.version).await.is_err());
    assert!(
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .page
            .rows
            .is_empty()
    );
    assert_eq!(crate::approvals::queries::stuck(&mut tx).await.unwrap(), 0);
    assert_eq!(town.now(id).await, now);
}
