//! `/agenda`: where one is expected, and how other programs learn of it.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::calendars::components::{FeedAddress, OwnAgenda};
use crate::calendars::server_fns::{EndFeed, RenewFeed, end_feed, get_feed, list_own_agenda, renew_feed};
use crate::calendars::types::Feed;
use crate::error::AppError;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use std::future::Future;

/// Where it is.
const ADDRESS: &str = "/agenda";

/// One's own agenda from today on, and its address.
#[component]
pub fn OwnAgendaPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewEvents) {
        return refusal;
    }
    let entries = Resource::new(|| (), |()| list_own_agenda());
    use_live(Kind::Event, |_| true, Callback::new(move |()| entries.refetch()));
    let lasting = Lasting::new();
    view! {
        <Title text="My agenda"/>
        <Page width=PageWidth::Form>
            <PageHeader title="My agenda" description=Signal::stored(Some(
                "Events you work at or come to, and items you starred or speak in, by your own clock.".to_owned()
            ))/>
            {refusal(&[RenewFeed::PATH, EndFeed::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonCard/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(entries).await;
                        lasting.draw(|| match found {
                            Ok(entries) if entries.is_empty() => view! {
                                <EmptyState
                                    icon=IconName::Calendar
                                    title="Nothing is planned"
                                    text="Star an item in an event's agenda, or be assigned to an event, and it stands here."
                                >
                                    <ButtonLink href="/events">"Look at events"</ButtonLink>
                                </EmptyState>
                            }.into_any(),
                            Ok(entries) => view! { <OwnAgenda entries/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| entries.refetch())),
                        })
                    })
                }}
            </Transition>
            <FeedCard/>
        </Page>
    }
    .into_any()
}

/// The feed, and what can be done with it.
#[component]
fn FeedCard() -> impl IntoView {
    let feed = Resource::new(|| (), |()| get_feed());
    let toasts = use_toasts();
    let act = move |change: std::pin::Pin<Box<dyn Future<Output = Result<(), AppError>>>>,
                    done: &'static str| {
        spawn_local(async move {
            match change.await {
                Ok(()) => toasts.success(done),
                Err(error) => toasts.error(error.told()),
            }
            feed.refetch();
        });
    };
    let renew = Callback::new(move |()| act(Box::pin(renew_feed()), "The new address is valid now"));
    let end = Callback::new(move |()| act(Box::pin(end_feed()), "The address leads nowhere now"));
    let lasting = Lasting::new();
    view! {
        <Card title="In other programs" class="mt-4">
            <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=2/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(feed).await;
                        lasting.draw(|| match found {
                            Ok(feed) => view! { <Shown feed renew end/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| feed.refetch())),
                        })
                    })
                }}
            </Transition>
        </Card>
    }
}

#[component]
fn Shown(feed: Option<Feed>, renew: Callback<()>, end: Callback<()>) -> impl IntoView {
    let is_there = feed.is_some();
    let word = if is_there {
        "Make a new address"
    } else {
        "Make an address"
    };
    let about = "Outlook, Google Calendar and others read your agenda at an address of its own, and see what changes.";
    view! {
        <div class="flex flex-col gap-3">
            {(!is_there).then(|| view! { <p class="text-muted">{about}</p> })}
            {feed.map(|feed| view! { <FeedAddress feed/> })}
            <div class="flex flex-wrap gap-2">
                <PostForm action=RenewFeed::PATH then=ADDRESS on_submit=renew>
                    <Button submit=true>{word}</Button>
                </PostForm>
                {is_there.then(|| view! {
                    <PostForm action=EndFeed::PATH then=ADDRESS on_submit=end>
                        <Button kind=ButtonKind::Ghost submit=true>"End it"</Button>
                    </PostForm>
                })}
            </div>
            {is_there.then(|| view! { <p class="text-muted">"With a new address, the old one leads nowhere."</p> })}
        </div>
    }
}
