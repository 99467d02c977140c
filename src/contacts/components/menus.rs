//! What can be done with a contact, as menus. Each item is a button of a form, so that it works
//! without JavaScript.

use super::addresses;
use super::marks::{OwnerName, StageBadge, stage_meaning, stage_tone};
use crate::accounts::types::Colleague;
use crate::contacts::types::{Contact, ContactType};
use crate::ids::UserId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The stage, and the stages to move to.
#[component]
pub fn StageMenu(
    #[prop(into)] contact: Signal<Contact>,
    /// The address that moves a contact.
    action: &'static str,
    on_move: Callback<ContactType>,
) -> impl IntoView {
    let stage = Signal::derive(move || contact.read().contact_type);
    let item = move |to: ContactType| {
        let current = Signal::derive(move || stage.get() == to);
        view! {
            <MenuButton
                submit=true
                name="to"
                value=to.as_str()
                tone=stage_tone(to)
                current=current
                on_click=Callback::new(move |()| on_move.run(to))
            >
                <span class="block">{to.label()}</span>
                <span class="block text-xs text-muted">{stage_meaning(to)}</span>
            </MenuButton>
        }
    };
    let trigger = move || {
        view! { <StageBadge stage/> <Icon name=IconName::ChevronDown class="icon-small"/> }
    };
    view! {
        <PostForm action=action>
            <HiddenField name="contact_id" value=Signal::derive(move || contact.read().id.to_string())/>
            <Menu id="stage-menu" label="Move to another stage" kind=ButtonKind::Secondary trigger=trigger>
                <MenuHeading>"Move to"</MenuHeading>
                {ContactType::ALL.iter().copied().map(item).collect_view()}
            </Menu>
        </PostForm>
    }
}

/// The owner, and everybody who could be.
#[component]
pub fn OwnerMenu(
    #[prop(into)] contact: Signal<Contact>,
    colleagues: Vec<Colleague>,
    me: Option<UserId>,
    /// The address that sets an owner.
    action: &'static str,
    on_choose: Callback<Option<Colleague>>,
) -> impl IntoView {
    let owner = Signal::derive(move || contact.read().owner.as_ref().map(|owner| owner.id));
    let item = move |one: Option<Colleague>, word: String| {
        let id = one.as_ref().map(|one| one.id);
        let current = Signal::derive(move || owner.get() == id);
        view! {
            <MenuButton
                submit=true
                name="owner_id"
                value=id.map(|id| id.to_string()).unwrap_or_default()
                current=current
                on_click=Callback::new(move |()| on_choose.run(one.clone()))
            >
                {word}
            </MenuButton>
        }
    };
    let (mine, others): (Vec<_>, Vec<_>) = colleagues.into_iter().partition(|one| Some(one.id) == me);
    let trigger = move || {
        view! {
            {move || view! { <OwnerName owner=contact.read().owner.clone()/> }}
            <Icon name=IconName::ChevronDown class="icon-small"/>
        }
    };
    view! {
        <PostForm action=action>
            <HiddenField name="contact_id" value=Signal::derive(move || contact.read().id.to_string())/>
            <Menu id="owner-menu" label="Choose who looks after this contact" class="-mx-3 -my-1.5 max-w-full" trigger=trigger>
                <MenuHeading>"Owner"</MenuHeading>
                {mine.into_iter().map(|one| { let word = format!("{} (me)", one.name); item(Some(one), word) }).collect_view()}
                {item(None, "Nobody".into())}
                <MenuSeparator/>
                {others.into_iter().map(|one| { let word = one.name.clone(); item(Some(one), word) }).collect_view()}
            </Menu>
        </PostForm>
    }
}

/// What is seldom done with a contact.
#[component]
pub fn MoreMenu(
    #[prop(into)] contact: Signal<Contact>,
    /// The address that deletes a contact.
    action: &'static str,
    on_delete: Callback<()>,
) -> impl IntoView {
    let id = contact.with_untracked(|contact| contact.id);
    view! {
        <PostForm action=action then=addresses::list_without(id) on_submit=on_delete>
            <HiddenField name="contact_id" value=id.to_string()/>
            <Menu
                id="more-menu"
                label="More actions"
                kind=ButtonKind::Secondary
                align=Align::End
                icon_only=true
                trigger=move || view! { <Icon name=IconName::Ellipsis/> }
            >
                <MenuButton submit=true danger=true icon=IconName::Trash>
                    "Move to trash"
                </MenuButton>
            </Menu>
        </PostForm>
    }
}
