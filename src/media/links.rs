//! Addresses that prove themselves: of files, for one person, one rendition and a short time; and of calendars.

use super::storage::Files;
use super::types::Variant;
use crate::ids::{FeedId, MediaId, OrganizationId, UserId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

/// An address is valid to the end of the hour after this one. All that are made within an hour are
/// alike, so that a browser need not ask twice for a picture.
const HOUR: u64 = 3600;

/// The key that addresses are signed with, derived from a secret of the installation.
#[derive(Clone)]
pub struct LinkKey(Hmac<Sha256>);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

/// Whom an address is for, and what.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub organization: OrganizationId,
    pub user: UserId,
    pub file: MediaId,
    pub variant: Variant,
}

impl LinkKey {
    /// The one place where keys are derived from the secret.
    #[must_use]
    pub fn derive(secret: &[u8]) -> Option<Self> {
        let mut root = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        root.update(b"the-plugs: addresses of files, 1");
        Hmac::new_from_slice(&root.finalize().into_bytes()).ok().map(Self)
    }

    fn mac(&self, subject: &Subject, until: u64) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for id in [subject.organization.0, subject.user.0, subject.file.0] {
            mac.update(id.as_bytes());
        }
        mac.update(&until.to_be_bytes());
        mac.update(subject.variant.as_str().as_bytes());
        mac
    }

    /// What proves the address of somebody's calendar, for as long as the feed is there.
    #[must_use]
    pub fn of_feed(&self, organization: OrganizationId, feed: FeedId) -> String {
        URL_SAFE_NO_PAD.encode(self.feed_mac(organization, feed).finalize().into_bytes())
    }

    /// Whether somebody shows what proves the address of a calendar.
    #[must_use]
    pub fn is_of_feed(&self, organization: OrganizationId, feed: FeedId, shown: &str) -> bool {
        let Ok(shown) = URL_SAFE_NO_PAD.decode(shown) else {
            return false;
        };
        self.feed_mac(organization, feed).verify_slice(&shown).is_ok()
    }

    /// Of a file there are three ids, so that one cannot be taken for the other.
    fn feed_mac(&self, organization: OrganizationId, feed: FeedId) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(b"calendar");
        mac.update(organization.0.as_bytes());
        mac.update(feed.0.as_bytes());
        mac
    }

    /// The address, valid for between one hour and two.
    #[must_use]
    pub fn address(&self, subject: &Subject, now: u64) -> String {
        let until = (now / HOUR + 2) * HOUR;
        let key = URL_SAFE_NO_PAD.encode(self.mac(subject, until).finalize().into_bytes());
        let Subject { file, variant, .. } = subject;
        format!("/files/{file}/{variant}?until={until}&key={key}")
    }

    /// Whether an address with these is for this subject, and for now.
    #[must_use]
    pub fn is_valid(&self, subject: &Subject, until: u64, key: &str, now: u64) -> bool {
        let Ok(key) = URL_SAFE_NO_PAD.decode(key) else {
            return false;
        };
        until > now && self.mac(subject, until).verify_slice(&key).is_ok()
    }
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// The address of a file for somebody; none where this process keeps no files.
#[must_use]
pub fn address(subject: &Subject) -> Option<String> {
    Some(Files::get().ok()?.links.address(subject, now()))
}

#[cfg(test)]
mod unit {
    use super::*;

    fn subject() -> Subject {
        Subject {
            organization: OrganizationId::new(),
            user: UserId::new(),
            file: MediaId::new(),
            variant: Variant::Thumbnail,
        }
    }

    fn parts(address: &str) -> (u64, String) {
        let (_, query) = address.split_once("?until=").unwrap_or_default();
        let (until, key) = query.split_once("&key=").unwrap_or_default();
        (until.parse().unwrap_or_default(), key.to_owned())
    }

    #[test]
    fn an_address_is_for_one_person_one_rendition_and_a_while() {
        let key = LinkKey::derive(b"a secret").unwrap();
        let own = subject();
        let (until, mac) = parts(&key.address(&own, 7200));
        assert!(key.is_valid(&own, until, &mac, 7200));
        assert!(key.is_valid(&own, until, &mac, until - 1));
        assert!(!key.is_valid(&own, until, &mac, until), "it has run out");
        assert!(
            !key.is_valid(&own, until + 3600, &mac, 7200),
            "it is not longer valid than said"
        );
        let others = [
            Subject {
                variant: Variant::Original,
                ..own
            },
            Subject {
                user: UserId::new(),
                ..own
            },
            Subject {
                organization: OrganizationId::new(),
                ..own
            },
            Subject {
                file: MediaId::new(),
                ..own
            },
        ];
        for other in others {
            assert!(!key.is_valid(&other, until, &mac, 7200), "{other:?}");
        }
        for wrong in ["", "!", "AAAA", &mac[1..]] {
            assert!(!key.is_valid(&own, until, wrong, 7200));
        }
        let elsewhere = LinkKey::derive(b"another").unwrap();
        assert!(!elsewhere.is_valid(&own, until, &mac, 7200));
    }

    #[test]
    fn addresses_made_within_an_hour_are_alike() {
        let key = LinkKey::derive(b"a secret").unwrap();
        let own = subject();
        assert_eq!(key.address(&own, 3600), key.address(&own, 7199));
        assert_ne!(key.address(&own, 3600), key.address(&own, 7200));
    }

    #[test]
    fn the_address_of_a_calendar_is_of_one_feed_of_one_organisation() {
        let key = LinkKey::derive(b"a secret").unwrap();
        let (organization, feed) = (OrganizationId::new(), FeedId::new());
        let shown = key.of_feed(organization, feed);
        assert!(key.is_of_feed(organization, feed, &shown));
        assert!(!key.is_of_feed(OrganizationId::new(), feed, &shown));
        assert!(!key.is_of_feed(organization, FeedId::new(), &shown));
        let other = LinkKey::derive(b"another secret").unwrap();
        assert!(!other.is_of_feed(organization, feed, &shown));
        for text in ["", "%", &shown[1..]] {
            assert!(!key.is_of_feed(organization, feed, text), "{text}");
        }
    }
}
