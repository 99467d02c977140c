//! What each filter leaves of the list.

use super::*;
use crate::contacts::types::{FilterValues, ListState};

/// Contacts that differ in everything that can be filtered by: their last names in order.
async fn cast(town: &Town) {
    let member = town.lumen.user(Role::Member).to_string();
    let tagged = |tags: &str| tags.to_owned();
    for (name, fields) in [
        (
            "Amber",
            ("plug", "90", "VIP, Speaker", "Software", member.as_str()),
        ),
        ("Birch", ("contact", "50", "vip", "Café & Bar", "")),
        ("Cedar", ("target", "10", "sponsor", "", "")),
        ("Dahlia", ("target", "0", "", "software", member.as_str())),
    ] {
        let (contact_type, lead_score, tags, industry, owner_id) = fields;
        town.add(&ContactForm {
            contact_type: contact_type.into(),
            lead_score: lead_score.into(),
            tags: tagged(tags),
            industry: industry.into(),
            owner_id: owner_id.into(),
            ..form("Ada", name)
        })
        .await;
    }
}

/// The first letters of those that an address lists for a member.
async fn found(town: &Town, query: &str) -> String {
    let mut tx = town.tx(Role::Member).await;
    let page = queries::page(&mut tx, &ListState::parse(query).filter, None)
        .await
        .unwrap();
    let total = page.total.unwrap();
    assert_eq!(
        (total.count as usize, total.is_more),
        (page.rows.len(), false),
        "{query}"
    );
    page.rows
        .iter()
        .filter_map(|row| row.last_name.chars().next())
        .collect()
}

async fn expect_found(town: &Town, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        assert_eq!(found(town, query).await, *expected, "{query}");
    }
}

#[tokio::test]
async fn each_filter_takes_several_values_and_finds_those_that_have_one_of_them() {
    let town = Town::new().await;
    cast(&town).await;
    let member = town.lumen.user(Role::Member);
    expect_found(
        &town,
        &[
            ("", "ABCD"),
            ("?type=plug,contact", "AB"),
            ("?type=target&owner=me", "D"),
            ("?owner=none", "BC"),
            ("?owner=me,none", "ABCD"),
            (&format!("?owner={member}"), "AD"),
            ("?score=50-", "AB"),
            ("?score=-10", "CD"),
            ("?score=10-50", "BC"),
            ("?score=50-50", "B"),
        ],
    )
    .await;
}

#[tokio::test]
async fn tags_and_industries_are_found_whatever_their_case_and_accents() {
    let town = Town::new().await;
    cast(&town).await;
    expect_found(
        &town,
        &[
            ("?tags=vip", "AB"),
            ("?tags=VIP,Sponsor", "ABC"),
            ("?tags.all=vip,speaker", "A"),
            ("?tags.none=vip", "CD"),
            ("?tags.none=vip,sponsor", "D"),
            ("?tags=vip&tags.none=speaker", "B"),
            ("?tags=nobody%20has%20it", ""),
            ("?industry=SOFTWARE", "AD"),
            ("?industry=cafe%20%26%20bar", "B"),
            ("?industry=none", "C"),
            ("?industry=none,software", "ACD"),
        ],
    )
    .await;
}

