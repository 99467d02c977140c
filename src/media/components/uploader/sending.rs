//! A file on its way from the browser.

use crate::error::AppError;
use crate::ids::MediaId;
use crate::media::types::size_in_words;
use leptos::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FormData, ProgressEvent, XmlHttpRequest};

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// So many hundredths are sent.
    Under(u8),
    Arrived,
    /// Why it was not taken.
    Refused(String),
}

/// A file on its way.
#[derive(Clone)]
pub struct Sending {
    /// Tells it from every other on the page.
    pub key: u32,
    pub name: String,
    pub state: ArcRwSignal<State>,
    request: Option<StoredValue<XmlHttpRequest, LocalStorage>>,
}

impl Sending {
    /// Sends a file, unless it is known already that it will not be taken. `on_done` hears under which id it has arrived.
    pub fn start(action: &str, file: &File, largest: f64, on_done: Callback<Vec<MediaId>>) -> Self {
        static KEYS: AtomicU32 = AtomicU32::new(0);
        let state = ArcRwSignal::new(State::Under(0));
        let request = match refusal(file.size(), largest) {
            Some(why) => {
                state.set(State::Refused(why));
                None
            }
            None => send(action, file, &state, on_done).map_or_else(
                |_| {
                    state.set(State::Refused("This file cannot be read.".into()));
                    None
                },
                |request| Some(StoredValue::new_local(request)),
            ),
        };
        Self {
            key: KEYS.fetch_add(1, Ordering::Relaxed),
            name: file.name(),
            state,
            request,
        }
    }

    /// Stops it, where it is not over yet.
    pub fn stop(&self) {
        if let Some(request) = self.request {
            // Fails only where it is over.
            let _ = request.try_with_value(XmlHttpRequest::abort);
        }
    }
}

fn refusal(size: f64, largest: f64) -> Option<String> {
    if size > largest {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a limit is far below 2^53 and a whole number"
        )]
        let most = size_in_words(largest as i64);
        return Some(format!("This file is too large: {most} at most."));
    }
    (size < 1.0).then(|| "This file is empty.".into())
}

fn send(
    action: &str,
    file: &File,
    state: &ArcRwSignal<State>,
    on_done: Callback<Vec<MediaId>>,
) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", action)?;
    request.set_request_header("Accept", "application/json")?;
    let form = FormData::new()?;
    form.append_with_blob_and_filename("file", file, &file.name())?;

    let progress = {
        let state = state.clone();
        move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and 100"
                )]
                let percent = (event.loaded() / event.total() * 100.0).clamp(0.0, 100.0) as u8;
                state.set(State::Under(percent));
            }
        }
    };
    let ended = {
        let (state, request) = (state.clone(), request.clone());
        move || {
            let outcome = outcome(&request);
            let is_there = outcome == State::Arrived;
            state.set(outcome);
            if is_there {
                let answer = request.response_text().ok().flatten().unwrap_or_default();
                on_done.try_run(serde_json::from_str(&answer).unwrap_or_default());
            }
        }
    };
    // The browser keeps them as long as the request, and no longer.
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(progress).into_js_value();
    request.upload()?.set_onprogress(Some(progress.unchecked_ref()));
    request.set_onloadend(Some(Closure::once_into_js(ended).unchecked_ref()));
    request.send_with_opt_form_data(Some(&form))?;
    Ok(request)
}

/// What the server made of it.
fn outcome(request: &XmlHttpRequest) -> State {
    match request.status() {
        Ok(200) => State::Arrived,
        // No answer: the connection is gone, or the person stopped it.
        Ok(0) | Err(_) => State::Refused("The connection broke off. Try again.".into()),
        Ok(_) => {
            let answer = request.response_text().ok().flatten().unwrap_or_default();
            let error = serde_json::from_str::<AppError>(&answer).ok();
            State::Refused(error.map_or_else(
                || "This could not be uploaded. Try again.".into(),
                |error| error.told(),
            ))
        }
    }
}
