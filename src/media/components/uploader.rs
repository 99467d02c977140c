//! Where files are chosen or dropped, and how far they have come.

mod sending;

use crate::ids::MediaId;
use crate::ui::prelude::*;
use leptos::prelude::*;
pub use sending::{Sending, State};

/// What a file dialogue offers where pictures are wanted; the server looks at the content itself.
pub const PICTURES: &str = "image/jpeg,image/png,image/webp";

/// A form that sends files. Without JavaScript a button sends what was chosen; with it they are sent
/// as they are chosen or dropped, each with how far it has come, and a way to stop it.
#[component]
pub fn Uploader(
    /// Where files are sent to.
    #[prop(into)]
    action: String,
    /// The field's id; a name of its own on the page.
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    #[prop(optional)] accept: &'static str,
    #[prop(optional)] multiple: bool,
    /// What a button for taking a picture says, on what has a camera at its back.
    #[prop(optional)]
    camera: &'static str,
    /// Largest file, in bytes, so that one that is too large is not even sent.
    largest: f64,
    /// Why the last plain form was refused.
    refused: Option<String>,
    /// Something has arrived.
    on_done: Callback<()>,
) -> impl IntoView {
    let ready = use_ready();
    let under_way: RwSignal<Vec<Sending>> = RwSignal::new(Vec::new());
    let is_over = RwSignal::new(false);
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    let hint_id = format!("{id}-hint");
    let to = StoredValue::new(action.clone());
    let arrived = Callback::new(move |_: Vec<MediaId>| {
        on_done.try_run(());
    });
    let send = move |files: web_sys::FileList| {
        let most = if multiple {
            files.length()
        } else {
            files.length().min(1)
        };
        let begun: Vec<Sending> = (0..most)
            .filter_map(|index| files.get(index))
            .map(|file| Sending::start(&to.get_value(), &file, largest, arrived))
            .collect();
        under_way.update(|all| {
            // What has arrived is seen elsewhere; what was refused makes way for the next attempt.
            all.retain(|sending| multiple && matches!(sending.state.get_untracked(), State::Under(_)));
            all.extend(begun);
        });
    };
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            if let Some(files) = input.files() {
                send(files);
            }
            // The same file can be chosen again.
            input.set_value("");
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            send(files);
        }
    };
    let dismiss =
        Callback::new(move |key: u32| under_way.update(|all| all.retain(|sending| sending.key != key)));
    view! {
        <form
            class="upload"
            class:upload-over=move || is_over.get()
            method="post"
            action=action
            enctype="multipart/form-data"
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=dropped
        >
            <label class="label" for=id>{label}</label>
            <div class="upload-choice">
                {(!camera.is_empty()).then(|| view! { <CameraButton label=camera on_files=Callback::new(send)/> })}
                <input
                    class="upload-input"
                    type="file"
                    id=id
                    name="file"
                    accept=accept
                    multiple=multiple
                    required
                    aria-describedby=hint_id.clone()
                    node_ref=input
                    on:change=chosen
                />
                <span hidden=move || ready.get()>
                    <Button submit=true icon=IconName::Upload>"Upload"</Button>
                </span>
            </div>
            <p class="hint" id=hint_id>{hint}</p>
            {refused.map(|text| view! {
                <p class="field-error" role="alert" hidden=move || !under_way.read().is_empty()>
                    <Icon name=IconName::AlertTriangle/>
                    <span>{text}</span>
                </p>
            })}
            <ul class="upload-list">
                <For each=move || under_way.get() key=|sending| sending.key let:sending>
                    <UnderWay sending dismiss/>
                </For>
            </ul>
        </form>
    }
}

/// Takes a picture with the camera of a telephone, by what the browser has for that. Elsewhere, and without JavaScript, there is none.
#[component]
pub fn CameraButton(
    label: &'static str,
    #[prop(default = "btn btn-secondary")] class: &'static str,
    on_files: Callback<web_sys::FileList>,
) -> impl IntoView {
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    let taken = move |_| {
        if let Some(input) = input.get_untracked() {
            if let Some(files) = input.files() {
                on_files.run(files);
            }
            input.set_value("");
        }
    };
    view! {
        <label class=format!("{class} camera-button")>
            <Icon name=IconName::Camera/>
            <span class="btn-text">{label}</span>
            <input class="camera-input" type="file" accept=PICTURES capture="environment" node_ref=input on:change=taken/>
        </label>
    }
}

/// One file on its way.
#[component]
pub fn UnderWay(sending: Sending, dismiss: Callback<u32>) -> impl IntoView {
    let (key, name, state) = (sending.key, sending.name.clone(), sending.state.clone());
    let words = {
        let (name, state) = (name.clone(), state.clone());
        move || {
            match state.get() {
            State::Under(percent) => view! {
                <progress class="upload-bar" max="100" value=percent aria-label=format!("Uploading {name}")></progress>
                <span class="num text-xs text-muted">{percent}" %"</span>
            }
            .into_any(),
            State::Arrived => {
                view! { <span class="text-xs text-muted" role="status">"Uploaded"</span> }.into_any()
            }
            State::Refused(why) => view! {
                <span class="field-error" role="alert"><Icon name=IconName::AlertTriangle/><span>{why}</span></span>
            }
            .into_any(),
        }
        }
    };
    let label = Signal::derive({
        let name = name.clone();
        move || match state.get() {
            State::Under(_) => format!("Cancel {name}"),
            State::Arrived | State::Refused(_) => format!("Dismiss {name}"),
        }
    });
    let stop = Callback::new(move |()| {
        sending.stop();
        dismiss.run(key);
    });
    view! {
        <li class="upload-row">
            <span class="upload-name">{name}</span>
            {words}
            <IconButton icon=IconName::X label on_click=stop/>
        </li>
    }
}
