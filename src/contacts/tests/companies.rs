//! Companies: the list of them, the page of one, and the joined history of its people.

use super::*;
use crate::contacts::types::{
    Company, CompanyFilter, CompanyRow, CompanySort, ContactType, Cursor, StrengthLevel, TimelineEvent,
};
use crate::error::AppError;

/// Somebody who works somewhere.
fn at(company: &str, first_name: &str) -> ContactForm {
    ContactForm {
        company: company.into(),
        ..form(first_name, "Lovelace")
    }
}

impl Town {
    /// Every page of the list, as whoever of Lumen reads it to the end.
    async fn companies(&self, filter: &CompanyFilter) -> Vec<CompanyRow> {
        let mut tx = self.tx(Role::Member).await;
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = queries::companies(&mut tx, filter, cursor.as_ref(), Utc::now())
                .await
                .unwrap();
            all.extend(page.rows);
            cursor = page.next;
            if cursor.is_none() {
                return all;
            }
        }
    }

    async fn company(&self, name: &str) -> AppResult<Company> {
        queries::company(&mut self.tx(Role::Member).await, name, None, Utc::now()).await
    }

    /// So many companies with so many people each, by one statement.
    async fn many(&self, companies: i32, people: i32) {
        let mut tx = self.tx(Role::Owner).await;
        sqlx::query(
            "insert into contacts (organization_id, created_by, first_name, last_name, company)
             select $1, $2, 'Ada', 'Of ' || p, 'Company ' || to_char(c, 'FM0000')
             from generate_series(1, $3) as c, generate_series(1, $4) as p",
        )
        .bind(self.lumen.id)
        .bind(self.lumen.user(Role::Owner))
        .bind(companies)
        .bind(people)
        .execute(tx.conn())
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}

fn sorted(sort: CompanySort, descending: bool) -> CompanyFilter {
    CompanyFilter {
        sort,
        descending,
        ..CompanyFilter::default()
    }
}

