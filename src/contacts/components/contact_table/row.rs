//! A row of the table: text on the server, which draws fifty for a page, and a view in the browser.

use super::cells::{self, NAMES, cell};
use super::{TableRow, addresses};
use crate::contacts::components::selection::{BULK_FORM, ChooseRow, Selection};
use crate::contacts::types::{Column, ContactRow};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use crate::ui::still::END_OF_CHANGING;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What the rows of a table have in common.
#[derive(Clone, Copy)]
pub struct Around {
    /// Those that can be chosen, in their order.
    pub page: StoredValue<Vec<ContactId>>,
    pub has_choice: bool,
    pub columns: Memo<Vec<Column>>,
    /// Shown beside the table.
    pub opened: Memo<Option<ContactId>>,
    /// On their way to the trash.
    pub gone: Signal<BTreeSet<ContactId>>,
    pub selection: Selection,
}

const NAME_CLASS: &str = "cell-main md:max-w-48 lg:max-w-52 xl:max-w-68 min-[100rem]:max-w-80";

/// A contact. The server writes what [`live`] would have drawn there: nothing in it changes before the browser has taken it over.
#[component]
pub fn Row(row: TableRow, table: Around) -> impl IntoView {
    if cfg!(feature = "ssr") {
        let formats = use_formats();
        row.contact
            .with_untracked(|contact| still(text(row, contact, table, &formats)).into_any())
    } else {
        live(row, table)
    }
}

fn live(row: TableRow, table: Around) -> AnyView {
    let Around {
        page,
        has_choice,
        columns,
        opened,
        gone,
        selection,
    } = table;
    let TableRow {
        id, contact, fresh, ..
    } = row;
    let choice = has_choice.then(|| {
        let name = contact.read_untracked().name();
        let tick = row
            .may_be_chosen()
            .then(|| view! { <ChooseRow id name page selection/> });
        view! { <td class="cell-check">{tick}</td> }
    });
    let name = Signal::derive(move || contact.read().name());
    let can_edit = contact.with_untracked(|contact| contact.can_edit);
    let fields = can_edit.then(|| NAMES.join(" "));
    let tool = move || can_edit.then(|| still(pencil(&name.read())));
    // Cells stay while what stands in them changes: one of them may have the focus.
    let cells = move || {
        let columns = columns.read();
        columns.iter().map(|column| cell(*column, contact)).collect_view()
    };
    view! {
        <tr
            class:row-fresh=move || fresh.get()
            data-id=id.to_string()
            hidden=move || gone.read().contains(&id)
            aria-current=move || (opened.get() == Some(id)).then_some("true")
            aria-selected=move || selection.has(id).then_some("true")
        >
            {choice}
            <td class=NAME_CLASS data-field=fields>
                <span class="flex min-w-0 items-center gap-2">
                    <Avatar name=name size=AvatarSize::Small/>
                    <a class="row-link truncate" href=addresses::record(id)>{move || name.get()}</a>
                    {tool}
                </span>
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

/// The same as it is now, mark by mark.
fn text(row: TableRow, contact: &ContactRow, table: Around, formats: &Formats) -> Markup {
    let id = row.id;
    let name = contact.name();
    let fields = contact.can_edit.then(|| NAMES.join(" "));
    let is_opened = table.opened.get_untracked() == Some(id);
    let is_chosen = table.selection.has(id);
    let end = END_OF_CHANGING;
    markup! {
        tr data-id=(id) hidden[table.gone.read_untracked().contains(&id)] aria-current=[is_opened.then_some("true")]
            aria-selected=[is_chosen.then_some("true")] class=(if row.fresh.get_untracked() { "row-fresh" } else { "" }) {
            @if table.has_choice {
                td class="cell-check" {
                    @if row.may_be_chosen() {
                        input type="checkbox" name="ids[]" value=(id) form=(BULK_FORM) aria-label={ "Select " (name) } class="check-box";
                    } @else {
                        (end)
                    }
                    (end)
                }
            } @else {
                (end)
            }
            td data-field=[fields] class=(NAME_CLASS) {
                span class="flex min-w-0 items-center gap-2" {
                    (avatar(&name, AvatarSize::Small))
                    a href=(addresses::record(id)) class="row-link truncate" { (name) (end) }
                    @if contact.can_edit { (pencil(&name)) } @else { (end) }
                    (end) (end)
                }
                (end)
            }
            @for column in table.columns.read_untracked().iter() { (cells::text(*column, contact, formats)) }
            (end) (end) (end)
        }
    }
}

fn pencil(name: &str) -> Markup {
    markup! {
        button type="button" class="cell-tool cell-edit" tabindex="-1" aria-label={ "Edit the name of " (name) } title="Edit name (F2)" {
            (icon(IconName::Pencil, "icon-small"))
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::accounts::types::Colleague;
    use crate::contacts::types::{ContactStatus, ContactType, Priority};
    use crate::ids::UserId;
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    fn some_text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[ -~äßÉŁ中🎟]{1,20}")
    }

    fn some_time() -> impl Strategy<Value = DateTime<Utc>> {
        (0_i64..2_000_000_000).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default())
    }

    prop_compose! {
        fn some_contact()(
            (email, phone, company) in (some_text(), some_text(), some_text()),
            (job_title, industry, owner) in (some_text(), some_text(), some_text()),
            (stage, status, priority) in (0..3_usize, 0..ContactStatus::ALL.len(), 0..Priority::ALL.len()),
            (lead_score, can_edit, is_readable, has_picture) in (0..=100, any::<bool>(), any::<bool>(), any::<bool>()),
            (created_at, last_interaction) in (some_time(), proptest::option::of(some_time())),
            tags in prop::collection::vec("[ -~é]{1,12}", 0..4),
        ) -> ContactRow {
            ContactRow {
                id: ContactId::new(),
                version: 1,
                first_name: "Ada".into(),
                last_name: "Lovelace".into(),
                email, phone, company, job_title, industry,
                contact_type: ContactType::ALL[stage],
                status: ContactStatus::ALL[status],
                priority: Priority::ALL[priority],
                lead_score,
                last_interaction,
                created_at,
                owner: owner.map(|name| Colleague {
                    id: UserId::new(),
                    name,
                    picture: has_picture.then(|| "/files/1".into()),
                }),
                tags,
                unreadable: if is_readable { Vec::new() } else { vec!["phone".into()] },
                is_sample: false,
                can_edit,
                can_delete: can_edit,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn a_row_that_the_server_writes_is_the_one_that_the_browser_expects(
            contact in some_contact(), (has_choice, is_opened, is_gone, is_chosen) in any::<(bool, bool, bool, bool)>(),
        ) {
            // Either way a quote stands for itself in a text.
            let plain = |html: String| html.replace("&quot;", "\"");
            Owner::new().with(|| {
                let (id, selection) = (contact.id, Selection::new());
                if is_chosen {
                    selection.add(id);
                }
                let gone = if is_gone { BTreeSet::from([id]) } else { BTreeSet::new() };
                let table = Around {
                    page: StoredValue::new(vec![id]),
                    has_choice,
                    columns: Memo::new(|_| Column::ALL.to_vec()),
                    opened: Memo::new(move |_| is_opened.then_some(id)),
                    gone: Signal::stored(gone),
                    selection,
                };
                let row = TableRow::new(contact.clone());
                let written = text(row, &contact, table, &use_formats());
                prop_assert_eq!(plain(written.into_string()), plain(live(row, table).to_html()));
                Ok(())
            })?;
        }
    }
}
