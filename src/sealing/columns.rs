//! The columns whose values are sealed.

/// A column whose values are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    ContactPhone,
    ContactNotes,
    IntegrationCredentials,
    BankHolder,
    BankIban,
    BankBic,
    PaymentFrozen,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ContactPhone,
        Self::ContactNotes,
        Self::IntegrationCredentials,
        Self::BankHolder,
        Self::BankIban,
        Self::BankBic,
        Self::PaymentFrozen,
    ];

    /// The table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::ContactPhone | Self::ContactNotes => "contacts",
            Self::IntegrationCredentials => "integrations",
            Self::BankHolder | Self::BankIban | Self::BankBic => "bank_accounts",
            Self::PaymentFrozen => "payment_batches",
        }
    }

    /// Its name there.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ContactPhone => "phone",
            Self::ContactNotes => "notes",
            Self::IntegrationCredentials => "credentials",
            Self::BankHolder => "holder",
            Self::BankIban => "iban",
            Self::BankBic => "bic",
            Self::PaymentFrozen => "frozen",
        }
    }

    /// The column beside it by which equal values are found, where there is one.
    #[must_use]
    pub const fn index(self) -> Option<&'static str> {
        match self {
            Self::ContactPhone => Some("phone_index"),
            _ => None,
        }
    }

    /// What two values have in common that are looked for as one; none where there is nothing to look for.
    #[must_use]
    pub fn essence(self, value: &str) -> Option<String> {
        match self {
            Self::ContactPhone => digits(value),
            _ => None,
        }
    }
}

/// A column as a type, so that a value of one cannot be taken for a value of another.
pub trait Sealable: Send + Sync + 'static {
    /// The column.
    const COLUMN: Column;
}

/// `contacts.phone`: a telephone number.
pub struct ContactPhone;

impl Sealable for ContactPhone {
    const COLUMN: Column = Column::ContactPhone;
}

/// `contacts.notes`: what colleagues wrote of a contact.
pub struct ContactNotes;

impl Sealable for ContactNotes {
    const COLUMN: Column = Column::ContactNotes;
}

/// `integrations.credentials`: what opens another system.
pub struct IntegrationCredentials;

impl Sealable for IntegrationCredentials {
    const COLUMN: Column = Column::IntegrationCredentials;
}

/// `bank_accounts.holder`: in whose name an account is.
pub struct BankHolder;

impl Sealable for BankHolder {
    const COLUMN: Column = Column::BankHolder;
}

/// `bank_accounts.iban`: the number of an account.
pub struct BankIban;

impl Sealable for BankIban {
    const COLUMN: Column = Column::BankIban;
}

/// `bank_accounts.bic`: where an account is.
pub struct BankBic;

impl Sealable for BankBic {
    const COLUMN: Column = Column::BankBic;
}

/// `payment_batches.frozen`: whom the files of a batch pay, how much and where.
pub struct PaymentFrozen;

impl Sealable for PaymentFrozen {
    const COLUMN: Column = Column::PaymentFrozen;
}

/// The digits of a telephone number, without what only says that the country follows, and without the 0 in brackets
/// that is left out where one calls from abroad.
fn digits(number: &str) -> Option<String> {
    let digits_of = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let digits = digits_of(number);
    let is_international = number.trim_start().starts_with('+') || digits.starts_with("00");
    let digits = match is_international {
        true => digits_of(&number.replace("(0)", ""))
            .trim_start_matches('0')
            .to_owned(),
        false => digits,
    };
    Some(digits).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_telephone_number_is_the_same_however_it_is_written() {
        for same in [
            "+44 20 7946 0958",
            "0044 (20) 7946-0958",
            "44.20.7946.0958",
            "+44 (0)20 7946 0958",
        ] {
            assert_eq!(digits(same).as_deref(), Some("442079460958"), "{same}");
        }
        assert_eq!(digits("020 7946 0958").as_deref(), Some("02079460958"));
        assert_eq!(digits("(0)20 7946 0958").as_deref(), Some("02079460958"));
        assert_eq!(digits("+"), None);
    }
}
