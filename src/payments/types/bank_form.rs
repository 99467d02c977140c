//! An account that somebody enters.

use super::iban::{Iban, is_bic};
use crate::forms::{Checker, FieldErrors};
use crate::typed_form;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What was typed into the form of an account.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankForm {
    pub holder: String,
    pub iban: String,
    pub bic: String,
}

typed_form! {
    BankForm {
        holder = "Account holder";
        iban = "IBAN";
        bic = "BIC";
    }
}

/// Nothing that is written into a log tells it.
impl fmt::Debug for BankForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BankForm(…)")
    }
}

/// An account that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBankAccount {
    holder: String,
    iban: Iban,
    bic: Option<String>,
}

impl BankForm {
    /// What was typed, or what is wrong with it, field by field.
    ///
    /// # Errors
    /// Every field that cannot be stored, with what to do about it.
    pub fn parse(&self) -> Result<NewBankAccount, FieldErrors> {
        let mut check = Checker::default();
        let holder = check.required(
            "holder",
            &self.holder,
            70,
            "Write in whose name the account is, as the bank has it.",
        );
        let iban = self
            .iban
            .parse::<Iban>()
            .map_err(|error| check.error("iban", error.to_string()))
            .ok();
        let bic: String = self.bic.split_whitespace().collect();
        let bic = Some(bic.to_ascii_uppercase()).filter(|bic| !bic.is_empty());
        if bic.as_deref().is_some_and(|bic| !is_bic(bic)) {
            check.error(
                "bic",
                "A BIC has 8 or 11 characters, like COBADEFFXXX. You may leave it out.",
            );
        }
        check.finish(|| {
            Some(NewBankAccount {
                holder,
                iban: iban?,
                bic,
            })
        })
    }
}

impl NewBankAccount {
    #[must_use]
    pub fn holder(&self) -> &str {
        &self.holder
    }

    #[must_use]
    pub const fn iban(&self) -> &Iban {
        &self.iban
    }

    #[must_use]
    pub fn bic(&self) -> Option<&str> {
        self.bic.as_deref()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn an_account_is_stored_without_spaces_and_without_a_code_where_there_is_none() {
        let form = BankForm {
            holder: "  Ada Lovelace ".into(),
            iban: "de89 3704 0044 0532 0130 00".into(),
            bic: " ".into(),
        };
        let new = form.parse().unwrap();
        assert_eq!(
            (new.holder(), new.iban().as_str(), new.bic()),
            ("Ada Lovelace", "DE89370400440532013000", None)
        );
        assert_eq!(format!("{form:?}"), "BankForm(…)");
    }

    #[test]
    fn each_field_that_is_wrong_is_told() {
        let form = BankForm {
            holder: String::new(),
            iban: "DE00".into(),
            bic: "x".into(),
        };
        let errors = form.parse().unwrap_err();
        assert_eq!(
            errors.iter().map(|(field, _)| field).collect::<Vec<_>>(),
            ["bic", "holder", "iban"]
        );
    }
}
