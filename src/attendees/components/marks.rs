//! How what is known of an attendee looks at a glance.

use crate::attendees::types::{AttendeeAction, AttendeeStatus};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The colour of a status.
#[must_use]
pub const fn status_tone(status: AttendeeStatus) -> Tone {
    match status {
        AttendeeStatus::Registered => Tone::Blue,
        AttendeeStatus::Confirmed => Tone::Violet,
        AttendeeStatus::Waitlisted => Tone::Amber,
        AttendeeStatus::Attended => Tone::Emerald,
        AttendeeStatus::NoShow => Tone::Rose,
        AttendeeStatus::Cancelled => Tone::Neutral,
    }
}

/// How somebody stands to the event.
#[component]
pub fn AttendeeBadge(status: AttendeeStatus) -> impl IntoView {
    still(badge(status_tone(status), status.label()))
}

/// What an action is called.
#[must_use]
pub const fn action_label(action: AttendeeAction) -> &'static str {
    match action {
        AttendeeAction::To(AttendeeStatus::Registered) => "Register",
        AttendeeAction::To(AttendeeStatus::Confirmed) => "Confirm",
        AttendeeAction::To(AttendeeStatus::Waitlisted) => "Move to the waiting line",
        AttendeeAction::To(AttendeeStatus::Attended) => "Mark as attended",
        AttendeeAction::To(AttendeeStatus::NoShow) => "Mark as no-show",
        AttendeeAction::To(AttendeeStatus::Cancelled) => "Cancel",
        AttendeeAction::Remove => "Remove from the list",
    }
}

/// The sign of an action.
#[must_use]
pub const fn action_icon(action: AttendeeAction) -> IconName {
    match action {
        AttendeeAction::To(AttendeeStatus::Registered) => IconName::Ticket,
        AttendeeAction::To(AttendeeStatus::Confirmed) => IconName::Check,
        AttendeeAction::To(AttendeeStatus::Waitlisted) => IconName::Clock,
        AttendeeAction::To(AttendeeStatus::Attended) => IconName::CheckCircle,
        AttendeeAction::To(AttendeeStatus::NoShow) => IconName::EyeOff,
        AttendeeAction::To(AttendeeStatus::Cancelled) => IconName::XCircle,
        AttendeeAction::Remove => IconName::Trash,
    }
}
