//! Companies as rows, and as a list on a telephone.

use super::addresses;
use super::marks::{StageBadge, counted};
use super::strength::StrengthMark;
use crate::contacts::types::{CompanyFilter, CompanyRow, CompanySort, Total};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Companies.
#[component]
pub fn CompanyTable(rows: Vec<CompanyRow>, #[prop(into)] filter: Signal<CompanyFilter>) -> impl IntoView {
    let head = move || {
        view! {
            <SortedBy filter sort=CompanySort::Name/>
            <SortedBy filter sort=CompanySort::People numeric=true/>
            <Th>"Strength"</Th>
            <Th class="max-md:hidden">"Best stage"</Th>
            <Th class="max-lg:hidden" numeric=true>"Average score"</Th>
            <SortedBy filter sort=CompanySort::LastInteraction/>
            <Th class="max-lg:hidden">"Owners"</Th>
        }
    };
    view! {
        <Table label="Companies" class="table-stack" head=head>
            {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </Table>
    }
}

/// A column that can be sorted by.
#[component]
fn SortedBy(
    filter: Signal<CompanyFilter>,
    sort: CompanySort,
    #[prop(optional)] numeric: bool,
) -> impl IntoView {
    let href = Signal::derive(move || addresses::companies(&filter.read().sorted_by(sort), None));
    let sorted = Signal::derive(move || {
        let filter = filter.read();
        (filter.sort == sort).then_some(if filter.descending {
            SortOrder::Descending
        } else {
            SortOrder::Ascending
        })
    });
    view! { <SortHeader label=sort.label() href sorted numeric/> }
}

#[component]
fn Row(row: CompanyRow) -> impl IntoView {
    let formats = use_formats();
    let people = Total {
        count: row.people,
        is_more: false,
    };
    let last = row.last_interaction;
    let owners = owners(&row.owners, row.owners_total);
    view! {
        <tr>
            <td class="cell-main md:max-w-52 lg:max-w-80">
                <span class="flex min-w-0 items-center gap-2">
                    <Avatar name=row.name.clone() size=AvatarSize::Small/>
                    <a class="row-link truncate" href=addresses::company(&row.key) title=row.name.clone()>{row.name.clone()}</a>
                </span>
            </td>
            <td class="num">
                <span class="max-md:hidden">{formats.number(row.people.into())}</span>
                <span class="md:hidden">{counted(people, "person", "people", &formats)}</span>
            </td>
            <td class="cell-side"><StrengthMark level=row.strength/></td>
            <td class="max-md:hidden"><StageBadge stage=row.best_stage/></td>
            <td class="num max-lg:hidden">{row.average_score}</td>
            <td class="cell-muted">
                {match last {
                    Some(at) => view! { <Moment at=at/> }.into_any(),
                    None => view! { <span class="text-faint max-md:hidden">"Never"</span> }.into_any(),
                }}
            </td>
            <td class="max-w-52 max-lg:hidden">
                {if owners.is_empty() {
                    view! { <span class="text-faint">"Nobody"</span> }.into_any()
                } else {
                    owners.into_any()
                }}
            </td>
        </tr>
    }
}

/// "Ada Lovelace, Grace Hopper +2".
fn owners(named: &[String], total: u32) -> String {
    let others = total.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
    let names = named.join(", ");
    if others == 0 {
        names
    } else {
        format!("{names} +{others}")
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn owners_are_named_and_the_others_counted() {
        let two = ["Ada".to_owned(), "Grace".to_owned()];
        assert_eq!(owners(&two, 2), "Ada, Grace");
        assert_eq!(owners(&two, 5), "Ada, Grace +3");
        assert_eq!(owners(&[], 0), "");
    }
}
