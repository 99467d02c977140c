//! What can be done with the contacts that are chosen.

use super::marks::stage_tone;
use crate::accounts::types::Colleague;
use crate::contacts::types::{BulkOutcome, ContactStatus, ContactType, Priority, Refusal};
use crate::ids::UserId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// One of the values that a menu offers: what is sent, the word for it, and its colour.
type Offer = (String, String, Option<Tone>);

/// The bar at the lower edge, while anything is chosen.
#[component]
pub fn BulkBar(
    /// "3 selected".
    #[prop(into)]
    said: Signal<String>,
    /// How to choose all that match, or why that cannot be.
    #[prop(into)]
    everything: ViewFn,
    #[prop(into)] colleagues: Signal<Vec<Colleague>>,
    me: Option<UserId>,
    can_edit: bool,
    can_delete: bool,
    #[prop(into)] pending: Signal<bool>,
    /// What is to be done: a field and its value, as they are sent.
    on_change: Callback<(&'static str, String)>,
    on_tags: Callback<()>,
    on_clear: Callback<()>,
) -> impl IntoView {
    let menus = move || {
        view! {
            <Offers id="bulk-stage" field="contact_type" label="Stage" icon=IconName::Target offers=stages() on_change/>
            <Offers id="bulk-status" field="status" label="Status" icon=IconName::Flag offers=statuses() on_change/>
            <Offers id="bulk-priority" field="priority" label="Priority" icon=IconName::ArrowUp offers=priorities() on_change/>
            {move || view! {
                <Offers id="bulk-owner" field="owner_id" label="Owner" icon=IconName::User
                    offers=owners(colleagues.get(), me) on_change/>
            }}
            <Action label="Tags" icon=IconName::Tag on_click=on_tags/>
        }
    };
    view! {
        <BulkDock said everything pending on_clear>
            {can_edit.then(menus)}
            {can_delete.then(|| view! {
                <Action label="Delete" icon=IconName::Trash
                    on_click=Callback::new(move |()| on_change.run(("delete", String::new())))/>
            })}
        </BulkDock>
    }
}

/// How many are chosen, what can be done with them (the children), and the way out of it.
#[component]
pub fn BulkDock(
    #[prop(into)] said: Signal<String>,
    #[prop(optional, into)] everything: Option<ViewFn>,
    #[prop(into)] pending: Signal<bool>,
    on_clear: Callback<()>,
    /// Of what it is the bar.
    #[prop(default = "Selected contacts")]
    label: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="bulk-dock">
            <div class="bulk-bar" role="toolbar" aria-label=label aria-busy=move || pending.get().to_string()>
                <span class="bulk-count" role="status">{move || said.get()}</span>
                {everything.map(|everything| everything.run())}
                <span class="bulk-actions">{children()}</span>
                <IconButton icon=IconName::X label="Clear the selection (Esc)" on_click=on_clear/>
            </div>
        </div>
    }
}

/// A button of the bar: on a telephone only its icon is seen.
#[component]
fn Action(label: &'static str, icon: IconName, on_click: Callback<()>) -> impl IntoView {
    view! {
        <Button kind=ButtonKind::Ghost icon on_click>
            <span class="bulk-label">{label}</span>
        </Button>
    }
}

/// A menu of the bar.
#[component]
fn Offers(
    id: &'static str,
    field: &'static str,
    label: &'static str,
    icon: IconName,
    offers: Vec<Offer>,
    on_change: Callback<(&'static str, String)>,
) -> impl IntoView {
    let offer = move |(value, word, tone): Offer| {
        view! {
            <MenuButton on_click=Callback::new(move |()| on_change.run((field, value.clone())))>
                {tone.map(|tone| view! { <Dot tone/> " " })}
                {word}
            </MenuButton>
        }
    };
    let trigger = move || view! { <Icon name=icon/> <span class="bulk-label">{label}</span> };
    view! {
        <Menu id label=format!("Set {}", label.to_lowercase()) trigger=trigger>
            <MenuHeading>{label}</MenuHeading>
            {offers.into_iter().map(offer).collect_view()}
        </Menu>
    }
}

fn stages() -> Vec<Offer> {
    let offer = |stage: &ContactType| {
        (
            stage.to_string(),
            stage.label().to_owned(),
            Some(stage_tone(*stage)),
        )
    };
    ContactType::ALL.iter().map(offer).collect()
}

fn statuses() -> Vec<Offer> {
    let offer = |status: &ContactStatus| (status.to_string(), status.label().to_owned(), None);
    ContactStatus::ALL.iter().map(offer).collect()
}

fn priorities() -> Vec<Offer> {
    let offer = |priority: &Priority| (priority.to_string(), priority.label().to_owned(), None);
    Priority::ALL.iter().map(offer).collect()
}

/// Oneself first, then nobody, then the others.
fn owners(colleagues: Vec<Colleague>, me: Option<UserId>) -> Vec<Offer> {
    let (mine, others): (Vec<_>, Vec<_>) = colleagues.into_iter().partition(|one| Some(one.id) == me);
    let own = mine
        .into_iter()
        .map(|one| (one.id.to_string(), format!("{} (me)", one.name), None));
    let rest = others.into_iter().map(|one| (one.id.to_string(), one.name, None));
    own.chain([(String::new(), "Nobody".to_owned(), None)])
        .chain(rest)
        .collect()
}

/// Tags to add or to take away.
#[component]
pub fn TagsDialog(
    open: RwSignal<bool>,
    /// "Tags of 3 contacts".
    #[prop(into)]
    title: Signal<String>,
    tags: RwSignal<String>,
    #[prop(into)] error: Signal<Option<String>>,
    on_add: Callback<()>,
    on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id="bulk-tags" open title>
            <TagsField name="bulk-tags-value" label="Tags" value=tags error=error/>
            <DialogActions>
                <Button on_click=on_remove>"Remove them"</Button>
                <Button kind=ButtonKind::Primary on_click=on_add>"Add them"</Button>
            </DialogActions>
        </Dialog>
    }
}

/// What became of each, where some were refused.
#[component]
pub fn OutcomeDialog(open: RwSignal<bool>, #[prop(into)] outcome: Signal<BulkOutcome>) -> impl IntoView {
    let formats = use_formats();
    let title = Signal::derive(move || {
        let refused = formats.number(outcome.read().refused.into());
        match outcome.read().refused {
            1 => "1 contact was not changed".to_owned(),
            _ => format!("{refused} contacts were not changed"),
        }
    });
    view! {
        <Dialog id="bulk-outcome" open title>
            <p class="dialog-text">{move || outcome.read().in_words(|count| formats.number(count))}</p>
            {move || view! { <Refusals outcome=outcome.get()/> }}
            <DialogActions>
                <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| open.set(false))>"Close"</Button>
            </DialogActions>
        </Dialog>
    }
}

/// Those that were refused, the first of them by name.
#[component]
pub fn Refusals(outcome: BulkOutcome) -> impl IntoView {
    let formats = use_formats();
    let named = u32::try_from(outcome.refusals.len()).unwrap_or_default();
    let more = outcome.refused.saturating_sub(named);
    let line = |refusal: Refusal| {
        view! {
            <li>
                <span class="font-medium">{refusal.name}</span>
                <span class="block text-xs text-muted">{refusal.reason}</span>
            </li>
        }
    };
    view! {
        <ul class="mt-3 flex flex-col gap-2">{outcome.refusals.into_iter().map(line).collect_view()}</ul>
        {(more > 0).then(|| {
            let more = formats.number(more.into());
            view! { <p class="mt-2 text-muted">{format!("And {more} more.")}</p> }
        })}
    }
}
