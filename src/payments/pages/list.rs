//! All batches.

use super::shut_unless_paying;
use crate::app::failure::{failure, refusal};
use crate::app::form_key;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::payments::components::addresses;
use crate::payments::components::batch_table::BatchTable;
use crate::payments::components::marks::{claims_in_words, sums_or_none};
use crate::payments::server_fns::{MakeBatch, list_batches};
use crate::payments::types::{BatchList, Payable};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/expenses/payments`.
#[component]
pub fn BatchesPage() -> impl IntoView {
    if let Some(refusal) = shut_unless_paying() {
        return refusal;
    }
    let query = use_query_map();
    let before = Memo::new(move |_| query.with(|query| query.get("before")?.parse::<i32>().ok()));
    let list = Resource::new(move || before.get(), list_batches);
    let retry = Callback::new(move |()| list.refetch());
    use_live(Kind::Payment, |_| true, retry);
    let key = form_key();
    let refused = refusal(&[MakeBatch::PATH]);
    let lasting = Lasting::new();
    view! {
        <Title text="Payments"/>
        <Page width=PageWidth::Record>
            <PageHeader
                title="Payments"
                breadcrumbs=vec![Crumb::new("Expenses", crate::expenses::components::addresses::LIST)]
                description="Approved claims are put into a batch, the bank gets its file, and what it paid is marked here."
            />
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=5/> })>
                {move || {
                    let (lasting, key) = (lasting.clone(), key.clone());
                    Suspend::new(async move {
                        let found = arrived(list).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Whole list=found key=key is_first=before.get_untracked().is_none()/> }.into_any(),
                            Err(error) => failure(error, retry),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(list: BatchList, key: String, is_first: bool) -> impl IntoView {
    let BatchList { rows, older, payable } = list;
    let table = if rows.is_empty() {
        let text = if is_first {
            "Choose approved claims, or take all of them: each person gets one transfer for all of theirs, and your bank one file."
        } else {
            "There are no earlier ones."
        };
        view! {
            <EmptyState icon=IconName::Wallet title="No batch yet" text=text>
                <ButtonLink href=addresses::APPROVED>"See approved claims"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        let previous = (!is_first).then(|| addresses::LIST.to_owned());
        view! {
            <BatchTable rows/>
            <Pagination label="Batches" previous=Signal::stored(previous) next=Signal::stored(older.map(addresses::before))/>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-6">
            <Ready payable key/>
            {table}
        </div>
    }
}

/// What could be paid now. A plain form makes the batch and leads to it, whether there is JavaScript or not.
#[component]
fn Ready(payable: Payable, key: String) -> impl IntoView {
    let formats = use_formats();
    let own = (payable.own > 0).then(|| {
        let words = format!(
            "{} of your own, or made by you, are paid by somebody else.",
            formats.number(payable.own)
        );
        view! { <p class="text-muted">{words}</p> }
    });
    if payable.claims == 0 {
        return view! {
            <Card title="Ready to be paid">
                <p class="text-muted">"No approved claim waits for its money."</p>
                {own}
            </Card>
        }
        .into_any();
    }
    let words = format!(
        "{} · {}",
        claims_in_words(payable.claims, &formats),
        sums_or_none(&payable.sums, &formats)
    );
    view! {
        <Card title="Ready to be paid">
            <div class="flex flex-col gap-3">
                <p class="num text-left font-medium">{words}</p>
                {own}
                <div class="flex flex-wrap gap-2">
                    <form method="post" action=addresses::MAKE>
                        <HiddenField name="key" value=key/>
                        <Button kind=ButtonKind::Primary submit=true icon=IconName::Wallet>"Make a batch of all"</Button>
                    </form>
                    <ButtonLink href=addresses::APPROVED>"Choose claims"</ButtonLink>
                </div>
            </div>
        </Card>
    }
    .into_any()
}
