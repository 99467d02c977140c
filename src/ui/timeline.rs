//! What happened, latest first, along a line.

use super::badge::Tone;
use super::icon::{Icon, IconName, classes};
use leptos::prelude::*;

/// A list of [`TimelineItem`]s.
#[component]
pub fn Timeline(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <ol class="timeline" aria-label=label>{children()}</ol> }
}

/// One thing that happened: `title` says what and who, `meta` when; the children are its text.
#[component]
pub fn TimelineItem(
    icon: IconName,
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: ViewFn,
    #[prop(optional, into)] meta: Option<ViewFn>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="timeline-item">
            <span class=classes("timeline-icon", tone.class())><Icon name=icon/></span>
            <div class="timeline-body">
                <div class="timeline-head">
                    <p class="timeline-title">{title.run()}</p>
                    {meta.map(|meta| view! { <p class="timeline-meta">{meta.run()}</p> })}
                    {actions.map(|actions| view! { <div class="timeline-actions">{actions.run()}</div> })}
                </div>
                {children.map(|children| view! { <div class="timeline-text">{children()}</div> })}
            </div>
        </li>
    }
}
