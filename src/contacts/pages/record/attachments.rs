//! The files attached to a contact.

use crate::app::failure::{failure, refusal};
use crate::contacts::components::addresses;
use crate::contacts::server_fns::{
    RemoveAttachment, RestoreAttachment, list_attachments, remove_attachment, restore_attachment,
};
use crate::ids::ContactId;
use crate::media::components::{FilesCard, FilesOf};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What is attached, and where more comes in.
#[component]
pub fn Attachments(id: ContactId, can_edit: bool) -> impl IntoView {
    let files = Resource::new(|| (), move |()| list_attachments(id));
    let of = FilesOf {
        upload: format!("/upload/contacts/{id}"),
        remove: |file| Box::pin(remove_attachment(file)),
        remove_path: RemoveAttachment::PATH,
        restore: |file| Box::pin(restore_attachment(file)),
        restore_path: RestoreAttachment::PATH,
        page: addresses::record(id),
        field: "attachments",
        label: "Attach files",
        when_empty: "No files yet. What belongs to this contact is kept here.",
    };
    let refused = refusal(&[&of.upload]);
    let not_done = refusal(&[RemoveAttachment::PATH, RestoreAttachment::PATH]);
    view! { <FilesCard of can_edit files refused not_done failed=failure/> }
}
