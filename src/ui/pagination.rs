//! From one page of a list to its neighbours.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// Links to the previous and the next page. Lists are paged by what they hold and not by number,
/// so there is no last page to jump to. The children say what is shown.
#[component]
pub fn Pagination(
    /// What is paged, as in "Contacts".
    #[prop(into)]
    label: String,
    #[prop(into)] previous: Signal<Option<String>>,
    #[prop(into)] next: Signal<Option<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let link = |href: Signal<Option<String>>, rel: &'static str, label: &'static str, icon: IconName| {
        let before = (rel == "prev").then_some(icon);
        let after = (rel == "next").then_some(icon);
        move || {
            let content = view! {
                {before.map(|name| view! { <Icon name/> })}
                <span class="btn-text">{label}</span>
                {after.map(|name| view! { <Icon name/> })}
            };
            match href.get() {
                Some(href) => {
                    view! { <a class="btn btn-secondary btn-small" href=href rel=rel>{content}</a> }
                        .into_any()
                }
                None => view! {
                    <span class="btn btn-secondary btn-small btn-off" aria-disabled="true">{content}</span>
                }
                .into_any(),
            }
        }
    };
    view! {
        <nav class="pagination" aria-label=format!("{label}, pages")>
            <p class="pagination-text">{children.map(|children| children())}</p>
            {link(previous, "prev", "Previous", IconName::ChevronLeft)}
            {link(next, "next", "Next", IconName::ChevronRight)}
        </nav>
    }
}
