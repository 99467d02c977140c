//! The first page: what waits for me, whom I dealt with lately, what the others did.

use super::memory::use_contacts_memory;
use super::sample::{SampleNotice, SampleOffer};
use crate::accounts::roles::Permission;
use crate::accounts::types::Viewer;
use crate::app::failure::{failure, refusal};
use crate::app::{use_now, use_viewer};
use crate::contacts::components::addresses;
use crate::contacts::components::changes::Changes;
use crate::contacts::components::follow_ups::FollowUps;
use crate::contacts::components::marks::{StageBadge, counted, position};
use crate::contacts::server_fns::{CompleteInteraction, complete_interaction, home, update_interaction};
use crate::contacts::types::{
    Change, Condition, ContactFilter, ContactRow, ContactSort, FollowUp, HomeSummary, Interaction,
    InteractionForm, OwnerFilter, Total,
};
use crate::ids::InteractionId;
use crate::ui::prelude::*;
use crate::ui::time::Zone;
use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    let Some(viewer) = use_viewer() else {
        return view! { <Title text="Home"/> }.into_any();
    };
    if !viewer.may(Permission::ViewContacts) {
        return view! { <AtTheDoor viewer/> }.into_any();
    }
    let memory = use_contacts_memory();
    let summary = Resource::new(move || memory.changes(), |_| home());
    let hook = use_completing(&viewer.zone, Callback::new(move |()| summary.refetch()));
    let may_edit = viewer.may(Permission::EditContacts);
    let lasting = Lasting::new();
    view! {
        <Title text="Home"/>
        <Page width=PageWidth::Record>
            <Greeting viewer/>
            {refusal(&[CompleteInteraction::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(HomeSkeleton)>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(summary).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Summary summary=found hook may_edit/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| summary.refetch())),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

/// Whoever may see no contacts has nothing to do here yet.
#[component]
fn AtTheDoor(viewer: Viewer) -> impl IntoView {
    let text = format!(
        "Your account is for the door: checking guests in at the events of {}. It shows nothing else. \
         If you need more, ask an owner or admin.",
        viewer.organization_name
    );
    view! {
        <Title text="Home"/>
        <Page width=PageWidth::Record>
            <Greeting viewer/>
            <EmptyState icon=IconName::Ticket title="Door staff" text=text/>
        </Page>
    }
}

/// A greeting by the person's own clock, and the day.
#[component]
fn Greeting(viewer: Viewer) -> impl IntoView {
    let now = use_now();
    let formats = use_formats();
    let zone = StoredValue::new(viewer.zone);
    let local = Memo::new(move |_| zone.with_value(|zone| zone.local(now.get())));
    let name = viewer.first_name;
    let title = Signal::derive(move || format!("{}, {name}", greeting(local.get())));
    view! {
        <PageHeader
            title
            description=Signal::derive(move || Some(format!("{}, {}", weekday(local.get().weekday()), formats.date(now.get()))))
        />
    }
}

/// What one says at this hour.
fn greeting(local: NaiveDateTime) -> &'static str {
    match local.hour() {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

#[component]
fn Summary(summary: HomeSummary, hook: Completing, may_edit: bool) -> impl IntoView {
    let HomeSummary {
        overdue,
        overdue_total,
        today,
        today_total,
        recent,
        changes,
    } = summary;
    if recent.is_empty() && changes.is_empty() && overdue.is_empty() && today.is_empty() {
        return view! { <NothingYet may_edit/> }.into_any();
    }
    view! {
        <SampleNotice is_shown=recent.iter().any(|row| row.is_sample)/>
        <div class="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
            <div class="flex min-w-0 flex-col gap-4 lg:gap-6">
                <Waiting overdue overdue_total today today_total hook/>
                <Recent recent/>
            </div>
            <Around changes/>
        </div>
    }
    .into_any()
}

#[component]
fn NothingYet(may_edit: bool) -> impl IntoView {
    let text = "Add the people you know and want to know. What you plan with them, whom you met lately and what \
                your colleagues do will stand here.";
    let add = may_edit.then(|| {
        view! {
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add your first contact"</ButtonLink>
        }
    });
    view! {
        <SampleNotice is_shown=false/>
        <EmptyState icon=IconName::Users title="Nothing here yet" text=text>{add}<SampleOffer/></EmptyState>
    }
}

/// How many overdue follow-ups stand on the page before one asks for more.
const AT_ONCE: usize = 6;

/// My follow-ups: overdue and today's.
#[component]
fn Waiting(
    overdue: Vec<FollowUp>,
    overdue_total: Total,
    today: Vec<FollowUp>,
    today_total: Total,
    hook: Completing,
) -> impl IntoView {
    let formats = use_formats();
    let is_free = overdue.is_empty() && today.is_empty();
    let heading = |text: String, class: &'static str| view! { <h3 class=class>{text}</h3> };
    let list = move |follow_ups: Vec<FollowUp>, overdue: bool| {
        view! {
            <FollowUps follow_ups overdue done=hook.done action=CompleteInteraction::PATH on_complete=hook.on_complete/>
        }
    };
    let late = (!overdue.is_empty()).then(|| {
        let title = format!("Overdue · {}", counted(overdue_total, "follow-up", "follow-ups", &formats));
        let mut first = overdue;
        let rest = first.split_off(AT_ONCE.min(first.len()));
        let is_cut = usize::try_from(overdue_total.count).is_ok_and(|count| count > first.len() + rest.len());
        view! {
            {heading(title, "px-4 pt-3 text-xs font-medium text-danger")}
            {list(first, true)}
            {(!rest.is_empty()).then(|| view! {
                <details class="group border-t border-line">
                    <summary class="px-4 py-2 text-sm text-muted hover:text-ink group-open:hidden">
                        {format!("Show {} more", rest.len())}
                    </summary>
                    {list(rest, true)}
                    {is_cut.then(|| view! { <p class="px-4 py-2 text-xs text-muted">"The oldest come first; the rest follow as you go."</p> })}
                </details>
            })}
        }
    });
    let due = (!today.is_empty()).then(|| {
        let title = format!("Today · {}", counted(today_total, "follow-up", "follow-ups", &formats));
        let is_cut = usize::try_from(today_total.count).is_ok_and(|count| count > today.len());
        view! {
            {heading(title, "px-4 pt-3 text-xs font-medium text-muted")}
            {list(today, false)}
            {is_cut.then(|| view! { <p class="px-4 py-2 text-xs text-muted">"The earliest come first; the rest follow as you go."</p> })}
        }
    });
    let free = is_free.then(|| {
        view! { <p class="px-4 py-6 text-muted">"Nothing is due today. Plan a follow-up on a contact, and it will stand here."</p> }
    });
    view! { <Card title="Follow-ups" flush=true>{late}{due}{free}</Card> }
}

/// My contacts, those I dealt with last on top.
#[component]
fn Recent(recent: Vec<ContactRow>) -> impl IntoView {
    let mine = ContactFilter {
        sort: ContactSort::LastInteraction,
        descending: true,
        ..ContactFilter::of([Condition::Owner(vec![OwnerFilter::Me])])
    };
    let all = addresses::filtered(mine);
    let row = |row: ContactRow| {
        let (name, stage, last) = (row.name(), row.contact_type, row.last_interaction);
        let does = position(row.job_title.as_deref(), row.company.as_deref());
        view! {
            <li class="relative flex min-h-row items-center gap-2 px-3 py-1.5 hover:bg-hover">
                <Avatar name=name.clone() size=AvatarSize::Small/>
                <div class="min-w-0 flex-1">
                    <a class="block truncate font-medium after:absolute after:inset-0" href=addresses::record(row.id)>{name}</a>
                    {does.map(|text| view! { <span class="block truncate text-xs text-muted">{text}</span> })}
                </div>
                <StageBadge stage/>
                <span class="w-20 text-right text-xs text-muted whitespace-nowrap">
                    {match last {
                        Some(at) => view! { <Moment at=at/> }.into_any(),
                        None => "never".into_any(),
                    }}
                </span>
            </li>
        }
    };
    let body = if recent.is_empty() {
        view! { <p class="px-4 py-6 text-muted">"You look after nobody yet. Choose yourself as the owner of a contact."</p> }
            .into_any()
    } else {
        view! { <ul class="divide-y divide-line">{recent.into_iter().map(row).collect_view()}</ul> }
            .into_any()
    };
    let link = move || view! { <ButtonLink kind=ButtonKind::Ghost small=true href=all.clone()>"All of mine"</ButtonLink> };
    view! { <Card title="My contacts, lately" flush=true actions=link>{body}</Card> }
}

/// What everybody did.
#[component]
fn Around(changes: Vec<Change>) -> impl IntoView {
    let body = if changes.is_empty() {
        view! { <p class="text-muted">"Nothing has happened yet."</p> }.into_any()
    } else {
        view! { <Changes changes/> }.into_any()
    };
    view! { <Card title="In the organisation">{body}</Card> }
}

/// Completing a follow-up with one click: it goes at once, comes back where the server refuses it,
/// and can be planned again.
#[derive(Clone, Copy)]
struct Completing {
    done: RwSignal<BTreeSet<InteractionId>>,
    on_complete: Callback<Interaction>,
}

fn use_completing(zone: &Zone, refetch: Callback<()>) -> Completing {
    let done = RwSignal::new(BTreeSet::new());
    let toasts = use_toasts();
    let zone = zone.clone();
    let on_complete = Callback::new(move |interaction: Interaction| {
        let id = interaction.id;
        done.update(|done| {
            done.insert(id);
        });
        let again = InteractionForm::of(&interaction, &zone);
        spawn_local(async move {
            if let Err(error) = complete_interaction(id, String::new()).await {
                done.try_update(|done| done.remove(&id));
                toasts.error(error.to_string());
                return;
            }
            let version = interaction.version.saturating_add(1);
            toasts.undo("Follow-up completed", move || {
                let again = again.clone();
                spawn_local(async move {
                    match update_interaction(id, version, again).await {
                        Ok(_) => {
                            done.try_update(|done| done.remove(&id));
                        }
                        Err(error) => toasts.error(error.to_string()),
                    }
                    refetch.try_run(());
                });
            });
            refetch.try_run(());
        });
    });
    Completing { done, on_complete }
}

/// The shape of the page.
#[component]
fn HomeSkeleton() -> impl IntoView {
    view! {
        <div class="grid items-start gap-4 lg:grid-cols-2 lg:gap-6">
            <div class="flex flex-col gap-4 lg:gap-6"><SkeletonCard/> <SkeletonCard/></div>
            <SkeletonCard/>
        </div>
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use chrono::{DateTime, Utc};

    fn at(hour: u32) -> NaiveDateTime {
        let second = i64::from(hour) * 3600;
        DateTime::<Utc>::from_timestamp(second, 0)
            .expect("a time of 1970")
            .naive_utc()
    }

    #[test]
    fn the_greeting_follows_the_clock_on_the_wall() {
        let said: Vec<_> = [0, 4, 5, 11, 12, 17, 18, 23]
            .into_iter()
            .map(|hour| greeting(at(hour)))
            .collect();
        assert_eq!(said[..2], ["Good evening", "Good evening"]);
        assert_eq!(said[2..4], ["Good morning", "Good morning"]);
        assert_eq!(said[4..6], ["Good afternoon", "Good afternoon"]);
        assert_eq!(said[6..], ["Good evening", "Good evening"]);
    }
}
