//! A picture on the stage, as near and as turned as it is looked at.

use super::Looking;
use super::sight::Size;
use leptos::html::Img;
use leptos::prelude::*;

/// A picture, which may be one of several on the stage of which one is seen.
#[component]
pub(super) fn Picture(
    address: String,
    alt: String,
    #[prop(into)] is_hidden: Signal<bool>,
    looking: Looking,
    #[prop(optional, into)] on_there: Option<Callback<()>>,
    #[prop(into)] on_broken: Callback<()>,
) -> impl IntoView {
    let picture = NodeRef::<Img>::new();
    let there = move || {
        if let Some(there) = on_there {
            there.try_run(());
        }
    };
    // It may have come or failed before anybody listened.
    Effect::new(move || {
        let Some(picture) = picture.get().filter(|picture| picture.complete()) else {
            return;
        };
        if picture.natural_width() == 0 {
            on_broken.try_run(());
        } else {
            there();
        }
    });
    let moved = move || {
        looking.measured.track();
        let sight = looking.sight.get();
        let size = picture.get().map_or_else(Size::default, |picture| Size {
            width: picture.client_width().into(),
            height: picture.client_height().into(),
        });
        sight.transform(looking.stage_size(), size)
    };
    Effect::new(move || {
        let transform = moved();
        if let Some(picture) = picture.get() {
            // It fails only for a property that cannot be changed.
            let _ = web_sys::HtmlElement::style(&picture).set_property("transform", &transform);
        }
    });
    view! {
        <img
            node_ref=picture
            class="receipt-picture"
            src=address
            alt=alt
            decoding="async"
            draggable="false"
            hidden=move || is_hidden.get()
            on:load=move |_| there()
            on:error=move |_| { on_broken.try_run(()); }
        />
    }
}
