//! International bank account numbers (ISO 13616) and the codes of banks (ISO 9362).

use std::fmt;
use std::str::FromStr;

/// How long an account number is in each country of the registry.
#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22), ("BH", 22), ("BI", 27),
    ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24), ("DE", 22), ("DJ", 27), ("DK", 18), ("DO", 28),
    ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18), ("FK", 18), ("FO", 18), ("FR", 27), ("GB", 22), ("GE", 22), ("GI", 23),
    ("GL", 18), ("GR", 27), ("GT", 28), ("HN", 28), ("HR", 21), ("HU", 28), ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26),
    ("IT", 27), ("JO", 30), ("KW", 30), ("KZ", 20), ("LB", 28), ("LC", 32), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21),
    ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22), ("MK", 19), ("MN", 20), ("MR", 27), ("MT", 31), ("MU", 30), ("NI", 28),
    ("NL", 18), ("NO", 15), ("OM", 23), ("PK", 24), ("PL", 28), ("PS", 29), ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22),
    ("RU", 33), ("SA", 24), ("SC", 31), ("SD", 18), ("SE", 24), ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("ST", 25),
    ("SV", 28), ("TL", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22), ("VG", 24), ("XK", 20), ("YE", 30),
];

/// Countries whose banks take part in SEPA credit transfers.
#[rustfmt::skip]
const SEPA: &[&str] = &[
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
];

/// An account number that can be one: its length is its country's, and its check digits are right.
#[derive(Clone, PartialEq, Eq)]
pub struct Iban(String);

/// Why a text is no account number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    #[error("Write an IBAN: two letters of the country, two digits, then the account.")]
    Malformed,
    #[error("No country with IBANs begins like this.")]
    Country,
    #[error("An IBAN of this country has {0} characters.")]
    Length(usize),
    #[error("The check digits do not fit: look for a slip of the pen.")]
    Check,
}

impl FromStr for Iban {
    type Err = IbanError;

    /// Spaces and hyphens do not count, nor does small or capital.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let bytes = plain.as_bytes();
        let is_shaped = bytes.len() >= 5
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes[..2].iter().all(u8::is_ascii_alphabetic)
            && bytes[2..4].iter().all(u8::is_ascii_digit);
        if !is_shaped {
            return Err(IbanError::Malformed);
        }
        let (_, length) = LENGTHS
            .iter()
            .find(|(country, _)| plain.starts_with(country))
            .ok_or(IbanError::Country)?;
        if bytes.len() != *length {
            return Err(IbanError::Length(*length));
        }
        // 00, 01 and 99 would have the same remainders as 97, 98 and 02, which are the right ones.
        let is_right = !matches!(&plain[2..4], "00" | "01" | "99") && remainder(bytes) == 1;
        if !is_right {
            return Err(IbanError::Check);
        }
        Ok(Self(plain))
    }
}

/// Of the number with its first four characters at its end, letters being 10 to 35, after division by 97.
fn remainder(bytes: &[u8]) -> u32 {
    let turned = bytes[4..].iter().chain(&bytes[..4]);
    turned.fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    })
}

impl Iban {
    /// Without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people read it, in groups of four.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut grouped = String::with_capacity(self.0.len() * 5 / 4);
        for (index, c) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        grouped
    }

    /// Enough of it to be known again by whose it is: "DE89 •••• 3000".
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{} •••• {}", &self.0[..4], &self.0[self.0.len() - 4..])
    }

    /// Its bank can be reached by a SEPA credit transfer.
    #[must_use]
    pub fn is_sepa(&self) -> bool {
        SEPA.contains(&&self.0[..2])
    }
}

/// Nothing that is written into a log tells it.
impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.masked())
    }
}

/// Whether a text has the form of a bank's code: eight characters, or eleven with the branch.
#[must_use]
pub fn is_bic(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.len(), 8 | 11)
        && bytes[..6].iter().all(u8::is_ascii_uppercase)
        && bytes[6..]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod unit;
