//! Paging through the list.

use super::*;
use crate::contacts::types::{
    Condition, ConditionKey, ContactFilter, ContactSort, ContactType, Cursor, OwnerFilter, Page, Total,
};

const MANY: i64 = 173;

/// Many contacts at once, with ties in every column that can be sorted by, and with blanks.
async fn crowd(tx: &mut TenantTx, owner: UserId) {
    let organization = tx.organization();
    let me = tx.user().unwrap();
    sqlx::query(
        "insert into contacts (organization_id, created_by, owner_id, first_name, last_name, company, lead_score, contact_type, created_at) \
         select $1, $2, case when i % 4 = 0 then $3 end, 'Ada ' || i % 3, 'Lovelace ' || i % 5, \
           case when i % 3 > 0 then 'Company ' || i % 4 end, i % 6, (array['target', 'contact', 'plug'])[i % 3 + 1], \
           now() - i % 7 * interval '1 day' \
         from generate_series(1, $4) as i",
    )
    .bind(organization)
    .bind(me)
    .bind(owner)
    .bind(MANY)
    .execute(tx.conn())
    .await
    .unwrap();
    sqlx::query(
        "insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, interaction_date) \
         select $1, id, $2, 'call', now() - lead_score % 4 * interval '1 day' from contacts \
         where organization_id = $1 and lead_score > 2",
    )
    .bind(organization)
    .bind(me)
    .execute(tx.conn())
    .await
    .unwrap();
}

/// The ids in the filter's order, by the plainest statement that gives it.
async fn in_order(tx: &mut TenantTx, filter: &ContactFilter) -> Vec<ContactId> {
    let keys: &[&str] = match filter.sort {
        // Everybody of the crowd is found, by the same words in the same places.
        ContactSort::Relevance | ContactSort::Name => &["last_name_key", "full_name_key"],
        ContactSort::Company => &["company is null", "lower(company) collate \"C\""],
        ContactSort::Score => &["lead_score"],
        ContactSort::LastInteraction => &["coalesce(last_interaction, '-infinity')"],
        ContactSort::Created => &["created_at"],
    };
    let direction = if filter.descending { "desc" } else { "asc" };
    let order: String = keys.iter().map(|key| format!("{key} {direction}, ")).collect();
    let narrowed = match filter.condition(ConditionKey::Type) {
        Some(stage) => format!("contact_type = '{}'", stage.text()),
        None => "true".into(),
    };
    let statement = format!(
        "select id from contacts where organization_id = $1 and not is_deleted and {narrowed} order by {order}id {direction}"
    );
    let organization = tx.organization();
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .bind(organization)
        .fetch_all(tx.conn())
        .await
        .unwrap()
}

/// Every page from one end to the other.
async fn walk(
    tx: &mut TenantTx,
    filter: &ContactFilter,
    from: Option<Cursor>,
) -> Vec<Page<super::super::types::ContactRow>> {
    let is_forwards = !matches!(from, Some(Cursor::Before(_)));
    let mut pages = Vec::new();
    let mut cursor = from;
    loop {
        let page = queries::page(tx, filter, cursor.as_ref()).await.unwrap();
        cursor = if is_forwards {
            page.next.clone()
        } else {
            page.previous.clone()
        };
        pages.push(page);
        if cursor.is_none() {
            return pages;
        }
        assert!(pages.len() < 20, "the walk does not end");
    }
}

#[tokio::test]
async fn a_walk_through_the_pages_meets_everybody_once_in_every_order_and_both_ways() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, town.lumen.user(Role::Member)).await;
    let mut harbor = town.harbor_tx().await;
    crowd(&mut harbor, town.harbor.user(Role::Member)).await;
    harbor.commit().await.unwrap();

    for narrowed in [None, Some(Condition::Type(vec![ContactType::Plug]))] {
        for (sort, descending) in ContactSort::ALL
            .iter()
            .flat_map(|sort| [(*sort, false), (*sort, true)])
        {
            let search = if sort == ContactSort::Relevance {
                "lovelace ada"
            } else {
                ""
            };
            let filter = ContactFilter {
                search: search.into(),
                sort,
                descending,
                ..ContactFilter::of(narrowed.clone())
            };
            let expected = in_order(&mut tx, &filter).await;

            let pages = walk(&mut tx, &filter, None).await;
            let met: Vec<_> = pages
                .iter()
                .flat_map(|page| &page.rows)
                .map(|row| row.id)
                .collect();
            assert_eq!(met, expected, "{sort} {descending}");
            assert!(pages.iter().all(|page| {
                page.total
                    .is_some_and(|total| total.count as usize == expected.len())
            }));
            assert_eq!(pages.first().and_then(|page| page.previous.clone()), None);

            let Some(mut last) = pages.last().cloned() else {
                panic!("no pages")
            };
            let mut met: Vec<_> = last.rows.iter().map(|row| row.id).collect();
            while let Some(previous) = last.previous {
                last = queries::page(&mut tx, &filter, Some(&previous)).await.unwrap();
                assert!(last.next.is_some());
                met.splice(0..0, last.rows.iter().map(|row| row.id));
            }
            assert_eq!(met, expected, "{sort} {descending} backwards");
        }
    }
}

