//! Claims as rows, and as a list on a telephone.

use super::addresses;
use super::marks::{Amount, StatusBadge, TypeLabel};
use crate::expenses::types::{ExpenseRow, Wanted};
use crate::ids::{ExpenseId, UserId};
use crate::ui::prelude::*;
use crate::ui::selection::{BULK_FORM, Selection};
use crate::ui::time::date;
use leptos::prelude::*;

/// Whose rows can be chosen, and which are.
#[derive(Clone, Copy)]
pub struct Choosing {
    pub selection: Selection<ExpenseId>,
    /// Whoever chooses: nobody pays what is their own.
    pub me: Option<UserId>,
}

/// Claims.
#[component]
pub fn ExpenseTable(
    rows: Vec<ExpenseRow>,
    /// Of several people.
    of_everybody: bool,
    /// Rows can be chosen, to be paid.
    choosing: Option<Choosing>,
) -> impl IntoView {
    let head = move || {
        view! {
            {choosing.map(|_| view! { <Th hidden=true class="cell-check">"Choose"</Th> })}
            <Th>"Date"</Th>
            <Th>"Claim"</Th>
            <Th class="max-lg:hidden">"Type"</Th>
            <Th class="max-xl:hidden">"Event"</Th>
            {of_everybody.then(|| view! { <Th>"Claimed by"</Th> })}
            <Th>"Status"</Th>
            <Th numeric=true>"Amount"</Th>
        }
    };
    // Those of a range: one's own cannot be among them.
    let me = choosing.and_then(|choosing| choosing.me);
    let others = rows.iter().filter(|row| me.is_none_or(|me| !row.is_of(me)));
    let ids = StoredValue::new(others.map(|row| row.id).collect::<Vec<_>>());
    view! {
        <div class="contents" class:table-chosen=move || choosing.is_some_and(|choosing| !choosing.selection.is_empty())>
            <Table label="Claims" class="table-stack claims" head=head>
                {rows.into_iter().map(|row| view! { <Row row of_everybody choosing ids/> }).collect_view()}
            </Table>
        </div>
    }
}

#[component]
fn Row(
    row: ExpenseRow,
    of_everybody: bool,
    choosing: Option<Choosing>,
    ids: StoredValue<Vec<ExpenseId>>,
) -> impl IntoView {
    let formats = use_formats();
    let id = row.id;
    let me = choosing.and_then(|choosing| choosing.me);
    let is_own = me.is_some_and(|me| row.is_of(me));
    let day = date(row.expense_date, &formats.locale);
    let beneath = beneath(&row, &formats);
    let divided = row.divided_over.clone();
    let event = row.event.map(|event| {
        let title = event.title.clone();
        view! { <a class="hover:underline" href=format!("/events/{}", event.id) title=title>{event.title}</a> }
    });
    let has_event = event.is_some() || divided.is_some();
    let claimant = row.claimant;
    let by = of_everybody.then(|| {
        let name = claimant.name.clone();
        view! {
            <td>
                <span class="flex min-w-0 items-center gap-2">
                    <span class="max-md:hidden"><Avatar name=claimant.name.clone() picture=claimant.picture.clone() size=AvatarSize::Small/></span>
                    <span class="truncate">{name}</span>
                </span>
            </td>
        }
    });
    let choice = choosing.map(|choosing| {
        let wanted = Wanted {
            id,
            version: row.version,
        };
        view! { <Choice choosing ids wanted title=row.title.clone() is_own/> }
    });
    let is_chosen = move || {
        choosing
            .is_some_and(|choosing| choosing.selection.has(id))
            .then_some("true")
    };
    view! {
        <tr data-id=id.to_string() aria-selected=is_chosen>
            {choice}
            <td class="num text-left whitespace-nowrap cell-muted">{day}</td>
            <td class="cell-main py-1 md:max-w-72 xl:max-w-96">
                <span class="flex min-w-0 flex-col leading-tight">
                    <a class="row-link truncate" href=addresses::record(id) title=row.title.clone()>{row.title.clone()}</a>
                    {beneath}
                </span>
            </td>
            <td class="max-lg:hidden"><TypeLabel expense_type=row.expense_type/></td>
            <td class="max-w-52 truncate max-xl:hidden">
                {event}
                {divided.map(|events| view! { <span title=events.clone()>{events.clone()}</span> })}
                {(!has_event).then(|| view! { <span class="text-faint">"–"</span> })}
            </td>
            {by}
            <td>
                <StatusBadge status=row.status/>
                {row.waits_for.map(|whom| view! { <span class="block max-w-52 text-xs text-muted">{format!("Waits for {whom}")}</span> })}
            </td>
            <td class="num cell-side"><Amount amount=row.amount base=row.base_amount is_reversal=row.is_reversal/></td>
        </tr>
    }
}

