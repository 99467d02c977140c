//! Who says yes to claims.

use super::chain::ChainCard;
use super::second_person::SecondPersonCard;
use super::step_form::StepFormCard;
use super::substitutes::SubstitutesCard;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::approvals::server_fns::{EndSubstitute, MoveApprovalStep, RemoveApprovalStep, get_approvals};
use crate::approvals::types::Overview;
use crate::error::{AppError, AppResult};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use std::future::Future;

/// `/settings/approvals`: the steps for whoever sets up the organisation, substitutes for everybody who decides about claims.
#[component]
pub fn ApprovalSettingsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ApproveExpenses) {
        return refusal;
    }
    let overview = Resource::new(|| (), |()| get_approvals());
    let retry = Callback::new(move |()| overview.refetch());
    view! {
        <Title text="Approvals"/>
        <Page width=PageWidth::Form>
            <PageHeader
                title="Approvals"
                breadcrumbs=vec![Crumb::new("Expenses", "/expenses")]
                description="Whom a claim asks before it is paid. Claims that wait already keep the steps they were submitted with."
            />
            <Suspense fallback=|| meanwhile(|| view! { <ApprovalsSkeleton/> })>
                {move || Suspend::new(async move {
                    match arrived(overview).await {
                        Ok(overview) => view! { <Whole overview/> }.into_any(),
                        Err(error) => failure(error, retry),
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn ApprovalsSkeleton() -> impl IntoView {
    view! { <div class="flex flex-col gap-6"><SkeletonCard/> <SkeletonCard/></div> }
}

#[component]
fn Whole(overview: Overview) -> impl IntoView {
    let may_manage = overview.may_manage;
    let shared = Shared {
        overview: RwSignal::new(overview),
        toasts: use_toasts(),
    };
    let refused = refusal(&[
        MoveApprovalStep::PATH,
        RemoveApprovalStep::PATH,
        EndSubstitute::PATH,
    ]);
    view! {
        <div class="flex flex-col gap-6">
            {refused.map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            <ChainCard shared/>
            {may_manage.then(|| view! { <StepFormCard shared/> })}
            <SubstitutesCard shared/>
            <SecondPersonCard shared/>
        </div>
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub overview: RwSignal<Overview>,
    pub toasts: Toasts,
}

impl Shared {
    /// Reads again what a change made different. Nothing that somebody is writing is lost.
    pub fn reload(self) {
        spawn_local(async move {
            match get_approvals().await {
                Ok(overview) => {
                    self.overview.try_set(overview);
                }
                Err(error) => self.toasts.error(error.told()),
            }
        });
    }

    /// Waits for a change and shows what it came to.
    pub fn try_it<T: 'static>(
        self,
        change: impl Future<Output = AppResult<T>> + 'static,
        done: &'static str,
    ) {
        spawn_local(async move {
            match change.await {
                Ok(_) => self.toasts.success(done),
                Err(error) => self.toasts.error(error.told()),
            }
            self.reload();
        });
    }
}

/// What is wrong with a field.
pub fn error_of(error: RwSignal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.get()?.fields().get(field).map(str::to_owned))
}

/// What is wrong with the whole.
pub fn error_of_whole(error: RwSignal<Option<AppError>>) -> Signal<Option<String>> {
    Signal::derive(move || {
        error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }))
            .map(|error| error.told())
    })
}
