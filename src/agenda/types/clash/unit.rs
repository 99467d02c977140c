use super::*;
use crate::agenda::types::{AgendaType, Room, Speaker};
use crate::events::types::{EventHead, EventStatus, Span};
use crate::ids::{ContactId, EventId};
use crate::ui::time::Zone;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 14, 8, 0, 0).unwrap() + TimeDelta::minutes(minutes)
}

/// An id that says which one it is.
fn id(number: u8) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(number) + 1)
}

fn room(number: u8) -> RoomId {
    RoomId(id(number))
}

fn speaker(number: u8) -> Speaker {
    Speaker {
        key: SpeakerKey::Contact(ContactId(id(number))),
        name: format!("Ada {number}"),
        company: None,
        picture: None,
    }
}

/// An item from one minute to another, in a room, with speakers.
fn item(number: u8, (from, to): (i64, i64), in_room: Option<u8>, speakers: &[u8]) -> AgendaItem {
    AgendaItem {
        id: AgendaItemId(id(number)),
        version: 1,
        title: format!("Talk {number}"),
        description: None,
        start: at(from),
        end: at(to),
        agenda_type: AgendaType::Presentation,
        status: ItemStatus::Scheduled,
        room_id: in_room.map(room),
        location: None,
        track_id: None,
        speakers: speakers.iter().map(|one| speaker(*one)).collect(),
        attachments: 0,
        is_starred: false,
    }
}

/// An event of a day with rooms 0 to 2, of which the first holds 50, and 80 people who come.
fn agenda(items: Vec<AgendaItem>) -> Agenda {
    let one = |number: u8| Room {
        id: room(number),
        version: 1,
        name: format!("Hall {number}"),
        capacity: (number == 0).then_some(50),
    };
    Agenda {
        event: EventHead {
            id: EventId(id(0)),
            title: "Forum".into(),
            status: EventStatus::Draft,
            cancelled_reason: None,
            span: Span {
                start: at(0),
                end: at(600),
                zone: Zone::utc(),
            },
            attendees: 80,
            max_attendees: None,
            series: None,
            agenda_items: 0,
            can_edit: true,
        },
        rooms: (0..3).map(one).collect(),
        tracks: Vec::new(),
        items,
    }
}

#[test]
fn what_begins_when_another_ends_does_not_clash_with_it() {
    let first = item(1, (0, 60), Some(0), &[1]);
    let after = item(2, (60, 90), Some(0), &[1]);
    assert!(agenda(vec![first.clone(), after]).clashes().is_empty());
    let before_its_end = item(2, (59, 90), Some(0), &[1]);
    assert_eq!(agenda(vec![first, before_its_end]).clashes().len(), 2);
}

/// Pitfall 9: two that begin and end together were once missed elsewhere.
#[test]
fn what_begins_and_ends_together_clashes() {
    let both = vec![item(1, (0, 60), Some(0), &[]), item(2, (0, 60), Some(0), &[])];
    let found = agenda(both).clashes();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].of, ClashOf::Room(room(0)));
}

#[test]
fn what_was_cancelled_or_is_in_no_room_is_in_nobodys_way() {
    let cancelled = AgendaItem {
        status: ItemStatus::Cancelled,
        ..item(1, (0, 60), Some(0), &[1])
    };
    let other = item(2, (0, 60), Some(0), &[1]);
    assert!(agenda(vec![cancelled, other]).clashes().is_empty());
    let nowhere = vec![item(1, (0, 60), None, &[]), item(2, (0, 60), None, &[])];
    assert!(agenda(nowhere).clashes().is_empty());
}

#[test]
fn only_what_a_change_adds_is_to_be_confirmed() {
    let (one, two) = (item(1, (0, 60), Some(0), &[]), item(2, (30, 90), Some(0), &[]));
    let three = item(3, (90, 120), Some(0), &[]);
    let planned = agenda(vec![one.clone(), two.clone(), three]);
    // They were in each other's way before, whichever begins first.
    let moved = item(1, (40, 80), Some(0), &[]);
    assert!(planned.new_clashes(&[moved]).is_empty());
    // Until 100 it is in the way of the third, too.
    let longer = item(2, (30, 100), Some(0), &[]);
    let found = planned.new_clashes(&[longer]);
    assert_eq!(found.len(), 1);
    assert!(found[0].is_about(two.id) && !found[0].is_about(one.id));
    // What clashes elsewhere is nobody's doing who changes something here.
    assert!(
        planned
            .new_clashes(&[item(4, (200, 260), Some(0), &[])])
            .is_empty()
    );
}

#[test]
fn a_clash_says_what_is_taken_by_what_and_when() {
    let keynote = item(1, (0, 60), Some(0), &[1]);
    let planned = item(2, (30, 90), Some(0), &[1]);
    let both = agenda(vec![keynote, planned.clone()]);
    let words: Vec<String> = both
        .clashes()
        .iter()
        .map(|clash| both.clash_in_words(clash, planned.id, &Locale::of("en-GB")))
        .collect();
    assert_eq!(
        words,
        [
            "Hall 0 is taken: Talk 1, 08:00 to 09:00.",
            "Ada 1 speaks elsewhere: Talk 1, 08:00 to 09:00."
        ]
    );
}

