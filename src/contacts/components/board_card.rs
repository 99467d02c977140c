//! A contact as a card of the board.

use super::marks::{PriorityIcon, position};
use crate::contacts::types::ContactRow;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Tags that a card shows.
const TAGS: usize = 2;

/// A contact. `fixed` says why it cannot be moved, where it cannot.
#[component]
pub fn ContactCard(
    row: ContactRow,
    href: String,
    fixed: Option<String>,
    /// It is open beside the board.
    #[prop(into)]
    is_open: Signal<bool>,
    #[prop(into)] is_fresh: Signal<bool>,
    /// Somebody else has just changed it.
    #[prop(into)]
    is_changed: Signal<bool>,
    #[prop(into)] is_gone: Signal<bool>,
) -> impl IntoView {
    let name = row.name();
    let initials = name.clone();
    let priority = row.priority;
    let text = position(row.job_title.as_deref(), row.company.as_deref());
    let tags = (!row.tags.is_empty()).then(|| view! { <Tags tags=row.tags/> });
    let owner = row.owner.map(|owner| {
        let label = format!("Looked after by {}", owner.name);
        let title = label.clone();
        view! {
            <span class="ml-auto flex" title=title>
                <Avatar name=owner.name picture=owner.picture size=AvatarSize::Small/>
                <span class="sr-only">{label}</span>
            </span>
        }
    });
    let last = match row.last_interaction {
        Some(at) => view! { <Moment at=at/> }.into_any(),
        None => view! { <span class="text-faint">"No interaction"</span> }.into_any(),
    };
    view! {
        <BoardCard
            key=row.id.to_string()
            name=name
            href=href
            fixed=fixed
            is_open=is_open
            is_fresh=is_fresh
            is_changed=is_changed
            hidden=is_gone
            lead=move || view! { <Avatar name=initials.clone() size=AvatarSize::Small/> }
            side=move || view! { <PriorityIcon priority/> }
        >
            {text.map(|text| view! { <p class="board-text">{text}</p> })}
            {tags}
            <div class="board-row">
                <Meter value=row.lead_score label="Score"/>
                <span class="truncate" title="Last interaction">
                    <span class="sr-only">"Last interaction "</span>
                    {last}
                </span>
                {owner}
            </div>
        </BoardCard>
    }
}

#[component]
fn Tags(tags: Vec<String>) -> impl IntoView {
    let more = tags.len().saturating_sub(TAGS);
    let all = tags.join(", ");
    view! {
        <div class="board-row" title=all>
            {tags.into_iter().take(TAGS).map(|tag| view! { <Tag text=tag/> }).collect_view()}
            {(more > 0).then(|| view! { <span class="flex-none num">{format!("+{more}")}</span> })}
        </div>
    }
}
