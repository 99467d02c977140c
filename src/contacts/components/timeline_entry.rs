//! One line of a contact's history.

use super::addresses;
use super::marks::{StageBadge, interaction_icon, interaction_tone};
use crate::contacts::types::{
    ContactLink, Direction, Interaction, InteractionStatus, TimelineEntry, TimelineEvent,
};
use crate::ids::{ContactId, InteractionId};
use crate::ui::prelude::*;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// What can be done with an interaction: the addresses for those without JavaScript, and what
/// happens with it.
#[derive(Clone, Copy)]
pub struct InteractionActs {
    pub complete: &'static str,
    pub cancel: &'static str,
    pub delete: &'static str,
    pub on_complete: Callback<InteractionId>,
    pub on_cancel: Callback<InteractionId>,
    pub on_delete: Callback<InteractionId>,
    /// Opens the form without leaving the page.
    pub on_edit: Option<Callback<InteractionId>>,
}

/// One line.
#[component]
pub fn EntryView(
    contact_id: ContactId,
    entry: TimelineEntry,
    /// Without it, nothing can be done here.
    #[prop(optional)]
    acts: Option<InteractionActs>,
    /// Whom it is about, in a history of several.
    #[prop(optional)]
    about: Option<ContactLink>,
) -> impl IntoView {
    let TimelineEntry { at, by, what, .. } = entry;
    match what {
        TimelineEvent::Interaction(interaction) => {
            view! { <InteractionView contact_id interaction by acts about/> }.into_any()
        }
        TimelineEvent::StageChanged { from, to } => {
            let title = move || {
                view! {
                    <span class="inline-flex flex-wrap items-center gap-1">
                        <span class="font-medium text-ink">{by.clone()}</span> " moved "
                        {about.clone().map(|contact| view! { {named(contact)} " " })} "from "
                        <StageBadge stage=from/> " to " <StageBadge stage=to/>
                    </span>
                }
            };
            view! { <TimelineItem icon=IconName::ArrowRight title=title meta=when(at)/> }.into_any()
        }
        TimelineEvent::Created => {
            let title = move || {
                let whom = match about.clone() {
                    Some(contact) => named(contact).into_any(),
                    None => "this contact".into_any(),
                };
                view! { <span class="font-medium text-ink">{by.clone()}</span> " added " {whom} }
            };
            view! { <TimelineItem icon=IconName::UserPlus title=title meta=when(at)/> }.into_any()
        }
    }
}

/// Whom a line is about.
fn named(contact: ContactLink) -> impl IntoView {
    view! { <a class="font-medium text-ink hover:underline" href=addresses::record(contact.id)>{contact.name}</a> }
}

/// When it was, as the end of a line's head.
fn when(at: DateTime<Utc>) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || view! { <Moment at=at style=MomentStyle::DayTime/> }.into_any()
}

#[component]
fn InteractionView(
    contact_id: ContactId,
    interaction: Interaction,
    by: String,
    acts: Option<InteractionActs>,
    about: Option<ContactLink>,
) -> impl IntoView {
    let formats = use_formats();
    let (at, status) = (interaction.interaction_date, interaction.status);
    let is_overdue = move || status == InteractionStatus::Scheduled && formats.is_past(at);
    let (name, said) = (heading(&interaction), sentence(&interaction, &by));
    let is_cancelled = status == InteractionStatus::Cancelled;
    let title = move || {
        let name = name.clone();
        view! {
            <span class=if is_cancelled { "font-medium text-muted line-through" } else { "font-medium text-ink" }>{name}</span>
            {about.clone().map(|contact| view! { <span class="text-faint">" · "</span> {named(contact)} })}
            {move || state(status, is_overdue())}
        }
    };
    let (icon, tone) = (
        interaction_icon(interaction.interaction_type),
        interaction_tone(status),
    );
    let acts = acts.filter(|_| interaction.can_edit);
    let done = acts.filter(|_| status == InteractionStatus::Scheduled).map(|acts| {
        view! {
            <PostForm action=acts.complete class="mt-2" on_submit=Callback::new(move |()| acts.on_complete.run(interaction.id))>
                <HiddenField name="interaction_id" value=interaction.id.to_string()/>
                <Button small=true submit=true icon=IconName::Check>"Done"</Button>
            </PostForm>
        }
    });
    let actions = acts.map(|acts| {
        let interaction = interaction.clone();
        ViewFn::from(move || view! { <Actions contact_id interaction=interaction.clone() acts/> })
    });
    let body = view! {
        <p class="text-xs text-muted">{said}</p>
        {interaction.description.map(|text| view! { <p class="whitespace-pre-wrap break-words">{text}</p> })}
        {interaction.outcome.map(|text| view! {
            <p class="whitespace-pre-wrap break-words"><span class="text-muted">"Outcome: "</span>{text}</p>
        })}
        {done}
    };
    let body = body.into_any();
    match actions {
        Some(actions) => {
            view! { <TimelineItem icon tone title=title meta=when(at) actions=actions>{body}</TimelineItem> }
                .into_any()
        }
        None => view! { <TimelineItem icon tone title=title meta=when(at)>{body}</TimelineItem> }.into_any(),
    }
}

