//! The form of an item: every field there is, in groups, and what stands in its way as it is typed.

use crate::agenda::types::{
    Agenda, AgendaItem, AgendaItemForm, AgendaType, Concern, ItemStatus, Speaker, SpeakerKey, TypedSpeaker,
    name_and_key, speaker_line,
};
use crate::forms::Filling;
use crate::ids::AgendaItemId;
use crate::ui::locale::Locale;
use crate::ui::prelude::*;
use crate::ui::time::parse_local;
use chrono::{NaiveDateTime, TimeDelta};
use leptos::prelude::*;

/// Who could speak, as they are found while one types.
#[derive(Clone, Copy)]
pub struct Offers {
    pub found: RwSignal<Vec<Speaker>>,
    pub on_typed: Callback<String>,
}

/// The fields.
#[component]
pub fn ItemFields(
    draft: Draft<AgendaItemForm>,
    agenda: StoredValue<Agenda>,
    /// The item as it is stored, if it is.
    stored: Option<AgendaItem>,
    offers: Offers,
    /// The cursor stands in the first field at once.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let types: Vec<_> = AgendaType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let statuses: Vec<_> = ItemStatus::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let tracks: Vec<_> = agenda.with_value(|agenda| {
        let choice =
            |track: &crate::agenda::types::Track| Choice::new(track.id.to_string(), track.name.clone());
        agenda.tracks.iter().map(choice).collect()
    });
    let is_stored = stored.is_some();
    let offered = Signal::derive(move || {
        let found = offers.found.try_get().unwrap_or_default();
        found.into_iter().map(pick).collect::<Vec<_>>()
    });
    view! {
        <FormSection title="What">
            <TextField name="title" label="Title" required=true autofocus autocomplete="off"
                value=fields.of("title") error=filling.error("title")/>
            <FormGrid>
                <SelectField name="agenda_type" label="Type" options=types
                    value=fields.of("agenda_type") error=filling.error("agenda_type")/>
                <SelectField name="track_id" label="Track" options=tracks empty="None"
                    value=fields.of("track_id") error=filling.error("track_id")/>
            </FormGrid>
            {if is_stored {
                view! {
                    <FormGrid>
                        <SelectField name="status" label="Status" options=statuses
                            value=fields.of("status") error=filling.error("status")/>
                    </FormGrid>
                }.into_any()
            } else {
                view! { <HiddenField name="status" value=fields.of("status")/> }.into_any()
            }}
        </FormSection>
        <WhenFields fields filling agenda/>
        <WhereFields fields filling agenda/>
        <InTheWay draft agenda stored/>
        <FormSection title="Who speaks">
            <PicksField
                name="speakers"
                label="Speakers"
                value=fields.of("speakers")
                offered
                on_typed=offers.on_typed
                name_of=|line| name_and_key(line).0
                error=filling.error("speakers")
                hint="One in a line: the e-mail address or the whole name of a colleague or a contact."
                placeholder="Name or e-mail address"
            />
        </FormSection>
        <FormSection title="More">
            <TextArea name="description" label="Description" rows=5
                value=fields.of("description") error=filling.error("description")/>
        </FormSection>
    }
}

fn pick(one: Speaker) -> Pick {
    Pick {
        line: speaker_line(&one.name, one.key),
        about: match one.key {
            SpeakerKey::User(_) => Some("Colleague".to_owned()),
            SpeakerKey::Contact(_) => one.company,
        },
        name: one.name,
        picture: one.picture,
    }
}

#[component]
fn WhenFields(
    fields: DraftFields<AgendaItemForm>,
    filling: Filling,
    agenda: StoredValue<Agenda>,
) -> impl IntoView {
    let zone = agenda.with_value(|agenda| agenda.event.span.zone.in_words());
    let (start, end, minutes) = (
        fields.of("start_time"),
        fields.of("end_time"),
        fields.of("minutes"),
    );
    let began = StoredValue::new(start.get_untracked());
    // Whoever moves the beginning moves the whole item.
    let on_start = Callback::new(move |typed: String| {
        let before = began.get_value();
        if let Some(moved) = moved_end(&before, &end.get_untracked(), &typed) {
            end.set(moved);
        }
        if parse_local(&typed).is_some() {
            began.set_value(typed);
        }
    });
    let on_end = Callback::new(move |_: String| minutes.set(String::new()));
    let on_minutes = Callback::new(move |typed: String| {
        let start = parse_local(&start.get_untracked());
        let length = typed
            .trim()
            .parse()
            .ok()
            .filter(|length| (1..=10_080).contains(length));
        if let Some((start, length)) = start.zip(length) {
            end.set(as_typed(start + TimeDelta::minutes(length)));
        }
    });
    view! {
        <FormSection title="When" hint=format!("By the clock of the event, {zone}")>
            <FormGrid>
                <TextField name="start_time" label="Begins" kind=TextKind::DateTime required=true
                    value=start error=filling.error("start_time") on_input=on_start/>
                <TextField name="end_time" label="Ends" kind=TextKind::DateTime
                    value=end error=filling.error("end_time") on_input=on_end/>
                <TextField name="minutes" label="Or how long, in minutes" kind=TextKind::Number autocomplete="off"
                    hint="Counts instead of the end where both are there"
                    value=minutes error=filling.error("minutes") on_input=on_minutes/>
            </FormGrid>
        </FormSection>
    }
}

fn as_typed(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%dT%H:%M").to_string()
}

/// When something ends by the clock that is moved from one beginning to another.
fn moved_end(before: &str, end: &str, after: &str) -> Option<String> {
    let (before, end, after) = (parse_local(before)?, parse_local(end)?, parse_local(after)?);
    Some(as_typed(after.checked_add_signed(end - before)?))
}

