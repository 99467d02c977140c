//! Buttons, and links that look like them.

use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// How much a button matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing this page is for.
    Primary,
    #[default]
    Secondary,
    /// Without a frame, for tool bars and rows.
    Ghost,
    /// What destroys.
    Danger,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Ghost => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button. While `pending`, it shows that work is under way and cannot be pressed again.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional, into)] pending: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// The id of a form elsewhere on the page that it sends.
    #[prop(optional, into)]
    form: Option<String>,
    /// The id of what says why it cannot be pressed, or what it does.
    #[prop(optional, into)]
    described_by: Signal<Option<String>>,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let size = if small { "btn-small" } else { "" };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=classes(&classes(kind.class(), size), &class)
            name=name
            value=value
            form=form
            disabled=move || disabled.get() || pending.get()
            aria-busy=move || pending.get().then_some("true")
            aria-describedby=move || described_by.get()
            on:click=move |_| if let Some(act) = on_click { act.run(()) }
        >
            {icon.map(|name| view! { <Icon name=name/> })}
            <span class="btn-text">{children()}</span>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}

/// A link that looks like a button: for going somewhere, where a button acts.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    let size = if small { "btn-small" } else { "" };
    view! {
        <a href=move || href.get() class=classes(&classes(kind.class(), size), &class)>
            {icon.map(|name| view! { <Icon name=name/> })}
            <span class="btn-text">{children()}</span>
        </a>
    }
}

/// A button that is only an icon; its label is spoken and shown as a hint.
#[component]
pub fn IconButton(
    icon: IconName,
    #[prop(into)] label: Signal<String>,
    #[prop(default = ButtonKind::Ghost)] kind: ButtonKind,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] pending: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=classes(&classes(kind.class(), "btn-icon"), &class)
            name=name
            value=value
            title=move || label.get()
            aria-label=move || label.get()
            disabled=move || disabled.get() || pending.get()
            aria-busy=move || pending.get().then_some("true")
            on:click=move |_| if let Some(act) = on_click { act.run(()) }
        >
            <Icon name=icon/>
            <span class="spinner" aria-hidden="true"></span>
        </button>
    }
}

/// A link that is only an icon.
#[component]
pub fn IconLink(
    icon: IconName,
    #[prop(into)] label: String,
    #[prop(into)] href: Signal<String>,
    #[prop(default = ButtonKind::Ghost)] kind: ButtonKind,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    view! {
        <a
            href=move || href.get()
            class=classes(&classes(kind.class(), "btn-icon"), &class)
            title=label.clone()
            aria-label=label
        >
            <Icon name=icon/>
        </a>
    }
}
