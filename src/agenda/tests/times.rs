//! Time: the pitfalls that agendas elsewhere have fallen into. Their numbers are those of a list; what of it concerns events
//! stands with events.

use super::*;
use crate::agenda::types::{ShiftScope, Shifted, shifted};
use chrono::TimeDelta;

/// Another agenda, around the night in which the clocks go forward, in Berlin from 28 March 2027 at two.
async fn spring(town: &Town) -> EventId {
    town.event(
        Role::Owner,
        "Europe/Berlin",
        "2027-03-27T09:00",
        "2027-03-29T18:00",
    )
    .await
}

/// The same in autumn, where they go back on 31 October 2027 at three.
async fn autumn(town: &Town) -> EventId {
    town.event(
        Role::Owner,
        "Europe/Berlin",
        "2027-10-30T09:00",
        "2027-11-01T18:00",
    )
    .await
}

/// Pitfall 2: an event that moves to another zone keeps the times of its agenda on the clock, or the moments.
#[tokio::test]
async fn in_another_zone_the_clock_of_the_agenda_stays_or_its_moments() {
    let town = Town::new().await;
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    for (keeps, begins) in [("clock", "2027-05-11T10:00"), ("moment", "2027-05-11T17:00")] {
        let event = town.forum(Role::Owner).await;
        let hall = town.room(event, "Main hall").await;
        let form = talk_in(hall, "Lamps", "2027-05-11T10:00", "2027-05-11T11:30");
        let id = town.add(event, &form).await;
        let by = if keeps == "clock" { &tokyo } else { &berlin() };
        let moved = EventForm {
            title: "Forum".into(),
            start_date: "2027-05-11T09:00".into(),
            end_date: "2027-05-13T18:00".into(),
            timezone: tokyo.name.clone(),
            zone_change: keeps.into(),
            ..EventForm::blank(&tokyo, Utc::now())
        };
        let locale = Locale::of("en-GB");
        let new = moved.parse().unwrap().by(by, &locale, Utc::now()).unwrap();
        let mut tx = town.tx(Role::Owner).await;
        events::queries::update(&mut tx, event, 1, &new, &locale)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let item = town.item(event, id).await;
        assert_eq!(tokyo.input_value(item.start), begins, "{keeps}");
        assert_eq!(item.length(), TimeDelta::minutes(90));
        assert_eq!(item.room_id, Some(hall));
    }
}

/// Pitfall 5: what is typed is by the clock of the event, whoever types and wherever they are, at the offset of its own date.
#[tokio::test]
async fn times_are_typed_by_the_clock_of_the_event_at_its_own_date() {
    let town = Town::new().await;
    // Whoever acts here lives by UTC.
    let event = town
        .event(
            Role::Owner,
            "America/New_York",
            "2027-03-13T09:00",
            "2027-03-15T18:00",
        )
        .await;
    let before = town
        .add(event, &talk("Before", "2027-03-13T09:00", "2027-03-13T10:00"))
        .await;
    let after = town
        .add(event, &talk("After", "2027-03-15T09:00", "2027-03-15T10:00"))
        .await;
    let start = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    assert_eq!(
        town.item(event, before).await.start,
        start("2027-03-13T14:00:00Z")
    );
    assert_eq!(town.item(event, after).await.start, start("2027-03-15T13:00:00Z"));
    let agenda = town.agenda(event).await;
    let form = AgendaItemForm::of(&agenda.items[1], &agenda.event.span.zone);
    assert_eq!(form.start_time, "2027-03-15T09:00");
}

/// Pitfall 6: what goes on over midnight is one item, on the day on which it begins; nobody's zone makes two of it.
#[tokio::test]
async fn an_item_over_midnight_is_one_item_of_the_day_on_which_it_begins() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    let party = talk_in(hall, "Party", "2027-05-11T22:00", "2027-05-12T03:00");
    let id = town.add(event, &party).await;
    let agenda = town.agenda(event).await;
    let on = |day: &str| {
        agenda
            .items_of(day.parse().unwrap())
            .map(|item| item.id)
            .collect::<Vec<_>>()
    };
    assert_eq!((on("2027-05-11"), on("2027-05-12")), (vec![id], vec![]));
    // What is on after midnight is in its way all the same.
    let early = talk_in(hall, "Early", "2027-05-12T02:30", "2027-05-12T04:00");
    let refused = town.try_add(Role::Owner, event, &early).await.unwrap_err();
    assert!(told(&refused, "is_confirmed").contains("Party"), "{refused:?}");
    // And it moves with its own day.
    let mut tx = town.tx(Role::Owner).await;
    let next_day = ShiftScope::Day("2027-05-12".parse().unwrap());
    let shifted = queries::shift(&mut tx, event, next_day, 60, false).await.unwrap();
    assert_eq!(shifted, Shifted::Saved { moved: Vec::new() });
}