#[test]
fn a_room_is_too_small_for_what_everybody_comes_to() {
    let too_small = |items: Vec<AgendaItem>| {
        let concerns = agenda(items).concerns();
        let small = concerns.into_iter().filter_map(|concern| match concern {
            Concern::RoomTooSmall { holds, expected, .. } => Some((holds, expected)),
            _ => None,
        });
        small.collect::<Vec<_>>()
    };
    assert_eq!(too_small(vec![item(1, (0, 60), Some(0), &[])]), [(50, 80)]);
    // Of a room nobody knows what it holds; and where something else is on, nobody knows who goes where.
    assert!(too_small(vec![item(1, (0, 60), Some(1), &[])]).is_empty());
    let both = vec![item(1, (0, 60), Some(0), &[]), item(2, (30, 60), Some(1), &[])];
    assert!(too_small(both).is_empty());
}

#[test]
fn what_is_outside_the_event_is_worth_a_look() {
    let outside = |span| agenda(vec![item(1, span, None, &[])]).concerns();
    let concern = Concern::OutsideEvent {
        item: AgendaItemId(id(1)),
    };
    assert_eq!(outside((-10, 30)), [concern]);
    assert_eq!(outside((570, 601)), [concern]);
    assert!(outside((0, 600)).is_empty());
}

/// What clashes, as one would ask of every pair by hand.
fn naive(items: &[AgendaItem]) -> BTreeSet<(AgendaItemId, AgendaItemId, String)> {
    let mut found = BTreeSet::new();
    for one in items {
        for other in items {
            let both_live = one.status != ItemStatus::Cancelled && other.status != ItemStatus::Cancelled;
            if one.id >= other.id || !both_live || one.start >= other.end || other.start >= one.end {
                continue;
            }
            if one.room_id.is_some() && one.room_id == other.room_id {
                found.insert((one.id, other.id, format!("{:?}", one.room_id)));
            }
            for speaker in &one.speakers {
                if other.speakers.contains(speaker) {
                    found.insert((one.id, other.id, speaker.key.to_string()));
                }
            }
        }
    }
    found
}

fn as_pairs(clashes: &[Clash]) -> BTreeSet<(AgendaItemId, AgendaItemId, String)> {
    let pair = |clash: &Clash| {
        let of = match clash.of {
            ClashOf::Room(room) => format!("{:?}", Some(room)),
            ClashOf::Speaker(key) => key.to_string(),
        };
        (clash.first.min(clash.second), clash.first.max(clash.second), of)
    };
    clashes.iter().map(pair).collect()
}

prop_compose! {
    fn any_item(number: u8)(
        from in 0..40_i64,
        minutes in 1..20_i64,
        in_room in prop::option::of(0..3_u8),
        speakers in prop::collection::btree_set(0..4_u8, 0..3),
        is_cancelled in prop::bool::weighted(0.1),
    ) -> AgendaItem {
        let speakers: Vec<u8> = speakers.into_iter().collect();
        let status = if is_cancelled { ItemStatus::Cancelled } else { ItemStatus::Scheduled };
        AgendaItem { status, ..item(number, (from, from + minutes), in_room, &speakers) }
    }
}

fn any_items() -> impl Strategy<Value = Vec<AgendaItem>> {
    (0..12_u8).prop_flat_map(|count| (0..count).map(any_item).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn what_clashes_is_what_asking_every_pair_finds(items in any_items()) {
        let clashes = agenda(items.clone()).clashes();
        prop_assert_eq!(as_pairs(&clashes), naive(&items));
        // Each once.
        prop_assert_eq!(clashes.len(), as_pairs(&clashes).len());
    }

    #[test]
    fn it_makes_no_difference_in_which_order_items_are_named(items in any_items()) {
        let turned: Vec<_> = items.iter().rev().cloned().collect();
        prop_assert_eq!(as_pairs(&agenda(items).clashes()), as_pairs(&agenda(turned).clashes()));
    }

    #[test]
    fn meeting_is_mutual(one in any_item(1), other in any_item(2)) {
        prop_assert_eq!(one.meets(&other), other.meets(&one));
        prop_assert!(one.meets(&one));
    }

    #[test]
    fn a_change_adds_what_is_there_after_it_and_was_not_before(items in any_items(), changed in any_item(3)) {
        let before = agenda(items);
        let after = as_pairs(&before.with(std::slice::from_ref(&changed)).clashes());
        let added = as_pairs(&before.new_clashes(std::slice::from_ref(&changed)));
        let known = as_pairs(&before.clashes());
        prop_assert_eq!(added, after.difference(&known).cloned().collect());
    }
}
