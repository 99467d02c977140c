//! The views above the list: everybody, one's own contacts, and what people saved under a name.

use super::addresses;
use crate::contacts::types::{Condition, ConditionKey, ContactFilter, ListState, OwnerFilter, SavedView};
use crate::ids::SavedViewId;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// What can be done with views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewAct {
    /// Keep the present list under a name.
    Create {
        name: String,
        is_shared: bool,
    },
    Rename(SavedViewId, String),
    /// Make it stand for the present list.
    Update(SavedViewId),
    Share(SavedViewId, bool),
    Delete(SavedViewId),
}

/// Where it is done without JavaScript.
#[derive(Clone, Copy, Debug)]
pub struct ViewPaths {
    pub create: &'static str,
    pub rename: &'static str,
    pub update: &'static str,
    pub share: &'static str,
    pub delete: &'static str,
}

/// The panels, so that whoever acts can close them.
pub const SAVE_PANEL: &str = "view-save";
pub const RENAME_PANEL: &str = "view-rename";
const MENU_PANEL: &str = "view-menu";

/// Views as tabs, and what can be done with the one that is open.
#[component]
pub fn ViewTabs(
    #[prop(into)] state: Signal<ListState>,
    views: Vec<SavedView>,
    paths: ViewPaths,
    on_act: Callback<ViewAct>,
    /// Why a name was refused.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let views = StoredValue::new(views);
    let open = Memo::new(move |_| {
        let view = state.read().view?;
        views.with_value(|views| views.iter().find(|one| one.id == view).cloned())
    });
    let items = Signal::derive(move || views.with_value(|views| tabs(&state.read(), views)));
    // Compared as both are written now, not as one of them was written once.
    let is_changed = Memo::new(move |_| {
        let state = state.read();
        open.read()
            .as_ref()
            .is_some_and(|view| view.state().to_view() != state.to_view())
    });
    let is_worth_saving = Memo::new(move |_| {
        let state = state.read();
        let plain = ListState::default().with_layout(state.layout);
        open.read().is_none() && state.to_view() != plain.to_view()
    });
    view! {
        <div class="view-bar">
            <Tabs label="Views" items/>
            <div class="view-acts">
                {move || is_changed.get().then(|| open.get()).flatten().map(|view| {
                    view! { <Changed state view paths on_act/> }
                })}
                <Saving state paths on_act error is_worth_saving is_changed/>
                {move || open.get().filter(|view| view.can_edit).map(|view| {
                    view! { <ViewMenu view paths on_act error/> }
                })}
            </div>
        </div>
    }
}

/// Everybody, mine, and the saved ones; a view that a colleague shares says so.
fn tabs(state: &ListState, views: &[SavedView]) -> Vec<TabItem> {
    let mine = Condition::Owner(vec![OwnerFilter::Me]);
    let is_saved = views.iter().any(|view| Some(view.id) == state.view);
    let is_mine = state.filter.condition(ConditionKey::Owner) == Some(&mine);
    let of = |filter: ContactFilter| {
        let list = ListState::from(filter).with_layout(state.layout);
        addresses::list(&list)
    };
    let mut items = vec![
        TabItem::new(
            "All contacts",
            of(ContactFilter::default()),
            !is_saved && !is_mine,
        ),
        TabItem::new("My contacts", of(ContactFilter::of([mine])), !is_saved && is_mine),
    ];
    items.extend(views.iter().map(|view| {
        let item = TabItem::new(
            &view.name,
            addresses::list(&view.state()),
            Some(view.id) == state.view,
        );
        match (view.is_shared, view.is_mine) {
            (true, true) => item.icon(IconName::Share, "Shared with everybody".to_owned()),
            (_, false) => item.icon(IconName::Users, format!("Shared by {}", view.by)),
            (false, true) => item,
        }
    }));
    items
}

/// The list is not what the view says any more.
#[component]
fn Changed(
    state: Signal<ListState>,
    view: SavedView,
    paths: ViewPaths,
    on_act: Callback<ViewAct>,
) -> impl IntoView {
    let id = view.id;
    let query = move || state.read().to_view();
    let save = view.can_edit.then(|| {
        let then = move || addresses::list(&state.read().with_cursor(None));
        view! {
            <PostForm action=paths.update on_submit=Callback::new(move |()| on_act.run(ViewAct::Update(id)))>
                <HiddenField name="view_id" value=id.to_string()/>
                <HiddenField name="query" value=Signal::derive(query)/>
                <HiddenField name="then" value=Signal::derive(then)/>
                <Button kind=ButtonKind::Secondary small=true submit=true>"Save changes"</Button>
            </PostForm>
        }
    });
    view! {
        <ButtonLink kind=ButtonKind::Ghost small=true href=addresses::list(&view.state())>"Reset"</ButtonLink>
        {save}
    }
}

