use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Berlin around the changes of 2026.
fn berlin() -> Zone {
    Zone {
        name: "Europe/Berlin".into(),
        offsets: vec![
            (0, 3_600),
            (at("2026-03-29T01:00:00Z").timestamp(), 7_200),
            (at("2026-10-25T01:00:00Z").timestamp(), 3_600),
        ],
    }
}

fn scale(of: &str, items: &[(&str, &str)]) -> Scale {
    let items = items.iter().map(|(start, end)| (at(start), at(end)));
    Scale::of(day(of), &berlin(), items)
}

fn clock(scale: &Scale) -> (String, String) {
    let local = |at| berlin().local(at).format("%d %H:%M").to_string();
    (local(scale.start), local(scale.instant(scale.minutes)))
}

fn spot(start: &str, end: &str) -> Spot {
    Spot {
        start: at(start),
        end: at(end),
        room_id: None,
    }
}

#[test]
fn an_empty_day_is_shown_from_eight_to_six() {
    assert_eq!(
        clock(&scale("2026-11-22", &[])),
        ("22 08:00".into(), "22 18:00".into())
    );
}

#[test]
fn a_day_has_an_hour_to_spare_before_the_first_and_after_the_last() {
    // 06:30 to 07:00, and 19:10 to 20:15, in Berlin.
    let early = ("2026-11-22T05:30:00Z", "2026-11-22T06:00:00Z");
    let late = ("2026-11-22T18:10:00Z", "2026-11-22T19:15:00Z");
    let both = scale("2026-11-22", &[early, late]);
    assert_eq!(clock(&both), ("22 05:00".into(), "22 22:00".into()));
    // There is nothing before midnight, and nothing after it to spare.
    let first = ("2026-11-21T23:10:00Z", "2026-11-22T00:00:00Z");
    let last = ("2026-11-22T21:30:00Z", "2026-11-22T22:45:00Z");
    assert_eq!(
        clock(&scale("2026-11-22", &[first, last])),
        ("22 00:00".into(), "23 00:00".into())
    );
}

#[test]
fn what_goes_on_over_midnight_is_shown_whole_on_the_day_on_which_it_begins() {
    let night = scale("2026-11-22", &[("2026-11-22T21:00:00Z", "2026-11-23T01:30:00Z")]);
    assert_eq!(clock(&night), ("22 08:00".into(), "23 03:00".into()));
    let block = night.block(at("2026-11-22T21:00:00Z"), at("2026-11-23T01:30:00Z"), 0);
    assert_eq!((block.at, block.length), (14 * 60, 270));
    let after: Vec<bool> = night
        .marks(&berlin())
        .iter()
        .map(|mark| mark.is_next_day)
        .collect();
    assert_eq!(after.iter().filter(|next| **next).count(), 3);
    assert!(!after[15] && after[16], "00:00 is the first of the next day");
}

#[test]
fn what_lasts_for_days_is_cut_off_at_noon() {
    let long = scale("2026-11-22", &[("2026-11-22T09:00:00Z", "2026-11-25T09:00:00Z")]);
    assert_eq!(clock(&long), ("22 08:00".into(), "23 12:00".into()));
    let block = long.block(at("2026-11-22T09:00:00Z"), at("2026-11-25T09:00:00Z"), 0);
    assert_eq!(block.at + block.length, long.minutes);
}

