//! What of a claim is against the policy, drawn.

use crate::policies::types::{Finding, Level};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// Which of what was found is refused is said with a sign and a word, not by its colour alone.
const fn look(level: Level) -> (Tone, IconName, &'static str) {
    match level {
        Level::Warn => (Tone::Warning, IconName::AlertTriangle, "Against the policy"),
        Level::Block => (Tone::Danger, IconName::XCircle, "Refused by the policy"),
    }
}

/// What was found, one line each. It says nothing where nothing was.
#[component]
pub fn Found(findings: Vec<Finding>, #[prop(optional, into)] class: String) -> impl IntoView {
    let worst = findings.iter().map(|finding| finding.level).max()?;
    let (tone, _, label) = look(worst);
    let locale = use_formats().locale;
    let line = move |finding: Finding| view! { <li>{finding.message(&locale)}</li> };
    Some(view! {
        <Notice tone class=class>
            <p class="font-medium">{label}</p>
            <ul class="mt-1 flex flex-col gap-1" aria-label=label>{findings.into_iter().map(line).collect_view()}</ul>
        </Notice>
    })
}

/// What is against the policy at one field, while somebody types. What the field itself says already is not said again.
#[component]
pub fn Flags(
    #[prop(into)] findings: Signal<Vec<Finding>>,
    /// The names of the field.
    fields: &'static [&'static str],
    /// What the field says.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = use_formats().locale;
    let lines = move || {
        let said = error.get();
        let findings = findings.get();
        let of_field = findings.into_iter().filter(|one| fields.contains(&one.field()));
        of_field
            .filter(|one| said.as_deref() != Some(one.message(&locale).as_str()))
            .map(|one| {
                let (tone, sign, label) = look(one.level);
                view! {
                    <p class=format!("policy-flag {}", tone.class())>
                        <Icon name=sign label=label/>
                        <span>{one.message(&locale)}</span>
                    </p>
                }
            })
            .collect_view()
    };
    view! { <div class="policy-flags" aria-live="polite">{lines}</div> }
}