#[tokio::test]
async fn contacts_that_come_and_go_during_a_walk_make_nobody_else_appear_twice_or_never() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, town.lumen.user(Role::Member)).await;
    let filter = ContactFilter {
        sort: ContactSort::Created,
        descending: true,
        ..ContactFilter::default()
    };
    let before = in_order(&mut tx, &filter).await;

    let first = queries::page(&mut tx, &filter, None).await.unwrap();
    let boundary = first.rows.last().unwrap().id;
    queries::delete(&mut tx, boundary).await.unwrap();
    queries::insert(&mut tx, &new(&form("New", "Arrival")))
        .await
        .unwrap();
    let rest = walk(&mut tx, &filter, first.next.clone()).await;

    let met: Vec<_> = first
        .rows
        .iter()
        .chain(rest.iter().flat_map(|page| &page.rows))
        .map(|row| row.id)
        .collect();
    assert_eq!(met, before);
}

#[tokio::test]
async fn a_cursor_that_makes_no_sense_leads_to_the_first_page() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, town.lumen.user(Role::Member)).await;
    let by_name = ContactFilter::default();
    let by_score = by_name.sorted_by(ContactSort::Score);
    let first = queries::page(&mut tx, &by_name, None).await.unwrap();
    let of_another_order = queries::page(&mut tx, &by_score, None)
        .await
        .unwrap()
        .next
        .unwrap();
    let beyond_the_end = {
        let descending = ContactFilter {
            descending: true,
            ..by_name.clone()
        };
        let last = queries::page(&mut tx, &descending, None).await.unwrap();
        let Some(Cursor::After(text)) = last.next else {
            panic!("more rows follow")
        };
        // The greatest name there is: nothing follows it.
        drop(text);
        use base64::Engine;
        let greatest = r#"[{"Name":["zzz","zzz"]},"00000000-0000-0000-0000-000000000000"]"#;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(greatest)
    };
    let with_nul = {
        use base64::Engine;
        let text = "[{\"Name\":[\"\\u0000\",\"\"]},\"00000000-0000-0000-0000-000000000000\"]";
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    for cursor in [
        Cursor::After("nonsense".into()),
        Cursor::Before("!!!".into()),
        Cursor::After(String::new()),
        Cursor::After(with_nul),
        Cursor::After(beyond_the_end),
        of_another_order,
    ] {
        assert_eq!(
            queries::page(&mut tx, &by_name, Some(&cursor)).await.unwrap(),
            first,
            "{cursor:?}"
        );
    }
}

#[tokio::test]
async fn filters_narrow_the_list_and_its_total() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Member).await;
    let me = town.lumen.user(Role::Member);
    crowd(&mut tx, me).await;
    let mut of = async |filter: ContactFilter| queries::page(&mut tx, &filter, None).await.unwrap();

    let all = of(ContactFilter::default()).await;
    assert_eq!(
        (all.rows.len(), all.total),
        (
            50,
            Some(Total {
                count: 173,
                is_more: false
            })
        )
    );
    let mine = of(ContactFilter::of([Condition::Owner(vec![OwnerFilter::Me])])).await;
    assert_eq!(
        mine.total,
        Some(Total {
            count: 43,
            is_more: false
        })
    );
    assert!(
        mine.rows
            .iter()
            .all(|row| row.owner.as_ref().is_some_and(|owner| owner.id == me))
    );
    assert_eq!(
        of(ContactFilter::of([Condition::Owner(vec![OwnerFilter::Person(
            me
        )])]))
        .await,
        mine
    );
    let nobodys = of(ContactFilter::of([Condition::Owner(vec![OwnerFilter::Nobody])])).await;
    assert_eq!(
        nobodys.total,
        Some(Total {
            count: 130,
            is_more: false
        })
    );
    let plugs = of(ContactFilter::of([Condition::Type(vec![ContactType::Plug])])).await;
    assert!(plugs.rows.iter().all(|row| row.contact_type == ContactType::Plug));
    let nothing = of(ContactFilter {
        search: "nobody of this name".into(),
        ..Default::default()
    })
    .await;
    assert_eq!((nothing.rows.len(), nothing.total), (0, Some(Total::default())));
}

#[tokio::test]
async fn what_is_in_the_trash_is_not_in_the_list() {
    let town = Town::new().await;
    let (ada, grace) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    let page = queries::page(&mut tx, &ContactFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [grace]);
}
