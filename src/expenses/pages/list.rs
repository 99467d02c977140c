//! The lists of claims.

mod paying;

use crate::accounts::roles::{Permission, Scope};
use crate::app::failure::{failure, refusal, shut};
use crate::app::use_viewer;
use crate::contacts::components::marks::counted;
use crate::error::{AppError, AppResult};
use crate::expenses::components::addresses;
use crate::expenses::components::expense_table::{Choosing, ExpenseTable};
use crate::expenses::components::marks::status_tone;
use crate::expenses::components::overview::Overview;
use crate::expenses::pages::intake::{DropAnywhere, Intake, IntakeButtons, IntakeList};
use crate::expenses::pages::memory::use_expenses_memory;
use crate::expenses::server_fns::{
    DeleteExpense, PayExpenses, RestoreExpense, count_waiting, find_claim_of_receipt, get_expense,
    list_expense_sums, list_expenses,
};
use crate::expenses::types::{
    Cursor, EventOf, Expense, ExpenseFilter, ExpenseRow, ExpenseStatus, Page as PageOf, StatusSum, Total,
    Whose,
};
use crate::ids::MediaId;
use crate::live::components::use_live;
use crate::live::types::Kind;
use crate::payments::components::addresses as payments;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
pub use paying::plain_key;
use paying::{Paying, PayingViews, PlainPaying};
use wasm_bindgen::JsCast;

/// `/expenses`: one's own claims, or everybody's, as the query says.
#[component]
pub fn ExpensesPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ViewExpenses) {
        return refusal;
    }
    let may_claim = use_viewer().is_some_and(|viewer| viewer.may(Permission::ClaimExpenses));
    let (query, memory) = (use_query_map(), use_expenses_memory());
    let filter = Memo::new(move |_| query.with(|query| ExpenseFilter::from_query(|name| query.get(name))));
    let deleted = Memo::new(move |_| query.with(|query| query.get("deleted")?.parse().ok()));
    let just_deleted = Resource::new(
        move || deleted.get(),
        |id| async move { get_expense(id?).await.ok().filter(|expense| expense.is_deleted) },
    );
    let navigate = use_navigate();
    let go = Callback::new(move |to: String| navigate(&to, NavigateOptions::default()));
    let toasts = use_toasts();
    let named = RwSignal::new(None::<EventOf>);
    let intake = Intake::new(Callback::new(move |receipts: Vec<MediaId>| {
        memory.change();
        spawn_local(lead_on(receipts, go, toasts));
    }));
    use_keys(may_claim, go);
    let refused = refusal(&[addresses::UPLOAD]);
    let not_done = refusal(&[
        DeleteExpense::PATH,
        RestoreExpense::PATH,
        PayExpenses::PATH,
        payments::MAKE,
    ]);
    let actions = move || {
        may_claim.then(|| {
            view! {
                <IntakeButtons intake label="Add receipts"/>
                <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Claim"</ButtonLink>
            }
        })
    };
    view! {
        <Title text="Expenses"/>
        <Page fill=true>
            <PageHeader title="Expenses" actions=actions/>
            <Suspense>{move || Suspend::new(async move { just_deleted.await.map(|expense| view! { <JustDeleted expense/> }) })}</Suspense>
            {not_done.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <IntakeList intake refused/>
            <Lists filter/>
            <Sums filter/>
            <FilterBar>
                <Search filter/>
                <StatusFilter filter/>
                <EventFilter filter named/>
            </FilterBar>
            <List filter may_claim named/>
            {may_claim.then(|| view! { <DropAnywhere intake/> })}
        </Page>
    }
    .into_any()
}

/// Where receipts that have become drafts lead: one to its form, several to the list of drafts.
async fn lead_on(receipts: Vec<MediaId>, go: Callback<String>, toasts: Toasts) {
    if let [only] = receipts[..] {
        match find_claim_of_receipt(only).await {
            Ok(claim) => {
                toasts.success("A draft is made of it");
                go.try_run(addresses::edit(claim));
            }
            Err(error) => toasts.error(error.told()),
        }
        return;
    }
    toasts.success(format!("{} drafts, one for each receipt", receipts.len()));
    let drafts = ExpenseFilter {
        status: Some(ExpenseStatus::Draft),
        ..ExpenseFilter::default()
    };
    go.try_run(addresses::list(&drafts, None));
}

