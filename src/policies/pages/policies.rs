//! What is asked of claims, and what is paid for distance and days.

use super::entering::EnterCard;
use super::offered::Offered;
use super::policy::PolicyCard;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::policies::server_fns::get_policies;
use crate::policies::types::PolicySetup;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// `/settings/policies`.
#[component]
pub fn PoliciesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ManageOrganization) {
        return refusal;
    }
    let setup = Resource::new(|| (), |()| get_policies());
    let retry = Callback::new(move |()| setup.refetch());
    view! {
        <Title text="Policies"/>
        <Page width=PageWidth::Record>
            <PageHeader
                title="Policies"
                breadcrumbs=vec![Crumb::new("Settings", "/settings")]
                description="What is asked of claims when they are submitted, and what is paid for distance and days. Claims keep what was found and what was paid then."
            />
            <Suspense fallback=|| meanwhile(|| view! { <PoliciesSkeleton/> })>
                {move || Suspend::new(async move {
                    match arrived(setup).await {
                        Ok(setup) => view! { <Whole setup/> }.into_any(),
                        Err(error) => failure(error, retry),
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub setup: RwSignal<PolicySetup>,
    pub toasts: Toasts,
}

impl Shared {
    /// Reads again what a change made different. Nothing that somebody is writing is lost.
    pub fn reload(self) {
        spawn_local(async move {
            if let Ok(setup) = get_policies().await {
                self.setup.try_set(setup);
            }
        });
    }
}

#[component]
fn Whole(setup: PolicySetup) -> impl IntoView {
    let shared = Shared {
        setup: RwSignal::new(setup),
        toasts: use_toasts(),
    };
    view! {
        <div class="flex flex-col gap-6">
            <PolicyCard shared/>
            <section class="flex flex-col gap-3" aria-labelledby="unit-rates">
                <h2 class="card-title" id="unit-rates">"Unit rates"</h2>
                <Offered shared/>
                <EnterCard shared/>
            </section>
        </div>
    }
}

#[component]
fn PoliciesSkeleton() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6"><SkeletonCard/> <SkeletonTable rows=4 columns=4/> <SkeletonCard/></div>
    }
}
