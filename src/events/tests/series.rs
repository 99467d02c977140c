//! Events that are held again and again.

use super::*;
use crate::error::{AppError, AppResult};
use crate::events::types::{
    Ends, EventFilter, EventStatus, InSeries, Occurrence, Pattern, Rule, SavedEvent, SeriesScope, Shown,
    Weekdays,
};
use crate::ids::SeriesId;
use chrono::{DateTime, Datelike, NaiveDate};

mod saving;

/// Every week, so many times.
fn weekly(count: usize) -> Rule {
    Rule {
        every: 1,
        pattern: Pattern::Weeks(Weekdays::default()),
        ends: Ends::Count(count),
        is_more: false,
    }
}

/// A Friday evening in October, before the clocks go back.
fn round_table() -> EventForm {
    let year = Utc::now().year() + 1;
    let friday = NaiveDate::from_weekday_of_month_opt(year, 10, chrono::Weekday::Fri, 3).unwrap();
    EventForm {
        start_date: format!("{friday}T18:00"),
        end_date: format!("{friday}T20:00"),
        venue: "Old mint".into(),
        max_attendees: "40".into(),
        budget: "500".into(),
        ..evening("Round table", 1)
    }
}

fn dates_of(event: &Event, rule: &Rule) -> Vec<Occurrence> {
    let zone = &event.span.zone;
    let times = (zone.local(event.span.start), zone.local(event.span.end));
    rule.dates(times, zone, Utc::now()).unwrap().times
}

async fn try_begin(tx: &mut TenantTx, event: &Event, rule: &Rule) -> AppResult<SeriesId> {
    let first = event.span.zone.local(event.span.start).date();
    let dates = dates_of(event, rule);
    queries::series::begin(tx, event.id, (rule, first), &dates[1..]).await
}

impl Town {
    /// A series of somebody's, and its events by when they begin.
    async fn series(&self, role: Role, form: &EventForm, count: usize) -> (SeriesId, Vec<EventId>) {
        let id = self.add(role, form).await;
        let event = self.find(id).await;
        let mut tx = self.tx(role).await;
        let series = try_begin(&mut tx, &event, &weekly(count)).await.unwrap();
        tx.commit().await.unwrap();
        (series, self.of_series(series).await)
    }

    async fn of_series(&self, series: SeriesId) -> Vec<EventId> {
        let mut tx = self.tx(Role::Owner).await;
        let page = queries::page(&mut tx, &EventFilter::of_series(series), None).await;
        page.unwrap().rows.into_iter().map(|row| row.id).collect()
    }

    async fn all(&self, ids: &[EventId]) -> Vec<Event> {
        let mut events = Vec::new();
        for id in ids {
            events.push(self.find(*id).await);
        }
        events
    }

    async fn count(&self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.db.admin_pool())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_series_is_made_of_whole_events_at_the_same_time_of_day_with_their_agendas() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &round_table()).await;
    let first = town.find(id).await;
    let (organization, owner, door) = (
        town.lumen.id,
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Door),
    );
    town.act(&format!(
        "insert into event_rooms (organization_id, event_id, name) values ('{organization}', '{id}', 'Hall');
         insert into event_tracks (organization_id, event_id, name) values ('{organization}', '{id}', 'Practice');
         insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time, room_id, track_id, status)
           select '{organization}', '{id}', '{owner}', 'Item ' || n, '{0}'::timestamptz + interval '1 hour',
             '{0}'::timestamptz + interval '90 minutes', r.id, t.id, case n when 3 then 'cancelled' else 'scheduled' end
           from generate_series(1, 3) as n, event_rooms r, event_tracks t where r.event_id = '{id}' and t.event_id = '{id}';
         insert into event_agenda_speakers (organization_id, item_id, user_id)
           select '{organization}', id, '{owner}' from event_agenda_items where event_id = '{id}';
         insert into event_staff (organization_id, event_id, user_id) values ('{organization}', '{id}', '{door}');
         insert into event_attendees (organization_id, event_id, user_id) values ('{organization}', '{id}', '{owner}');
         update events set current_attendees = 1, status = 'published' where id = '{id}'",
        first.span.start,
    ))
    .await;
    let mut tx = town.tx(Role::Owner).await;
    let series = try_begin(&mut tx, &first, &weekly(4)).await.unwrap();
    tx.commit().await.unwrap();

    let ids = town.of_series(series).await;
    let events = town.all(&ids).await;
    assert_eq!((ids.len(), ids[0]), (4, id));
    let clock: Vec<_> = events
        .iter()
        .map(|one| berlin().local(one.span.start).time().to_string())
        .collect();
    assert_eq!(clock, ["18:00:00"; 4]);
    // The clocks go back in between: one week is 169 hours.
    let hours: Vec<_> = events
        .windows(2)
        .map(|pair| (pair[1].span.start - pair[0].span.start).num_hours())
        .collect();
    assert!(hours.contains(&169) && hours.contains(&168), "{hours:?}");
    for copy in &events[1..] {
        assert_eq!(
            (copy.status, copy.attendees, copy.agenda_items),
            (EventStatus::Draft, 0, 2)
        );
        assert_eq!(
            (&copy.venue, copy.budget, copy.max_attendees),
            (&first.venue, first.budget, Some(40))
        );
        assert_eq!(copy.staff.len(), 1);
        assert_ne!(copy.public_address, first.public_address);
        // Each item an hour after its own event, in the room and track of its own event, with who speaks.
        let kept = format!(
            "select count(*) from event_agenda_items i
             join event_rooms r on r.id = i.room_id and r.event_id = i.event_id
             join event_tracks t on t.id = i.track_id and t.event_id = i.event_id
             join event_agenda_speakers s on s.item_id = i.id and s.user_id = '{owner}'
             join events e on e.id = i.event_id
             where i.event_id = '{}' and i.start_time = e.start_date + interval '1 hour'",
            copy.id
        );
        assert_eq!(town.count(&kept).await, 2);
    }
}

