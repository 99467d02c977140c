//! How well we know somebody: a figure that anybody can work out by hand. `docs/strength.md` says
//! it in words; a test keeps the two in step.

use super::{Direction, InteractionType};
use crate::text_enum;
use serde::{Deserialize, Serialize};

/// After so many days an interaction counts for half.
pub const HALF_LIFE_DAYS: i64 = 90;

/// What is older than this many days counts for nothing: eight half-lives, 1/256 of its weight.
pub const REACH_DAYS: i64 = 8 * HALF_LIFE_DAYS;

/// Of a company, so many people are weighed: those with the latest interactions.
pub const MOST_WEIGHED: i64 = 50;

text_enum! {
    /// How well we know somebody, in a word.
    StrengthLevel {
        None = "none", "None";
        Weak = "weak", "Weak";
        Fair = "fair", "Fair";
        Good = "good", "Good";
        Strong = "strong", "Strong";
    }
}

impl StrengthLevel {
    /// The word for so many tenths of a point.
    #[must_use]
    pub const fn of(tenths: i32) -> Self {
        match tenths {
            ..10 => Self::None,
            10..60 => Self::Weak,
            60..150 => Self::Fair,
            150..300 => Self::Good,
            _ => Self::Strong,
        }
    }

    /// How many of four bars are filled.
    #[must_use]
    pub const fn bars(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Weak => 1,
            Self::Fair => 2,
            Self::Good => 3,
            Self::Strong => 4,
        }
    }
}

/// What one interaction counts on its day, in hundredths of a point: more where both sides took
/// part, most where they reached out.
#[must_use]
pub const fn weight(interaction_type: InteractionType, direction: Option<Direction>) -> i32 {
    let points = match interaction_type {
        InteractionType::Meeting => 10,
        InteractionType::Call => 6,
        InteractionType::Event => 5,
        InteractionType::Email => 3,
        InteractionType::Linkedin => 2,
        InteractionType::FollowUp => 1,
    };
    points
        * match direction {
            Some(Direction::In) => 150,
            Some(Direction::Both) => 125,
            Some(Direction::Out) | None => 100,
        }
}

/// Interactions of one kind and direction, and what they come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthPart {
    pub interaction_type: InteractionType,
    pub direction: Option<Direction>,
    /// How many there were.
    pub count: u32,
    /// What they count for by now, in tenths of a point.
    pub tenths: i32,
}

/// How well we know somebody, and what that is made of: the weightiest part first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    pub parts: Vec<StrengthPart>,
}

impl Strength {
    /// All of it, in tenths of a point.
    #[must_use]
    pub fn tenths(&self) -> i32 {
        self.parts.iter().map(|part| part.tenths).sum()
    }

    /// All of it, in a word.
    #[must_use]
    pub fn level(&self) -> StrengthLevel {
        StrengthLevel::of(self.tenths())
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_meeting_outweighs_a_call_and_a_call_an_e_mail() {
        use InteractionType as T;
        let order = [T::Meeting, T::Call, T::Event, T::Email, T::Linkedin, T::FollowUp];
        for direction in [
            None,
            Some(Direction::In),
            Some(Direction::Out),
            Some(Direction::Both),
        ] {
            assert!(
                order
                    .windows(2)
                    .all(|pair| weight(pair[0], direction) > weight(pair[1], direction))
            );
        }
        assert_eq!(order.len(), T::ALL.len());
    }

    #[test]
    fn whoever_reaches_out_to_us_counts_for_half_as_much_again() {
        let email = |direction| weight(InteractionType::Email, direction);
        assert_eq!(email(Some(Direction::In)), 450);
        assert_eq!(email(Some(Direction::Both)), 375);
        assert_eq!(email(Some(Direction::Out)), 300);
        assert_eq!(email(None), 300);
    }

    #[test]
    fn each_word_begins_where_the_one_before_it_ends() {
        let said: Vec<_> = [0, 9, 10, 59, 60, 149, 150, 299, 300, i32::MAX]
            .into_iter()
            .map(StrengthLevel::of)
            .collect();
        use StrengthLevel as L;
        assert_eq!(
            said,
            [
                L::None,
                L::None,
                L::Weak,
                L::Weak,
                L::Fair,
                L::Fair,
                L::Good,
                L::Good,
                L::Strong,
                L::Strong
            ]
        );
        let bars: Vec<_> = L::ALL.iter().map(|level| level.bars()).collect();
        assert_eq!(bars, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_whole_is_the_sum_of_its_parts() {
        let part = |tenths| StrengthPart {
            interaction_type: InteractionType::Call,
            direction: None,
            count: 1,
            tenths,
        };
        let strength = Strength {
            parts: vec![part(125), part(30)],
        };
        assert_eq!((strength.tenths(), strength.level()), (155, StrengthLevel::Good));
        assert_eq!(Strength::default().level(), StrengthLevel::None);
    }
}
