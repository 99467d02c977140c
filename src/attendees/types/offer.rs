//! What can be done with somebody on a list just now: what the table of moves allows, less what the event does not.

use super::AttendeeStatus;
use chrono::{DateTime, Duration, Utc};

/// How long before an event begins it can be said that somebody came.
pub const BEFOREHAND: Duration = Duration::hours(12);

/// An event's places and its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub start: DateTime<Utc>,
    /// Places taken.
    pub taken: i32,
    /// None where anybody may come.
    pub most: Option<i32>,
    /// How many wait in line.
    pub waiting: u32,
}

impl Places {
    /// Where somebody can be moved. What else the table has would be refused.
    #[must_use]
    pub fn moves(self, from: AttendeeStatus, now: DateTime<Utc>) -> Vec<AttendeeStatus> {
        let moves = from.moves().iter().copied();
        moves.filter(|to| self.allows(from, *to, now)).collect()
    }

    fn allows(self, from: AttendeeStatus, to: AttendeeStatus, now: DateTime<Utc>) -> bool {
        if to.is_of_the_day() && self.start - BEFOREHAND > now {
            return false;
        }
        // Where nobody waits, a place would be given right back.
        if to == AttendeeStatus::Waitlisted {
            return self.most.is_some() && self.waiting > 0;
        }
        // Whoever had cancelled and registers again is put into the line where all places are taken.
        let is_back_in_line = from == AttendeeStatus::Cancelled && to == AttendeeStatus::Registered;
        let is_free = self.most.is_none_or(|most| self.taken < most);
        from.holds_place() || !to.holds_place() || is_free || is_back_in_line
    }
}

#[cfg(test)]
mod unit {
    use super::AttendeeStatus as S;
    use super::*;

    #[test]
    fn only_what_would_be_done_is_offered() {
        let now: DateTime<Utc> = "2027-06-12T12:00:00Z".parse().unwrap();
        let early = Places {
            start: now + Duration::days(3),
            taken: 5,
            most: Some(10),
            waiting: 0,
        };
        assert_eq!(early.moves(S::Registered, now), [S::Confirmed, S::Cancelled]);
        let late = Places {
            start: now + Duration::hours(12),
            ..early
        };
        assert_eq!(
            late.moves(S::Registered, now),
            [S::Confirmed, S::Attended, S::NoShow, S::Cancelled]
        );
        let full = Places {
            taken: 10,
            waiting: 1,
            ..early
        };
        assert_eq!(
            full.moves(S::Registered, now),
            [S::Confirmed, S::Waitlisted, S::Cancelled]
        );
        assert_eq!(full.moves(S::Waitlisted, now), [S::Cancelled]);
        assert_eq!(full.moves(S::Cancelled, now), [S::Registered]);
        let open = Places { most: None, ..late };
        assert_eq!(
            open.moves(S::Waitlisted, now),
            [S::Registered, S::Confirmed, S::Attended, S::Cancelled]
        );
    }

    #[test]
    fn nothing_is_offered_that_is_no_move() {
        let now = Utc::now();
        for taken in [0, 3] {
            for waiting in [0, 2] {
                let places = Places {
                    start: now,
                    taken,
                    most: Some(3),
                    waiting,
                };
                for from in S::ALL {
                    let moves = places.moves(*from, now);
                    assert!(moves.iter().all(|to| from.moves().contains(to)), "{from}");
                }
            }
        }
    }
}
