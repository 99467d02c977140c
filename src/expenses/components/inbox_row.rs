//! A claim that waits, as a line of the queue.

use super::addresses;
use super::marks::{amount_marks, type_icon};
use crate::expenses::types::{ExpenseRow, Verdict, Wanted, whose};
use crate::ids::ExpenseId;
use crate::ui::prelude::*;
use crate::ui::selection::BULK_FORM;
use crate::ui::time;
use leptos::prelude::*;
use web_sys::MouseEvent;

/// Whether a click is meant for this page, and not for another tab.
fn is_plain(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// One claim of the queue.
#[component]
pub fn InboxRow(
    row: ExpenseRow,
    /// The address of the inbox with this claim open.
    href: String,
    #[prop(into)] is_open: Signal<bool>,
    #[prop(into)] is_chosen: Signal<bool>,
    /// Why it came back.
    #[prop(into)]
    returned: Signal<Option<String>>,
    /// What should be looked at.
    #[prop(into)]
    caution: Signal<Option<String>>,
    on_open: Callback<ExpenseId>,
    /// With the shift key it is a range.
    on_choose: Callback<(ExpenseId, bool)>,
    /// The address of the function that decides, for those without JavaScript.
    action: &'static str,
    /// Where they are led to afterwards.
    then: String,
) -> impl IntoView {
    let formats = use_formats();
    let id = row.id;
    let wanted = Wanted {
        id,
        version: row.version,
    };
    let label = format!("Choose {}, {}", row.title, row.claimant.name);
    let open = move |event: MouseEvent| {
        if is_plain(&event) {
            event.prevent_default();
            on_open.run(id);
        }
    };
    let day = time::date(row.expense_date, &formats.locale);
    let event = row.event.as_ref().map(|event| event.title.clone());
    let spent_on = event.or_else(|| row.divided_over.clone());
    let units = row
        .units
        .as_ref()
        .map(|units| units.in_words(row.amount.currency, &formats.locale));
    let whose = whose(&row.claimant, row.made_by.as_ref());
    let has_receipt = row.receipts > 0;
    let marks = move || {
        caution.get().map(|text| {
            view! {
                <span class="inbox-mark tone-warning" title=text.clone()>
                    <Icon name=IconName::AlertTriangle label=text.clone()/>
                </span>
            }
        })
    };
    let receipt = has_receipt.then(|| {
        let label = match row.receipts {
            1 => "With a receipt".to_owned(),
            count => format!("With {count} receipts"),
        };
        view! { <span class="inbox-mark text-faint" title=label.clone()><Icon name=IconName::Receipt label=label.clone()/></span> }
    });
    let ready = use_ready();
    let plain = move || (!ready.get()).then(|| still(plain_form(wanted, action, &then)));
    view! {
        <li
            class="inbox-row"
            class:inbox-open=move || is_open.get()
            class:inbox-chosen=move || is_chosen.get()
            class:inbox-back=move || returned.read().is_some()
            data-claim=id.to_string()
        >
            <input
                type="checkbox"
                class="check-box"
                name="claims[]"
                value=wanted.to_string()
                form=BULK_FORM
                aria-label=label
                prop:checked=move || is_chosen.get()
                on:click=move |event| on_choose.run((id, event.shift_key()))
            />
            <a class="inbox-link" href=href aria-current=move || is_open.get().then_some("true") on:click=open>
                <Avatar name=row.claimant.name.clone() picture=row.claimant.picture.clone()/>
                <span class="inbox-words">
                    <span class="inbox-title">{row.title.clone()}</span>
                    <span class="inbox-about"><span class="truncate">{whose}</span></span>
                    <span class="inbox-about">
                        <Icon name=type_icon(row.expense_type) class="icon-small"/>
                        <span class="num">{day}</span>
                        {units.map(|units| view! { <span class="num truncate">"· " {units}</span> })}
                        {spent_on.map(|title| view! { <span class="truncate">"· " {title}</span> })}
                    </span>
                </span>
                <span class="inbox-figures">
                    {still(amount_marks(row.amount, row.base_amount, row.is_reversal, &formats))}
                    <span class="inbox-marks">{marks} {receipt}</span>
                </span>
            </a>
            {move || returned.get().map(|reason| view! {
                <p class="inbox-reason tone-danger">
                    <Icon name=IconName::AlertTriangle/>
                    <span>{reason}</span>
                </p>
            })}
            {plain}
        </li>
    }
}

/// Deciding about one claim, for those whom no script serves.
fn plain_form(wanted: Wanted, action: &'static str, then: &str) -> Markup {
    markup! {
        form class="inbox-plain" method="post" action=(action) {
            input type="hidden" name="then" value=(then);
            input type="hidden" name="claims[]" value=(wanted.to_string());
            a class="link" href=(addresses::record(wanted.id)) { "Look at the whole claim" }
            label class="inbox-plain-reason" {
                span { "Reason or question" }
                input class="input" name="comment" maxlength="1000";
            }
            @for verdict in [Verdict::Approve, Verdict::Reject, Verdict::Question] {
                button class="btn btn-secondary" name="verdict" value=(verdict.as_str()) { (verdict.label()) }
            }
        }
    }
}

/// Deciding about those that are ticked, for those whom no script serves.
#[component]
pub fn InboxBulkForm(action: &'static str, then: String) -> impl IntoView {
    let option = |verdict: &Verdict| view! { <option value=verdict.as_str()>{verdict.label()}</option> };
    view! {
        <form class="bulk-plain" id=BULK_FORM method="post" action=action>
            <HiddenField name="then" value=then/>
            <select class="input" name="verdict" aria-label="What to do with those that are ticked">
                {Verdict::ALL.iter().map(option).collect_view()}
            </select>
            <input class="input" name="comment" maxlength="1000" aria-label="Reason or question" placeholder="Reason or question"/>
            <Button submit=true>"Apply to those that are ticked"</Button>
        </form>
    }
}
