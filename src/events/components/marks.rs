//! How what is known of an event looks at a glance.

use crate::events::types::{EventStatus, Span};
use crate::ui::prelude::*;
use chrono::SecondsFormat;
use leptos::prelude::*;

/// The colour of a status.
#[must_use]
pub const fn status_tone(status: EventStatus) -> Tone {
    match status {
        EventStatus::Draft => Tone::Slate,
        EventStatus::Published => Tone::Blue,
        EventStatus::Ongoing => Tone::Emerald,
        EventStatus::Completed => Tone::Neutral,
        EventStatus::Cancelled => Tone::Danger,
    }
}

/// What a move to a status is called.
#[must_use]
pub const fn move_label(from: EventStatus, to: EventStatus) -> &'static str {
    match (from, to) {
        (_, EventStatus::Published) => "Publish",
        (EventStatus::Cancelled, EventStatus::Draft) => "Take up again as a draft",
        (_, EventStatus::Draft) => "Back to draft",
        (EventStatus::Completed, EventStatus::Ongoing) => "It is still going on",
        (_, EventStatus::Ongoing) => "Begin now",
        (_, EventStatus::Completed) => "Complete",
        (_, EventStatus::Cancelled) => "Cancel the event…",
    }
}

/// The sign of a move to a status.
#[must_use]
pub const fn move_icon(to: EventStatus) -> IconName {
    match to {
        EventStatus::Published => IconName::Globe,
        EventStatus::Draft => IconName::Pencil,
        EventStatus::Ongoing => IconName::Clock,
        EventStatus::Completed => IconName::CheckCircle,
        EventStatus::Cancelled => IconName::XCircle,
    }
}

/// Where an event stands.
#[component]
pub fn StatusBadge(status: EventStatus) -> impl IntoView {
    still(badge(status_tone(status), status.label()))
}

/// When an event is, with its time zone in words where that is not the reader's; pointing at it shows the reader's own time.
#[component]
pub fn When(span: Span) -> impl IntoView {
    let formats = use_formats();
    let is_elsewhere = span.zone.name != formats.zone_name();
    let machine = span.start.to_rfc3339_opts(SecondsFormat::Secs, true);
    let own = is_elsewhere.then(|| {
        format!(
            "{} – {} by your clock",
            formats.date_time(span.start),
            formats.date_time(span.end)
        )
    });
    let zone = span.zone.in_words();
    view! {
        <time datetime=machine title=own>{span.in_words(&formats.locale)}</time>
        {is_elsewhere.then(|| view! { <span class="text-muted">" " {zone}</span> })}
    }
}

/// How many places are taken: "12 of 80", or "12" where anybody may come.
#[must_use]
pub fn places(taken: i32, most: Option<i32>, formats: &Formats) -> String {
    let taken = formats.number(taken.into());
    match most {
        Some(most) => format!("{taken} of {}", formats.number(most.into())),
        None => taken,
    }
}
