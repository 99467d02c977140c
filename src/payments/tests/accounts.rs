//! Bank accounts.

use super::*;

#[tokio::test]
async fn an_account_is_masked_but_while_it_is_changed_and_lies_sealed() {
    let town = Town::banked().await;
    let mut tx = town.tx(Role::Member).await;
    let account = queries::account(&mut tx, Whose::Mine, false).await.unwrap();
    let shown = account.shown.unwrap();
    assert_eq!(
        (shown.iban.as_str(), shown.holder.as_str()),
        ("NL91 •••• 4300", "Member & Söhne")
    );
    assert_eq!(account.form, BankForm::default(), "the whole was not asked for");
    let editing = queries::account(&mut tx, Whose::Mine, true).await.unwrap();
    assert_eq!(editing.form.iban, "NL91 ABNA 0417 1643 00");
    drop(tx);
    for table in ["bank_accounts", "audit_logs"] {
        let whole: String = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select string_agg(t::text, ' ') from {table} t"
        )))
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
        for secret in ["0417164300", "370400440532013000", "Söhne"] {
            assert!(!whole.contains(secret), "{table}");
            assert!(!whole.contains(&crate::hex::hex(secret.as_bytes())), "{table}");
        }
    }
    let hidden = "select count(*) from audit_logs where table_name = 'bank_accounts' and new_values ->> 'iban' = '[hidden]'";
    assert_eq!(town.count(hidden).await, 2, "that it was entered is written down");
}

#[tokio::test]
async fn the_same_again_is_no_change_and_another_is_written_down() {
    let town = Town::banked().await;
    assert_eq!(town.save_account(Role::Member, Whose::Mine, NL).await.unwrap(), 1);
    assert_eq!(town.save_account(Role::Member, Whose::Mine, DE).await.unwrap(), 2);
    let changes = "select count(*) from audit_logs where table_name = 'bank_accounts' and action = 'update' \
                   and new_values = '{\"iban\": \"[hidden]\"}' and old_values = '{\"iban\": \"[hidden]\"}'";
    assert_eq!(town.count(changes).await, 1);
    let mut tx = town.tx(Role::Member).await;
    let form = BankForm {
        holder: "Ada".into(),
        iban: NL.into(),
        bic: "ABNANL2A".into(),
    };
    let stale = queries::save_account(&mut tx, Whose::Mine, 1, &form.parse().unwrap()).await;
    assert!(matches!(stale, Err(AppError::Conflict { .. })), "{stale:?}");
}

#[tokio::test]
async fn ones_own_account_is_ones_own_and_the_organisations_is_for_those_who_set_it_up() {
    let town = Town::banked().await;
    for role in [Role::Member, Role::Manager, Role::Door] {
        let tenant = town.lumen.tenant(&town.pool, role);
        let mut tx = tenant.begin(Permission::ViewEvents).await.unwrap();
        let organizations = queries::account(&mut tx, Whose::Organization, false).await;
        assert_eq!(organizations.unwrap_err(), AppError::Forbidden, "{role:?}");
    }
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(
        queries::account(&mut tx, Whose::Mine, true).await.unwrap().shown,
        None
    );
    assert!(
        queries::account(&mut tx, Whose::Organization, false)
            .await
            .unwrap()
            .shown
            .is_some()
    );
}

#[tokio::test]
async fn keys_are_replaced_and_accounts_and_files_open_still() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let batch = town.exported(Role::Owner, &[claim]).await;
    let before = queries::frozen(&mut town.tx(Role::Owner).await, batch)
        .await
        .unwrap();
    let keyring =
        crate::sealing::Keyring::of(&crate::server::config::KeyArgs::of(crate::testing::MASTER_KEY)).unwrap();
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect_with(&town.db.admin_options())
        .await
        .unwrap();
    let rotated =
        crate::sealing::rotation::rotate(&mut connection, &keyring, false, std::time::Duration::ZERO)
            .await
            .unwrap();
    assert_eq!(rotated.unreadable, 0);
    let after = queries::frozen(&mut town.tx(Role::Owner).await, batch)
        .await
        .unwrap();
    assert!(before == after);
    let mut tx = town.tx(Role::Member).await;
    let shown = queries::account(&mut tx, Whose::Mine, false).await.unwrap().shown;
    assert_eq!(shown.unwrap().iban, "NL91 •••• 4300");
}

impl Town {
    async fn remove_account(&self, role: Role, whose: Whose) -> AppResult<()> {
        let mut tx = self.tx(role).await;
        let version = queries::account(&mut tx, whose, false).await?.version;
        queries::remove_account(&mut tx, whose, version).await?;
        tx.commit().await
    }
}

