//! The form of an event: every field there is, in groups.

use crate::events::types::{EventType, ZoneChange};
use crate::forms::{Filling, TypedForm};
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The fields.
#[component]
pub fn EventFormFields<F: TypedForm>(
    /// A form that has those of an event among its fields.
    draft: Draft<F>,
    /// The time zones that can be chosen.
    zones: Vec<String>,
    /// The time zone of a stored event, of which moving it is to be asked.
    #[prop(optional, into)]
    stored_zone: Option<String>,
    /// The cursor stands in the first field at once.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let types: Vec<_> = EventType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    view! {
        <FormSection title="What">
            <TextField name="title" label="Title" required=true autofocus autocomplete="off"
                value=fields.of("title") error=filling.error("title")/>
            <FormGrid>
                <SelectField name="event_type" label="Type" options=types
                    value=fields.of("event_type") error=filling.error("event_type")/>
            </FormGrid>
            <TextArea name="description" label="Description" rows=5
                value=fields.of("description") error=filling.error("description")/>
        </FormSection>
        <WhenFields fields filling zones stored_zone/>
        <WhereFields fields filling/>
        <MoneyFields fields filling/>
    }
}

#[component]
fn WhenFields<F: TypedForm>(
    fields: DraftFields<F>,
    filling: Filling,
    zones: Vec<String>,
    stored_zone: Option<String>,
) -> impl IntoView {
    let zones: Vec<_> = zones
        .into_iter()
        .map(|name| Choice::new(name.clone(), name.replace('_', " ")))
        .collect();
    view! {
        <FormSection title="When" hint="By the clock of the place where it is">
            <FormGrid>
                <TextField name="start_date" label="Begins" kind=TextKind::DateTime required=true
                    value=fields.of("start_date") error=filling.error("start_date")/>
                <TextField name="end_date" label="Ends" kind=TextKind::DateTime required=true
                    value=fields.of("end_date") error=filling.error("end_date")/>
                <SelectField name="timezone" label="Time zone" options=zones required=true
                    value=fields.of("timezone") error=filling.error("timezone")/>
            </FormGrid>
            {stored_zone.map(|stored| view! { <ZoneQuestion fields filling stored/> })}
        </FormSection>
    }
}

/// What stays when the event moves to another time zone. Without JavaScript it is always asked.
#[component]
fn ZoneQuestion<F: TypedForm>(fields: DraftFields<F>, filling: Filling, stored: String) -> impl IntoView {
    let ready = use_ready();
    let chosen = fields.of("zone_change");
    let choices: Vec<_> = ZoneChange::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let zone = fields.of("timezone");
    let old = stored.clone();
    view! {
        <div hidden=move || ready.get() && zone.get() == stored>
            <SelectField name="zone_change" label="When the time zone changes" options=choices empty="Choose what stays"
                hint=format!("It was in {}: 09:00 stays 09:00 on the new clock, or it stays the same moment.", old.replace('_', " "))
                value=chosen error=filling.error("zone_change")/>
        </div>
    }
}

#[component]
fn WhereFields<F: TypedForm>(fields: DraftFields<F>, filling: Filling) -> impl IntoView {
    view! {
        <FormSection title="Where">
            <FormGrid>
                <TextField name="venue" label="Venue" autocomplete="off" value=fields.of("venue") error=filling.error("venue")/>
                <TextField name="location" label="Town" autocomplete="off"
                    value=fields.of("location") error=filling.error("location")/>
            </FormGrid>
            <TextArea name="address" label="Address" rows=2 value=fields.of("address") error=filling.error("address")/>
            <TextArea name="directions" label="How to get there" rows=2
                value=fields.of("directions") error=filling.error("directions")/>
            <TextField name="online_url" label="Address on the web" kind=TextKind::Url autocomplete="off"
                hint="Where one takes part from afar" placeholder="meet.example.com/room"
                value=fields.of("online_url") error=filling.error("online_url")/>
        </FormSection>
    }
}

#[component]
fn MoneyFields<F: TypedForm>(fields: DraftFields<F>, filling: Filling) -> impl IntoView {
    let currencies: Vec<_> = Currency::all()
        .into_iter()
        .map(|one| Choice::new(one.code(), one.code()))
        .collect();
    view! {
        <FormSection title="Places and money">
            <FormGrid>
                <TextField name="max_attendees" label="Places" kind=TextKind::Number hint="Nothing where anybody may come"
                    value=fields.of("max_attendees") error=filling.error("max_attendees")/>
                <TextField name="registration_url" label="Registration elsewhere" kind=TextKind::Url autocomplete="off"
                    placeholder="tickets.example.com/gala"
                    value=fields.of("registration_url") error=filling.error("registration_url")/>
                <TextField name="budget" label="Budget" kind=TextKind::Number autocomplete="off"
                    value=fields.of("budget") error=filling.error("budget")/>
                <SelectField name="currency" label="Currency" options=currencies
                    value=fields.of("currency") error=filling.error("currency")/>
            </FormGrid>
        </FormSection>
    }
}