/// Keeps the present list under a new name.
#[component]
fn Saving(
    state: Signal<ListState>,
    paths: ViewPaths,
    on_act: Callback<ViewAct>,
    error: Signal<Option<String>>,
    is_worth_saving: Memo<bool>,
    is_changed: Memo<bool>,
) -> impl IntoView {
    let (name, is_shared) = (RwSignal::new(String::new()), RwSignal::new(false));
    let create = Callback::new(move |()| {
        on_act.run(ViewAct::Create {
            name: name.get_untracked(),
            is_shared: is_shared.get_untracked(),
        });
    });
    let query = Signal::derive(move || state.read().to_view());
    view! {
        <span hidden=move || !is_worth_saving.get() && !is_changed.get()>
            <PopoverButton panel=SAVE_PANEL class="btn btn-ghost btn-small">
                {move || if is_changed.get() { "Save as…" } else { "Save view" }}
            </PopoverButton>
        </span>
        <PopoverPanel id=SAVE_PANEL label="Save this list as a view" align=Align::End>
            <PostForm action=paths.create class="panel-form" on_submit=create>
                <TextField name="name" id="new-view-name" label="Name" value=name error=error autocomplete="off"/>
                <CheckboxField name="is_shared" id="new-view-shared" label="Share with everybody" checked=is_shared/>
                <HiddenField name="query" value=query/>
                <div class="panel-actions">
                    <Button kind=ButtonKind::Primary small=true submit=true>"Save view"</Button>
                </div>
            </PostForm>
        </PopoverPanel>
    }
}

/// What is seldom done with a view.
#[component]
fn ViewMenu(
    view: SavedView,
    paths: ViewPaths,
    on_act: Callback<ViewAct>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let (id, is_shared) = (view.id, view.is_shared);
    let here = addresses::list(&view.state());
    let name = RwSignal::new(view.name);
    let act = move |act: ViewAct| {
        Callback::new(move |()| {
            close_popover(MENU_PANEL);
            on_act.run(act.clone());
        })
    };
    let rename = Callback::new(move |()| on_act.run(ViewAct::Rename(id, name.get_untracked())));
    let (share, share_icon) = if is_shared {
        ("Stop sharing", IconName::Lock)
    } else {
        ("Share with everybody", IconName::Share)
    };
    view! {
        <PopoverButton panel=MENU_PANEL class="btn btn-ghost btn-small btn-icon" label="View options">
            <Icon name=IconName::Ellipsis/>
        </PopoverButton>
        <PopoverPanel id=MENU_PANEL label="View options" align=Align::End>
            <PopoverButton panel=RENAME_PANEL class="menu-item">
                <Icon name=IconName::Pencil/>
                <span class="menu-text">"Rename…"</span>
            </PopoverButton>
            <PostForm action=paths.share on_submit=act(ViewAct::Share(id, !is_shared))>
                <HiddenField name="view_id" value=id.to_string()/>
                <HiddenField name="is_shared" value=(!is_shared).to_string()/>
                <MenuButton submit=true icon=share_icon>{share}</MenuButton>
            </PostForm>
            <PostForm action=paths.delete then=addresses::LIST on_submit=act(ViewAct::Delete(id))>
                <HiddenField name="view_id" value=id.to_string()/>
                <MenuButton submit=true danger=true icon=IconName::Trash>"Delete view"</MenuButton>
            </PostForm>
        </PopoverPanel>
        <PopoverPanel id=RENAME_PANEL label="Rename the view" class="panel-beside">
            <PostForm action=paths.rename then=here class="panel-form" on_submit=rename>
                <TextField name="name" id="view-name" label="Name" value=name error=error autocomplete="off"/>
                <HiddenField name="view_id" value=id.to_string()/>
                <div class="panel-actions">
                    <Button kind=ButtonKind::Primary small=true submit=true>"Rename"</Button>
                </div>
            </PostForm>
        </PopoverPanel>
    }
}
