//! What claims come to.

use super::period::PeriodFilter;
use crate::accounts::roles::{Permission, Scope};
use crate::app::failure::{failure, shut};
use crate::app::use_viewer;
use crate::expenses::components::addresses as claims;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::reports::components::addresses;
use crate::reports::components::chart::MonthChart;
use crate::reports::components::report_table::ReportTable;
use crate::reports::server_fns::get_report;
use crate::reports::types::{Counted, Dimension, Exchange, Report, ReportFilter};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/expenses/reports`, by what the query says.
#[component]
pub fn ReportPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewExpenses) {
        return refusal;
    }
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| ReportFilter::from_query(|name| query.get(name))));
    let report = Resource::new(move || filter.get(), get_report);
    let reload = Callback::new(move |()| report.refetch());
    use_live(Kind::Expense, |_| true, reload);
    let scope = use_viewer().and_then(|viewer| viewer.scope(Permission::ViewExpenses));
    let description = match scope {
        Some(Scope::All) => "What everybody's claims come to, in the month in which the money was spent.",
        Some(Scope::Team) => "What your team's claims come to, in the month in which the money was spent.",
        _ => "What your claims come to, in the month in which the money was spent.",
    };
    let actions = move || {
        let file = move |format: &'static str, label: &'static str| {
            let href = Signal::derive(move || addresses::export(&filter.read(), format));
            view! {
                // A file, and no page of ours: the browser fetches it by itself.
                <a class="btn btn-secondary" href=move || href.get() download="" rel="external">
                    <Icon name=IconName::Download/>
                    <span class="btn-text">{label}</span>
                </a>
            }
        };
        view! {
            {file("csv", "CSV")}
            {file("xlsx", "Excel")}
        }
    };
    let lasting = Lasting::new();
    view! {
        <Title text="Reports"/>
        <Page>
            <PageHeader
                title="Reports"
                breadcrumbs=vec![Crumb::new("Expenses", claims::LIST)]
                description=description
                actions=actions
            />
            <Dimensions filter/>
            <FilterBar>
                <PeriodFilter filter/>
                <CountedFilter filter/>
                <Narrowed filter report/>
            </FilterBar>
            <Transition fallback=|| meanwhile(|| view! { <ReportSkeleton/> })>
                {move || {
                    let lasting = lasting.clone();
                    let filter = filter.get();
                    Suspend::new(async move {
                        let found = arrived(report).await;
                        lasting.draw(|| match found {
                            Ok(report) => view! { <Whole report filter/> }.into_any(),
                            Err(error) => failure(error, reload),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Dimensions(filter: Memo<ReportFilter>) -> impl IntoView {
    let items = Signal::derive(move || {
        let filter = filter.get();
        let item = |by: &Dimension| {
            let other = ReportFilter {
                by: *by,
                ..filter.clone()
            };
            TabItem::new(by.label(), addresses::report(&other), *by == filter.by)
        };
        Dimension::ALL.iter().map(item).collect::<Vec<_>>()
    });
    view! { <Tabs label="What the report is by" items/> }
}

#[component]
fn CountedFilter(filter: Memo<ReportFilter>) -> impl IntoView {
    let with = move |counted: Counted| {
        addresses::report(&ReportFilter {
            counted,
            ..filter.get()
        })
    };
    let choice = move |counted: &'static Counted| {
        view! {
            <MenuLink
                href=Signal::derive(move || with(*counted))
                current=Signal::derive(move || filter.read().counted == *counted)
            >
                {counted.label()}
            </MenuLink>
        }
    };
    let usual = ReportFilter::default().counted;
    view! {
        <FilterChip
            id="report-counted"
            label="Claims"
            value=Signal::derive(move || {
                let counted = filter.read().counted;
                (counted != usual).then(|| counted.label().to_owned())
            })
            clear_href=Signal::derive(move || with(usual))
        >
            {Counted::ALL.iter().map(choice).collect_view()}
        </FilterChip>
    }
}

/// The one person or event that the report is of; named once it is there.
#[component]
fn Narrowed(
    filter: Memo<ReportFilter>,
    report: Resource<Result<Report, crate::error::AppError>>,
) -> impl IntoView {
    let names = move || {
        let found = report.get().and_then(Result::ok);
        found
            .map(|report| (report.person, report.event))
            .unwrap_or_default()
    };
    let chip = |label: &'static str, name: Option<String>, without: ReportFilter| {
        let label = name.map_or(label.to_owned(), |name| format!("{label}: {name}"));
        view! { <RemovableChip label href=Signal::stored(addresses::report(&without))/> }
    };
    view! {
        <Transition>
            {move || {
                let (filter, (person, event)) = (filter.get(), names());
                let of_person = filter.person.map(|_| chip("Person", person, ReportFilter { person: None, ..filter.clone() }));
                let of_event = filter.event.map(|_| chip("Event", event, ReportFilter { event: None, ..filter.clone() }));
                view! { {of_person} {of_event} }
            }}
        </Transition>
    }
}

#[component]
fn Whole(report: Report, filter: ReportFilter) -> impl IntoView {
    if report.total.claims == 0 && report.rows.iter().all(|row| row.sum.claims == 0) {
        let elsewhere = filter != ReportFilter::default();
        return if elsewhere {
            let text = "No claim counts in this period.";
            view! { <FilteredEmpty text clear_href=addresses::PAGE/> }.into_any()
        } else {
            view! {
                <EmptyState
                    icon=IconName::Receipt
                    title="Nothing spent this year"
                    text="Claims count here once they are approved. Choose another period, or count what waits as well."
                />
            }
            .into_any()
        };
    }
    let formats = use_formats();
    let show = move |money| Signal::stored(formats.money(money));
    let total = report.total;
    let (months, exchange) = (report.months.clone(), report.exchange);
    let chart = (months.len() > 1).then(|| {
        view! { <Card title="By month" class="mb-4"><MonthChart months/></Card> }
    });
    view! {
        <div class="spending-sums">
            <Stat label="Total" value=show(total.gross)/>
            <Stat label="Net" value=show(total.net())/>
            <Stat label="Tax" value=show(total.tax)/>
            <Stat label="Claims" value=Signal::stored(formats.number(total.claims))/>
        </div>
        {chart}
        <ReportTable report filter/>
        {exchange.map(|exchange| view! { <p class="mt-4 text-sm text-muted">{exchange_in_words(&exchange, &formats)}</p> })}
    }
    .into_any()
}

/// "Exchange, not in these totals: €34.10 lost and €12.00 gained with 12 claims that were paid in another currency."
fn exchange_in_words(exchange: &Exchange, formats: &Formats) -> String {
    let claims = match exchange.claims {
        1 => "1 claim that was".to_owned(),
        claims => format!("{} claims that were", formats.number(claims)),
    };
    let (lost, gained) = (formats.money(exchange.lost), formats.money(exchange.gained));
    let much = match (exchange.lost.minor, exchange.gained.minor) {
        (0, 0) => "nothing lost or gained".to_owned(),
        (_, 0) => format!("{lost} lost"),
        (0, _) => format!("{gained} gained"),
        _ => format!("{lost} lost and {gained} gained"),
    };
    format!("Exchange, not in these totals: {much} with {claims} paid in another currency.")
}

#[component]
fn ReportSkeleton() -> impl IntoView {
    view! {
        <div class="mb-4"><SkeletonCard/></div>
        <SkeletonTable rows=6 columns=6/>
    }
}
