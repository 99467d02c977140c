//! The sections of an event that have no page of their own elsewhere: people, budget, media, activity.

mod activity;
mod people;

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::error::AppError;
use crate::events::components::addresses;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::server_fns::{get_event, get_event_head};
use crate::events::types::Event;
use crate::ids::EventId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

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
    follow(id, Callback::new(move |()| event.refetch()));
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SectionSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(event).await;
                    lasting.draw(|| match found {
                        Ok(event) => view! { <Plan event/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| event.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn Plan(event: Event) -> impl IntoView {
    let formats = use_formats();
    let (id, can_edit) = (event.id, event.can_edit);
    let budget = (event.budget.minor > 0).then(|| formats.money(event.budget));
    let plan = match budget {
        Some(budget) => view! {
            <div class="mb-4 sm:max-w-xs"><Stat label="Budget" value=Signal::stored(budget)/></div>
            <EmptyState
                icon=IconName::Wallet
                title="Nothing is spent yet"
                text="What people claim for this event will stand here against its budget: pending, approved and paid."
            />
        }
        .into_any(),
        None => view! {
            <EmptyState
                icon=IconName::Wallet
                title="No budget yet"
                text="Say what this event may cost, and what is spent on it can be held against that."
            >
                {can_edit.then(|| view! { <ButtonLink href=addresses::edit(id)>"Set a budget"</ButtonLink> })}
            </EmptyState>
        }
        .into_any(),
    };
    view! { <EventFrame head=event.head() section=Section::Budget>{plan}</EventFrame> }
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
