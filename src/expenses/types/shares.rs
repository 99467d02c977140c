//! One receipt, several events: how a claim is divided, as it is typed, stored and shown.
//!
//! As it is typed it is one text: a line for an event and a line for its amount, in turn. An amount that is left empty is an equal
//! part of what the others leave, and what is left in the end is a share without an event.

use super::EventOf;
use crate::forms::Checker;
use crate::ids::EventId;
use crate::ui::locale::Locale;
use crate::ui::money::Money;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// Most events over which a claim is divided.
const MOST: usize = 50;

/// A part of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// None of what is left to no event.
    pub event: Option<EventId>,
    pub amount: Money,
}

/// A part of a claim, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOf {
    pub event: Option<EventOf>,
    pub amount: Money,
    /// What it is worth in the organisation's own currency, of a claim that is submitted.
    pub base: Option<Money>,
}

impl From<&ShareOf> for Share {
    fn from(share: &ShareOf) -> Self {
        Self {
            event: share.event.as_ref().map(|event| event.id),
            amount: share.amount,
        }
    }
}

/// A line as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedShare {
    event: EventId,
    amount: String,
}

/// Lines of events and amounts, the last of which may be missing.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    lines
        .chunks(2)
        .map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default()))
        .filter(|(event, amount)| !event.is_empty() || !amount.is_empty())
        .collect()
}

/// What was typed of a division, checked as far as that can be done without the amount.
pub(super) fn typed_shares(check: &mut Checker, text: &str) -> Vec<TypedShare> {
    let mut shares: Vec<TypedShare> = Vec::new();
    for (event, amount) in pairs(text) {
        if event.is_empty() {
            check.error("split", "Choose the event of each line, or leave the line empty.");
            continue;
        }
        let Ok(event) = event.parse::<EventId>() else {
            check.error("split", "Choose events from the list.");
            continue;
        };
        if shares.iter().any(|share| share.event == event) {
            check.error("split", "Each event stands in one line only.");
            continue;
        }
        let amount = check.optional("split", amount, 40).unwrap_or_default();
        shares.push(TypedShare { event, amount });
    }
    if shares.len() > MOST {
        check.error("split", format!("At most {MOST} events."));
    }
    shares
}

/// How an amount is divided: as it was typed, equally where nothing was, and the rest to no event. The shares come to the amount.
/// One share alone is all of it.
///
/// # Errors
/// In words, why it cannot be.
pub(super) fn divide(
    typed: &[TypedShare],
    whole: Money,
    locale: &Locale,
    is_submitted: bool,
) -> Result<Vec<Share>, String> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let mut amounts: Vec<Option<Money>> = Vec::new();
    let mut given = Money::zero(whole.currency);
    for share in typed {
        if share.amount.is_empty() {
            amounts.push(None);
            continue;
        }
        let amount = Money::parse_positive(&share.amount, whole.currency, locale)
            .map_err(|error| error.to_string())?;
        given = given.checked_add(amount).map_err(|error| error.to_string())?;
        amounts.push(Some(amount));
    }
    let rest = whole.checked_sub(given).map_err(|error| error.to_string())?;
    if rest.minor < 0 {
        let over = rest.checked_neg().map_err(|error| error.to_string())?;
        return Err(format!(
            "The shares come to {}, which is {} more than the claim.",
            given.format(locale),
            over.format(locale)
        ));
    }
    let open = amounts.iter().filter(|amount| amount.is_none()).count();
    if is_submitted && i64::try_from(open).unwrap_or(i64::MAX) > rest.minor {
        return Err("Too little is left to be divided over the lines without an amount.".to_owned());
    }
    let mut equal = match open {
        0 => Vec::new(),
        open => rest.allocate(open).map_err(|error| error.to_string())?,
    }
    .into_iter();
    let mut shares: Vec<Share> = typed
        .iter()
        .zip(amounts)
        .filter_map(|(share, amount)| {
            Some(Share {
                event: Some(share.event),
                amount: amount.or_else(|| equal.next())?,
            })
        })
        .collect();
    if open == 0 && rest.minor > 0 {
        shares.push(Share {
            event: None,
            amount: rest,
        });
    }
    Ok(shares)
}

/// The same of a text, for whoever is still typing: the shares of an amount.
///
/// # Errors
/// In words, why it cannot be.
pub fn divided(text: &str, whole: Money, locale: &Locale) -> Result<Vec<Share>, String> {
    let mut check = Checker::default();
    let typed = typed_shares(&mut check, text);
    check
        .finish(|| Some(()))
        .map_err(|errors| errors.get("split").unwrap_or_default().to_owned())?;
    divide(&typed, whole, locale, false)
}

/// Shares as they would be typed, amounts in the way of a country. What is left to no event follows from the others.
#[must_use]
pub fn written_split(shares: &[Share], locale: &Locale) -> String {
    let lines: Vec<String> = shares
        .iter()
        .filter_map(|share| {
            let amount = match share.amount.minor {
                0 => String::new(),
                _ => share.amount.to_typed(locale),
            };
            Some(format!("{}\n{amount}", share.event?))
        })
        .collect();
    lines.join("\n")
}

/// The same in words: "Forum 60.00, Gala 40.00". `name` tells the name of an event by its id.
#[must_use]
pub fn split_in_words(text: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let lines: Vec<String> = pairs(text)
        .into_iter()
        .map(|(event, amount)| {
            let event = name(event).unwrap_or_else(|| "an event".to_owned());
            format!("{event} {amount}").trim_end().to_owned()
        })
        .collect();
    lines.join(", ")
}

/// A text, or its lines one by one as a plain form sends them.
pub(super) fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Lines;

    impl<'de> Visitor<'de> for Lines {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("lines of events and amounts")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.replace("\r\n", "\n"))
        }

        fn visit_unit<E: serde::de::Error>(self) -> Result<String, E> {
            Ok(String::new())
        }

        fn visit_none<E: serde::de::Error>(self) -> Result<String, E> {
            Ok(String::new())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<String, A::Error> {
            let mut lines = Vec::new();
            while let Some(line) = parts.next_element::<String>()? {
                // One field is one line.
                lines.push(line.replace(['\r', '\n'], " "));
            }
            Ok(lines.join("\n"))
        }
    }

    deserializer.deserialize_any(Lines)
}

#[cfg(test)]
mod unit;
