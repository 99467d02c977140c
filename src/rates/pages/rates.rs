//! What other currencies are worth.

use super::base::BaseCard;
use super::entering::EnterCard;
use super::history::History;
use super::importing::ImportCard;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::rates::components::addresses;
use crate::rates::components::today_table::TodayTable;
use crate::rates::server_fns::get_rates;
use crate::rates::types::RatesOverview;
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// `/settings/rates`.
#[component]
pub fn RatesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ManageOrganization) {
        return refusal;
    }
    let overview = Resource::new(|| (), |()| get_rates());
    let retry = Callback::new(move |()| overview.refetch());
    view! {
        <Title text="Exchange rates"/>
        <Page width=PageWidth::Record>
            <PageHeader
                title="Exchange rates"
                breadcrumbs=vec![Crumb::new("Settings", "/settings")]
                description="A claim keeps a copy of the rate that it is counted by: what changes here later changes no claim."
            />
            <Suspense fallback=|| meanwhile(|| view! { <RatesSkeleton/> })>
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

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub overview: RwSignal<RatesOverview>,
    /// Raised with each change, so that what is listed is read again.
    pub changes: RwSignal<u32>,
    pub toasts: Toasts,
}

impl Shared {
    /// Reads again what a change made different. Nothing that somebody is writing is lost.
    pub fn reload(self) {
        if let Some(changes) = self.changes.try_get_untracked() {
            self.changes.try_set(changes.wrapping_add(1));
        }
        spawn_local(async move {
            if let Ok(overview) = get_rates().await {
                self.overview.try_set(overview);
            }
        });
    }

    /// The currencies to be chosen from, by code.
    pub fn choices() -> Vec<Choice> {
        let choice = |currency: Currency| Choice::new(currency.code(), currency.code());
        Currency::all().into_iter().map(choice).collect()
    }
}

#[component]
fn Whole(overview: RatesOverview) -> impl IntoView {
    let shared = Shared {
        overview: RwSignal::new(overview),
        changes: RwSignal::new(0),
        toasts: use_toasts(),
    };
    view! {
        <div class="flex flex-col gap-6">
            <div class="grid items-start gap-6 lg:grid-cols-2">
                <BaseCard shared/>
                <ImportCard/>
            </div>
            <Today shared/>
            <EnterCard shared/>
            <History shared/>
        </div>
    }
}

#[component]
fn Today(shared: Shared) -> impl IntoView {
    let table = move || {
        let RatesOverview { base, currencies, .. } = shared.overview.get();
        if currencies.is_empty() {
            return view! {
                <div class="card-body">
                    <EmptyState
                        icon=IconName::Wallet
                        title="No exchange rates yet"
                        text="Import a file of the European Central Bank, or enter a rate by hand. Until there is one, only claims in your own currency can be counted."
                    />
                </div>
            }
            .into_any();
        }
        view! { <TodayTable currencies base/> }.into_any()
    };
    view! { <Card title="Worth today" flush=true>{table}</Card> }
}

#[component]
fn RatesSkeleton() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <div class="grid gap-6 lg:grid-cols-2"><SkeletonCard/> <SkeletonCard/></div>
            <SkeletonTable rows=6 columns=4/>
        </div>
    }
}

/// The page without a filter, which plain forms lead back to.
pub const BACK: &str = addresses::PAGE;
