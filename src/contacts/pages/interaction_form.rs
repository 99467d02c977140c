//! The form of an interaction, new or stored: its signals and what happens when it is sent.

use super::record::Acting;
use crate::app::{use_now, use_viewer};
use crate::contacts::components::interaction_fields::InteractionFields;
use crate::contacts::server_fns::{LogInteraction, UpdateInteraction, log_interaction, update_interaction};
use crate::contacts::types::{Interaction, InteractionForm, InteractionStatus, InteractionType};
use crate::error::{AppError, Stale};
use crate::forms::{Filling, Rejected, rejected};
use crate::ids::ContactId;
use crate::ui::prelude::*;
use crate::ui::time::Zone;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// A new interaction while it is being written.
#[derive(Clone, Copy)]
pub struct NewInteractionHook {
    pub fields: InteractionFields,
    pub filling: Filling,
    pub is_planned: Signal<bool>,
    /// Something was typed where it would be folded away.
    pub is_open: bool,
    pub pending: RwSignal<bool>,
    pub on_date: Callback<String>,
    pub on_submit: Callback<()>,
}

/// The composer of a contact.
pub fn use_new_interaction(contact_id: ContactId, acting: Acting) -> NewInteractionHook {
    let zone = use_zone();
    let now = use_now();
    let refused = rejected(LogInteraction::PATH)
        .filter(|form| form.typed("contact_id") == Some(&contact_id.to_string()));
    let fields = InteractionFields::new(&blank(&zone.get_value(), now.get_untracked()));
    write_typed(fields, refused.as_ref());
    let is_open = refused.is_some();
    // Until somebody chooses a time, the time is now.
    let is_dated = RwSignal::new(refused.is_some());
    Effect::new(move || {
        let now = now.get();
        if !is_dated.get() {
            fields
                .interaction_date
                .set(zone.with_value(|zone| zone.input_value(now)));
        }
    });
    let check =
        move || zone.with_value(|zone| fields.form().parse(zone, now.get()).err().unwrap_or_default());
    let filling = Filling::new(move || fields.typed(), check, refused.as_ref());
    let pending = RwSignal::new(false);
    let on_date = Callback::new(move |typed: String| {
        is_dated.set(true);
        let at = zone.with_value(|zone| zone.parse_input(&typed));
        let status = fields.status.get_untracked();
        if let Some(status) = at.and_then(|at| status_at(&status, at, now.get_untracked())) {
            fields.status.set(status.to_string());
        }
    });
    let on_submit = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        filling.send();
        let mut form = fields.form_now();
        if zone.with_value(|zone| form.parse(zone, now.get_untracked()).is_err()) {
            focus_first_error("composer");
            return;
        }
        if !is_dated.get_untracked() && form.status == InteractionStatus::Completed.as_str() {
            // This moment, by the server's clock.
            form.interaction_date.clear();
        }
        pending.set(true);
        spawn_local(async move {
            match log_interaction(contact_id, form).await {
                Ok(_) => {
                    if !pending.is_disposed() {
                        is_dated.set(false);
                        fields.set_all(&zone.with_value(|zone| blank(zone, now.get_untracked())));
                        filling.begin_anew();
                    }
                    acting.read_again().await;
                }
                Err(error) => {
                    filling.refuse(error);
                    focus_first_error("composer");
                }
            }
            pending.try_set(false);
        });
    });
    let is_planned =
        Signal::derive(move || fields.status.read().as_str() == InteractionStatus::Scheduled.as_str());
    NewInteractionHook {
        fields,
        filling,
        is_planned,
        is_open,
        pending,
        on_date,
        on_submit,
    }
}

/// A stored interaction while it is being changed.
#[derive(Clone, Copy)]
pub struct EditorHook {
    pub fields: InteractionFields,
    pub filling: Filling,
    /// The version that is saved over.
    pub version: RwSignal<i32>,
    pub conflict: RwSignal<Option<Conflict>>,
    pub pending: RwSignal<bool>,
    pub on_submit: Callback<()>,
}

/// Puts the cursor where an interaction's form is most likely to be changed: a plan is moved,
/// everything else is worded anew.
pub fn focus_editor(interaction: &Interaction) {
    let field = match interaction.status {
        InteractionStatus::Scheduled => "#edit-interaction_date",
        InteractionStatus::Completed | InteractionStatus::Cancelled => "#edit-subject",
    };
    Effect::new(move || request_animation_frame(move || focus_on(field)));
}

