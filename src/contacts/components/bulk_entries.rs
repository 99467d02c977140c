//! One's own changes of many contacts, and how far each of them is.

use super::bulk_bar::Refusals;
use crate::contacts::types::{BulkEntry, BulkState};
use crate::ids::BulkChangeId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The address that takes a change back, and what does so with JavaScript.
#[derive(Clone, Copy)]
pub struct TakingBack {
    pub action: &'static str,
    pub on_undo: Callback<BulkChangeId>,
}

/// The changes, latest first.
#[component]
pub fn BulkEntries(entries: Vec<BulkEntry>, taking_back: TakingBack) -> impl IntoView {
    let entry = move |entry: BulkEntry| view! { <Entry entry taking_back/> };
    view! { <ul class="flex flex-col gap-3">{entries.into_iter().map(entry).collect_view()}</ul> }
}

#[component]
fn Entry(entry: BulkEntry, taking_back: TakingBack) -> impl IntoView {
    let formats = use_formats();
    let asked = match entry.asked {
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", formats.number(many.into())),
    };
    let refusals = (entry.outcome.refused > 0).then(|| {
        view! {
            <details class="text-sm">
                <summary class="w-fit cursor-pointer text-muted hover:text-ink">"Those that were refused"</summary>
                <Refusals outcome=entry.outcome.clone()/>
            </details>
        }
    });
    let stopped = entry.stopped.clone().map(|why| {
        view! { <Notice tone=Tone::Danger>{format!("It does not go on. {why}")}</Notice> }
    });
    let is_under_way = matches!(entry.state, BulkState::Doing | BulkState::Undoing);
    let share = is_under_way.then(|| view! { <Meter value=percent(&entry) label="Percent done"/> });
    let undo = entry
        .can_be_undone()
        .then(|| view! { <Undo entry=entry.clone() taking_back/> });
    view! {
        <li>
            <Card>
                <div class="flex flex-wrap items-start justify-between gap-3">
                    <div class="flex min-w-0 flex-col gap-1">
                        <h2 class="font-medium break-words">{entry.title()}</h2>
                        <p class="text-sm text-muted">{asked} ", " <Moment at=entry.at style=MomentStyle::DayTime/></p>
                        <p>{so_far(&entry, &formats)}</p>
                        {share}
                        {stopped}
                        {refusals}
                    </div>
                    {undo}
                </div>
            </Card>
        </li>
    }
}

/// What came of it, or how far it is.
fn so_far(entry: &BulkEntry, formats: &Formats) -> String {
    let number = |count| formats.number(count);
    let (all, settled) = entry.progress();
    let far = format!("{} of {} so far", number(settled.into()), number(all.into()));
    match entry.state {
        BulkState::Done => entry.outcome.in_words(number),
        BulkState::Undone => format!("Taken back: {}", entry.undone.in_words(number)),
        BulkState::Doing | BulkState::Undoing => format!("{}: {far}", entry.state.label()),
    }
}

fn percent(entry: &BulkEntry) -> i32 {
    let (all, settled) = entry.progress();
    i32::try_from(u64::from(settled) * 100 / u64::from(all.max(1))).unwrap_or(100)
}

#[component]
fn Undo(entry: BulkEntry, taking_back: TakingBack) -> impl IntoView {
    let id = entry.id;
    let word = match entry.state {
        BulkState::Doing => "Stop and undo",
        _ => "Undo",
    };
    view! {
        <PostForm action=taking_back.action on_submit=Callback::new(move |()| taking_back.on_undo.run(id))>
            <HiddenField name="bulk_change_id" value=id.to_string()/>
            <Button small=true submit=true icon=IconName::Restore>
                {word}
                <span class="sr-only">{format!(" {}", entry.title())}</span>
            </Button>
        </PostForm>
    }
}
