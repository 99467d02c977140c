//! One save that reaches several events of a series.

use super::*;
use crate::events::types::{EventValues, ZoneChange};
use crate::ui::time::parse_local;

/// Saves an event as it was read, changed, for it and others of its series.
async fn save_over(
    town: &Town,
    read: &Event,
    scope: SeriesScope,
    change: impl Fn(&mut EventForm),
) -> AppResult<SavedEvent> {
    let mut form = EventForm::of(read, &english());
    change(&mut form);
    let typed = form.parse()?;
    let moment = typed.zone_change() == Some(ZoneChange::Moment);
    let by = if moment {
        read.span.zone.clone()
    } else {
        Zone::named(typed.timezone()).unwrap()
    };
    let new = typed.by(&by, &english(), Utc::now())?;
    let mut tx = town.tx(Role::Owner).await;
    let held = queries::series::hold(&mut tx, read.id, scope).await?;
    let stored = queries::save(&mut tx, read.id, read.version, &new, &english()).await?;
    let saved = match held {
        Some(held) => queries::series::carry(&mut tx, held, (read.id, stored), new.values(), &by).await?,
        None => SavedEvent::default(),
    };
    tx.commit().await?;
    Ok(saved)
}

async fn save(
    town: &Town,
    id: EventId,
    scope: SeriesScope,
    change: impl Fn(&mut EventForm),
) -> AppResult<SavedEvent> {
    save_over(town, &town.find(id).await, scope, change).await
}

async fn titles(town: &Town, ids: &[EventId]) -> Vec<String> {
    town.all(ids).await.into_iter().map(|one| one.title).collect()
}

/// What the clock shows of their beginnings, without the day, and of which weekday they are.
fn clocks(events: &[Event]) -> Vec<String> {
    let clock = |one: &Event| one.span.zone.local(one.span.start).format("%a %H:%M").to_string();
    events.iter().map(clock).collect()
}

#[tokio::test]
async fn this_event_this_and_following_or_all_that_are_still_to_come() {
    let town = Town::new().await;
    let (series, ids) = town.series(Role::Owner, &round_table(), 4).await;
    let named = |title: &'static str| move |form: &mut EventForm| form.title = title.to_owned();
    save(&town, ids[1], SeriesScope::This, named("Alone"))
        .await
        .unwrap();
    assert_eq!(
        titles(&town, &ids).await,
        ["Round table", "Alone", "Round table", "Round table"]
    );
    let saved = save(&town, ids[2], SeriesScope::Following, named("Square table"))
        .await
        .unwrap();
    assert_eq!((saved.others, saved.kept), (1, 0));
    assert_eq!(
        titles(&town, &ids).await,
        ["Round table", "Alone", "Square table", "Square table"]
    );
    // What was changed on one alone stays its own, and everything else reaches it.
    let saved = save(&town, ids[3], SeriesScope::Coming, |form| {
        form.title = "Long table".into();
        form.venue = "New mint".into();
    })
    .await
    .unwrap();
    assert_eq!((saved.others, saved.kept), (3, 1));
    assert_eq!(
        titles(&town, &ids).await,
        ["Long table", "Alone", "Long table", "Long table"]
    );
    assert!(
        town.all(&ids)
            .await
            .iter()
            .all(|one| one.venue.as_deref() == Some("New mint"))
    );
    // The series is called what its events are called.
    let mut tx = town.tx(Role::Owner).await;
    assert_eq!(
        queries::series::find(&mut tx, series).await.unwrap().name,
        "Long table"
    );
    drop(tx);
    // From the one that stood alone on they are all alike again.
    save(&town, ids[1], SeriesScope::Coming, named("One table"))
        .await
        .unwrap();
    assert_eq!(titles(&town, &ids).await, ["One table"; 4]);
    save(&town, ids[0], SeriesScope::Coming, named("Another table"))
        .await
        .unwrap();
    assert_eq!(titles(&town, &ids).await, ["Another table"; 4]);
}

