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
