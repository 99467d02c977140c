//! The head of a page: where one is, what it is, and what can be done with it.

use super::icon::{Icon, IconName};
use leptos::prelude::*;

/// A step on the way to this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    label: String,
    href: String,
}

impl Crumb {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// Title, way and actions. It holds the page's only `<h1>`.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] breadcrumbs: Vec<Crumb>,
    #[prop(optional, into)] description: Signal<Option<String>>,
    /// Stands before the title: an avatar.
    #[prop(optional, into)]
    lead: Option<ViewFn>,
    #[prop(optional, into)] actions: Option<ViewFn>,
) -> impl IntoView {
    let way = (!breadcrumbs.is_empty()).then(|| {
        let step = |(index, crumb): (usize, Crumb)| {
            view! {
                <li>
                    {(index > 0).then(|| view! { <Icon name=IconName::ChevronRight class="icon-small"/> })}
                    <a href=crumb.href>{crumb.label}</a>
                </li>
            }
        };
        view! {
            <nav aria-label="Breadcrumb">
                <ol class="crumbs">{breadcrumbs.into_iter().enumerate().map(step).collect_view()}</ol>
            </nav>
        }
    });
    view! {
        <header class="page-head">
            {lead.map(|lead| lead.run())}
            <div class="page-title">
                {way}
                <h1>{move || title.get()}</h1>
                {move || description.get().map(|text| view! { <p class="page-text">{text}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
        </header>
    }
}
