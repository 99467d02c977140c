//! The fields of a step.

use crate::approvals::types::{Approver, Overview, StepForm};
use crate::expenses::types::ExpenseType;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// A step while somebody writes it.
#[derive(Clone, Copy)]
pub struct Typed {
    pub approver: RwSignal<String>,
    pub min_amount: RwSignal<String>,
    /// In the order of [`ExpenseType::ALL`].
    pub types: [RwSignal<bool>; 6],
    pub only_events: RwSignal<bool>,
}

impl Typed {
    /// With what stands in a form.
    #[must_use]
    pub fn new(form: &StepForm) -> Self {
        let of = |one: ExpenseType| RwSignal::new(!form.of_type(one).is_empty());
        Self {
            approver: RwSignal::new(form.approver.clone()),
            min_amount: RwSignal::new(form.min_amount.clone()),
            types: [
                of(ExpenseType::Travel),
                of(ExpenseType::Accommodation),
                of(ExpenseType::Catering),
                of(ExpenseType::Venue),
                of(ExpenseType::Marketing),
                of(ExpenseType::Other),
            ],
            only_events: RwSignal::new(!form.only_events.is_empty()),
        }
    }

    /// As it is sent.
    #[must_use]
    pub fn form(self) -> StepForm {
        let ticked = |is_it: RwSignal<bool>| {
            if is_it.get_untracked() {
                "true".to_owned()
            } else {
                String::new()
            }
        };
        let [travel, accommodation, catering, venue, marketing, other] = self.types.map(ticked);
        StepForm {
            approver: self.approver.get_untracked(),
            min_amount: self.min_amount.get_untracked(),
            travel,
            accommodation,
            catering,
            venue,
            marketing,
            other,
            only_events: ticked(self.only_events),
        }
    }

    /// As it is when it is sent.
    #[must_use]
    pub fn sent(self) -> Sent {
        let [a, b, c, d, e, f] = self.types;
        Sent::of(
            &[self.approver, self.min_amount],
            &[a, b, c, d, e, f, self.only_events],
        )
    }

    /// Empties it for the next one.
    pub fn clear(self) {
        self.approver.try_set(String::new());
        self.min_amount.try_set(String::new());
        for one in self.types {
            one.try_set(false);
        }
        self.only_events.try_set(false);
    }
}

/// Who can be asked.
fn approvers(overview: &Overview) -> Vec<Choice> {
    let kinds = [Approver::Anyone, Approver::BudgetHolder];
    let kinds = kinds
        .into_iter()
        .map(|kind| Choice::new(kind.as_str(), kind.label()));
    let people = overview
        .deciders
        .iter()
        .map(|one| Choice::new(one.id.to_string(), one.name.clone()));
    kinds.chain(people).collect()
}

/// Who is asked, and about which claims.
#[component]
pub fn StepFields(
    overview: RwSignal<Overview>,
    typed: Typed,
    #[prop(into)] approver_error: Signal<Option<String>>,
    #[prop(into)] amount_error: Signal<Option<String>>,
) -> impl IntoView {
    let choices = Signal::derive(move || approvers(&overview.read()));
    let currency = overview.with_untracked(|overview| overview.base.to_string());
    let boxes = ExpenseType::ALL.iter().zip(typed.types).map(|(one, checked)| {
        view! { <CheckboxField name=one.as_str() label=one.label() id=format!("step-{one}") checked/> }
    });
    view! {
        <div class="grid items-start gap-4 sm:grid-cols-2">
            <SelectField name="approver" label="Who is asked" id="step-approver" required=true empty="Choose"
                options=choices value=typed.approver error=approver_error/>
            <TextField name="min_amount" label=format!("From how much on ({currency})") id="step-amount" kind=TextKind::Number
                autocomplete="off" hint="Empty for every claim" value=typed.min_amount error=amount_error/>
        </div>
        <fieldset class="field mt-4">
            <legend class="label mb-1.5">"Of which types (none for all)"</legend>
            <div class="grid grid-cols-2 gap-2 sm:grid-cols-3">{boxes.collect_view()}</div>
        </fieldset>
        <div class="mt-4">
            <CheckboxField name="only_events" label="Only what is spent on an event" id="step-only-events" checked=typed.only_events/>
        </div>
    }
}