/// Pitfall 6: the days of an agenda are those of its own clock, wherever one looks from: at Auckland it is the next day already.
#[tokio::test]
async fn the_days_of_an_agenda_are_those_of_its_own_clock() {
    let town = Town::new().await;
    let event = town
        .event(
            Role::Owner,
            "Pacific/Auckland",
            "2027-05-11T09:00",
            "2027-05-12T18:00",
        )
        .await;
    town.add(event, &talk("Morning", "2027-05-11T09:00", "2027-05-11T10:00"))
        .await;
    let agenda = town.agenda(event).await;
    let days: Vec<String> = agenda.days().iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2027-05-11", "2027-05-12"]);
    assert_eq!(agenda.day_of(&agenda.items[0]).to_string(), "2027-05-11");
    assert_eq!(agenda.items[0].start.date_naive().to_string(), "2027-05-10");
}

/// Pitfall 7: an hour that the clocks skip is refused where it was typed.
#[tokio::test]
async fn an_hour_that_the_clocks_skip_is_refused_where_it_was_typed() {
    let town = Town::new().await;
    let event = spring(&town).await;
    let skipped = "There is no 02:30 on that day in Europe/Berlin: the clocks go forward.";
    let refused = town
        .try_add(
            Role::Owner,
            event,
            &talk("Night", "2027-03-28T02:30", "2027-03-28T04:00"),
        )
        .await;
    assert_eq!(told(&refused.unwrap_err(), "start_time"), skipped);
    let refused = town
        .try_add(
            Role::Owner,
            event,
            &talk("Night", "2027-03-28T01:00", "2027-03-28T02:30"),
        )
        .await;
    assert_eq!(told(&refused.unwrap_err(), "end_time"), skipped);
    // Over it an item is an hour shorter than the clock says; said by minutes, it is as long as was said.
    let by_clock = town
        .add(event, &talk("Night", "2027-03-28T01:00", "2027-03-28T04:00"))
        .await;
    assert_eq!(town.item(event, by_clock).await.length(), TimeDelta::hours(2));
    let by_minutes = AgendaItemForm {
        minutes: "120".into(),
        ..talk("Night", "2027-03-28T01:00", "")
    };
    let by_minutes = town.add(event, &by_minutes).await;
    let end = town.item(event, by_minutes).await.end;
    assert_eq!(berlin().input_value(end), "2027-03-28T04:00");
}

/// Pitfall 7: of an hour that comes twice the first is meant, unless the item would then end before it begins.
#[tokio::test]
async fn of_an_hour_that_comes_twice_the_first_is_meant() {
    let town = Town::new().await;
    let event = autumn(&town).await;
    let start = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let id = town
        .add(event, &talk("Night", "2027-10-31T02:30", "2027-10-31T04:00"))
        .await;
    let item = town.item(event, id).await;
    assert_eq!(item.start, start("2027-10-31T00:30:00Z"));
    assert_eq!(item.length(), TimeDelta::minutes(150));
    // From the first half past two to the second quarter past.
    let id = town
        .add(event, &talk("Again", "2027-10-31T02:30", "2027-10-31T02:15"))
        .await;
    let item = town.item(event, id).await;
    assert_eq!(
        (item.start, item.length()),
        (start("2027-10-31T00:30:00Z"), TimeDelta::minutes(45))
    );
}

