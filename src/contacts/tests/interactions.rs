//! What was said and done, and the latest of it.

use super::*;
use crate::contacts::types::{InteractionStatus, TimelineEvent};
use crate::error::AppError;

async fn last(town: &Town, id: ContactId) -> Option<DateTime<Utc>> {
    town.find(id).await.last_interaction
}

async fn stored(town: &Town, contact: ContactId) -> crate::contacts::types::Interaction {
    let mut tx = town.tx(Role::Owner).await;
    let page = queries::timeline(&mut tx, contact, None).await.unwrap();
    page.rows
        .into_iter()
        .find_map(|entry| match entry.what {
            TimelineEvent::Interaction(interaction) => Some(interaction),
            _ => None,
        })
        .unwrap()
}

#[tokio::test]
async fn the_last_interaction_is_the_latest_that_happened_and_was_not_deleted() {
    let town = Town::new().await;
    let ada = town.ada().await;
    assert_eq!(last(&town, ada).await, None);

    let earlier = town.log(ada, &call(hours_ago(50))).await;
    let latest = town.log(ada, &call(hours_ago(10))).await;
    town.log(
        ada,
        &interaction("meeting", "scheduled", Utc::now() + TimeDelta::days(3)),
    )
    .await;
    town.log(ada, &interaction("meeting", "scheduled", hours_ago(1)))
        .await;
    town.log(ada, &interaction("meeting", "cancelled", hours_ago(2)))
        .await;
    let at = last(&town, ada).await.unwrap();
    assert_eq!(at, to_the_minute(hours_ago(10)));

    let mut tx = town.tx(Role::Owner).await;
    queries::delete_interaction(&mut tx, latest).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(last(&town, ada).await, Some(to_the_minute(hours_ago(50))));

    let mut tx = town.tx(Role::Owner).await;
    queries::restore_interaction(&mut tx, latest).await.unwrap();
    queries::cancel_interaction(&mut tx, earlier).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(last(&town, ada).await, Some(at));

    let mut tx = town.tx(Role::Owner).await;
    queries::update_interaction(
        &mut tx,
        latest,
        3,
        &interaction("call", "cancelled", hours_ago(10)),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(last(&town, ada).await, None);
    assert_eq!(town.find(ada).await.version, 1);
}

#[tokio::test]
async fn two_who_log_at_once_leave_the_later_one_as_the_last() {
    let town = Town::new().await;
    for round in 0..20 {
        let ada = town.ada().await;
        let log = async |hours: i64| {
            let mut tx = town.tx(Role::Owner).await;
            let outcome = queries::insert_interaction(&mut tx, ada, &call(hours_ago(hours))).await;
            settled(tx, outcome).await.unwrap();
        };
        let (first, second) = if round % 2 == 0 { (3, 30) } else { (30, 3) };
        tokio::join!(log(first), log(second));
        assert_eq!(last(&town, ada).await, Some(to_the_minute(hours_ago(3))));
    }
}

#[tokio::test]
async fn of_one_who_logs_and_one_who_deletes_at_once_nothing_live_is_left_under_the_trash() {
    let town = Town::new().await;
    for _ in 0..20 {
        let ada = town.ada().await;
        let planned = town
            .log(ada, &interaction("call", "scheduled", hours_ago(1)))
            .await;
        let log = async {
            let mut tx = town.tx(Role::Owner).await;
            let outcome = queries::insert_interaction(&mut tx, ada, &call(hours_ago(1))).await;
            settled(tx, outcome).await
        };
        let complete = async {
            let mut tx = town.tx(Role::Admin).await;
            let outcome = queries::complete_interaction(&mut tx, planned, None).await;
            settled(tx, outcome).await
        };
        let delete = async {
            let mut tx = town.tx(Role::Manager).await;
            let outcome = queries::delete(&mut tx, ada).await;
            settled(tx, outcome).await
        };
        let (logged, completed, deleted) = tokio::join!(log, complete, delete);
        deleted.unwrap();
        assert!(matches!(logged, Ok(_) | Err(AppError::NotFound)), "{logged:?}");
        assert!(
            matches!(completed, Ok(()) | Err(AppError::NotFound)),
            "{completed:?}"
        );
        let live: i64 = sqlx::query_scalar(
            "select count(*) from contact_interactions where organization_id = $1 and contact_id = $2 and not is_deleted",
        )
        .bind(town.lumen.id)
        .bind(ada)
        .fetch_one(town.tx(Role::Owner).await.conn())
        .await
        .unwrap();
        assert_eq!(live, 0);
    }
}

#[tokio::test]
async fn an_interaction_is_read_as_it_was_typed() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let typed = InteractionForm {
        interaction_type: "meeting".into(),
        status: "completed".into(),
        direction: "both".into(),
        interaction_date: "2024-02-29T09:30".into(),
        subject: "Coffee".into(),
        description: "At the fair.\nLong.".into(),
        outcome: "Will write.".into(),
    };
    town.log(ada, &typed.parse(&Zone::utc(), Utc::now()).unwrap())
        .await;
    let read = stored(&town, ada).await;
    assert_eq!(InteractionForm::of(&read, &Zone::utc()), typed);
    assert!(read.can_edit);
}

