//! One line in which to note what happened, or what is planned.

use super::interaction_fields::{InteractionDetails, InteractionFields, InteractionLine};
use crate::forms::Filling;
use crate::ids::ContactId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// What stands before the ids of the composer's fields.
const PREFIX: &str = "new-";

/// The composer. `is_open` shows the fields that are seldom needed.
#[component]
pub fn Composer(
    contact_id: ContactId,
    fields: InteractionFields,
    filling: Filling,
    /// The address that logs an interaction.
    action: &'static str,
    /// Whether what stands in the fields lies ahead.
    #[prop(into)]
    is_planned: Signal<bool>,
    is_open: bool,
    /// Who can be named.
    people: StoredValue<Vec<Mentionable>>,
    #[prop(into)] pending: Signal<bool>,
    on_date: Callback<String>,
    on_submit: Callback<()>,
) -> impl IntoView {
    let word = move || if is_planned.get() { "Plan it" } else { "Log it" };
    view! {
        <Card>
            <PostForm id="composer" class="flex flex-col gap-2" action=action on_submit=on_submit>
                <HiddenField name="contact_id" value=contact_id.to_string()/>
                <FormError error=filling.failure()/>
                <Mentioning id=format!("{PREFIX}mentions") people>
                    <InteractionLine fields filling prefix=PREFIX on_date=on_date>
                        <Button kind=ButtonKind::Primary submit=true pending=pending class="@max-xl:col-span-2">{word}</Button>
                    </InteractionLine>
                    <details class="group" open=is_open>
                        <summary class="flex w-fit cursor-pointer list-none items-center gap-1 text-sm text-muted hover:text-ink">
                            <Icon name=IconName::ChevronRight class="icon-small group-open:rotate-90"/>
                            "More: plan it, describe it, note the outcome"
                        </summary>
                        <div class="mt-3 flex flex-col gap-4">
                            <InteractionDetails fields filling prefix=PREFIX/>
                        </div>
                    </details>
                </Mentioning>
            </PostForm>
        </Card>
    }
}

/// The form of an interaction that is stored, in the composer's place.
#[component]
pub fn InteractionEditor(
    fields: InteractionFields,
    filling: Filling,
    /// The address that saves an interaction.
    action: &'static str,
    /// What the form carries along unseen: which interaction, and the version that was read.
    hidden: Vec<(&'static str, Signal<String>)>,
    /// The record without this form.
    back: String,
    /// Goes back without leaving the page.
    on_cancel: Option<Callback<()>>,
    /// Who can be named.
    people: StoredValue<Vec<Mentionable>>,
    #[prop(into)] pending: Signal<bool>,
    on_submit: Callback<()>,
    /// What stands above the fields: a conflict.
    children: Children,
) -> impl IntoView {
    let carried = hidden
        .into_iter()
        .map(|(name, value)| view! { <HiddenField name=name value=value/> })
        .collect_view();
    view! {
        <Card title="Edit interaction">
            <PostForm id="interaction-form" class="flex flex-col gap-4" action=action then=back.clone() on_submit=on_submit>
                {carried}
                <FormError error=filling.failure()/>
                {children()}
                <Mentioning id="edit-mentions" people>
                    <InteractionLine fields filling prefix="edit-"/>
                    <InteractionDetails fields filling prefix="edit-"/>
                </Mentioning>
                <FormActions>
                    <span
                        class="contents"
                        on:click=move |event| if let Some(cancel) = on_cancel {
                            event.prevent_default();
                            cancel.run(());
                        }
                    >
                        <ButtonLink href=back>"Cancel"</ButtonLink>
                    </span>
                    <Button kind=ButtonKind::Primary submit=true pending=pending>"Save"</Button>
                </FormActions>
            </PostForm>
        </Card>
    }
}
