//! The form of an interaction.

use crate::contacts::types::{Direction, InteractionForm, InteractionStatus, InteractionType};
use crate::forms::{Filling, Typed};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// A signal for each field of [`InteractionForm`].
#[derive(Clone, Copy)]
pub struct InteractionFields {
    pub interaction_type: RwSignal<String>,
    pub status: RwSignal<String>,
    pub direction: RwSignal<String>,
    pub interaction_date: RwSignal<String>,
    pub subject: RwSignal<String>,
    pub description: RwSignal<String>,
    pub outcome: RwSignal<String>,
}

impl InteractionFields {
    #[must_use]
    pub fn new(form: &InteractionForm) -> Self {
        let signal = |text: &String| RwSignal::new(text.clone());
        Self {
            interaction_type: signal(&form.interaction_type),
            status: signal(&form.status),
            direction: signal(&form.direction),
            interaction_date: signal(&form.interaction_date),
            subject: signal(&form.subject),
            description: signal(&form.description),
            outcome: signal(&form.outcome),
        }
    }

    /// What stands in the fields, followed as it changes.
    #[must_use]
    pub fn form(self) -> InteractionForm {
        self.read(|signal| signal.get())
    }

    /// What stands in the fields now.
    #[must_use]
    pub fn form_now(self) -> InteractionForm {
        self.read(|signal| signal.get_untracked())
    }

    /// What stands in the fields by their names, followed as it changes.
    #[must_use]
    pub fn typed(self) -> Typed {
        let form = self.form();
        form.fields()
            .into_iter()
            .map(|(name, _, text)| (name, text.to_owned()))
            .collect()
    }

    /// Writes into every field.
    pub fn set_all(self, form: &InteractionForm) {
        for (name, _, text) in form.fields() {
            self.set(name, text);
        }
    }

    /// Writes into a field.
    pub fn set(self, field: &str, text: &str) {
        let signal = match field {
            "interaction_type" => self.interaction_type,
            "status" => self.status,
            "direction" => self.direction,
            "interaction_date" => self.interaction_date,
            "subject" => self.subject,
            "description" => self.description,
            "outcome" => self.outcome,
            _ => return,
        };
        signal.set(text.to_owned());
    }

    fn read(self, get: impl Fn(RwSignal<String>) -> String) -> InteractionForm {
        InteractionForm {
            interaction_type: get(self.interaction_type),
            status: get(self.status),
            direction: get(self.direction),
            interaction_date: get(self.interaction_date),
            subject: get(self.subject),
            description: get(self.description),
            outcome: get(self.outcome),
        }
    }
}

/// The kinds of interaction, as they are chosen.
fn kinds() -> Vec<Choice> {
    InteractionType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect()
}

/// What kind it is, what it is about and when: one line where there is room, as in no panel.
#[component]
pub fn InteractionLine(
    fields: InteractionFields,
    filling: Filling,
    /// What tells these fields from those of another form on the page.
    prefix: &'static str,
    /// Somebody changed the day or time.
    #[prop(optional, into)]
    on_date: Option<Callback<String>>,
    /// Stands at the end of the line: the button that sends it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let on_date = move |text| {
        if let Some(tell) = on_date {
            tell.run(text);
        }
    };
    view! {
        <div class="@container">
            <div class="grid grid-cols-[2fr_3fr] items-start gap-2 @xl:flex">
                <SelectField name="interaction_type" label="Type" label_hidden=true id=format!("{prefix}interaction_type")
                    options=kinds() class="@xl:w-32" value=fields.interaction_type error=filling.error("interaction_type")/>
                <TextField name="subject" label="Subject" label_hidden=true id=format!("{prefix}subject") autocomplete="off"
                    placeholder="What was it about?" class="order-first col-span-2 min-w-0 @xl:order-none @xl:flex-1"
                    value=fields.subject error=filling.error("subject")/>
                <TextField name="interaction_date" label="When" label_hidden=true kind=TextKind::DateTime
                    id=format!("{prefix}interaction_date") class="@xl:w-48" on_input=Callback::new(on_date)
                    value=fields.interaction_date error=filling.error("interaction_date")/>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// What else there is to say.
#[component]
pub fn InteractionDetails(
    fields: InteractionFields,
    filling: Filling,
    /// What tells these fields from those of another form on the page.
    prefix: &'static str,
) -> impl IntoView {
    let statuses: Vec<_> = InteractionStatus::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let directions: Vec<_> = Direction::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    view! {
        <FormGrid>
            <SelectField name="status" label="Status" id=format!("{prefix}status") options=statuses
                value=fields.status error=filling.error("status")/>
            <SelectField name="direction" label="Who reached out" id=format!("{prefix}direction") options=directions
                empty="Not said" value=fields.direction error=filling.error("direction")/>
        </FormGrid>
        <TextArea name="description" label="Description" id=format!("{prefix}description") rows=3
            hint="Type @ to name a colleague, who is told."
            value=fields.description error=filling.error("description")/>
        <TextArea name="outcome" label="Outcome" id=format!("{prefix}outcome") rows=2
            value=fields.outcome error=filling.error("outcome")/>
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn every_field_of_the_form_can_be_read_and_written() {
        Owner::new().with(|| {
            let fields = InteractionFields::new(&InteractionForm::default());
            for (name, _, _) in InteractionForm::default().fields() {
                fields.set(name, &format!("what stands in {name}"));
            }
            for (name, _, text) in fields.form_now().fields() {
                assert_eq!(text, format!("what stands in {name}"));
            }
        });
    }
}
