//! A new item where time was marked: its title and type are enough, and the rest is a click away.

use super::asking::Warning;
use super::planner::Planner;
use crate::agenda::components::grid::focus_item;
use crate::agenda::components::grid::plan::Plan;
use crate::agenda::components::{addresses, words};
use crate::agenda::server_fns::add_item;
use crate::agenda::types::{AgendaItemForm, AgendaType};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for what a new item is called. Open as long as `is_asked` and time is marked.
#[component]
pub fn AddDialog(planner: Planner, plan: Plan, open: RwSignal<bool>) -> impl IntoView {
    let (title, kind) = (
        RwSignal::new(String::new()),
        RwSignal::new(AgendaType::Presentation.to_string()),
    );
    let (error, pending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let clashes = RwSignal::new(Vec::<String>::new());
    let toasts = use_toasts();
    Effect::new(move |was: Option<bool>| {
        let is_open = open.get();
        match (was, is_open) {
            (Some(true), false) => plan.marked.set(None),
            (_, true) => {
                title.set(String::new());
                error.set(None);
                clashes.set(Vec::new());
            }
            _ => {}
        }
        is_open
    });
    let where_to = move || {
        let agenda = plan.agenda.read();
        plan.marked.get().map(|spot| {
            let room = words::room_name(&agenda, spot.room_id).unwrap_or("no room");
            plan.with_clock(|clock| {
                let day = clock.zone.local(spot.start).date();
                format!(
                    "{}, {}, {room}",
                    clock.long_day(day),
                    clock.times(spot.start, spot.end)
                )
            })
        })
    };
    let more = Signal::derive(move || match plan.marked.get() {
        Some(spot) => plan.with_clock(|clock| {
            let (start, end) = (clock.zone.local(spot.start), clock.zone.local(spot.end));
            addresses::new_item(planner.id, start, end, spot.room_id)
        }),
        None => addresses::agenda(planner.id),
    });
    let add = move |()| {
        let Some(spot) = plan.marked.get_untracked().filter(|_| !pending.get_untracked()) else {
            return;
        };
        let is_confirmed = !clashes.with_untracked(Vec::is_empty);
        let form = plan.with_clock(|clock| AgendaItemForm {
            title: title.get_untracked(),
            agenda_type: kind.get_untracked(),
            is_confirmed: if is_confirmed {
                "true".into()
            } else {
                String::new()
            },
            ..AgendaItemForm::blank(&clock.zone, spot.start, spot.end, spot.room_id)
        });
        let name = form.title.trim().to_owned();
        pending.set(true);
        spawn_local(async move {
            match add_item(planner.id, form).await {
                Ok(saved) => {
                    open.try_set(false);
                    planner.read_again();
                    toasts.undo(format!("{name} added"), move || planner.delete(saved.id));
                    focus_item(saved.id);
                }
                Err(refused) => {
                    let fields = refused.fields();
                    clashes.try_set(
                        fields
                            .get("is_confirmed")
                            .map(str::to_owned)
                            .into_iter()
                            .collect(),
                    );
                    let told = if fields.get("is_confirmed").is_some() {
                        None
                    } else {
                        Some(refused.told())
                    };
                    error.try_set(told);
                }
            }
            pending.try_set(false);
        });
    };
    let kinds: Vec<Choice> = AgendaType::ALL
        .iter()
        .map(|kind| Choice::new(kind.to_string(), kind.label()))
        .collect();
    view! {
        <Dialog id="plan-add" open title="New item">
            <form
                class="plan-form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    add(());
                }
            >
                <p class="dialog-text">{where_to}</p>
                <TextField name="title" id="add-title" label="Title" value=title autocomplete="off" maxlength=255
                    error=Signal::derive(move || error.get())/>
                <SelectField name="agenda_type" id="add-type" label="Type" value=kind options=Signal::stored(kinds)/>
                <Warning clashes/>
                <DialogActions>
                    <ButtonLink kind=ButtonKind::Ghost href=more>"More fields"</ButtonLink>
                    <Button kind=ButtonKind::Primary submit=true pending=pending>
                        {move || if clashes.read().is_empty() { "Add" } else { "Add all the same" }}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}
