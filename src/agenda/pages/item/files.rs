//! The files of an item.

use crate::agenda::components::addresses;
use crate::agenda::server_fns::{
    RemoveItemFile, RestoreItemFile, list_item_files, remove_item_file, restore_item_file,
};
use crate::app::failure::{failure, refusal};
use crate::ids::{AgendaItemId, EventId, MediaId};
use crate::media::components::{FileList, Uploader, look_again};
use crate::media::types::FileStatus;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

/// Largest file, where the installation says nothing else.
const LARGEST: f64 = 25_000_000.0;

/// What is attached, and where more comes in.
#[component]
pub fn Files(event: EventId, item: AgendaItemId, can_edit: bool) -> impl IntoView {
    let files = Resource::new(|| (), move |()| list_item_files(item));
    let refetch = Callback::new(move |()| files.refetch());
    let toasts = use_toasts();
    let lasting = Lasting::new();
    let action = format!("/upload/agenda/{item}");
    let refused = refusal(&[&action]);
    let not_done = refusal(&[RemoveItemFile::PATH, RestoreItemFile::PATH]);
    let query = use_query_map();
    let removed = Memo::new(move |_| query.with(|query| query.get("removed")?.parse::<MediaId>().ok()));
    let on_remove = Callback::new(move |file: MediaId| remove(file, files, toasts));
    let list = move || {
        let lasting = lasting.clone();
        Suspend::new(async move {
            let found = arrived(files).await;
            lasting.draw(|| match found {
                Ok(found) => {
                    let is_waiting = found.iter().any(|file| file.status == FileStatus::Processing);
                    look_again(is_waiting, refetch);
                    view! {
                        <FileList
                            files=found
                            action=RemoveItemFile::PATH
                            then=StoredValue::new(addresses::item(event, item))
                            on_remove
                            when_empty="No files yet. Slides, a rider, whatever belongs to this item is kept here."
                        />
                    }
                    .into_any()
                }
                Err(error) => failure(error, refetch),
            })
        })
    };
    let uploader = can_edit.then(|| {
        view! {
            <Uploader
                action=action
                id="item-files"
                label="Add files"
                hint="Pictures, PDF, Office documents, text or ZIP, up to 25 MB each. Choose several, or drop them here."
                multiple=true
                largest=LARGEST
                refused=refused
                on_done=refetch
            />
        }
    });
    view! {
        <Card title="Files">
            <div class="flex flex-col gap-4">
                {not_done.map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
                {move || removed.get().map(|file| view! { <Undo event item file/> })}
                <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=2/> })>{list}</Transition>
                {uploader}
            </div>
        </Card>
    }
}

/// The way back for those without JavaScript.
#[component]
fn Undo(event: EventId, item: AgendaItemId, file: MediaId) -> impl IntoView {
    view! {
        <Notice tone=Tone::Success>
            <span class="mr-3">"The file was moved to trash."</span>
            <form method="post" action=RestoreItemFile::PATH class="inline">
                <HiddenField name="file_id" value=file.to_string()/>
                <HiddenField name="then" value=addresses::item(event, item)/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        </Notice>
    }
}

type Found = Resource<crate::error::AppResult<Vec<crate::media::types::FileRow>>>;

/// Takes a file out of the list, with a way back.
fn remove(file: MediaId, files: Found, toasts: Toasts) {
    spawn_local(async move {
        match remove_item_file(file).await {
            Ok(()) => toasts.undo("File moved to trash", move || {
                spawn_local(async move {
                    if let Err(error) = restore_item_file(file).await {
                        toasts.error(error.to_string());
                    }
                    files.refetch();
                });
            }),
            Err(error) => toasts.error(error.to_string()),
        }
        files.refetch();
    });
}
