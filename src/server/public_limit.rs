//! How much one client may ask of what nobody signs in for: pages of events, their pictures and their calendars.
//!
//! Counted in this process, by the address that attempts to sign in are counted by. What is asked too soon is answered before the
//! database hears of it.

use super::client_ip::ClientIp;
use super::error_pages::refused;
use crate::error::AppError;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::IpNet;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// How many times what flows in a second may come at once: a page, its picture, and whoever shares an address.
const BURST: u32 = 3;

/// After how many requests those are forgotten who may ask as much as anybody by now.
const FORGET_AFTER: u32 = 10_000;

/// Who has asked how much lately.
#[derive(Clone)]
pub struct PublicLimit(Arc<Inner>);

struct Inner {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU32,
    trusted: Vec<IpNet>,
}

impl PublicLimit {
    /// So many requests a second of each client; none where any number may come.
    #[must_use]
    pub fn new(a_second: u32, trusted: &[IpNet]) -> Option<Self> {
        let flow = NonZeroU32::new(a_second)?;
        let quota = Quota::per_second(flow).allow_burst(flow.saturating_mul(NonZeroU32::new(BURST)?));
        Some(Self(Arc::new(Inner {
            limiter: RateLimiter::keyed(quota),
            asked: AtomicU32::new(0),
            trusted: trusted.to_vec(),
        })))
    }

    /// After how many seconds a client may ask again; none where they may ask now.
    fn seconds_to_wait(&self, client: IpAddr) -> Option<u32> {
        let Inner { limiter, asked, .. } = &*self.0;
        if asked.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == FORGET_AFTER - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let early = limiter.check_key(&client).err()?;
        let wait = early.wait_time_from(limiter.clock().now());
        Some(
            u32::try_from(wait.as_secs())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
        )
    }
}

/// Answers 429 to whoever asks too much.
pub async fn limit(State(limit): State<PublicLimit>, request: Request, next: Next) -> Response {
    let client = ClientIp::of(&request, &limit.0.trusted).network();
    let Some(retry_after_seconds) = limit.seconds_to_wait(client) else {
        return next.run(request).await;
    };
    let mut response = refused(AppError::TooManyRequests { retry_after_seconds });
    // A program that reads calendars gets no page, and hears when to come again all the same.
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(retry_after_seconds));
    response
}

#[cfg(test)]
mod unit {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn each_client_may_ask_so_much_and_another_as_much_again() {
        let limit = PublicLimit::new(20, &[]).unwrap();
        for _ in 0..60 {
            assert_eq!(limit.seconds_to_wait(ip(1)), None);
        }
        let refused = (0..60).filter(|_| limit.seconds_to_wait(ip(1)).is_some()).count();
        assert!(refused >= 50, "{refused} of sixty more were refused");
        assert_eq!(limit.seconds_to_wait(ip(2)), None);
        assert!(PublicLimit::new(0, &[]).is_none());
    }

    #[test]
    fn those_who_have_gone_are_forgotten() {
        let limit = PublicLimit::new(100_000, &[]).unwrap();
        for n in 0..FORGET_AFTER * 2 {
            limit.seconds_to_wait(IpAddr::from((n + 1).to_be_bytes()));
        }
        assert!(limit.0.limiter.len() < FORGET_AFTER as usize);
    }
}
