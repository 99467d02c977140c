//! `/events/<id>/people`: who works there, and who speaks.

use super::super::record::{Acting, Staff};
use super::{SectionSkeleton, follow, of_event};
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::agenda::types::SpeakerKey;
use crate::app::failure::{page_failure, refusal};
use crate::app::use_viewer;
use crate::error::AppError;
use crate::events::components::frame::{EventFrame, Section};
use crate::events::server_fns::{
    AssignStaff, UnassignStaff, get_event, list_event_colleagues, list_event_speakers,
};
use crate::events::types::{Event, EventSpeaker};
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

#[component]
pub fn EventPeoplePage() -> impl IntoView {
    of_event(|id| view! { <People id/> }.into_any())
}

#[component]
fn People(id: EventId) -> impl IntoView {
    let may_edit = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditEvents));
    let people = Resource::new(
        || (),
        move |()| async move {
            let event = get_event(id).await?;
            let speakers = list_event_speakers(id).await?;
            let colleagues = if may_edit {
                list_event_colleagues().await?
            } else {
                Vec::new()
            };
            Ok::<_, AppError>((event, speakers, colleagues))
        },
    );
    let reload = Callback::new(move |()| people.refetch());
    follow(id, reload);
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SectionSkeleton/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(people).await;
                    lasting.draw(|| match found {
                        Ok((event, speakers, colleagues)) => {
                            view! { <Both event speakers colleagues reload/> }.into_any()
                        }
                        Err(error) => page_failure(error, reload),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn Both(
    event: Event,
    speakers: Vec<EventSpeaker>,
    colleagues: Vec<Colleague>,
    reload: Callback<()>,
) -> impl IntoView {
    let acting = Acting::new(event.id, reload);
    let refused = refusal(&[AssignStaff::PATH, UnassignStaff::PATH]);
    view! {
        <EventFrame head=event.head() section=Section::People>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <div class="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
                <Staff event colleagues acting/>
                <Speakers speakers/>
            </div>
        </EventFrame>
    }
}

#[component]
fn Speakers(speakers: Vec<EventSpeaker>) -> impl IntoView {
    let sees_contacts = use_viewer().is_some_and(|viewer| viewer.may(Permission::ViewContacts));
    let is_empty = speakers.is_empty();
    let line = move |one: EventSpeaker| {
        let (speaker, items) = (one.speaker, one.items.join(", "));
        let name = speaker.name.clone();
        let name = match speaker.key {
            SpeakerKey::Contact(id) if sees_contacts => {
                view! { <a class="link" href=format!("/contacts/{id}")>{name}</a> }.into_any()
            }
            _ => name.into_any(),
        };
        view! {
            <li class="flex gap-2 py-1">
                <Avatar name=speaker.name picture=speaker.picture size=AvatarSize::Small/>
                <span class="min-w-0">
                    <span class="block break-words">
                        {name} {speaker.company.map(|company| view! { <span class="text-muted">" · " {company}</span> })}
                    </span>
                    <span class="block break-words text-xs text-muted">{items}</span>
                </span>
            </li>
        }
    };
    view! {
        <Card title="Speakers">
            {is_empty.then(|| view! { <p class="text-muted">"Nobody speaks yet. Speakers are named with the items of the agenda."</p> })}
            <ul>{speakers.into_iter().map(line).collect_view()}</ul>
        </Card>
    }
}
