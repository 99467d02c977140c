//! The sections of an event that have no page of their own elsewhere: people, budget, media, activity.

mod activity;
mod limits;
mod people;

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::error::AppError;
use crate::events::components::addresses;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::server_fns::{get_event, get_event_head, get_event_spending};
use crate::events::types::Event;
use crate::expenses::components::addresses::costs;
use crate::expenses::components::document::DocumentLink;
use crate::expenses::components::spending::SpendingView;
use crate::expenses::types::Spending;
use crate::ids::EventId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use limits::LimitsCard;

pub use activity::EventActivityPage;
pub use people::EventPeoplePage;

/// A page of the event whose id stands in the address; of another event it is another page.
fn of_event(page: impl Fn(EventId) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let section = move |id: Option<EventId>| match id {
        Some(id) => page(id),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    view! { <For each=move || [id.get()] key=|id| *id children=section/> }.into_any()
}

/// Has a page of an event follow what others do with it.
fn follow(id: EventId, refetch: Callback<()>) {
    let concerns = move |changed: Option<uuid::Uuid>| changed.is_none_or(|changed| changed == id.0);
    use_live(Kind::Event, concerns, refetch);
}

#[component]
fn SectionSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=3/></div>
            <SkeletonCard/>
        </Page>
    }
}

/// `/events/<id>/budget`: what may be spent. What is spent comes with expenses.
#[component]
pub fn EventBudgetPage() -> impl IntoView {
    of_event(|id| view! { <Budget id/> }.into_any())
}

#[component]
fn Budget(id: EventId) -> impl IntoView {
    let event = Resource::new(|| (), move |()| get_event(id));
    let spending = Resource::new(|| (), move |()| get_event_spending(id));
    let reload = Callback::new(move |()| {
        event.refetch();
        spending.refetch();
    });
    follow(id, reload);
    use_live(
        Kind::Expense,
        |_| true,
        Callback::new(move |()| spending.refetch()),
    );
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SectionSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let (event, spending) = (arrived(event).await, arrived(spending).await);
                    lasting.draw(|| match (event, spending) {
                        (Ok(event), Ok(spending)) => view! { <Plan event spending saved=reload/> }.into_any(),
                        (Err(error), _) | (_, Err(error)) => page_failure(error, reload),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn Plan(event: Event, spending: Option<Spending>, saved: Callback<()>) -> impl IntoView {
    let formats = use_formats();
    let (id, can_edit, planned) = (event.id, event.can_edit, event.budget);
    let budget = move || {
        (planned.minor > 0).then(|| {
            let budget = Signal::stored(formats.money(planned));
            view! { <div class="mb-4 sm:max-w-xs"><Stat label="Budget" value=budget/></div> }
        })
    };
    let limits = spending
        .as_ref()
        .filter(|spending| spending.can_limit)
        .map(|spending| {
            view! { <LimitsCard id limits=spending.limits saved/> }
        });
    let plan = match spending {
        Some(spending) if !spending.by_type.is_empty() => {
            let foreign = (planned.minor > 0 && spending.budget.is_none()).then(|| {
                let currency = planned.currency;
                view! {
                    <Notice tone=Tone::Warning class="mb-4">
                        {format!("There is no exchange rate for {currency} today, so what is spent cannot be held against the budget.")}
                    </Notice>
                    {budget()}
                }
            });
            view! {
                {foreign}
                <SpendingView spending/>
                <p class="mt-3 flex flex-wrap items-center gap-3">
                    <DocumentLink href=costs(id) says="What this event cost, with all receipts, as PDF"/>
                    <a class="link" href=format!("/expenses?whose=all&event={id}")>"All claims of this event"</a>
                </p>
            }
            .into_any()
        }
        Some(_) if planned.minor == 0 => view! {
            <EmptyState
                icon=IconName::Wallet
                title="No budget yet"
                text="Say what this event may cost, and what is spent on it can be held against that."
            >
                {can_edit.then(|| view! { <ButtonLink href=addresses::edit(id)>"Set a budget"</ButtonLink> })}
            </EmptyState>
        }
        .into_any(),
        Some(_) => view! {
            {budget()}
            <EmptyState
                icon=IconName::Wallet
                title="Nothing is spent yet"
                text="What people claim for this event stands here against its budget: waiting, approved and paid."
            />
        }
        .into_any(),
        None => view! {
            {budget()}
            <EmptyState
                icon=IconName::Wallet
                title="What is spent is shown to few"
                text="Owners and admins see it, and whoever made the event."
            />
        }
        .into_any(),
    };
    view! { <EventFrame head=event.head() section=Section::Budget>{plan} {limits}</EventFrame> }
}

/// `/events/<id>/media`: pictures and papers of the event. There are none before the library is.
#[component]
pub fn EventMediaPage() -> impl IntoView {
    of_event(|id| view! { <Media id/> }.into_any())
}

#[component]
fn Media(id: EventId) -> impl IntoView {
    let head = Resource::new(|| (), move |()| get_event_head(id));
    follow(id, Callback::new(move |()| head.refetch()));
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SectionSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(head).await;
                    lasting.draw(|| match found {
                        Ok(head) => view! {
                            <EventFrame head section=Section::Media>
                                <EmptyState
                                    icon=IconName::Image
                                    title="No pictures yet"
                                    text="Pictures and papers of this event will be kept here."
                                />
                            </EventFrame>
                        }
                        .into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| head.refetch())),
                    })
                })
            }}
        </Transition>
    }
}
