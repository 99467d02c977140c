//! A name as one step of an address, whatever it is made of.
//!
//! Percent-encoding alone does not get every name there: a browser takes `%2e%2e` for a step up
//! and `%5C` for a slash, a proxy may do so with `%2F`, and a router that decodes twice stumbles
//! over `%25`. Those few characters are written with a tilde: `~2F` is a slash.

use super::filter::push_escaped;

/// The name as a step of an address.
#[must_use]
pub fn encode(name: &str) -> String {
    let is_dots = name.chars().all(|letter| letter == '.');
    let mut step = String::with_capacity(name.len());
    let mut buffer = [0; 4];
    for letter in name.chars() {
        if matches!(letter, '~' | '%' | '/' | '\\') || is_dots {
            step.push_str(&format!("~{:02X}", u32::from(letter)));
        } else {
            push_escaped(&mut step, letter.encode_utf8(&mut buffer));
        }
    }
    step
}

/// The name behind a step, once the router has taken the percents out.
#[must_use]
pub fn decode(step: &str) -> String {
    let mut name = String::with_capacity(step.len());
    let mut rest = step;
    while let Some((before, after)) = rest.split_once('~') {
        name.push_str(before);
        let letter = after
            .get(..2)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(u8::is_ascii);
        match letter {
            Some(letter) => {
                name.push(letter.into());
                rest = &after[2..];
            }
            // A tilde that somebody typed.
            None => {
                name.push('~');
                rest = after;
            }
        }
    }
    name + rest
}

#[cfg(all(test, feature = "ssr"))]
mod unit {
    use super::*;
    use proptest::prelude::*;

    /// As the router decodes a step.
    fn routed(step: &str) -> String {
        percent_encoding::percent_decode_str(step)
            .decode_utf8_lossy()
            .into_owned()
    }

    proptest! {
        #[test]
        fn every_name_comes_back_from_its_step(name in "\\PC{0,100}") {
            prop_assert_eq!(decode(&routed(&encode(&name))), name);
        }

        #[test]
        fn a_step_holds_nothing_that_a_browser_or_a_proxy_would_read_otherwise(name in "\\PC{1,40}") {
            let step = encode(&name);
            prop_assert!(step.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%,:;".contains(&byte)));
            for trap in ["%25", "%2F", "%5C", "%2E"] {
                prop_assert!(!step.contains(trap), "{}", step);
            }
            // What a browser's router makes of a link before it follows it.
            let url = url::Url::parse("https://plugs.example/companies/x").expect("an address");
            let followed = url.join(&format!("/companies/{}", routed(&step))).expect("an address");
            let is_plain = !routed(&step).contains(['?', '#']);
            prop_assert!(!is_plain || followed.path_segments().expect("a path").count() == 2, "{}", followed);
        }

        #[test]
        fn whatever_is_typed_has_a_name(step in ".{0,60}") {
            prop_assert!(decode(&step).len() <= step.len());
        }
    }

    #[test]
    fn usual_names_stay_legible() {
        assert_eq!(encode("lumen gmbh"), "lumen%20gmbh");
        assert_eq!(encode("acme.example"), "acme.example");
        assert_eq!(encode("a/s"), "a~2Fs");
        assert_eq!(encode(".."), "~2E~2E");
        assert_eq!(encode("100%"), "100~25");
    }

    #[test]
    fn a_tilde_that_means_nothing_stays() {
        assert_eq!(decode("~"), "~");
        assert_eq!(decode("~zz~2"), "~zz~2");
        assert_eq!(decode("~é~7E"), "~é~");
        assert_eq!(decode("~FF"), "~FF");
    }
}
