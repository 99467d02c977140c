//! The queue: how much waits, what came back, and each claim as a line.

use super::desk::Desk;
use super::filtering::{FilterToggle, Filters, standing_in_words};
use super::held::Report;
use super::place;
use crate::expenses::components::addresses;
use crate::expenses::components::inbox_row::{InboxBulkForm, InboxRow};
use crate::expenses::components::marks::sums_in_words;
use crate::expenses::server_fns::DecideExpenses;
use crate::expenses::types::{ExpenseFilter, ExpenseRow, Outcome, Verdict, Whose};
use crate::ui::prelude::*;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The first pane.
#[component]
pub fn Column(desk: Desk, refused: Option<String>, #[prop(into)] is_empty: Signal<bool>) -> impl IntoView {
    let list = NodeRef::<Div>::new();
    let on_scroll = move |_| {
        if list.get_untracked().is_some_and(|list| place::is_near_end(&list)) {
            desk.load_on();
        }
    };
    // What a row looks like is all that is known of it: one that changes is another.
    let key = |row: &ExpenseRow| (row.id, row.version);
    let rows = move || desk.queue.with(|queue| queue.rows().to_vec());
    view! {
        <section class="inbox-queue" aria-label="What waits">
            <Head desk/>
            {refused.map(|text| view! { <Notice tone=Tone::Danger class="m-3">{text}</Notice> })}
            <Filters desk/>
            <Outcomes desk/>
            <div node_ref=list class="inbox-scroll" on:scroll=on_scroll>
                <Show when=move || desk.is_turning.get()>
                    <div class="p-4" aria-hidden="true"><SkeletonLines lines=9/></div>
                </Show>
                <Show when=move || is_empty.get()><Nothing desk/></Show>
                <ol class="inbox-list" aria-label="Claims, the longest waiting first" hidden=move || is_empty.get()>
                    <For each=rows key=key let:row>
                        <Line row desk/>
                    </For>
                </ol>
                <More desk/>
                <Alone desk/>
                <InboxBulkForm action=DecideExpenses::PATH then=untrack(|| desk.address(None))/>
            </div>
            <ChosenBar desk/>
        </section>
    }
}

#[component]
fn Head(desk: Desk) -> impl IntoView {
    let said = move || {
        let (count, is_all) = (desk.standing.read().count, desk.filter.read().is_all());
        if desk.is_turning.get() {
            return "…".to_owned();
        }
        standing_in_words(count, is_all, &desk.formats)
    };
    let sums = move || {
        let is_known = !desk.is_turning.get();
        is_known.then(|| sums_in_words(&desk.standing.read().sums, &desk.formats))
    };
    let ready = use_ready();
    let can_choose = move || {
        ready.get()
            && !desk.is_turning.get()
            && desk.standing.read().count > 1
            && desk.chosen.read().is_empty()
    };
    let everybodys = ExpenseFilter {
        whose: Whose::All,
        ..ExpenseFilter::default()
    };
    view! {
        <header class="inbox-head">
            <div class="min-w-0 flex-1">
                <h1 class="inbox-page-title">"Approvals"</h1>
                <p class="inbox-standing"><span>{said}</span> <span class="num" title=sums>{sums}</span></p>
            </div>
            <Show when=can_choose>
                <Button kind=ButtonKind::Ghost small=true on_click=Callback::new(move |()| desk.choose_all())>
                    {move || format!("Select all {}", desk.formats.number(desk.standing.read().count))}
                </Button>
            </Show>
            <FilterToggle desk/>
            <IconLink icon=IconName::List label="All expenses" href=addresses::list(&everybodys, None)/>
        </header>
    }
}

