//! What can be done with an event and those of its series that come after it.

use super::acting::Acting;
use crate::events::components::addresses;
use crate::events::components::marks::move_icon;
use crate::events::server_fns::{
    DeleteSeries, LeaveSeries, MoveSeries, delete_series, leave_series, move_series, restore_series,
};
use crate::events::types::{Event, EventStatus, InSeries};
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

const CANCEL_PANEL: &str = "series-cancel";

/// Publishes the drafts from an event on with one click, where there are several.
#[component]
pub fn SeriesStep(event: Event, acting: Acting) -> impl IntoView {
    let id = event.id;
    let series = event.series.filter(|series| series.drafts > 1);
    series.map(|series| {
        let label = if series.place == 1 && series.drafts == series.count {
            format!("Publish all {}", series.count)
        } else {
            "Publish this and following".to_owned()
        };
        let on_submit =
            Callback::new(move |()| move_on(acting, id, EventStatus::Published, String::new(), false));
        view! {
            <PostForm action=MoveSeries::PATH on_submit=on_submit>
                <HiddenField name="event_id" value=id.to_string()/>
                <HiddenField name="to" value=EventStatus::Published.to_string()/>
                <Button submit=true icon=move_icon(EventStatus::Published)>{label}</Button>
            </PostForm>
        }
    })
}

fn move_on(acting: Acting, id: EventId, to: EventStatus, reason: String, tell: bool) {
    spawn_local(async move {
        match move_series(id, to, reason, tell).await {
            Ok(count) => {
                let events = if count == 1 { "event is" } else { "events are" };
                acting.done(format!("{count} {events} {} now", to.label().to_lowercase()));
            }
            Err(error) => acting.failed(&error),
        }
    });
}

/// What is seldom done, in the menu of an event.
#[component]
pub fn SeriesMenu(event: Event, acting: Acting) -> impl IntoView {
    let id = event.id;
    match event.series {
        None => view! { <MenuLink href=addresses::repeat(id) icon=IconName::Repeat>"Repeat…"</MenuLink> }
            .into_any(),
        Some(series) => view! { <OfSeries id series acting/> }.into_any(),
    }
}

#[component]
fn OfSeries(id: EventId, series: InSeries, acting: Acting) -> impl IntoView {
    let is_last = series.following < 2;
    let leave = Callback::new(move |()| {
        let done = "It is an event like any other now".to_owned();
        acting.try_it(leave_series(id), Some(done));
    });
    let delete = Callback::new(move |()| delete(acting, id));
    view! {
        <MenuLink href=addresses::repeat(id) icon=IconName::Repeat>"Add more dates…"</MenuLink>
        <PostForm action=LeaveSeries::PATH on_submit=leave>
            <HiddenField name="event_id" value=id.to_string()/>
            <MenuButton submit=true icon=IconName::LogOut>"Take out of the series"</MenuButton>
        </PostForm>
        {(!is_last && series.announced > 0).then(|| view! {
            <PopoverButton panel=CANCEL_PANEL class="menu-item menu-danger">
                <Icon name=move_icon(EventStatus::Cancelled)/>
                <span class="menu-text">"Cancel this and following…"</span>
            </PopoverButton>
        })}
        {(!is_last).then(|| view! {
            <PostForm action=DeleteSeries::PATH then=addresses::list_without_series(id) on_submit=delete>
                <HiddenField name="event_id" value=id.to_string()/>
                <MenuButton submit=true danger=true icon=IconName::Trash>"Move this and following to trash"</MenuButton>
            </PostForm>
        })}
    }
}

/// Goes to the list once they are gone, with one way back for all.
fn delete(acting: Acting, id: EventId) {
    spawn_local(async move {
        match delete_series(id).await {
            Ok(deleted) => {
                let (toasts, memory) = (acting.toasts, acting.memory);
                acting.go.try_run(addresses::LIST.to_owned());
                let gone = format!("{} and {} after it", deleted.title, deleted.count - 1);
                toasts.undo(format!("{gone} moved to trash"), move || {
                    spawn_local(async move {
                        match restore_series(id).await {
                            Ok(count) => {
                                memory.change();
                                toasts.success(format!("{count} events brought back"));
                            }
                            Err(error) => toasts.error(error.to_string()),
                        }
                    });
                });
            }
            Err(error) => acting.failed(&error),
        }
    });
}

/// Calling an event and those after it off, with what those who were coming are told.
#[component]
pub fn SeriesPanels(event: Event, acting: Acting) -> impl IntoView {
    let id = event.id;
    let series = event
        .series
        .filter(|series| series.announced > 0 && series.following > 1);
    series.map(|series| {
        let (reason, tell) = (RwSignal::new(String::new()), RwSignal::new(true));
        let on_submit = Callback::new(move |()| {
            close_popover(CANCEL_PANEL);
            move_on(acting, id, EventStatus::Cancelled, reason.get_untracked(), tell.get_untracked());
        });
        let count = match series.announced {
            1 => "1 event is cancelled. Drafts stay as they are.".to_owned(),
            count => format!("{count} events are cancelled. Drafts stay as they are."),
        };
        view! {
            <PopoverPanel id=CANCEL_PANEL label="Cancel this and following" class="panel-beside">
                <PostForm action=MoveSeries::PATH on_submit=on_submit class="panel-form">
                    <HiddenField name="event_id" value=id.to_string()/>
                    <HiddenField name="to" value=EventStatus::Cancelled.to_string()/>
                    <TextArea name="reason" id="series-cancel-reason" label="Message" hint="For those who were coming" rows=4 value=reason/>
                    <CheckboxField name="tell" id="series-cancel-tell" label="Tell those who were coming" checked=tell hint="Each is told of each event by itself"/>
                    <p class="text-muted">{count}</p>
                    <div class="panel-actions">
                        <Button kind=ButtonKind::Danger small=true submit=true>"Cancel these events"</Button>
                    </div>
                </PostForm>
            </PopoverPanel>
        }
    })
}
