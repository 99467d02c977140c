//! Dialogs: the browser's own `<dialog>`, which keeps the focus inside and gives it back.

use super::button::{Button, ButtonKind, IconButton};
use super::icon::IconName;
use leptos::html;
use leptos::prelude::*;

/// The bare box over the page, open while `open` is true. Escape and a click beside it close it.
#[component]
pub fn Modal(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    #[prop(into)] class: String,
    /// What it is called, or the id of what says so.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] labelled_by: Option<String>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let (Some(dialog), is_open) = (dialog.get(), open.get()) else {
            return;
        };
        if is_open && !dialog.open() {
            // Fails only where the element left the page in the meantime.
            let _ = dialog.show_modal();
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        // The dialog's own box is covered by its content: only the backdrop is the dialog itself.
        let is_backdrop = dialog
            .get_untracked()
            .zip(event.target())
            .is_some_and(|(dialog, target)| target == ****dialog);
        if is_backdrop {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            id=id
            class=class
            aria-label=label
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
            on:click=beside
        >
            {children()}
        </dialog>
    }
}

/// A dialog with a title, and a cross that closes it.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// At the right edge over the whole height: for a record beside its list.
    #[prop(optional)]
    side: bool,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    let class = match (side, wide) {
        (true, _) => "dialog dialog-side",
        (false, true) => "dialog dialog-wide",
        (false, false) => "dialog",
    };
    let title_id = format!("{id}-title");
    view! {
        <Modal id=id open=open class=class labelled_by=title_id.clone()>
            <div class="dialog-box">
                <h2 id=title_id class="dialog-title">{move || title.get()}</h2>
                <div class="dialog-body">{children()}</div>
                // Last, so that opening puts the cursor into the content.
                <IconButton
                    class="dialog-close"
                    icon=IconName::X
                    label="Close"
                    on_click=Callback::new(move |()| open.set(false))
                />
            </div>
        </Modal>
    }
}

/// The buttons at the end of a dialog.
#[component]
pub fn DialogActions(children: Children) -> impl IntoView {
    view! { <div class="form-actions dialog-actions">{children()}</div> }
}

/// A question before what cannot be undone. `text` names what will go, `confirm` says what happens.
#[component]
pub fn ConfirmDialog(
    #[prop(into)] id: String,
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] confirm: String,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] pending: Signal<bool>,
    on_confirm: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id=id open=open title=title>
            <p class="dialog-text">{move || text.get()}</p>
            <DialogActions>
                <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button>
                <Button
                    kind=if danger { ButtonKind::Danger } else { ButtonKind::Primary }
                    pending=pending
                    on_click=on_confirm
                >
                    {confirm}
                </Button>
            </DialogActions>
        </Dialog>
    }
}
