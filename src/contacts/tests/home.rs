//! The first page.

use super::*;
use crate::contacts::types::{
    Change, ChangeKind, ContactType, FollowUp, HomeSummary, InteractionType, Total,
};
use crate::tenancy::Tenant;
use chrono::TimeZone;

fn utc(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, minute, 0).unwrap()
}

async fn home(town: &Town, role: Role, zone: &str, now: DateTime<Utc>) -> HomeSummary {
    queries::home(&mut town.tx(role).await, &Zone::named(zone).unwrap(), now)
        .await
        .unwrap()
}

fn times(follow_ups: &[FollowUp]) -> Vec<DateTime<Utc>> {
    follow_ups
        .iter()
        .map(|follow_up| follow_up.interaction.interaction_date)
        .collect()
}

#[tokio::test]
async fn today_is_the_day_that_the_persons_clock_shows() {
    let town = Town::new().await;
    let ada = town.ada().await;
    for at in [
        utc(9, 1, 0),
        utc(10, 14, 59),
        utc(10, 15, 0),
        utc(11, 1, 0),
        utc(11, 8, 0),
        utc(11, 15, 0),
    ] {
        town.log(ada, &interaction("follow_up", "scheduled", at)).await;
    }
    // Five in the morning of the 11th in Tokyo, one in the afternoon of the 10th in Los Angeles.
    let now = utc(10, 20, 0);
    let tokyo = home(&town, Role::Owner, "Asia/Tokyo", now).await;
    assert_eq!(times(&tokyo.overdue), [utc(9, 1, 0), utc(10, 14, 59)]);
    assert_eq!(
        times(&tokyo.today),
        [utc(10, 15, 0), utc(11, 1, 0), utc(11, 8, 0)]
    );
    let angeles = home(&town, Role::Owner, "America/Los_Angeles", now).await;
    assert_eq!(times(&angeles.overdue), [utc(9, 1, 0)]);
    assert_eq!(
        times(&angeles.today),
        [utc(10, 14, 59), utc(10, 15, 0), utc(11, 1, 0)]
    );
    assert_eq!(
        tokyo.overdue_total,
        Total {
            count: 2,
            is_more: false
        }
    );
}

#[tokio::test]
async fn a_day_that_has_no_midnight_begins_after_it() {
    let town = Town::new().await;
    let ada = town.ada().await;
    // In Santiago, Sunday 6 September 2026 begins at one o'clock, which is 4:00 in Greenwich.
    let at = |hour, minute| Utc.with_ymd_and_hms(2026, 9, 6, hour, minute, 0).unwrap();
    for at in [at(3, 59), at(4, 0)] {
        town.log(ada, &interaction("call", "scheduled", at)).await;
    }
    let santiago = home(&town, Role::Owner, "America/Santiago", at(15, 0)).await;
    assert_eq!(
        (times(&santiago.overdue), times(&santiago.today)),
        (vec![at(3, 59)], vec![at(4, 0)])
    );
}

#[tokio::test]
async fn follow_ups_are_mine_planned_and_of_contacts_that_are_there() {
    let town = Town::new().await;
    let (ada, grace) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    let now = Utc::now();
    let planned = interaction("call", "scheduled", now - TimeDelta::days(3));
    town.log(ada, &planned).await;
    town.log(ada, &interaction("call", "cancelled", now - TimeDelta::days(3)))
        .await;
    town.log(ada, &call(now - TimeDelta::days(3))).await;
    town.log(grace, &planned).await;
    let mut tx = town.tx(Role::Manager).await;
    queries::insert_interaction(&mut tx, ada, &planned).await.unwrap();
    queries::delete(&mut tx, grace).await.unwrap();
    tx.commit().await.unwrap();

    let summary = home(&town, Role::Owner, "UTC", now).await;
    assert_eq!(
        summary
            .overdue
            .iter()
            .map(|follow_up| follow_up.contact.id)
            .collect::<Vec<_>>(),
        [ada]
    );
    assert_eq!((summary.overdue_total.count, summary.today.len()), (1, 0));
    assert_eq!(home(&town, Role::Admin, "UTC", now).await.overdue, []);
}

#[tokio::test]
async fn what_is_due_today_beyond_what_is_shown_is_told_by_its_number() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let noon: DateTime<Utc> = "2026-03-02T12:00:00Z".parse().unwrap();
    for minutes in 0..25 {
        let planned = interaction("call", "scheduled", noon + TimeDelta::minutes(minutes));
        town.log(ada, &planned).await;
    }
    let tomorrow = interaction("call", "scheduled", noon + TimeDelta::days(1));
    town.log(ada, &tomorrow).await;
    let summary = home(&town, Role::Owner, "UTC", noon).await;
    assert_eq!((summary.today.len(), summary.today_total.count), (20, 25));
    assert_eq!(summary.overdue_total.count, 0);
}