/// What stands under the name: of whom it was bought where the name does not say so, and what is unusual.
fn beneath(row: &ExpenseRow, formats: &Formats) -> Option<AnyView> {
    let merchant = row
        .merchant
        .clone()
        .filter(|merchant| !row.title.contains(merchant.as_str()))
        .or_else(|| row.category.clone());
    let reversal = row
        .made_by
        .as_ref()
        .map(|by| format!("Takes a paid claim back, made by {}", by.name));
    let unusual = if row.is_reversal {
        None
    } else if row.findings.is_empty() {
        (row.receipts == 0 && row.units.is_none()).then_some("No receipt")
    } else {
        Some("Against the policy")
    };
    let units = row
        .units
        .as_ref()
        .map(|units| units.in_words(row.amount.currency, &formats.locale));
    let words: Vec<_> = units
        .into_iter()
        .chain(merchant)
        .chain(reversal)
        .chain(unusual.map(str::to_owned))
        .collect();
    (!words.is_empty()).then(|| {
        let words = words.join(" · ");
        view! { <span class="truncate text-xs font-normal text-muted">{words}</span> }.into_any()
    })
}

/// The box of a row. Whoever claimed it is told why they cannot.
#[component]
fn Choice(
    choosing: Choosing,
    ids: StoredValue<Vec<ExpenseId>>,
    wanted: Wanted,
    title: String,
    is_own: bool,
) -> impl IntoView {
    let (selection, id) = (choosing.selection, wanted.id);
    let choose = move |event: web_sys::MouseEvent| {
        if event.shift_key() {
            selection.extend_to(id, &ids.get_value());
        } else {
            selection.toggle(id);
        }
    };
    let label = if is_own {
        format!("{title} is your own: somebody else pays it")
    } else {
        format!("Choose {title}")
    };
    view! {
        <td class="cell-check">
            <input
                type="checkbox"
                class="check-box"
                name="claims[]"
                value=wanted.to_string()
                form=BULK_FORM
                aria-label=label.clone()
                title=is_own.then_some(label)
                disabled=is_own
                prop:checked=move || selection.has(id)
                on:click=choose
            />
        </td>
    }
}

/// Paying without JavaScript: a form beneath the table sends those that are ticked. `then` leads back to the list.
#[component]
pub fn PayForm(
    /// The address that pays.
    action: &'static str,
    /// The address that makes a batch, for those who may.
    batch: Option<&'static str>,
    #[prop(into)] then: Signal<String>,
    /// Of this form: sent twice, it pays once.
    key: String,
) -> impl IntoView {
    view! {
        <form class="bulk-plain" id=BULK_FORM method="post" action=action>
            <HiddenField name="then" value=then/>
            <HiddenField name="key" value=key/>
            <input class="input" name="reference" aria-label="Reference of the payment" placeholder="Reference" maxlength="140"/>
            <Button submit=true>"Mark those ticked as paid"</Button>
            {batch.map(|address| view! {
                <button class="btn btn-secondary" type="submit" formaction=address>"Make a batch of those ticked"</button>
            })}
        </form>
    }
}
