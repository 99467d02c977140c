//! `/events/<id>/activity`: who did what with the event and all that belongs to it.

use super::{SectionSkeleton, follow, of_event};
use crate::app::failure::page_failure;
use crate::audit::types::Action;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::server_fns::{get_event_head, list_event_activity};
use crate::events::types::{ActivityLine, ActivityOf, Cursor, Page as Lines};
use crate::ids::EventId;
use crate::query::written;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn EventActivityPage() -> impl IntoView {
    of_event(|id| view! { <Activity id/> }.into_any())
}

#[component]
fn Activity(id: EventId) -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let lines = Resource::new(
        move || cursor.get(),
        move |cursor| async move { Ok((get_event_head(id).await?, list_event_activity(id, cursor).await?)) },
    );
    follow(id, Callback::new(move |()| lines.refetch()));
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SectionSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                let is_later = cursor.get().is_some();
                Suspend::new(async move {
                    let found = arrived(lines).await;
                    lasting.draw(|| match found {
                        Ok((head, page)) => view! {
                            <EventFrame head section=Section::Activity><History id page is_later/></EventFrame>
                        }
                        .into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| lines.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn History(id: EventId, page: Lines<ActivityLine>, is_later: bool) -> impl IntoView {
    let address = Section::Activity.address(id);
    let older = page
        .next
        .as_ref()
        .map(|cursor| format!("{address}{}", written(&[cursor.parameter()])));
    view! {
        <div class="flex flex-col gap-4">
            {is_later.then(|| view! { <p class="text-sm"><TextLink href=address>"Back to the latest"</TextLink></p> })}
            <Timeline label="Activity, latest first">
                {page.rows.into_iter().map(|line| view! { <Line line/> }).collect_view()}
            </Timeline>
            {older.map(|href| view! { <a class="btn btn-secondary btn-small self-start" href=href>"Show older"</a> })}
        </div>
    }
}

#[component]
fn Line(line: ActivityLine) -> impl IntoView {
    let icon = match (line.of, line.action) {
        (_, Action::Delete) => IconName::Trash,
        (_, Action::Restore) => IconName::Restore,
        (ActivityOf::Event, Action::Create) | (ActivityOf::Event, _) if line.status.is_some() => {
            IconName::ArrowRight
        }
        (ActivityOf::Staff | ActivityOf::Attendee, Action::Create) => IconName::UserPlus,
        (_, Action::Create) => IconName::Plus,
        _ => IconName::Pencil,
    };
    let (at, words) = (line.at, line.in_words());
    let by = line.by.unwrap_or_else(|| "The Plugs".into());
    let title = move || {
        view! { <span class="font-medium text-ink">{by.clone()}</span> " " {words.clone()} }
    };
    view! { <TimelineItem icon title=title meta=move || view! { <Moment at=at style=MomentStyle::DayTime/> }/> }
}
