//! What the database itself refuses, whoever asks and by whatever road.

use super::*;

#[tokio::test]
async fn nobody_approves_their_own_claim() {
    let town = Town::new().await;
    for role in [Role::Owner, Role::Admin, Role::Manager] {
        let seen = town.pending(role, &train("10")).await;
        let decided = town.decide(role, &[seen], Verdict::Approve).await;
        assert!(
            reason(&decided).starts_with("Nobody decides about a claim of their own"),
            "{role}"
        );
        let user = town.lumen.user(role);
        let refused = town
            .refused_by(&format!(
                "update expenses set status = 'approved', approved_by = '{user}', approved_at = now() where id = '{}'",
                seen.id
            ))
            .await;
        assert_eq!(refused, "expenses_not_ones_own", "{role}");
    }
}

#[tokio::test]
async fn nobody_approves_what_somebody_else_claims_for_them() {
    let town = Town::new().await;
    let mut form = train("10");
    form.payee_id = town.lumen.user(Role::Admin).to_string();
    let seen = town.pending(Role::Member, &form).await;
    let decided = town.decide(Role::Admin, &[seen], Verdict::Approve).await;
    assert!(reason(&decided).starts_with("Nobody decides about a claim of their own"));
    let mut tx = town.tx(Role::Admin).await;
    assert!(
        queries::inbox(&mut tx, &InboxFilter::default(), None)
            .await
            .unwrap()
            .page
            .rows
            .is_empty()
    );
    assert!(!queries::find(&mut tx, seen.id).await.unwrap().may.decide);
}

#[tokio::test]
async fn whoever_becomes_an_admin_does_not_approve_what_they_claimed_before() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    let member = town.lumen.user(Role::Member);
    town.try_act(&format!(
        "update users set role = 'admin', is_admin = true where id = '{member}'"
    ))
    .await
    .unwrap();
    let tenant = crate::tenancy::Tenant::for_session(
        town.pool.clone(),
        town.lumen.id,
        member,
        Role::Admin,
        "test-request".into(),
    );
    let mut tx = tenant.begin(Permission::ApproveExpenses).await.unwrap();
    let decided = queries::decide(&mut tx, &[seen], Verdict::Approve, None)
        .await
        .unwrap();
    assert!(reason(&decided).starts_with("Nobody decides about a claim of their own"));
}

#[tokio::test]
async fn nobody_pays_themselves() {
    let town = Town::new().await;
    let seen = town.pending(Role::Admin, &train("10")).await;
    assert_eq!(
        town.decide(Role::Owner, &[seen], Verdict::Approve).await.done(),
        1
    );
    let now = town.now(seen.id).await;
    let paid = town.pay(Role::Admin, &[now], uuid::Uuid::now_v7()).await;
    assert!(reason(&paid).starts_with("Nobody decides about a claim of their own"));
    let user = town.lumen.user(Role::Admin);
    let refused = town
        .refused_by(&format!(
            "update expenses set status = 'paid', paid_by = '{user}', paid_at = now(), payment_key = app.uuid_v7() where id = '{}'",
            seen.id
        ))
        .await;
    assert_eq!(refused, "expenses_not_ones_own");
}

#[tokio::test]
async fn nobody_decides_in_the_name_of_somebody_else() {
    let town = Town::new().await;
    let seen = town.pending(Role::Member, &train("10")).await;
    // The owner acts.
    let admin = town.lumen.user(Role::Admin);
    let approve = format!(
        "update expenses set status = 'approved', approved_by = '{admin}', approved_at = now() where id = '{}'",
        seen.id
    );
    assert_eq!(town.refused_by(&approve).await, "expenses_not_ones_own");
}

