//! Taking an item out of the agenda, with a way back; and into one's own.

use crate::agenda::components::addresses;
use crate::agenda::server_fns::{DeleteItem, StarItem, delete_item, restore_item, star_item};
use crate::ids::{AgendaItemId, EventId};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// A button that moves the item to the trash and leads to its day.
#[component]
pub fn DeleteItemForm(
    event: EventId,
    item: AgendaItemId,
    title: String,
    /// Where its day is.
    #[prop(into)]
    then: String,
) -> impl IntoView {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let day = then.clone();
    let on_submit = Callback::new(move |()| {
        // By the time of an undo this page is gone.
        let (navigate, day) = (navigate.clone(), day.clone());
        spawn_local(async move {
            match delete_item(item).await {
                Ok(deleted) => {
                    navigate(&day, Default::default());
                    toasts.undo(format!("{} moved to trash", deleted.title), move || {
                        let navigate = navigate.clone();
                        spawn_local(async move {
                            match restore_item(item).await {
                                Ok(()) => navigate(&addresses::item(event, item), Default::default()),
                                Err(error) => toasts.error(error.told()),
                            }
                        });
                    });
                }
                Err(error) => toasts.error(error.told()),
            }
        });
    });
    let label = format!("Move {title} to trash");
    view! {
        <PostForm action=DeleteItem::PATH then=then on_submit=on_submit>
            <HiddenField name="item_id" value=item.to_string()/>
            <Button submit=true icon=IconName::Trash>{label}</Button>
        </PostForm>
    }
}

/// A button that puts the item into one's own agenda, and takes it out again.
#[component]
pub fn StarForm(event: EventId, item: AgendaItemId, is_starred: bool) -> impl IntoView {
    let (toasts, starred) = (use_toasts(), RwSignal::new(is_starred));
    let on_submit = Callback::new(move |()| {
        let wanted = !starred.get_untracked();
        starred.set(wanted);
        spawn_local(async move {
            if let Err(error) = star_item(item, wanted).await {
                starred.try_set(!wanted);
                toasts.error(error.told());
            }
        });
    });
    let word = move || {
        if starred.get() {
            "In my agenda"
        } else {
            "Put into my agenda"
        }
    };
    view! {
        <PostForm action=StarItem::PATH then=addresses::item(event, item) on_submit=on_submit>
            <HiddenField name="item_id" value=item.to_string()/>
            <HiddenField name="is_starred" value=(!is_starred).to_string()/>
            <button type="submit" class="btn btn-secondary" aria-pressed=move || starred.get().to_string()>
                <Icon name=IconName::Star/>
                <span class="btn-text">{word}</span>
            </button>
        </PostForm>
    }
}