#[tokio::test]
async fn only_what_was_changed_is_carried_over() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 3).await;
    save(&town, ids[0], SeriesScope::This, |form| {
        form.description = "With dinner.".into()
    })
    .await
    .unwrap();
    let saved = save(&town, ids[0], SeriesScope::Coming, |form| {
        form.event_type = "workshop".into();
        form.location = "Berlin".into();
        form.address = "Molkenmarkt 2".into();
        form.budget = "750".into();
        form.currency = "CHF".into();
        form.max_attendees = "50".into();
        form.registration_url = "tickets.example.com/table".into();
    })
    .await
    .unwrap();
    assert_eq!((saved.others, saved.kept), (2, 0));
    let events = town.all(&ids).await;
    assert_eq!(
        events
            .iter()
            .map(|one| one.description.is_some())
            .collect::<Vec<_>>(),
        [true, false, false]
    );
    let rest = |one: &Event| EventValues {
        description: None,
        start: DateTime::UNIX_EPOCH,
        end: DateTime::UNIX_EPOCH,
        ..EventValues::from(one)
    };
    assert_eq!(rest(&events[1]), rest(&events[0]));
    assert_eq!(rest(&events[2]), rest(&events[0]));
    // A save without a change reaches nobody.
    let saved = save(&town, ids[0], SeriesScope::Coming, |_| {}).await.unwrap();
    assert_eq!((saved.others, saved.kept), (0, 0));
    assert_eq!(town.find(ids[1]).await.version, events[1].version);
}

#[tokio::test]
async fn another_time_of_day_and_another_weekday_move_the_agendas_along() {
    let town = Town::new().await;
    let id = town.add(Role::Owner, &round_table()).await;
    let first = town.find(id).await;
    let (organization, owner) = (town.lumen.id, town.lumen.user(Role::Owner));
    town.act(&format!(
        "insert into event_agenda_items (organization_id, event_id, created_by, title, start_time, end_time)
         values ('{organization}', '{id}', '{owner}', 'Welcome', '{0}'::timestamptz + interval '1 hour',
           '{0}'::timestamptz + interval '2 hours')",
        first.span.start
    ))
    .await;
    let mut tx = town.tx(Role::Owner).await;
    let series = try_begin(&mut tx, &first, &weekly(4)).await.unwrap();
    tx.commit().await.unwrap();
    let ids = town.of_series(series).await;
    // A day later, at seven, for three hours; on both sides of the change of the clocks.
    save(&town, ids[1], SeriesScope::Following, |form| {
        let start = parse_local(&form.start_date).unwrap() + TimeDelta::hours(25);
        form.start_date = start.format("%Y-%m-%dT%H:%M").to_string();
        form.end_date = (start + TimeDelta::hours(3)).format("%Y-%m-%dT%H:%M").to_string();
    })
    .await
    .unwrap();
    let events = town.all(&ids).await;
    assert_eq!(
        clocks(&events),
        ["Fri 18:00", "Sat 19:00", "Sat 19:00", "Sat 19:00"]
    );
    let hours: Vec<_> = events
        .iter()
        .map(|one| (one.span.end - one.span.start).num_hours())
        .collect();
    assert_eq!(hours, [2, 3, 3, 3]);
    let beside = "select count(*) from event_agenda_items i join events e on e.id = i.event_id
                  where i.start_time = e.start_date + interval '1 hour' and i.end_time = i.start_time + interval '1 hour'";
    assert_eq!(town.count(beside).await, 4);
    // One whose times are its own is not moved by the next save, nor is its agenda.
    save(&town, ids[2], SeriesScope::This, |form| {
        form.start_date = form.start_date.replace("T19:00", "T17:00");
    })
    .await
    .unwrap();
    let saved = save(&town, ids[0], SeriesScope::Coming, |form| {
        form.start_date = form.start_date.replace("T18:00", "T18:30");
    })
    .await
    .unwrap();
    assert_eq!((saved.others, saved.kept), (2, 1));
    assert_eq!(
        clocks(&town.all(&ids).await),
        ["Fri 18:30", "Sat 18:30", "Sat 17:00", "Sat 18:30"]
    );
}

