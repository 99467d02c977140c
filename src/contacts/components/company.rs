//! A company: what is known of it, its people, and a line of their joined history.

use super::addresses;
use super::marks::{OwnerName, StageBadge};
use super::strength::{StrengthMark, StrengthWhy};
use crate::contacts::types::{Closest, Company, CompanyPerson, InteractionType};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Where we stand with a company.
#[component]
pub fn CompanyFacts(company: Company) -> impl IntoView {
    let closest = company
        .closest
        .map(|closest| view! { <Fact label="Closest"><ClosestPair closest/></Fact> });
    let spellings = (!company.spellings.is_empty()).then(|| {
        let line = |(name, people): (String, u32)| {
            let times = if people == 1 { "once".into() } else { format!("{people} times") };
            view! { <li>{name} " " <span class="text-faint whitespace-nowrap">{times}</span></li> }
        };
        view! {
            <Fact label="Also written"><ul>{company.spellings.into_iter().map(line).collect_view()}</ul></Fact>
        }
    });
    view! {
        <Card title="Relationship">
            <Facts>
                <Fact label="Strength"><StrengthMark level=company.strength/></Fact>
                {closest}
                <Fact label="Best stage"><StageBadge stage=company.best_stage/></Fact>
                <Fact label="Average score"><Meter value=company.average_score label="Average lead score"/></Fact>
                <Fact label="Last interaction">
                    {match company.last_interaction {
                        Some(at) => view! { <Moment at=at/> }.into_any(),
                        None => view! { <span class="text-faint">"Never"</span> }.into_any(),
                    }}
                </Fact>
                {spellings}
            </Facts>
        </Card>
        <p class="px-1 text-xs text-faint">
            "A company is as strong as the person there whom we know best."
        </p>
    }
}

/// Who of us knows whom of them best.
#[component]
fn ClosestPair(closest: Closest) -> impl IntoView {
    let Closest {
        colleague,
        contact,
        interaction_type,
        at,
    } = closest;
    view! {
        <span class="block">
            {colleague} " knows " <TextLink href=addresses::record(contact.id)>{contact.name}</TextLink>
        </span>
        <span class="block text-xs text-muted">{lately(interaction_type)} " " <Moment at=at/></span>
    }
}

/// What the two did last.
const fn lately(interaction_type: InteractionType) -> &'static str {
    match interaction_type {
        InteractionType::Meeting => "Last met",
        InteractionType::Call => "Last call",
        InteractionType::Email => "Last e-mail",
        InteractionType::Linkedin => "Last on LinkedIn",
        InteractionType::Event => "Last at an event",
        InteractionType::FollowUp => "Last follow-up",
    }
}

/// The people of a company.
#[component]
pub fn PeopleTable(people: Vec<CompanyPerson>) -> impl IntoView {
    let head = || {
        view! {
            <Th>"Name"</Th>
            <Th>"Stage"</Th>
            <Th>"Strength"</Th>
            <Th>"Last interaction"</Th>
            <Th class="max-md:hidden lg:max-xl:hidden">"Owner"</Th>
        }
    };
    let row = |person: CompanyPerson| view! { <PersonRow person/> };
    view! { <Table label="People" class="table-stack" head=head>{people.into_iter().map(row).collect_view()}</Table> }
}

#[component]
fn PersonRow(person: CompanyPerson) -> impl IntoView {
    let (id, name, last) = (person.id, person.name, person.last_interaction);
    view! {
        <tr>
            <td class="cell-main md:max-w-60 lg:max-w-48">
                <div class="flex min-w-0 items-center gap-2">
                    <Avatar name=name.clone() size=AvatarSize::Small/>
                    <div class="min-w-0 py-1">
                        <a class="row-link block truncate" href=addresses::record(id)>{name}</a>
                        {person.job_title.map(|title| view! {
                            <span class="block truncate text-xs font-normal text-muted">{title}</span>
                        })}
                    </div>
                </div>
            </td>
            <td class="cell-side"><StageBadge stage=person.contact_type/></td>
            <td><StrengthWhy id=format!("strength-{id}") strength=person.strength/></td>
            <td class="cell-muted">
                {match last {
                    Some(at) => view! { <Moment at=at/> }.into_any(),
                    None => view! { <span class="text-faint max-md:hidden">"Never"</span> }.into_any(),
                }}
            </td>
            <td class="max-w-40 max-md:hidden lg:max-xl:hidden"><OwnerName owner=person.owner/></td>
        </tr>
    }
}
