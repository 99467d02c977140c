//! The files of something, as a list.

use crate::ids::MediaId;
use crate::media::types::{FileRow, FileStatus, kind_in_words, size_in_words};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Files with what they are, whose they are and what can be done with them.
#[component]
pub fn FileList(
    files: Vec<FileRow>,
    /// Where a plain form removes one.
    action: &'static str,
    /// The page to lead back to from there; `removed` says which it was.
    then: StoredValue<String>,
    on_remove: Callback<MediaId>,
    /// What is said where there are none.
    when_empty: &'static str,
) -> impl IntoView {
    if files.is_empty() {
        return view! { <p class="text-muted">{when_empty}</p> }.into_any();
    }
    let line = move |file: FileRow| view! { <Line file action then on_remove/> };
    view! { <ul class="files">{files.into_iter().map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn Line(
    file: FileRow,
    action: &'static str,
    then: StoredValue<String>,
    on_remove: Callback<MediaId>,
) -> impl IntoView {
    let id = file.id;
    let about = format!(
        "{} · {}",
        kind_in_words(&file.mime_type),
        size_in_words(file.size)
    );
    let picture = match file.thumbnail {
        Some(address) => view! { <img src=address alt="" loading="lazy"/> }.into_any(),
        None => view! { <Icon name=IconName::File/> }.into_any(),
    };
    // The browser itself saves it: the router would look for a page.
    let name = match file.download.clone() {
        Some(address) => {
            view! { <a class="file-name hover:underline" href=address rel="external" download="">{file.name.clone()}</a> }
                .into_any()
        }
        None => view! { <span class="file-name">{file.name.clone()}</span> }.into_any(),
    };
    let state = match (file.status, file.failure) {
        (FileStatus::Failed, why) => {
            let why = why.unwrap_or_else(|| "This file cannot be shown.".into());
            view! { <p class="field-error"><Icon name=IconName::AlertTriangle/><span>{why}</span></p> }
                .into_any()
        }
        (FileStatus::Processing, _) => view! { <p class="text-xs text-muted">"Being checked"</p> }.into_any(),
        (FileStatus::Ready, _) => ().into_any(),
    };
    let remove = file.can_remove.then(|| {
        let back = format!("{}?removed={id}", then.get_value());
        view! {
            <PostForm action=action then=back on_submit=Callback::new(move |()| on_remove.run(id))>
                <HiddenField name="file_id" value=id.to_string()/>
                <IconButton icon=IconName::Trash label=format!("Remove {}", file.name) submit=true/>
            </PostForm>
        }
    });
    view! {
        <li class="file">
            <span class="file-picture" aria-hidden="true">{picture}</span>
            <div class="file-words">
                {name}
                <p class="text-xs text-muted">
                    {about} " · " {file.uploaded_by} " · " <Moment at=file.uploaded_at style=MomentStyle::DayTime/>
                </p>
                {state}
            </div>
            {remove}
        </li>
    }
}
