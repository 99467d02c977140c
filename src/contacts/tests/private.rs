//! Telephone numbers and notes: sealed in the database, read by whoever may see the contact.

use super::*;
use crate::contacts::types::ContactFilter;
use sqlx::AssertSqlSafe;

fn secretive() -> ContactForm {
    ContactForm {
        phone: "+44 20 7946 0958".into(),
        notes: "Knows numbers.".into(),
        ..form("Ada", "Lovelace")
    }
}

async fn look(town: &Town, query: &str) -> String {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_one(&town._db.admin_pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_number_and_notes_are_read_in_the_product_and_nowhere_in_the_database() {
    let town = Town::new().await;
    let id = town.add(&secretive()).await;
    let found = town.find(id).await;
    assert_eq!(found.phone.as_deref(), Some("+44 20 7946 0958"));
    assert_eq!(found.notes.as_deref(), Some("Knows numbers."));
    assert!(found.unreadable.is_empty());
    let mut tx = town.tx(Role::Owner).await;
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(page.rows[0].phone, found.phone);
    let board = queries::board(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(board[0].cards.rows[0].phone, found.phone);
    drop(tx);

    let stored = look(
        &town,
        "select concat(to_jsonb(c), (select jsonb_agg(a) from audit_logs a where a.table_name = 'contacts')) from contacts c",
    )
    .await;
    assert!(
        stored.contains("Lovelace") && stored.contains("\\x0100000001"),
        "{stored}"
    );
    for hidden in ["7946", "numbers"] {
        assert!(!stored.contains(hidden), "{stored}");
    }
}

#[tokio::test]
async fn saving_the_same_again_is_no_change() {
    let town = Town::new().await;
    let id = town.add(&secretive()).await;
    let mut tx = town.tx(Role::Owner).await;
    let version = queries::update(&mut tx, id, 1, &new(&secretive())).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(version, 1);
    let lines = look(
        &town,
        "select count(*)::text from audit_logs where table_name = 'contacts'",
    )
    .await;
    assert_eq!(lines, "1", "that it was added");
}

#[tokio::test]
async fn what_was_put_there_from_elsewhere_is_told_as_unreadable_and_everything_else_is_shown() {
    let town = Town::new().await;
    let (ada, mary) = (
        town.add(&secretive()).await,
        town.add(&form("Mary", "Somerville")).await,
    );
    let harbor = {
        let mut tx = town.harbor_tx().await;
        let id = queries::insert(&mut tx, &new(&secretive())).await.unwrap();
        tx.commit().await.unwrap();
        id
    };
    let admin = town._db.admin_pool();
    let put = async |what: &str, from: ContactId| {
        let statement = format!(
            "set session_replication_role = replica; update contacts set {what} from contacts as other \
             where contacts.id = '{mary}' and other.id = '{from}'; reset session_replication_role"
        );
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&admin)
            .await
            .unwrap();
        town.find(mary).await
    };
    // From another row, from another column and from another organisation.
    for (what, from) in [
        ("phone = other.phone, notes = other.notes", ada),
        ("phone = other.notes, notes = other.phone", ada),
        ("phone = other.phone, notes = other.notes", harbor),
    ] {
        let found = put(what, from).await;
        assert_eq!((found.phone, found.notes), (None, None), "{what}");
        assert_eq!(found.unreadable, ["phone", "notes"], "{what}");
        assert_eq!(found.last_name, "Somerville");
    }
    let mut tx = town.tx(Role::Owner).await;
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    let mary = page.rows.iter().find(|row| row.id == mary).unwrap();
    assert_eq!(mary.unreadable, ["phone"]);
}

#[tokio::test]
async fn equal_numbers_have_equal_marks_within_an_organisation_and_not_beyond() {
    let town = Town::new().await;
    let with = |phone: &str| ContactForm {
        phone: phone.into(),
        ..form("Ada", "Lovelace")
    };
    for phone in ["+44 20 7946 0958", "0044 (20) 7946-0958", "+44 20 7946 0959"] {
        town.add(&with(phone)).await;
    }
    let mut tx = town.harbor_tx().await;
    queries::insert(&mut tx, &new(&with("+44 20 7946 0958")))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let marks = look(
        &town,
        "select string_agg(same::text, ' ' order by same desc) from (select count(*) as same from contacts group by phone_index) as marks",
    )
    .await;
    assert_eq!(marks, "2 1 1");
}

#[tokio::test]
async fn a_number_that_is_typed_into_the_search_finds_who_has_it_however_it_is_written() {
    let town = Town::new().await;
    let id = town.add(&secretive()).await;
    let mary = ContactForm {
        company: "2020 7946".into(),
        ..form("Mary", "Somerville")
    };
    let mary = town.add(&mary).await;
    let mut tx = town.harbor_tx().await;
    queries::insert(&mut tx, &new(&secretive())).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = town.tx(Role::Owner).await;
    for typed in ["+44 20 7946 0958", "0044 (20) 7946-0958", "+44 (0)20 7946 0958"] {
        let found = queries::hits(&mut tx, typed, 8).await.unwrap();
        assert_eq!(
            found.iter().map(|hit| hit.id).collect::<Vec<_>>(),
            [id],
            "{typed}"
        );
        let filter = ContactFilter {
            search: typed.into(),
            ..ContactFilter::default()
        };
        let page = queries::page(&mut tx, &filter, None).await.unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            [id],
            "{typed}"
        );
        let board = queries::board(&mut tx, &filter, None).await.unwrap();
        assert_eq!(board[0].cards.rows[0].id, id, "{typed}");
    }
    assert_eq!(queries::hits(&mut tx, "+49 30 123456", 8).await.unwrap(), []);
    // Nobody's number: it may be part of a name.
    let found = queries::hits(&mut tx, "2020 7946", 8).await.unwrap();
    assert_eq!(found.iter().map(|hit| hit.id).collect::<Vec<_>>(), [mary]);
}
