//! Replacing keys, and sealing what an earlier version stored plain.

use crate::accounts::roles::{Permission, Role};
use crate::contacts::queries as contacts;
use crate::contacts::types::{ContactFilter, ContactForm};
use crate::ids::ContactId;
use crate::sealing::rotation::{is_plain, rotate, seal_plain};
use crate::sealing::{Keyring, queries};
use crate::server::config::KeyArgs;
use crate::tenancy::Tenant;
use crate::testing::{MASTER_KEY, TestDb};
use futures::future::join_all;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

async fn administrator(db: &TestDb) -> PgConnection {
    PgConnection::connect_with(&db.admin_options()).await.unwrap()
}

async fn look(connection: &mut PgConnection, query: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_one(connection)
        .await
        .unwrap()
}

fn form(number: usize) -> ContactForm {
    ContactForm {
        first_name: "Ada".into(),
        last_name: format!("Number {number}"),
        phone: format!("+44 20 7946 {number:04}"),
        notes: format!("Note {number}"),
        ..ContactForm::blank(None)
    }
}

async fn add(tenant: &Tenant, number: usize) -> ContactId {
    let mut tx = tenant.begin(Permission::EditContacts).await.unwrap();
    let id = contacts::insert(&mut tx, &form(number).parse().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

async fn notes(tenant: &Tenant, id: ContactId) -> Option<String> {
    let mut tx = tenant.begin(Permission::ViewContacts).await.unwrap();
    contacts::find(&mut tx, id).await.unwrap().notes
}

/// What stands where, by the number of its key.
const BY_KEY: &str = "select concat_ws(' | ',
    (select string_agg(distinct encode(substr(value, 1, 5), 'hex'), ' ') from contacts, unnest(array[phone, notes]) as value),
    (select string_agg(distinct left(value, 12), ' ') from audit_logs,
       unnest(array[new_values ->> 'phone', new_values ->> 'notes', old_values ->> 'notes']) as value where value is not null),
    (select string_agg(number::text, ' ') from organization_keys))";

#[tokio::test]
async fn keys_are_replaced_while_people_read_and_write_and_nothing_fails() {
    let db = TestDb::new().await;
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).unwrap();
    let lumen = db
        .organization("Lumen")
        .await
        .tenant(&db.app_pool_of(8), Role::Owner);
    let mut ids = Vec::new();
    for number in 0..300 {
        ids.push(add(&lumen, number).await);
    }
    let is_over = AtomicBool::new(false);
    let people = (0..4).map(async |person: usize| {
        let mut reads = 0;
        while !is_over.load(Ordering::SeqCst) {
            let number = (reads * 7 + person * 31) % 300;
            assert_eq!(notes(&lumen, ids[number]).await, Some(format!("Note {number}")));
            let mut tx = lumen.begin(Permission::EditContacts).await.unwrap();
            let page = contacts::page(&mut tx, &ContactFilter::default(), None)
                .await
                .unwrap();
            assert!(page.rows.iter().all(|row| row.phone.is_some()));
            if person == 0 {
                let new = form(1_000 + reads).parse().unwrap();
                contacts::insert(&mut tx, &new).await.unwrap();
            }
            tx.commit().await.unwrap();
            reads += 1;
        }
        assert!(reads > 0);
    });
    let mut administrator = administrator(&db).await;
    let rotating = async {
        for _ in 0..3 {
            let rotated = rotate(&mut administrator, &keyring, false, Duration::from_millis(300))
                .await
                .unwrap();
            assert_eq!((rotated.organizations, rotated.unreadable), (1, 0));
            assert!(rotated.values >= 4 * 300, "{rotated}");
        }
        is_over.store(true, Ordering::SeqCst);
    };
    futures::join!(join_all(people), rotating);
    // All of it stands under the last key, which is the only one left, and nothing counts as a change.
    assert_eq!(
        look(&mut administrator, BY_KEY).await,
        "0100000004 | \\x0100000004 | 4"
    );
    let touched = "select count(*)::text from contacts where version > 1 or updated_by is not null";
    assert_eq!(look(&mut administrator, touched).await, "0");
    assert_eq!(notes(&lumen, ids[7]).await.as_deref(), Some("Note 7"));
}

#[tokio::test]
async fn two_who_replace_keys_at_once_do_so_one_after_the_other() {
    let db = TestDb::new().await;
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).unwrap();
    let lumen = db.organization("Lumen").await.tenant(&db.app_pool(), Role::Owner);
    let mut ids = Vec::new();
    for number in 0..250 {
        ids.push(add(&lumen, number).await);
    }
    let rotating = (0..2).map(async |_| {
        let mut connection = administrator(&db).await;
        let rotated = rotate(&mut connection, &keyring, false, Duration::from_millis(50)).await;
        connection.close().await.unwrap();
        rotated.unwrap()
    });
    for rotated in join_all(rotating).await {
        assert_eq!(rotated.unreadable, 0);
    }
    assert_eq!(
        look(&mut administrator(&db).await, BY_KEY).await,
        "0100000003 | \\x0100000003 | 3"
    );
    assert_eq!(notes(&lumen, ids[249]).await.as_deref(), Some("Note 249"));
}

