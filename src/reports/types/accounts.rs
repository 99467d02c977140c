//! Under which accounts of its books an organisation keeps what is spent.

use crate::expenses::types::ExpenseType;
use crate::forms::{Checker, FieldErrors};
use crate::{text_enum, typed_form};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What an account is for.
    Purpose {
        Travel = "travel", "Travel";
        Accommodation = "accommodation", "Accommodation";
        Catering = "catering", "Catering";
        Venue = "venue", "Venue";
        Marketing = "marketing", "Marketing";
        Other = "other", "Other";
        Tax = "tax", "Input tax";
        Payable = "payable", "Owed to people";
    }
}

impl From<ExpenseType> for Purpose {
    fn from(of: ExpenseType) -> Self {
        match of {
            ExpenseType::Travel => Self::Travel,
            ExpenseType::Accommodation => Self::Accommodation,
            ExpenseType::Catering => Self::Catering,
            ExpenseType::Venue => Self::Venue,
            ExpenseType::Marketing => Self::Marketing,
            ExpenseType::Other => Self::Other,
        }
    }
}

/// The name or number of an account, as the books have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub purpose: Purpose,
    pub account: String,
}

/// The accounts that are set; of some purposes there may be none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts(pub Vec<Account>);

impl Accounts {
    /// The account of a purpose; empty where there is none.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> &str {
        let found = self.0.iter().find(|one| one.purpose == purpose);
        found.map_or("", |one| &one.account)
    }
}

/// The accounts as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountsForm {
    pub travel: String,
    pub accommodation: String,
    pub catering: String,
    pub venue: String,
    pub marketing: String,
    pub other: String,
    pub tax: String,
    pub payable: String,
}

typed_form!(AccountsForm {
    travel = "Travel";
    accommodation = "Accommodation";
    catering = "Catering";
    venue = "Venue";
    marketing = "Marketing";
    other = "Other";
    tax = "Input tax";
    payable = "Owed to people";
});

/// Longest account.
const LONGEST: usize = 20;

impl AccountsForm {
    /// What may be stored.
    ///
    /// # Errors
    /// By field: longer than 20 characters, or with signs that no account has.
    pub fn parse(&self) -> Result<Accounts, FieldErrors> {
        let mut checker = Checker::default();
        let mut accounts = Vec::new();
        for (purpose, typed) in Purpose::ALL.iter().zip(self.texts()) {
            let field = purpose.as_str();
            let Some(account) = checker.optional(field, typed, LONGEST) else {
                continue;
            };
            let begins = account.starts_with(|c: char| c.is_ascii_alphanumeric());
            if !begins
                || !account
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " ./-".contains(c))
            {
                checker.error(field, "Write letters and digits, like 4670 or 4670/01.");
            }
            accounts.push(Account {
                purpose: *purpose,
                account,
            });
        }
        checker.finish(|| Some(Accounts(accounts)))
    }

    /// What is typed, in the order of [`Purpose::ALL`].
    fn texts(&self) -> [&str; 8] {
        [
            &self.travel,
            &self.accommodation,
            &self.catering,
            &self.venue,
            &self.marketing,
            &self.other,
            &self.tax,
            &self.payable,
        ]
    }
}

impl From<&Accounts> for AccountsForm {
    fn from(accounts: &Accounts) -> Self {
        let of = |purpose| accounts.of(purpose).to_owned();
        Self {
            travel: of(Purpose::Travel),
            accommodation: of(Purpose::Accommodation),
            catering: of(Purpose::Catering),
            venue: of(Purpose::Venue),
            marketing: of(Purpose::Marketing),
            other: of(Purpose::Other),
            tax: of(Purpose::Tax),
            payable: of(Purpose::Payable),
        }
    }
}