/// Saves an interaction's own form back, as somebody in a zone who touches nothing, and answers
/// with what is stored then.
async fn saved_back(town: &Town, ada: ContactId, zone: &Zone) -> crate::contacts::types::Interaction {
    let before = stored(town, ada).await;
    let untouched = InteractionForm::of(&before, zone)
        .parse(zone, Utc::now())
        .unwrap();
    let mut tx = town.tx(Role::Owner).await;
    queries::update_interaction(&mut tx, before.id, before.version, &untouched)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    stored(town, ada).await
}

/// A call for which no day was given.
fn call_just_now() -> NewInteraction {
    let form = InteractionForm {
        interaction_type: "call".into(),
        ..InteractionForm::default()
    };
    form.parse(&Zone::utc(), Utc::now()).unwrap()
}

#[tokio::test]
async fn an_interaction_whose_form_comes_back_untouched_is_not_moved() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.log(ada, &call_just_now()).await;
    let logged = stored(&town, ada).await;
    assert_ne!(logged.interaction_date, to_the_minute(logged.interaction_date));
    assert_eq!(saved_back(&town, ada, &Zone::utc()).await, logged);
    let entries: i64 = sqlx::query_scalar(
        "select count(*) from audit_logs where organization_id = $1 and table_name = 'contact_interactions'",
    )
    .bind(town.lumen.id)
    .fetch_one(town.tx(Role::Owner).await.conn())
    .await
    .unwrap();
    assert_eq!(entries, 1);
}

#[tokio::test]
async fn an_interaction_in_the_hour_that_comes_twice_stays_in_its_own() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let mut tx = town.tx(Role::Owner).await;
    let (organization, me) = (tx.organization(), tx.user().unwrap());
    sqlx::query("update users set timezone = 'Europe/Berlin' where organization_id = $1 and id = $2")
        .bind(organization)
        .bind(me)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Half past two in Berlin, for the second time that night.
    let second: DateTime<Utc> = "2025-10-26T01:30:00Z".parse().unwrap();
    town.log(ada, &call(second)).await;
    let berlin = Zone::named("Europe/Berlin").unwrap();
    assert_ne!(berlin.parse_input(&berlin.input_value(second)), Some(second));
    assert_eq!(saved_back(&town, ada, &berlin).await.interaction_date, second);
}

#[tokio::test]
async fn what_is_logged_without_a_day_happened_now() {
    let town = Town::new().await;
    let ada = town.ada().await;
    town.log(ada, &call_just_now()).await;
    let at = last(&town, ada).await.unwrap();
    assert!(Utc::now() - at < TimeDelta::minutes(1) && at <= Utc::now() + TimeDelta::seconds(1));
}