#[tokio::test]
async fn each_event_of_a_series_says_where_it_stands_and_who_is_beside_it() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 4).await;
    let stands = |event: Event| event.series.unwrap();
    let second = stands(town.find(ids[1]).await);
    assert_eq!(
        second,
        InSeries {
            id: series,
            words: "Every week on Friday".into(),
            place: 2,
            count: 4,
            previous: Some(ids[0]),
            next: Some(ids[2]),
            drafts: 3,
            announced: 0,
            following: 3,
        }
    );
    // What is in the trash is passed over.
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ids[2]).await.unwrap();
    tx.commit().await.unwrap();
    let second = stands(town.find(ids[1]).await);
    assert_eq!((second.place, second.count, second.next), (2, 3, Some(ids[3])));
    // An event that is held once stands nowhere.
    let once = town.add(Role::Owner, &round_table()).await;
    assert_eq!(town.find(once).await.series, None);
    // Whoever is at the door of one of them knows of that one only.
    let mut tx = town.tx(Role::Owner).await;
    queries::assign(&mut tx, ids[3], town.lumen.user(Role::Door))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut door = town.tx(Role::Door).await;
    let last = stands(queries::find(&mut door, ids[3]).await.unwrap());
    assert_eq!((last.place, last.count, last.previous), (1, 1, None));
    assert_eq!(queries::series::find(&mut door, series).await.unwrap().made, 4);
}

#[tokio::test]
async fn of_one_form_sent_twice_one_series_is_made() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &round_table()).await;
    let event = town.find(id).await;
    let send = async || {
        let mut tx = town.tx(Role::Owner).await;
        try_begin(&mut tx, &event, &weekly(5)).await?;
        tx.commit().await
    };
    let (one, other) = tokio::join!(send(), send());
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert!(matches!(one.and(other), Err(AppError::Conflict { .. })));
    assert_eq!(town.count("select count(*) from events").await, 5);
    assert_eq!(town.count("select count(*) from event_series").await, 1);
}

#[tokio::test]
async fn a_hundred_events_of_fifty_items_are_made_at_once_and_more_than_that_is_refused() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &round_table()).await;
    let (organization, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
    town.act(&format!(
        "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
         select '{organization}', '{id}', '{owner}', 'Item ' || n, now() + interval '1 minute' * n,
           now() + interval '1 minute' * (n + 1) from generate_series(1, 50) as n"
    ))
    .await;
    let event = town.find(id).await;
    let begun = std::time::Instant::now();
    let mut tx = town.tx(Role::Owner).await;
    try_begin(&mut tx, &event, &weekly(100)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    assert_eq!(town.count("select count(*) from event_agenda_items").await, 5_000);
    // More than that is refused with how many it may be, and nothing is made.
    town.act(&format!(
        "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
         select '{organization}', '{id}', '{owner}', 'More ' || n, now(), now() + interval '1 hour' from generate_series(1, 200) as n"
    ))
    .await;
    let last = town.find(id).await;
    let series = last.series.as_ref().unwrap().id;
    let mut tx = town.tx(Role::Owner).await;
    let dates = dates_of(&last, &weekly(100));
    let first = NaiveDate::default();
    let refused =
        queries::series::add_dates(&mut tx, (series, 100), id, (&weekly(100), first), &dates[1..]).await;
    drop(tx);
    assert!(
        refused
            .unwrap_err()
            .fields()
            .get("count")
            .unwrap()
            .contains("at most 40 events"),
    );
    assert_eq!(town.count("select count(*) from events").await, 100);
}

#[tokio::test]
async fn dates_are_added_after_the_last_and_of_two_who_add_at_once_one_hears_of_it() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 3).await;
    let last = town.find(ids[2]).await;
    let dates = dates_of(&last, &weekly(2).after_one());
    let day = berlin().local(last.span.start).date();
    let add = async || {
        let mut tx = town.tx(Role::Owner).await;
        let which = (series, 3);
        queries::series::add_dates(&mut tx, which, last.id, (&weekly(2), day), &dates[1..]).await?;
        tx.commit().await
    };
    let (one, other) = tokio::join!(add(), add());
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let events = town.all(&town.of_series(series).await).await;
    assert_eq!(events.len(), 5);
    let days: Vec<_> = events
        .windows(2)
        .map(|pair| (berlin().local(pair[1].span.start) - berlin().local(pair[0].span.start)).num_days())
        .collect();
    assert_eq!(days, [7; 4]);
    let found = queries::series::find(&mut town.tx(Role::Owner).await, series)
        .await
        .unwrap();
    assert_eq!((found.made, found.last.unwrap().id), (5, events[4].id));
}

