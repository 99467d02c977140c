//! A record that is not in the trash, whole: on its page, and in the panel.

use super::acting::Acting;
use super::attachments::Attachments;
use super::commands::offer_commands;
use super::events::Events;
use super::here::AlsoHere;
use super::history::{History, HistoryView};
use super::interactions::{Compose, EditInteraction};
use super::{Loaded, Place};
use crate::accounts::types::Colleague;
use crate::app::failure::{failure, refusal};
use crate::app::use_viewer;
use crate::contacts::components::about::{About, Background};
use crate::contacts::components::addresses;
use crate::contacts::components::contact_form::mentionable;
use crate::contacts::components::marks::{OwnerName, StageBadge, position};
use crate::contacts::components::menus::{MoreMenu, OwnerMenu, StageMenu};
use crate::contacts::pages::memory::use_contacts_memory;
use crate::contacts::server_fns::{
    CancelInteraction, CompleteInteraction, DeleteContact, DeleteInteraction, MoveContact, RestoreContact,
    RestoreInteraction, SetOwner,
};
use crate::contacts::types::Contact;
use crate::ids::{ContactId, InteractionId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// Everything there is of a contact.
#[component]
pub fn Whole(contact: Contact, loaded: Loaded, owners: Vec<Colleague>, place: Place) -> impl IntoView {
    let (id, can_edit) = (contact.id, contact.can_edit);
    let contact = RwSignal::new(contact);
    let history = History::new(id);
    let acting = Acting::new(contact, history, place);
    offer_commands(contact, acting);
    acting.follow_others();
    let me = use_viewer().map(|viewer| viewer.user_id);
    let others = owners.iter().filter(|one| Some(one.id) != me);
    let people = StoredValue::new(others.map(mentionable).collect::<Vec<_>>());
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
    let middle = view! { <Middle id loaded history acting people can_edit/> };
    if let Place::Panel(beside) = place {
        acting.follow(beside);
        return view! {
            <PanelHead contact acting/>
            <Told id deleted=loaded.deleted/>
            <div class="flex min-w-0 flex-col gap-4">
                <About contact owner=owner/>
                {middle}
                <Events id/>
                <Attachments id can_edit/>
                <Background contact/>
            </div>
        }
        .into_any();
    }
    view! {
        // A plain text: the server writes the head last, when the page's own signals may be gone.
        <Title text=contact.read_untracked().name()/>
        <Page width=PageWidth::Record>
            <Head contact acting/>
            <Told id deleted=loaded.deleted/>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex min-w-0 flex-col gap-4 max-lg:order-last">
                    <About contact owner=owner/>
                    <Events id/>
                    <Attachments id can_edit/>
                    <Background contact/>
                </div>
                <div class="flex min-w-0 flex-col gap-4">{middle}</div>
            </div>
        </Page>
    }
    .into_any()
}

/// Name, stage and what can be done.
#[component]
fn Head(contact: RwSignal<Contact>, acting: Acting) -> impl IntoView {
    let name = Signal::derive(move || contact.read().name());
    let list = use_contacts_memory().list();
    view! {
        <PageHeader
            title=name
            breadcrumbs=vec![Crumb::new("Contacts", list)]
            lead=move || view! { <Avatar name=name size=AvatarSize::Large/> }
            description=Signal::derive(move || described(contact))
            actions=move || view! { <Actions contact acting/> }
        />
    }
}

/// The same in the panel, under the page's own title.
#[component]
fn PanelHead(contact: RwSignal<Contact>, acting: Acting) -> impl IntoView {
    let name = Signal::derive(move || contact.read().name());
    view! {
        <PanelTitle name=name description=Signal::derive(move || described(contact))/>
        <div class="side-panel-actions"><Actions contact acting/></div>
    }
}

/// Whose record it is.
#[component]
pub fn PanelTitle(
    #[prop(into)] name: Signal<String>,
    #[prop(optional, into)] description: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="side-panel-title">
            <Avatar name=name size=AvatarSize::Large/>
            <div class="min-w-0">
                <h2 class="side-panel-name">{move || name.get()}</h2>
                {move || description.get().map(|text| view! { <p class="page-text">{text}</p> })}
            </div>
        </div>
    }
}

fn described(contact: RwSignal<Contact>) -> Option<String> {
    let contact = contact.read();
    position(contact.job_title.as_deref(), contact.company.as_deref())
}

#[component]
fn Actions(contact: RwSignal<Contact>, acting: Acting) -> impl IntoView {
    let (id, can_edit, can_delete) =
        contact.with_untracked(|contact| (contact.id, contact.can_edit, contact.can_delete));
    let stage = if can_edit {
        view! { <StageMenu contact action=MoveContact::PATH on_move=Callback::new(move |to| acting.move_to(to))/> }
            .into_any()
    } else {
        view! { <StageBadge stage=Signal::derive(move || contact.read().contact_type)/> }.into_any()
    };
    view! {
        <AlsoHere id/>
        {stage}
        {can_edit.then(|| view! { <ButtonLink icon=IconName::Pencil href=addresses::edit(id)>"Edit"</ButtonLink> })}
        {can_delete.then(|| view! {
            <MoreMenu contact action=DeleteContact::PATH on_delete=Callback::new(move |()| acting.delete())/>
        })}
    }
}

/// What a plain post came to.
#[component]
fn Told(id: ContactId, deleted: Signal<Option<InteractionId>>) -> impl IntoView {
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
fn Middle(
    id: ContactId,
    loaded: Loaded,
    history: History,
    acting: Acting,
    people: StoredValue<Vec<Mentionable>>,
    can_edit: bool,
) -> impl IntoView {
    let (form_lasts, lines_last) = (Lasting::new(), Lasting::new());
    let form = move || {
        let lasting = form_lasts.clone();
        Suspend::new(async move {
            let asked_for = arrived(loaded.editing).await;
            lasting.draw(|| match asked_for {
                _ if !can_edit => ().into_any(),
                Some(Ok(interaction)) if interaction.can_edit => {
                    view! { <EditInteraction contact_id=id interaction people acting/> }.into_any()
                }
                Some(Err(error)) => {
                    view! { <Notice tone=Tone::Danger>{error.to_string()}</Notice> }.into_any()
                }
                Some(Ok(_)) | None => view! { <Compose contact_id=id people acting/> }.into_any(),
            })
        })
    };
    let lines = move || {
        let lasting = lines_last.clone();
        Suspend::new(async move {
            let found = arrived(loaded.timeline).await;
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
        <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=8/> })>{lines}</Transition>
    }
}