#[tokio::test]
async fn in_another_time_zone_the_whole_series_keeps_its_clock_or_its_moments() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 4).await;
    let before = town.all(&ids).await;
    let move_to = |zone: &'static str, change: &'static str| {
        move |form: &mut EventForm| {
            form.timezone = zone.into();
            form.zone_change = change.into();
        }
    };
    save(
        &town,
        ids[0],
        SeriesScope::Coming,
        move_to("America/New_York", "clock"),
    )
    .await
    .unwrap();
    let moved = town.all(&ids).await;
    assert_eq!(clocks(&moved), ["Fri 18:00"; 4]);
    assert!(moved.iter().all(|one| one.span.zone.name == "America/New_York"));
    assert!(
        moved
            .iter()
            .zip(&before)
            .all(|(now, was)| now.span.start > was.span.start)
    );
    let starts: Vec<_> = moved.iter().map(|one| one.span.start).collect();
    save(
        &town,
        ids[0],
        SeriesScope::Coming,
        move_to("Europe/Berlin", "moment"),
    )
    .await
    .unwrap();
    let back = town.all(&ids).await;
    assert!(back.iter().all(|one| one.span.zone.name == "Europe/Berlin"));
    assert_eq!(back.iter().map(|one| one.span.start).collect::<Vec<_>>(), starts);
}

#[tokio::test]
async fn fewer_places_than_are_taken_at_one_of_them_are_refused_by_its_name_and_nothing_is_saved() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 4).await;
    town.act(&format!(
        "update events set current_attendees = 17 where id = '{}'",
        ids[2]
    ))
    .await;
    let day = |id| {
        let town = &town;
        async move {
            berlin()
                .local(town.find(id).await.span.start)
                .format("%-d %B %Y")
                .to_string()
        }
    };
    let places = |most: &'static str| {
        move |form: &mut EventForm| {
            form.max_attendees = most.into();
            form.venue = "Cellar".into();
        }
    };
    let refused = save(&town, ids[0], SeriesScope::Coming, places("16"))
        .await
        .unwrap_err();
    assert_eq!(
        refused.fields().get("max_attendees"),
        Some(
            format!(
                "Round table on {} has 17 places taken: leave at least as many.",
                day(ids[2]).await
            )
            .as_str()
        )
    );
    assert!(
        town.all(&ids)
            .await
            .iter()
            .all(|one| one.version <= 2 && one.venue.as_deref() == Some("Old mint"))
    );
    save(&town, ids[0], SeriesScope::Coming, places("17"))
        .await
        .unwrap();
    assert!(
        town.all(&ids)
            .await
            .iter()
            .all(|one| one.max_attendees == Some(17))
    );
    // One that keeps its own places is not asked.
    save(&town, ids[2], SeriesScope::This, places("20"))
        .await
        .unwrap();
    save(&town, ids[0], SeriesScope::Coming, places("5"))
        .await
        .unwrap();
    let most: Vec<_> = town
        .all(&ids)
        .await
        .iter()
        .map(|one| one.max_attendees.unwrap())
        .collect();
    assert_eq!(most, [5, 5, 20, 5]);
}

#[tokio::test]
async fn more_places_go_to_those_who_wait_at_each_of_them() {
    let town = Town::new().await;
    let form = EventForm {
        max_attendees: "1".into(),
        ..round_table()
    };
    let (_, ids) = town.series(Role::Owner, &form, 3).await;
    let organization = town.lumen.id;
    for (id, status) in [(ids[1], "published"), (ids[2], "draft")] {
        town.act(&format!(
            "insert into event_attendees (organization_id, event_id, user_id, status, waitlisted_at) values
               ('{organization}', '{id}', '{}', 'registered', null), ('{organization}', '{id}', '{}', 'waitlisted', now());
             update events set current_attendees = 1, status = '{status}' where id = '{id}'",
            town.lumen.user(Role::Owner),
            town.lumen.user(Role::Member),
        ))
        .await;
    }
    save(&town, ids[0], SeriesScope::Coming, |form| {
        form.max_attendees = "2".into()
    })
    .await
    .unwrap();
    let taken: Vec<_> = town.all(&ids).await.iter().map(|one| one.attendees).collect();
    assert_eq!(taken, [0, 2, 2]);
}

#[tokio::test]
async fn what_has_begun_is_over_or_called_off_is_left_as_it_is() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 5).await;
    for (id, status) in [(ids[0], "completed"), (ids[1], "ongoing")] {
        town.act(&format!(
            "update events set status = '{status}', start_date = now() - interval '1 hour' * {}, end_date = now() + interval '1 hour'
             where id = '{id}'",
            if status == "completed" { 3 } else { 2 }
        ))
        .await;
    }
    town.act(&format!(
        "update events set status = 'cancelled' where id = '{}'",
        ids[3]
    ))
    .await;
    save(&town, ids[2], SeriesScope::Coming, |form| {
        form.title = "Late table".into()
    })
    .await
    .unwrap();
    assert_eq!(
        titles(&town, &ids).await,
        [
            "Round table",
            "Round table",
            "Late table",
            "Round table",
            "Late table"
        ]
    );
}

