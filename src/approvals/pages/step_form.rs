//! Adding a step, and changing one.

use super::settings::{Shared, error_of, error_of_whole};
use crate::approvals::components::addresses;
use crate::approvals::components::step_fields::{StepFields, Typed};
use crate::approvals::server_fns::{
    AddApprovalStep, SaveApprovalStep, add_approval_step, save_approval_step,
};
use crate::approvals::types::{MOST_STEPS, StepForm, StepRow};
use crate::error::AppError;
use crate::expenses::types::ExpenseType;
use crate::forms::{Rejected, rejected};
use crate::ids::ApprovalStepId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The form's id.
const FORM: &str = "step-form";

/// The form of the step that the address names, or of a new one.
#[component]
pub fn StepFormCard(shared: Shared) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("step")?.parse::<ApprovalStepId>().ok()));
    // Another step is another form, and so is the same one once it was saved.
    let of = Memo::new(move |_| {
        let id = asked.get()?;
        let overview = shared.overview.read();
        overview
            .steps
            .iter()
            .find(|step| step.id == id)
            .map(|step| (id, step.version))
    });
    let form = move |of: Option<(ApprovalStepId, i32)>| {
        let step = of.and_then(|(id, _)| {
            let overview = shared.overview.read_untracked();
            overview.steps.iter().find(|step| step.id == id).cloned()
        });
        match step {
            Some(step) => view! { <Editing step shared/> }.into_any(),
            None => view! { <Adding shared/> }.into_any(),
        }
    };
    view! { <For each=move || [of.get()] key=|of| *of children=form/> }
}

/// What was typed into a plain post that was refused.
fn typed_again(refused: &Rejected) -> StepForm {
    let typed = |name: &str| refused.typed(name).unwrap_or_default().to_owned();
    let of_type = |one: ExpenseType| typed(one.as_str());
    StepForm {
        approver: typed("approver"),
        min_amount: typed("min_amount"),
        travel: of_type(ExpenseType::Travel),
        accommodation: of_type(ExpenseType::Accommodation),
        catering: of_type(ExpenseType::Catering),
        venue: of_type(ExpenseType::Venue),
        marketing: of_type(ExpenseType::Marketing),
        other: of_type(ExpenseType::Other),
        only_events: typed("only_events"),
    }
}

#[component]
fn Adding(shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let refused = rejected(AddApprovalStep::PATH);
    let typed = Typed::new(&refused.as_ref().map(typed_again).unwrap_or_default());
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let add = Callback::new(move |()| {
        let form = typed.form();
        let base = shared.overview.with_untracked(|overview| overview.base);
        if let Err(errors) = form.parse(base, &locale) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        let sent = typed.sent();
        pending.set(true);
        spawn_local(async move {
            let outcome = add_approval_step(form, None).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    if sent.stands() {
                        typed.clear();
                    }
                    shared.toasts.success("Step added");
                    shared.reload();
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let is_full = move || {
        shared
            .overview
            .with(|overview| overview.steps.len() >= MOST_STEPS)
    };
    view! {
        <Card title="Add a step">
            <p class="text-muted" hidden=move || !is_full()>{format!("A chain has {MOST_STEPS} steps at most.")}</p>
            <PostForm id=FORM action=AddApprovalStep::PATH then=addresses::PAGE on_submit=add>
                <FormError error=error_of_whole(error)/>
                <StepFields overview=shared.overview typed approver_error=error_of(error, "approver")
                    amount_error=error_of(error, "min_amount")/>
                <FormActions class="mt-4">
                    <Button kind=ButtonKind::Primary submit=true icon=IconName::Plus pending=pending
                        disabled=Signal::derive(is_full)>"Add step"</Button>
                </FormActions>
            </PostForm>
        </Card>
    }
}

#[component]
fn Editing(step: StepRow, shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let (id, version) = (step.id, step.version);
    let refused =
        rejected(SaveApprovalStep::PATH).filter(|form| form.typed("step_id") == Some(&id.to_string()));
    let form = refused
        .as_ref()
        .map_or_else(|| StepForm::of(&step, &locale), typed_again);
    let typed = Typed::new(&form);
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(addresses::PAGE, options);
    });
    let save = Callback::new(move |()| {
        let form = typed.form();
        let base = shared.overview.with_untracked(|overview| overview.base);
        if let Err(errors) = form.parse(base, &locale) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = save_approval_step(id, version, form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    shared.toasts.success("Step saved");
                    leave.try_run(());
                    shared.reload();
                }
                // Somebody else was faster: the steps are shown as they are now, and what was typed stays.
                Err(AppError::Conflict { message }) => shared.toasts.error(message),
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    view! {
        <Card title="Change a step">
            <PostForm id=FORM action=SaveApprovalStep::PATH then=addresses::PAGE on_submit=save>
                <HiddenField name="step_id" value=id.to_string()/>
                <HiddenField name="version" value=version.to_string()/>
                <FormError error=error_of_whole(error)>
                    <a class="link" href=addresses::PAGE rel="external">"Show the steps as they are now"</a>
                </FormError>
                <StepFields overview=shared.overview typed approver_error=error_of(error, "approver")
                    amount_error=error_of(error, "min_amount")/>
                <FormActions class="mt-4">
                    <ButtonLink href=addresses::PAGE>"Cancel"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=pending>"Save step"</Button>
                </FormActions>
            </PostForm>
        </Card>
    }
}
