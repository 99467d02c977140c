//! From what worth on somebody else pays than who approved.

use super::settings::{Shared, error_of, error_of_whole};
use crate::approvals::components::addresses;
use crate::approvals::server_fns::{SetSecondPerson, set_second_person};
use crate::approvals::types::SecondPersonForm;
use crate::error::AppError;
use crate::forms::rejected;
use crate::ui::money::Money;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "second-person-form";

/// The rule as it is, and the form that changes it, for whoever keeps the chain.
#[component]
pub fn SecondPersonCard(shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let may_manage = shared.overview.with_untracked(|overview| overview.may_manage);
    let from = Memo::new(move |_| shared.overview.read().second_person_from);
    let words = move || match from.get() {
        Some(from) => format!(
            "Whoever approves a claim of {} or more leaves it to somebody else to pay it.",
            from.format(&locale)
        ),
        None => "Whoever approves a claim may pay it as well.".to_owned(),
    };
    view! {
        <Card title="Two people for large payments">
            <p class="text-muted">{words}</p>
            {may_manage.then(|| view! { <SecondPersonFields shared from/> })}
        </Card>
    }
}

#[component]
fn SecondPersonFields(shared: Shared, from: Memo<Option<Money>>) -> impl IntoView {
    let locale = use_formats().locale;
    let base = shared.overview.with_untracked(|overview| overview.base);
    let refused = rejected(SetSecondPerson::PATH);
    let as_typed = move |from: Option<Money>| from.map(|from| from.to_typed(&locale)).unwrap_or_default();
    let typed = refused
        .as_ref()
        .and_then(|form| form.typed("second_person_from").map(str::to_owned));
    let value = RwSignal::new(typed.unwrap_or_else(|| as_typed(from.get_untracked())));
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let seen = Signal::derive(move || from.get().map(|from| from.to_decimal()).unwrap_or_default());
    let save = Callback::new(move |()| {
        let form = SecondPersonForm {
            second_person_from: value.get_untracked(),
            seen: seen.get_untracked(),
        };
        if let Err(errors) = form.parse(base, &locale) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = set_second_person(form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(()) => {
                    shared.toasts.success("Saved");
                    shared.reload();
                }
                // What it is now is shown, and what was typed stays.
                Err(AppError::Conflict { .. }) => shared.reload(),
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    view! {
        <PostForm id=FORM action=SetSecondPerson::PATH then=addresses::PAGE on_submit=save class="mt-4">
            <FormError error=error_of_whole(error)/>
            <HiddenField name="seen" value=seen/>
            <TextField name="second_person_from" label=format!("Somebody else pays, from how much on ({base})") id="second-person-from"
                kind=TextKind::Number autocomplete="off" hint="Empty where it is all the same. A claim of somebody who approves needs a third person then." value=value
                error=error_of(error, "second_person_from")/>
            <FormActions class="mt-4">
                <Button submit=true pending=pending>"Save"</Button>
            </FormActions>
        </PostForm>
    }
}
