//! How well we know somebody, and why it says so.

use super::marks::interaction_icon;
use crate::contacts::types::{Direction, HALF_LIFE_DAYS, REACH_DAYS, Strength, StrengthLevel, StrengthPart};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The word, and bars for those who read down a column.
#[component]
pub fn StrengthMark(level: StrengthLevel) -> impl IntoView {
    let class = match level {
        StrengthLevel::None => "text-faint",
        _ => "",
    };
    view! {
        <span class="inline-flex items-center gap-1.5 whitespace-nowrap">
            <Bars filled=level.bars()/>
            <span class=class>{level.label()}</span>
        </span>
    }
}

/// The word as a button that opens what it is made of.
#[component]
pub fn StrengthWhy(
    /// The only one of its kind on the page.
    #[prop(into)]
    id: String,
    strength: Strength,
) -> impl IntoView {
    let level = strength.level();
    let points = tenths(strength.tenths());
    let trigger = move || {
        view! {
            <span class="sr-only">"Strength: "</span>
            <StrengthMark level/>
            <span class="sr-only">", why"</span>
            <Icon name=IconName::Info class="icon-small text-faint"/>
        }
    };
    let line = |part: StrengthPart| {
        let said = sentence(&part);
        view! {
            <li class="flex items-center gap-2 py-0.5">
                <Icon name=interaction_icon(part.interaction_type) class="text-faint"/>
                <span class="flex-1">{said}</span>
                <span class="num">{tenths(part.tenths)}</span>
            </li>
        }
    };
    let parts = if strength.parts.is_empty() {
        view! { <p>"Nothing has happened that still counts."</p> }.into_any()
    } else {
        view! { <ul>{strength.parts.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <Menu id=id label="What the strength is made of" bare=true class="gap-1" trigger=trigger>
            <div class="flex w-64 max-w-full flex-col gap-2 p-2">
                <p class="flex justify-between gap-2 font-medium">
                    {level.label()} <span class="num">{format!("{points} points")}</span>
                </p>
                {parts}
                <p class="text-xs text-muted">
                    {format!(
                        "What happened in the last {REACH_DAYS} days counts, and half as much after each {HALF_LIFE_DAYS}."
                    )}
                </p>
            </div>
        </Menu>
    }
}

/// "3 × E-mail, they reached out".
fn sentence(part: &StrengthPart) -> String {
    let side = match part.direction {
        Some(Direction::In) => ", they reached out",
        Some(Direction::Out) => ", we reached out",
        Some(Direction::Both) | None => "",
    };
    format!("{} × {}{side}", part.count, part.interaction_type.label())
}

/// Tenths of a point as points: "18.8".
fn tenths(tenths: i32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::contacts::types::InteractionType;

    #[test]
    fn a_part_says_what_it_counts() {
        let part = |direction| StrengthPart {
            interaction_type: InteractionType::Email,
            direction,
            count: 3,
            tenths: 45,
        };
        assert_eq!(
            sentence(&part(Some(Direction::In))),
            "3 × E-mail, they reached out"
        );
        assert_eq!(sentence(&part(Some(Direction::Both))), "3 × E-mail");
        assert_eq!(tenths(45), "4.5");
        assert_eq!(tenths(8), "0.8");
        assert_eq!(tenths(120), "12.0");
    }
}
