//! What the figure of how well we know somebody is made of.

use crate::contacts::types::{
    Direction, HALF_LIFE_DAYS, InteractionType, REACH_DAYS, Strength, StrengthPart, weight,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// The moment for which a strength is worked out, and how far back it looks.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub now: DateTime<Utc>,
    /// What lies before this counts for nothing.
    pub since: DateTime<Utc>,
    /// In seconds.
    pub half_life: f64,
}

impl Window {
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now,
            since: now - TimeDelta::days(REACH_DAYS),
            // A few million: every one of them is exact.
            half_life: TimeDelta::days(HALF_LIFE_DAYS).num_seconds() as f64,
        }
    }
}

/// Completed interactions of one kind and direction, as a statement counts them.
#[derive(Clone, Debug, Deserialize)]
pub struct Touches {
    pub interaction_type: InteractionType,
    pub direction: Option<Direction>,
    pub count: u32,
    /// How many of today they are worth: one of a half-life ago is worth a half.
    pub decayed: f64,
}

impl Touches {
    fn part(self) -> StrengthPart {
        let weight = f64::from(weight(self.interaction_type, self.direction)) / 10.0;
        StrengthPart {
            interaction_type: self.interaction_type,
            direction: self.direction,
            count: self.count,
            // Of everything that fits into a timeline, far below what the type holds.
            tenths: (weight * self.decayed).round() as i32,
        }
    }
}

impl From<Vec<Touches>> for Strength {
    fn from(touches: Vec<Touches>) -> Self {
        let mut parts: Vec<_> = touches
            .into_iter()
            .map(Touches::part)
            .filter(|part| part.tenths > 0)
            .collect();
        parts.sort_by_key(|part| {
            (
                std::cmp::Reverse(part.tenths),
                part.interaction_type,
                part.direction,
            )
        });
        Self { parts }
    }
}

/// The weights of every kind and direction, side by side, for statements that weigh by themselves.
/// The direction is empty where none is known.
pub struct Weights {
    pub types: Vec<String>,
    pub directions: Vec<String>,
    /// In tenths of a point.
    pub tenths: Vec<f64>,
}

impl Weights {
    pub fn all() -> Self {
        let directions = Direction::ALL.iter().copied().map(Some).chain([None]);
        let mut all = Self {
            types: Vec::new(),
            directions: Vec::new(),
            tenths: Vec::new(),
        };
        for direction in directions {
            for interaction_type in InteractionType::ALL {
                all.types.push(interaction_type.to_string());
                all.directions
                    .push(direction.map(Direction::as_str).unwrap_or_default().to_owned());
                all.tenths
                    .push(f64::from(weight(*interaction_type, direction)) / 10.0);
            }
        }
        all
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::contacts::types::StrengthLevel;

    fn touches(interaction_type: InteractionType, direction: Option<Direction>, decayed: f64) -> Touches {
        Touches {
            interaction_type,
            direction,
            count: 1,
            decayed,
        }
    }

    #[test]
    fn what_is_worked_out_by_hand_comes_out() {
        // A meeting today, another a half-life ago: 12.5 and 6.25; an e-mail of theirs two
        // half-lives ago: 4.5 / 4.
        let strength = Strength::from(vec![
            touches(InteractionType::Email, Some(Direction::In), 0.25),
            touches(InteractionType::Meeting, Some(Direction::Both), 1.5),
        ]);
        let tenths: Vec<_> = strength.parts.iter().map(|part| part.tenths).collect();
        assert_eq!(tenths, [188, 11]);
        assert_eq!((strength.tenths(), strength.level()), (199, StrengthLevel::Good));
    }

    #[test]
    fn what_has_faded_away_is_not_listed() {
        let faded = Strength::from(vec![touches(InteractionType::Linkedin, None, 0.02)]);
        assert_eq!(faded.parts, []);
    }

    #[test]
    fn statements_weigh_as_everything_else_does() {
        let weights = Weights::all();
        assert_eq!(
            weights.types.len(),
            InteractionType::ALL.len() * (Direction::ALL.len() + 1)
        );
        let of = |kind: &str, direction: &str| {
            let mut each = weights.types.iter().zip(&weights.directions).zip(&weights.tenths);
            each.find(|((a, b), _)| *a == kind && *b == direction)
                .map(|(_, tenths)| *tenths)
        };
        assert_eq!(of("meeting", "both"), Some(125.0));
        assert_eq!(of("follow_up", ""), Some(10.0));
        assert_eq!(of("call", "in"), Some(90.0));
    }
}
