//! The files of an item.

use crate::agenda::components::addresses;
use crate::agenda::server_fns::{
    RemoveItemFile, RestoreItemFile, list_item_files, remove_item_file, restore_item_file,
};
use crate::app::failure::{failure, refusal};
use crate::ids::{AgendaItemId, EventId};
use crate::media::components::{FilesCard, FilesOf};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What belongs to an item, and where more comes in.
#[component]
pub fn Files(event: EventId, item: AgendaItemId, can_edit: bool) -> impl IntoView {
    let files = Resource::new(|| (), move |()| list_item_files(item));
    let of = FilesOf {
        upload: format!("/upload/agenda/{item}"),
        remove: |file| Box::pin(remove_item_file(file)),
        remove_path: RemoveItemFile::PATH,
        restore: |file| Box::pin(restore_item_file(file)),
        restore_path: RestoreItemFile::PATH,
        page: addresses::item(event, item),
        field: "item-files",
        label: "Add files",
        when_empty: "No files yet. Slides, a rider, whatever belongs to this item is kept here.",
    };
    let refused = refusal(&[&of.upload]);
    let not_done = refusal(&[RemoveItemFile::PATH, RestoreItemFile::PATH]);
    view! { <FilesCard of can_edit files refused not_done failed=failure/> }
}
