//! A contact's record.

mod acting;
mod history;
mod interactions;

use super::failure::{failure, refusal, shut};
use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::accounts::types::Colleague;
use crate::app::use_viewer;
use crate::contacts::components::about::About;
use crate::contacts::components::addresses;
use crate::contacts::components::marks::{OwnerName, StageBadge, position};
use crate::contacts::components::menus::{MoreMenu, OwnerMenu, StageMenu};
use crate::contacts::server_fns::{
    CancelInteraction, CompleteInteraction, DeleteContact, DeleteInteraction, MoveContact, RestoreContact,
    RestoreInteraction, SetOwner, contact_timeline, get_contact, get_interaction, list_owners,
};
use crate::contacts::types::{Contact, Cursor, Interaction, Page as PageOf, TimelineEntry};
use crate::error::{AppError, AppResult};
use crate::ids::{ContactId, InteractionId};
use crate::ui::prelude::*;
pub use acting::Acting;
use history::{History, HistoryView};
use interactions::{Compose, EditInteraction};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/contacts/<id>`: who somebody is, where things stand, and what happened.
#[component]
pub fn ContactPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<ContactId>().ok()));
    let record = |id: Option<ContactId>| match id {
        Some(id) => view! { <Record id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another contact is another page: nothing that was typed on one may show up on the other.
    view! { <For each=move || [id.get()] key=|id| *id children=record/> }.into_any()
}

/// What the page loads.
#[derive(Clone, Copy)]
struct Loaded {
    timeline: Resource<AppResult<PageOf<TimelineEntry>>>,
    owners: Resource<AppResult<Vec<Colleague>>>,
    /// The interaction whose form is asked for.
    editing: Resource<Option<AppResult<Interaction>>>,
    /// The interaction that went to the trash just now, for those without JavaScript.
    deleted: Memo<Option<InteractionId>>,
    /// The history begins further down.
    is_later: Memo<bool>,
}

#[component]
fn Record(id: ContactId) -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let asked = |name: &'static str| {
        Memo::new(move |_| query.with(|query| query.get(name)?.parse::<InteractionId>().ok()))
    };
    let edited = asked("interaction");
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
        deleted: asked("deleted"),
        is_later: Memo::new(move |_| after.read().is_some()),
    };
    view! {
        <Suspense fallback=RecordSkeleton>
            {move || Suspend::new(async move {
                match contact.await {
                    Ok(contact) if contact.is_deleted => view! { <InTrash contact/> }.into_any(),
                    Ok(contact) => {
                        let owners = loaded.owners.await.unwrap_or_default();
                        view! { <Whole contact loaded owners/> }.into_any()
                    }
                    Err(error) => failure(error, Callback::new(move |()| contact.refetch())),
                }
            })}
        </Suspense>
    }
}

/// The record of a contact that is not in the trash.
#[component]
fn Whole(contact: Contact, loaded: Loaded, owners: Vec<Colleague>) -> impl IntoView {
    let (id, can_edit, can_delete) = (contact.id, contact.can_edit, contact.can_delete);
    let contact = RwSignal::new(contact);
    let history = History::new(id);
    let acting = Acting::new(contact, history);
    let me = use_viewer().map(|viewer| viewer.user_id);
    let owners = StoredValue::new(owners);
    let owner = move || {
        if !can_edit {
            return view! { {move || view! { <OwnerName owner=contact.read().owner.clone()/> }} }.into_any();
        }
        view! {
            <OwnerMenu contact colleagues=owners.get_value() me=me action=SetOwner::PATH
                on_choose=Callback::new(move |owner| acting.set_owner(owner))/>
        }
        .into_any()
    };
    view! {
        // A plain text: the server writes the head last, when the page's own signals may be gone.
        <Title text=contact.read_untracked().name()/>
        <Page width=PageWidth::Record>
            <Head contact acting can_edit can_delete/>
            <Told id deleted=loaded.deleted/>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex min-w-0 flex-col gap-4 max-lg:order-last"><About contact owner=owner/></div>
                <div class="flex min-w-0 flex-col gap-4">
                    <Middle id loaded history acting can_edit/>
                </div>
            </div>
        </Page>
    }
}

/// Name, stage and what can be done.
#[component]
fn Head(contact: RwSignal<Contact>, acting: Acting, can_edit: bool, can_delete: bool) -> impl IntoView {
    let id = contact.with_untracked(|contact| contact.id);
    let name = Signal::derive(move || contact.read().name());
    let stage = Signal::derive(move || contact.read().contact_type);
    let list = use_contacts_memory().list();
    let actions = move || {
        let stage = if can_edit {
            view! {
                <StageMenu contact action=MoveContact::PATH on_move=Callback::new(move |to| acting.move_to(to))/>
            }
            .into_any()
        } else {
            view! { <StageBadge stage/> }.into_any()
        };
        view! {
            {stage}
            {can_edit.then(|| view! { <ButtonLink icon=IconName::Pencil href=addresses::edit(id)>"Edit"</ButtonLink> })}
            {can_delete.then(|| view! {
                <MoreMenu contact action=DeleteContact::PATH on_delete=Callback::new(move |()| acting.delete())/>
            })}
        }
    };
    view! {
        <PageHeader
            title=name
            breadcrumbs=vec![Crumb::new("Contacts", list)]
            lead=move || view! { <Avatar name=name size=AvatarSize::Large/> }
            description=Signal::derive(move || {
                let contact = contact.read();
                position(contact.job_title.as_deref(), contact.company.as_deref())
            })
            actions=actions
        />
    }
}

/// What a plain post came to.
#[component]
fn Told(id: ContactId, deleted: Memo<Option<InteractionId>>) -> impl IntoView {
    let refused = refusal(&[
        MoveContact::PATH,
        SetOwner::PATH,
        DeleteContact::PATH,
        RestoreContact::PATH,
        CompleteInteraction::PATH,
        CancelInteraction::PATH,
        DeleteInteraction::PATH,
        RestoreInteraction::PATH,
    ]);
    let undo = move |interaction: InteractionId| {
        view! {
            <Notice tone=Tone::Success class="mb-4">
                <span class="mr-3">"The interaction was moved to trash."</span>
                <form method="post" action=RestoreInteraction::PATH class="inline">
                    <HiddenField name="interaction_id" value=interaction.to_string()/>
                    <HiddenField name="then" value=addresses::record(id)/>
                    <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
                </form>
            </Notice>
        }
    };
    view! {
        {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
        {move || deleted.get().map(undo)}
    }
}

/// The composer, or the form of an interaction in its place, and the history.
#[component]
fn Middle(id: ContactId, loaded: Loaded, history: History, acting: Acting, can_edit: bool) -> impl IntoView {
    let (form_lasts, lines_last) = (Lasting::new(), Lasting::new());
    let form = move || {
        let lasting = form_lasts.clone();
        Suspend::new(async move {
            let asked_for = loaded.editing.await;
            lasting.draw(|| match asked_for {
                _ if !can_edit => ().into_any(),
                Some(Ok(interaction)) if interaction.can_edit => {
                    view! { <EditInteraction contact_id=id interaction acting/> }.into_any()
                }
                Some(Err(error)) => {
                    view! { <Notice tone=Tone::Danger>{error.to_string()}</Notice> }.into_any()
                }
                Some(Ok(_)) | None => view! { <Compose contact_id=id acting/> }.into_any(),
            })
        })
    };
    let lines = move || {
        let lasting = lines_last.clone();
        Suspend::new(async move {
            let found = loaded.timeline.await;
            lasting.draw(|| match found {
                Ok(page) => {
                    history.begin_with(page);
                    view! { <HistoryView history acting is_later=loaded.is_later/> }.into_any()
                }
                Err(error) => failure(error, Callback::new(move |()| loaded.timeline.refetch())),
            })
        })
    };
    view! {
        <Transition>{form}</Transition>
        <Transition fallback=|| view! { <SkeletonLines lines=8/> }>{lines}</Transition>
    }
}

/// A record that was deleted, for those who may bring it back.
#[component]
fn InTrash(contact: Contact) -> impl IntoView {
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
    view! {
        <Title text=name.clone()/>
        <Page width=PageWidth::Record>
            <PageHeader
                title=name.clone()
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST), Crumb::new("Trash", addresses::TRASH)]
                lead={let name = name.clone(); move || view! { <Avatar name=name.clone() size=AvatarSize::Large/> }}
            />
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
        </Page>
    }
}

/// The shape of a record.
#[component]
fn RecordSkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonCard/></div>
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonLines lines=8/></div>
            </div>
        </Page>
    }
}
