//! The queues, and how full they are.

use super::addresses;
use crate::jobs::types::{JobState, QueueCounts};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The states that a queue is counted by.
const COUNTED: [(JobState, &str); 4] = [
    (JobState::Waiting, "Waiting"),
    (JobState::Running, "Running"),
    (JobState::Failed, "Failed"),
    (JobState::Done, "Done, 24 h"),
];

/// One row for each queue.
#[component]
pub fn QueueTable(queues: Vec<QueueCounts>) -> impl IntoView {
    let head = || {
        let column = |(_, label): (JobState, &'static str)| view! { <Th numeric=true>{label}</Th> };
        view! {
            <Th>"Queue"</Th>
            {COUNTED.into_iter().map(column).collect_view()}
        }
    };
    let row = |counts: QueueCounts| view! { <Row counts/> };
    view! { <Table label="Queues" head=head>{queues.into_iter().map(row).collect_view()}</Table> }
}

#[component]
fn Row(counts: QueueCounts) -> impl IntoView {
    let formats = use_formats();
    let cell = move |(state, label): (JobState, &'static str)| {
        let count = counts.of(state);
        let text = formats.number(count);
        if state == JobState::Failed && count > 0 {
            let says = format!("{text} {}, {}", label.to_lowercase(), counts.queue.label());
            return view! {
                <td class="num">
                    <a class="link" href=addresses::in_state(state) aria-label=says>{text}</a>
                </td>
            }
            .into_any();
        }
        view! { <td class="num">{text}</td> }.into_any()
    };
    view! {
        <tr>
            <td class="cell-main">{counts.queue.label()}</td>
            {COUNTED.into_iter().map(cell).collect_view()}
        </tr>
    }
}