#[tokio::test]
async fn a_claim_moves_only_where_the_diagram_says() {
    let town = Town::new().await;
    let user = town.lumen.user(Role::Owner);
    let worth = "base_amount = amount, base_currency = currency, fx_rate = 1, fx_date = current_date, fx_source = 'same', submitted_at = now()";
    let unworth = "base_amount = null, base_currency = null, fx_rate = null, fx_date = null, fx_source = null, submitted_at = null";
    let decided = format!("approved_by = '{user}', approved_at = now()");
    let undecided = "approved_by = null, approved_at = null";
    let paid = format!("paid_by = '{user}', paid_at = now(), payment_key = app.uuid_v7()");
    let unpaid = "paid_by = null, paid_at = null, payment_key = null, payment_reference = null";
    for from in ExpenseStatus::ALL {
        for to in ExpenseStatus::ALL.iter().filter(|to| *to != from) {
            let id = match from {
                ExpenseStatus::Draft => town.draft(Role::Member, &train("10")).await,
                ExpenseStatus::Pending => town.pending(Role::Member, &train("10")).await.id,
                ExpenseStatus::Approved => town.approved(Role::Member, &train("10")).await.id,
                ExpenseStatus::Rejected => {
                    let seen = town.pending(Role::Member, &train("10")).await;
                    town.decide(Role::Owner, &[seen], Verdict::Reject).await;
                    seen.id
                }
                ExpenseStatus::Paid => town.paid(Role::Member, &train("10")).await.id,
            };
            // All that the status needs is there: only the move itself can be refused.
            let values = match to {
                ExpenseStatus::Draft => format!("{unworth}, {undecided}, {unpaid}"),
                ExpenseStatus::Pending | ExpenseStatus::Rejected if *from == ExpenseStatus::Draft => {
                    format!("{worth}, {undecided}, {unpaid}")
                }
                ExpenseStatus::Pending | ExpenseStatus::Rejected => format!("{undecided}, {unpaid}"),
                ExpenseStatus::Approved if *from == ExpenseStatus::Draft => {
                    format!("{worth}, {decided}, {unpaid}")
                }
                ExpenseStatus::Approved => format!("{decided}, {unpaid}"),
                ExpenseStatus::Paid if *from == ExpenseStatus::Draft => format!("{worth}, {decided}, {paid}"),
                ExpenseStatus::Paid => format!("{decided}, {paid}"),
            };
            let statement = format!("update expenses set status = '{to}', {values} where id = '{id}'");
            let moved = town.try_act(&statement).await;
            assert_eq!(
                moved.is_ok(),
                from.moves().contains(to),
                "{from} to {to}: {moved:?}"
            );
        }
    }
}

#[test]
fn the_documents_show_the_moves_that_there_are() {
    let text = include_str!("../../../docs/expenses.md");
    let (diagram, table) = text.split_once("| from | to |").unwrap();
    let mut told = std::collections::BTreeSet::new();
    for line in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (from, to) = (cells.next().unwrap(), cells.next().unwrap());
        let to = to.split(' ').next().unwrap();
        // An endorsed claim is pending still.
        if from != to {
            told.insert((from.to_owned(), to.to_owned()));
        }
    }
    let mut moves = std::collections::BTreeSet::new();
    for from in ExpenseStatus::ALL {
        assert!(diagram.contains(from.as_str()), "{from} is not drawn");
        moves.extend(from.moves().iter().map(|to| (from.to_string(), to.to_string())));
    }
    assert_eq!(told, moves);
}

#[tokio::test]
async fn what_is_approved_or_paid_is_not_changed_under_the_approval() {
    let town = Town::new().await;
    let approved = town.approved(Role::Member, &train("10")).await;
    let paid = town.paid(Role::Member, &train("11")).await;
    for change in [
        "amount = 9",
        "currency = 'CHF'",
        "category = 'x'",
        "expense_type = 'venue'",
        "expense_date = expense_date - 1",
        "receipts_version = 7",
        "base_amount = 9",
        "fx_rate = 2",
    ] {
        let update = |id: ExpenseId| format!("update expenses set {change} where id = '{id}'");
        assert_eq!(
            town.refused_by(&update(approved.id)).await,
            "expenses_seen",
            "{change}"
        );
        assert_eq!(
            town.refused_by(&update(paid.id)).await,
            "expenses_paid_is_final",
            "{change}"
        );
    }
    let title = format!(
        "update expenses set title = 'Other', notes = 'x' where id = '{}'",
        paid.id
    );
    assert_eq!(town.refused_by(&title).await, "expenses_paid_is_final");
}

#[tokio::test]
async fn nobody_writes_their_own_claim_as_approved_and_none_vanishes() {
    let town = Town::new().await;
    let (org, owner, member) = (
        town.lumen.id,
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Member),
    );
    let insert = format!(
        "insert into expenses (organization_id, created_by, title, amount, currency, expense_date, status, approved_by, approved_at, \
           base_amount, base_currency, fx_rate, fx_date, fx_source, submitted_at) \
         values ('{org}', '{member}', 'x', 1, 'EUR', current_date, 'approved', '{owner}', now(), 1, 'EUR', 1, current_date, 'same', now())"
    );
    // In the name of the owner, who acts: what was decided before a claim came here may be told.
    town.try_act(&insert).await.unwrap();
    let own = insert
        .replace(&format!("'{owner}'"), "'nobody'")
        .replace(&format!("'{member}'"), &format!("'{owner}'"));
    let own = own.replace("'nobody'", &format!("'{}'", town.lumen.user(Role::Admin)));
    assert_eq!(town.refused_by(&own).await, "expenses_not_ones_own");
    let seen = town.pending(Role::Member, &train("10")).await;
    let delete = format!(
        "update expenses set is_deleted = true, deleted_at = now(), deletion_id = app.uuid_v7() where id = '{}'",
        seen.id
    );
    assert_eq!(town.refused_by(&delete).await, "expenses_deleted_as_draft");
}
