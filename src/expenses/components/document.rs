//! The way to a document that can be printed and kept.

use crate::ui::prelude::*;
use leptos::prelude::*;

/// Fetches a document. It is a file, and no page of ours: the browser fetches it by itself, without JavaScript too.
#[component]
pub fn DocumentLink(
    #[prop(into)] href: String,
    /// What is in it.
    says: &'static str,
) -> impl IntoView {
    view! {
        <a class="btn btn-secondary" href=href download="" rel="external" title=says>
            <Icon name=IconName::Download/>
            <span class="btn-text">"PDF"</span>
        </a>
    }
}
