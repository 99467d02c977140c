//! Small choices that the server should know with the next page, in cookies. Nothing secret: scripts
//! write them.

use leptos::prelude::*;

/// How long a choice lasts, in seconds: a year.
const AGE: u32 = 31_536_000;

/// The value of a cookie in a `Cookie` header.
#[must_use]
pub fn of_header<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(of, _)| *of == name).map(|(_, value)| value)
}

/// The value of a cookie of a request with these headers.
#[cfg(feature = "ssr")]
#[must_use]
pub fn of_headers(headers: &axum::http::HeaderMap, name: &str) -> Option<String> {
    // A browser may send its cookies in several headers (RFC 9113, section 8.2.3).
    let mut cookies = headers
        .get_all(axum::http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies.find_map(|header| of_header(header, name).map(str::to_owned))
}

/// The value of a cookie: on the server that of the request that is being answered.
#[cfg(feature = "ssr")]
#[must_use]
pub fn read(name: &str) -> Option<String> {
    of_headers(&use_context::<axum::http::request::Parts>()?.headers, name)
}

/// The value of a cookie: in the browser the one that it keeps now.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn read(name: &str) -> Option<String> {
    let cookies = js_sys::Reflect::get(&document(), &"cookie".into())
        .ok()?
        .as_string()?;
    of_header(&cookies, name).map(str::to_owned)
}

/// Keeps a value in the browser; an empty one is forgotten.
pub fn write(name: &str, value: &str) {
    let secure = match window().location().protocol().as_deref() {
        Ok("https:") => "; Secure",
        _ => "",
    };
    let age = if value.is_empty() { 0 } else { AGE };
    let cookie = format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax{secure}");
    // Refused only where the browser keeps no cookies; the choice then lasts as long as the page.
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}
