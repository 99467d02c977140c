//! Light or dark: the system's choice, unless the person made their own. It stands in a cookie, so
//! that the server draws the right one at once.

use super::cookie;
use super::field::use_ready;
use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// Where the choice is kept.
const COOKIE: &str = "theme";

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Whatever the system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// What stands in `data-theme` of `<html>`.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn of_attribute(value: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.attribute() == value)
            .unwrap_or_default()
    }

    const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    const fn icon(self) -> IconName {
        match self {
            Self::System => IconName::Monitor,
            Self::Light => IconName::Sun,
            Self::Dark => IconName::Moon,
        }
    }
}

/// What `data-theme` of `<html>` says for the request that is being answered.
#[cfg(feature = "ssr")]
#[must_use]
pub fn of_request() -> Option<&'static str> {
    of_headers(&use_context::<axum::http::request::Parts>()?.headers)
}

/// What `data-theme` of `<html>` says for a request with these headers.
#[cfg(feature = "ssr")]
#[must_use]
pub fn of_headers(headers: &axum::http::HeaderMap) -> Option<&'static str> {
    Theme::of_attribute(cookie::of_headers(headers, COOKIE).as_deref()).attribute()
}

/// The theme that was chosen, for whatever shows or changes it.
#[derive(Clone, Copy, Debug)]
pub struct ThemeChoice(RwSignal<Theme>);

impl ThemeChoice {
    fn choose(self, theme: Theme) {
        apply(theme);
        self.0.set(theme);
    }

    /// Whether the page is dark now.
    #[must_use]
    pub fn is_dark(self) -> bool {
        match self.0.get() {
            Theme::Light => false,
            Theme::Dark => true,
            Theme::System => window()
                .match_media("(prefers-color-scheme: dark)")
                .is_ok_and(|query| query.is_some_and(|query| query.matches())),
        }
    }

    /// From light to dark, or back.
    pub fn switch(self) {
        self.choose(if self.is_dark() { Theme::Light } else { Theme::Dark });
    }
}

/// Gives [`use_theme`] something to find; called once, at the top of the application.
pub fn provide_theme() {
    let theme = RwSignal::new(Theme::System);
    Effect::new(move || {
        let root = document().document_element();
        theme.set(Theme::of_attribute(
            root.and_then(|root| root.get_attribute("data-theme")).as_deref(),
        ));
    });
    provide_context(ThemeChoice(theme));
}

/// The theme that was chosen.
#[must_use]
pub fn use_theme() -> ThemeChoice {
    use_context().unwrap_or_else(|| ThemeChoice(RwSignal::new(Theme::System)))
}

/// Three buttons for the person's menu. Without JavaScript the system's choice holds, so they only
/// appear with it.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let ready = use_ready();
    let choice = use_theme();
    let button = move |theme: Theme| {
        view! {
            <button
                type="button"
                class="menu-item segment"
                data-stays=""
                aria-pressed=move || (choice.0.get() == theme).to_string()
                on:click=move |_| choice.choose(theme)
            >
                <Icon name=theme.icon()/>
                {theme.label()}
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Theme" hidden=move || !ready.get()>
            {Theme::ALL.map(button)}
        </div>
    }
}

/// Shows the theme now, and asks for it with the next page.
fn apply(theme: Theme) {
    let document = document();
    if let Some(root) = document.document_element() {
        let _ = match theme.attribute() {
            Some(value) => root.set_attribute("data-theme", value),
            None => root.remove_attribute("data-theme"),
        };
    }
    cookie::write(COOKIE, theme.attribute().unwrap_or_default());
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, HeaderValue, header};

    fn of(header: &str) -> Option<&'static str> {
        let value = HeaderValue::from_str(header).unwrap();
        of_headers(&HeaderMap::from_iter([(header::COOKIE, value)]))
    }

    #[test]
    fn the_theme_is_read_from_among_other_cookies() {
        assert_eq!(of("id=abc; theme=dark"), Some("dark"));
        assert_eq!(of("theme=light;id=x"), Some("light"));
    }

    #[test]
    fn anything_else_leaves_the_choice_to_the_system() {
        for header in [
            "",
            "theme=",
            "theme=purple",
            "mytheme=dark",
            "theme",
            "theme=dark\" onload=x",
            ";;=",
        ] {
            assert_eq!(of(header), None, "{header}");
        }
    }
}
