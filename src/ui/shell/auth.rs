use crate::ui::logo::Logo;
use crate::ui::toast::Toaster;
use leptos::prelude::*;

/// The frame of the pages before sign-in: the form on one side and, where there is room, what the
/// product is about on the other.
#[component]
pub fn AuthLayout(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: Option<String>,
    /// Stands under the form: the way to the other page.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="auth">
            <main id="main" class="auth-main">
                <a class="auth-brand" href="/" aria-label="The Plugs, start page"><Logo/></a>
                <div class="auth-box">
                    <h1 class="auth-title">{title}</h1>
                    {text.map(|text| view! { <p class="auth-text">{text}</p> })}
                    <div class="auth-form">{children()}</div>
                    {footer.map(|footer| view! { <div class="auth-footer">{footer.run()}</div> })}
                </div>
            </main>
            <aside class="auth-aside" aria-hidden="true">
                <Network/>
                <p class="auth-claim">"Know who opens doors."</p>
                <p class="auth-claim-text">
                    "From the first target to the people your business runs on: every meeting, event and favour in one place."
                </p>
            </aside>
            <Toaster/>
        </div>
    }
}

/// Targets, contacts and plugs, and what runs between them.
#[component]
fn Network() -> impl IntoView {
    view! {
        <svg class="network" viewBox="0 0 400 300" fill="none">
            <g class="network-lines">
                <path d="M200 150 96 84M200 150l118-58M200 150 92 212M200 150l96 76M200 150l-6-110M96 84 40 132M96 84l98-44M318 92l-124-52M318 92l46 62M296 226l68-72M296 226l-82 42M92 212l122 56M92 212l-52-80"></path>
            </g>
            <g class="network-strong">
                <path d="M200 150l118-58M200 150 92 212M200 150l96 76"></path>
            </g>
            <g class="tone-slate"><circle cx="40" cy="132" r="6"></circle><circle cx="194" cy="40" r="7"></circle><circle cx="364" cy="154" r="6"></circle><circle cx="214" cy="268" r="6"></circle></g>
            <g class="tone-blue"><circle cx="96" cy="84" r="10"></circle><circle cx="92" cy="212" r="11"></circle></g>
            <g class="tone-emerald"><circle cx="318" cy="92" r="13"></circle><circle cx="296" cy="226" r="12"></circle></g>
            <circle class="network-halo" cx="200" cy="150" r="34"></circle>
            <circle class="network-self" cx="200" cy="150" r="21"></circle>
            <path class="network-plug" d="M196.5 139v5M203.5 139v5M200 155v5"></path>
            <path class="network-plug-body" d="M192.5 144h15v4a7.5 7.5 0 0 1-15 0Z"></path>
        </svg>
    }
}
