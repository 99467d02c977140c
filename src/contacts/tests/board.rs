//! The board: what stands in its columns, and what stands above them.

use super::*;
use crate::contacts::types::{
    BoardColumn, Condition, ContactFilter, ContactSort, ContactType, OwnerFilter, Total,
};
use std::collections::BTreeMap;

/// Many contacts by one statement: unequal stages, scores with ties.
async fn crowd(tx: &mut TenantTx, many: i32, owner: UserId) {
    let (organization, me) = (tx.organization(), tx.user().unwrap());
    sqlx::query(
        "insert into contacts (organization_id, created_by, owner_id, first_name, last_name, lead_score, contact_type) \
         select $1, $2, case when i % 2 = 0 then $3 end, 'Ada ' || i % 3, 'Lovelace ' || i % 50, i % 7, \
           (array['target', 'target', 'contact', 'target', 'plug'])[i % 5 + 1] \
         from generate_series(1, $4) as i",
    )
    .bind(organization)
    .bind(me)
    .bind(owner)
    .bind(many)
    .execute(tx.conn())
    .await
    .unwrap();
}

async fn board(tx: &mut TenantTx, filter: &ContactFilter) -> Vec<BoardColumn> {
    queries::board(tx, filter, None).await.unwrap()
}

/// Count and sum of scores of each stage, by counting.
async fn counted(tx: &mut TenantTx) -> BTreeMap<ContactType, (u32, i64)> {
    let organization = tx.organization();
    let rows: Vec<(ContactType, i64, i64)> = sqlx::query_as(
        "select contact_type, count(*), sum(lead_score) from contacts \
         where organization_id = $1 and not is_deleted group by contact_type",
    )
    .bind(organization)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(stage, count, score)| (stage, (u32::try_from(count).unwrap(), score)))
        .collect()
}

/// The same from the top of the board, without empty stages.
async fn shown(tx: &mut TenantTx) -> BTreeMap<ContactType, (u32, i64)> {
    let columns = board(tx, &ContactFilter::default()).await;
    columns
        .into_iter()
        .filter(|column| column.total.count > 0)
        .map(|column| (column.stage, (column.total.count, column.score.unwrap())))
        .collect()
}

#[tokio::test]
async fn each_column_holds_its_stage_in_the_lists_order_and_each_look_further_brings_the_next() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, 700, town.lumen.user(Role::Member)).await;
    let mut harbor = town.harbor_tx().await;
    crowd(&mut harbor, 90, town.harbor.user(Role::Member)).await;
    harbor.commit().await.unwrap();
    for (sort, descending) in [
        (ContactSort::Name, false),
        (ContactSort::Score, true),
        (ContactSort::Created, true),
        (ContactSort::Company, false),
        (ContactSort::LastInteraction, true),
    ] {
        let filter = ContactFilter {
            sort,
            descending,
            ..ContactFilter::default()
        };
        let columns = board(&mut tx, &filter).await;
        let stages: Vec<ContactType> = columns.iter().map(|column| column.stage).collect();
        assert_eq!(stages, ContactType::ALL);
        for column in columns {
            let mut met: Vec<_> = column.cards.rows.iter().map(|row| row.id).collect();
            assert_eq!(met.len(), 20);
            let mut next = column.cards.next;
            while let Some(cursor) = next {
                let page = queries::column(&mut tx, &filter, column.stage, Some(&cursor))
                    .await
                    .unwrap();
                assert!(page.rows.iter().all(|row| row.contact_type == column.stage));
                met.extend(page.rows.iter().map(|row| row.id));
                next = page.next;
            }
            let mut listed = Vec::new();
            let mut cursor = None;
            loop {
                let page = queries::page(&mut tx, &filter, cursor.as_ref()).await.unwrap();
                let of_stage = page.rows.iter().filter(|row| row.contact_type == column.stage);
                listed.extend(of_stage.map(|row| row.id));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(met, listed, "{sort} {}", column.stage);
        }
    }
}

#[tokio::test]
async fn a_board_that_is_read_again_brings_as_many_cards_as_were_shown() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, 1000, town.lumen.user(Role::Member)).await;
    let mut shown = async |cards| {
        let columns = queries::board(&mut tx, &ContactFilter::default(), cards)
            .await
            .unwrap();
        columns[0].cards.rows.len()
    };
    assert_eq!(shown(None).await, 20);
    assert_eq!(shown(Some(0)).await, 20);
    assert_eq!(shown(Some(60)).await, 60);
    assert_eq!(shown(Some(u32::MAX)).await, 300);
}

