//! What is said of a batch that the bank has carried out.

use crate::expenses::types::settled_amount;
use crate::forms::{Checker, FieldErrors};
use crate::ids::UserId;
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::time::parse_date;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was typed by somebody who marks lines as paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    /// Whose line; empty for all that wait.
    pub payee: String,
    pub currency: String,
    /// What stands on the statement of the bank.
    pub reference: String,
    /// 2026-11-25.
    pub paid_on: String,
    /// What left the account in the own currency for one line in another; empty where nobody knows it.
    pub settled_amount: String,
}

/// What may be stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub line: Option<(UserId, Currency)>,
    pub reference: Option<String>,
    pub paid_on: NaiveDate,
    /// Of one line, in the own currency.
    pub settled: Option<Money>,
}

/// What was typed by somebody who says that the bank did not pay a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FailForm {
    pub payee: String,
    pub currency: String,
    pub reason: String,
}

/// What may be stored of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub line: (UserId, Currency),
    pub reason: String,
}

fn line(payee: &str, currency: &str) -> Option<(UserId, Currency)> {
    Some((payee.parse().ok()?, currency.parse().ok()?))
}

impl SettleForm {
    /// What was typed, or what is wrong with it. `latest` is the last day that has begun anywhere, `own` the organisation's currency.
    ///
    /// # Errors
    /// Every field that cannot be stored.
    pub fn parse(
        &self,
        latest: NaiveDate,
        own: Currency,
        locale: &Locale,
    ) -> Result<Settlement, FieldErrors> {
        let mut check = Checker::default();
        let reference = check.optional("reference", &self.reference, 140);
        let paid_on = parse_date(&self.paid_on);
        match paid_on {
            None => check.error("paid_on", "Choose the day on which the bank paid."),
            Some(day) if day > latest => check.error("paid_on", "This day has not come yet."),
            Some(_) => {}
        }
        let one = line(&self.payee, &self.currency);
        if one.is_none() && !(self.payee.is_empty() && self.currency.is_empty()) {
            check.error("payee", "Choose a line of the batch.");
        }
        let settled = settled_amount(&self.settled_amount, own, locale);
        match (&settled, one) {
            (Err(error), _) => check.error("settled_amount", error.to_string()),
            (Ok(Some(_)), None) => check.error("settled_amount", "Say it of one line, not of all."),
            (Ok(Some(_)), Some((_, currency))) if currency == own => {
                check.error("settled_amount", "This line is paid in your own currency.");
            }
            _ => {}
        }
        check.finish(|| {
            Some(Settlement {
                line: one,
                reference,
                paid_on: paid_on?,
                settled: settled.ok()?,
            })
        })
    }
}

impl FailForm {
    /// What was typed, or what is wrong with it.
    ///
    /// # Errors
    /// Every field that cannot be stored.
    pub fn parse(&self) -> Result<Failure, FieldErrors> {
        let mut check = Checker::default();
        let reason = check.required(
            "reason",
            &self.reason,
            200,
            "Say what the bank said, such as: account closed.",
        );
        let one = line(&self.payee, &self.currency);
        if one.is_none() {
            check.error("payee", "Choose a line of the batch.");
        }
        check.finish(|| Some(Failure { line: one?, reason }))
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn all_or_one_line_is_settled_and_never_tomorrow() {
        let today = "2026-11-22".parse().unwrap();
        let mut form = SettleForm {
            paid_on: "2026-11-22".into(),
            ..SettleForm::default()
        };
        let parsed = |form: &SettleForm| form.parse(today, "EUR".parse().unwrap(), &Locale::of("en-GB"));
        assert_eq!(parsed(&form).unwrap().line, None);
        form.payee = UserId::new().to_string();
        assert!(parsed(&form).unwrap_err().get("payee").is_some());
        form.currency = "EUR".into();
        assert!(parsed(&form).unwrap().line.is_some());
        form.paid_on = "2026-11-23".into();
        assert!(parsed(&form).unwrap_err().get("paid_on").is_some());
    }

    #[test]
    fn what_a_line_came_to_is_said_of_one_in_another_currency() {
        let today = "2026-11-22".parse().unwrap();
        let mut form = SettleForm {
            paid_on: "2026-11-22".into(),
            settled_amount: "92.10".into(),
            ..SettleForm::default()
        };
        let parsed = |form: &SettleForm| {
            let parsed = form.parse(today, "EUR".parse().unwrap(), &Locale::of("en-GB"));
            parsed.map(|one| one.settled.map(|settled| settled.minor)).ok()
        };
        assert_eq!(parsed(&form), None);
        (form.payee, form.currency) = (UserId::new().to_string(), "EUR".into());
        assert_eq!(parsed(&form), None);
        form.currency = "USD".into();
        assert_eq!(parsed(&form), Some(Some(9_210)));
        form.settled_amount = "0".into();
        assert_eq!(parsed(&form), None);
        form.settled_amount = " ".into();
        assert_eq!(parsed(&form), Some(None));
    }

    #[test]
    fn what_failed_has_a_reason() {
        let form = FailForm {
            payee: UserId::new().to_string(),
            currency: "EUR".into(),
            reason: " ".into(),
        };
        assert!(form.parse().unwrap_err().get("reason").is_some());
    }
}
