//! The form of the policy: an empty field is no rule.

use super::policies::Shared;
use crate::error::AppError;
use crate::expenses::components::marks::type_label;
use crate::expenses::types::ExpenseType;
use crate::forms::rejected;
use crate::policies::components::addresses;
use crate::policies::server_fns::{SavePolicy, get_policies, save_policy};
use crate::policies::types::{Level, PolicyForm};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

const FORM: &str = "policy-form";

/// The form.
#[component]
pub fn PolicyCard(shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let setup = shared.setup.get_untracked();
    let own = setup.currency;
    let stored = PolicyForm::of(&setup.policy, own, &locale);
    let refused = rejected(SavePolicy::PATH);
    let words = Callback::new(|(field, value): (String, String)| match value.parse::<Level>() {
        Ok(level) if field.ends_with("_level") => level.label().to_owned(),
        _ if value.is_empty() => "no rule".to_owned(),
        _ => value,
    });
    let editing = use_editing(FORM, (stored, setup.version), refused.as_ref(), words);
    let draft = editing.draft;
    let is_asked = use_query_map().with_untracked(|query| query.get("suggested").is_some());
    if is_asked && refused.is_none() {
        suggest(draft, PolicyForm::suggested(own, &locale));
    }
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        if let Err(errors) = form.by(own, &locale) {
            draft.refused(AppError::from(errors));
            return;
        }
        spawn_local(async move {
            match save_policy(editing.version.get_untracked(), form.clone()).await {
                Ok(version) => {
                    editing.version.try_set(version);
                    draft.original.try_update_value(|original| *original = form);
                    draft.pending.try_set(false);
                    draft.filling.begin_anew();
                    shared
                        .toasts
                        .success("Saved: it counts for what is submitted from now on");
                    shared.reload();
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = get_policies().await;
                    editing.meet(
                        *stale,
                        theirs.map(|setup| {
                            (
                                setup.version,
                                PolicyForm::of(&setup.policy, setup.currency, &locale),
                            )
                        }),
                    );
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    let formats = use_formats();
    let saved = move || {
        let setup = shared.setup.read();
        let (by, at) = setup.saved.as_ref()?;
        Some(format!("Saved by {by}, {}.", formats.date(*at)))
    };
    let in_another = move || shared.setup.read().policy.is_in_another(own);
    let limits = ExpenseType::ALL
        .iter()
        .map(|one| view! { <LimitFields expense_type=*one draft/> })
        .collect_view();
    view! {
        <Card title="What is asked of claims">
            <PostForm id=FORM action=SavePolicy::PATH then=addresses::PAGE on_submit=on_submit>
                <HiddenField name="version" value=Signal::derive(move || editing.version.get().to_string())/>
                <DraftFrame draft on_submit>
                    <EditingConflict editing discard_href=addresses::PAGE/>
                    <p class="text-muted mb-4">
                        {format!(
                            "Amounts are in {own}. A rule whose field is empty is off. “Warn” tells whoever claims and whoever decides; “Refuse” lets nothing be submitted against it."
                        )}
                    </p>
                    <Show when=in_another>
                        <Notice tone=Tone::Warning class="mb-4">
                            "Some amounts are in another currency than the one you count in by now. Nothing is compared with them: enter them anew."
                        </Notice>
                    </Show>
                    <div class="policy-rules">
                        <h3 class="policy-heading">"At most, by type"</h3>
                        {limits}
                        <h3 class="policy-heading">"Receipts, age and events"</h3>
                        <RuleFields draft label="A receipt is needed above" field="receipt_above" level="receipt_level" placeholder="No rule"/>
                        <RuleFields draft label="Days after paying to claim it" field="age_days" level="age_level" placeholder="No rule"/>
                        <RuleFields draft label="Days after an event's end to claim for it" field="event_days" level="event_level"
                            placeholder="No rule"/>
                    </div>
                    <p class="hint mt-3">
                        "What is worked out of distance or days needs no receipt. For a cancelled event the days count from the end that was planned."
                    </p>
                    <FormActions>
                        <p class="hint mr-auto">{saved}</p>
                        // The page is asked for anew: the form is typed as it is drawn.
                        <a class="btn btn-secondary" rel="external" href=addresses::SUGGESTED>
                            <span class="btn-text">"Suggest rules"</span>
                        </a>
                        <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Save policy"</Button>
                    </FormActions>
                </DraftFrame>
            </PostForm>
        </Card>
    }
}

/// Types what many organisations begin with where nothing stands yet. Nothing is saved by it.
fn suggest(draft: Draft<PolicyForm>, suggested: PolicyForm) {
    use crate::forms::TypedForm;
    let now = draft.fields.form_now();
    for ((name, _, typed), (_, _, text)) in now.fields().into_iter().zip(suggested.fields()) {
        if typed.is_empty() {
            draft.fields.set(name, text);
        }
    }
}

/// What becomes of what passes a rule.
fn levels() -> Vec<Choice> {
    let choice = |level: &Level| Choice::new(level.as_str(), level.label());
    Level::ALL.iter().map(choice).collect()
}

#[component]
fn LimitFields(expense_type: ExpenseType, draft: Draft<PolicyForm>) -> impl IntoView {
    let (field, level) = PolicyForm::of_type(expense_type);
    view! {
        <div class="policy-rule">
            <span class="policy-rule-name">{still(type_label(expense_type))}</span>
            <TextField name=field label=format!("{}, at most", expense_type.label()) label_hidden=true kind=TextKind::Number
                autocomplete="off" placeholder="No limit" value=draft.fields.of(field) error=draft.filling.error(field)/>
            <SelectField name=level label=format!("{}, above it", expense_type.label()) label_hidden=true options=levels()
                value=draft.fields.of(level) error=draft.filling.error(level)/>
        </div>
    }
}

#[component]
fn RuleFields(
    draft: Draft<PolicyForm>,
    label: &'static str,
    field: &'static str,
    level: &'static str,
    placeholder: &'static str,
) -> impl IntoView {
    view! {
        <div class="policy-rule">
            <span class="policy-rule-name" aria-hidden="true">{label}</span>
            <TextField name=field label=label label_hidden=true kind=TextKind::Number autocomplete="off"
                placeholder=placeholder value=draft.fields.of(field) error=draft.filling.error(field)/>
            <SelectField name=level label=format!("{label}: otherwise") label_hidden=true options=levels()
                value=draft.fields.of(level) error=draft.filling.error(level)/>
        </div>
    }
}
