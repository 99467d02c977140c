//! What stays on the screen while what follows it is on its way.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;

/// Draws inside a `Transition`. By itself, what is drawn there ends as soon as the next thing is
/// asked for, though it is still seen until that has come; if anything in it then followed a signal
/// of its own, the whole page would fall. Drawn by this, it lives as long as it is seen.
#[derive(Clone)]
pub struct Lasting(Owner);

impl Lasting {
    /// Call it at the top of a component, outside of the `Transition`.
    #[must_use]
    pub fn new() -> Self {
        Self(Owner::current().unwrap_or_default())
    }

    /// Draws, with a life that ends with what is drawn.
    pub fn draw<V: IntoView>(&self, draw: impl FnOnce() -> V) -> AnyView {
        let owner = self.0.child();
        let view = owner.with(|| draw().into_any());
        OwnedView::new_with_owner(view, owner).into_any()
    }
}

impl Default for Lasting {
    fn default() -> Self {
        Self::new()
    }
}
