//! How often somebody may try to come in.
//!
//! A stranger who knows an address must not be able to lock its owner out. So a single client is
//! counted strictly, all strangers together at an address loosely, and a browser in which the
//! address has been signed in before by itself (OWASP, "device cookies").

use super::queries::{self, Counted};
use super::sign_in::Reception;
use crate::error::{AppError, AppResult};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use leptos_axum::ResponseOptions;
use std::time::Duration;

/// Attempts within [`WINDOW`]: of a client at an address, of a client whatever the address, and of
/// a browser that is known at an address.
const PER_PAIR: i32 = 10;
const PER_CLIENT: i32 = 50;
const PER_BROWSER: i32 = 10;
/// Of all strangers at an address: a hundred an hour, the most that OWASP ASVS 4 allows (2.2.1).
const PER_ADDRESS: i32 = 25;
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Characters of a browser's token: 256 random bits, written in hexadecimal.
const TOKEN_LENGTH: usize = 64;

/// Under what an attempt to sign in is counted.
pub(super) enum Counting {
    Known {
        browser: String,
    },
    Stranger {
        address: String,
        client: String,
        pair: String,
    },
}

impl Counting {
    fn limits(&self) -> Vec<(Counted, &str, i32)> {
        match self {
            Self::Known { browser } => vec![(Counted::Browser, browser, PER_BROWSER)],
            Self::Stranger {
                address,
                client,
                pair,
            } => vec![
                (Counted::Address, address, PER_ADDRESS),
                (Counted::Client, client, PER_CLIENT),
                (Counted::Pair, pair, PER_PAIR),
            ],
        }
    }
}

impl Reception {
    /// Counts an attempt to sign in, and refuses it where there were too many.
    pub(super) async fn count_sign_in(&self, email: &str) -> AppResult<Counting> {
        let counting = self.counting(email).await?;
        self.count(&counting.limits(), WINDOW).await?;
        Ok(counting)
    }

    async fn counting(&self, email: &str) -> AppResult<Counting> {
        if let Some(token) = &self.browser.token {
            let browser = format!("{token} {email}");
            if queries::is_known_browser(&self.accounts.pool, &browser).await? {
                return Ok(Counting::Known { browser });
            }
        }
        let client = self.client_key("sign in");
        Ok(Counting::Stranger {
            address: format!("address {email}"),
            pair: format!("{client} {email}"),
            client,
        })
    }

    /// Counts an attempt under each key, and refuses it where there were too many.
    pub(super) async fn count(&self, limits: &[(Counted, &str, i32)], window: Duration) -> AppResult<()> {
        let keys: Vec<_> = limits.iter().map(|(counted, key, _)| (*counted, *key)).collect();
        let attempts = queries::count_attempt(&self.accounts.pool, &keys, window).await?;
        let is_over = |counted, attempts| {
            limits
                .iter()
                .any(|(of, _, limit)| *of == counted && attempts > *limit)
        };
        let wait = attempts
            .iter()
            .filter(|tried| is_over(tried.counted, tried.attempts))
            .map(|tried| u32::try_from(tried.window_ends_in).unwrap_or(0).max(1))
            .max();
        match wait {
            Some(retry_after_seconds) => Err(AppError::TooManyAttempts { retry_after_seconds }),
            None => Ok(()),
        }
    }

    /// The password was right: this client's attempts at the address are forgiven.
    pub(super) async fn forgive(&self, counting: &Counting) -> AppResult<()> {
        let pool = &self.accounts.pool;
        match counting {
            Counting::Known { browser } => {
                queries::forgive(pool, (Counted::Browser, browser)).await?;
            }
            Counting::Stranger {
                address,
                client,
                pair,
            } => {
                let forgiven = queries::forgive(pool, (Counted::Pair, pair)).await?;
                queries::take_back(pool, (Counted::Address, address), forgiven).await?;
                queries::take_back(pool, (Counted::Client, client), 1).await?;
            }
        }
        Ok(())
    }

    /// Knows this browser from now on, by a token that it keeps.
    pub(super) async fn remember_browser(&self, email: &str) -> AppResult<()> {
        let token = match &self.browser.token {
            Some(token) => token.clone(),
            None => format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>()),
        };
        queries::know_browser(&self.accounts.pool, &format!("{token} {email}")).await?;
        self.browser.keep(&token, self.accounts.is_https)
    }
}

/// The browser of a request, as far as it can be told from others.
pub(super) struct Browser {
    token: Option<String>,
    response: Option<ResponseOptions>,
}

impl Browser {
    /// The browser that sent this, to be answered by `response`.
    pub(super) fn of(parts: &Parts, response: Option<ResponseOptions>, is_https: bool) -> Self {
        let cookies = parts.headers.get_all(axum::http::header::COOKIE).into_iter();
        let token = cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(name, _)| *name == cookie_name(is_https))
            .map(|(_, value)| value.to_owned())
            .filter(|token| is_token(token));
        Self { token, response }
    }

    fn keep(&self, token: &str, is_https: bool) -> AppResult<()> {
        let name = cookie_name(is_https);
        let secure = if is_https { "; Secure" } else { "" };
        let cookie = format!(
            "{name}={token}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
            queries::BROWSERS_KEPT.as_secs()
        );
        let cookie = HeaderValue::try_from(cookie).map_err(|error| AppError::internal(&error))?;
        if let Some(response) = &self.response {
            response.append_header(SET_COOKIE, cookie);
        }
        Ok(())
    }
}

const fn cookie_name(is_https: bool) -> &'static str {
    if is_https {
        "__Host-plugs-browser"
    } else {
        "plugs-browser"
    }
}

fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