#[tokio::test]
async fn a_whole_series_is_published_at_once_and_the_rest_of_it_called_off() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Member, &round_table(), 5).await;
    let move_on = async |id, to, reason| {
        let mut tx = town.tx(Role::Member).await;
        let moved = queries::series::move_following(&mut tx, id, to, reason, true).await?;
        tx.commit().await?;
        AppResult::Ok(moved)
    };
    assert_eq!(move_on(ids[0], EventStatus::Published, None).await, Ok(5));
    // Once more changes nothing and is no fault.
    assert_eq!(move_on(ids[0], EventStatus::Published, None).await, Ok(0));
    let (organization, admin) = (town.lumen.id, town.lumen.user(Role::Admin));
    town.act(&format!(
        "insert into event_staff (organization_id, event_id, user_id)
         select '{organization}', id, '{admin}' from events where id in ('{}', '{}')",
        ids[2], ids[3]
    ))
    .await;
    assert_eq!(
        move_on(ids[2], EventStatus::Cancelled, Some("The hall is shut.")).await,
        Ok(3)
    );
    // Whoever works at two of the three hears of each.
    let told = "select count(*) from notifications where kind = 'event_cancelled' and channel = 'in_app'";
    assert_eq!(town.count(told).await, 2);
    let stand: Vec<_> = town
        .all(&ids)
        .await
        .into_iter()
        .map(|one| (one.status, one.cancelled_reason))
        .collect();
    let off = (EventStatus::Cancelled, Some("The hall is shut.".to_owned()));
    assert_eq!(
        stand[..2],
        [(EventStatus::Published, None), (EventStatus::Published, None)]
    );
    assert_eq!(stand[2..], [off.clone(), off.clone(), off]);
    // Where none can be moved it says why not.
    let refused = move_on(ids[2], EventStatus::Published, None).await.unwrap_err();
    assert_eq!(refused.to_string(), "This event is cancelled by now.");
}

#[tokio::test]
async fn an_event_and_those_after_it_go_to_the_trash_and_come_back_together() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 5).await;
    let (organization, member) = (town.lumen.id, town.lumen.user(Role::Member));
    town.act(&format!(
        "insert into event_attendees (organization_id, event_id, user_id) values ('{organization}', '{}', '{member}')",
        ids[3]
    ))
    .await;
    // One that went there before by itself stays there.
    let mut tx = town.tx(Role::Owner).await;
    queries::delete(&mut tx, ids[4]).await.unwrap();
    let deleted = queries::series::delete_following(&mut tx, ids[2]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((deleted.title.as_str(), deleted.count), ("Round table", 2));
    assert_eq!(town.of_series(series).await, ids[..2]);
    let gone = "select count(*) from event_attendees where is_deleted";
    assert_eq!(town.count(gone).await, 1);
    for restored in [2, 0] {
        let mut tx = town.tx(Role::Owner).await;
        assert_eq!(
            queries::series::restore_together(&mut tx, ids[2]).await,
            Ok(restored)
        );
        tx.commit().await.unwrap();
        assert_eq!(town.of_series(series).await, ids[..4]);
        assert_eq!(town.count(gone).await, 0);
    }
}

#[tokio::test]
async fn an_event_that_is_taken_out_is_one_like_any_other() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 3).await;
    for _ in 0..2 {
        let mut tx = town.tx(Role::Owner).await;
        queries::series::leave(&mut tx, ids[1]).await.unwrap();
        tx.commit().await.unwrap();
    }
    let event = town.find(ids[1]).await;
    assert_eq!(event.series, None);
    assert_eq!(town.of_series(series).await, [ids[0], ids[2]]);
    // It can be the first of another one.
    let mut tx = town.tx(Role::Owner).await;
    try_begin(&mut tx, &event, &weekly(2)).await.unwrap();
    let refused =
        queries::series::move_following(&mut tx, EventId::new(), EventStatus::Published, None, false).await;
    assert_eq!(refused, Err(AppError::NotFound));
}

