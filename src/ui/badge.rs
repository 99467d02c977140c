//! Small coloured words: what state something is in.

use super::icon::{Icon, IconName, classes};
use super::still::{Markup, markup, still};
use leptos::prelude::*;

/// The colours that mean something. A tone never stands alone: a word says the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Slate,
    Blue,
    Emerald,
    Amber,
    Rose,
    Violet,
    Success,
    Warning,
    Danger,
}

impl Tone {
    /// The class that gives an element's own parts this tone.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Slate => "tone-slate",
            Self::Blue => "tone-blue",
            Self::Emerald => "tone-emerald",
            Self::Amber => "tone-amber",
            Self::Rose => "tone-rose",
            Self::Violet => "tone-violet",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    /// The icon that says the same as the tone, for those who see no difference in colour.
    pub(super) const fn icon(self) -> IconName {
        match self {
            Self::Success | Self::Emerald => IconName::CheckCircle,
            Self::Warning | Self::Amber => IconName::AlertTriangle,
            Self::Danger | Self::Rose => IconName::XCircle,
            Self::Neutral | Self::Slate | Self::Blue | Self::Violet => IconName::Info,
        }
    }
}

/// A word in a tone, with a dot (a stage) or an icon (a result) before it.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] dot: bool,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=classes(&classes("badge", tone.class()), &class)>
            {dot.then(|| view! { <span class="dot"></span> })}
            {icon.map(|name| view! { <Icon name=name/> })}
            {children()}
        </span>
    }
}

/// A [`Badge`] with a dot and nothing but a word, within other markup.
#[must_use]
pub fn badge(tone: Tone, label: &str) -> Markup {
    markup! {
        span class=(classes("badge", tone.class())) {
            span.dot {}
            (label)
        }
    }
}

/// A dot in a tone; the word stands beside it.
#[component]
pub fn Dot(#[prop(optional)] tone: Tone) -> impl IntoView {
    still(markup! { span class=(classes("dot", tone.class())) aria-hidden="true" {} })
}

/// What somebody tagged something with.
#[component]
pub fn Tag(#[prop(into)] text: String, #[prop(optional, into)] href: Option<String>) -> impl IntoView {
    match href {
        Some(href) => view! { <a class="tag" href=href>{text}</a> }.into_any(),
        None => still(tag(&text)).into_any(),
    }
}

/// A [`Tag`] that leads nowhere, within other markup.
#[must_use]
pub fn tag(text: &str) -> Markup {
    markup! { span.tag { (text) } }
}