#[component]
fn WhereFields(
    fields: DraftFields<AgendaItemForm>,
    filling: Filling,
    agenda: StoredValue<Agenda>,
) -> impl IntoView {
    let rooms: Vec<_> = agenda.with_value(|agenda| {
        let choice = |room: &crate::agenda::types::Room| {
            let name = match room.capacity {
                Some(holds) => format!("{} (holds {holds})", room.name),
                None => room.name.clone(),
            };
            Choice::new(room.id.to_string(), name)
        };
        agenda.rooms.iter().map(choice).collect()
    });
    view! {
        <FormSection title="Where">
            <FormGrid>
                <SelectField name="room_id" label="Room" options=rooms empty="No room, or all of them"
                    value=fields.of("room_id") error=filling.error("room_id")/>
                <TextField name="location" label="Where exactly, or elsewhere" autocomplete="off"
                    value=fields.of("location") error=filling.error("location")/>
            </FormGrid>
        </FormSection>
    }
}

/// What stands in the way of the item as it is typed, and the way to save it all the same.
#[component]
fn InTheWay(
    draft: Draft<AgendaItemForm>,
    agenda: StoredValue<Agenda>,
    stored: Option<AgendaItem>,
) -> impl IntoView {
    let (fields, locale) = (draft.fields, use_formats().locale);
    let found = Memo::new(move |_| {
        let form = fields.form();
        agenda.with_value(|agenda| Found::of(agenda, stored.as_ref(), &form, &locale))
    });
    let error = draft.filling.error("is_confirmed");
    let field = fields.of("is_confirmed");
    let confirmed = RwSignal::new(field.get_untracked() == "true");
    Effect::new(move |_| {
        field.set(if confirmed.get() {
            "true".to_owned()
        } else {
            String::new()
        })
    });
    let is_asked = move || found.read().asks || error.read().is_some() || confirmed.get();
    let lines = move |tone: Tone, lines: Vec<String>| {
        (!lines.is_empty()).then(|| {
            let lines = lines
                .into_iter()
                .map(|line| view! { <p>{line}</p> })
                .collect_view();
            view! { <Notice tone>{lines}</Notice> }
        })
    };
    view! {
        <div class="my-4 flex flex-col gap-3 empty:hidden">
            {move || lines(Tone::Danger, found.read().clashes.clone())}
            {move || lines(Tone::Warning, found.read().warnings.clone())}
        </div>
        <div class="mb-4" hidden=move || !is_asked()>
            <CheckboxField name="is_confirmed" label="Save all the same" checked=confirmed error/>
        </div>
    }
}

/// What is worth a look in an item as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    clashes: Vec<String>,
    warnings: Vec<String>,
    /// Some of it is new, and to be confirmed.
    asks: bool,
}

impl Found {
    fn of(agenda: &Agenda, stored: Option<&AgendaItem>, form: &AgendaItemForm, locale: &Locale) -> Self {
        let Some(item) = meant(agenda, stored, form) else {
            return Self::default();
        };
        let changed = std::slice::from_ref(&item);
        let after = agenda.with(changed);
        let mut found = Self {
            asks: !agenda.new_clashes(changed).is_empty(),
            ..Self::default()
        };
        let about = |concern: &Concern| concern.is_about(item.id);
        for concern in after.concerns().iter().filter(|concern| about(concern)) {
            match concern {
                Concern::Clash(clash) => found.clashes.push(after.clash_in_words(clash, item.id, locale)),
                Concern::RoomTooSmall { holds, expected, .. } => {
                    let room = item
                        .room_id
                        .and_then(|id| after.room(id))
                        .map(|room| room.name.as_str());
                    let room = room.unwrap_or("The room");
                    found
                        .warnings
                        .push(format!("{room} holds {holds}, and {expected} people are coming."));
                }
                Concern::OutsideEvent { .. } => {
                    found
                        .warnings
                        .push("This is outside the times of the event.".to_owned());
                }
            }
        }
        found
    }
}

/// The item that is meant, as far as that can be told while it is typed: without those who are named by hand.
fn meant(agenda: &Agenda, stored: Option<&AgendaItem>, form: &AgendaItemForm) -> Option<AgendaItem> {
    let named = AgendaItemForm {
        title: if form.title.trim().is_empty() {
            "This item".to_owned()
        } else {
            form.title.clone()
        },
        ..form.clone()
    };
    let typed = named.parse().ok()?;
    let (start, end) = typed.by(&agenda.event.span.zone).ok()?;
    let names: Vec<(&str, Option<SpeakerKey>)> = form.speakers.lines().map(name_and_key).collect();
    let speaker = |one: &TypedSpeaker| match one {
        TypedSpeaker::Key(key) => Some(Speaker {
            key: *key,
            name: names.iter().find(|(_, one)| *one == Some(*key))?.0.to_owned(),
            company: None,
            picture: None,
        }),
        TypedSpeaker::Words(_) => None,
    };
    Some(AgendaItem {
        id: stored.map_or(AgendaItemId(uuid::Uuid::nil()), |item| item.id),
        version: stored.map_or(0, |item| item.version),
        speakers: typed.speakers.iter().filter_map(speaker).collect(),
        title: typed.title,
        description: None,
        start,
        end,
        agenda_type: typed.agenda_type,
        status: typed.status,
        room_id: typed.room_id,
        location: typed.location,
        track_id: typed.track_id,
        attachments: 0,
        is_starred: false,
    })
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn an_item_that_begins_later_ends_as_much_later() {
        assert_eq!(
            moved_end("2026-05-14T09:00", "2026-05-14T09:45", "2026-05-15T14:30").as_deref(),
            Some("2026-05-15T15:15")
        );
        assert_eq!(moved_end("", "2026-05-14T09:45", "2026-05-15T14:30"), None);
    }
}