#[tokio::test]
async fn counts_and_averages_are_the_organisations_own_and_leave_out_the_trash() {
    let town = Town::new().await;
    let mut harbor = town.harbor_tx().await;
    crowd(&mut harbor, 90, town.harbor.user(Role::Member)).await;
    harbor.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(shown(&mut tx).await, BTreeMap::new());

    crowd(&mut tx, 500, town.lumen.user(Role::Member)).await;
    let all = shown(&mut tx).await;
    assert_eq!(all, counted(&mut tx).await);
    assert_eq!(all[&ContactType::Target].0, 300);

    let plug = board(&mut tx, &ContactFilter::default()).await[2].cards.rows[0].id;
    queries::delete(&mut tx, plug).await.unwrap();
    assert_eq!(shown(&mut tx).await[&ContactType::Plug].0, 99);
    queries::restore(&mut tx, plug).await.unwrap();
    assert_eq!(shown(&mut tx).await, all);
    queries::set_type(&mut tx, plug, ContactType::Target)
        .await
        .unwrap();
    assert_eq!(shown(&mut tx).await[&ContactType::Target].0, 301);
    assert_eq!(shown(&mut tx).await, counted(&mut tx).await);
}

#[tokio::test]
async fn what_people_do_at_the_same_time_is_counted_once_each() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Owner).await;
    crowd(&mut tx, 60, town.lumen.user(Role::Member)).await;
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Owner).await;
    let ids: Vec<ContactId> = sqlx::query_scalar("select id from contacts where organization_id = $1")
        .bind(town.lumen.id)
        .fetch_all(tx.conn())
        .await
        .unwrap();
    drop(tx);
    let people = (0..4).map(|person: usize| {
        let (tenant, ids) = (town.lumen.tenant(&town.pool, Role::Owner), ids.clone());
        let owner = town.lumen.user(Role::Member);
        tokio::spawn(async move {
            for turn in 0..80_usize {
                let mut tx = tenant.begin(Permission::EditContacts).await.unwrap();
                let id = ids[(turn * 7 + person * 13) % ids.len()];
                let to = ContactType::ALL[(turn + person) % 3];
                // Somebody may have deleted it just now.
                let _ = match turn % 5 {
                    0 => queries::delete(&mut tx, id).await.map(drop),
                    1 | 2 => queries::restore(&mut tx, id).await,
                    _ => queries::set_type(&mut tx, id, to).await,
                };
                if turn % 20 == 0 {
                    crowd(&mut tx, 5, owner).await;
                }
                // Some of it never happened.
                if turn % 6 != 1 {
                    tx.commit().await.unwrap();
                }
            }
        })
    });
    for person in people.collect::<Vec<_>>() {
        person.await.unwrap();
    }
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(shown(&mut tx).await, counted(&mut tx).await);
    let rows: i64 =
        sqlx::query_scalar("select count(*) from contact_stage_totals where organization_id = $1")
            .bind(town.lumen.id)
            .fetch_one(tx.conn())
            .await
            .unwrap();
    assert!(rows < 150, "{rows} rows to add up after hundreds of changes");
}

#[tokio::test]
async fn a_filter_narrows_columns_counts_and_averages() {
    let town = Town::new().await;
    let me = town.lumen.user(Role::Member);
    let mut tx = town.tx(Role::Member).await;
    crowd(&mut tx, 500, me).await;
    let mine = ContactFilter::of([Condition::Owner(vec![OwnerFilter::Me])]);
    let columns = board(&mut tx, &mine).await;
    assert_eq!(
        columns
            .iter()
            .map(|column| column.total.count)
            .collect::<Vec<_>>(),
        [150, 50, 50]
    );
    for column in &columns {
        let of_me =
            |row: &crate::contacts::types::ContactRow| row.owner.as_ref().map(|owner| owner.id) == Some(me);
        assert!(column.cards.rows.iter().all(of_me));
        assert!(column.average().is_some_and(|average| average <= 6));
    }
    let nothing = ContactFilter {
        search: "nobody of this name".into(),
        ..ContactFilter::default()
    };
    for column in board(&mut tx, &nothing).await {
        assert_eq!((column.total, column.average()), (Total::default(), None));
        assert!(column.cards.rows.is_empty());
    }
}

#[tokio::test]
async fn no_average_is_told_of_what_was_not_counted_to_its_end() {
    let town = Town::new().await;
    let me = town.lumen.user(Role::Member);
    let mut tx = town.tx(Role::Member).await;
    for _ in 0..3 {
        crowd(&mut tx, 600, me).await;
    }
    let found = ContactFilter {
        search: "ada".into(),
        ..ContactFilter::default()
    };
    let columns = board(&mut tx, &found).await;
    let targets = &columns[0];
    assert!(targets.total.is_more);
    assert_eq!((targets.score, targets.average()), (None, None));
    assert!(columns[2].average().is_some());
}

#[tokio::test]
async fn a_member_sees_every_card_and_which_of_them_can_be_moved() {
    let town = Town::new().await;
    let own = town.add(&owned_by(town.lumen.user(Role::Member))).await;
    let others = town.add(&owned_by(town.lumen.user(Role::Admin))).await;
    let mut tx = town.tx(Role::Member).await;
    let columns = board(&mut tx, &ContactFilter::default()).await;
    let cards = &columns[0].cards.rows;
    let can_edit = |id| cards.iter().find(|row| row.id == id).map(|row| row.can_edit);
    assert_eq!((can_edit(own), can_edit(others)), (Some(true), Some(false)));
}
