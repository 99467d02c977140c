//! The files of something, as a card: what is there, and where more comes in.

use super::{FileList, Uploader, look_again};
use crate::error::{AppError, AppResult};
use crate::ids::MediaId;
use crate::media::types::{FileRow, FileStatus};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use std::future::Future;
use std::pin::Pin;

/// Largest file, where the installation says nothing else.
const LARGEST: f64 = 25_000_000.0;

/// Something that is done to a file.
pub type FileChange = fn(MediaId) -> Pin<Box<dyn Future<Output = AppResult<()>>>>;

/// Whose files they are: how they are taken out and brought back, with and without JavaScript, and where more are sent to.
#[derive(Clone, Debug)]
pub struct FilesOf {
    /// Where files are sent to.
    pub upload: String,
    pub remove: FileChange,
    pub remove_path: &'static str,
    pub restore: FileChange,
    pub restore_path: &'static str,
    /// The page on which this stands.
    pub page: String,
    /// The id of the field; a name of its own on the page.
    pub field: &'static str,
    pub label: &'static str,
    pub when_empty: &'static str,
}

/// What is attached, and where more comes in.
#[component]
pub fn FilesCard(
    of: FilesOf,
    can_edit: bool,
    files: Resource<AppResult<Vec<FileRow>>>,
    /// Why the last plain upload was refused, and why the last plain removal.
    refused: Option<String>,
    not_done: Option<String>,
    /// In the place of the list, where it cannot be had.
    failed: fn(AppError, Callback<()>) -> AnyView,
    #[prop(default = "Files")] title: &'static str,
    #[prop(
        default = "Pictures, PDF, Office documents, text or ZIP, up to 25 MB each. Choose several, or drop them here."
    )]
    hint: &'static str,
    /// What the file dialogue offers.
    #[prop(optional)]
    accept: &'static str,
    /// What a button for taking a picture says, where pictures are what is wanted.
    #[prop(optional)]
    camera: &'static str,
) -> impl IntoView {
    let refetch = Callback::new(move |()| files.refetch());
    let toasts = use_toasts();
    let lasting = Lasting::new();
    let query = use_query_map();
    let removed = Memo::new(move |_| query.with(|query| query.get("removed")?.parse::<MediaId>().ok()));
    let (remove_path, restore_path, when_empty) = (of.remove_path, of.restore_path, of.when_empty);
    let (take_out, bring_back) = (of.remove, of.restore);
    let on_remove = Callback::new(move |file: MediaId| remove(file, take_out, bring_back, files, toasts));
    let page = StoredValue::new(of.page);
    let list = move || {
        let lasting = lasting.clone();
        Suspend::new(async move {
            let found = arrived(files).await;
            lasting.draw(|| match found {
                Ok(found) => {
                    let is_waiting = found.iter().any(|file| file.status == FileStatus::Processing);
                    look_again(is_waiting, refetch);
                    view! { <FileList files=found action=remove_path then=page on_remove when_empty/> }
                        .into_any()
                }
                Err(error) => failed(error, refetch),
            })
        })
    };
    let uploader = can_edit.then(|| {
        view! {
            <Uploader
                action=of.upload
                id=of.field
                label=of.label
                hint=hint
                accept=accept
                camera=camera
                multiple=true
                largest=LARGEST
                refused=refused
                on_done=refetch
            />
        }
    });
    view! {
        <Card title=title>
            <div class="flex flex-col gap-4">
                {not_done.map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
                {move || removed.get().map(|file| view! { <Undo file action=restore_path page=page.get_value()/> })}
                <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=2/> })>{list}</Transition>
                {uploader}
            </div>
        </Card>
    }
}

/// The way back for those without JavaScript.
#[component]
fn Undo(file: MediaId, action: &'static str, page: String) -> impl IntoView {
    view! {
        <Notice tone=Tone::Success>
            <span class="mr-3">"The file was moved to trash."</span>
            <form method="post" action=action class="inline">
                <HiddenField name="file_id" value=file.to_string()/>
                <HiddenField name="then" value=page/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        </Notice>
    }
}

/// Takes a file out of the list, with a way back.
fn remove(
    file: MediaId,
    take_out: FileChange,
    bring_back: FileChange,
    files: Resource<AppResult<Vec<FileRow>>>,
    toasts: Toasts,
) {
    spawn_local(async move {
        match take_out(file).await {
            Ok(()) => toasts.undo("File moved to trash", move || {
                spawn_local(async move {
                    if let Err(error) = bring_back(file).await {
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