#[tokio::test]
async fn what_lies_ahead_by_the_databases_clock_cannot_be_completed() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let planned = town
        .log(
            ada,
            &interaction("call", "scheduled", Utc::now() + TimeDelta::hours(5)),
        )
        .await;
    // A browser whose clock is a day ahead.
    let fast = Utc::now() + TimeDelta::days(1);
    let form = InteractionForm {
        interaction_type: "call".into(),
        interaction_date: Zone::utc().input_value(Utc::now() + TimeDelta::hours(5)),
        ..InteractionForm::default()
    };
    let ahead = form.parse(&Zone::utc(), fast).unwrap();
    let without_a_day = InteractionForm {
        interaction_date: String::new(),
        ..form
    }
    .parse(&Zone::utc(), fast)
    .unwrap();

    let outcomes = [
        queries::insert_interaction(&mut town.tx(Role::Owner).await, ada, &ahead)
            .await
            .map(drop),
        queries::update_interaction(&mut town.tx(Role::Owner).await, planned, 1, &ahead)
            .await
            .map(drop),
        queries::update_interaction(&mut town.tx(Role::Owner).await, planned, 1, &without_a_day)
            .await
            .map(drop),
    ];
    for outcome in outcomes {
        let Err(AppError::Invalid { errors }) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(errors.get("interaction_date").is_some());
    }
}

#[tokio::test]
async fn a_plan_that_is_ticked_off_happened_when_it_was_planned_or_now_if_it_lay_ahead() {
    let town = Town::new().await;
    let (ada, grace) = (town.ada().await, town.add(&form("Grace", "Hopper")).await);
    let past = town
        .log(ada, &interaction("call", "scheduled", hours_ago(3)))
        .await;
    let ahead = town
        .log(
            grace,
            &interaction("call", "scheduled", Utc::now() + TimeDelta::days(2)),
        )
        .await;
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::complete_interaction(&mut tx, past, None).await,
        Err(AppError::Forbidden)
    );
    drop(tx);
    let mut tx = town.tx(Role::Manager).await;
    queries::complete_interaction(&mut tx, past, Some("Signed."))
        .await
        .unwrap();
    queries::complete_interaction(&mut tx, ahead, None).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(last(&town, ada).await, Some(to_the_minute(hours_ago(3))));
    assert!(Utc::now() - last(&town, grace).await.unwrap() < TimeDelta::minutes(1));
    let completed = stored(&town, ada).await;
    assert_eq!(
        (completed.status, completed.outcome.as_deref()),
        (InteractionStatus::Completed, Some("Signed."))
    );
}

#[tokio::test]
async fn two_outcomes_of_one_plan_are_not_lost_in_one_another() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let planned = town
        .log(ada, &interaction("call", "scheduled", hours_ago(3)))
        .await;
    let mut tx = town.tx(Role::Manager).await;
    queries::complete_interaction(&mut tx, planned, None)
        .await
        .unwrap();
    queries::complete_interaction(&mut tx, planned, Some("Signed."))
        .await
        .unwrap();
    queries::complete_interaction(&mut tx, planned, Some("Signed."))
        .await
        .unwrap();
    queries::complete_interaction(&mut tx, planned, None)
        .await
        .unwrap();
    let other = queries::complete_interaction(&mut tx, planned, Some("Refused.")).await;
    assert!(matches!(other, Err(AppError::Conflict { .. })), "{other:?}");
    tx.commit().await.unwrap();
    assert_eq!(stored(&town, ada).await.outcome.as_deref(), Some("Signed."));
}

