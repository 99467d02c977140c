use crate::notifications::types::{Channel, NotificationKind, Preferences};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// A box for each kind and channel; they stand in a form.
#[component]
pub fn PreferenceTable(preferences: Preferences) -> impl IntoView {
    let head = || {
        let channel = |channel: &Channel| {
            let label = channel.label();
            view! { <Th class="news-choice">{label}</Th> }
        };
        view! {
            <Th>"About"</Th>
            {Channel::ALL.iter().map(channel).collect_view()}
        }
    };
    let cell = |kind: NotificationKind, channel: Channel| {
        view! {
            <td class="news-choice">
                <label class="news-box">
                    <input
                        type="checkbox"
                        class="check-box"
                        name="wanted[]"
                        value=Preferences::word(kind, channel)
                        checked=preferences.wants(kind, channel)
                        aria-label=format!("{}: {}", kind.label(), channel.label().to_lowercase())
                    />
                </label>
            </td>
        }
    };
    let row = |kind: &NotificationKind| {
        let cells = Channel::ALL
            .iter()
            .map(|channel| cell(*kind, *channel))
            .collect_view();
        view! {
            <tr>
                <th scope="row" class="news-kind">{kind.label()}</th>
                {cells}
            </tr>
        }
    };
    let rows = NotificationKind::ALL.iter().map(row).collect_view();
    view! { <Table label="What you are told" class="news-preferences" head=head>{rows}</Table> }
}
