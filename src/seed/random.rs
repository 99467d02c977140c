//! Chance that comes out the same on every machine and in every version: a demo that differs from
//! day to day could be neither tested nor photographed.

use chrono::{DateTime, Utc};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

/// A source of chance.
///
/// Only the generator is taken from the crate; what it means by a range or a weight may change
/// from one of its releases to the next, so that is decided here.
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The same seed gives the same course of events.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // The high half of the product is the draw, scaled; it is below `end` and fits.
        let scaled = u128::from(self.0.next_u64()) * end as u128;
        (scaled >> 64) as usize
    }

    /// A number from `first` to `last`, both of them possible.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = usize::try_from(last - first + 1).unwrap_or_default();
        first + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// A number from 0 up to, but not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    /// One of several, all equally likely.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Something in so many cases of a hundred, as in a form that people fill in or leave empty.
    pub fn perhaps<T>(&mut self, percent: u32, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| value(self))
    }

    /// An id as a row made at that time would have it (UUID version 7).
    pub fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.0.next_u64().to_be_bytes());
        bytes[8..].copy_from_slice(&self.0.next_u64().to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// How often each of several things comes up.
pub struct Frequencies {
    cumulative: Vec<f64>,
}

impl Frequencies {
    /// The n-th is as frequent as `1 / (n + flatness)`: names, companies and most of what people
    /// choose follow this law (Zipf's, with Mandelbrot's shift).
    #[must_use]
    pub fn zipf(length: usize, flatness: f64) -> Self {
        Self::of((0..length).map(|rank| 1.0 / (rank as f64 + flatness)))
    }

    /// Each as frequent as its weight says.
    #[must_use]
    pub fn of(weights: impl IntoIterator<Item = f64>) -> Self {
        let cumulative = weights
            .into_iter()
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        Self { cumulative }
    }

    /// The index of what comes up.
    pub fn draw(&self, random: &mut Random) -> usize {
        let Some(total) = self.cumulative.last() else {
            return 0;
        };
        let at = random.unit() * total;
        self.cumulative
            .partition_point(|sum| *sum <= at)
            .min(self.cumulative.len() - 1)
    }
}
