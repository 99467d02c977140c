//! Making a series of an event, and adding dates to one.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::app::use_now;
use crate::error::AppError;
use crate::events::components::addresses;
use crate::events::components::repeat_fields::{RepeatFields, RepeatPreview};
use crate::events::server_fns::{
    ExtendSeries, RepeatEvent, extend_series, get_event, get_series, repeat_event,
};
use crate::events::types::{Event, RepeatForm, Series, Span};
use crate::forms::rejected;
use crate::ids::EventId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

const FORM: &str = "repeat-form";

/// `/events/<id>/repeat`.
#[component]
pub fn RepeatPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::EditEvents) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<EventId>().ok()));
    let page = |id: Option<EventId>| match id {
        Some(id) => view! { <Repeat id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another event is another form.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

/// The event, and the series that it is one of.
async fn look(id: EventId) -> Result<(Event, Option<Series>), AppError> {
    let event = get_event(id).await?;
    if event.is_deleted {
        return Err(AppError::Conflict {
            message: "This event is in the trash. Restore it to change it.".into(),
        });
    }
    if !event.can_edit {
        return Err(AppError::Forbidden);
    }
    let series = match &event.series {
        Some(series) => Some(get_series(series.id).await?),
        None => None,
    };
    Ok((event, series))
}

#[component]
fn Repeat(id: EventId) -> impl IntoView {
    let found = Resource::new(move || (), move |()| look(id));
    // What somebody without JavaScript wants to see the dates of.
    let asked = use_query_map().with_untracked(|query| RepeatForm::from_query(|name| query.get(name)));
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page width=PageWidth::Form><FormSkeleton/></Page> })>
            {move || {
                let asked = asked.clone();
                Suspend::new(async move {
                    match arrived(found).await {
                        Ok((event, series)) => view! { <Form event series asked/> }.into_any(),
                        Err(error) => page_failure(error, Callback::new(move |()| found.refetch())),
                    }
                })
            }}
        </Suspense>
    }
}

/// What the dates are made of.
struct Ground {
    title: String,
    text: String,
    span: Span,
    action: &'static str,
    form: RepeatForm,
    send: &'static str,
    count_label: &'static str,
}

impl Ground {
    fn of(event: &Event, series: Option<&Series>) -> Self {
        match series {
            None => Self {
                title: format!("Repeat {}", event.title),
                text: "Each date is an event of its own, a draft with everything but the attendees, the agenda at the same times \
                       of day. This event is the first."
                    .into(),
                span: event.span.clone(),
                action: RepeatEvent::PATH,
                form: RepeatForm::weekly(),
                send: "Make the series",
                count_label: "Number of events",
            },
            Some(series) => Self {
                title: format!("Add dates to {}", series.name),
                text: format!(
                    "{} so far. What is added comes after the last of the series and is like it, a draft with everything but the \
                     attendees.",
                    series.words
                ),
                span: series
                    .last
                    .as_ref()
                    .map_or_else(|| event.span.clone(), |last| last.span.clone()),
                action: ExtendSeries::PATH,
                form: RepeatForm::of_rrule(&series.rrule),
                send: "Add these dates",
                count_label: "How many more",
            },
        }
    }
}

#[component]
fn Form(event: Event, series: Option<Series>, asked: Option<RepeatForm>) -> impl IntoView {
    let (id, name) = (event.id, event.title.clone());
    let ground = Ground::of(&event, series.as_ref());
    let of_series = series.map(|series| (series.id, series.made));
    let is_more = of_series.is_some();
    let action = ground.action;
    let draft = use_draft(FORM, asked.unwrap_or(ground.form), rejected(action).as_ref());
    let (toasts, now) = (use_toasts(), use_now());
    let on_submit = Callback::new(move |()| {
        let Some(form) = draft.ready() else { return };
        spawn_local(async move {
            // The answer leads on.
            let done = match of_series {
                None => repeat_event(id, form)
                    .await
                    .map(|count| format!("A series of {count} events")),
                Some((series, made)) => extend_series(series, made, form)
                    .await
                    .map(|count| format!("{count} added to the series")),
            };
            match done {
                Ok(done) => {
                    draft.saved();
                    toasts.success(done);
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    let zone = StoredValue::new(ground.span.zone.clone());
    let times = (
        ground.span.zone.local(ground.span.start),
        ground.span.zone.local(ground.span.end),
    );
    let found = Memo::new(move |_| {
        let rule = match draft.fields.form().parse() {
            Ok(rule) => rule?,
            Err(errors) => return Some(Err(errors)),
        };
        let rule = if is_more { rule.after_one() } else { rule };
        Some(zone.with_value(|zone| rule.dates(times, zone, now.get())))
    });
    let formats = use_formats();
    let first = ground.span.in_words(&formats.locale);
    let ready = use_ready();
    view! {
        <Title text=ground.title.clone()/>
        <Page width=PageWidth::Form>
            <PageHeader
                title=ground.title
                breadcrumbs=vec![Crumb::new("Events", addresses::LIST), Crumb::new(name, addresses::record(id))]
                description=Signal::stored(Some(ground.text))
            />
            <PostForm id=FORM action=action on_submit=on_submit>
                {match of_series {
                    None => view! { <HiddenField name="event_id" value=id.to_string()/> }.into_any(),
                    Some((series, made)) => view! {
                        <HiddenField name="series_id" value=series.to_string()/>
                        <HiddenField name="made" value=made.to_string()/>
                    }
                    .into_any(),
                }}
                <DraftFrame draft on_submit>
                    <FormSection title="How often" hint=format!("{}: {first}", if is_more { "The last so far" } else { "The first" })>
                        <RepeatFields draft count_label=ground.count_label/>
                        <span hidden=move || ready.get()>
                            <button class="btn btn-secondary" type="submit" formmethod="get" formaction=addresses::repeat(id)>
                                <span class="btn-text">"Show the dates"</span>
                            </button>
                        </span>
                        <RepeatPreview found zone=Signal::derive(move || zone.get_value()) is_more/>
                    </FormSection>
                    <FormActions>
                        <ButtonLink href=addresses::record(id)>"Cancel"</ButtonLink>
                        <Button kind=ButtonKind::Primary submit=true pending=draft.pending>{ground.send}</Button>
                    </FormActions>
                </DraftFrame>
            </PostForm>
        </Page>
    }
}
