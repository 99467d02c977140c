//! Which events of a series a save means.

use crate::events::types::{SavedEvent, SeriesScope};
use crate::forms::Rejected;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The scope that a form begins with: what was chosen in the plain post that was refused, or the event alone.
#[must_use]
pub fn chosen_scope(refused: Option<&Rejected>) -> String {
    let typed = refused.and_then(|form| form.typed("scope")?.parse::<SeriesScope>().ok());
    typed.unwrap_or(SeriesScope::This).to_string()
}

/// What a save came to, in words.
#[must_use]
pub fn saved_in_words(saved: SavedEvent) -> String {
    let others = match saved.others {
        0 => "Saved".to_owned(),
        1 => "Saved, and one other of the series with it".to_owned(),
        others => format!("Saved, and {others} others of the series with it"),
    };
    match saved.kept {
        0 => others,
        1 => format!("{others}; one kept what was changed on it alone"),
        kept => format!("{others}; {kept} kept what was changed on them alone"),
    }
}

/// The choice, this event alone to begin with.
#[component]
pub fn ScopeField(scope: RwSignal<String>) -> impl IntoView {
    let options: Vec<_> = SeriesScope::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    view! {
        <FormSection title="In the series">
            <SelectField name="scope" label="Save for" options=options value=scope
                hint="What you change here is carried over to others that have not begun, days and times with their agendas. What was changed on one of them alone stays as it is there."/>
        </FormSection>
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_save_says_how_far_it_reached() {
        let said = |others, kept| {
            saved_in_words(SavedEvent {
                version: 2,
                others,
                kept,
            })
        };
        assert_eq!(said(0, 0), "Saved");
        assert_eq!(said(1, 0), "Saved, and one other of the series with it");
        assert_eq!(
            said(4, 2),
            "Saved, and 4 others of the series with it; 2 kept what was changed on them alone"
        );
    }
}