#[tokio::test]
async fn an_account_that_is_removed_leaves_nothing_but_that_it_was_there_and_what_is_approved_waits() {
    let town = Town::banked().await;
    let claim = town.approved(Role::Member, "10", "EUR").await;
    let mut tx = town.tx(Role::Member).await;
    let removal = queries::account(&mut tx, Whose::Mine, false)
        .await
        .unwrap()
        .removal;
    assert_eq!((removal.waiting, removal.batch), (1, None));
    let stale = queries::remove_account(&mut tx, Whose::Mine, 7).await;
    assert!(matches!(stale, Err(AppError::Conflict { .. })), "{stale:?}");
    drop(tx);
    let sealed: Vec<u8> = sqlx::query_scalar("select iban from bank_accounts where user_id = $1")
        .bind(town.lumen.user(Role::Member).0)
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    town.remove_account(Role::Member, Whose::Mine).await.unwrap();
    town.remove_account(Role::Member, Whose::Mine)
        .await
        .expect("it is gone already");
    assert_eq!(
        town.count("select count(*) from bank_accounts").await,
        1,
        "the organisation's"
    );
    let trail: String = sqlx::query_scalar("select string_agg(t::text, ' ') from audit_logs t")
        .fetch_one(&town.db.admin_pool())
        .await
        .unwrap();
    assert!(!trail.contains(&crate::hex::hex(&sealed)), "what was sealed");
    let told = "select count(*) from audit_logs where table_name = 'bank_accounts' and action = 'delete' \
                and old_values ->> 'iban' = '[hidden]'";
    assert_eq!(town.count(told).await, 1);
    // The claim is approved still; a batch leaves it out and says why, and pays it once there is an account.
    let batch = town.make(Role::Owner, &[claim]).await;
    let refused = town.try_export(Role::Owner, batch).await.unwrap_err();
    assert!(
        refused.to_string().contains("Nothing of this batch can be paid"),
        "{refused}"
    );
    assert_eq!(town.status(claim.id).await, "approved");
    town.save_account(Role::Member, Whose::Mine, DE).await.unwrap();
    town.try_export(Role::Owner, batch).await.unwrap();
}

#[tokio::test]
async fn an_account_stays_as_long_as_a_batch_that_is_not_finished_uses_it() {
    let town = Town::banked().await;
    let (first, second) = (
        town.approved(Role::Member, "10", "EUR").await,
        town.approved(Role::Member, "12", "EUR").await,
    );
    let open = town.make(Role::Owner, &[first]).await;
    for (role, whose) in [(Role::Member, Whose::Mine), (Role::Owner, Whose::Organization)] {
        let refused = town.remove_account(role, whose).await.unwrap_err();
        assert!(
            refused.to_string().contains("Batch 1 is not finished"),
            "{refused}"
        );
    }
    // Nothing of it is for the owner.
    town.save_account(Role::Owner, Whose::Mine, NL).await.unwrap();
    town.remove_account(Role::Owner, Whose::Mine).await.unwrap();
    town.cancel(Role::Owner, open).await.unwrap();
    let sent = town.exported(Role::Owner, &[first, second]).await;
    let frozen = async || {
        queries::frozen(&mut town.tx(Role::Owner).await, sent)
            .await
            .unwrap()
    };
    let before = frozen().await;
    assert!(town.remove_account(Role::Member, Whose::Mine).await.is_err());
    town.settle(Role::Owner, sent).await.unwrap();
    town.remove_account(Role::Member, Whose::Mine).await.unwrap();
    town.remove_account(Role::Owner, Whose::Organization)
        .await
        .unwrap();
    assert!(frozen().await == before, "what was paid stays as it was");
    let none = queries::account(&mut town.harbor_tx().await, Whose::Organization, false).await;
    assert_eq!(none.unwrap().removal, crate::payments::types::Removal::default());
}

#[tokio::test]
async fn only_whoever_sets_up_the_organisation_removes_its_account() {
    let town = Town::banked().await;
    for role in [Role::Member, Role::Manager] {
        let mut tx = town.tx(role).await;
        let refused = queries::remove_account(&mut tx, Whose::Organization, 1).await;
        assert_eq!(refused.unwrap_err(), AppError::Forbidden, "{role:?}");
    }
    let mut harbor = town.harbor_tx().await;
    queries::remove_account(&mut harbor, Whose::Organization, 1)
        .await
        .expect("Harbor has none");
    harbor.commit().await.unwrap();
    assert_eq!(town.count("select count(*) from bank_accounts").await, 2);
}