#[test]
fn where_the_clocks_change_the_labels_jump_and_the_lengths_are_true() {
    let labels = |of: &str| -> Vec<String> {
        let night = ["2026-03-28T23:30:00Z", "2026-10-24T22:30:00Z"]
            .map(|start| (at(start), at(start) + Duration::minutes(30)));
        let scale = Scale::of(day(of), &berlin(), night.into_iter());
        let marks = scale.marks(&berlin());
        let label = |mark: &Mark| berlin().local(mark.time).format("%H:%M").to_string();
        marks.iter().take(5).map(label).collect()
    };
    assert_eq!(
        labels("2026-03-29"),
        ["00:00", "01:00", "03:00", "04:00", "05:00"]
    );
    assert_eq!(
        labels("2026-10-25"),
        ["00:00", "01:00", "02:00", "02:00", "03:00"]
    );
    // 01:30 to 03:30 takes one hour in March and three in October.
    for (of, start, end, takes) in [
        ("2026-03-29", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", 60),
        ("2026-10-25", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z", 180),
    ] {
        let block = scale(of, &[(start, end)]).block(at(start), at(end), 0);
        assert_eq!(block.length, takes, "{of}");
    }
}

#[test]
fn those_at_once_share_a_column_and_those_that_follow_have_it_to_themselves() {
    // 0–60 and 30–90 meet; 60–120 meets the second only, and takes the lane of the first.
    assert_eq!(
        lanes(&[(0, 60), (30, 60), (60, 60), (120, 30)]),
        [(0, 2), (1, 2), (0, 2), (0, 1)]
    );
    // Half-open: what begins when the other ends stands beneath it.
    assert_eq!(lanes(&[(0, 60), (60, 60)]), [(0, 1), (0, 1)]);
    assert_eq!(lanes(&[(0, 60), (0, 60), (0, 60)]), [(0, 3), (1, 3), (2, 3)]);
    // Five minutes are drawn as ten.
    assert_eq!(lanes(&[(0, 5), (5, 30)]), [(0, 2), (1, 2)]);
    assert!(lanes(&[]).is_empty());
}

#[test]
fn in_no_lane_two_items_lie_on_each_other_whatever_they_are() {
    // All small programmes of four items on a coarse scale.
    let spans: Vec<(i64, i64)> = (0..6)
        .flat_map(|at| (1..4).map(move |length| (at * 10, length * 10)))
        .collect();
    for (a, first) in spans.iter().enumerate() {
        for (b, second) in spans.iter().enumerate().skip(a) {
            for third in spans.iter().skip(b) {
                let mut items = vec![*first, *second, *third];
                items.sort_unstable();
                let lanes = lanes(&items);
                for (one, (at, length)) in items.iter().enumerate() {
                    assert!(lanes[one].0 < lanes[one].1);
                    for (other, (begins, takes)) in items.iter().enumerate().skip(one + 1) {
                        let meet = at + length > *begins && begins + takes > *at;
                        if meet {
                            assert_ne!(lanes[one].0, lanes[other].0, "{items:?}");
                            assert_eq!(lanes[one].1, lanes[other].1, "{items:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_pointer_falls_on_the_nearest_step() {
    let scale = scale("2026-11-22", &[]);
    assert_eq!(scale.snapped(62.4, 5), 60);
    assert_eq!(scale.snapped(62.6, 5), 65);
    assert_eq!(scale.snapped(68.0, 15), 75);
    assert_eq!(scale.snapped(-30.0, 5), 0);
    assert_eq!(scale.snapped(9_000.0, 5), 600);
}

#[test]
fn an_item_is_carried_whole_and_pulled_at_its_ends() {
    let talk = spot("2026-11-22T09:00:00Z", "2026-11-22T10:00:00Z");
    assert_eq!(
        talk.dragged(Edge::Whole, at("2026-11-22T11:15:00Z"), 5),
        spot("2026-11-22T11:15:00Z", "2026-11-22T12:15:00Z")
    );
    assert_eq!(
        talk.dragged(Edge::End, at("2026-11-22T10:30:00Z"), 5),
        spot("2026-11-22T09:00:00Z", "2026-11-22T10:30:00Z")
    );
    // An end that is pulled past the other one stops before it.
    assert_eq!(
        talk.dragged(Edge::End, at("2026-11-22T08:00:00Z"), 5),
        spot("2026-11-22T09:00:00Z", "2026-11-22T09:05:00Z")
    );
    assert_eq!(
        talk.dragged(Edge::Begin, at("2026-11-22T12:00:00Z"), 15),
        spot("2026-11-22T09:45:00Z", "2026-11-22T10:00:00Z")
    );
}

#[test]
fn a_key_goes_to_the_next_full_step() {
    let scale = scale("2026-11-22", &[]);
    let odd = spot("2026-11-22T09:02:00Z", "2026-11-22T09:30:00Z");
    assert_eq!(
        odd.stepped(Edge::Whole, true, 5, &scale).start,
        at("2026-11-22T09:05:00Z")
    );
    assert_eq!(
        odd.stepped(Edge::Whole, false, 5, &scale).start,
        at("2026-11-22T09:00:00Z")
    );
    let even = spot("2026-11-22T09:00:00Z", "2026-11-22T09:30:00Z");
    assert_eq!(
        even.stepped(Edge::Whole, false, 5, &scale).start,
        at("2026-11-22T08:55:00Z")
    );
    assert_eq!(
        even.stepped(Edge::End, true, 15, &scale).end,
        at("2026-11-22T09:45:00Z")
    );
    // The beginning does not leave its day: midnight in Berlin is 23:00 of the day before.
    let first = spot("2026-11-21T23:00:00Z", "2026-11-21T23:30:00Z");
    assert_eq!(
        first.stepped(Edge::Whole, false, 5, &scale).start,
        at("2026-11-21T23:00:00Z")
    );
    let last = spot("2026-11-22T22:55:00Z", "2026-11-22T23:30:00Z");
    assert_eq!(
        last.stepped(Edge::Whole, true, 5, &scale).start,
        at("2026-11-22T22:55:00Z")
    );
}

#[test]
fn on_another_day_an_item_keeps_the_time_of_its_clock_and_its_length() {
    let talk = spot("2026-03-28T09:00:00Z", "2026-03-28T10:30:00Z");
    // 10:00 in Berlin is another moment once the clocks have changed.
    assert_eq!(
        talk.on_day(day("2026-03-29"), &berlin()),
        spot("2026-03-29T08:00:00Z", "2026-03-29T09:30:00Z")
    );
    // 02:30 is skipped that day.
    let night = spot("2026-03-28T01:30:00Z", "2026-03-28T02:00:00Z");
    assert_eq!(
        night.on_day(day("2026-03-29"), &berlin()).start,
        at("2026-03-28T23:00:00Z")
    );
}

#[test]
fn arrow_keys_go_to_the_neighbours() {
    let block = |at, column| Block {
        at,
        length: 30,
        column,
        lane: 0,
        lanes: 1,
    };
    let ids: Vec<AgendaItemId> = (0..5).map(|_| AgendaItemId::new()).collect();
    let items = [
        (ids[0], block(0, 0)),
        (ids[1], block(0, 2)),
        (ids[2], block(60, 0)),
        (ids[3], block(90, 1)),
        (ids[4], block(300, 1)),
    ];
    let next = |of: usize, key: &str| neighbour(&items, ids[of], key);
    assert_eq!(next(0, "ArrowDown"), Some(ids[2]));
    assert_eq!(next(2, "ArrowUp"), Some(ids[0]));
    assert_eq!(next(2, "ArrowDown"), None);
    assert_eq!(
        next(0, "ArrowRight"),
        Some(ids[3]),
        "the nearest in the next room"
    );
    assert_eq!(next(1, "ArrowLeft"), Some(ids[3]));
    assert_eq!(next(3, "ArrowRight"), Some(ids[1]));
    assert_eq!(next(3, "Home"), Some(ids[0]));
    assert_eq!(next(0, "End"), Some(ids[4]));
}

#[test]
fn near_an_edge_the_grid_scrolls_towards_it_and_elsewhere_it_rests() {
    assert_eq!(push(500.0, 0.0, 1000.0), 0);
    assert_eq!(push(1000.0, 0.0, 1000.0), 14);
    assert_eq!(push(-20.0, 0.0, 1000.0), -14);
    assert!((1..14).contains(&push(970.0, 0.0, 1000.0)));
}