fn use_keys(may_claim: bool, go: Callback<String>) {
    let mut keys = vec![
        Shortcut::new("j", "Next claim", || step(true)),
        Shortcut::new("k", "Previous claim", || step(false)),
    ];
    if may_claim {
        keys.push(Shortcut::new("n", "Claim something", move || {
            go.run(addresses::NEW.to_owned());
        }));
    }
    use_shortcuts("Expenses", keys);
}

/// Puts the focus on the row after or before the one that has it; on the first where none has.
fn step(is_on: bool) {
    let row = document()
        .active_element()
        .and_then(|active| active.closest(".claims tbody tr").ok().flatten());
    let next = match &row {
        Some(row) if is_on => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
        None => document().query_selector(".claims tbody tr").ok().flatten(),
    };
    let link = next
        .and_then(|row| row.query_selector(".row-link").ok().flatten())
        .and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(link) = link {
        let _ = link.focus();
    }
}

/// For those without JavaScript, who have no toast: what went to the trash, and the way back.
#[component]
fn JustDeleted(expense: Expense) -> impl IntoView {
    view! {
        <Notice tone=Tone::Success class="mb-4">
            <span class="mr-3">{format!("{} moved to trash.", expense.title)}</span>
            <form method="post" action=RestoreExpense::PATH class="inline">
                <HiddenField name="expense_id" value=expense.id.to_string()/>
                <HiddenField name="then" value=addresses::record(expense.id)/>
                <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
            </form>
        </Notice>
    }
}

/// Whether whoever looks pays everybody's claims, and so makes batches of them.
pub(super) fn pays_all() -> bool {
    use_viewer().is_some_and(|viewer| viewer.scope(Permission::ApproveExpenses) == Some(Scope::All))
}

/// The lists there are, for whoever asks.
#[component]
fn Lists(filter: Memo<ExpenseFilter>) -> impl IntoView {
    let viewer = use_viewer();
    let scope = viewer
        .as_ref()
        .and_then(|viewer| viewer.scope(Permission::ViewExpenses));
    let pays_all = pays_all();
    let approves = viewer.is_some_and(|viewer| viewer.may(Permission::ApproveExpenses));
    let waiting = Resource::new(
        || (),
        move |()| async move {
            if approves {
                count_waiting().await.ok()
            } else {
                None
            }
        },
    );
    if approves {
        use_live(
            Kind::Expense,
            |_| true,
            Callback::new(move |()| waiting.refetch()),
        );
    }
    let known = RwSignal::new(None::<Total>);
    let items = Signal::derive(move || {
        let now = filter.read().whose;
        let item = |whose: Whose, label: &str| {
            let other = ExpenseFilter {
                whose,
                ..ExpenseFilter::default()
            };
            TabItem::new(label, addresses::list(&other, None), whose == now)
        };
        let mut items = vec![item(Whose::Mine, Whose::Mine.label())];
        match scope {
            Some(Scope::All) => items.push(item(Whose::All, Whose::All.label())),
            Some(Scope::Team) => items.push(item(Whose::All, "My team's")),
            _ => {}
        }
        if approves {
            let approvals = TabItem::new("Approvals", addresses::APPROVALS, false);
            let some = known.get().filter(|known| known.count > 0);
            items.push(match some {
                Some(some) => approvals.counted(some.count, some.is_more),
                None => approvals,
            });
        }
        items.push(TabItem::new(
            "Reports",
            crate::reports::components::addresses::PAGE,
            false,
        ));
        if pays_all {
            items.push(TabItem::new("Payments", payments::LIST, false));
        }
        items
    });
    let tabs = move || view! { <Tabs label="Lists of claims" items/> };
    let lasting = Lasting::new();
    view! {
        <Transition fallback=move || meanwhile(tabs)>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    known.try_set(arrived(waiting).await);
                    lasting.draw(tabs)
                })
            }}
        </Transition>
    }
}

