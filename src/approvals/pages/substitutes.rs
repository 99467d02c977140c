//! Who decides in whose place.

use super::settings::{Shared, error_of, error_of_whole};
use crate::approvals::components::addresses;
use crate::approvals::server_fns::{EndSubstitute, NameSubstitute, end_substitute, name_substitute};
use crate::approvals::types::{SubstituteForm, SubstituteRow};
use crate::error::AppError;
use crate::forms::rejected;
use crate::ui::prelude::*;
use crate::ui::time::date;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "substitute-form";

/// Those who are named, and the form of another one.
#[component]
pub fn SubstitutesCard(shared: Shared) -> impl IntoView {
    let overview = shared.overview;
    let rows = Memo::new(move |_| overview.read().substitutes.clone());
    let none = move || {
        rows.read().is_empty().then(|| {
            view! {
                <p class="text-muted">"Nobody is away. While somebody is, whoever they name decides about what asks them. It is not handed
                    on: a substitute who is away as well is asked all the same."</p>
            }
        })
    };
    let line = move |row: SubstituteRow| view! { <SubstituteLine row shared/> };
    view! {
        <Card title="While somebody is away">
            <div class="flex flex-col gap-4">
                {none}
                <ul class="flex flex-col gap-3" hidden=move || rows.read().is_empty() aria-label="Substitutes">
                    <For each=move || rows.get() key=|row| (row.id, row.is_now, row.is_lost) children=line/>
                </ul>
                <NewSubstituteForm shared/>
            </div>
        </Card>
    }
}

#[component]
fn SubstituteLine(row: SubstituteRow, shared: Shared) -> impl IntoView {
    let locale = use_formats().locale;
    let id = row.id;
    let words = format!("{} decides for {}", row.substitute_name, row.name);
    let days = match (date(row.from, &locale), date(row.until, &locale)) {
        (from, until) if from == until => format!("On {from}"),
        (from, until) => format!("From {from} to {until}, both included"),
    };
    let label = format!("Remove: {words}");
    let end = row.may_remove.then(|| {
        let form = SubstituteForm {
            user_id: row.person.to_string(),
            substitute_id: row.substitute.to_string(),
            from_date: row.from.to_string(),
            until_date: row.until.to_string(),
        };
        let act = Callback::new(move |()| remove(shared, id, form.clone()));
        view! {
            <PostForm action=EndSubstitute::PATH then=addresses::PAGE on_submit=act>
                <HiddenField name="substitute_id" value=id.to_string()/>
                <IconButton submit=true icon=IconName::Trash label/>
            </PostForm>
        }
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-2">
            <div class="min-w-0">
                <p class="flex flex-wrap items-center gap-2 font-medium">
                    {words}
                    {row.is_now.then(|| view! { <Badge tone=Tone::Blue>"Today"</Badge> })}
                </p>
                <p class="text-sm text-muted">{days}</p>
                {row.is_lost.then(|| view! {
                    <p class="text-xs tone-warning">"May not decide about claims any more, and is asked nothing."</p>
                })}
            </div>
            {end}
        </li>
    }
}

/// Removes one, with a way back.
fn remove(shared: Shared, id: crate::ids::SubstituteId, form: SubstituteForm) {
    let toasts = shared.toasts;
    spawn_local(async move {
        match end_substitute(id).await {
            Ok(()) => toasts.undo("Substitute removed", move || {
                shared.try_it(name_substitute(form.clone()), "The substitute is back");
            }),
            Err(error) => toasts.error(error.told()),
        }
        shared.reload();
    });
}

#[component]
fn NewSubstituteForm(shared: Shared) -> impl IntoView {
    let refused = rejected(NameSubstitute::PATH);
    let (me, today, may_manage) = shared
        .overview
        .with_untracked(|overview| (overview.me, overview.today, overview.may_manage));
    let typed = |field: &str, blank: String| {
        let typed = refused.as_ref().and_then(|form| form.typed(field));
        RwSignal::new(typed.map_or(blank, str::to_owned))
    };
    let person = typed("user_id", me.to_string());
    let substitute = typed("substitute_id", String::new());
    let from = typed("from_date", today.to_string());
    let until = typed("until_date", String::new());
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let choices = move |but: Option<String>| {
        Signal::derive(move || {
            let overview = shared.overview.read();
            let others = overview
                .deciders
                .iter()
                .map(|one| (one.id.to_string(), one.name.clone()));
            let kept = others.filter(|(id, _)| Some(id) != but.as_ref());
            kept.map(|(id, name)| Choice::new(id, name)).collect::<Vec<_>>()
        })
    };
    let add = Callback::new(move |()| {
        let form = SubstituteForm {
            user_id: person.get_untracked(),
            substitute_id: substitute.get_untracked(),
            from_date: from.get_untracked(),
            until_date: until.get_untracked(),
        };
        if let Err(errors) = form.parse(me, today) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        let sent = Sent::of(&[person, substitute, from, until], &[]);
        pending.set(true);
        spawn_local(async move {
            let outcome = name_substitute(form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    if sent.stands() {
                        substitute.try_set(String::new());
                        until.try_set(String::new());
                    }
                    shared.toasts.success("Substitute named");
                    shared.reload();
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let whose = if may_manage {
        view! {
            <SelectField name="user_id" label="Who is away" id="substitute-of" required=true options=choices(None) value=person
                error=error_of(error, "user_id")/>
        }
        .into_any()
    } else {
        view! { <HiddenField name="user_id" value=me.to_string()/> }.into_any()
    };
    let others = choices((!may_manage).then(|| me.to_string()));
    view! {
        <PostForm id=FORM action=NameSubstitute::PATH then=addresses::PAGE on_submit=add>
            <FormError error=error_of_whole(error)/>
            <div class="grid items-start gap-4 sm:grid-cols-2">
                {whose}
                <SelectField name="substitute_id" label="Who decides meanwhile" id="substitute-who" required=true empty="Choose"
                    options=others value=substitute error=error_of(error, "substitute_id")/>
                <TextField name="from_date" label="From" id="substitute-from" kind=TextKind::Date required=true value=from
                    error=error_of(error, "from_date")/>
                <TextField name="until_date" label="To, included" id="substitute-until" kind=TextKind::Date required=true value=until
                    error=error_of(error, "until_date")/>
            </div>
            <FormActions class="mt-4">
                <Button submit=true icon=IconName::Plus pending=pending>"Name substitute"</Button>
            </FormActions>
        </PostForm>
    }
}
