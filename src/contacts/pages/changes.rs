//! What one has changed of many contacts.

use super::list::take_back;
use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::bulk_entries::{BulkEntries, TakingBack};
use crate::contacts::server_fns::{UndoMany, list_changes_of_many};
use crate::contacts::types::BulkEntry;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// `/contacts/changes`: one's own changes of many contacts within a day, and how far those are that jobs make.
#[component]
pub fn ChangesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let memory = use_contacts_memory();
    let list = Resource::new(move || memory.changes(), |_| list_changes_of_many());
    let refetch = Callback::new(move |()| list.refetch());
    let me = use_viewer().map(|viewer| viewer.user_id.0);
    use_live(
        Kind::Notification,
        move |whose| whose.is_none() || whose == me,
        refetch,
    );
    let (toasts, formats) = (use_toasts(), use_formats());
    let taking_back = TakingBack {
        action: UndoMany::PATH,
        on_undo: Callback::new(move |id| spawn_local(take_back(id, memory, toasts, formats))),
    };
    let lasting = Lasting::new();
    view! {
        <Title text="Your changes"/>
        <Page>
            <PageHeader
                title="Your changes"
                breadcrumbs=vec![Crumb::new("Contacts", addresses::LIST)]
                description="What you changed of many contacts within a day. More than 1,000 are changed in the background: you can go on meanwhile."
            />
            {refusal(&[UndoMany::PATH]).map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=3 columns=2/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(list).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Listed entries=found taking_back/> }.into_any(),
                            Err(error) => failure(error, refetch),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Listed(entries: Vec<BulkEntry>, taking_back: TakingBack) -> impl IntoView {
    if entries.is_empty() {
        let text =
            "What you change of many contacts at once stands here for a day, and can be taken back as long.";
        return view! {
            <EmptyState icon=IconName::History title="Nothing within a day" text>
                <ButtonLink href=addresses::LIST>"Back to contacts"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    view! { <BulkEntries entries taking_back/> }.into_any()
}
