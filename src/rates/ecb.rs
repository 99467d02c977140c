//! The files in which the European Central Bank gives its reference rates: what one euro is worth.
//!
//! `eurofxref-daily.xml`, `eurofxref-hist-90d.xml` and `eurofxref-hist.xml` are a few elements with attributes;
//! `eurofxref.csv` and `eurofxref-hist.csv` are a line of codes and a line for each day. A file is taken whole or not at
//! all, and is told in which line it is not what it should be.

use super::types::Imported;
use crate::ui::money::{Currency, ExchangeRate};
use crate::ui::time::parse_date;
use chrono::{Days, NaiveDate};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeSet, HashSet};

/// Largest file, in bytes: the whole history as XML is about 8 million.
pub const LARGEST: usize = 16_000_000;

/// How many days of rates are kept; nobody claims what was spent before.
pub const KEPT_DAYS: u64 = 731;

/// Most currencies in a file; there have been 42.
const MOST_CURRENCIES: usize = 200;

/// The bank's first day.
const FIRST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1999, 1, 4);

/// What a euro was worth on a day, as the European Central Bank gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcbRate {
    pub date: NaiveDate,
    pub currency: Currency,
    pub rate: ExchangeRate,
}

/// What a file gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub rates: Vec<EcbRate>,
    /// How many are older than [`KEPT_DAYS`].
    pub old: u64,
    /// Codes that are no currency any more, or never were.
    pub unknown: BTreeSet<String>,
}

impl Given {
    /// What came of the file, with what became of its rates.
    #[must_use]
    pub fn counted(&self, stored: Imported) -> Imported {
        Imported {
            old: self.old,
            unknown: self.unknown.iter().cloned().collect(),
            ..stored
        }
    }
}

