use super::portrait::PortraitCard;
use crate::accounts::roles::Permission;
use crate::app::failure::shut;
use crate::app::{use_portraits, use_viewer};
use crate::media::types::Purpose;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings`: what owners and admins set for everybody.
#[component]
pub fn SettingsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ManageOrganization) {
        return refusal;
    }
    let organization = use_viewer()
        .map(|viewer| viewer.organization_name)
        .unwrap_or_default();
    let logo = use_portraits().logo;
    view! {
        <Title text="Settings"/>
        <Page width=PageWidth::Form>
            <PageHeader title="Settings"/>
            <div class="flex flex-col gap-4">
                <Card title="Organisation">
                    <Facts><Fact label="Name">{organization}</Fact></Facts>
                </Card>
                <Card title="Money">
                    <div class="flex flex-col items-start gap-3">
                        <p class="text-muted">"In which currency your organisation counts, what others are worth in it, and under which accounts your books keep what is spent."</p>
                        <div class="flex flex-wrap gap-2">
                            <ButtonLink href=crate::rates::components::addresses::PAGE>"Exchange rates"</ButtonLink>
                            <ButtonLink href=crate::reports::components::addresses::ACCOUNTS>"Accounts"</ButtonLink>
                        </div>
                        <p class="text-muted">"What is asked of claims, and what is paid for distance and days."</p>
                        <ButtonLink href=crate::policies::components::addresses::PAGE>"Policies and unit rates"</ButtonLink>
                        <p class="text-muted">"The account that your organisation pays expenses from."</p>
                        <ButtonLink href=crate::payments::components::addresses::PAYING_ACCOUNT>"Bank account"</ButtonLink>
                    </div>
                </Card>
                <Card title="Approvals">
                    <div class="flex flex-col items-start gap-3">
                        <p class="text-muted">"Who says yes to a claim, and who decides in whose place."</p>
                        <ButtonLink href=crate::approvals::components::addresses::PAGE>"Approval steps"</ButtonLink>
                    </div>
                </Card>
                <PortraitCard
                    title="Logo"
                    purpose=Purpose::Logo
                    action="/upload/logo"
                    hint="Shown beside your organisation's name. JPEG, PNG or WebP, up to 10 MB."
                    nothing="No logo yet."
                    shown=logo
                    view=move || view! { <Preview logo/> }
                />
            </div>
        </Page>
    }
    .into_any()
}

#[component]
fn Preview(logo: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        logo.get()
            .map(|address| view! { <img class="logo-preview" src=address alt="The logo as it is now"/> })
    }
}
