use super::plain_form::PlainForm;
use crate::accounts::server_fns::{ChooseOrganization, list_choices};
use crate::accounts::types::OrganizationChoice;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// `/sign-in/organization`
#[component]
pub fn ChooseOrganizationPage() -> impl IntoView {
    let form = PlainForm::new(&[ChooseOrganization::PATH]);
    let choices = Resource::new_blocking(|| (), |()| list_choices());
    view! {
        <Title text="Choose an organisation"/>
        <AuthLayout
            title="Choose an organisation"
            text="Your e-mail address and password open more than one."
            footer=|| view! { <TextLink href="/sign-in">"Use another e-mail address"</TextLink> }
        >
            <FormError error=form.general()/>
            <Suspense fallback=|| meanwhile(|| view! { <SkeletonLines lines=4/> })>
                {move || Suspend::new(async move {
                    match arrived(choices).await {
                        Ok(choices) => view! { <Organizations choices/> }.into_any(),
                        Err(error) => view! { <Notice tone=Tone::Warning>{error.to_string()}</Notice> }.into_any(),
                    }
                })}
            </Suspense>
        </AuthLayout>
    }
}

/// A button for each organisation.
#[component]
fn Organizations(choices: Vec<OrganizationChoice>) -> impl IntoView {
    let draw = |choice: OrganizationChoice| {
        view! {
            <li>
                <button
                    type="submit"
                    name="organization_id"
                    value=choice.id.to_string()
                    class="flex w-full items-center gap-3 rounded-card border border-line bg-raised px-4 py-3 text-left hover:bg-hover"
                >
                    <Avatar name=choice.name.clone()/>
                    <span class="min-w-0 flex-1">
                        <span class="block truncate font-medium text-ink">{choice.name}</span>
                        <span class="block text-sm text-muted">{choice.role.label()}</span>
                    </span>
                    <Icon name=IconName::ChevronRight/>
                </button>
            </li>
        }
    };
    view! {
        <form method="post" action=ChooseOrganization::PATH>
            <ul class="grid grid-cols-1 gap-2">{choices.into_iter().map(draw).collect_view()}</ul>
        </form>
    }
}
