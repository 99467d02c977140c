//! What is said with a decision, and paying: small forms beside their buttons, with and without JavaScript.

use super::acting::Acting;
use crate::expenses::components::addresses;
use crate::expenses::pages::list::plain_key;
use crate::expenses::server_fns::{DecideExpenses, PayExpenses, decide_expenses, pay_expenses};
use crate::expenses::types::{Verdict, Wanted};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const QUESTION: &str = "claim-question";
const REJECT: &str = "claim-reject";
const PAY: &str = "claim-pay";

/// The buttons that open the forms of a decision.
#[component]
pub fn Questions() -> impl IntoView {
    view! {
        <PopoverButton panel=REJECT class="btn btn-secondary">
            <Icon name=IconName::X/>
            <span class="btn-text">"Reject…"</span>
        </PopoverButton>
        <PopoverButton panel=QUESTION class="btn btn-secondary">
            <Icon name=IconName::MessageCircle/>
            <span class="btn-text">"Send back…"</span>
        </PopoverButton>
    }
}

/// The forms themselves.
#[component]
pub fn DecidingPanels(wanted: Wanted, may_decide: bool, may_pay: bool, acting: Acting) -> impl IntoView {
    view! {
        {may_decide.then(|| view! {
            <CommentPanel panel=REJECT verdict=Verdict::Reject wanted acting/>
            <CommentPanel panel=QUESTION verdict=Verdict::Question wanted acting/>
        })}
        {may_pay.then(|| view! { <PayPanel wanted acting/> })}
    }
}

/// A decision that takes words.
#[component]
fn CommentPanel(panel: &'static str, verdict: Verdict, wanted: Wanted, acting: Acting) -> impl IntoView {
    let (label, hint, button, done) = match verdict {
        Verdict::Question => (
            "Question",
            "It becomes a draft again, with this question",
            "Send back",
            "Sent back with the question",
        ),
        _ => ("Reason", "Whoever claimed it reads this", "Reject", "Rejected"),
    };
    // A draft is seen by its maker only.
    let leads_to = (verdict == Verdict::Question).then_some(addresses::APPROVALS);
    let then = leads_to.map_or_else(|| addresses::record(wanted.id), str::to_owned);
    let comment = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let on_submit = Callback::new(move |()| {
        let typed = comment.get_untracked();
        if let Err(errors) = verdict.comment(&typed) {
            error.set(errors.get("comment").map(str::to_owned));
            return;
        }
        close_popover(panel);
        acting.decide_it(
            decide_expenses(vec![wanted.to_string()], verdict, typed),
            done,
            leads_to,
        );
    });
    let kind = if verdict == Verdict::Reject {
        ButtonKind::Danger
    } else {
        ButtonKind::Primary
    };
    view! {
        <PopoverPanel id=panel label=label align=Align::End class="panel-beside">
            <PostForm action=DecideExpenses::PATH then=then on_submit=on_submit class="panel-form">
                <HiddenField name="claims[]" value=wanted.to_string()/>
                <HiddenField name="verdict" value=verdict.to_string()/>
                <TextArea name="comment" id=format!("{panel}-comment") label=label hint=hint rows=3 value=comment
                    error=Signal::derive(move || error.get())/>
                <div class="panel-actions"><Button kind small=true submit=true>{button}</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}

/// Says that the money is on its way.
#[component]
fn PayPanel(wanted: Wanted, acting: Acting) -> impl IntoView {
    let reference = RwSignal::new(String::new());
    // Of this form: whatever becomes of the connection, it pays once.
    let key = StoredValue::new(Wanted::new_key());
    let on_submit = Callback::new(move |()| {
        close_popover(PAY);
        let paid = pay_expenses(
            vec![wanted.to_string()],
            reference.get_untracked(),
            key.get_value(),
        );
        acting.decide_it(paid, "Marked as paid", None);
    });
    view! {
        <PopoverButton panel=PAY class="btn btn-primary">
            <Icon name=IconName::Wallet/>
            <span class="btn-text">"Mark as paid…"</span>
        </PopoverButton>
        <PopoverPanel id=PAY label="Mark as paid" align=Align::End class="panel-beside">
            <PostForm action=PayExpenses::PATH on_submit=on_submit class="panel-form">
                <HiddenField name="claims[]" value=wanted.to_string()/>
                <HiddenField name="key" value=plain_key()/>
                <TextField name="reference" id="claim-pay-reference" label="Reference of the payment" autocomplete="off" maxlength=140
                    hint="What stands on the statement of the bank" value=reference/>
                <div class="panel-actions"><Button kind=ButtonKind::Primary small=true submit=true>"Mark as paid"</Button></div>
            </PostForm>
        </PopoverPanel>
    }
}
