//! Taking an item out of the agenda, with a way back.

use crate::agenda::components::addresses;
use crate::agenda::server_fns::{DeleteItem, delete_item, restore_item};
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
