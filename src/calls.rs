//! How the browser sends a change to the server.
//!
//! Reading is left to Leptos' own client, which gives up with the page that asked.

use crate::error::AppError;
use futures::{Sink, Stream};
use http::Method;
use leptos::server_fn::Bytes;
use leptos::server_fn::client::Client;
use leptos::server_fn::client::browser::BrowserClient;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::request::browser::{BrowserFormData, BrowserRequest, Request};
use leptos::server_fn::response::browser::BrowserResponse;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::time::Duration;
use web_sys::RequestInit;

/// How long to wait where many browsers are about to ask for the same: not all of them at once.
#[must_use]
pub fn any_moment_within(longest: Duration) -> Duration {
    longest.mul_f64(js_sys::Math::random())
}

/// Longest body, in bytes, that may outlive its page. A browser keeps 64 KiB of them in all and
/// refuses what is more, so this leaves room for several at a time.
const LONGEST_KEPT: usize = 8 * 1024;

/// The client of every server function that changes something: `client = Change`. A change shows
/// before the server has it, so it reaches the server even where the page is reloaded or left in
/// the next moment.
pub struct Change;

/// How many of its changes a page remembers: those of which it may still hear.
const REMEMBERED: usize = 100;

thread_local! {
    static OWN: RefCell<VecDeque<String>> = const { RefCell::new(VecDeque::new()) };
}

/// Whether it was a request of this page that changed something: what came of it, the page shows
/// already.
#[must_use]
pub fn is_own(request_id: &str) -> bool {
    OWN.with_borrow(|own| own.iter().any(|one| one == request_id))
}

fn remember(answer: &BrowserResponse) {
    let headers = answer.generate_headers();
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok());
    if let Some(id) = id {
        OWN.with_borrow_mut(|own| {
            own.truncate(REMEMBERED - 1);
            own.push_front(id.to_owned());
        });
    }
}

/// A change on its way.
pub struct ChangeRequest(BrowserRequest);

impl Client<AppError> for Change {
    type Request = ChangeRequest;
    type Response = BrowserResponse;

    async fn send(request: ChangeRequest) -> Result<BrowserResponse, AppError> {
        let answer = <BrowserClient as Client<AppError>>::send(request.0).await;
        if let Ok(answer) = &answer {
            remember(answer);
        }
        answer.map_err(|error| match error {
            AppError::Offline { .. } => AppError::Offline { is_change: true },
            other => other,
        })
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            AppError,
        >,
    > + Send {
        <BrowserClient as Client<AppError>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<AppError>>::spawn(future);
    }
}

impl ClientReq<AppError> for ChangeRequest {
    type FormData = BrowserFormData;

    fn try_new_req_text(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: String,
        method: Method,
    ) -> Result<Self, AppError> {
        let is_short = body.len() <= LONGEST_KEPT;
        let request: Result<_, AppError> =
            BrowserRequest::try_new_req_text(path, content_type, accepts, body.clone(), method);
        let mut request = request?;
        if let Some(kept) = is_short.then(|| kept(&request, &body)).flatten() {
            *request = kept.into();
        }
        Ok(Self(request))
    }

    fn try_new_req_query(
        path: &str,
        content_type: &str,
        accepts: &str,
        query: &str,
        method: Method,
    ) -> Result<Self, AppError> {
        BrowserRequest::try_new_req_query(path, content_type, accepts, query, method).map(Self)
    }

    fn try_new_req_bytes(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: Bytes,
        method: Method,
    ) -> Result<Self, AppError> {
        BrowserRequest::try_new_req_bytes(path, content_type, accepts, body, method).map(Self)
    }

    fn try_new_req_form_data(
        path: &str,
        accepts: &str,
        content_type: &str,
        body: BrowserFormData,
        method: Method,
    ) -> Result<Self, AppError> {
        BrowserRequest::try_new_req_form_data(path, accepts, content_type, body, method).map(Self)
    }

    fn try_new_req_multipart(
        path: &str,
        accepts: &str,
        body: BrowserFormData,
        method: Method,
    ) -> Result<Self, AppError> {
        BrowserRequest::try_new_req_multipart(path, accepts, body, method).map(Self)
    }

    fn try_new_req_streaming(
        path: &str,
        accepts: &str,
        content_type: &str,
        body: impl Stream<Item = Bytes> + Send + 'static,
        method: Method,
    ) -> Result<Self, AppError> {
        BrowserRequest::try_new_req_streaming(path, accepts, content_type, body, method).map(Self)
    }
}

/// The same request, which the browser finishes whatever becomes of the page. It has no signal to
/// abort it: nobody takes a change back by looking away.
fn kept(request: &Request, body: &str) -> Option<web_sys::Request> {
    let init = RequestInit::new();
    init.set_method(request.method().as_str());
    init.set_headers(&request.headers().into_raw());
    init.set_body(&body.into());
    js_sys::Reflect::set(&init, &"keepalive".into(), &true.into()).ok()?;
    web_sys::Request::new_with_str_and_init(&request.url(), &init).ok()
}
