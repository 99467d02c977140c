//! All rates that are stored, a page at a time.

use super::rates::{BACK, Shared};
use crate::app::failure::{failure, refusal};
use crate::error::AppError;
use crate::paging::{Cursor, Page as PageOf};
use crate::rates::components::addresses;
use crate::rates::components::rate_table::{RateTable, Removal};
use crate::rates::server_fns::{AddRate, RemoveRate, add_rate, list_rates, remove_rate};
use crate::rates::types::{RateForm, RateRow};
use crate::ui::money::{Currency, ExchangeRate};
use crate::ui::prelude::*;
use crate::ui::time::{self, parse_date};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::collections::BTreeSet;

/// The rates, of all currencies or of the one that the query names.
#[component]
pub fn History(shared: Shared) -> impl IntoView {
    let query = use_query_map();
    let of = Memo::new(move |_| query.with(|query| query.get("currency")?.parse::<Currency>().ok()));
    let cursor = Memo::new(move |_| query.with(|query| Cursor::from_query(|name| query.get(name))));
    let page = Resource::new(
        move || (of.get(), cursor.get(), shared.changes.get()),
        |(of, cursor, _)| list_rates(of, cursor),
    );
    let removal = use_removal(shared);
    let lasting = Lasting::new();
    view! {
        <section class="flex flex-col gap-3" aria-labelledby="all-rates">
            <div class="flex flex-wrap items-end justify-between gap-3">
                <h2 class="card-title" id="all-rates">"All rates"</h2>
                <OfCurrency of shared/>
            </div>
            {removed_notice(query.with_untracked(|query| query.get("removed")))}
            {refusal(&[RemoveRate::PATH]).map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=8 columns=4/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(page).await;
                        lasting.draw(|| match found {
                            Ok(found) => view! { <Rows page=found of=of.get_untracked() removal/> }.into_any(),
                            Err(error) => failure(error, Callback::new(move |()| page.refetch())),
                        })
                    })
                }}
            </Transition>
        </section>
    }
}

/// That a plain form removed a rate, and the way back.
fn removed_notice(told: Option<String>) -> Option<impl IntoView> {
    let told = told?;
    let [base, rate, quote, date] = told.split(':').collect::<Vec<_>>().try_into().ok()?;
    let (base, quote): (Currency, Currency) = (base.parse().ok()?, quote.parse().ok()?);
    let (rate, date) = (rate.parse::<ExchangeRate>().ok()?, parse_date(date)?);
    let locale = use_formats().locale;
    let rate = rate.to_typed(&locale);
    let words = format!(
        "1 {base} = {rate} {quote} of {} removed.",
        time::date(date, &locale)
    );
    Some(view! {
        <Notice tone=Tone::Success>
            <div class="flex flex-wrap items-center justify-between gap-3">
                <span>{words}</span>
                <PostForm action=AddRate::PATH then=BACK>
                    <HiddenField name="base_currency" value=base.to_string()/>
                    <HiddenField name="rate" value=rate/>
                    <HiddenField name="quote_currency" value=quote.to_string()/>
                    <HiddenField name="rate_date" value=date.to_string()/>
                    <Button small=true submit=true icon=IconName::Restore>"Undo"</Button>
                </PostForm>
            </div>
        </Notice>
    })
}

/// Which currency's are shown. Without JavaScript a button asks for them.
#[component]
fn OfCurrency(of: Memo<Option<Currency>>, shared: Shared) -> impl IntoView {
    let code = move |of: Option<Currency>| of.map(|currency| currency.to_string()).unwrap_or_default();
    let value = RwSignal::new(code(of.get_untracked()));
    // Another was asked for, by a link or a step back.
    Effect::new(move || value.set(code(of.get())));
    let choices = Signal::derive(move || {
        let overview = shared.overview.read();
        let mut known: BTreeSet<Currency> = overview.currencies.iter().map(|now| now.currency).collect();
        known.extend(of.get());
        let choice = |currency: Currency| Choice::new(currency.code(), currency.code());
        known.into_iter().map(choice).collect::<Vec<_>>()
    });
    let navigate = use_navigate();
    let on_change = Callback::new(move |code: String| {
        let options = NavigateOptions {
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&addresses::list(code.parse().ok(), None), options);
    });
    let ready = use_ready();
    view! {
        <form method="get" action=addresses::PAGE class="flex items-end gap-2" hidden=move || choices.read().is_empty()>
            <SelectField name="currency" label="Currency" label_hidden=true id="rates-of" empty="All currencies" class="w-44"
                options=choices value=value on_change=on_change/>
            <span hidden=move || ready.get()><Button submit=true>"Show"</Button></span>
        </form>
    }
}

#[component]
fn Rows(page: PageOf<RateRow>, of: Option<Currency>, removal: Removal) -> impl IntoView {
    if page.rows.is_empty() {
        return match of {
            Some(currency) => view! {
                <FilteredEmpty text=format!("No rate of {currency} is stored.") clear_href=addresses::PAGE/>
            }
            .into_any(),
            None => view! {
                <EmptyState
                    icon=IconName::Clock
                    title="Nothing is stored yet"
                    text="What is imported or entered stands here, the latest day first."
                />
            }
            .into_any(),
        };
    }
    let to = |cursor: Option<Cursor>| cursor.map(|cursor| addresses::list(of, Some(&cursor)));
    let (previous, next) = (to(page.previous), to(page.next));
    view! {
        <RateTable rows=page.rows removal/>
        <Pagination label="Exchange rates" previous=Signal::stored(previous) next=Signal::stored(next)/>
    }
    .into_any()
}

/// Removing: it shows at once, can be undone, and is taken back where the server refuses it.
fn use_removal(shared: Shared) -> Removal {
    let removed = RwSignal::new(BTreeSet::new());
    let locale = use_formats().locale;
    let toasts = shared.toasts;
    let on_remove = Callback::new(move |row: RateRow| {
        removed.update(|removed| {
            removed.insert(row.id);
        });
        spawn_local(async move {
            match remove_rate(row.id).await {
                Ok(()) => {
                    let words = format!("{} removed", row.in_words(&locale));
                    let form = RateForm {
                        base_currency: row.base.to_string(),
                        rate: row.rate.to_typed(&locale),
                        quote_currency: row.quote.to_string(),
                        rate_date: row.date.to_string(),
                    };
                    toasts.undo(words, move || {
                        let form = form.clone();
                        spawn_local(async move {
                            match add_rate(form).await {
                                Ok(_) => {
                                    toasts.success("The rate is back");
                                    shared.reload();
                                }
                                Err(error) => toasts.error(error.told()),
                            }
                        });
                    });
                    shared.reload();
                }
                // Somebody else was faster.
                Err(AppError::NotFound) => shared.reload(),
                Err(error) => {
                    removed.try_update(|removed| removed.remove(&row.id));
                    toasts.error(error.told());
                }
            }
        });
    });
    Removal {
        action: RemoveRate::PATH,
        removed,
        on_remove,
    }
}
