//! Sample contacts: the offer of them where there are none, and the way to be rid of them again.

use super::memory::use_contacts_memory;
use crate::accounts::roles::{Permission, Scope};
use crate::app::failure::refusal;
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::server_fns::{
    AddSample, RemoveSample, RestoreSample, add_sample, remove_sample, restore_sample,
};
use crate::error::AppResult;
use crate::ids::DeletionId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use std::future::Future;

/// Whether a permission of whoever looks reaches everybody's contacts.
fn reaches_all(permission: Permission) -> bool {
    use_viewer().is_some_and(|viewer| viewer.scope(permission) == Some(Scope::All))
}

/// A button for an empty state: puts sample contacts in. Only those see it who may.
#[component]
pub fn SampleOffer() -> impl IntoView {
    let act = use_act("Sample contacts added");
    reaches_all(Permission::EditContacts).then(|| {
        view! {
            <PostForm action=AddSample::PATH on_submit=Callback::new(move |()| act.run(async { add_sample().await.map(drop) }))>
                <Button submit=true icon=IconName::Users pending=act.pending>"Add sample contacts"</Button>
            </PostForm>
        }
    })
}

/// Above what is shown: that some of it is a sample, for those who may remove it; after that, the
/// way to bring it back; and why either was refused.
#[component]
pub fn SampleNotice(
    /// Whether any sample contact is shown.
    is_shown: bool,
) -> impl IntoView {
    let query = use_query_map();
    let removed = Memo::new(move |_| query.with(|query| query.get("without_sample")?.parse().ok()));
    let may_remove = reaches_all(Permission::DeleteContacts);
    let refused = refusal(&[AddSample::PATH, RemoveSample::PATH, RestoreSample::PATH]);
    view! {
        {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
        {move || match removed.get() {
            Some(deletion) if may_remove && !is_shown => view! { <Removed deletion/> }.into_any(),
            _ if may_remove && is_shown => view! { <Among/> }.into_any(),
            _ => ().into_any(),
        }}
    }
}

#[component]
fn Among() -> impl IntoView {
    // The answer leads to where it can be undone.
    let act = use_act("Sample contacts removed");
    view! {
        <Notice class="mb-4">
            <div class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                <span>"These are sample contacts, to show you around."</span>
                <PostForm action=RemoveSample::PATH on_submit=Callback::new(move |()| act.run(remove_sample()))>
                    <Button small=true submit=true pending=act.pending>"Remove them"</Button>
                </PostForm>
            </div>
        </Notice>
    }
}

#[component]
fn Removed(deletion: DeletionId) -> impl IntoView {
    let act = use_act("Sample contacts restored");
    view! {
        <Notice tone=Tone::Success class="mb-4">
            <div class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
                <span>"The sample contacts were moved to trash."</span>
                <PostForm
                    action=RestoreSample::PATH
                    then=addresses::LIST
                    on_submit=Callback::new(move |()| act.run(restore_sample(deletion)))
                >
                    <HiddenField name="deletion_id" value=deletion.to_string()/>
                    <Button small=true submit=true icon=IconName::Restore pending=act.pending>"Undo"</Button>
                </PostForm>
            </div>
        </Notice>
    }
}

/// Something that is under way, and what is said and read again once it is done.
#[derive(Clone, Copy)]
struct Act {
    pending: RwSignal<bool>,
    done: &'static str,
    toasts: Toasts,
    memory: super::memory::ContactsMemory,
}

fn use_act(done: &'static str) -> Act {
    Act {
        pending: RwSignal::new(false),
        done,
        toasts: use_toasts(),
        memory: use_contacts_memory(),
    }
}

impl Act {
    fn run(self, act: impl Future<Output = AppResult<()>> + 'static) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            match act.await {
                Ok(()) => self.toasts.success(self.done),
                Err(error) => self.toasts.error(error.to_string()),
            }
            self.pending.try_set(false);
            self.memory.change();
        });
    }
}