/// The subject, or what kind of interaction it was.
fn heading(interaction: &Interaction) -> String {
    interaction
        .subject
        .clone()
        .unwrap_or_else(|| interaction.interaction_type.label().to_owned())
}

/// Who did what: "Call by Ada Lovelace, they reached out".
fn sentence(interaction: &Interaction, by: &str) -> String {
    let kind = interaction.interaction_type.label();
    match interaction.direction {
        Some(Direction::In) => format!("{kind} · {by} · they reached out"),
        Some(Direction::Out) => format!("{kind} · {by} · we reached out"),
        Some(Direction::Both) | None => format!("{kind} · {by}"),
    }
}

/// What is still to come, is late, or will not be.
fn state(status: InteractionStatus, is_overdue: bool) -> Option<AnyView> {
    let badge = match (status, is_overdue) {
        (InteractionStatus::Scheduled, true) => {
            view! { <Badge tone=Tone::Danger icon=IconName::Clock class="ml-2">"Overdue"</Badge> }.into_any()
        }
        (InteractionStatus::Scheduled, false) => {
            view! { <Badge tone=Tone::Violet icon=IconName::CalendarClock class="ml-2">"Planned"</Badge> }
                .into_any()
        }
        (InteractionStatus::Cancelled, _) => view! { <Badge class="ml-2">"Cancelled"</Badge> }.into_any(),
        (InteractionStatus::Completed, _) => return None,
    };
    Some(badge)
}

/// What can be done with an interaction, but for what is usually done next.
#[component]
fn Actions(contact_id: ContactId, interaction: Interaction, acts: InteractionActs) -> impl IntoView {
    let id = interaction.id;
    let is_planned = interaction.status == InteractionStatus::Scheduled;
    let cancel = is_planned.then(|| {
        view! {
            <PostForm action=acts.cancel on_submit=Callback::new(move |()| acts.on_cancel.run(id))>
                <HiddenField name="interaction_id" value=id.to_string()/>
                <MenuButton submit=true icon=IconName::XCircle>"Cancel it"</MenuButton>
            </PostForm>
        }
    });
    view! {
        <Menu
            id=format!("interaction-{id}")
            label=format!("Actions for {}", heading(&interaction))
            align=Align::End
            icon_only=true
            trigger=move || view! { <Icon name=IconName::Ellipsis/> }
        >
            <span
                class="contents"
                on:click=move |event| if let Some(edit) = acts.on_edit {
                    event.prevent_default();
                    edit.run(id);
                }
            >
                <MenuLink icon=IconName::Pencil href=addresses::interaction(contact_id, id)>
                    {if is_planned { "Edit or reschedule" } else { "Edit" }}
                </MenuLink>
            </span>
            {cancel}
            <PostForm
                action=acts.delete
                then=addresses::record_without(contact_id, id)
                on_submit=Callback::new(move |()| acts.on_delete.run(id))
            >
                <HiddenField name="interaction_id" value=id.to_string()/>
                <MenuButton submit=true danger=true icon=IconName::Trash>"Move to trash"</MenuButton>
            </PostForm>
        </Menu>
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::contacts::types::InteractionType;

    fn call(direction: Option<Direction>, subject: Option<&str>) -> Interaction {
        Interaction {
            id: InteractionId(uuid::Uuid::nil()),
            version: 1,
            interaction_type: InteractionType::Call,
            status: InteractionStatus::Completed,
            direction,
            subject: subject.map(str::to_owned),
            description: None,
            outcome: None,
            interaction_date: DateTime::UNIX_EPOCH,
            can_edit: true,
        }
    }

    #[test]
    fn an_interaction_without_a_subject_is_called_by_its_kind() {
        assert_eq!(heading(&call(None, None)), "Call");
        assert_eq!(heading(&call(None, Some("Venue"))), "Venue");
    }

    #[test]
    fn it_says_who_reached_out_where_that_is_known() {
        assert_eq!(
            sentence(&call(Some(Direction::In), None), "Ada"),
            "Call · Ada · they reached out"
        );
        assert_eq!(sentence(&call(None, None), "Ada"), "Call · Ada");
    }
}
