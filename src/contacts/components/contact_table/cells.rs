//! What stands in each column.

use crate::accounts::types::Colleague;
use crate::contacts::components::addresses;
use crate::contacts::components::marks::{OwnerName, owner_name, priority_mark, stage_badge, status_text};
use crate::contacts::types::{Column, ContactRow, ContactSort, UNREADABLE};
use crate::ui::prelude::*;
use crate::ui::still::{END_OF_CHANGING, PreEscaped};
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

/// A column's cell of a row, in which what stands there changes with the contact. It can have the focus, and says which field it
/// holds.
pub fn cell(column: Column, contact: RwSignal<ContactRow>) -> AnyView {
    let formats = use_formats();
    let field = contact.with_untracked(|contact| field_in(column, contact));
    view! {
        <td class=cell_class(column) tabindex="-1" data-column=column.as_str() data-field=field>
            {move || match content(column, &contact.read(), &formats) {
                Content::Mark(mark) => still(mark).into_any(),
                Content::Text(text) => text.into_any(),
                Content::Owner(owner) => view! { <OwnerName owner=Some(owner)/> }.into_any(),
            }}
        </td>
    }
    .into_any()
}

/// The same as it is now, mark by mark.
pub fn text(column: Column, contact: &ContactRow, formats: &Formats) -> Markup {
    let content = match content(column, contact, formats) {
        Content::Mark(mark) => mark,
        Content::Text(Some(text)) => markup! { (text) },
        Content::Text(None) => PreEscaped(END_OF_CHANGING.0.to_owned()),
        Content::Owner(owner) => PreEscaped(view! { <OwnerName owner=Some(owner)/> }.to_html()),
    };
    let field = field_in(column, contact);
    markup! {
        td tabindex="-1" data-column=(column.as_str()) data-field=[field] class=(cell_class(column)) { (content) (END_OF_CHANGING) }
    }
}

fn field_in(column: Column, contact: &ContactRow) -> Option<&'static str> {
    field_of(column).filter(|_| contact.can_edit)
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

/// What stands in a cell.
enum Content {
    Mark(Markup),
    Text(Option<String>),
    /// With their picture.
    Owner(Colleague),
}

fn content(column: Column, contact: &ContactRow, formats: &Formats) -> Content {
    Content::Mark(match column {
        Column::Company => match contact.company.as_deref() {
            Some(company) => at_company(company),
            None => return Content::Text(None),
        },
        Column::Tags => markup! { span class="flex gap-1" { @for text in &contact.tags { (tag(text)) } } },
        Column::Created => moment(formats, contact.created_at, MomentStyle::Day),
        Column::Stage => stage_badge(contact.contact_type),
        Column::Status => status_text(contact.status),
        Column::Priority => priority_mark(contact.priority),
        Column::LastInteraction => contact.last_interaction.map_or_else(
            || markup! { span class="text-faint max-md:hidden" { "Never" } },
            |at| moment(formats, at, MomentStyle::Day),
        ),
        Column::Owner => match &contact.owner {
            Some(owner) if owner.picture.is_some() => return Content::Owner(owner.clone()),
            owner => owner_name(owner.as_ref()),
        },
        Column::Email => return Content::Text(contact.email.clone()),
        Column::Phone if !contact.unreadable.is_empty() => return Content::Text(Some(UNREADABLE.to_owned())),
        Column::Phone => return Content::Text(contact.phone.clone()),
        Column::JobTitle => return Content::Text(contact.job_title.clone()),
        Column::Industry => return Content::Text(contact.industry.clone()),
        Column::Score => return Content::Text(Some(contact.lead_score.to_string())),
    })
}