/// Reads a file, whichever of them it is. `latest` is the last day for which there can be a rate.
///
/// # Errors
/// In which line it is not what it should be, and why, for whoever sent it.
pub fn read(file: &[u8], latest: NaiveDate) -> Result<Given, String> {
    if file.len() > LARGEST {
        return Err("This file is too large to be one of the European Central Bank's.".into());
    }
    if file.starts_with(b"PK") {
        return Err("This is a ZIP archive. Unpack it and choose the CSV file in it.".into());
    }
    let Ok(text) = std::str::from_utf8(file) else {
        return Err(
            "This file is no text. Choose eurofxref-daily.xml or a CSV file of the European Central Bank."
                .into(),
        );
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut reading = Reading::until(latest);
    if text.trim_start().starts_with('<') {
        reading.xml(text)?;
    } else {
        reading.csv(text)?;
    }
    if reading.given.rates.is_empty() && reading.given.old == 0 && reading.given.unknown.is_empty() {
        return Err("There are no rates in this file.".into());
    }
    Ok(reading.given)
}

/// A file that is being read.
struct Reading {
    latest: NaiveDate,
    oldest: NaiveDate,
    given: Given,
    seen: HashSet<(NaiveDate, Currency)>,
}

impl Reading {
    fn until(latest: NaiveDate) -> Self {
        Self {
            latest,
            oldest: latest.checked_sub_days(Days::new(KEPT_DAYS)).unwrap_or(latest),
            given: Given::default(),
            seen: HashSet::new(),
        }
    }

    fn xml(&mut self, text: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(text);
        let (mut day, mut open) = (None, 0_usize);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or_default();
            let line = || line_of(text, at);
            let event = reader.read_event();
            match event {
                Ok(Event::Start(_)) => open += 1,
                Ok(Event::End(_)) => open = open.saturating_sub(1),
                _ => {}
            }
            match event {
                Err(error) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or_default();
                    return Err(format!("Line {}: this is no XML ({error}).", line_of(text, at)));
                }
                // A document type could define entities, and the bank's files have none.
                Ok(Event::DocType(_)) => {
                    return Err(format!("Line {}: a document type is not taken.", line()));
                }
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == b"Cube" => {
                    let cube = Cube::of(&tag).map_err(|why| format!("Line {}: {why}", line()))?;
                    if let Some(time) = &cube.time {
                        day = Some(self.day(time).map_err(|why| format!("Line {}: {why}", line()))?);
                    }
                    if let (Some(code), Some(rate)) = (&cube.currency, &cube.rate) {
                        let Some(day) = day else {
                            return Err(format!("Line {}: {code} stands before its day.", line()));
                        };
                        self.take(day, code, rate)
                            .map_err(|why| format!("Line {}: {why}", line()))?;
                    } else if cube.currency.is_some() || cube.rate.is_some() {
                        return Err(format!(
                            "Line {}: a currency and its rate belong together.",
                            line()
                        ));
                    }
                }
                Ok(Event::Eof) if open > 0 => {
                    return Err(format!("Line {}: the file ends too early.", line()));
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
            }
        }
    }

    fn csv(&mut self, text: &str) -> Result<(), String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut codes: Option<csv::StringRecord> = None;
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|error| format!("Line {}: this is no CSV ({error}).", index + 1))?;
            // The reader itself counts the end of a line to the line after it.
            let at = record
                .position()
                .map_or(0, |place| usize::try_from(place.byte()).unwrap_or(usize::MAX));
            let line = || line_of(text, at);
            let Some(codes) = &codes else {
                if record.get(0) != Some("Date") || record.len() > MOST_CURRENCIES {
                    return Err(format!(
                        "Line {}: this is no file of the European Central Bank, whose first line is “Date”, then currencies.",
                        line()
                    ));
                }
                codes = Some(record);
                continue;
            };
            let day = self
                .day(record.get(0).unwrap_or_default())
                .map_err(|why| format!("Line {}: {why}", line()))?;
            if record.iter().skip(codes.len()).any(|value| !value.is_empty()) {
                return Err(format!("Line {}: there are more rates than currencies.", line()));
            }
            for (code, rate) in codes.iter().zip(record.iter()).skip(1) {
                // Both lines end with a comma; and there was no rate of a currency that was not there yet.
                if rate.is_empty() || rate == "N/A" {
                    continue;
                }
                if code.is_empty() {
                    return Err(format!("Line {}: there are more rates than currencies.", line()));
                }
                self.take(day, code, rate)
                    .map_err(|why| format!("Line {}: {why}", line()))?;
            }
        }
        Ok(())
    }

    fn day(&self, text: &str) -> Result<NaiveDate, String> {
        let day = parse_date(text)
            .or_else(|| NaiveDate::parse_from_str(text, "%d %B %Y").ok())
            .ok_or_else(|| format!("“{}” is no day.", shortened(text)))?;
        if day > self.latest {
            return Err(format!("{day} has not come yet."));
        }
        if FIRST.is_some_and(|first| day < first) {
            return Err(format!("{day} is before the euro."));
        }
        Ok(day)
    }

    fn take(&mut self, day: NaiveDate, code: &str, rate: &str) -> Result<(), String> {
        let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        if !is_code {
            return Err(format!("“{}” is no currency.", shortened(code)));
        }
        let rate: ExchangeRate = rate
            .parse()
            .map_err(|why| format!("the rate of {code}, “{}”: {why}", shortened(rate)))?;
        let Ok(currency) = code.parse::<Currency>() else {
            self.given.unknown.insert(code.to_owned());
            if self.given.unknown.len() > MOST_CURRENCIES {
                return Err("there are too many unknown currencies.".into());
            }
            return Ok(());
        };
        if currency == Currency::EUR {
            return Err("a euro is worth a euro.".into());
        }
        if !self.seen.insert((day, currency)) {
            return Err(format!("{code} stands here twice for {day}."));
        }
        if day < self.oldest {
            self.given.old += 1;
        } else {
            self.given.rates.push(EcbRate {
                date: day,
                currency,
                rate,
            });
        }
        Ok(())
    }
}

/// An element of the bank's XML: a day, or a currency of the day that it stands in.
#[derive(Default)]
struct Cube {
    time: Option<String>,
    currency: Option<String>,
    rate: Option<String>,
}

impl Cube {
    fn of(tag: &BytesStart<'_>) -> Result<Self, String> {
        let mut cube = Self::default();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| format!("this is no XML ({error})."))?;
            // As it stands there: nothing in a day, a code or a number is written as an entity.
            let value = String::from_utf8_lossy(&attribute.value).trim().to_owned();
            match attribute.key.as_ref() {
                b"time" => cube.time = Some(value),
                b"currency" => cube.currency = Some(value),
                b"rate" => cube.rate = Some(value),
                _ => {}
            }
        }
        Ok(cube)
    }
}

/// In which line a place is, or what follows it where it is blank. Counted where something is wrong only.
fn line_of(text: &str, at: usize) -> usize {
    let (before, after) = text.split_at_checked(at.min(text.len())).unwrap_or((text, ""));
    let blank = after.len() - after.trim_start().len();
    let lines = |text: &str| text.matches('\n').count();
    lines(before) + lines(after.get(..blank).unwrap_or_default()) + 1
}

/// What a file holds, as far as it is repeated.
fn shortened(text: &str) -> String {
    let clean = |mark: &char| !mark.is_control();
    text.chars().filter(clean).take(20).collect()
}

#[cfg(test)]
mod tests;