#[component]
fn Line(row: ExpenseRow, desk: Desk) -> impl IntoView {
    let id = row.id;
    // Of a distance there is none.
    let has_receipt = row.receipts > 0 || row.units.is_some();
    let flagged = row
        .findings
        .first()
        .map(|finding| finding.message(&desk.formats.locale));
    let caution = Signal::derive(move || {
        let claims = desk.claims.read();
        let found = claims.get(&id).and_then(|found| found.as_ref().ok());
        match found.map(|found| &found.expense) {
            Some(expense) if !expense.duplicates.is_empty() => {
                Some("It may have been claimed before".to_owned())
            }
            _ if flagged.is_some() => flagged.clone(),
            Some(expense) if !expense.warnings.is_empty() => expense.warnings.first().cloned(),
            _ => (!has_receipt).then(|| "Without a receipt".to_owned()),
        }
    });
    view! {
        <InboxRow
            row
            href=untrack(|| desk.address(Some(id)))
            then=untrack(|| desk.address(None))
            is_open=Signal::derive(move || desk.open.get() == Some(id))
            is_chosen=Signal::derive(move || desk.chosen.read().has(id))
            returned=Signal::derive(move || desk.returned.read().get(&id).cloned())
            caution
            on_open=Callback::new(move |id| desk.show(id))
            on_choose=Callback::new(move |(id, is_range)| desk.choose(id, is_range))
            action=DecideExpenses::PATH
        />
    }
}

/// Calm, and a way on.
#[component]
fn Nothing(desk: Desk) -> impl IntoView {
    let is_sending = move || !desk.held.read().is_empty();
    let is_all = Memo::new(move |_| desk.filter.read().is_all());
    let nothing = move || {
        if !is_all.get() {
            return view! { <FilteredEmpty text="Nothing that waits matches." clear_href=addresses::APPROVALS/> }.into_any();
        }
        let everybodys = ExpenseFilter {
            whose: Whose::All,
            ..ExpenseFilter::default()
        };
        view! {
            <EmptyState
                icon=IconName::Inbox
                title="Nothing waits for you"
                text="What others submit appears here, and leaves as you decide."
            >
                <ButtonLink href=addresses::list(&everybodys, None)>"All expenses"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <div id="inbox-empty" tabindex="-1" class="inbox-nothing">
            {nothing}
            <Show when=is_sending>
                <p class="text-center text-sm text-muted">"Your last decision is sent in a moment."</p>
            </Show>
        </div>
    }
}

/// Nobody else could decide about what whoever looks claims.
#[component]
fn Alone(desk: Desk) -> impl IntoView {
    view! {
        <Show when=move || desk.is_alone.get()>
            <Notice class="m-3">
                <p class="font-medium">"Your own claims wait for somebody else"</p>
                <p>
                    "Nobody decides about a claim of their own, and nothing is approved by itself. Nobody but you can approve here:
                    make somebody else an owner or admin, and what you claim will wait for them."
                </p>
            </Notice>
        </Show>
        {move || (desk.stuck.get() > 0).then(|| {
            let head = match desk.stuck.get() {
                1 => "1 claim waits that nobody here can decide about".to_owned(),
                many => format!("{many} claims wait that nobody here can decide about"),
            };
            view! {
                <Notice class="m-3">
                    <p class="font-medium">{head}</p>
                    <p>
                        "Nobody takes two steps of a claim, or decides about their own. Nothing is approved by itself: make somebody else
                        an owner or admin, or put a manager into a team with whoever claims, and it waits for them."
                    </p>
                </Notice>
            }
        })}
    }
}

/// The page that follows.
#[component]
fn More(desk: Desk) -> impl IntoView {
    let has_more = move || desk.queue.read().next.is_some();
    let ready = use_ready();
    view! {
        {move || desk.trouble.get().map(|error| view! {
            <ErrorState title="The queue could not be read" message=error.told()
                on_retry=Callback::new(move |()| {
                    desk.trouble.set(None);
                    if desk.queue.read_untracked().next.is_some() { desk.load_on() } else { desk.refresh() }
                })/>
        })}
        <Show when=move || has_more() && ready.get() && desk.trouble.read().is_none()>
            <div class="p-3 text-center">
                <Button kind=ButtonKind::Ghost small=true pending=desk.is_loading
                    on_click=Callback::new(move |()| desk.load_on())>"Show more"</Button>
            </div>
        </Show>
    }
}

/// What was refused, by name, until it is put away.
#[component]
fn Outcomes(desk: Desk) -> impl IntoView {
    let is_told = Memo::new(move |_| !desk.report.read().refused.is_empty());
    let line = move |outcome: Outcome| {
        let href = addresses::record(outcome.id);
        view! {
            <li>
                <a class="link font-medium" href=href>{outcome.title}</a>
                <span class="block text-sm">{outcome.refusal}</span>
            </li>
        }
    };
    let some_wait = move || {
        let (report, queue) = (desk.report.read(), desk.queue.read());
        report.refused.iter().any(|one| queue.holds(one.id))
    };
    view! {
        <Show when=move || is_told.get()>
            <section class="inbox-report tone-danger" aria-label="What was not decided">
                <p class="flex items-start gap-2 font-medium">
                    <Icon name=IconName::AlertTriangle class="mt-0.5"/>
                    <span class="flex-1">
                        {move || desk.report.read().in_words(|count| desk.formats.number(count))}
                    </span>
                    <IconButton icon=IconName::X label="Put away"
                        on_click=Callback::new(move |()| desk.report.set(Report::default()))/>
                </p>
                <ul class="inbox-refused">
                    {move || desk.report.get().refused.into_iter().map(line).collect_view()}
                </ul>
                <Show when=some_wait>
                    <Button small=true on_click=Callback::new(move |()| desk.choose_refused())>
                        "Select those that still wait"
                    </Button>
                </Show>
            </section>
        </Show>
    }
}

/// Of which claims all are meant.
fn which(desk: Desk) -> &'static str {
    match desk.filter.read().is_all() {
        true => "that wait",
        false => "that match",
    }
}