/// Pitfall 7: moved by a day, what begins at nine begins at nine, on either side of a change of the clocks; moved by minutes it
/// keeps its length, is never in an hour that there is not, and comes back to where it was.
#[tokio::test]
async fn a_shift_over_a_change_of_the_clocks_keeps_the_time_of_day_and_the_length() {
    let town = Town::new().await;
    for (event, from, to, minutes, begins) in [
        (
            spring(&town).await,
            "2027-03-27T09:00",
            "2027-03-27T10:00",
            1440,
            "2027-03-28T09:00",
        ),
        (
            autumn(&town).await,
            "2027-10-30T09:00",
            "2027-10-30T10:00",
            1440,
            "2027-10-31T09:00",
        ),
        (
            autumn(&town).await,
            "2027-11-01T09:00",
            "2027-11-01T10:00",
            -1440,
            "2027-10-31T09:00",
        ),
        // There is no half past two.
        (
            spring(&town).await,
            "2027-03-28T01:30",
            "2027-03-28T01:50",
            60,
            "2027-03-28T03:30",
        ),
        (
            spring(&town).await,
            "2027-03-27T02:30",
            "2027-03-27T03:30",
            1440,
            "2027-03-28T03:30",
        ),
    ] {
        let id = town.add(event, &talk("Lamps", from, to)).await;
        let length = town.item(event, id).await.length();
        let mut tx = town.tx(Role::Owner).await;
        let scope = ShiftScope::From(DateTime::UNIX_EPOCH);
        let shifted = queries::shift(&mut tx, event, scope, minutes, false)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let Shifted::Saved { moved } = shifted else {
            panic!("{shifted:?}")
        };
        let item = town.item(event, id).await;
        assert_eq!(berlin().input_value(item.start), begins, "{from} by {minutes}");
        assert_eq!(item.length(), length);
        let mut tx = town.tx(Role::Owner).await;
        assert_eq!(queries::undo_shift(&mut tx, event, &moved).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(berlin().input_value(town.item(event, id).await.start), from);
    }
}

/// Pitfall 7: within the hour that comes twice, a quarter of an hour later is later.
#[test]
fn within_the_hour_that_comes_twice_later_is_later() {
    let zone = berlin();
    let start = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (from, minutes, to) in [
        // The first hour, into the second, within it, and back.
        ("2027-10-31T00:30:00Z", 15, "2027-10-31T00:45:00Z"),
        ("2027-10-31T01:30:00Z", 15, "2027-10-31T01:45:00Z"),
        ("2027-10-31T01:45:00Z", -15, "2027-10-31T01:30:00Z"),
        ("2027-10-31T00:30:00Z", -15, "2027-10-31T00:15:00Z"),
    ] {
        assert_eq!(
            shifted(start(from), minutes, &zone),
            start(to),
            "{from} by {minutes}"
        );
    }
}

/// Pitfall 9: what begins and ends together clashes; what begins when another ends does not.
#[tokio::test]
async fn a_clash_is_half_open_and_equal_times_are_one() {
    let town = Town::new().await;
    let event = town.forum(Role::Owner).await;
    let hall = town.room(event, "Main hall").await;
    town.add(
        event,
        &talk_in(hall, "Keynote", "2027-05-11T10:00", "2027-05-11T11:00"),
    )
    .await;
    for (from, to, clashes) in [
        ("2027-05-11T10:00", "2027-05-11T11:00", true),
        ("2027-05-11T10:15", "2027-05-11T10:45", true),
        ("2027-05-11T09:00", "2027-05-11T12:00", true),
        ("2027-05-11T10:59", "2027-05-11T11:30", true),
        ("2027-05-11T11:00", "2027-05-11T11:30", false),
        ("2027-05-11T09:30", "2027-05-11T10:00", false),
    ] {
        let mut tx = town.tx(Role::Owner).await;
        let typed = talk_in(hall, "Panel", from, to).parse().unwrap();
        let outcome = queries::insert(&mut tx, event, typed).await;
        assert_eq!(outcome.is_err(), clashes, "{from} to {to}");
    }
}

/// Pitfall 4 and 1: the zone that travels with an agenda knows the offset of every day on which an item may stand.
#[tokio::test]
async fn the_zone_of_an_agenda_knows_every_day_on_which_an_item_may_stand() {
    let town = Town::new().await;
    let event = spring(&town).await;
    let zone = town.agenda(event).await.event.span.zone;
    let whole = berlin();
    let mut day = at("2026-03-27T09:00");
    while day < at("2028-03-28T18:00") {
        assert_eq!(zone.local(day), whole.local(day));
        day += TimeDelta::hours(23);
    }
}