#[tokio::test]
async fn an_interaction_of_a_contact_in_the_trash_waits_for_its_contact() {
    let town = Town::new().await;
    let ada = town.ada().await;
    let logged = town.log(ada, &call(hours_ago(1))).await;
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ada).await.unwrap();
    let restored = queries::restore_interaction(&mut tx, logged).await;
    assert!(matches!(restored, Err(AppError::Conflict { .. })), "{restored:?}");
    for outcome in [
        queries::insert_interaction(&mut tx, ada, &call(hours_ago(1)))
            .await
            .map(drop),
        queries::update_interaction(&mut tx, logged, 1, &call(hours_ago(1)))
            .await
            .map(drop),
        queries::complete_interaction(&mut tx, logged, None).await,
        queries::cancel_interaction(&mut tx, logged).await,
        queries::delete_interaction(&mut tx, logged).await.map(drop),
    ] {
        assert_eq!(outcome, Err(AppError::NotFound));
    }
    queries::restore(&mut tx, ada).await.unwrap();
    assert_eq!(queries::restore_interaction(&mut tx, logged).await, Ok(()));
}

#[tokio::test]
async fn an_interaction_in_the_trash_is_not_there_for_those_who_could_not_take_it_out() {
    let town = Town::new().await;
    town.team(&[Role::Member, Role::Manager]).await;
    let (of_another, of_the_team) = (
        town.ada().await,
        town.add(&owned_by(town.lumen.user(Role::Manager))).await,
    );
    let (deleted, fallen) = (
        town.log(of_another, &call(hours_ago(1))).await,
        town.log(of_the_team, &call(hours_ago(1))).await,
    );
    let mut tx = town.tx(Role::Owner).await;
    queries::delete_interaction(&mut tx, deleted).await.unwrap();
    queries::delete(&mut tx, of_the_team).await.unwrap();
    tx.commit().await.unwrap();
    for id in [deleted, fallen] {
        let mut tx = town.tx(Role::Member).await;
        assert_eq!(
            queries::restore_interaction(&mut tx, id).await,
            Err(AppError::NotFound)
        );
        assert_eq!(
            queries::cancel_interaction(&mut tx, id).await,
            Err(AppError::NotFound)
        );
    }
}

#[tokio::test]
async fn what_is_written_of_many_interactions_at_once_is_the_latest_of_each_contact() {
    let town = Town::new().await;
    let (ada, grace, mary) = (
        town.ada().await,
        town.add(&form("Grace", "Hopper")).await,
        town.add(&form("Mary", "Somerville")).await,
    );
    let mut tx = town.tx(Role::Owner).await;
    let write = async |tx: &mut TenantTx, statement: &'static str| {
        sqlx::query(statement)
            .bind(town.lumen.id)
            .bind([ada.0, grace.0])
            .bind(town.lumen.user(Role::Owner))
            .execute(tx.conn())
            .await
            .unwrap();
    };
    // In one statement, the earlier ones last.
    write(
        &mut tx,
        "insert into contact_interactions (organization_id, contact_id, user_id, interaction_type, interaction_date)
         select $1, who, $3, 'call', date '2026-01-10' - day
         from unnest($2::uuid[]) with ordinality as contact (who, number), generate_series(1, 5) as day
         where number <> 2 or day > 2",
    )
    .await;
    tx.commit().await.unwrap();
    let latest = async |id| {
        town.find(id)
            .await
            .last_interaction
            .map(|at| at.date_naive().to_string())
    };
    assert_eq!(latest(ada).await.as_deref(), Some("2026-01-09"));
    assert_eq!(latest(grace).await.as_deref(), Some("2026-01-07"));
    assert_eq!(latest(mary).await, None);

    // One is called off, one moves from one contact to the other: both follow.
    let mut tx = town.tx(Role::Owner).await;
    write(
        &mut tx,
        "update contact_interactions set status = case when interaction_date > '2026-01-08' then 'cancelled' else status end,
           contact_id = case when interaction_date = '2026-01-08' then ($2::uuid[])[2] else contact_id end
         where organization_id = $1 and user_id = $3",
    )
    .await;
    tx.commit().await.unwrap();
    assert_eq!(latest(ada).await.as_deref(), Some("2026-01-07"));
    assert_eq!(latest(grace).await.as_deref(), Some("2026-01-08"));
}