#[tokio::test]
async fn groups_are_joined_by_all_or_by_any_and_added_to_what_the_chips_say() {
    let town = Town::new().await;
    cast(&town).await;
    expect_found(
        &town,
        &[
            ("?g1=type:plug&g2=industry:none", "AC"),
            ("?g1=type:target;score:5-&g2=type:plug", "AC"),
            ("?g1=any;type:plug;score:-5", "AD"),
            ("?g1=any;type:plug;score:-5&g2=owner:none", "ABCD"),
            (
                "?g1=any;type:plug;score:-5&g2=industry:software;type:plug&match=all",
                "A",
            ),
            ("?type=target&g1=any;type:plug;score:-5", "D"),
            ("?q=amb&g1=type:plug&g2=type:target", "A"),
            ("?g1=tags:sponsor&g2=tags.all:vip,speaker", "AC"),
            ("?g1=tags.none:vip;last:never;created:1d", "CD"),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_days_of_a_filter_are_those_of_whoever_looks() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.add(&form("Never", "Met")).await;
    // Twelve hours ahead: much of a day is already the next one there.
    let mut tx = town.tx(Role::Owner).await;
    sqlx::query(
        "update users set timezone = 'Pacific/Auckland' where organization_id = $1 and role = 'member'",
    )
    .bind(town.lumen.id)
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let auckland = Zone::named("Pacific/Auckland").unwrap();
    let day = auckland.local(Utc::now()).date() - chrono::Days::new(40);
    let (before, next) = (day.pred_opt().unwrap(), day.succ_opt().unwrap());
    // A minute into their day, which is still the day before in Greenwich.
    town.log(ada, &call(auckland.start_of(day) + TimeDelta::minutes(1)))
        .await;
    expect_found(
        &town,
        &[
            ("?last=never", "M"),
            ("?last=40d", "L"),
            ("?last=39d", ""),
            ("?last=over-39d", "L"),
            ("?last=over-40d", ""),
            (&format!("?last={day}..{day}"), "L"),
            (&format!("?last={day}.."), "L"),
            (&format!("?last=..{day}"), "L"),
            (&format!("?last=..{before}"), ""),
            (&format!("?last={next}.."), ""),
            ("?created=1d", "LM"),
            ("?created=over-1d", ""),
            ("?created=2020-01-01..2020-12-31", ""),
        ],
    )
    .await;
}

#[tokio::test]
async fn contacts_of_no_company_come_last_where_companies_ascend() {
    let town = Town::new().await;
    for (name, company) in [("Nobody", ""), ("Last", "Zeta"), ("First", "alpha")] {
        town.add(&ContactForm {
            company: company.into(),
            ..form("Ada", name)
        })
        .await;
    }
    assert_eq!(found(&town, "?sort=company").await, "FLN");
    assert_eq!(found(&town, "?sort=company&dir=desc").await, "NLF");
}

#[tokio::test]
async fn a_filter_meets_only_what_its_organisation_has_and_what_is_not_in_the_trash() {
    let town = Town::new().await;
    cast(&town).await;
    let mut tx = town.harbor_tx().await;
    let typed = ContactForm {
        tags: "VIP, harbour".into(),
        industry: "Shipping".into(),
        ..form("Theirs", "Zulu")
    };
    queries::insert(&mut tx, &new(&typed)).await.unwrap();
    tx.commit().await.unwrap();
    let gone = ContactForm {
        tags: "gone".into(),
        industry: "Gone".into(),
        ..form("In", "Trash")
    };
    let gone = town.add(&gone).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, gone).await.unwrap();
    tx.commit().await.unwrap();

    expect_found(
        &town,
        &[
            ("?tags=vip,harbour,gone", "AB"),
            ("?industry=shipping,gone", ""),
            ("?g1=tags:harbour&g2=tags:gone&g3=industry:shipping", ""),
        ],
    )
    .await;
    let values = queries::filter_values(&mut town.tx(Role::Member).await)
        .await
        .unwrap();
    assert_eq!(
        values,
        FilterValues {
            tags: vec!["VIP".into(), "Speaker".into(), "sponsor".into()],
            industries: vec!["Software".into(), "Café & Bar".into()],
        }
    );
    let theirs = queries::filter_values(&mut town.harbor_tx().await).await.unwrap();
    assert_eq!(theirs.industries, ["Shipping"]);
}

#[tokio::test]
async fn a_contact_is_found_by_the_tags_that_it_has_now_and_not_while_it_is_in_the_trash() {
    let town = Town::new().await;
    let tagged = |tags: &str| ContactForm {
        tags: tags.into(),
        ..form("Ada", "A")
    };
    let ada = town.add(&tagged("Café, Cafe, old")).await;
    expect_found(
        &town,
        &[
            ("?tags=cafe", "A"),
            ("?tags.all=CAFÉ,old", "A"),
            ("?tags=new", ""),
        ],
    )
    .await;
    let mut tx = town.tx(Role::Owner).await;
    queries::update(&mut tx, ada, 1, &new(&tagged("new, cafe")))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let now = [
        ("?tags=new", "A"),
        ("?tags.all=cafe,new", "A"),
        ("?tags=old", ""),
        ("?tags.none=old", "A"),
    ];
    expect_found(&town, &now).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from contact_tags")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(kept, 0);
    queries::restore(&mut tx, ada).await.unwrap();
    tx.commit().await.unwrap();
    expect_found(&town, &now).await;
}

#[tokio::test]
async fn door_staff_are_told_no_tag_and_no_industry() {
    let town = Town::new().await;
    cast(&town).await;
    let tenant = town.lumen.tenant(&town.pool, Role::Door);
    let mut tx = tenant.begin(Permission::SeeOneself).await.unwrap();
    assert_eq!(
        queries::filter_values(&mut tx).await.unwrap(),
        FilterValues::default()
    );
}
