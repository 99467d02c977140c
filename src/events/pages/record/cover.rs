//! The picture at the head of the event: what everybody sees of it, and how it is uploaded, described and removed.

use crate::app::failure::{failure, refusal};
use crate::error::AppResult;
use crate::events::components::addresses;
use crate::events::server_fns::{
    DescribeEventCover, RemoveEventCover, RestoreEventCover, describe_event_cover, remove_event_cover,
    restore_event_cover,
};
use crate::ids::{EventId, MediaId};
use crate::media::components::{PICTURES, Uploader, look_again};
use crate::media::types::{Cover, LARGEST_PORTRAIT, LONGEST_ALT, Pending, ShownCover};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

/// The picture, three times as wide as high; nothing where there is none.
#[component]
pub fn CoverBanner(cover: Resource<AppResult<Cover>>) -> impl IntoView {
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| ())>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(cover).await;
                    lasting.draw(|| {
                        let shown = found.ok().and_then(|cover| cover.shown);
                        shown.map(|ShownCover { address, alt, .. }| {
                            view! { <img class="event-cover" src=address alt=alt/> }
                        })
                    })
                })
            }}
        </Transition>
    }
}

/// For those who may change it: what is shown or on its way, and another in its place.
#[component]
pub fn CoverCard(event: EventId, cover: Resource<AppResult<Cover>>) -> impl IntoView {
    let lasting = Lasting::new();
    let action = format!("/upload/events/{event}/cover");
    let refused = refusal(&[&action]);
    let not_done = refusal(&[
        DescribeEventCover::PATH,
        RemoveEventCover::PATH,
        RestoreEventCover::PATH,
    ]);
    let refetch = Callback::new(move |()| cover.refetch());
    let query = use_query_map();
    let removed = Memo::new(move |_| query.with(|query| query.get("uncovered")?.parse::<MediaId>().ok()));
    let state = move || {
        let lasting = lasting.clone();
        let removed = removed.get();
        Suspend::new(async move {
            let found = arrived(cover).await;
            lasting.draw(|| match found {
                Ok(found) => {
                    let undo = removed.filter(|_| found.shown.is_none());
                    view! {
                        {undo.map(|file| view! { <Undo event file/> })}
                        <Now event cover=found refetch/>
                    }
                    .into_any()
                }
                Err(error) => failure(error, refetch),
            })
        })
    };
    view! {
        <Card title="Cover picture">
            <div class="flex flex-col gap-4">
                {not_done.map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
                <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=2/> })>{state}</Transition>
                <Uploader
                    action=action
                    id="event-cover"
                    label="Upload a picture"
                    hint="Shown at the head of the event and on its public page, three times as wide as high. JPEG, PNG or WebP, up to 10 MB, best from 1600 pixels wide."
                    accept=PICTURES
                    largest=f64::from(LARGEST_PORTRAIT)
                    refused=refused
                    on_done=refetch
                />
            </div>
        </Card>
    }
}

/// What is shown, and what is still to be shown or cannot be.
#[component]
fn Now(event: EventId, cover: Cover, refetch: Callback<()>) -> impl IntoView {
    let is_waiting = cover
        .latest
        .as_ref()
        .is_some_and(|latest| latest.failure.is_none());
    look_again(is_waiting, refetch);
    let latest = cover.latest.map(|Pending { name, failure }| match failure {
        None => view! { <Notice>{format!("{name} is being checked. It is shown in a moment.")}</Notice> }
            .into_any(),
        Some(why) => view! { <Notice tone=Tone::Danger>{format!("{name}: {why}")}</Notice> }.into_any(),
    });
    let shown = match cover.shown {
        Some(shown) => view! { <Shown event shown refetch/> }.into_any(),
        None => view! { <p class="text-muted">"No picture yet."</p> }.into_any(),
    };
    view! { {latest} {shown} }
}

/// What can be seen in the picture, and no picture any more.
#[component]
fn Shown(event: EventId, shown: ShownCover, refetch: Callback<()>) -> impl IntoView {
    let toasts = use_toasts();
    let (file, alt, error) = (shown.id, RwSignal::new(shown.alt), RwSignal::new(None::<String>));
    let describe = Callback::new(move |()| {
        spawn_local(async move {
            match describe_event_cover(event, alt.get_untracked()).await {
                Ok(()) => {
                    error.try_set(None);
                    toasts.success("Saved");
                    refetch.try_run(());
                }
                Err(refused) => drop(error.try_set(Some(refused.told()))),
            }
        });
    });
    let remove = Callback::new(move |()| {
        spawn_local(async move {
            match remove_event_cover(event).await {
                Ok(()) => toasts.undo("Cover picture removed", move || {
                    spawn_local(async move {
                        if let Err(error) = restore_event_cover(event, file).await {
                            toasts.error(error.told());
                        }
                        refetch.try_run(());
                    });
                }),
                Err(error) => toasts.error(error.told()),
            }
            refetch.try_run(());
        });
    });
    let page = addresses::record(event);
    view! {
        <PostForm action=DescribeEventCover::PATH then=page.clone() on_submit=describe class="flex flex-col gap-2">
            <HiddenField name="event_id" value=event.to_string()/>
            <TextField
                name="alt"
                id="cover-alt"
                label="Alternative text"
                hint="What the picture shows, for those who do not see it. Another picture needs another text."
                maxlength=u32::try_from(LONGEST_ALT).unwrap_or(u32::MAX)
                value=alt
                error=error
            />
            <div class="flex flex-wrap gap-2"><Button small=true submit=true>"Save the text"</Button></div>
        </PostForm>
        <PostForm action=RemoveEventCover::PATH then=format!("{page}?uncovered={file}") on_submit=remove>
            <HiddenField name="event_id" value=event.to_string()/>
            <Button small=true submit=true icon=IconName::Trash>"Remove the picture"</Button>
        </PostForm>
    }
}

/// The way back for those without JavaScript.
#[component]
fn Undo(event: EventId, file: MediaId) -> impl IntoView {
    view! {
        <Notice tone=Tone::Success>
            <span class="mr-3">"The picture was removed."</span>
            <form method="post" action=RestoreEventCover::PATH class="inline">
                <HiddenField name="event_id" value=event.to_string()/>
                <HiddenField name="file_id" value=file.to_string()/>
                <HiddenField name="then" value=addresses::record(event)/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        </Notice>
    }
}