/// What one claims oneself, by status; of everybody's there is none.
#[component]
fn Sums(filter: Memo<ExpenseFilter>) -> impl IntoView {
    let memory = use_expenses_memory();
    let is_mine = Memo::new(move |_| filter.read().whose == Whose::Mine);
    let sums = Resource::new(
        move || (is_mine.get(), memory.changes()),
        |(is_mine, _)| async move {
            if is_mine {
                list_expense_sums().await
            } else {
                AppResult::Ok(Vec::new())
            }
        },
    );
    use_live(Kind::Expense, |_| true, Callback::new(move |()| sums.refetch()));
    let status = Memo::new(move |_| filter.read().status);
    let lasting = Lasting::new();
    let shape = || view! { <div class="claim-sums claim-sums-coming" aria-hidden="true"></div> };
    view! {
        <Transition fallback=move || meanwhile(shape)>
            {move || {
                let lasting = lasting.clone();
                let is_mine = is_mine.get();
                Suspend::new(async move {
                    let found: AppResult<Vec<StatusSum>> = arrived(sums).await;
                    lasting.draw(|| match found {
                        Ok(sums) if is_mine => view! { {move || view! { <Overview sums=sums.clone() shown=status.get()/> }} }.into_any(),
                        // The list beneath says what is wrong.
                        _ => ().into_any(),
                    })
                })
            }}
        </Transition>
    }
}

#[component]
fn Search(filter: Memo<ExpenseFilter>) -> impl IntoView {
    let kept = Signal::derive(move || {
        let filter = ExpenseFilter {
            search: String::new(),
            ..filter.get()
        };
        filter.parameters()
    });
    let to = Callback::new(move |search: String| {
        let filter = filter.get_untracked();
        addresses::list(&ExpenseFilter { search, ..filter }, None)
    });
    view! {
        <ListSearch
            id="expense-search"
            label="Search claims"
            placeholder="Title, merchant or category"
            action=addresses::LIST
            current=Signal::derive(move || filter.read().search.clone())
            kept=kept
            to=to
        />
    }
}

#[component]
fn StatusFilter(filter: Memo<ExpenseFilter>) -> impl IntoView {
    let with = move |status: Option<ExpenseStatus>| {
        addresses::list(
            &ExpenseFilter {
                status,
                ..filter.get()
            },
            None,
        )
    };
    let choice = move |status: &'static ExpenseStatus| {
        view! {
            <MenuLink
                href=Signal::derive(move || with(Some(*status)))
                tone=status_tone(*status)
                current=Signal::derive(move || filter.read().status == Some(*status))
            >
                {status.label()}
            </MenuLink>
        }
    };
    view! {
        <FilterChip
            id="expense-status"
            label="Status"
            value=Signal::derive(move || filter.read().status.map(|status| status.label().to_owned()))
            clear_href=Signal::derive(move || with(None))
        >
            {ExpenseStatus::ALL.iter().map(choice).collect_view()}
        </FilterChip>
    }
}

/// The one event that the list is of, where it is; named once a claim of it is there.
#[component]
fn EventFilter(filter: Memo<ExpenseFilter>, named: RwSignal<Option<EventOf>>) -> impl IntoView {
    let event = Memo::new(move |_| filter.read().event);
    let without = Signal::derive(move || {
        addresses::list(
            &ExpenseFilter {
                event: None,
                ..filter.get()
            },
            None,
        )
    });
    move || {
        event.get().map(|id| {
            let known = named.get().filter(|event| event.id == id);
            let label = known.map_or("Of one event".to_owned(), |event| {
                format!("Event: {}", event.title)
            });
            view! { <RemovableChip label href=without/> }
        })
    }
}

