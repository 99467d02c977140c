//! How what is known of a contact looks at a glance.

use crate::accounts::types::Colleague;
use crate::contacts::types::{
    ContactStatus, ContactType, InteractionStatus, InteractionType, Priority, Total,
};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The colour of a stage.
#[must_use]
pub const fn stage_tone(stage: ContactType) -> Tone {
    match stage {
        ContactType::Target => Tone::Slate,
        ContactType::Contact => Tone::Blue,
        ContactType::Plug => Tone::Emerald,
    }
}

/// What a stage means.
#[must_use]
pub const fn stage_meaning(stage: ContactType) -> &'static str {
    match stage {
        ContactType::Target => "Somebody we want to know",
        ContactType::Contact => "Somebody we know",
        ContactType::Plug => "Somebody who opens doors for us",
    }
}

/// The sign of a kind of interaction.
#[must_use]
pub const fn interaction_icon(interaction_type: InteractionType) -> IconName {
    match interaction_type {
        InteractionType::Meeting => IconName::Users,
        InteractionType::Call => IconName::Phone,
        InteractionType::Email => IconName::Mail,
        InteractionType::Linkedin => IconName::Link,
        InteractionType::Event => IconName::Ticket,
        InteractionType::FollowUp => IconName::CalendarClock,
    }
}

/// The colour of an interaction's state.
#[must_use]
pub const fn interaction_tone(status: InteractionStatus) -> Tone {
    match status {
        InteractionStatus::Completed => Tone::Neutral,
        InteractionStatus::Scheduled => Tone::Violet,
        InteractionStatus::Cancelled => Tone::Slate,
    }
}

/// Where the relationship stands.
#[component]
pub fn StageBadge(#[prop(into)] stage: Signal<ContactType>) -> impl IntoView {
    move || still(stage_badge(stage.get()))
}

/// A [`StageBadge`] within other markup.
#[must_use]
pub fn stage_badge(stage: ContactType) -> Markup {
    badge(stage_tone(stage), stage.label())
}

/// Where a contact stands commercially.
#[component]
pub fn StatusText(status: ContactStatus) -> impl IntoView {
    still(status_text(status))
}

/// A [`StatusText`] within other markup.
#[must_use]
pub fn status_text(status: ContactStatus) -> Markup {
    markup! { span.whitespace-nowrap { (status.label()) } }
}

const fn priority_icon(priority: Priority) -> (IconName, &'static str) {
    match priority {
        Priority::High => (IconName::ArrowUp, "text-danger"),
        Priority::Medium => (IconName::ArrowRight, "text-muted"),
        Priority::Low => (IconName::ArrowDown, "text-faint"),
    }
}

/// How soon a contact deserves attention.
#[component]
pub fn PriorityMark(priority: Priority) -> impl IntoView {
    still(priority_mark(priority))
}

/// A [`PriorityMark`] within other markup.
#[must_use]
pub fn priority_mark(priority: Priority) -> Markup {
    let (name, colour) = priority_icon(priority);
    markup! {
        span class="inline-flex items-center gap-1 align-middle whitespace-nowrap" {
            (icon(name, colour))
            (priority.label())
        }
    }
}

/// The same in the room of an icon.
#[component]
pub fn PriorityIcon(priority: Priority) -> impl IntoView {
    let (name, colour) = priority_icon(priority);
    let label = format!("{} priority", priority.label());
    still(markup! {
        span class="relative flex flex-none" title=(label) {
            (icon(name, colour))
            span.sr-only { (label) }
        }
    })
}

/// Who looks after a contact.
#[component]
pub fn OwnerName(owner: Option<Colleague>) -> impl IntoView {
    match owner {
        Some(owner) if owner.picture.is_some() => view! {
            <span class="flex min-w-0 items-center gap-1.5">
                <Avatar name=owner.name.clone() picture=owner.picture size=AvatarSize::Small/>
                <span class="truncate">{owner.name}</span>
            </span>
        }
        .into_any(),
        owner => still(owner_name(owner.as_ref())).into_any(),
    }
}

/// The same within other markup, of whoever has no picture.
#[must_use]
pub fn owner_name(owner: Option<&Colleague>) -> Markup {
    match owner {
        Some(owner) => markup! {
            span class="flex min-w-0 items-center gap-1.5" {
                (avatar(&owner.name, AvatarSize::Small))
                span.truncate { (owner.name) }
            }
        },
        None => markup! { span.text-faint { "Nobody" } },
    }
}

/// How many there are, in words: "1 contact", "2,000 contacts", "10,000+ contacts".
#[must_use]
pub fn counted(total: Total, one: &str, many: &str, formats: &Formats) -> String {
    let number = formats.number(i64::from(total.count));
    match (total.count, total.is_more) {
        (1, false) => format!("1 {one}"),
        (_, false) => format!("{number} {many}"),
        (_, true) => format!("{number}+ {many}"),
    }
}

/// What somebody does and where: "Head of Events at Lumen".
#[must_use]
pub fn position(job_title: Option<&str>, company: Option<&str>) -> Option<String> {
    match (job_title, company) {
        (Some(job_title), Some(company)) => Some(format!("{job_title} at {company}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_position_is_said_with_what_is_known_of_it() {
        assert_eq!(
            position(Some("Curator"), Some("Lumen")).as_deref(),
            Some("Curator at Lumen")
        );
        assert_eq!(position(None, Some("Lumen")).as_deref(), Some("Lumen"));
        assert_eq!(position(Some("Curator"), None).as_deref(), Some("Curator"));
        assert_eq!(position(None, None), None);
    }

    #[test]
    fn a_count_says_when_it_stopped_counting() {
        Owner::new().with(|| {
            let formats = use_formats();
            let say = |count, is_more| counted(Total { count, is_more }, "contact", "contacts", &formats);
            assert_eq!(say(1, false), "1 contact");
            assert_eq!(say(0, false), "0 contacts");
            assert_eq!(say(2000, false), "2,000 contacts");
            assert_eq!(say(10_000, true), "10,000+ contacts");
        });
    }
}
