//! The steps, in their order, and in words.

use super::settings::Shared;
use crate::approvals::components::addresses;
use crate::approvals::server_fns::{
    AddApprovalStep, MoveApprovalStep, RemoveApprovalStep, add_approval_step, move_approval_step,
    remove_approval_step,
};
use crate::approvals::types::{Shift, StepForm, StepRow, in_words};
use crate::expenses::types::ExpenseType;
use crate::ids::ApprovalStepId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

/// The chain: what it says, and its steps with what can be done to each.
#[component]
pub fn ChainCard(shared: Shared) -> impl IntoView {
    let formats = use_formats();
    let overview = shared.overview;
    let may_manage = overview.with_untracked(|overview| overview.may_manage);
    let lines = Memo::new(move |_| overview.with(|overview| Line::all(&overview.steps)));
    let told = move || {
        let sentences = overview.with(|overview| in_words(&overview.steps, &formats.locale));
        if sentences.is_empty() {
            return view! {
                <EmptyState
                    icon=IconName::CheckCircle
                    title="No steps yet"
                    text="One decision of anybody who may decide is enough: owners and admins about everybody's claims, managers about
                        their team's. Nobody ever decides about their own."
                />
            }
            .into_any();
        }
        view! {
            <div class="flex flex-col gap-1" aria-live="polite">
                {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                <p class="text-muted">"For every other claim one decision of anybody who may decide is enough. Nobody takes two steps
                    of one claim, or decides about their own; where whoever is named cannot, the owner is asked."</p>
            </div>
        }
        .into_any()
    };
    let children = move |line: Line| {
        let row = overview.with_untracked(|overview| {
            let is_it = |(_, step): &(usize, &StepRow)| step.id == line.id;
            let found = overview.steps.iter().enumerate().find(is_it);
            found.map(|(at, step)| (at, step.clone()))
        });
        row.map(|(at, step)| view! { <StepLine step at line shared may_manage/> })
    };
    view! {
        <Card title="Steps">
            <div class="flex flex-col gap-4">
                <RemovedNotice/>
                {told}
                <ol class="flex flex-col gap-3" hidden=move || lines.read().is_empty() aria-label="Steps, in their order">
                    <For each=move || lines.get() key=Clone::clone children=children/>
                </ol>
            </div>
        </Card>
    }
}

/// What makes a step another one to draw.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    id: ApprovalStepId,
    version: i32,
    is_lost: bool,
    is_first: bool,
    is_last: bool,
}

impl Line {
    fn all(steps: &[StepRow]) -> Vec<Self> {
        let last = steps.len().saturating_sub(1);
        let line = |(at, step): (usize, &StepRow)| Self {
            id: step.id,
            version: step.version,
            is_lost: step.is_lost,
            is_first: at == 0,
            is_last: at == last,
        };
        steps.iter().enumerate().map(line).collect()
    }
}

#[component]
fn StepLine(step: StepRow, at: usize, line: Line, shared: Shared, may_manage: bool) -> impl IntoView {
    let locale = use_formats().locale;
    let id = step.id;
    let (whom, about) = (step.whom(), step.condition.in_words(&locale));
    let (name, step_whom) = (format!("step {}, {whom}", at + 1), step.whom_first());
    let lost = line.is_lost.then(|| {
        view! {
            <p class="flex items-center gap-1 text-xs tone-warning">
                <Icon name=IconName::AlertTriangle/>
                "May not decide any more: the owner is asked instead."
            </p>
        }
    });
    let acts = may_manage.then(|| {
        let shift = |shift: Shift, icon: IconName, is_there: bool| {
            let label = format!("{}: {name}", shift.label());
            let moved = Callback::new(move |()| shared.try_it(move_approval_step(id, shift), "Step moved"));
            is_there.then(|| {
                view! {
                    <PostForm action=MoveApprovalStep::PATH then=addresses::PAGE on_submit=moved>
                        <HiddenField name="step_id" value=id.to_string()/>
                        <HiddenField name="shift" value=shift.to_string()/>
                        <IconButton submit=true icon label/>
                    </PostForm>
                }
            })
        };
        let (spoken, removal) = (format!(" {name}"), format!("Remove {name}"));
        let then = addresses::without(&step, at, &locale);
        let form = StepForm::of(&step, &locale);
        let remove = Callback::new(move |()| remove(shared, id, form.clone(), at));
        view! {
            <div class="flex items-center gap-1">
                {shift(Shift::Before, IconName::ArrowUp, !line.is_first)}
                {shift(Shift::After, IconName::ArrowDown, !line.is_last)}
                <ButtonLink kind=ButtonKind::Ghost icon=IconName::Pencil href=addresses::editing(id)>
                    "Edit" <span class="sr-only">{spoken}</span>
                </ButtonLink>
                <PostForm action=RemoveApprovalStep::PATH then=then on_submit=remove>
                    <HiddenField name="step_id" value=id.to_string()/>
                    <IconButton submit=true icon=IconName::Trash label=removal/>
                </PostForm>
            </div>
        }
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-2">
            <div class="min-w-0">
                <p class="font-medium">{step_whom}</p>
                <p class="text-sm text-muted">{about}</p>
                {lost}
            </div>
            {acts}
        </li>
    }
}

/// Removes a step, with a way back to its place.
fn remove(shared: Shared, id: ApprovalStepId, form: StepForm, at: usize) {
    let toasts = shared.toasts;
    spawn_local(async move {
        match remove_approval_step(id).await {
            Ok(()) => toasts.undo("Step removed", move || {
                shared.try_it(add_approval_step(form.clone(), Some(at)), "The step is back");
            }),
            Err(error) => toasts.error(error.told()),
        }
        shared.reload();
    });
}

/// That a plain form removed a step, and the way back.
#[component]
fn RemovedNotice() -> impl IntoView {
    let query = use_query_map();
    let given = move |name: &str| query.with_untracked(|query| query.get(name)).unwrap_or_default();
    (given("removed") == "step").then(|| {
        let fields = ["approver", "min_amount", "only_events", "at"].into_iter();
        let types = ExpenseType::ALL.iter().map(|one| one.as_str());
        let fields = fields
            .chain(types)
            .map(|name| view! { <HiddenField name=name value=given(name)/> })
            .collect_view();
        view! {
            <Notice tone=Tone::Success>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <span>"Step removed."</span>
                    <PostForm action=AddApprovalStep::PATH then=addresses::PAGE>
                        {fields}
                        <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
                    </PostForm>
                </div>
            </Notice>
        }
    })
}