/// One of the lists, page by page.
#[component]
fn List(filter: Memo<ExpenseFilter>, may_claim: bool, named: RwSignal<Option<EventOf>>) -> impl IntoView {
    let (query, memory) = (use_query_map(), use_expenses_memory());
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let page = Resource::new(
        move || (filter.get(), cursor.get(), memory.changes()),
        |(filter, cursor, _)| list_expenses(filter, cursor),
    );
    let reload = Callback::new(move |()| page.refetch());
    use_live(Kind::Expense, |_| true, reload);
    let may_pay = use_viewer().is_some_and(|viewer| viewer.may(Permission::ApproveExpenses));
    let paying = Paying::new(filter, reload);
    let lasting = Lasting::new();
    view! {
        <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=10 columns=6/> })>
            {move || {
                let lasting = lasting.clone();
                Suspend::new(async move {
                    let found: Result<PageOf<ExpenseRow>, AppError> = arrived(page).await;
                    let of = found.as_ref().ok().and_then(|page| page.rows.first()?.event.clone());
                    if of.is_some() {
                        named.try_set(of);
                    }
                    lasting.draw(|| match found {
                        Ok(found) => view! { <Rows page=found filter may_claim paying=may_pay.then_some(paying)/> }.into_any(),
                        Err(error) => failure(error, reload),
                    })
                })
            }}
        </Transition>
        {may_pay.then(|| view! { <PayingViews paying/> })}
    }
}

/// The rows, or why there are none.
#[component]
fn Rows(
    page: PageOf<ExpenseRow>,
    filter: Memo<ExpenseFilter>,
    may_claim: bool,
    paying: Option<Paying>,
) -> impl IntoView {
    let shown = filter.get_untracked();
    if page.rows.is_empty() {
        return view! { <Nothing shown may_claim/> }.into_any();
    }
    let formats = use_formats();
    let total = page
        .total
        .map(|total| counted(total, "claim", "claims", &formats));
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::list(&shown, Some(&cursor)));
    let (previous, next) = (to(page.previous), to(page.next));
    // What waits for its money is paid from the list of all of it.
    let is_payable = shown.whose == Whose::All && shown.status == Some(ExpenseStatus::Approved);
    let paying = paying.filter(|_| is_payable);
    let choosing = paying.map(|paying| {
        paying.see(&page.rows);
        Choosing {
            selection: paying.selection,
            me: use_viewer().map(|viewer| viewer.user_id),
        }
    });
    let of_everybody = shown.whose == Whose::All;
    view! {
        <ExpenseTable rows=page.rows of_everybody choosing/>
        {paying.map(|_| view! { <PlainPaying then=addresses::list(&shown, None)/> })}
        <Pagination label="Claims" previous=Signal::stored(previous) next=Signal::stored(next)>
            <span role="status">{total}</span>
        </Pagination>
    }
    .into_any()
}

#[component]
fn Nothing(shown: ExpenseFilter, may_claim: bool) -> impl IntoView {
    let all = ExpenseFilter {
        whose: shown.whose,
        ..ExpenseFilter::default()
    };
    if shown != all {
        let text = if shown.search.is_empty() {
            "No claim here stands so."
        } else {
            "No claim here has that in its title, merchant or category."
        };
        return view! { <FilteredEmpty text clear_href=addresses::list(&all, None)/> }.into_any();
    }
    let (title, text) = match shown.whose {
        Whose::Mine => (
            "Nothing claimed yet",
            "Photograph a receipt, or drop several onto this page: each becomes a draft. Submit it, and somebody decides.",
        ),
        Whose::All => (
            "Nobody has claimed anything yet",
            "What is claimed stands here, from its draft to its payment.",
        ),
    };
    let add = (may_claim && shown.whose == Whose::Mine).then(|| {
        view! { <ButtonLink kind=ButtonKind::Primary icon=IconName::Plus href=addresses::NEW>"Claim an expense"</ButtonLink> }
    });
    view! { <EmptyState icon=IconName::Receipt title=title text=text>{add}</EmptyState> }.into_any()
}
