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
                <Card title="Expenses" flush=true>
                    <Places>
                        <Place
                            href=crate::policies::components::addresses::PAGE
                            title="Policies and unit rates"
                            about="What is asked of claims, and what is paid for distance and days."
                        />
                        <Place
                            href=crate::approvals::components::addresses::PAGE
                            title="Approval steps"
                            about="Who says yes to a claim, and who decides in whose place."
                        />
                    </Places>
                </Card>
                <Card title="Money" flush=true>
                    <Places>
                        <Place
                            href=crate::rates::components::addresses::PAGE
                            title="Exchange rates"
                            about="In which currency your organisation counts, and what others are worth in it."
                        />
                        <Place
                            href=crate::payments::components::addresses::PAYING_ACCOUNT
                            title="Bank account"
                            about="The account that your organisation pays expenses from."
                        />
                        <Place
                            href=crate::reports::components::addresses::ACCOUNTS
                            title="Accounts"
                            about="Under which accounts your books keep what is spent."
                        />
                    </Places>
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
