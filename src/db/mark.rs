//! Where a page of a list ends, as an opaque text for an address: the values that the list is
//! sorted by, and the id that settles ties.

use crate::paging::{Cursor, Page};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A row's place in the order of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark<K>(pub K, pub Uuid);

/// Values that a list is sorted by. They come back from an address, where anybody may have
/// changed them, so they are looked at before PostgreSQL gets them.
pub trait Key: Serialize + DeserializeOwned {
    /// Whether PostgreSQL can compare with it.
    fn is_storable(&self) -> bool;
}

impl Key for DateTime<Utc> {
    fn is_storable(&self) -> bool {
        (1..=9999).contains(&self.year())
    }
}

impl Key for NaiveDate {
    fn is_storable(&self) -> bool {
        (1..=9999).contains(&self.year())
    }
}

impl<K: Key> Key for Option<K> {
    fn is_storable(&self) -> bool {
        self.as_ref().is_none_or(Key::is_storable)
    }
}

impl<K: Key> Mark<K> {
    /// As it stands in an address.
    pub fn encode(&self) -> String {
        // Numbers, texts and dates: there is nothing in a key that JSON could refuse.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// From an address; `None` where it is not of our making, and then the list begins at its
    /// beginning.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes)
            .ok()
            .filter(|mark: &Self| mark.0.is_storable())
    }
}

impl Mark<DateTime<Utc>> {
    /// Where a page of a list begins that has the latest first: after its cursor, or at the
    /// latest of all.
    ///
    /// That is a moment and not a null, because row-level security keeps `coalesce` away from
    /// indexes.
    pub fn of_latest_first(cursor: Option<&Cursor>) -> Self {
        let given = match cursor {
            Some(Cursor::After(text)) => Self::decode(text),
            Some(Cursor::Before(_)) | None => None,
        };
        given.unwrap_or(Self(DateTime::<Utc>::MAX_UTC, Uuid::max()))
    }
}

/// A page of rows that were read one beyond its end, backwards where it lies before a mark, and the cursors of its neighbours.
/// `is_first` where it was read from the beginning of the list.
pub fn paged<R>(
    mut rows: Vec<R>,
    most: usize,
    (is_before, is_first): (bool, bool),
    mark: impl Fn(&R) -> String,
) -> Page<R> {
    let has_more = rows.len() > most;
    rows.truncate(most);
    if is_before {
        rows.reverse();
    }
    let next = rows
        .last()
        .filter(|_| has_more || is_before)
        .map(|row| Cursor::After(mark(row)));
    let previous = rows
        .first()
        .filter(|_| if is_before { has_more } else { !is_first })
        .map(|row| Cursor::Before(mark(row)));
    Page {
        rows,
        next,
        previous,
        total: None,
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_mark_survives_its_text(seconds in -62_000_000_000_i64..250_000_000_000, micros in 0_u32..1_000_000, id: u128) {
            let at = DateTime::from_timestamp(seconds, micros * 1000).expect("a date");
            let mark = Mark(at, Uuid::from_u128(id));
            let text = mark.encode();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            prop_assert_eq!(Mark::decode(&text), Some(mark));
        }

        #[test]
        fn what_is_not_a_mark_is_none(text in ".{0,80}") {
            prop_assert_eq!(Mark::<DateTime<Utc>>::decode(&text), None);
        }
    }

    #[test]
    fn a_date_beyond_what_is_stored_is_no_mark() {
        let far = DateTime::<Utc>::MAX_UTC;
        assert_eq!(
            Mark::<DateTime<Utc>>::decode(&Mark(far, Uuid::nil()).encode()),
            None
        );
    }
}
