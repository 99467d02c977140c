//! A form that posts to one of the server's functions, with and without JavaScript.

use leptos::prelude::*;

/// Without JavaScript the browser posts the form, and `then` says where to go once that went well
/// (back to this page where nothing is said). With it, `on_submit` does what the form is for. A
/// form of several buttons may leave that to them; they must not take the form from the page, for
/// a browser complains of a form that is gone when its button is pressed.
#[component]
pub fn PostForm(
    /// The address of the server's function.
    action: &'static str,
    #[prop(optional, into)] then: Option<String>,
    #[prop(optional, into)] on_submit: Option<Callback<()>>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <form
            method="post"
            action=action
            id=id
            class=class
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if let Some(act) = on_submit {
                    act.run(());
                }
            }
        >
            {then.map(|address| view! { <input type="hidden" name="then" value=address/> })}
            {children()}
        </form>
    }
}
