//! What the list's search leaves of it; how well something matches is told in `finding`.

use super::*;
use crate::contacts::queries::Target;
use crate::contacts::types::{BulkChange, ContactFilter, ContactType, ListState};
use crate::error::AppError;

async fn found(tx: &mut TenantTx, typed: &str) -> Vec<String> {
    // As the page makes it from the address.
    let filter = ContactFilter::from_query(&|name| (name == "q").then(|| typed.to_owned()));
    let page = queries::page(tx, &filter, None).await.unwrap();
    page.rows.into_iter().map(|row| row.name()).collect()
}

#[tokio::test]
async fn a_search_finds_words_and_beginnings_whatever_their_case_and_accents() {
    let town = Town::new().await;
    for contact in [
        ContactForm {
            company: "Café Müller".into(),
            ..form("Zoë", "Ångström")
        },
        ContactForm {
            email: "Emile@Rougon.Example".into(),
            ..form("ÉMILE", "Zola")
        },
        form("100%", "Juice_Box"),
    ] {
        town.add(&contact).await;
    }
    let mut harbor = town.harbor_tx().await;
    queries::insert(&mut harbor, &new(&form("Zoë", "Harbour")))
        .await
        .unwrap();
    harbor.commit().await.unwrap();

    let mut tx = town.tx(Role::Member).await;
    for typed in [
        "zoe",
        "ZOË",
        " Zoe Å",
        "zoë ang",
        "angst",
        "ÅNGSTRÖM",
        "cafe mu",
        "CAFÉ",
    ] {
        assert_eq!(found(&mut tx, typed).await, ["Zoë Ångström"], "{typed}");
    }
    for typed in ["emile", "Émile zola", "emile@", "EMILE@rougon.example", "zola"] {
        assert_eq!(found(&mut tx, typed).await, ["ÉMILE Zola"], "{typed}");
    }
    assert_eq!(found(&mut tx, "100%").await, ["100% Juice_Box"]);
    // In any order, and with a slip where nobody is called what was typed.
    for typed in ["zola emile", "zolla", "rougon"] {
        assert_eq!(found(&mut tx, typed).await, ["ÉMILE Zola"], "{typed}");
    }
    for typed in ["harbour", "%", "_", "\\", "'; drop table contacts; --"] {
        assert_eq!(found(&mut tx, typed).await, Vec::<String>::new(), "{typed}");
    }
}

#[tokio::test]
async fn the_list_finds_whom_the_palette_finds_and_narrows_them_further() {
    let town = Town::new().await;
    for name in ["Aalto", "Aarnio", "Bergman", "Berggren", "Aaltonen"] {
        town.add(&form("Alvar", name)).await;
    }
    let mut tx = town.tx(Role::Member).await;
    for typed in ["alvar", "aal", "bergmann", "berg al", "aaltoo"] {
        let hits = queries::hits(&mut tx, typed, 50).await.unwrap();
        let mut hits: Vec<String> = hits.into_iter().map(|hit| hit.name).collect();
        let mut listed = found(&mut tx, typed).await;
        assert_eq!(listed.first(), hits.first(), "{typed}");
        assert!(!listed.is_empty(), "{typed}");
        listed.sort();
        hits.sort();
        assert_eq!(listed, hits, "{typed}");
    }
    let plugs = ListState::parse("?q=alvar&type=plug").filter;
    assert_eq!(queries::page(&mut tx, &plugs, None).await.unwrap().rows, []);
    let by_name = ListState::parse("?q=aal&sort=name&dir=desc").filter;
    let listed = queries::page(&mut tx, &by_name, None).await.unwrap().rows;
    let names: Vec<_> = listed.into_iter().map(|row| row.name()).collect();
    assert_eq!(names, ["Alvar Aaltonen", "Alvar Aalto"]);
}

#[tokio::test]
async fn where_a_search_finds_only_the_best_of_many_no_count_is_called_exact_and_not_all_are_changed() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    for n in 1..=30 {
        let contact = ContactForm {
            lead_score: if n <= 20 { "100" } else { "0" }.into(),
            ..form("Ada", &format!("Number {n}"))
        };
        queries::insert(&mut tx, &new(&contact)).await.unwrap();
    }
    // As if there were as many contacts as there are words.
    let organization = tx.organization();
    sqlx::query(
        "insert into contact_words (organization_id, contact_id, word, place) \
         select organization_id, id, 'ada' || n, 1 from contacts, generate_series(1, 400) as n where organization_id = $1",
    )
    .bind(organization)
    .execute(tx.conn())
    .await
    .unwrap();
    let asked = |query: &str| ListState::parse(query).filter;
    let total = async |tx: &mut TenantTx, query: &str| {
        let page = queries::page(tx, &asked(query), None).await.unwrap();
        page.total.map(|total| (total.count, total.is_more))
    };
    assert!(total(&mut tx, "?q=ada").await.is_some_and(|(_, is_more)| is_more));
    assert_eq!(total(&mut tx, "?score=100-").await, Some((20, false)));
    let (best, is_more) = total(&mut tx, "?q=ada&score=100-").await.unwrap();
    assert!(best <= 20 && is_more);
    assert_eq!(total(&mut tx, "?q=ada 7&score=100-").await, Some((1, false)));
    assert_eq!(total(&mut tx, "?q=ada&type=plug").await, Some((0, true)));
    assert_eq!(total(&mut tx, "?q=ada 7&type=plug").await, Some((0, false)));
    let board = queries::board(&mut tx, &asked("?q=ada&score=100-"), None)
        .await
        .unwrap();
    assert!(board[0].total.is_more && board[0].average().is_none());

    let to_plug = BulkChange::Type(ContactType::Plug);
    let best = Target::Matching(asked("?q=ada&score=100-"));
    let refused = queries::change_many(&mut tx, &best, &to_plug).await;
    assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
    assert_eq!(total(&mut tx, "?type=plug").await, Some((0, false)));
    let one = Target::Matching(asked("?q=ada 7&score=100-"));
    let changed = queries::change_many(&mut tx, &one, &to_plug).await.unwrap();
    assert_eq!(changed.changed, 1);
}
