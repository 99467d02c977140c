//! How a person's country writes dates and numbers.
//!
//! The interface speaks English, so month names are English in every locale; what differs is the
//! order of a date, the clock, and the marks in a number. A table of a dozen rows does this
//! without carrying the whole of CLDR into the browser.

/// The writing habits of one locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// BCP 47 tag, as stored with the person.
    pub tag: &'static str,
    /// The name in a list of choices.
    pub name: &'static str,
    pub(super) date: DateOrder,
    pub(super) twelve_hours: bool,
    pub(super) decimal: char,
    pub(super) group: char,
    /// How many digits a number must have before groups are set apart: Spanish writes 1234 but 12.345.
    pub(super) groups_from: usize,
    pub(super) currency: CurrencyPlace,
}

/// In which order a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// 12 Nov 2025
    DayFirst,
    /// 12. Nov 2025
    DayFirstWithDot,
    /// Nov 12, 2025
    MonthFirst,
    /// 2025-11-12
    YearFirst,
}

/// Where the sign of a currency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CurrencyPlace {
    /// €12
    Before,
    /// € 12
    BeforeWithSpace,
    /// 12 €
    After,
}

const NO_BREAK: char = '\u{a0}';
const NARROW_NO_BREAK: char = '\u{202f}';

const fn locale(
    tag: &'static str,
    name: &'static str,
    date: DateOrder,
    (decimal, group, groups_from): (char, char, usize),
    currency: CurrencyPlace,
) -> Locale {
    Locale {
        tag,
        name,
        date,
        twelve_hours: false,
        decimal,
        group,
        groups_from,
        currency,
    }
}

impl Locale {
    /// Every locale that can be chosen; the first one stands in for unknown ones.
    pub const CHOICES: &'static [Self] = {
        use CurrencyPlace::{After, Before, BeforeWithSpace};
        use DateOrder::{DayFirst, DayFirstWithDot, MonthFirst, YearFirst};
        &[
            locale(
                "en-GB",
                "English (United Kingdom)",
                DayFirst,
                ('.', ',', 4),
                Before,
            ),
            Self {
                twelve_hours: true,
                ..locale(
                    "en-US",
                    "English (United States)",
                    MonthFirst,
                    ('.', ',', 4),
                    Before,
                )
            },
            locale("da-DK", "Danish (Denmark)", DayFirstWithDot, (',', '.', 4), After),
            locale("de-DE", "German (Germany)", DayFirstWithDot, (',', '.', 4), After),
            locale(
                "de-AT",
                "German (Austria)",
                DayFirstWithDot,
                (',', NO_BREAK, 4),
                BeforeWithSpace,
            ),
            locale(
                "de-CH",
                "German (Switzerland)",
                DayFirstWithDot,
                ('.', '’', 4),
                BeforeWithSpace,
            ),
            locale("es-ES", "Spanish (Spain)", DayFirst, (',', '.', 5), After),
            locale(
                "fr-FR",
                "French (France)",
                DayFirst,
                (',', NARROW_NO_BREAK, 4),
                After,
            ),
            locale("it-IT", "Italian (Italy)", DayFirst, (',', '.', 4), After),
            locale(
                "nl-NL",
                "Dutch (Netherlands)",
                DayFirst,
                (',', '.', 4),
                BeforeWithSpace,
            ),
            locale("pl-PL", "Polish (Poland)", DayFirst, (',', NO_BREAK, 5), After),
            locale(
                "pt-PT",
                "Portuguese (Portugal)",
                DayFirst,
                (',', NO_BREAK, 5),
                After,
            ),
            locale("sv-SE", "Swedish (Sweden)", YearFirst, (',', NO_BREAK, 4), After),
        ]
    };

    /// A decimal as a database writes it, with the mark that stands before decimals here: "0,92".
    #[must_use]
    pub fn decimals(&self, written: &str) -> String {
        written.replace('.', &self.decimal.to_string())
    }

    /// The locale of a tag; the same language in another country where the tag itself is not
    /// known, and British English where the language is not.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let language = |tag: &str| {
            tag.split(['-', '_'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let wanted = tag.replace('_', "-");
        Self::CHOICES
            .iter()
            .find(|locale| locale.tag.eq_ignore_ascii_case(&wanted))
            .or_else(|| {
                Self::CHOICES
                    .iter()
                    .find(|locale| language(locale.tag) == language(tag))
            })
            .copied()
            .unwrap_or(Self::CHOICES[0])
    }

    /// A whole number: 1,234,567.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        let sign = if number < 0 { "-" } else { "" };
        format!("{sign}{}", self.grouped(&number.unsigned_abs().to_string()))
    }

    /// Sets the groups of three of a run of digits apart.
    pub(super) fn grouped(&self, digits: &str) -> String {
        if digits.len() < self.groups_from {
            return digits.to_owned();
        }
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.group);
            }
            text.push(digit);
        }
        text
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::CHOICES[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_tag_is_found_however_it_is_written() {
        assert_eq!(Locale::of("de-DE").tag, "de-DE");
        assert_eq!(Locale::of("de_ch").tag, "de-CH");
        assert_eq!(Locale::of("EN-us").tag, "en-US");
    }

    #[test]
    fn an_unknown_country_falls_back_to_its_language_and_an_unknown_language_to_british_english() {
        assert_eq!(Locale::of("fr-CA").tag, "fr-FR");
        assert_eq!(Locale::of("en").tag, "en-GB");
        assert_eq!(Locale::of("tlh").tag, "en-GB");
        assert_eq!(Locale::of("").tag, "en-GB");
    }

    #[test]
    fn numbers_are_grouped_as_each_country_does() {
        assert_eq!(Locale::of("en-GB").number(1_234_567), "1,234,567");
        assert_eq!(Locale::of("de-DE").number(-1_234), "-1.234");
        assert_eq!(Locale::of("fr-FR").number(1_234), "1\u{202f}234");
        assert_eq!(Locale::of("de-CH").number(1_234), "1’234");
    }

    #[test]
    fn spanish_leaves_four_digits_together() {
        assert_eq!(Locale::of("es-ES").number(1_234), "1234");
        assert_eq!(Locale::of("es-ES").number(12_345), "12.345");
    }

    #[test]
    fn the_largest_and_the_smallest_number_are_written() {
        assert_eq!(Locale::default().number(i64::MAX), "9,223,372,036,854,775,807");
        assert_eq!(Locale::default().number(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!(Locale::default().number(0), "0");
    }

    #[test]
    fn every_tag_stands_once_in_the_list() {
        for (index, locale) in Locale::CHOICES.iter().enumerate() {
            assert!(
                Locale::CHOICES[index + 1..]
                    .iter()
                    .all(|other| other.tag != locale.tag),
                "{}",
                locale.tag
            );
        }
    }
}
