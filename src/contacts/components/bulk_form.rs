//! Changing many contacts without JavaScript: a form beneath the table sends those that are ticked, or means all that match.

use super::selection::BULK_FORM;
use crate::contacts::types::{ContactStatus, ContactType, Priority};
use crate::ui::prelude::*;
use leptos::prelude::*;

/// The form, which is shown only where no scripts run. `then` leads back to the list.
#[component]
pub fn BulkForm(
    /// The address that changes many.
    action: &'static str,
    #[prop(into)] then: Signal<String>,
    /// The query of the list, for a change of all that match.
    #[prop(into)]
    matching: Signal<String>,
    can_edit: bool,
    can_delete: bool,
) -> impl IntoView {
    let option = |value: String, label: &'static str| view! { <option value=value>{label}</option> };
    let fields = can_edit.then(|| {
        let stage = |one: &ContactType| option(format!("contact_type={one}"), one.label());
        let status = |one: &ContactStatus| option(format!("status={one}"), one.label());
        let priority = |one: &Priority| option(format!("priority={one}"), one.label());
        view! {
            <optgroup label="Stage">{ContactType::ALL.iter().map(stage).collect_view()}</optgroup>
            <optgroup label="Status">{ContactStatus::ALL.iter().map(status).collect_view()}</optgroup>
            <optgroup label="Priority">{Priority::ALL.iter().map(priority).collect_view()}</optgroup>
            <optgroup label="Tags">{option("add_tags".into(), "Add")}{option("remove_tags".into(), "Remove")}</optgroup>
        }
    });
    let tags = can_edit.then(|| {
        view! { <input class="input" name="value" aria-label="Tags to add or remove" placeholder="Tags, separated by commas"/> }
    });
    view! {
        <form class="bulk-plain" id=BULK_FORM method="post" action=action>
            <HiddenField name="then" value=then/>
            <HiddenField name="matching" value=matching/>
            <select class="input" name="everything" aria-label="Which contacts">
                <option value="false">"Those that are ticked"</option>
                <option value="true">"All that match"</option>
            </select>
            <select class="input" name="action" aria-label="What to do with them">
                {fields}
                {can_delete.then(|| option("delete".into(), "Move to trash"))}
            </select>
            {tags}
            <Button submit=true>"Apply"</Button>
        </form>
    }
}
