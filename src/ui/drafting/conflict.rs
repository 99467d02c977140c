//! Two people on one record: what differs, and whose it shall be.

use crate::error::FieldChange;
use crate::ui::button::Button;
use crate::ui::field::use_ready;
use crate::ui::formats::{Moment, MomentStyle};
use crate::ui::icon::{Icon, IconName};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// What a save ran into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Who saved in the meantime, by name.
    pub by: String,
    pub at: DateTime<Utc>,
    /// The fields that both changed, in words.
    pub changes: Vec<FieldChange>,
    /// Labels of the fields that only the other one changed; theirs stands in them already.
    pub merged: Vec<String>,
}

/// A form's fields: name, label and what stands in each.
pub type Fields = Vec<(&'static str, &'static str, String)>;

impl Conflict {
    /// What differs between three states of a form: the one that was read, what was typed, and what
    /// is stored by now. A field that only they changed is theirs without asking; `words` writes a
    /// value as people read it.
    #[must_use]
    pub fn between(
        (by, at): (String, DateTime<Utc>),
        original: &Fields,
        mine: &Fields,
        theirs: &Fields,
        words: impl Fn(&str, &str) -> String,
    ) -> Self {
        let mut conflict = Self {
            by,
            at,
            changes: Vec::new(),
            merged: Vec::new(),
        };
        for (((field, label, original), (_, _, mine)), (_, _, theirs)) in
            original.iter().zip(mine).zip(theirs)
        {
            if mine == theirs {
                continue;
            }
            if mine == original {
                conflict.merged.push((*label).to_owned());
            } else if theirs != original {
                conflict.changes.push(FieldChange {
                    field: (*field).to_owned(),
                    label: (*label).to_owned(),
                    mine: words(field, mine),
                    theirs: words(field, theirs),
                });
            }
        }
        conflict
    }
}

/// Whose a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Mine,
    Theirs,
}

/// The conflict above the form that ran into it. What was typed stays in the form; `on_choose`
/// writes one or the other into a field. Without JavaScript both stand here to be compared.
#[component]
pub fn ConflictPanel(
    conflict: Conflict,
    /// Whose stands in a field now; `None` where it is neither's any more.
    stands: Callback<String, Option<Whose>>,
    on_choose: Callback<(String, Whose)>,
    /// The form as it is without what was typed, and what leads there with JavaScript.
    discard_href: String,
    on_discard: Callback<()>,
) -> impl IntoView {
    let ready = use_ready();
    let fields: Vec<String> = conflict
        .changes
        .iter()
        .map(|change| change.field.clone())
        .collect();
    let all = move |whose: Whose| {
        let fields = fields.clone();
        Callback::new(move |()| {
            for field in &fields {
                on_choose.run((field.clone(), whose));
            }
        })
    };
    let row = move |change: FieldChange| view! { <Difference change stands on_choose/> };
    let merged = (!conflict.merged.is_empty()).then(|| {
        view! { <p class="mt-1">{format!("Also changed, and taken over: {}.", conflict.merged.join(", "))}</p> }
    });
    let is_both = !conflict.changes.is_empty();
    view! {
        <section class="notice tone-warning" role="alert" id="conflict" tabindex="-1">
            <Icon name=IconName::AlertTriangle/>
            <div class="notice-text min-w-0 flex-1">
                <p class="font-semibold">
                    {conflict.by} " changed this " <Moment at=conflict.at style=MomentStyle::DayTime/> ", while you were editing"
                </p>
                {merged}
                <Show when=move || is_both>
                    <p class="mt-1">"What you typed still stands in the form below. Saving stores it over theirs; take theirs wherever they are right."</p>
                </Show>
                <ul class="mt-3 flex flex-col gap-3">{conflict.changes.into_iter().map(row).collect_view()}</ul>
                <div class="mt-3 flex flex-wrap gap-2">
                    <span class="contents" hidden=move || !(ready.get() && is_both)>
                        <Button small=true on_click=all(Whose::Mine)>"Keep all mine"</Button>
                        <Button small=true on_click=all(Whose::Theirs)>"Take all theirs"</Button>
                    </span>
                    <a
                        class="btn btn-ghost btn-small"
                        href=discard_href
                        on:click=move |event| {
                            event.prevent_default();
                            on_discard.run(());
                        }
                    >
                        "Discard mine and start again"
                    </a>
                </div>
            </div>
        </section>
    }
}

