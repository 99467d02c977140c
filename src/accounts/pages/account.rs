use super::portrait::PortraitCard;
use crate::accounts::roles::Permission;
use crate::app::{use_portraits, use_viewer};
use crate::media::types::Purpose;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/account`: who one is here.
#[component]
pub fn AccountPage() -> impl IntoView {
    let Some(viewer) = use_viewer() else {
        return ().into_any();
    };
    let name = viewer.name();
    let of_picture = name.clone();
    let may_claim = viewer.may(Permission::ClaimExpenses);
    let may_decide = viewer.may(Permission::ApproveExpenses);
    let portraits = use_portraits();
    view! {
        <Title text="Your account"/>
        <Page width=PageWidth::Form>
            <PageHeader title="Your account"/>
            <div class="flex flex-col gap-4">
                <Card title="You">
                    <Facts>
                        <Fact label="Name">{name}</Fact>
                        <Fact label="E-mail">{viewer.email.clone()}</Fact>
                        <Fact label="Role">{viewer.role.label()}</Fact>
                        <Fact label="Organisation">{viewer.organization_name.clone()}</Fact>
                    </Facts>
                </Card>
                {(may_decide || may_claim).then(|| view! {
                    <Card title="Expenses" flush=true>
                        <Places>
                            {may_claim.then(|| view! {
                                <Place
                                    href=crate::payments::components::addresses::OWN_ACCOUNT
                                    title="Bank account"
                                    about="Where your expenses are paid to."
                                />
                            })}
                            {may_decide.then(|| view! {
                                <Place
                                    href=crate::approvals::components::addresses::PAGE
                                    title="Substitutes"
                                    about="Name a colleague who decides about claims in your place while you are away."
                                />
                            })}
                        </Places>
                    </Card>
                })}
                <PortraitCard
                    title="Picture"
                    purpose=Purpose::Avatar
                    action="/upload/avatar"
                    hint="Everybody in your organisation sees it. JPEG, PNG or WebP, up to 10 MB; it is cut to a square."
                    nothing="No picture yet; your initials are shown."
                    shown=portraits.avatar
                    view=move || view! { <Avatar name=of_picture.clone() picture=portraits.avatar size=AvatarSize::Large/> }
                />
            </div>
        </Page>
    }
    .into_any()
}
