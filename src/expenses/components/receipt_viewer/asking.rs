//! How many pages a PDF file has, asked of the server.

use crate::media::types::PageCount;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::XmlHttpRequest;

const AWAY: &str = "The server cannot be reached. Try again when you are connected.";

/// Asks at an address, and says what came of it: the error is worded for people.
pub(super) fn ask(address: &str, done: impl FnOnce(Result<PageCount, String>) + 'static) {
    // Where there is nothing to ask with, nobody waits for an answer.
    let _ = try_ask(address, done);
}

fn try_ask(address: &str, done: impl FnOnce(Result<PageCount, String>) + 'static) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("GET", address)?;
    let ended = {
        let request = request.clone();
        move || done(outcome(&request))
    };
    // The browser keeps it as long as the request, and no longer.
    request.set_onloadend(Some(Closure::once_into_js(ended).unchecked_ref()));
    request.send()
}

fn outcome(request: &XmlHttpRequest) -> Result<PageCount, String> {
    let said = || request.response_text().ok().flatten().unwrap_or_default();
    let why = match request.status().unwrap_or_default() {
        200 => match serde_json::from_str(&said()) {
            Ok(count) => return Ok(count),
            Err(_) => "This file could not be read just now.".into(),
        },
        422 => said().trim().to_owned(),
        0 => AWAY.into(),
        401 | 403 | 404 => "This file is not to be had under its address any more. Reload the page.".into(),
        _ => "The service is busy. Try again in a moment.".into(),
    };
    Err(why)
}
