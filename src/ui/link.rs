//! Links, and the only road by which an address that somebody typed becomes one.

use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// An address that is safe to put into a link. `javascript:` and the like cannot become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// An address outside the product: `http`, `https`, `mailto` and `tel` only.
    #[must_use]
    pub fn external(text: &str) -> Option<Self> {
        let text = text.trim();
        // Browsers drop tabs and line breaks inside an address, so `java\nscript:` would come alive.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let allowed = match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => rest.strip_prefix("//").is_some_and(has_host),
            "mailto" | "tel" => !rest.is_empty(),
            _ => false,
        };
        allowed.then(|| Self(text.to_owned()))
    }

    /// A link that writes to an e-mail address.
    #[must_use]
    pub fn email(address: &str) -> Option<Self> {
        // What follows a question mark would be the subject and the text.
        (address.contains('@') && !address.contains(['?', '&', '%'])).then_some(())?;
        Self::external(&format!("mailto:{}", address.trim()))
    }

    /// A link that calls a telephone number, written however people write them.
    #[must_use]
    pub fn phone(number: &str) -> Option<Self> {
        let digits: String = number
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        (digits.len() >= 3).then(|| Self(format!("tel:{digits}")))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address by what tells it from others: `https://www.linkedin.com/in/ada/` as `linkedin.com/in/ada`.
#[must_use]
pub fn short_address(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // A name and password in an address only ever hide where it leads.
    !authority.is_empty() && !authority.contains('@') && !authority.starts_with(':')
}

/// A link that leaves the product, in a new tab; the place it leads to learns nothing of us.
#[component]
pub fn ExternalLink(href: Href, #[prop(optional, into)] class: String, children: Children) -> impl IntoView {
    let opens_tab = href.0.starts_with("http");
    view! {
        <a
            class=classes("link", &class)
            href=href.0
            target=opens_tab.then_some("_blank")
            rel="noopener noreferrer"
        >
            {children()}
            {opens_tab.then(|| view! {
                <Icon name=IconName::ExternalLink class="icon-small"/>
                <span class="sr-only">" (opens in a new tab)"</span>
            })}
        </a>
    }
}

/// A link to another page of the product.
#[component]
pub fn TextLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! { <a class=classes("link", &class) href=move || href.get()>{children()}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_by_what_differs() {
        assert_eq!(
            short_address("https://www.linkedin.com/in/ada/"),
            "linkedin.com/in/ada"
        );
        assert_eq!(short_address("linkedin.com/in/ada"), "linkedin.com/in/ada");
    }

    #[test]
    fn web_mail_and_telephone_addresses_become_links() {
        for text in [
            "https://lumen.example/a?b=c#d",
            "HTTP://lumen.example",
            "mailto:ada@lumen.example",
            "tel:+4930123",
        ] {
            assert_eq!(Href::external(text).as_ref().map(Href::as_str), Some(text));
        }
    }

    #[test]
    fn an_address_that_would_run_is_no_link() {
        for text in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x",
            "https:javascript:alert(1)",
            "//evil.example",
            "/relative",
            "",
            "https://",
            "https:///path",
            "https://lumen.example@evil.example",
            "https:\\evil.example",
            "mailto:",
        ] {
            assert_eq!(Href::external(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_e_mail_address_cannot_write_the_message_too() {
        assert_eq!(
            Href::email("ada@lumen.example").unwrap().as_str(),
            "mailto:ada@lumen.example"
        );
        assert_eq!(Href::email("ada@lumen.example?body=x"), None);
        assert_eq!(Href::email("nobody"), None);
        assert_eq!(Href::email("a b@lumen.example"), None);
    }

    #[test]
    fn a_telephone_number_is_reduced_to_what_can_be_dialled() {
        assert_eq!(Href::phone("+49 (30) 123-45").unwrap().as_str(), "tel:+493012345");
        assert_eq!(Href::phone("none"), None);
    }
}