/// A conflict in few fields: what differs stands here to be compared.
#[component]
pub fn ConflictNotice(conflict: Conflict) -> impl IntoView {
    let line = |change: FieldChange| {
        view! {
            <li>
                <span class="font-medium">{change.label}</span> ": you wrote “" {in_words(&change.mine)} "”, there it says “"
                {in_words(&change.theirs)} "”"
            </li>
        }
    };
    view! {
        <section class="notice tone-warning" role="alert">
            <Icon name=IconName::AlertTriangle/>
            <div class="notice-text min-w-0 flex-1">
                <p class="font-semibold">
                    {conflict.by} " changed this " <Moment at=conflict.at style=MomentStyle::DayTime/> ", while you were editing"
                </p>
                <ul class="mt-1 list-disc pl-4 break-words">{conflict.changes.into_iter().map(line).collect_view()}</ul>
                <p class="mt-1">"What you typed still stands below. Saving stores it over theirs."</p>
            </div>
        </section>
    }
}

/// One field, both ways.
#[component]
fn Difference(
    change: FieldChange,
    stands: Callback<String, Option<Whose>>,
    on_choose: Callback<(String, Whose)>,
) -> impl IntoView {
    let FieldChange {
        field,
        label,
        mine,
        theirs,
    } = change;
    let ready = use_ready();
    let side = move |whose: Whose, title: &'static str, text: String| {
        let (field, chosen) = (field.clone(), field.clone());
        view! {
            <button
                type="button"
                class="min-w-0 rounded-control border border-line bg-raised px-2 py-1 text-left text-ink aria-pressed:border-accent aria-pressed:bg-selected"
                disabled=move || !ready.get()
                aria-pressed=move || (stands.run(field.clone()) == Some(whose)).to_string()
                on:click=move |_| on_choose.run((chosen.clone(), whose))
            >
                <span class="block text-xs text-muted">{title}</span>
                <span class="line-clamp-4 whitespace-pre-wrap break-words">{in_words(&text)}</span>
            </button>
        }
    };
    view! {
        <li>
            <p class="text-xs font-medium">{label}</p>
            <div class="mt-1 grid gap-2 sm:grid-cols-2">
                {side(Whose::Mine, "Mine", mine)}
                {side(Whose::Theirs, "Theirs", theirs)}
            </div>
        </li>
    }
}

fn in_words(text: &str) -> String {
    if text.is_empty() {
        "(empty)".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn fields(first_name: &str, company: &str, notes: &str) -> Fields {
        vec![
            ("first_name", "First name", first_name.into()),
            ("company", "Company", company.into()),
            ("notes", "Notes", notes.into()),
        ]
    }

    fn between(original: &Fields, mine: &Fields, theirs: &Fields) -> Conflict {
        Conflict::between(
            ("Grace".into(), DateTime::UNIX_EPOCH),
            original,
            mine,
            theirs,
            |_, text| text.to_uppercase(),
        )
    }

    #[test]
    fn only_what_both_changed_is_asked_about() {
        let original = fields("Ada", "Lumen", "");
        let conflict = between(
            &original,
            &fields("Ada", "Harbor", "mine"),
            &fields("Adah", "Beacon", ""),
        );
        let asked: Vec<_> = conflict
            .changes
            .iter()
            .map(|change| change.field.as_str())
            .collect();
        assert_eq!(asked, ["company"]);
        assert_eq!(conflict.merged, ["First name"]);
    }

    #[test]
    fn both_sides_are_told_in_words() {
        let original = fields("Ada", "Lumen", "");
        let conflict = between(
            &original,
            &fields("Ada", "Harbor", ""),
            &fields("Ada", "Beacon", ""),
        );
        assert_eq!(
            (
                conflict.changes[0].mine.as_str(),
                conflict.changes[0].theirs.as_str()
            ),
            ("HARBOR", "BEACON")
        );
    }

    #[test]
    fn the_same_change_twice_is_no_conflict() {
        let original = fields("Ada", "Lumen", "");
        let both = fields("Ada", "Harbor", "");
        let conflict = between(&original, &both, &both);
        assert!(conflict.changes.is_empty() && conflict.merged.is_empty());
    }
}
