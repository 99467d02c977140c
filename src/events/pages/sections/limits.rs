//! How far approving goes for the event, and who is told when.

use crate::error::AppError;
use crate::events::components::addresses;
use crate::events::server_fns::{SetEventLimits, set_event_limits};
use crate::expenses::types::{EventLimits, EventLimitsForm};
use crate::forms::rejected;
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "event-limits";

/// The limits, for whoever may change the event.
#[component]
pub fn LimitsCard(id: EventId, limits: EventLimits, saved: Callback<()>) -> impl IntoView {
    let formats = use_formats();
    let refused = rejected(SetEventLimits::PATH);
    let stored = limits.form(&formats.locale);
    let typed = |field: &str, stored: String| {
        let typed = refused.as_ref().and_then(|form| form.typed(field));
        RwSignal::new(typed.map_or(stored, str::to_owned))
    };
    let limit = typed("approval_limit", stored.approval_limit);
    let percent = typed("alert_percent", stored.alert_percent);
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let (pending, toasts) = (RwSignal::new(false), use_toasts());
    let own = limits.own;
    let on_submit = Callback::new(move |()| {
        let form = EventLimitsForm {
            approval_limit: limit.get_untracked(),
            alert_percent: percent.get_untracked(),
        };
        if let Err(errors) = form.by(&formats.locale, own) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = set_event_limits(id, limits.version, form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(()) => {
                    toasts.success("Limits saved");
                    saved.try_run(());
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let error_of = move |field: &'static str| {
        Signal::derive(move || error.get()?.fields().get(field).map(str::to_owned))
    };
    let of_whole = Signal::derive(move || {
        let told = error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }));
        told.map(|error| error.told())
    });
    view! {
        <Card title="Limits" class="mt-6">
            <PostForm id=FORM action=SetEventLimits::PATH then=addresses::budget(id) on_submit=on_submit>
                <FormError error=of_whole/>
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="version" value=limits.version.to_string()/>
                <div class="grid items-start gap-3 sm:grid-cols-2">
                    <TextField name="approval_limit" label=format!("Approve no more than, in {own}") id="limit-amount"
                        kind=TextKind::Number autocomplete="off" value=limit error=error_of("approval_limit")
                        hint="Whatever would pass it cannot be approved. Leave it empty for no stop."/>
                    <TextField name="alert_percent" label="Tell of it from, in % of the budget" id="limit-percent"
                        kind=TextKind::Number autocomplete="off" placeholder="80" value=percent error=error_of("alert_percent")
                        hint="Whoever made the event and the owners are told, and once more at 100 %."/>
                </div>
                <div class="mt-3"><Button submit=true pending=pending>"Save limits"</Button></div>
            </PostForm>
        </Card>
    }
}
