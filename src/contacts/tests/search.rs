//! Finding by the beginning of a name, a company or an address.

use super::*;
use crate::contacts::types::ContactFilter;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

async fn found(tx: &mut TenantTx, typed: &str) -> Vec<String> {
    // As the page makes it from the address.
    let filter = ContactFilter::from_query(&|name| (name == "q").then(|| typed.to_owned()));
    let page = queries::page(tx, &filter, None).await.unwrap();
    page.rows.into_iter().map(|row| row.name()).collect()
}

#[tokio::test]
async fn a_search_finds_beginnings_whatever_their_case_and_accents() {
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
    for typed in [
        "ngstr",
        "muller",
        "rougon",
        "%",
        "_",
        "zola emile",
        "harbour",
        "\\",
        "'; drop table contacts; --",
    ] {
        assert_eq!(found(&mut tx, typed).await, Vec::<String>::new(), "{typed}");
    }
}

#[tokio::test]
async fn a_search_finds_exactly_what_begins_with_it() {
    let town = Town::new().await;
    let mut runner = TestRunner::deterministic();
    let words = prop_oneof!["[a-cÀ-å ]{1,4}", "\\PC{1,6}"];
    let mut sample = || words.new_tree(&mut runner).unwrap().current();
    let mut tx = town.tx(Role::Owner).await;
    let mut typed = Vec::new();
    while typed.len() < 150 {
        let contact = ContactForm {
            company: sample(),
            ..form(&sample(), &sample())
        };
        if let Ok(contact) = contact.parse() {
            queries::insert(&mut tx, &contact).await.unwrap();
            let values = contact.values();
            let name = format!("{} {}", values.first_name, values.last_name);
            typed.push(name.chars().take(typed.len() % 5 + 1).collect::<String>());
            typed.push(values.last_name.chars().take(2).collect());
        }
    }
    let organization = tx.organization();
    for typed in typed {
        let filter = ContactFilter::from_query(&|name| (name == "q").then(|| typed.clone()));
        if filter.search.is_empty() {
            continue;
        }
        let expected: i64 = sqlx::query_scalar(
            "select count(*) from contacts where organization_id = $1 and (starts_with(full_name_key, app.fold($2)) \
             or starts_with(last_name_key, app.fold($2)) or starts_with(company_key, app.fold($2)))",
        )
        .bind(organization)
        .bind(&filter.search)
        .fetch_one(tx.conn())
        .await
        .unwrap();
        let page = queries::page(&mut tx, &filter, None).await.unwrap();
        assert_eq!(
            page.total.map(|total| i64::from(total.count)),
            Some(expected),
            "{typed:?}"
        );
    }
}
