//! What stands around every page of one event: its name, where it stands, and its sections.

use super::addresses;
use super::marks::StatusBadge;
use super::series::SeriesLine;
use crate::events::types::{EventHead, EventStatus};
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// A part of an event that has an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Overview,
    Agenda,
    Attendees,
    People,
    Budget,
    Media,
    Activity,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Agenda,
        Self::Attendees,
        Self::People,
        Self::Budget,
        Self::Media,
        Self::Activity,
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Agenda => "Agenda",
            Self::Attendees => "Attendees",
            Self::People => "People",
            Self::Budget => "Budget",
            Self::Media => "Media",
            Self::Activity => "Activity",
        }
    }

    /// Where it is found.
    #[must_use]
    pub fn address(self, id: EventId) -> String {
        let record = addresses::record(id);
        match self {
            Self::Overview => record,
            Self::Agenda => format!("{record}/agenda"),
            Self::Attendees => format!("{record}/attendees"),
            Self::People => format!("{record}/people"),
            Self::Budget => format!("{record}/budget"),
            Self::Media => format!("{record}/media"),
            Self::Activity => format!("{record}/activity"),
        }
    }
}

/// A section of an event, under the event's name and among the others.
#[component]
pub fn EventFrame(
    head: EventHead,
    section: Section,
    /// What can be done, beside the name.
    #[prop(optional, into)]
    actions: ViewFn,
    /// As wide as the screen, for what is a grid.
    #[prop(optional)]
    wide: bool,
    /// A table in it takes the height that is left.
    #[prop(optional)]
    fill: bool,
    /// How many places are taken, where the section knows better than the frame was drawn with.
    #[prop(optional, into)]
    attendees: Option<Signal<i32>>,
    children: Children,
) -> impl IntoView {
    let id = head.id;
    let name = match section {
        Section::Overview => head.title.clone(),
        other => format!("{} · {}", other.label(), head.title),
    };
    let attendees = attendees.unwrap_or_else(|| Signal::stored(head.attendees));
    let tab = move |one: Section| {
        let item = TabItem::new(one.label(), one.address(id), one == section);
        let count = match one {
            Section::Agenda => head.agenda_items,
            Section::Attendees => i64::from(attendees.get()),
            _ => 0,
        };
        match u32::try_from(count) {
            Ok(count) if count > 0 => item.count(count),
            _ => item,
        }
    };
    let tabs = Signal::derive(move || Section::ALL.into_iter().map(tab).collect::<Vec<_>>());
    let called_off = (head.status == EventStatus::Cancelled).then(|| {
        let reason = head.cancelled_reason.clone();
        view! {
            <Notice tone=Tone::Danger class="mb-4">
                <p class="font-semibold">"This event is cancelled"</p>
                {reason.map(|reason| view! { <p class="whitespace-pre-wrap break-words">{reason}</p> })}
            </Notice>
        }
    });
    let width = if wide { PageWidth::Full } else { PageWidth::Record };
    let status = head.status;
    let formats = use_formats();
    let mut times = head.span.in_words(&formats.locale);
    if head.span.zone.name != formats.zone_name() {
        times = format!("{times} {}", head.span.zone.in_words());
    }
    view! {
        <Title text=name/>
        <Page width fill>
            <PageHeader
                title=head.title.clone()
                breadcrumbs=vec![Crumb::new("Events", addresses::LIST)]
                description=Signal::stored(Some(times))
                actions=move || view! { <StatusBadge status/> {actions.run()} }
            />
            {head.series.map(|series| view! { <SeriesLine series/> })}
            <Tabs label="Sections of the event" items=tabs/>
            {called_off}
            {children()}
        </Page>
    }
}
