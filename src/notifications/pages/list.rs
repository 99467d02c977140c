//! What one was told.

use super::{use_marking, use_marking_all};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::ids::NotificationId;
use crate::notifications::components::{Entries, LIST, Marking, SETTINGS, list as address, use_inbox};
use crate::notifications::server_fns::{MarkAllNotifications, MarkNotification, list_notifications};
use crate::notifications::types::{NotificationKind, NotificationList, Shown};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// What the query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    shown: Shown,
    kind: Option<NotificationKind>,
    after: Option<NotificationId>,
}

/// `/notifications`: what one was told, latest first.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::SeeOneself) {
        return refusal;
    }
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| Asked {
            shown: query
                .get("show")
                .and_then(|shown| shown.parse().ok())
                .unwrap_or(Shown::All),
            kind: query.get("kind").and_then(|kind| kind.parse().ok()),
            after: query.get("after").and_then(|after| after.parse().ok()),
        })
    });
    let inbox = use_inbox();
    let list = Resource::new(
        move || (asked.get(), inbox.news.get()),
        |(Asked { shown, kind, after }, _)| list_notifications(shown, kind, after),
    );
    let marking = use_marking();
    let lasting = Lasting::new();
    view! {
        <Title text="Notifications"/>
        <Page width=PageWidth::Record>
            <PageHeader title="Notifications" actions=move || view! { <Actions/> }/>
            {refusal(&[MarkNotification::PATH, MarkAllNotifications::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=6 columns=2/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(list).await;
                        if let Ok(found) = &found && cfg!(feature = "hydrate") {
                            inbox.unread.try_set(found.unread);
                        }
                        lasting.draw(|| match found {
                            Ok(found) => {
                                marking.marks.try_update_untracked(|marks| marks.clear());
                                view! { <Listed list=found asked=asked.get_untracked() marking/> }.into_any()
                            }
                            Err(error) => failure(error, Callback::new(move |()| list.refetch())),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Actions() -> impl IntoView {
    let inbox = use_inbox();
    let mark_all = use_marking_all();
    view! {
        <PostForm action=MarkAllNotifications::PATH then=LIST on_submit=mark_all>
            <Button submit=true icon=IconName::Check disabled=Signal::derive(move || inbox.unread.get() == 0)>
                "Mark all as read"
            </Button>
        </PostForm>
        <IconLink icon=IconName::Settings label="What you are told" href=SETTINGS kind=ButtonKind::Secondary/>
    }
}

#[component]
fn Listed(list: NotificationList, asked: Asked, marking: Marking) -> impl IntoView {
    let inbox = use_inbox();
    let tabs = Signal::derive(move || {
        let tab = |shown: &Shown| {
            let item = TabItem::new(
                shown.label(),
                address(*shown, asked.kind, None),
                *shown == asked.shown,
            );
            match (shown, inbox.unread.get()) {
                (Shown::Unread, unread) if unread > 0 => {
                    item.count(u32::try_from(unread).unwrap_or_default())
                }
                _ => item,
            }
        };
        Shown::ALL.iter().map(tab).collect::<Vec<_>>()
    });
    let next = list.next.map(|last| address(asked.shown, asked.kind, Some(last)));
    let choice = move |kind: &NotificationKind| {
        let (is_current, label) = (asked.kind == Some(*kind), kind.label());
        view! { <MenuLink href=address(asked.shown, Some(*kind), None) current=is_current>{label}</MenuLink> }
    };
    let entries = if list.rows.is_empty() {
        view! { <Nothing asked/> }.into_any()
    } else {
        view! {
            <Card flush=true><Entries rows=list.rows marking/></Card>
            {next.map(|href| view! { <div><ButtonLink href=href>"Show older"</ButtonLink></div> })}
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                <Tabs label="Notifications" items=tabs/>
                <FilterChip
                    id="about"
                    label="About"
                    value=Signal::stored(asked.kind.map(|kind| kind.label().to_owned()))
                    clear_href=address(asked.shown, None, None)
                >
                    {NotificationKind::ALL.iter().map(choice).collect_view()}
                </FilterChip>
            </div>
            {entries}
        </div>
    }
}

#[component]
fn Nothing(asked: Asked) -> impl IntoView {
    match (asked.kind, asked.shown) {
        (None, Shown::All) => view! {
            <EmptyState
                icon=IconName::Bell
                title="Nothing yet"
                text="When a contact is put into your care, a follow-up is due or somebody mentions you, it stands here for 90 days."
            />
        }
        .into_any(),
        (None, Shown::Unread) => view! {
            <EmptyState icon=IconName::CheckCircle title="All read" text="Nothing here waits to be read."/>
        }
        .into_any(),
        _ => view! { <FilteredEmpty text="No notification matches these filters." clear_href=LIST/> }.into_any(),
    }
}