#[tokio::test]
async fn of_two_who_save_for_this_and_following_at_once_one_hears_of_the_other_and_nothing_is_half_done() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 8).await;
    for round in 0..5 {
        let read = town.find(ids[1]).await;
        let send = |name: &'static str| {
            let (town, read) = (&town, &read);
            save_over(town, read, SeriesScope::Following, move |form| {
                form.title = format!("{name} {round}");
                form.venue = format!("{name} {round}");
            })
        };
        let (one, other) = tokio::join!(send("Anna"), send("Otto"));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let winner = if one.is_ok() { "Anna" } else { "Otto" };
        assert!(matches!(one.and(other), Err(AppError::Stale { .. })));
        let events = town.all(&ids).await;
        let expected = format!("{winner} {round}");
        assert!(
            events[1..]
                .iter()
                .all(|event| event.title == expected && event.venue.as_deref() == Some(&expected))
        );
        assert_eq!(events[0].title, "Round table");
    }
}

#[tokio::test]
async fn two_who_save_different_events_of_a_series_do_not_wait_in_a_circle() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 8).await;
    for round in 0..5 {
        let (first, last) = (town.find(ids[0]).await, town.find(ids[6]).await);
        let set = |name: &'static str| move |form: &mut EventForm| form.venue = format!("{name} {round}");
        let (one, other) = tokio::join!(
            save_over(&town, &first, SeriesScope::Coming, set("First")),
            save_over(&town, &last, SeriesScope::Coming, set("Last")),
        );
        // Whoever comes second saves over a version that the first has changed, and hears of it.
        let fine = [&one, &other].into_iter().filter(|saved| saved.is_ok()).count();
        assert_eq!(fine, 1, "{one:?} {other:?}");
        assert!(matches!(one.and(other), Err(AppError::Stale { .. })));
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_at_once_is_saved_once() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 4).await;
    let read = town.find(ids[0]).await;
    let send = || {
        save_over(&town, &read, SeriesScope::Coming, |form| {
            form.title = "Twice".into()
        })
    };
    let (one, other) = tokio::join!(send(), send());
    let others: usize = [one.unwrap(), other.unwrap()]
        .iter()
        .map(|saved| saved.others)
        .sum();
    assert_eq!(others, 3);
    assert_eq!(titles(&town, &ids).await, ["Twice"; 4]);
}

#[tokio::test]
async fn a_budget_that_is_lowered_for_a_series_is_told_of_each_event_it_reaches() {
    let town = Town::new().await;
    let (_, ids) = town.series(Role::Owner, &round_table(), 3).await;
    let (lumen, owner, member) = (
        town.lumen.id,
        town.lumen.user(Role::Owner),
        town.lumen.user(Role::Member),
    );
    for id in &ids {
        town.act(&format!(
            "insert into event_limits (organization_id, event_id, alert_percent, currency, created_by) values ('{lumen}', '{id}', 80, 'EUR', '{owner}'); \
             insert into expenses (organization_id, created_by, event_id, title, amount, currency, expense_date, status, approved_by, approved_at, \
               base_amount, base_currency, fx_rate, fx_date, fx_source, submitted_at) \
             values ('{lumen}', '{member}', '{id}', 'Hall', 60, 'EUR', current_date, 'approved', '{owner}', now(), \
               60, 'EUR', 1, current_date, 'same', now())"
        ))
        .await;
    }
    let told = async || {
        town.count("select count(*) from notifications where kind = 'budget_used' and channel = 'in_app'")
            .await
    };
    let costs = |budget: &'static str| move |form: &mut EventForm| form.budget = budget.to_owned();
    // One has a budget of its own from now on, and is told of by itself.
    save(&town, ids[2], SeriesScope::This, costs("60")).await.unwrap();
    assert_eq!(told().await, 1);
    save(&town, ids[0], SeriesScope::Coming, costs("100"))
        .await
        .unwrap();
    assert_eq!(told().await, 1);
    save(&town, ids[0], SeriesScope::Coming, costs("75"))
        .await
        .unwrap();
    assert_eq!(told().await, 3);
    let titles = "select count(*) from notifications where kind = 'budget_used' and title = 'Round table: 80 % of the budget is used'";
    assert!(town.count(titles).await >= 2);
}
