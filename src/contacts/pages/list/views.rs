//! The saved views above the list.

use crate::contacts::components::addresses;
use crate::contacts::components::views::{RENAME_PANEL, SAVE_PANEL, ViewAct, ViewPaths, ViewTabs};
use crate::contacts::server_fns::{
    CreateView, DeleteView, RenameView, RestoreView, ShareView, UpdateView, create_view, delete_view,
    list_views, rename_view, restore_view, share_view, update_view,
};
use crate::contacts::types::{ListState, Query, SavedView};
use crate::error::AppError;
use crate::ids::SavedViewId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_location, use_navigate};

/// The functions whose refusals the page has to tell.
pub const REFUSABLE: [&str; 6] = [
    CreateView::PATH,
    RenameView::PATH,
    UpdateView::PATH,
    ShareView::PATH,
    DeleteView::PATH,
    RestoreView::PATH,
];

const PATHS: ViewPaths = ViewPaths {
    create: CreateView::PATH,
    rename: RenameView::PATH,
    update: UpdateView::PATH,
    share: ShareView::PATH,
    delete: DeleteView::PATH,
};

/// Tabs, and what was asked for and is no view any more.
#[component]
pub fn Views(state: Memo<ListState>) -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let views = Resource::new(move || changes.get(), |_| list_views());
    let query = use_location().search;
    let (act, error) = use_acts(state, changes);
    let lasting = Lasting::new();
    let draw = move |views: Vec<SavedView>| {
        let state_view = state.read_untracked().view;
        let open = views.iter().find(|view| Some(view.id) == state_view);
        // An address that names nothing but a view stands for all that the view says.
        let address = open
            .filter(|_| Query::parse(&query.read_untracked()).is_only("view"))
            .map(|view| addresses::list(&view.state()));
        let is_missing = state_view.is_some() && open.is_none();
        view! {
            {address.map(|path| view! { <Redirect path/> })}
            {is_missing.then(|| view! {
                <Notice>"This view was deleted, or its owner shares it no longer. These are all contacts."</Notice>
            })}
            <ViewTabs state views paths=PATHS on_act=act error/>
        }
    };
    let draw = StoredValue::new(draw);
    view! {
        <Transition fallback=move || meanwhile(|| view! { <ViewTabs state views=Vec::new() paths=PATHS on_act=act error/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let views = arrived(views).await.unwrap_or_default();
                    lasting.draw(|| draw.with_value(|draw| draw(views)))
                })
            }}
        </Transition>
    }
}

/// What is done with views, and why a name was refused.
fn use_acts(state: Memo<ListState>, changes: RwSignal<u32>) -> (Callback<ViewAct>, Signal<Option<String>>) {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let refused = RwSignal::new(None::<String>);
    let settle = move |outcome: Result<(), AppError>, panel: Option<&'static str>| match outcome {
        Ok(()) => {
            refused.set(None);
            panel.into_iter().for_each(close_popover);
            changes.update(|changes| *changes += 1);
        }
        Err(error) => match (error.fields().get("name"), panel) {
            (Some(message), Some(_)) => refused.set(Some(message.to_owned())),
            // Nobody looks into a panel that is closed.
            (Some(message), None) => toasts.error(message.to_owned()),
            (None, _) => toasts.error(error.told()),
        },
    };
    let act = Callback::new(move |act: ViewAct| {
        let query = state.read_untracked().to_view();
        let navigate = navigate.clone();
        spawn_local(async move {
            match act {
                ViewAct::Create { name, is_shared } => {
                    // The answer leads to the new view.
                    let outcome = create_view(name, query, is_shared).await;
                    settle(outcome.map(drop), Some(SAVE_PANEL));
                }
                ViewAct::Rename(id, name) => settle(rename_view(id, name).await, Some(RENAME_PANEL)),
                ViewAct::Update(id) => settle(update_view(id, query).await, None),
                ViewAct::Share(id, is_shared) => settle(share_view(id, is_shared).await, None),
                ViewAct::Delete(id) => match delete_view(id).await {
                    Ok(name) => {
                        settle(Ok(()), None);
                        // The list stays as it is; it only has no name any more.
                        if let Some(state) = state.try_get_untracked() {
                            navigate(
                                &addresses::list(&state.with_view(None)),
                                NavigateOptions::default(),
                            );
                        }
                        toasts.undo(format!("View “{name}” deleted"), move || {
                            put_back(id, changes, toasts)
                        });
                    }
                    Err(error) => settle(Err(error), None),
                },
            }
        });
    });
    (act, refused.into())
}

/// Takes the deletion of a view back; the page may have been left in the meantime.
fn put_back(id: SavedViewId, changes: RwSignal<u32>, toasts: Toasts) {
    spawn_local(async move {
        match restore_view(id).await {
            Ok(()) => {
                changes.try_update(|changes| *changes += 1);
            }
            Err(error) => toasts.error(error.to_string()),
        }
    });
}
