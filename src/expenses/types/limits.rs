//! How far approving goes for an event.

use crate::forms::{Checker, FieldErrors};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// How far approving goes for an event, and from where on people are told, in the organisation's own currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLimits {
    pub own: Currency,
    /// No more than this is approved; without end where there is none.
    pub approval_limit: Option<Money>,
    /// From what part of the budget on people are told, in per cent; they are not where there is none.
    pub alert_percent: Option<u8>,
    /// What was seen: whoever changes the limits names it; 0 where there are none yet.
    pub version: i32,
}

impl EventLimits {
    /// Without any.
    #[must_use]
    pub const fn none(own: Currency) -> Self {
        Self {
            own,
            approval_limit: None,
            alert_percent: None,
            version: 0,
        }
    }

    /// As they are typed.
    #[must_use]
    pub fn form(&self, locale: &Locale) -> EventLimitsForm {
        EventLimitsForm {
            approval_limit: self
                .approval_limit
                .map(|limit| limit.to_typed(locale))
                .unwrap_or_default(),
            alert_percent: self
                .alert_percent
                .map(|percent| percent.to_string())
                .unwrap_or_default(),
        }
    }
}

/// The limits as they are typed; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventLimitsForm {
    pub approval_limit: String,
    pub alert_percent: String,
}

/// The limits as they may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewEventLimits {
    approval_limit: Option<Money>,
    alert_percent: Option<u8>,
}

impl NewEventLimits {
    #[must_use]
    pub const fn approval_limit(&self) -> Option<Money> {
        self.approval_limit
    }

    #[must_use]
    pub const fn alert_percent(&self) -> Option<u8> {
        self.alert_percent
    }
}

impl EventLimitsForm {
    /// What may be stored, the amount being of the own currency.
    ///
    /// # Errors
    /// By field: no amount, or no per cent from 1 to 100.
    pub fn by(&self, locale: &Locale, own: Currency) -> Result<NewEventLimits, FieldErrors> {
        let mut check = Checker::default();
        let limit = self.approval_limit.trim();
        let approval_limit = if limit.is_empty() {
            None
        } else {
            match Money::parse_typed(limit, own, locale).and_then(Money::storable) {
                Ok(limit) if limit.minor >= 0 => Some(limit),
                Ok(_) => {
                    check.error("approval_limit", "Write an amount that is not below nothing.");
                    None
                }
                Err(error) => {
                    check.error("approval_limit", error.to_string());
                    None
                }
            }
        };
        let percent = self.alert_percent.trim().trim_end_matches('%').trim_end();
        let alert_percent = match percent.parse::<u8>() {
            _ if percent.is_empty() => None,
            Ok(part @ 1..=100) if percent.bytes().all(|byte| byte.is_ascii_digit()) => Some(part),
            _ => {
                check.error("alert_percent", "Write a whole number from 1 to 100.");
                None
            }
        };
        check.finish(|| {
            Some(NewEventLimits {
                approval_limit,
                alert_percent,
            })
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn read(limit: &str, percent: &str) -> Result<NewEventLimits, Vec<String>> {
        let form = EventLimitsForm {
            approval_limit: limit.into(),
            alert_percent: percent.into(),
        };
        let read = form.by(&Locale::of("en-GB"), Currency::EUR);
        read.map_err(|errors| errors.iter().map(|(field, _)| field.to_owned()).collect())
    }

    #[test]
    fn empty_fields_are_no_limits_and_nonsense_is_told_at_its_field() {
        assert_eq!(
            read(" ", ""),
            Ok(NewEventLimits {
                approval_limit: None,
                alert_percent: None
            })
        );
        let set = read("1,200.50", "80 %").unwrap();
        assert_eq!(set.approval_limit().map(|limit| limit.minor), Some(120_050));
        assert_eq!(set.alert_percent(), Some(80));
        assert_eq!(
            read("0", "100")
                .unwrap()
                .approval_limit()
                .map(|limit| limit.minor),
            Some(0)
        );
        for wrong in ["-1", "1e3", "1.005", "much"] {
            assert_eq!(read(wrong, "").unwrap_err(), ["approval_limit"], "{wrong}");
        }
        for wrong in ["0", "101", "-5", "+5", "8.5", "many"] {
            assert_eq!(read("", wrong).unwrap_err(), ["alert_percent"], "{wrong}");
        }
    }
}
