//! What stood in a form when it was sent.

use leptos::prelude::*;

/// What stood in the fields of a form that stays open for the next entry. It is emptied once this one is saved, unless
/// somebody has begun the next meanwhile: that would be lost.
pub struct Sent {
    texts: Vec<(RwSignal<String>, String)>,
    ticks: Vec<(RwSignal<bool>, bool)>,
}

impl Sent {
    /// Of texts and boxes as they are now.
    #[must_use]
    pub fn of(texts: &[RwSignal<String>], ticks: &[RwSignal<bool>]) -> Self {
        Self {
            texts: texts.iter().map(|one| (*one, one.get_untracked())).collect(),
            ticks: ticks.iter().map(|one| (*one, one.get_untracked())).collect(),
        }
    }

    /// Whether all of it stands there still. Not where the form is gone.
    #[must_use]
    pub fn stands(&self) -> bool {
        let is_text = |(one, was): &(RwSignal<String>, String)| one.try_get_untracked().as_ref() == Some(was);
        let is_tick = |(one, was): &(RwSignal<bool>, bool)| one.try_get_untracked() == Some(*was);
        self.texts.iter().all(is_text) && self.ticks.iter().all(is_tick)
    }
}
