//! Attendees as rows, and as a list on a telephone.

use super::addresses;
use super::marks::AttendeeBadge;
use crate::attendees::types::{AttendeeFilter, AttendeeRow, AttendeeSort, Who};
use crate::ids::{AttendeeId, EventId};
use crate::ui::prelude::*;
use crate::ui::selection::{BULK_FORM, Selection};
use leptos::prelude::*;

/// The ids of what opens beside a row: what can be done with it, and its note.
pub const MENU: &str = "attendee-menu";
pub const NOTE: &str = "attendee-note";

/// Attendees. `opened` is the row whose menu or note is opened.
#[component]
pub fn AttendeeTable(
    event: EventId,
    rows: RwSignal<Vec<AttendeeRow>>,
    #[prop(into)] filter: Signal<AttendeeFilter>,
    selection: Selection<AttendeeId>,
    can_edit: bool,
    /// Whether names lead to records.
    sees_contacts: bool,
    opened: RwSignal<Option<AttendeeRow>>,
    /// Somebody is about to write the note of the opened row.
    on_note: Callback<()>,
) -> impl IntoView {
    let ids = move || rows.with(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
    let held = Memo::new(move |_| selection.holds(&ids()));
    let sorted_by = move |sort: AttendeeSort, class: &'static str| {
        let href = Signal::derive(move || addresses::list(event, &filter.read().sorted_by(sort), None));
        let sorted = Signal::derive(move || {
            let filter = filter.read();
            (filter.sort == sort).then_some(if filter.descending {
                SortOrder::Descending
            } else {
                SortOrder::Ascending
            })
        });
        view! { <SortHeader label=sort.label() href sorted class/> }
    };
    let head = move || {
        view! {
            {can_edit.then(|| view! {
                <th scope="col" class="cell-check">
                    <input
                        type="checkbox"
                        class="check-box"
                        aria-label="Select all on this page"
                        prop:checked=move || held.get() == Some(true)
                        prop:indeterminate=move || held.get().is_none()
                        on:change=move |event| selection.set_page(&ids(), event_target_checked(&event))
                    />
                </th>
            })}
            {sorted_by(AttendeeSort::Name, "")}
            {sorted_by(AttendeeSort::Status, "")}
            <Th class="max-lg:hidden">"E-mail"</Th>
            {sorted_by(AttendeeSort::Added, "")}
            <Th>"Note"</Th>
            {can_edit.then(|| view! { <Th hidden=true>"Actions"</Th> })}
        }
    };
    // What a row looks like is all that is known of it: one that changes is another.
    let key = |row: &AttendeeRow| {
        (
            row.id,
            row.status,
            row.position,
            row.name.clone(),
            row.notes.clone(),
        )
    };
    view! {
        <div class="contents" class:table-chosen=move || !selection.is_empty()>
            <Table label="Attendees" class="table-stack" head=head>
                <For each=move || rows.get() key=key let:row>
                    <Row row rows selection can_edit sees_contacts opened on_note/>
                </For>
            </Table>
        </div>
    }
}

#[component]
fn Row(
    row: AttendeeRow,
    rows: RwSignal<Vec<AttendeeRow>>,
    selection: Selection<AttendeeId>,
    can_edit: bool,
    sees_contacts: bool,
    opened: RwSignal<Option<AttendeeRow>>,
    on_note: Callback<()>,
) -> impl IntoView {
    let (id, name) = (row.id, row.name.clone());
    let choice = can_edit.then(|| {
        let choose = move |event: web_sys::MouseEvent| {
            if event.shift_key() {
                let page = rows.with_untracked(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
                selection.extend_to(id, &page);
            } else {
                selection.toggle(id);
            }
        };
        view! {
            <td class="cell-check">
                <input
                    type="checkbox"
                    class="check-box"
                    name="ids[]"
                    value=id.to_string()
                    form=BULK_FORM
                    aria-label=format!("Select {name}")
                    prop:checked=move || selection.has(id)
                    on:click=choose
                />
            </td>
        }
    });
    let record = match row.who {
        Who::Contact(contact) if sees_contacts => Some(format!("/contacts/{contact}")),
        _ => None,
    };
    let shown_name = match record {
        Some(href) => view! { <a class="row-link truncate" href=href>{row.name.clone()}</a> }.into_any(),
        None => view! { <span class="truncate">{row.name.clone()}</span> }.into_any(),
    };
    let about = match row.who {
        Who::Contact(_) => row.company.clone(),
        Who::Colleague(_) => Some("Colleague".to_owned()),
    };
    let position = row.position.map(|position| {
        view! { <span class="num ml-2 text-muted">{format!("No. {position}")}</span> }
    });
    let note = note_cell(&row, can_edit, opened, on_note);
    let menu = can_edit.then(|| {
        let own = row.clone();
        let label = format!("Actions for {}", row.name);
        let current = Signal::derive(move || opened.read().as_ref().is_some_and(|row| row.id == id));
        view! {
            <td class="cell-actions cell-side">
                <SharedMenuButton
                    menu=MENU
                    beside=NOTE
                    label
                    current
                    on_open=Callback::new(move |()| opened.set(Some(own.clone())))
                />
            </td>
        }
    });
    view! {
        <tr data-id=id.to_string() aria-selected=move || selection.has(id).then_some("true")>
            {choice}
            <td class="cell-main py-1 md:max-w-60 xl:max-w-80">
                <span class="flex min-w-0 items-center gap-2">
                    <Avatar name=row.name.clone() picture=row.picture.clone() size=AvatarSize::Small/>
                    <span class="flex min-w-0 flex-col leading-tight">
                        {shown_name}
                        {about.map(|about| view! { <span class="truncate text-xs font-normal text-muted">{about}</span> })}
                    </span>
                </span>
            </td>
            <td><AttendeeBadge status=row.status/> {position}</td>
            <td class="cell-muted max-w-60 truncate max-lg:hidden" title=row.email.clone()>{row.email.clone()}</td>
            <td class="cell-muted"><span class="md:hidden">"Added "</span><Moment at=row.registered_at style=MomentStyle::Day/></td>
            {note}
            {menu}
        </tr>
    }
}

/// What is noted, and the way to note something.
fn note_cell(
    row: &AttendeeRow,
    can_edit: bool,
    opened: RwSignal<Option<AttendeeRow>>,
    on_note: Callback<()>,
) -> AnyView {
    let text = row.notes.clone();
    if !can_edit {
        return view! { <td class="max-w-60 truncate max-md:empty:hidden" title=text.clone()>{text.clone()}</td> }
            .into_any();
    }
    let (own, has_note) = (row.clone(), text.is_some());
    let label = if has_note {
        format!("Edit the note on {}", row.name)
    } else {
        format!("Add a note on {}", row.name)
    };
    let shown = text.clone().unwrap_or_else(|| "Add a note".to_owned());
    view! {
        <td class="max-w-60" class:max-md:hidden=!has_note>
            <button
                type="button"
                class="note-button"
                class:note-none=!has_note
                popovertarget=NOTE
                aria-label=label
                title=text
                on:click=move |_| {
                    opened.set(Some(own.clone()));
                    on_note.run(());
                }
            >
                {shown}
            </button>
        </td>
    }
    .into_any()
}
