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
use leptos_router::hooks::use_query_map;

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

/// By the beginning of a name.
#[component]
fn Search(filter: Memo<CompanyFilter>) -> impl IntoView {
    let kept = Signal::derive(move || {
        let filter = CompanyFilter {
            search: String::new(),
            ..filter.get()
        };
        filter.parameters()
    });
    let to = Callback::new(move |search: String| {
        let filter = filter.get_untracked();
        addresses::companies(&CompanyFilter { search, ..filter }, None)
    });
    view! {
        <ListSearch
            id="company-search"
            label="Search companies"
            placeholder="Search by the beginning of the name"
            action=addresses::COMPANIES
            current=Signal::derive(move || filter.read().search.clone())
            kept=kept
            to=to
        />
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
