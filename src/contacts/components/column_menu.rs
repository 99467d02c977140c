//! Which columns the table shows, and in which order.

use super::addresses;
use crate::contacts::types::{Column, Columns, ListState};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A panel of all columns: those that are shown, in their order, and then the others. Without
/// JavaScript it is a form; the links that move a column work either way.
#[component]
pub fn ColumnMenu(
    #[prop(into)] state: Signal<ListState>,
    /// Whether the panel is drawn before it is opened: where no script runs.
    drawn: bool,
) -> impl IntoView {
    let class = if drawn {
        "btn btn-ghost"
    } else {
        "btn btn-ghost noscript:hidden"
    };
    view! {
        <PopoverButton panel="columns" class=class>
            <Icon name=IconName::Columns/>
            <span class="max-md:sr-only">"Columns"</span>
        </PopoverButton>
        <LazyPopoverPanel id="columns" label="Columns" align=Align::End drawn=drawn>
            <ColumnForm state drawn/>
        </LazyPopoverPanel>
    }
}

#[component]
fn ColumnForm(state: Signal<ListState>, drawn: bool) -> impl IntoView {
    let ready = use_ready();
    let navigate = use_navigate();
    let shown = Memo::new(move |_| state.read().columns.clone());
    // Those that are not shown keep the order of the list, so that nothing moves but what is ticked.
    let all = move || {
        let shown = shown.read();
        let hidden = Column::ALL
            .iter()
            .filter(|column| !shown.as_slice().contains(column));
        shown.as_slice().iter().chain(hidden).copied().collect::<Vec<_>>()
    };
    let toggle = Callback::new(move |(column, is_ticked): (Column, bool)| {
        let columns = shown.with_untracked(|shown| {
            let kept = shown.as_slice().iter().copied().filter(|one| *one != column);
            Columns::of(kept.chain(is_ticked.then_some(column)))
        });
        let calmly = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        let address = state.with_untracked(|state| addresses::list(&state.with_columns(columns)));
        navigate(&address, calmly);
    });
    let kept = move || {
        let plain = state.read().with_columns(Columns::default());
        let kept = plain.parameters().into_iter();
        kept.chain(drawn.then(addresses::drawn))
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    };
    let usual = Signal::derive(move || addresses::list(&state.read().with_columns(Columns::default())));
    view! {
            <form method="get" action=addresses::LIST on:submit=move |event| event.prevent_default()>
                <p class="menu-heading">"Columns, after the name"</p>
                // Says that a choice was made, even where no box is ticked.
                <input type="hidden" name="columns" value="name"/>
                <For each=all key=|column| *column let:column>
                    <ColumnRow state shown column toggle/>
                </For>
                {kept}
                <div class="panel-actions">
                    <ButtonLink kind=ButtonKind::Ghost small=true href=usual>"Reset"</ButtonLink>
                    <span hidden=move || ready.get()>
                        <Button kind=ButtonKind::Primary small=true submit=true>"Apply"</Button>
                    </span>
                </div>
            </form>
    }
}

#[component]
fn ColumnRow(
    state: Signal<ListState>,
    shown: Memo<Columns>,
    column: Column,
    toggle: Callback<(Column, bool)>,
) -> impl IntoView {
    let place = move || shown.read().as_slice().iter().position(|one| *one == column);
    let is_shown = move || place().is_some();
    // One place up or down; nowhere from either end.
    let moved = move |is_up: bool| {
        let at = place()?;
        let mut order = shown.read().as_slice().to_vec();
        let to = if is_up { at.checked_sub(1)? } else { at + 1 };
        (to < order.len()).then(|| order.swap(at, to))?;
        Some(addresses::list(&state.read().with_columns(Columns::of(order))))
    };
    let mover = move |is_up: bool| {
        let (icon, way) = if is_up {
            (IconName::ArrowUp, "up")
        } else {
            (IconName::ArrowDown, "down")
        };
        let label = format!("Move {} {way}", column.label());
        view! {
            <a
                class="option-move"
                href=move || moved(is_up)
                hidden=move || !is_shown()
                aria-disabled=move || moved(is_up).is_none().then_some("true")
                aria-label=label.clone()
                title=label
                data-noscroll
            >
                <Icon name=icon class="icon-small"/>
            </a>
        }
    };
    view! {
        <div class="option-row">
            <label class="option">
                <input
                    type="checkbox"
                    class="check-box"
                    name="columns"
                    value=column.as_str()
                    checked=is_shown
                    prop:checked=is_shown
                    on:change=move |event| toggle.run((column, event_target_checked(&event)))
                />
                <span class="menu-text">{column.label()}</span>
            </label>
            {mover(true)}
            {mover(false)}
        </div>
    }
}