/// The form of an interaction.
pub fn use_editor(interaction: &Interaction, acting: Acting) -> EditorHook {
    let (zone, now, id) = (use_zone(), use_now(), interaction.id);
    let refused = rejected(UpdateInteraction::PATH)
        .filter(|form| form.typed("interaction_id") == Some(&id.to_string()));
    let fields = InteractionFields::new(&zone.with_value(|zone| InteractionForm::of(interaction, zone)));
    write_typed(fields, refused.as_ref());
    let check =
        move || zone.with_value(|zone| fields.form().parse(zone, now.get()).err().unwrap_or_default());
    let filling = Filling::new(move || fields.typed(), check, refused.as_ref());
    let stale = refused.as_ref().and_then(|form| match &form.error {
        Some(AppError::Stale { stale }) => Some((**stale).clone()),
        _ => None,
    });
    let typed_version = refused
        .as_ref()
        .and_then(|form| form.typed("version")?.parse().ok());
    let version = stale
        .as_ref()
        .map(|stale| stale.version)
        .or(typed_version)
        .unwrap_or(interaction.version);
    let (version, pending) = (RwSignal::new(version), RwSignal::new(false));
    let conflict = RwSignal::new(stale.map(told));
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        if pending.get_untracked() {
            return;
        }
        filling.send();
        let form = fields.form_now();
        if zone.with_value(|zone| form.parse(zone, now.get_untracked()).is_err()) {
            focus_first_error("interaction-form");
            return;
        }
        pending.set(true);
        spawn_local(async move {
            match update_interaction(id, version.get_untracked(), form).await {
                Ok(_) => {
                    toasts.success("Saved");
                    acting.end_editing();
                    acting.read_again().await;
                }
                Err(AppError::Stale { stale }) => {
                    version.try_set(stale.version);
                    conflict.try_set(Some(told(*stale)));
                }
                Err(error) => {
                    filling.refuse(error);
                    focus_first_error("interaction-form");
                }
            }
            pending.try_set(false);
        });
    });
    EditorHook {
        fields,
        filling,
        version,
        conflict,
        pending,
        on_submit,
    }
}

fn told(stale: Stale) -> Conflict {
    Conflict {
        by: stale.by,
        at: stale.at,
        changes: stale.changes,
        merged: Vec::new(),
    }
}

/// The zone of whoever is looking.
fn use_zone() -> StoredValue<Zone> {
    StoredValue::new(use_viewer().map_or_else(Zone::utc, |viewer| viewer.zone))
}

/// A call that has just ended.
fn blank(zone: &Zone, now: DateTime<Utc>) -> InteractionForm {
    InteractionForm {
        interaction_type: InteractionType::Call.to_string(),
        status: InteractionStatus::Completed.to_string(),
        interaction_date: zone.input_value(now),
        ..InteractionForm::default()
    }
}

/// What was typed into the plain post that was refused.
fn write_typed(fields: InteractionFields, refused: Option<&Rejected>) {
    let Some(refused) = refused else { return };
    for (name, _, _) in InteractionForm::default().fields() {
        if let Some(typed) = refused.typed(name) {
            fields.set(name, &typed.replace("\r\n", "\n"));
        }
    }
}

/// The status that a new time asks for: what lies ahead is planned, what is over has happened.
fn status_at(status: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<InteractionStatus> {
    match status.parse().ok()? {
        InteractionStatus::Completed if at > now => Some(InteractionStatus::Scheduled),
        InteractionStatus::Scheduled if at <= now => Some(InteractionStatus::Completed),
        _ => None,
    }
}

#[cfg(test)]
mod unit {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_time_that_lies_ahead_makes_a_plan() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let (later, earlier) = (now + TimeDelta::hours(1), now - TimeDelta::hours(1));
        assert_eq!(
            status_at("completed", later, now),
            Some(InteractionStatus::Scheduled)
        );
        assert_eq!(
            status_at("scheduled", earlier, now),
            Some(InteractionStatus::Completed)
        );
        assert_eq!(status_at("completed", earlier, now), None);
        assert_eq!(status_at("cancelled", later, now), None);
    }

    #[test]
    fn a_new_interaction_can_be_sent_as_it_stands() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(59);
        assert!(blank(&Zone::utc(), now).parse(&Zone::utc(), now).is_ok());
    }
}
