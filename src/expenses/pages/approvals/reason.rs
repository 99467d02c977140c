//! The words that a rejection or a question takes.

use super::desk::{Asking, Desk};
use crate::expenses::types::Verdict;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Asks for them, once for all that are meant.
#[component]
pub fn Reason(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    // As long as it closes, it still says what it was about.
    let about = RwSignal::new(None::<Asking>);
    Effect::new(move || {
        if let Some(asking) = desk.asking.get() {
            about.set(Some(asking));
            typed.set(String::new());
            error.set(None);
            open.set(true);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            desk.asking.set(None);
        }
        is_open
    });
    let is_question = move || {
        about
            .read()
            .is_some_and(|asking| asking.verdict == Verdict::Question)
    };
    let title = Signal::derive(move || {
        let word = if is_question() { "Send back" } else { "Reject" };
        match about.get() {
            Some(asking) if asking.is_of_chosen => {
                let count = i64::try_from(desk.chosen.read().count()).unwrap_or_default();
                let claims = if count == 1 { "claim" } else { "claims" };
                format!("{word} {} {claims}", desk.formats.number(count))
            }
            _ => {
                let row = desk.open.get().and_then(|id| desk.queue.read().find(id).cloned());
                row.map_or_else(|| word.to_owned(), |row| format!("{word} “{}”", row.title))
            }
        }
    });
    let send = move || {
        let Some(asking) = about.get_untracked() else {
            return;
        };
        let words = typed.get_untracked();
        match asking.verdict.comment(&words) {
            Ok(_) => {
                open.set(false);
                desk.decide(asking, words);
            }
            Err(errors) => {
                error.set(errors.get("comment").map(str::to_owned));
                request_animation_frame(|| focus_on("#inbox-comment"));
            }
        }
    };
    let on_keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            send();
        }
    };
    // Two fields, of which one is there: each says what it is for.
    let field = move || {
        let (label, hint) = if is_question() {
            (
                "Question",
                "Whoever claimed it reads this, answers by changing the claim, and submits it again.",
            )
        } else {
            ("Reason", "Whoever claimed it reads this.")
        };
        view! {
            <TextArea name="comment" id="inbox-comment" label=label value=typed rows=3 error=error hint=hint required=true maxlength=1000/>
        }
    };
    view! {
        <Dialog id="inbox-reason" open title>
            <div on:keydown=on_keydown>{field}</div>
            <DialogActions>
                <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button>
                <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| send())>
                    {move || if is_question() { "Send back" } else { "Reject" }}
                </Button>
            </DialogActions>
        </Dialog>
    }
}
