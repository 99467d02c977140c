//! The tracks.

use super::{Acting, Row};
use crate::agenda::components::addresses;
use crate::agenda::server_fns::{AddTrack, DeleteTrack, SaveTrack, add_track, delete_track, save_track};
use crate::agenda::types::{Agenda, Track, TrackColor, TrackForm};
use crate::ids::TrackId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The tracks, and the form of another one.
#[component]
pub fn Tracks(plan: RwSignal<Agenda>, acting: Acting) -> impl IntoView {
    let lines = Memo::new(move |_| Line::all(&plan.read()));
    let none = move || {
        lines.read().is_empty().then(|| {
            view! { <p class="text-muted">"No tracks yet. A track is what items have in common: a subject, an audience."</p> }
        })
    };
    let blank = plan.with_untracked(|agenda| TrackForm::blank(&agenda.tracks));
    view! {
        <Card title="Tracks">
            <div class="flex flex-col gap-4">
                {none}
                <ul class="flex flex-col gap-4">
                    <For each=move || lines.get() key=Clone::clone children=move |line| view! { <TrackRow line acting/> }/>
                </ul>
                <NewTrackForm blank acting/>
            </div>
        </Card>
    }
}

/// A track as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    id: TrackId,
    version: i32,
    name: String,
    color: &'static str,
    /// How many belong to it.
    items: usize,
}

impl Line {
    fn all(agenda: &Agenda) -> Vec<Self> {
        let line = |track: &Track| Self {
            id: track.id,
            version: track.version,
            name: track.name.clone(),
            color: track.color.as_str(),
            items: agenda
                .items
                .iter()
                .filter(|item| item.track_id == Some(track.id))
                .count(),
        };
        agenda.tracks.iter().map(line).collect()
    }
}

fn form_of(row: Row) -> TrackForm {
    TrackForm {
        name: row.name.get_untracked(),
        color: row.other.get_untracked(),
    }
}

/// The fields of a track, with ids of their own.
fn fields(row: Row, id: &str) -> impl IntoView + use<> {
    let colors: Vec<_> = TrackColor::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    view! {
        <TextField name="name" label="Name" id=format!("track-{id}-name") required=true autocomplete="off" class="min-w-40 flex-1"
            value=row.name error=row.error_of("name")/>
        <SelectField name="color" label="Colour" id=format!("track-{id}-color") options=colors class="w-32"
            value=row.other error=row.error_of("color")/>
    }
}

#[component]
fn TrackRow(line: Line, acting: Acting) -> impl IntoView {
    let Line {
        id,
        version,
        name,
        color,
        items,
    } = line;
    let to = addresses::setup(acting.event);
    let stored = (name.as_str(), color.to_owned());
    let row = Row::new(SaveTrack::PATH, ("track_id", id.to_string()), stored, "color");
    let save = Callback::new(move |()| {
        acting.try_it(save_track(id, version, form_of(row)), Some(row), "Track saved");
    });
    let delete = Callback::new(move |()| acting.try_it(delete_track(id), None, "Track removed"));
    let used = match items {
        0 => "Nothing belongs to it yet".to_owned(),
        1 => "1 item belongs to it".to_owned(),
        more => format!("{more} items belong to it"),
    };
    view! {
        <li class="flex flex-col gap-1">
            <div class="flex flex-wrap items-end gap-2">
                <PostForm action=SaveTrack::PATH then=to.clone() on_submit=save class="flex min-w-0 flex-1 flex-wrap items-end gap-2">
                    <HiddenField name="track_id" value=id.to_string()/>
                    <HiddenField name="version" value=version.to_string()/>
                    {fields(row, &id.to_string())}
                    <Button submit=true pending=row.pending>"Save"</Button>
                </PostForm>
                <PostForm action=DeleteTrack::PATH then=to on_submit=delete>
                    <HiddenField name="track_id" value=id.to_string()/>
                    <IconButton submit=true icon=IconName::Trash label=format!("Remove {name}")/>
                </PostForm>
            </div>
            <p class="text-xs text-muted">{used}</p>
        </li>
    }
}

#[component]
fn NewTrackForm(blank: TrackForm, acting: Acting) -> impl IntoView {
    let (event, to) = (acting.event, addresses::setup(acting.event));
    let row = Row::new(
        AddTrack::PATH,
        ("event_id", event.to_string()),
        ("", blank.color),
        "color",
    );
    let add = Callback::new(move |()| {
        acting.try_it(add_track(event, form_of(row)), Some(row), "Track added");
    });
    view! {
        <PostForm action=AddTrack::PATH then=to on_submit=add class="flex flex-wrap items-end gap-2">
            <HiddenField name="event_id" value=event.to_string()/>
            {fields(row, "new")}
            <Button submit=true icon=IconName::Plus pending=row.pending>"Add track"</Button>
        </PostForm>
    }
}