#[tokio::test]
async fn a_series_is_listed_by_itself_and_its_events_are_marked() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 3).await;
    town.add(Role::Owner, &round_table()).await;
    let mut tx = town.tx(Role::Manager).await;
    let filter = |shown, series| EventFilter {
        shown,
        series,
        ..EventFilter::default()
    };
    let mut listed = async |filter| queries::page(&mut tx, &filter, None).await.unwrap().rows;
    let of_series = listed(filter(Shown::Drafts, Some(series))).await;
    assert_eq!(of_series.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
    assert!(of_series.iter().all(|row| row.series == Some(series)));
    let all = listed(filter(Shown::Drafts, None)).await;
    assert_eq!(all.len(), 4);
    assert_eq!(all.iter().filter(|row| row.series.is_none()).count(), 1);
    assert!(listed(filter(Shown::All, Some(SeriesId::new()))).await.is_empty());
}

#[tokio::test]
async fn another_organisation_neither_sees_nor_changes_a_series() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 3).await;
    let event = town.find(ids[0]).await;
    let before = town.count("select sum(version) from events").await;
    let dates = dates_of(&event, &weekly(2));
    let mut tx = town.harbor_tx().await;
    let found = queries::page(&mut tx, &EventFilter::of_series(series), None)
        .await
        .unwrap();
    assert!(found.rows.is_empty());
    assert_eq!(
        queries::series::find(&mut tx, series).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        queries::series::standing(&mut tx, Some(series), ids[0]).await,
        Ok(None)
    );
    let day = NaiveDate::default();
    let rule = weekly(2);
    for refused in [
        try_begin(&mut tx, &event, &rule).await.map(drop),
        queries::series::add_dates(&mut tx, (series, 3), ids[2], (&rule, day), &dates).await,
        queries::series::move_following(&mut tx, ids[0], EventStatus::Published, None, false)
            .await
            .map(drop),
        queries::series::delete_following(&mut tx, ids[0]).await.map(drop),
        queries::series::restore_together(&mut tx, ids[0]).await.map(drop),
        queries::series::leave(&mut tx, ids[0]).await,
        queries::series::hold(&mut tx, ids[0], SeriesScope::Following)
            .await
            .map(drop),
    ] {
        assert_eq!(refused, Err(AppError::NotFound));
    }
    assert!(
        queries::series::hold(&mut tx, ids[0], SeriesScope::This)
            .await
            .unwrap()
            .is_none()
    );
    tx.commit().await.unwrap();
    assert_eq!(town.count("select sum(version) from events").await, before);
    assert_eq!(town.of_series(series).await, ids);
    // Nor is an event of theirs put into a series of ours.
    let stray = format!(
        "insert into events (organization_id, created_by, title, start_date, end_date, series_id, series_position)
         select '{}', '{}', 'Stray', now(), now() + interval '1 hour', '{series}', 9",
        town.harbor.id,
        town.harbor.user(Role::Owner)
    );
    let stored = sqlx::query(AssertSqlSafe(stray))
        .execute(&town.db.admin_pool())
        .await;
    assert!(stored.is_err());
}

#[tokio::test]
async fn a_member_does_with_their_own_what_they_may_not_with_others() {
    let town = Town::new().await;
    let (_, others) = town.series(Role::Manager, &round_table(), 3).await;
    let event = town.find(others[0]).await;
    let mut tx = town.tx(Role::Member).await;
    let stand = queries::find(&mut tx, others[0]).await.unwrap().series.unwrap();
    assert_eq!((stand.count, stand.drafts, stand.following), (3, 0, 0));
    for refused in [
        try_begin(&mut tx, &event, &weekly(2)).await.map(drop),
        queries::series::move_following(&mut tx, others[0], EventStatus::Published, None, false)
            .await
            .map(drop),
        queries::series::delete_following(&mut tx, others[0])
            .await
            .map(drop),
        queries::series::leave(&mut tx, others[0]).await,
        queries::series::hold(&mut tx, others[0], SeriesScope::Coming)
            .await
            .map(drop),
    ] {
        assert_eq!(refused, Err(AppError::Forbidden));
    }
    // A series that a manager makes of a member's event is the member's as a whole.
    let own = town.add(Role::Member, &round_table()).await;
    let event = town.find(own).await;
    let mut tx = town.tx(Role::Manager).await;
    try_begin(&mut tx, &event, &weekly(3)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.tx(Role::Member).await;
    assert_eq!(
        queries::series::move_following(&mut tx, own, EventStatus::Published, None, false).await,
        Ok(3)
    );
}