#[tokio::test]
async fn my_contacts_stand_in_the_order_in_which_i_last_met_them() {
    let town = Town::new().await;
    let me = owned_by(town.lumen.user(Role::Member));
    let (never, long_ago, lately) = (town.add(&me).await, town.add(&me).await, town.add(&me).await);
    town.log(long_ago, &call(hours_ago(900))).await;
    town.log(lately, &call(hours_ago(9))).await;
    town.log(town.ada().await, &call(hours_ago(1))).await;
    let recent = home(&town, Role::Member, "UTC", Utc::now()).await.recent;
    assert_eq!(
        recent.iter().map(|row| row.id).collect::<Vec<_>>(),
        [lately, long_ago, never]
    );
}

/// What Home tells, each line in short.
fn told(changes: &[Change]) -> Vec<(String, ChangeKind, String, u32)> {
    changes
        .iter()
        .map(|change| {
            (
                change.by.clone(),
                change.what,
                change.contact.name.clone(),
                change.contacts.count,
            )
        })
        .collect()
}

/// A transaction of a request of its own.
async fn request(town: &Town, role: Role, request: &str) -> TenantTx {
    let person = town.lumen.user(role);
    let tenant = Tenant::for_session(town.pool.clone(), town.lumen.id, person, role, request.into());
    tenant.begin(Permission::ViewContacts).await.unwrap()
}

#[tokio::test]
async fn home_tells_what_people_did_lately_one_line_for_one_act() {
    let town = Town::new().await;
    let mut tx = request(&town, Role::Manager, "import").await;
    let mut imported = Vec::new();
    for number in 0..30 {
        let id = queries::insert(&mut tx, &new(&form("Ada", &format!("Lovelace {number}"))))
            .await
            .unwrap();
        queries::insert_interaction(&mut tx, id, &call(hours_ago(1)))
            .await
            .unwrap();
        imported.push(id);
    }
    tx.commit().await.unwrap();
    let ada = imported[0];
    let mut tx = request(&town, Role::Admin, "move").await;
    queries::set_type(&mut tx, ada, ContactType::Plug).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = request(&town, Role::Admin, "edit").await;
    queries::update(
        &mut tx,
        ada,
        2,
        &new(&ContactForm {
            contact_type: "plug".into(),
            ..form("Ada", "King")
        }),
    )
    .await
    .unwrap();
    let planned = interaction("meeting", "scheduled", Utc::now() + TimeDelta::days(1));
    queries::insert_interaction(&mut tx, ada, &planned).await.unwrap();
    tx.commit().await.unwrap();
    let mut harbor = town.harbor_tx().await;
    queries::insert(&mut harbor, &new(&form("Grace", "Hopper")))
        .await
        .unwrap();
    harbor.commit().await.unwrap();

    let changes = home(&town, Role::Member, "UTC", Utc::now()).await.changes;
    let (admin, manager) = ("Admin Lumen".to_owned(), "Manager Lumen".to_owned());
    assert_eq!(
        told(&changes),
        [
            (
                admin.clone(),
                ChangeKind::Planned(InteractionType::Meeting),
                "Ada King".into(),
                1
            ),
            (admin.clone(), ChangeKind::Edited, "Ada King".into(), 1),
            (
                admin,
                ChangeKind::StageChanged {
                    to: ContactType::Plug
                },
                "Ada King".into(),
                1
            ),
            (
                manager.clone(),
                ChangeKind::Logged(InteractionType::Call),
                "Ada Lovelace 29".into(),
                30
            ),
            (manager, ChangeKind::Added, "Ada Lovelace 29".into(), 30),
        ]
    );
}

#[tokio::test]
async fn home_tells_nothing_of_contacts_that_the_person_may_not_see() {
    let town = Town::new().await;
    let (ada, own) = (
        town.ada().await,
        town.add(&owned_by(town.lumen.user(Role::Member))).await,
    );
    town.log(ada, &call(hours_ago(1))).await;
    let mut tx = request(&town, Role::Manager, "delete").await;
    queries::delete(&mut tx, ada).await.unwrap();
    queries::delete(&mut tx, own).await.unwrap();
    tx.commit().await.unwrap();

    let to_the_member = home(&town, Role::Member, "UTC", Utc::now()).await.changes;
    assert!(
        to_the_member
            .iter()
            .all(|change| change.contact.id == own && change.is_deleted)
    );
    let to_the_owner = home(&town, Role::Owner, "UTC", Utc::now()).await.changes;
    let deleted = to_the_owner
        .iter()
        .find(|change| change.what == ChangeKind::Deleted)
        .unwrap();
    assert_eq!(
        (deleted.contacts.count, deleted.by.as_str()),
        (2, "Manager Lumen")
    );
}

#[tokio::test]
async fn a_persons_zone_is_the_one_they_chose() {
    let town = Town::new().await;
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(queries::zone(&mut tx).await.unwrap().name, "UTC");
    let (organization, me) = (tx.organization(), tx.user().unwrap());
    for (chosen, meant) in [("Asia/Tokyo", "Asia/Tokyo"), ("Mars/Olympus_Mons", "UTC")] {
        sqlx::query("update users set timezone = $3 where organization_id = $1 and id = $2")
            .bind(organization)
            .bind(me)
            .bind(chosen)
            .execute(tx.conn())
            .await
            .unwrap();
        assert_eq!(queries::zone(&mut tx).await.unwrap().name, meant);
    }
}
