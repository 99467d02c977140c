//! The receipts of a claim.

use super::intake::RECEIPTS;
use crate::app::failure::{failure, refusal};
use crate::error::AppResult;
use crate::expenses::components::addresses;
use crate::expenses::server_fns::{
    RemoveReceipt, RestoreReceipt, list_receipts, remove_receipt, restore_receipt,
};
use crate::ids::ExpenseId;
use crate::media::components::{FilesCard, FilesOf};
use crate::media::types::FileRow;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The receipts as they were asked for last, and how often that was.
#[derive(Clone, Copy)]
pub struct Receipts {
    files: Resource<AppResult<Vec<FileRow>>>,
    /// Counts how often the browser has asked: with a receipt that comes or goes the claim has a new version.
    asked: RwSignal<u32>,
}

impl Receipts {
    /// Call it at the top of a page.
    #[must_use]
    pub fn new(id: ExpenseId) -> Self {
        let asked = RwSignal::new(0);
        let files = Resource::new(
            || (),
            move |()| async move {
                let found = list_receipts(id).await;
                if cfg!(feature = "hydrate") {
                    asked.try_update(|asked: &mut u32| *asked = asked.wrapping_add(1));
                }
                found
            },
        );
        Self { files, asked }
    }

    /// Tells how many there are, whenever they were asked for again.
    pub fn on_counted(self, counted: Callback<usize>) {
        Effect::new(move || {
            if let Some(Ok(files)) = self.files.get() {
                counted.try_run(files.len());
            }
        });
    }

    /// Calls back whenever they were asked for again.
    pub fn on_change(self, changed: Callback<()>) {
        Effect::new(move |before: Option<u32>| {
            let now = self.asked.get();
            if before.is_some_and(|before| before != now) {
                changed.try_run(());
            }
            now
        });
    }
}

/// What is attached, and where more comes in.
#[component]
pub fn ReceiptsCard(
    id: ExpenseId,
    receipts: Receipts,
    can_edit: bool,
    /// The page on which it stands.
    page: String,
) -> impl IntoView {
    let of = FilesOf {
        upload: addresses::upload(id),
        remove: |file| Box::pin(remove_receipt(file)),
        remove_path: RemoveReceipt::PATH,
        restore: |file| Box::pin(restore_receipt(file)),
        restore_path: RestoreReceipt::PATH,
        page,
        field: "receipts",
        label: "Add receipts",
        when_empty: "No receipt yet. Most claims need one.",
    };
    let refused = refusal(&[&of.upload]);
    let not_done = refusal(&[RemoveReceipt::PATH, RestoreReceipt::PATH]);
    view! {
        <div class="receipts">
            <FilesCard of can_edit files=receipts.files refused not_done failed=failure
                title="Receipts"
                hint="JPEG, PNG, WebP or PDF, up to 25 MB each. Choose several, or drop them here."
                accept=RECEIPTS
                camera="Photograph receipt"/>
        </div>
    }
}
