//! What did not arrive, for whoever can put an address right.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::mail::server_fns::list_undelivered;
use crate::mail::types::{MailState, UndeliveredMail};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/mail`: the mail that did not arrive.
#[component]
pub fn UndeliveredPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewAudit) {
        return refusal;
    }
    let list = Resource::new(|| (), |()| list_undelivered());
    let refetch = Callback::new(move |()| list.refetch());
    let lasting = Lasting::new();
    view! {
        <Title text="Undelivered mail"/>
        <Page>
            <PageHeader
                title="Undelivered mail"
                description="An address that does not exist gets no more notifications until it is changed, or 90 days have passed."
            />
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=3/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(list).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Listed mails=found/> }.into_any(),
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
fn Listed(mails: Vec<UndeliveredMail>) -> impl IntoView {
    if mails.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::CheckCircle
                title="All mail has arrived"
                text="Mail that a mail server refuses or sends back stands here for 90 days."
            />
        }
        .into_any();
    }
    let head = || {
        view! {
            <Th>"To"</Th>
            <Th class="max-md:hidden">"About"</Th>
            <Th>"When"</Th>
        }
    };
    let row = |mail: UndeliveredMail| {
        let what = match mail.state {
            MailState::Bounced => "There is no such address.",
            _ => "It was refused.",
        };
        let reason = mail
            .reason
            .map_or_else(|| what.to_owned(), |reason| format!("{what} {reason}"));
        view! {
            <tr>
                <td class="cell-main">
                    <div class="md:py-2">
                        <span class="block truncate">{mail.name}</span>
                        <span class="block truncate text-xs font-normal text-muted">{mail.address}</span>
                        <span class="mt-1 flex items-start gap-1 text-xs font-normal whitespace-normal text-danger">
                            <Icon name=IconName::XCircle class="icon-small"/>
                            <span class="min-w-0 break-words">{reason}</span>
                        </span>
                    </div>
                </td>
                <td class="max-md:hidden">{mail.kind.label()}</td>
                <td class="cell-muted"><Moment at=mail.at style=MomentStyle::DayTime/></td>
            </tr>
        }
    };
    let rows = mails.into_iter().map(row).collect_view();
    view! { <Table label="Undelivered mail" class="table-stack" head=head>{rows}</Table> }.into_any()
}
