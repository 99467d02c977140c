//! Finding by words, whole, begun or misspelt.

use super::*;
use crate::contacts::types::ContactHit;

/// Ada at the Analytical Engines, Zoë at a café, and a few who are like them.
async fn populated() -> Town {
    let town = Town::new().await;
    let contact = |first: &str, last: &str, company: &str, email: &str| ContactForm {
        company: company.into(),
        email: email.into(),
        ..form(first, last)
    };
    for contact in [
        contact("Ada", "Lovelace", "Analytical Engines Ltd", "ada@engines.example"),
        contact("Zoë", "Ångström", "Café Müller", "zoe.a@cafe-mueller.example"),
        contact("Grace", "O'Neill-Hopper", "Compiler House B.V.", ""),
        contact("Lovelace", "Grant", "", ""),
        contact("山田", "太郎", "", ""),
    ] {
        town.add(&contact).await;
    }
    town
}

async fn hits(tx: &mut TenantTx, typed: &str) -> Vec<String> {
    let hits = queries::hits(tx, typed, 10).await.unwrap();
    hits.into_iter().map(|hit: ContactHit| hit.name).collect()
}

#[tokio::test]
async fn a_contact_is_found_by_the_words_of_its_name_company_and_address_in_any_order() {
    let town = populated().await;
    let mut tx = town.tx(Role::Member).await;
    for (typed, found) in [
        ("lovelace ada", "Ada Lovelace"),
        ("engines", "Ada Lovelace"),
        ("LOVELACE analytical", "Ada Lovelace"),
        ("ada@engines.example", "Ada Lovelace"),
        ("ada@eng", "Ada Lovelace"),
        ("@engines.ex", "Ada Lovelace"),
        ("engines.example", "Ada Lovelace"),
        ("zoe angstrom", "Zoë Ångström"),
        ("ÅNG", "Zoë Ångström"),
        ("muller", "Zoë Ångström"),
        ("cafe z", "Zoë Ångström"),
        ("oneill", "Grace O'Neill-Hopper"),
        ("O’Neill", "Grace O'Neill-Hopper"),
        ("hopper b.v.", "Grace O'Neill-Hopper"),
        ("b.v.", "Grace O'Neill-Hopper"),
        ("太郎", "山田 太郎"),
    ] {
        assert_eq!(hits(&mut tx, typed).await, [found], "{typed}");
    }
}

#[tokio::test]
async fn a_slip_is_forgiven_where_nobody_is_called_what_was_typed() {
    let town = populated().await;
    let mut tx = town.tx(Role::Member).await;
    for typed in [
        "lvoelace ada",
        "lovelac ada",
        "loveelace aada",
        "lovekace ada",
        "ada@engnies.example",
        "adaengines.example",
        "analitycal ada",
    ] {
        assert_eq!(hits(&mut tx, typed).await, ["Ada Lovelace"], "{typed}");
    }
    // Two slips in one word: still alike.
    assert_eq!(hits(&mut tx, "angsterom").await, ["Zoë Ångström"]);
    // Whoever is called so is found alone.
    town.add(&form("Lovelice", "Grant")).await;
    assert_eq!(hits(&mut tx, "lovelice").await, ["Lovelice Grant"]);
}

#[tokio::test]
async fn a_whole_word_comes_before_the_beginning_of_one_and_a_name_before_a_company() {
    let town = populated().await;
    town.add(&ContactForm {
        company: "Lovelace & Sons".into(),
        ..form("Tom", "Miller")
    })
    .await;
    town.add(&form("Adam", "Smith")).await;
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        hits(&mut tx, "lovelace").await,
        ["Lovelace Grant", "Ada Lovelace", "Tom Miller"]
    );
    assert_eq!(hits(&mut tx, "ada").await, ["Ada Lovelace", "Adam Smith"]);
}

#[tokio::test]
async fn what_is_no_word_finds_nobody_and_breaks_nothing() {
    let town = populated().await;
    let mut tx = town.tx(Role::Member).await;
    let long = "ada ".repeat(500);
    for typed in [
        "",
        " ",
        "%",
        "_",
        "\\",
        "--",
        "@",
        "...",
        "'; drop table contacts; --",
        "\u{0}",
        "zzzzqq",
    ] {
        assert_eq!(hits(&mut tx, typed).await, Vec::<String>::new(), "{typed:?}");
    }
    assert_eq!(hits(&mut tx, &long).await, ["Ada Lovelace"]);
    assert_eq!(hits(&mut tx, "\u{0}ada\u{7} lovelace").await, ["Ada Lovelace"]);
}

#[tokio::test]
async fn a_contact_is_found_by_what_it_is_called_now_and_not_while_it_is_in_the_trash() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    let king = new(&form("Ada", "King"));
    queries::update(&mut tx, ada, 1, &king).await.unwrap();
    assert_eq!(hits(&mut tx, "king").await, ["Ada King"]);
    assert_eq!(hits(&mut tx, "lovelace").await, Vec::<String>::new());
    queries::delete(&mut tx, ada).await.unwrap();
    assert_eq!(hits(&mut tx, "king").await, Vec::<String>::new());
    queries::restore(&mut tx, ada).await.unwrap();
    assert_eq!(hits(&mut tx, "king").await, ["Ada King"]);
}

#[tokio::test]
async fn what_was_opened_lately_comes_back_in_its_order_without_what_is_gone() {
    let town = Town::new().await;
    let (ada, eda) = (town.ada().await, town.add(&form("Eda", "Lovelace")).await);
    let gone = town.add(&form("Ida", "Lovelace")).await;
    let mut harbor = town.harbor_tx().await;
    let foreign = queries::insert(&mut harbor, &new(&form("Uda", "Harbour")))
        .await
        .unwrap();
    harbor.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, gone).await.unwrap();
    let opened = [eda, foreign, gone, ada, ContactId::new()];
    let found = queries::hits_of(&mut tx, &opened).await.unwrap();
    let names: Vec<_> = found.into_iter().map(|hit| hit.name).collect();
    assert_eq!(names, ["Eda Lovelace", "Ada Lovelace"]);
}

#[tokio::test]
async fn a_search_never_finds_another_organisations_contact() {
    let town = Town::new().await;
    let mut harbor = town.harbor_tx().await;
    let contact = ContactForm {
        company: "Quayside".into(),
        email: "uda@quayside.example".into(),
        ..form("Uda", "Harbour")
    };
    queries::insert(&mut harbor, &new(&contact)).await.unwrap();
    for typed in ["uda", "quayside", "uda@quayside.example"] {
        assert_eq!(hits(&mut harbor, typed).await, ["Uda Harbour"], "{typed}");
    }
    harbor.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    // Whole, begun, misspelt and alike.
    for typed in [
        "uda",
        "u",
        "harb",
        "hrabour",
        "harbuor uda",
        "harborouh",
        "quayside",
        "uda@quayside.example",
    ] {
        assert_eq!(hits(&mut tx, typed).await, Vec::<String>::new(), "{typed}");
    }
}

#[tokio::test]
async fn without_an_organisation_a_search_finds_nobody() {
    let town = populated().await;
    let found: i64 = sqlx::query_scalar("select count(*) from app.find_contacts('ada', 10)")
        .fetch_one(&town.pool)
        .await
        .unwrap();
    assert_eq!(found, 0);
}
