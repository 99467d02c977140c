//! What stands in each column.

use crate::contacts::components::addresses;
use crate::contacts::components::marks::{OwnerName, priority_mark, stage_badge, status_text};
use crate::contacts::types::{Column, ContactRow, ContactSort, UNREADABLE};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// What a list is sorted by under this column.
pub const fn sort_of(column: Column) -> Option<ContactSort> {
    match column {
        Column::Company => Some(ContactSort::Company),
        Column::Score => Some(ContactSort::Score),
        Column::LastInteraction => Some(ContactSort::LastInteraction),
        Column::Created => Some(ContactSort::Created),
        _ => None,
    }
}

/// The form's name of the field that a column shows, where it can be edited in the table.
#[must_use]
pub const fn field_of(column: Column) -> Option<&'static str> {
    Some(match column {
        Column::Company => "company",
        Column::Stage => "contact_type",
        Column::Status => "status",
        Column::Priority => "priority",
        Column::Score => "lead_score",
        Column::Owner => "owner_id",
        Column::Email => "email",
        Column::Phone => "phone",
        Column::JobTitle => "job_title",
        Column::Industry => "industry",
        Column::Tags => "tags",
        Column::LastInteraction | Column::Created => return None,
    })
}

/// The fields of the name's cell.
pub const NAMES: [&str; 2] = ["first_name", "last_name"];

/// A field by its name, if it can be edited in the table.
#[must_use]
pub fn editable(name: &str) -> Option<&'static str> {
    let columns = Column::ALL.iter().filter_map(|column| field_of(*column));
    NAMES.into_iter().chain(columns).find(|field| *field == name)
}

pub const fn is_numeric(column: Column) -> bool {
    matches!(column, Column::Score)
}

/// The narrower the table, the fewer columns; on a telephone none has a head.
pub const fn head_class(column: Column) -> &'static str {
    match column {
        Column::Status => "@max-[50rem]:hidden",
        Column::Priority | Column::Owner => "@max-[69rem]:hidden",
        _ => "max-md:hidden",
    }
}

const fn cell_class(column: Column) -> &'static str {
    match column {
        Column::Company => "max-md:empty:hidden md:max-w-40 lg:max-w-44 xl:max-w-50 min-[100rem]:max-w-80",
        Column::Stage => "cell-side",
        Column::Status => "@max-[50rem]:hidden",
        Column::Priority => "@max-[69rem]:hidden",
        Column::Score => "num max-md:hidden",
        Column::LastInteraction => "cell-muted",
        Column::Owner => "max-w-40 @max-[69rem]:hidden",
        Column::Created => "cell-muted max-md:hidden",
        Column::Email | Column::Phone | Column::JobTitle | Column::Industry | Column::Tags => {
            "max-w-60 max-md:hidden"
        }
    }
}

/// A column's cell of a row. It can have the focus, and says which field it holds.
pub fn cell(column: Column, contact: RwSignal<ContactRow>) -> AnyView {
    let field = field_of(column).filter(|_| contact.with_untracked(|contact| contact.can_edit));
    let formats = use_formats();
    view! {
        <td class=cell_class(column) tabindex="-1" data-column=column.as_str() data-field=field>
            {move || content(column, &contact.read(), &formats)}
        </td>
    }
    .into_any()
}

/// A company's name, and the way to its page.
fn at_company(name: &str) -> Markup {
    let label = format!("Open {name}");
    markup! {
        span class="flex min-w-0 items-center gap-1" {
            span.truncate { (name) }
            a.cell-tool href=(addresses::company(name)) tabindex="-1" aria-label=(label) title=(label) {
                (icon(IconName::ArrowUpRight, "icon-small"))
            }
        }
    }
}

/// What stands in a cell: text, or a mark.
fn content(column: Column, contact: &ContactRow, formats: &Formats) -> AnyView {
    let mark = match column {
        Column::Company => contact.company.as_deref().map(at_company),
        Column::Tags => {
            Some(markup! { span class="flex gap-1" { @for text in &contact.tags { (tag(text)) } } })
        }
        Column::Created => Some(moment(formats, contact.created_at, MomentStyle::Day)),
        Column::Stage => Some(stage_badge(contact.contact_type)),
        Column::Status => Some(status_text(contact.status)),
        Column::Priority => Some(priority_mark(contact.priority)),
        Column::LastInteraction => Some(contact.last_interaction.map_or_else(
            || markup! { span class="text-faint max-md:hidden" { "Never" } },
            |at| moment(formats, at, MomentStyle::Day),
        )),
        Column::Owner => return view! { <OwnerName owner=contact.owner.clone()/> }.into_any(),
        Column::Email => return contact.email.clone().into_any(),
        Column::Phone if !contact.unreadable.is_empty() => return UNREADABLE.into_any(),
        Column::Phone => return contact.phone.clone().into_any(),
        Column::JobTitle => return contact.job_title.clone().into_any(),
        Column::Industry => return contact.industry.clone().into_any(),
        Column::Score => return contact.lead_score.into_any(),
    };
    mark.map(still).into_any()
}
