//! Somebody on a list is called otherwise from now on.

use super::*;

#[tokio::test]
async fn whoever_is_renamed_is_sorted_and_found_by_the_new_name() {
    let town = Town::new().await;
    let (event, people) = (town.event(None).await, town.contacts(3).await);
    town.add(event, &people).await;
    let mut tx = town.tx(Role::Owner).await;
    let member = town.lumen.user(Role::Member);
    queries::add(&mut tx, event, &[Who::Colleague(member)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.act(&format!(
        "update contacts set first_name = 'Zoë', last_name = 'Abel', company = 'Argon' where id = '{}';
         update users set last_name = 'Aaltonen' where id = '{member}'",
        people[2]
    ))
    .await;
    let mut tx = town.tx(Role::Owner).await;
    let all = AttendeeFilter::default();
    let page = queries::page(&mut tx, event, &all, None).await.unwrap().page;
    let names: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["Member Aaltonen", "Zoë Abel", "Person No00001", "Person No00002"]
    );
    for (typed, found) in [("zoe", 1), ("argon", 1), ("company 2", 0), ("aalto", 1)] {
        let filter = AttendeeFilter {
            search: typed.into(),
            ..AttendeeFilter::default()
        };
        let page = queries::page(&mut tx, event, &filter, None).await.unwrap().page;
        assert_eq!(page.rows.len(), found, "{typed}");
    }
    // A name is nobody's change of the list.
    let versions: i32 = town.look("max(version) from event_attendees").await;
    assert_eq!(versions, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn renaming_and_marking_the_same_people_at_once_ends() {
    let town = Town::with_connections(12).await;
    let (event, people) = (town.event_at(-1, None).await, town.contacts(20).await);
    town.add(event, &people).await;
    let ids = town.of(event, &people).await;
    let rounds = 12;
    let marking = async {
        for round in 0..rounds {
            let to = if round % 2 == 0 { Attended } else { NoShow };
            town.change(event, &ids, to).await;
        }
    };
    let renaming = async |offset: usize| {
        for round in 0..rounds {
            let mut tx = town.tx(Role::Owner).await;
            sqlx::query(AssertSqlSafe(format!(
                "update contacts set last_name = 'Round{round}x{offset}' where organization_id = '{}' and id = '{}'",
                town.lumen.id,
                people[(round * 7 + offset) % people.len()]
            )))
            .execute(tx.conn())
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(marking, renaming(0), renaming(3), renaming(5), renaming(11));
    town.taken(event).await;
}
