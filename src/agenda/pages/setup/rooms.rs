//! The rooms, in the order in which they stand in the agenda.

use super::{Acting, Row};
use crate::agenda::components::addresses;
use crate::agenda::server_fns::{
    AddRoom, DeleteRoom, MoveRoom, SaveRoom, add_room, delete_room, move_room, save_room,
};
use crate::agenda::types::{Agenda, Room, RoomForm, Step};
use crate::ids::RoomId;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The rooms, and the form of another one.
#[component]
pub fn Rooms(plan: RwSignal<Agenda>, acting: Acting) -> impl IntoView {
    let lines = Memo::new(move |_| Line::all(&plan.read()));
    let none = move || {
        lines.read().is_empty().then(|| {
            view! { <p class="text-muted">"No rooms yet. Each becomes a column of the agenda, and no two things are in one at once."</p> }
        })
    };
    view! {
        <Card title="Rooms">
            <div class="flex flex-col gap-4">
                {none}
                <ul class="flex flex-col gap-4">
                    <For each=move || lines.get() key=Clone::clone children=move |line| view! { <RoomRow line acting/> }/>
                </ul>
                <NewRoomForm acting/>
            </div>
        </Card>
    }
}

/// A room as it stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    id: RoomId,
    version: i32,
    name: String,
    capacity: Option<i32>,
    /// How many take place in it.
    items: usize,
    is_first: bool,
    is_last: bool,
}

impl Line {
    fn all(agenda: &Agenda) -> Vec<Self> {
        let last = agenda.rooms.len().saturating_sub(1);
        let line = |(at, room): (usize, &Room)| Self {
            id: room.id,
            version: room.version,
            name: room.name.clone(),
            capacity: room.capacity,
            items: agenda
                .items
                .iter()
                .filter(|item| item.room_id == Some(room.id))
                .count(),
            is_first: at == 0,
            is_last: at == last,
        };
        agenda.rooms.iter().enumerate().map(line).collect()
    }
}

fn form_of(row: Row) -> RoomForm {
    RoomForm {
        name: row.name.get_untracked(),
        capacity: row.other.get_untracked(),
    }
}

/// The fields of a room, with ids of their own.
fn fields(row: Row, id: &str) -> impl IntoView + use<> {
    view! {
        <TextField name="name" label="Name" id=format!("room-{id}-name") required=true autocomplete="off" class="min-w-40 flex-1"
            value=row.name error=row.error_of("name")/>
        <TextField name="capacity" label="Holds" id=format!("room-{id}-capacity") kind=TextKind::Number autocomplete="off" class="w-24"
            value=row.other error=row.error_of("capacity")/>
    }
}

#[component]
fn RoomRow(line: Line, acting: Acting) -> impl IntoView {
    let Line {
        id,
        version,
        name,
        capacity,
        items,
        is_first,
        is_last,
    } = line;
    let to = addresses::setup(acting.event);
    let capacity = capacity.map(|holds| holds.to_string()).unwrap_or_default();
    let row = Row::new(
        SaveRoom::PATH,
        ("room_id", id.to_string()),
        (&name, capacity),
        "capacity",
    );
    let save = Callback::new(move |()| {
        acting.try_it(save_room(id, version, form_of(row)), Some(row), "Room saved");
    });
    let moved =
        move |step: Step| Callback::new(move |()| acting.try_it(move_room(id, step), None, "Room moved"));
    let delete = Callback::new(move |()| acting.try_it(delete_room(id), None, "Room removed"));
    let step = {
        let (to, name) = (to.clone(), name.clone());
        move |step: Step, icon: IconName, is_there: bool| {
            let (to, label) = (to.clone(), format!("{} others: {name}", step.label()));
            is_there.then(|| {
                view! {
                    <PostForm action=MoveRoom::PATH then=to on_submit=moved(step)>
                        <HiddenField name="room_id" value=id.to_string()/>
                        <HiddenField name="step" value=step.to_string()/>
                        <IconButton submit=true icon label/>
                    </PostForm>
                }
            })
        }
    };
    let used = match items {
        0 => "Nothing takes place here yet".to_owned(),
        1 => "1 item takes place here".to_owned(),
        more => format!("{more} items take place here"),
    };
    view! {
        <li class="flex flex-col gap-1">
            <div class="flex flex-wrap items-end gap-2">
                <PostForm action=SaveRoom::PATH then=to.clone() on_submit=save class="flex min-w-0 flex-1 flex-wrap items-end gap-2">
                    <HiddenField name="room_id" value=id.to_string()/>
                    <HiddenField name="version" value=version.to_string()/>
                    {fields(row, &id.to_string())}
                    <Button submit=true pending=row.pending>"Save"</Button>
                </PostForm>
                <div class="flex items-center gap-1">
                    {step(Step::Before, IconName::ArrowUp, !is_first)}
                    {step(Step::After, IconName::ArrowDown, !is_last)}
                    <PostForm action=DeleteRoom::PATH then=to on_submit=delete>
                        <HiddenField name="room_id" value=id.to_string()/>
                        <IconButton submit=true icon=IconName::Trash label=format!("Remove {name}")/>
                    </PostForm>
                </div>
            </div>
            <p class="text-xs text-muted">{used}</p>
        </li>
    }
}

#[component]
fn NewRoomForm(acting: Acting) -> impl IntoView {
    let (event, to) = (acting.event, addresses::setup(acting.event));
    let row = Row::new(
        AddRoom::PATH,
        ("event_id", event.to_string()),
        ("", String::new()),
        "capacity",
    );
    let add = Callback::new(move |()| {
        acting.try_it(add_room(event, form_of(row)), Some(row), "Room added");
    });
    view! {
        <PostForm action=AddRoom::PATH then=to on_submit=add class="flex flex-wrap items-end gap-2">
            <HiddenField name="event_id" value=event.to_string()/>
            {fields(row, "new")}
            <Button submit=true icon=IconName::Plus pending=row.pending>"Add room"</Button>
        </PostForm>
    }
}
