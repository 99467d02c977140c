//! What a mail carries that only its reader can know: which mail it is, and proof of it for one purpose.
//!
//! It is made of a secret that is stored with the mail, so that a second delivery says the same; and one purpose's proof is
//! worth nothing for another, since a Message-ID travels further than a link.

use crate::ids::{MailId, OrganizationId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// How many bytes prove something.
const LENGTH: usize = 16;

/// What something proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// That somebody may say what they want no more of.
    Unsubscribe,
    /// That somebody may say that a mail came back.
    Bounce,
}

impl Purpose {
    fn of(self, secret: Uuid) -> [u8; LENGTH] {
        let name = match self {
            Self::Unsubscribe => "unsubscribe",
            Self::Bounce => "bounce",
        };
        let whole = Sha256::new()
            .chain_update(name)
            .chain_update(secret.as_bytes())
            .finalize();
        let mut part = [0; LENGTH];
        part.copy_from_slice(&whole[..LENGTH]);
        part
    }

    /// Whether somebody has shown what proves it.
    #[must_use]
    pub fn is_proved(self, secret: Uuid, shown: &[u8]) -> bool {
        self.of(secret).ct_eq(shown).into()
    }
}

/// Which mail something is about, and what was shown to prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub organization: OrganizationId,
    pub mail: MailId,
    pub shown: Vec<u8>,
}

impl Token {
    /// What a mail carries for a purpose.
    #[must_use]
    pub fn new(organization: OrganizationId, mail: MailId, secret: Uuid, purpose: Purpose) -> Self {
        Self {
            organization,
            mail,
            shown: purpose.of(secret).to_vec(),
        }
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        write!(
            f,
            "{}.{}.{}",
            encoded(self.organization.0.as_bytes()),
            encoded(self.mail.0.as_bytes()),
            encoded(&self.shown)
        )
    }
}

/// That a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoToken;

impl std::str::FromStr for Token {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        let mut parts = text.split('.').map(|part| URL_SAFE_NO_PAD.decode(part));
        let mut part = || parts.next().and_then(Result::ok).ok_or(NoToken);
        let (organization, mail, shown) = (part()?, part()?, part()?);
        let id = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| NoToken);
        let token = Self {
            organization: OrganizationId(id(&organization)?),
            mail: MailId(id(&mail)?),
            shown,
        };
        (parts.next().is_none() && token.shown.len() == LENGTH)
            .then_some(token)
            .ok_or(NoToken)
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written_and_proves_one_purpose() {
        let secret = Uuid::from_bytes([7; 16]);
        let token = Token::new(OrganizationId::new(), MailId::new(), secret, Purpose::Bounce);
        assert_eq!(token.to_string().parse(), Ok(token.clone()));
        assert!(Purpose::Bounce.is_proved(secret, &token.shown));
        assert!(!Purpose::Unsubscribe.is_proved(secret, &token.shown));
        assert!(!Purpose::Bounce.is_proved(Uuid::nil(), &token.shown));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let token =
            Token::new(OrganizationId::new(), MailId::new(), Uuid::nil(), Purpose::Bounce).to_string();
        for text in [
            "",
            "..",
            "a.b.c",
            &token[1..],
            &format!("{token}.x"),
            &format!("{token}A"),
        ] {
            assert_eq!(text.parse::<Token>(), Err(NoToken), "{text}");
        }
    }
}
