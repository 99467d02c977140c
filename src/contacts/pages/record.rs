//! A contact's record, page and panel.

mod acting;
mod attachments;
mod commands;
mod events;
mod here;
mod history;
mod interactions;
mod place;
mod whole;

use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::failure::{failure, page_failure, refusal, shut};
use crate::contacts::components::addresses;
use crate::contacts::server_fns::{
    RestoreContact, contact_timeline, get_contact, get_interaction, list_owners,
};
use crate::contacts::types::{Contact, Cursor, Interaction, Page as PageOf, TimelineEntry};
use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, InteractionId};
use crate::ui::prelude::*;
pub use acting::Acting;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
pub use place::{Beside, Place};
use whole::{PanelTitle, Whole};

/// `/contacts/<id>`: who somebody is, where things stand, and what happened.
#[component]
pub fn ContactPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<ContactId>().ok()));
    let record = |id: Option<ContactId>| match id {
        Some(id) => view! { <PageRecord id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another contact is another page: nothing that was typed on one may show up on the other.
    view! { <For each=move || [id.get()] key=|id| *id children=record/> }.into_any()
}

/// What is loaded.
#[derive(Clone, Copy)]
struct Loaded {
    timeline: Resource<AppResult<PageOf<TimelineEntry>>>,
    owners: Resource<AppResult<Vec<Colleague>>>,
    /// The interaction whose form is asked for.
    editing: Resource<Option<AppResult<Interaction>>>,
    /// The interaction that went to the trash just now, for those without JavaScript.
    deleted: Signal<Option<InteractionId>>,
    /// The history begins further down.
    is_later: Signal<bool>,
}

/// The record of a page: the query says from where its history is read, and which interaction is edited.
#[component]
fn PageRecord(id: ContactId) -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let asked = |name: &'static str| {
        Memo::new(move |_| query.with(|query| query.get(name)?.parse::<InteractionId>().ok()))
    };
    let loading = Loading {
        after: after.into(),
        edited: asked("interaction").into(),
        deleted: asked("deleted").into(),
    };
    view! { <Record id loading place=Place::Page/> }
}

/// The record in the panel beside a list.
#[component]
pub fn PanelRecord(id: ContactId, beside: Beside) -> impl IntoView {
    let loading = Loading {
        after: Signal::stored(None),
        edited: beside.edited.into(),
        deleted: Signal::stored(None),
    };
    view! { <Record id loading place=Place::Panel(beside)/> }
}

/// What of a record is asked for.
#[derive(Clone, Copy)]
struct Loading {
    /// Where its history begins.
    after: Signal<Option<Cursor>>,
    edited: Signal<Option<InteractionId>>,
    deleted: Signal<Option<InteractionId>>,
}

#[component]
fn Record(id: ContactId, loading: Loading, place: Place) -> impl IntoView {
    let Loading {
        after,
        edited,
        deleted,
    } = loading;
    let contact = Resource::new(move || (), move |()| get_contact(id));
    let loaded = Loaded {
        timeline: Resource::new(move || after.get(), move |after| contact_timeline(id, after)),
        owners: Resource::new(|| (), |()| list_owners()),
        editing: Resource::new(
            move || edited.get(),
            |id| async move {
                match id {
                    Some(id) => Some(get_interaction(id).await),
                    None => None,
                }
            },
        ),
        deleted,
        is_later: Signal::derive(move || after.read().is_some()),
    };
    let retry = Callback::new(move |()| contact.refetch());
    view! {
        <Suspense fallback=move || meanwhile(|| view! { <RecordSkeleton place/> })>
            {move || Suspend::new(async move {
                match arrived(contact).await {
                    Ok(contact) if contact.is_deleted => view! { <InTrash contact place/> }.into_any(),
                    Ok(contact) => {
                        let owners = loaded.owners.await.unwrap_or_default();
                        view! { <Whole contact loaded owners place/> }.into_any()
                    }
                    Err(error) => match place {
                        Place::Page => page_failure(error, retry),
                        Place::Panel(_) => not_beside(error, retry),
                    },
                }
            })}
        </Suspense>
    }
}

/// Why the panel has no record to show; the list beside it is there all the same.
fn not_beside(error: AppError, retry: Callback<()>) -> AnyView {
    match error {
        AppError::NotFound => view! {
            <EmptyState icon=IconName::Users title="Not here" text="This contact does not exist, or it was deleted."/>
        }
        .into_any(),
        error => view! { <ErrorState message=error.to_string() on_retry=retry retry_href=""/> }.into_any(),
    }
}

/// A record that was deleted, for those who may bring it back.
#[component]
fn InTrash(contact: Contact, place: Place) -> impl IntoView {
    let name = contact.name();
    let when = contact.deleted_at;
    let refused = refusal(&[RestoreContact::PATH]);
    let restore = contact.can_delete.then(|| {
        view! {
            <form method="post" action=RestoreContact::PATH>
                <HiddenField name="contact_id" value=contact.id.to_string()/>
                <Button kind=ButtonKind::Primary submit=true icon=IconName::Restore>"Restore"</Button>
            </form>
            <ButtonLink href=addresses::TRASH>"See all of the trash"</ButtonLink>
        }
    });
    let told = view! {
        {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
        <div class="empty">
            <span class="empty-icon"><Icon name=IconName::Trash/></span>
            <h2 class="empty-title">"This contact is in the trash"</h2>
            <p class="empty-text">
                {when.map(|at| view! { "Deleted " <Moment at=at style=MomentStyle::DayTime/> ". " })}
                "Restoring it brings back its history too."
            </p>
            <div class="empty-actions">{restore}</div>
        </div>
    };
    if let Place::Panel(_) = place {
        return view! { <PanelTitle name=name.clone()/> {told} }.into_any();
    }
    view! {
        <Title text=name.clone()/>
        <Page width=PageWidth::Record>
            <PageHeader
                title=name.clone()
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST), Crumb::new("Trash", addresses::TRASH)]
                lead={let name = name.clone(); move || view! { <Avatar name=name.clone() size=AvatarSize::Large/> }}
            />
            {told}
        </Page>
    }
    .into_any()
}

/// The shape of a record.
#[component]
fn RecordSkeleton(place: Place) -> impl IntoView {
    if let Place::Panel(_) = place {
        return view! {
            <div class="side-panel-waiting">
                <SkeletonLines lines=2/> <SkeletonCard/> <SkeletonLines lines=8/>
            </div>
        }
        .into_any();
    }
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/></div>
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonLines lines=8/></div>
            </div>
        </Page>
    }
    .into_any()
}