fn names(rows: &[CompanyRow]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

#[tokio::test]
async fn contacts_who_write_a_company_differently_stand_together_under_its_usual_name() {
    let town = Town::new().await;
    for (company, name) in [
        ("Café Ærø", "Ada"),
        ("Café Ærø", "Grace"),
        ("CAFE ÆRØ", "Mary"),
        ("café ærø", "Joan"),
        ("Another", "Edith"),
        ("", "Nobody's"),
    ] {
        town.add(&at(company, name)).await;
    }
    assert_eq!(
        names(&town.companies(&CompanyFilter::default()).await),
        ["Another", "Café Ærø"]
    );

    let company = town.company("cafe ÆRØ ").await.unwrap();
    assert_eq!((company.name.as_str(), company.people_total), ("Café Ærø", 4));
    assert_eq!(
        company.spellings,
        [("CAFE ÆRØ".into(), 1), ("café ærø".into(), 1)]
    );
    assert_eq!(company.people.rows.len(), 4);
    assert_eq!(town.company(&company.key).await.unwrap(), company);
}

#[tokio::test]
async fn a_row_says_what_its_people_come_to() {
    let town = Town::new().await;
    let plug = town
        .add(&ContactForm {
            contact_type: "plug".into(),
            lead_score: "80".into(),
            owner_id: town.lumen.user(Role::Manager).to_string(),
            ..at("Quay", "Ada")
        })
        .await;
    for (name, owner) in [
        ("Grace", Role::Manager),
        ("Mary", Role::Member),
        ("Joan", Role::Admin),
    ] {
        let form = ContactForm {
            owner_id: town.lumen.user(owner).to_string(),
            ..at("Quay", name)
        };
        town.add(&form).await;
    }
    let met = hours_ago(1);
    town.log(plug, &interaction("meeting", "completed", met)).await;

    let rows = town.companies(&CompanyFilter::default()).await;
    let [row] = rows.as_slice() else {
        panic!("{rows:?}")
    };
    assert_eq!((row.key.as_str(), row.people), ("quay", 4));
    assert_eq!((row.best_stage, row.average_score), (ContactType::Plug, 20));
    assert_eq!(row.last_interaction, Some(to_the_minute(met)));
    assert_eq!(
        (row.owners[0].as_str(), row.owners.len(), row.owners_total),
        ("Manager Lumen", 2, 3)
    );
    assert_eq!(row.strength, StrengthLevel::Fair);

    let company = town.company("Quay").await.unwrap();
    assert_eq!(company.strength, row.strength);
    assert_eq!(company.people.rows[0].id, plug);
    let closest = company.closest.unwrap();
    assert_eq!(
        (closest.colleague.as_str(), closest.contact.id),
        ("Owner Lumen", plug)
    );
    assert_eq!(closest.at, to_the_minute(met));
}

#[tokio::test]
async fn every_order_is_paged_whole_both_ways() {
    let town = Town::new().await;
    town.many(120, 1).await;
    for (company, people) in [("Company 0007", 3), ("Company 0090", 2), ("Zebra", 1)] {
        for number in 0..people {
            let id = town.add(&at(company, &format!("Grace {number}"))).await;
            town.log(id, &call(hours_ago(people))).await;
        }
    }
    for sort in CompanySort::ALL {
        let forth = town.companies(&sorted(*sort, false)).await;
        let back = town.companies(&sorted(*sort, true)).await;
        for rows in [&forth, &back] {
            let mut keys: Vec<_> = rows.iter().map(|row| row.key.clone()).collect();
            keys.sort();
            keys.dedup();
            assert_eq!((keys.len(), rows.len()), (121, 121), "{sort}");
        }
        let is_sorted = match sort {
            CompanySort::Name => forth.is_sorted_by_key(|row| row.key.clone()),
            CompanySort::People => forth.is_sorted_by_key(|row| (row.people, row.key.clone())),
            CompanySort::LastInteraction => forth.is_sorted_by_key(|row| row.last_interaction),
        };
        assert!(is_sorted, "{sort}");
        assert_eq!(
            back[0].key,
            match sort {
                CompanySort::Name => "zebra",
                CompanySort::People => "company 0007",
                CompanySort::LastInteraction => "zebra",
            }
        );

        // And back again: the page before the second is the first.
        let mut tx = town.tx(Role::Member).await;
        let filter = sorted(*sort, true);
        let ask = async |tx: &mut TenantTx, cursor: Option<&Cursor>| {
            queries::companies(tx, &filter, cursor, Utc::now()).await.unwrap()
        };
        let first = ask(&mut tx, None).await;
        let second = ask(&mut tx, first.next.as_ref()).await;
        let again = ask(&mut tx, second.previous.as_ref()).await;
        assert_eq!(again.rows, first.rows, "{sort}");
        assert_eq!((again.previous, first.previous), (None, None));
        assert_eq!(first.total.map(|total| total.count), Some(121));
    }
}

#[tokio::test]
async fn a_search_finds_what_begins_with_it_whatever_its_case_and_accents() {
    let town = Town::new().await;
    for company in ["Ångström & Co", "angstrom", "Strom", "100% Organic"] {
        town.add(&at(company, "Ada")).await;
    }
    for sort in CompanySort::ALL {
        let found = |search: &str| CompanyFilter {
            search: search.into(),
            ..sorted(*sort, false)
        };
        let mut rows = town.companies(&found("ANG")).await;
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        assert_eq!(names(&rows), ["angstrom", "Ångström & Co"], "{sort}");
        assert_eq!(names(&town.companies(&found("100%")).await), ["100% Organic"]);
        assert_eq!(town.companies(&found("nothing")).await, []);
    }
}

#[tokio::test]
async fn whatever_a_company_is_called_its_page_is_found() {
    let town = Town::new().await;
    let long = "Gesellschaft zur Förderung der zeitgenössischen Bühnenkunst im deutschsprachigen Raum e. V. (ÖÄÜß) 1";
    let called = [
        "A/S Møller",
        "..",
        "🎪🎟️ Zirkus",
        "½ Brick",
        "50% \\ off?#&=+~2F",
        long,
        "ﬁlm & Ⅷ",
    ];
    for company in called {
        town.add(&at(company, "Ada")).await;
    }
    for company in called {
        let page = town.company(company).await.unwrap();
        assert_eq!((page.name.as_str(), page.people_total), (company, 1));
        assert_eq!(town.company(&page.key).await.unwrap().key, page.key, "{company}");
        let history = queries::company_timeline(&mut town.tx(Role::Member).await, company, None).await;
        assert_eq!(history.unwrap().rows.len(), 1);
    }
    for unknown in ["", " ", "Møller", "\0", "x\0y", "%", "a/s møller/"] {
        assert_eq!(
            town.company(unknown).await.map(drop),
            Err(AppError::NotFound),
            "{unknown:?}"
        );
    }
}

#[tokio::test]
async fn another_organisations_company_is_not_there_and_one_of_the_same_name_is_another() {
    let town = Town::new().await;
    let ada = town.add(&at("Quay", "Ada")).await;
    town.log(ada, &call(hours_ago(2))).await;

    let mut tx = town.harbor_tx().await;
    let list = async |tx: &mut TenantTx| {
        let filter = CompanyFilter::default();
        queries::companies(tx, &filter, None, Utc::now()).await.unwrap()
    };
    assert_eq!(list(&mut tx).await.rows, []);
    assert_eq!(
        queries::company(&mut tx, "Quay", None, Utc::now())
            .await
            .map(drop),
        Err(AppError::NotFound)
    );
    assert_eq!(
        queries::company_timeline(&mut tx, "Quay", None).await.map(drop),
        Err(AppError::NotFound)
    );

    let theirs = queries::insert(&mut tx, &new(&at("QUAY", "Grace")))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.harbor_tx().await;
    assert_eq!(names(&list(&mut tx).await.rows), ["QUAY"]);
    let page = queries::company(&mut tx, "quay", None, Utc::now()).await.unwrap();
    assert_eq!((page.people_total, page.people.rows[0].id), (1, theirs));
    assert_eq!((page.last_interaction, page.closest), (None, None));
    let history = queries::company_timeline(&mut tx, "quay", None).await.unwrap();
    assert!(history.rows.iter().all(|line| line.contact.id == theirs));
    assert_eq!(town.company("quay").await.unwrap().people.rows[0].id, ada);
}

#[tokio::test]
async fn whoever_lies_in_the_trash_works_nowhere() {
    let town = Town::new().await;
    let (ada, grace) = (
        town.add(&at("Quay", "Ada")).await,
        town.add(&at("Quay", "Grace")).await,
    );
    let remove = async |id| {
        let mut tx = town.tx(Role::Owner).await;
        queries::delete(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
    };
    remove(ada).await;
    assert_eq!(town.company("Quay").await.unwrap().people_total, 1);
    remove(grace).await;
    assert_eq!(town.company("Quay").await.map(drop), Err(AppError::NotFound));
    assert_eq!(town.companies(&CompanyFilter::default()).await, []);
}

#[tokio::test]
async fn door_staff_see_no_company() {
    let town = Town::new().await;
    town.add(&at("Quay", "Ada")).await;
    let tenant = town.lumen.tenant(&town.pool, Role::Door);
    let mut tx = tenant.begin(Permission::SeeOneself).await.unwrap();
    let now = Utc::now();
    let outcomes = [
        queries::companies(&mut tx, &CompanyFilter::default(), None, now)
            .await
            .map(drop),
        queries::company(&mut tx, "Quay", None, now).await.map(drop),
        queries::company_timeline(&mut tx, "Quay", None).await.map(drop),
    ];
    for outcome in outcomes {
        assert_eq!(outcome, Err(AppError::Forbidden));
    }
}

#[tokio::test]
async fn people_are_paged_with_those_last_dealt_with_first() {
    let town = Town::new().await;
    town.many(1, 60).await;
    let met = town.add(&at("Company 0001", "Grace")).await;
    town.log(met, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Member).await;
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let page = queries::company(&mut tx, "company 0001", cursor.as_ref(), Utc::now())
            .await
            .unwrap();
        assert_eq!(page.people_total, 61);
        ids.extend(page.people.rows.iter().map(|person| person.id));
        cursor = page.people.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(ids[0], met);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 61);
}

#[tokio::test]
async fn the_history_of_a_company_is_that_of_its_people_latest_first_and_whole() {
    let town = Town::new().await;
    let (ada, grace) = (
        town.add(&at("Quay", "Ada")).await,
        town.add(&at("quay", "Grace")).await,
    );
    let other = town.add(&at("Elsewhere", "Mary")).await;
    for hour in 1..=30 {
        town.log(if hour % 2 == 0 { ada } else { grace }, &call(hours_ago(hour)))
            .await;
        town.log(other, &call(hours_ago(hour))).await;
    }
    let mut tx = town.tx(Role::Owner).await;
    queries::set_type(&mut tx, ada, ContactType::Plug).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = town.tx(Role::Member).await;
    let (mut lines, mut cursor) = (Vec::new(), None);
    loop {
        let page = queries::company_timeline(&mut tx, "QUAY", cursor.as_ref())
            .await
            .unwrap();
        lines.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    // Thirty calls, a change of stage, and two beginnings.
    assert_eq!(lines.len(), 33);
    assert!(lines.is_sorted_by(|one, next| one.entry.at >= next.entry.at));
    assert!(lines.iter().all(|line| [ada, grace].contains(&line.contact.id)));
    let moved = lines
        .iter()
        .find(|line| matches!(line.entry.what, TimelineEvent::StageChanged { .. }));
    assert_eq!(moved.map(|line| line.contact.id), Some(ada));
}
