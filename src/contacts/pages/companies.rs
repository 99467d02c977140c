//! The list of companies.

use super::memory::use_contacts_memory;
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::app::use_viewer;
use crate::contacts::components::addresses;
use crate::contacts::components::companies::CompanyTable;
use crate::contacts::components::marks::counted;
use crate::contacts::server_fns::list_companies;
use crate::contacts::types::{CompanyFilter, CompanyRow, CompanySort, Cursor, Page as PageOf};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::time::Duration;

/// How long after the last key a search begins.
const PAUSE: Duration = Duration::from_millis(200);

/// `/companies`: whom the organisation's contacts work for, sorted and paged by the query.
#[component]
pub fn CompaniesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewContacts) {
        return refusal;
    }
    let memory = use_contacts_memory();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| CompanyFilter::from_query(|name| query.get(name))));
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let page = Resource::new(
        move || (filter.get(), cursor.get(), memory.changes()),
        |(filter, cursor, _)| list_companies(filter, cursor),
    );
    let lasting = Lasting::new();
    let may_edit = use_viewer().is_some_and(|viewer| viewer.may(Permission::EditContacts));
    view! {
        <Title text="Companies"/>
        <Page fill=true>
            <PageHeader title="Companies"/>
            <FilterBar>
                <Search filter/>
                <Order filter/>
            </FilterBar>
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=12 columns=6/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(page).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Rows page=found filter may_edit/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

/// The rows, or why there are none.
#[component]
fn Rows(page: PageOf<CompanyRow>, filter: Memo<CompanyFilter>, may_edit: bool) -> impl IntoView {
    let shown = filter.get_untracked();
    if page.rows.is_empty() && !shown.search.is_empty() {
        let all = CompanyFilter {
            search: String::new(),
            ..shown
        };
        return view! {
            <FilteredEmpty text="No company begins with this." clear_href=addresses::companies(&all, None)/>
        }
        .into_any();
    }
    if page.rows.is_empty() {
        return view! { <NobodyYet may_edit/> }.into_any();
    }
    let formats = use_formats();
    let total = page
        .total
        .map(|total| counted(total, "company", "companies", &formats));
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::companies(&shown, Some(&cursor)));
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <CompanyTable rows=page.rows filter/>
        <Pagination label="Companies" previous=Signal::stored(previous) next=Signal::stored(next)>
            <span role="status">{total}</span>
        </Pagination>
    }
    .into_any()
}

#[component]
fn NobodyYet(may_edit: bool) -> impl IntoView {
    let text = "Contacts who name the same company stand here together: how many you know there, how well, \
                and who of you knows them.";
    let add = may_edit.then(|| {
        view! { <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Add contact"</ButtonLink> }
    });
    view! { <EmptyState icon=IconName::Building title="No companies yet" text=text>{add}</EmptyState> }
}

/// A form that gets; with JavaScript it asks while one types.
#[component]
fn Search(filter: Memo<CompanyFilter>) -> impl IntoView {
    let text = RwSignal::new(filter.get_untracked().search);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let go = Callback::new(move |()| {
        stop();
        // The page may have been left in the meantime.
        let (Some(typed), Some(filter)) = (text.try_get_untracked(), filter.try_get_untracked()) else {
            return;
        };
        let search = typed.trim().to_owned();
        if filter.search != search {
            let address = addresses::companies(&CompanyFilter { search, ..filter }, None);
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address, options);
        }
    });
    let on_input = Callback::new(move |_: String| {
        stop();
        let handle = set_timeout_with_handle(
            move || {
                go.try_run(());
            },
            PAUSE,
        );
        timer.set_value(handle.ok());
    });
    on_cleanup(stop);
    // Another list was asked for, by a link or a step back.
    Effect::new(move |before: Option<String>| {
        let search = filter.get().search;
        if before.is_some_and(|before| before != search) && text.get_untracked().trim() != search {
            text.set(search.clone());
        }
        search
    });
    let kept = move || {
        let filter = CompanyFilter {
            search: String::new(),
            ..filter.get()
        };
        let hidden = |(name, value): (&'static str, String)| view! { <HiddenField name value/> };
        filter.parameters().into_iter().map(hidden).collect_view()
    };
    view! {
        <form
            method="get"
            action=addresses::COMPANIES
            role="search"
            class="basis-full md:min-w-56 md:max-w-72 md:flex-1"
            on:submit=move |event| {
                event.prevent_default();
                go.run(());
            }
        >
            <SearchField
                name="q"
                id="company-search"
                label="Search companies"
                placeholder="Search by the beginning of the name"
                value=text
                on_input=on_input
            />
            {kept}
        </form>
    }
}

/// In which order: for telephones, where there are no column heads.
#[component]
fn Order(filter: Memo<CompanyFilter>) -> impl IntoView {
    let choice = move |sort: CompanySort| {
        let href = Signal::derive(move || addresses::companies(&filter.read().sorted_by(sort), None));
        let current = Signal::derive(move || filter.read().sort == sort);
        view! { <MenuLink href current>{sort.label()}</MenuLink> }
    };
    let trigger = move || {
        view! {
            {move || {
                let name = if filter.read().descending { IconName::ArrowDown } else { IconName::ArrowUp };
                view! { <Icon name=name class="icon-small"/> }
            }}
            <span>{move || filter.read().sort.label()}</span>
        }
    };
    view! {
        <div class="ml-auto">
            <Menu id="company-order" label="Sort by" kind=ButtonKind::Ghost align=Align::End trigger=trigger>
                <MenuHeading>"Sort by"</MenuHeading>
                {CompanySort::ALL.iter().copied().map(choice).collect_view()}
            </Menu>
        </div>
    }
}