#[tokio::test]
async fn the_file_loses_a_master_key_only_when_nothing_hangs_from_it() {
    let db = TestDb::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    std::fs::write(&file, format!("{MASTER_KEY}\n")).unwrap();
    let keyring = Keyring::of(&KeyArgs {
        master_key: None,
        master_key_file: file.clone(),
    })
    .unwrap();
    let pool = db.app_pool();
    let lumen = db.organization("Lumen").await.tenant(&pool, Role::Owner);
    let harbor = db.organization("Harbor").await.tenant(&pool, Role::Owner);
    add(&lumen, 1).await;
    let (mut one, mut other) = (administrator(&db).await, administrator(&db).await);
    let rotating = rotate(&mut one, &keyring, true, Duration::from_millis(500));
    // Harbor's first key is made meanwhile, by a process that knows the old master key alone.
    let making = async {
        while look(&mut other, "select max(number)::text from organization_keys").await == "1" {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        add(&harbor, 2).await;
    };
    let (rotated, ()) = futures::join!(rotating, making);
    assert_eq!(rotated.unwrap().organizations, 2);
    let left = std::fs::read_to_string(&file).unwrap();
    assert_eq!(left.lines().count(), 1, "{}", left.lines().count());
    assert_ne!(left.trim(), MASTER_KEY);
    let with_the_new_one = Keyring::of(&KeyArgs::of(left.trim())).unwrap();
    assert_eq!(queries::check(&pool, &with_the_new_one).await, Ok(true));
    let again = rotate(&mut one, &with_the_new_one, false, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!((again.organizations, again.unreadable), (2, 0));
}

#[tokio::test]
async fn a_key_that_cannot_be_opened_is_never_removed() {
    let db = TestDb::new().await;
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).unwrap();
    let lumen = db.organization("Lumen").await.tenant(&db.app_pool(), Role::Owner);
    add(&lumen, 1).await;
    let mut administrator = administrator(&db).await;
    let damage = "set session_replication_role = replica;
        update organization_keys set wrapped = set_byte(wrapped, 40, 255 - get_byte(wrapped, 40));
        reset session_replication_role";
    sqlx::raw_sql(damage).execute(&mut administrator).await.unwrap();
    rotate(&mut administrator, &keyring, false, Duration::ZERO)
        .await
        .unwrap_err();
    let numbers = "select string_agg(number::text, ' ' order by number) from organization_keys";
    assert_eq!(look(&mut administrator, numbers).await, "1 2");
}

#[tokio::test]
async fn what_was_stored_plain_is_sealed_and_the_trail_with_it() {
    let db = TestDb::new().await;
    let org = db.organization("Lumen").await;
    let lumen = org.tenant(&db.app_pool(), Role::Owner);
    let id = add(&lumen, 1).await;
    let mut administrator = administrator(&db).await;
    // As the migration leaves it.
    let plain = "set session_replication_role = replica;
        delete from organization_keys;
        update contacts set phone = '\\x00' || convert_to('+44 20 7946 0001', 'UTF8'), notes = '\\x00' || convert_to('Note 1', 'UTF8'), phone_index = null;
        update audit_logs set new_values = new_values || jsonb_build_object('notes', '\\x00' || encode(convert_to('Note 1', 'UTF8'), 'hex'),
          'phone', '\\x00' || encode(convert_to('+44 20 7946 0001', 'UTF8'), 'hex')) where table_name = 'contacts';
        reset session_replication_role";
    sqlx::raw_sql(plain).execute(&mut administrator).await.unwrap();
    assert!(is_plain(&mut administrator).await.unwrap());
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).unwrap();
    let sealed = seal_plain(&mut administrator, &keyring).await.unwrap();
    assert_eq!((sealed.values, sealed.unreadable), (4, 0));
    assert!(!is_plain(&mut administrator).await.unwrap());
    assert_eq!(
        look(&mut administrator, BY_KEY).await,
        "0100000001 | \\x0100000001 | 1"
    );
    let found_by = "select count(*)::text from contacts where octet_length(phone_index) = 16";
    assert_eq!(look(&mut administrator, found_by).await, "1");
    // Another process, which knows nothing yet.
    let mut tx = lumen.begin(Permission::ViewContacts).await.unwrap();
    let keys = queries::to_open(&mut tx, &[Some(99)]).await.unwrap();
    assert!(keys.get(1).is_some());
    drop(tx);
    assert_eq!(notes(&lumen, id).await.as_deref(), Some("Note 1"));
}

#[tokio::test]
async fn only_a_superuser_replaces_keys() {
    let db = TestDb::new().await;
    let keyring = Keyring::of(&KeyArgs::of(MASTER_KEY)).unwrap();
    let mut application = PgConnection::connect_with(&db.app_options()).await.unwrap();
    let refused = rotate(&mut application, &keyring, false, Duration::ZERO)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("superuser"), "{refused}");
}
