//! An item, for whoever only looks at it.

use super::words::Clock;
use crate::agenda::types::{Agenda, AgendaItem, ItemStatus, Speaker};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The colour of a status.
#[must_use]
pub const fn status_tone(status: ItemStatus) -> Tone {
    match status {
        ItemStatus::Scheduled => Tone::Blue,
        ItemStatus::Ongoing => Tone::Emerald,
        ItemStatus::Completed => Tone::Neutral,
        ItemStatus::Cancelled => Tone::Danger,
    }
}

/// When, where, of what kind, and who speaks.
#[component]
pub fn ItemAbout(agenda: Agenda, item: AgendaItem) -> impl IntoView {
    let formats = use_formats();
    let clock = Clock::new(&agenda.event.span.zone, formats);
    let day = clock.long_day(agenda.day_of(&item));
    let times = format!("{day}, {}", clock.times(item.start, item.end));
    let own = clock.own(item.start, item.end);
    let own = own.map(|own| view! { <p class="text-xs text-muted">{own}</p> });
    let zone = clock.zone.in_words();
    let room = item
        .room_id
        .and_then(|id| agenda.room(id))
        .map(|room| room.name.clone());
    let place: Vec<String> = room.into_iter().chain(item.location.clone()).collect();
    let track = item
        .track_id
        .and_then(|id| agenda.track(id))
        .map(|track| track.name.clone());
    let has_nobody = item.speakers.is_empty();
    let description = item.description.clone().map(|text| {
        view! { <Card title="Description"><p class="whitespace-pre-wrap break-words">{text}</p></Card> }
    });
    view! {
        <div class="flex flex-col gap-4">
            <Card title=item.title.clone()>
                <Facts>
                    <Fact label="When">
                        {times} " " <span class="text-muted">{zone}</span>
                        {own}
                    </Fact>
                    <Fact label="Where">
                        {if place.is_empty() { nothing("Not said yet").into_any() } else { place.join(", ").into_any() }}
                    </Fact>
                    <Fact label="Type">{item.agenda_type.label()}</Fact>
                    <Fact label="Status"><Badge tone=status_tone(item.status) dot=true>{item.status.label()}</Badge></Fact>
                    {track.map(|track| view! { <Fact label="Track">{track}</Fact> })}
                </Facts>
            </Card>
            {(!has_nobody).then(|| view! {
                <Card title="Speakers"><ul>{item.speakers.into_iter().map(speaker_line).collect_view()}</ul></Card>
            })}
            {description}
        </div>
    }
}

fn speaker_line(one: Speaker) -> impl IntoView {
    view! {
        <li class="flex min-h-9 items-center gap-2">
            <Avatar name=one.name.clone() picture=Signal::stored(one.picture) size=AvatarSize::Small/>
            <span class="min-w-0">
                {one.name}
                {one.company.map(|company| view! { <span class="text-muted">" · " {company}</span> })}
            </span>
        </li>
    }
}