/// What is chosen, what it comes to, and what can be done with all of it.
#[component]
fn ChosenBar(desk: Desk) -> impl IntoView {
    let any = Memo::new(move |_| !desk.chosen.read().is_empty());
    let said = move || {
        let chosen = desk.chosen.read();
        let count = desk
            .formats
            .number(i64::try_from(chosen.count()).unwrap_or(i64::MAX));
        let which = which(desk);
        match chosen.everything() {
            Some(true) => format!("The first {count} {which}"),
            Some(false) => format!("All {count} {which}"),
            None => format!("{count} selected"),
        }
    };
    let sums = move || sums_in_words(desk.chosen.read().sums(), &desk.formats);
    let is_part = move || {
        let chosen = desk.chosen.read();
        chosen.everything().is_none()
            && i64::try_from(chosen.count()).unwrap_or_default() < desk.standing.read().count
    };
    let all = move || {
        format!(
            "Select all {} {}",
            desk.formats.number(desk.standing.read().count),
            which(desk)
        )
    };
    let act = move |verdict: Verdict| Callback::new(move |()| desk.want(verdict, true));
    view! {
        <Show when=move || any.get()>
            <div class="inbox-bar" role="toolbar" aria-label="Selected claims">
                <p class="inbox-bar-said" role="status"><strong>{said}</strong> <span class="num">{sums}</span></p>
                <IconButton icon=IconName::X label="Clear the selection (Esc)" class="inbox-bar-close"
                    on_click=Callback::new(move |()| desk.choose_none())/>
                <Show when=is_part>
                    <button type="button" class="link inbox-bar-all" on:click=move |_| desk.choose_all()>{all}</button>
                </Show>
                <Show when=move || desk.chosen.read().everything() == Some(true)>
                    <p class="inbox-bar-all text-xs text-muted">"At most 1,000 are decided about at once: the rest waits on."</p>
                </Show>
                <div class="inbox-bar-actions">
                    <Button kind=ButtonKind::Primary icon=IconName::Check on_click=act(Verdict::Approve)>"Approve"</Button>
                    <Button icon=IconName::X on_click=act(Verdict::Reject)>"Reject"</Button>
                    <Button icon=IconName::MessageCircle on_click=act(Verdict::Question)>"Send back"</Button>
                </div>
            </div>
        </Show>
    }
}
