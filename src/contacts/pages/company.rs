//! A company's page.

use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::company::{CompanyFacts, PeopleTable};
use crate::contacts::components::history::HistoryFrame;
use crate::contacts::components::marks::counted;
use crate::contacts::components::timeline_entry::EntryView;
use crate::contacts::server_fns::{get_company, list_company_timeline};
use crate::contacts::types::{Company, CompanyEntry, ContactFilter, Cursor, Page as PageOf, Total, segment};
use crate::error::AppResult;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/companies/<name>`: who works there, how well we know them, and what happened with any of them.
#[component]
pub fn CompanyPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let params = use_params_map();
    let name =
        Memo::new(move |_| params.with(|params| segment::decode(&params.get("company").unwrap_or_default())));
    view! { <For each=move || [name.get()] key=String::clone children=|name| view! { <OfName name/> }/> }
        .into_any()
}

#[component]
fn OfName(name: String) -> impl IntoView {
    let memory = use_contacts_memory();
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after").map(Cursor::After)));
    let people_after = Memo::new(move |_| query.with(|query| query.get("people").map(Cursor::After)));
    let company = {
        let name = name.clone();
        Resource::new(
            move || (people_after.get(), memory.changes()),
            move |(after, _)| get_company(name.clone(), after),
        )
    };
    let timeline = {
        let name = name.clone();
        Resource::new(
            move || (after.get(), memory.changes()),
            move |(after, _)| list_company_timeline(name.clone(), after),
        )
    };
    let begin = Begin {
        is_later: Memo::new(move |_| after.read().is_some()),
        people_are_later: Memo::new(move |_| people_after.read().is_some()),
    };
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(CompanySkeleton)>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found = arrived(company).await;
                    lasting.draw(|| match found {
                        Ok(company) => view! { <Whole company timeline begin/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| company.refetch())),
                    })
                })
            }}
        </Transition>
    }
}

/// Whether what is shown begins further down.
#[derive(Clone, Copy)]
struct Begin {
    is_later: Memo<bool>,
    people_are_later: Memo<bool>,
}

type Timeline = Resource<AppResult<PageOf<CompanyEntry>>>;

#[component]
fn Whole(company: Company, timeline: Timeline, begin: Begin) -> impl IntoView {
    let formats = use_formats();
    let may_edit = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditContacts));
    let name = company.name.clone();
    let total = Total {
        count: company.people_total,
        is_more: false,
    };
    let description = counted(total, "person", "people", &formats);
    let listed = addresses::filtered(ContactFilter::default().with_search(name.clone()));
    let add = addresses::new_at(&name);
    let key = StoredValue::new(company.key.clone());
    let people = PeopleCard {
        of: company.clone(),
        are_later: begin.people_are_later,
    };
    let lines_last = Lasting::new();
    let lines = move || {
        let lasting = lines_last.clone();
        Suspend::new(async move {
            let found = arrived(timeline).await;
            lasting.draw(|| match found {
                Ok(page) => view! { <History page key is_later=begin.is_later/> }.into_any(),
                Err(error) => failure(error, Callback::new(move |()| timeline.refetch())),
            })
        })
    };
    let lead = {
        let name = name.clone();
        move || view! { <Avatar name=name.clone() size=AvatarSize::Large/> }
    };
    view! {
        <Title text=name.clone()/>
        <Page width=PageWidth::Record>
            <PageHeader
                title=name
                breadcrumbs=vec![Crumb::new("Companies", addresses::COMPANIES)]
                lead=lead
                description=Signal::stored(Some(description))
                actions=move || view! {
                    <ButtonLink icon=IconName::List href=listed.clone()>"In the list"</ButtonLink>
                    {may_edit.then(|| view! {
                        <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=add.clone()>"Add contact"</ButtonLink>
                    })}
                }
            />
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <div class="flex min-w-0 flex-col gap-4"><CompanyFacts company/></div>
                <div class="flex min-w-0 flex-col gap-4 lg:gap-6">
                    {people.draw()}
                    <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=8/> })>{lines}</Transition>
                </div>
            </div>
        </Page>
    }
}

/// The people, and the way to those who do not fit.
struct PeopleCard {
    of: Company,
    are_later: Memo<bool>,
}

impl PeopleCard {
    fn draw(self) -> impl IntoView {
        let Self { of, are_later } = self;
        let next = of
            .people
            .next
            .map(|cursor| addresses::company_people(&of.key, &cursor));
        let first = addresses::company(&of.key);
        let has_more = next.is_some();
        let pages = move || {
            (has_more || are_later.get()).then(|| {
                let previous = are_later.get().then(|| first.clone());
                view! {
                    <div class="border-t border-line px-4">
                        <Pagination label="People" previous=Signal::stored(previous) next=Signal::stored(next.clone())/>
                    </div>
                }
            })
        };
        view! { <Card title="People" flush=true><PeopleTable people=of.people.rows/>{pages}</Card> }
    }
}

/// What happened with any of the people, latest first.
#[component]
fn History(page: PageOf<CompanyEntry>, key: StoredValue<String>, is_later: Memo<bool>) -> impl IntoView {
    let toasts = use_toasts();
    let entries = RwSignal::new(page.rows);
    let next = RwSignal::new(page.next);
    let is_loading = RwSignal::new(false);
    let on_older = Callback::new(move |()| {
        let Some(after) = next.get_untracked().filter(|_| !is_loading.get_untracked()) else {
            return;
        };
        is_loading.set(true);
        spawn_local(async move {
            match list_company_timeline(key.get_value(), Some(after)).await {
                Ok(page) => {
                    entries.try_update(|entries| entries.extend(page.rows));
                    next.try_set(page.next);
                }
                Err(error) => toasts.error(error.to_string()),
            }
            is_loading.try_set(false);
        });
    });
    let newest = move || is_later.get().then(|| addresses::company(&key.get_value()));
    let older = move || {
        let next = next.read();
        Some(addresses::company_history(&key.get_value(), next.as_ref()?))
    };
    view! {
        <HistoryFrame titled=true newest=Signal::derive(newest) older=Signal::derive(older) is_loading on_older>
            <For each=move || entries.get() key=|line| line.entry.key let:line>
                <EntryView contact_id=line.contact.id entry=line.entry about=line.contact/>
            </For>
        </HistoryFrame>
    }
}

/// The shape of the page.
#[component]
fn CompanySkeleton() -> impl IntoView {
    view! {
        <Page width=PageWidth::Record>
            <div class="mb-6"><SkeletonLines lines=2/></div>
            <div class="grid gap-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:gap-6">
                <SkeletonCard/>
                <div class="flex flex-col gap-4"><SkeletonCard/> <SkeletonLines lines=8/></div>
            </div>
        </Page>
    }
}
