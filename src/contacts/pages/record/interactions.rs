//! Noting an interaction, and changing one.

use super::acting::Acting;
use crate::contacts::components::addresses;
use crate::contacts::components::composer::{Composer, InteractionEditor};
use crate::contacts::pages::interaction_form::{focus_editor, use_editor, use_new_interaction};
use crate::contacts::server_fns::{LogInteraction, UpdateInteraction};
use crate::contacts::types::Interaction;
use crate::ids::ContactId;
use crate::ui::drafting::ConflictNotice;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The one-line composer.
#[component]
pub fn Compose(
    contact_id: ContactId,
    people: StoredValue<Vec<Mentionable>>,
    acting: Acting,
) -> impl IntoView {
    let hook = use_new_interaction(contact_id, acting);
    view! {
        <Composer
            contact_id
            fields=hook.fields
            filling=hook.filling
            action=LogInteraction::PATH
            is_planned=hook.is_planned
            is_open=hook.is_open
            people
            pending=hook.pending
            on_date=hook.on_date
            on_submit=hook.on_submit
        />
    }
}

/// The form of an interaction, in the composer's place.
#[component]
pub fn EditInteraction(
    contact_id: ContactId,
    interaction: Interaction,
    people: StoredValue<Vec<Mentionable>>,
    acting: Acting,
) -> impl IntoView {
    let hook = use_editor(&interaction, acting);
    focus_editor(&interaction);
    let id = interaction.id;
    let hidden = vec![
        ("interaction_id", Signal::stored(id.to_string())),
        ("version", Signal::derive(move || hook.version.get().to_string())),
    ];
    let conflict = move || {
        hook.conflict
            .get()
            .map(|conflict| view! { <ConflictNotice conflict/> })
    };
    let on_cancel = acting
        .is_beside()
        .then(|| Callback::new(move |()| acting.end_editing()));
    view! {
        <InteractionEditor
            fields=hook.fields
            filling=hook.filling
            action=UpdateInteraction::PATH
            hidden=hidden
            back=addresses::record(contact_id)
            on_cancel=on_cancel
            people
            pending=hook.pending
            on_submit=hook.on_submit
        >
            {conflict}
        </InteractionEditor>
    }
}
