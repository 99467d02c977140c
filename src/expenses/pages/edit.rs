//! Changing a claim.

use super::receipts::{Receipts, ReceiptsCard};
use crate::accounts::roles::Permission;
use crate::app::failure::{failure, page_failure, shut};
use crate::app::use_viewer;
use crate::error::{AppError, AppResult};
use crate::expenses::components::addresses;
use crate::expenses::components::expense_fields::{BeforeSubmitting, ExpenseFormFields, default_title};
use crate::expenses::components::judged::use_flags;
use crate::expenses::components::twins::Similar;
use crate::expenses::pages::day_rate::use_day_rate;
use crate::expenses::pages::memory::use_expenses_memory;
use crate::expenses::pages::similar::use_similar;
use crate::expenses::server_fns::{
    UpdateExpense, get_expense, list_expense_choices, list_receipts, update_expense,
};
use crate::expenses::types::{Change, Expense, ExpenseChoices, ExpenseForm, ExpenseStatus, split_in_words};
use crate::forms::{Rejected, TypedForm, rejected};
use crate::ids::ExpenseId;
use crate::policies::types::UnitRate;
use crate::ui::locale::Locale;
use crate::ui::prelude::*;
use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The id of the form on its page.
pub const FORM: &str = "expense-form";

/// What the form offers, or why it cannot be shown.
pub async fn choices_or_failure(
    choices: Resource<AppResult<ExpenseChoices>>,
) -> Result<ExpenseChoices, AnyView> {
    arrived(choices)
        .await
        .map_err(|error| page_failure(error, Callback::new(move |()| choices.refetch())))
}

/// A form of two buttons: one keeps it as a draft, one submits it.
#[derive(Clone, Copy)]
pub struct Saving {
    draft: Draft<ExpenseForm>,
    /// The button that was pressed last submits.
    is_submitted: StoredValue<bool>,
    locale: Locale,
    today: NaiveDate,
    rates: StoredValue<Vec<UnitRate>>,
}

/// Call it at the top of the form's component.
#[must_use]
pub fn saving_of(draft: Draft<ExpenseForm>, today: NaiveDate, choices: &ExpenseChoices) -> Saving {
    Saving {
        rates: StoredValue::new(choices.unit_rates.clone()),
        draft,
        is_submitted: StoredValue::new(false),
        locale: use_formats().locale,
        today,
    }
}

impl Saving {
    /// The button that submits was pressed; the form is sent next.
    pub fn submit(self) {
        self.is_submitted.set_value(true);
    }

    /// What was typed and whether it is to be submitted, where it may be sent; the errors are shown otherwise.
    pub fn ready(self) -> Option<(ExpenseForm, bool)> {
        let is_submitted = self
            .is_submitted
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        let form = self.draft.ready()?;
        // What the server would refuse is said before it is asked.
        let rates = self.rates.try_get_value().unwrap_or_default();
        let new = form
            .parse()
            .and_then(|typed| typed.by_rates(&self.locale, self.today, is_submitted, &rates));
        match new {
            Ok(_) => Some((form, is_submitted)),
            Err(errors) => {
                self.draft.refused(AppError::from(errors));
                None
            }
        }
    }
}

/// `/expenses/<id>/edit`.
#[component]
pub fn EditExpensePage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ClaimExpenses) {
        return refusal;
    }
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<ExpenseId>().ok()));
    let page = |id: Option<ExpenseId>| match id {
        Some(id) => view! { <Edit id/> }.into_any(),
        None => failure(AppError::NotFound, Callback::new(|()| ())),
    };
    // Another claim is another form.
    view! { <For each=move || [id.get()] key=|id| *id children=page/> }.into_any()
}

#[component]
fn Edit(id: ExpenseId) -> impl IntoView {
    // Asked once: what comes of receipts later disturbs nobody who types.
    let expense = Resource::new(
        || (),
        move |()| async move {
            let expense = get_expense(id).await?;
            let files = list_receipts(id).await.unwrap_or_default();
            AppResult::Ok((
                expense,
                files.into_iter().map(|file| file.name).collect::<Vec<_>>(),
            ))
        },
    );
    let choices = Resource::new(|| (), |()| list_expense_choices());
    let receipts = Receipts::new(id);
    view! {
        <Suspense fallback=|| meanwhile(|| view! { <Page width=PageWidth::Form><FormSkeleton/></Page> })>
            {move || Suspend::new(async move {
                let found = match arrived(expense).await {
                    Ok((expense, _)) if expense.is_deleted => Err(AppError::Conflict {
                        message: "This claim is in the trash. Restore it to change it.".into(),
                    }),
                    Ok((expense, _)) if !expense.may.edit => Err(not_now(&expense)),
                    other => other,
                };
                match (found, choices_or_failure(choices).await) {
                    (Ok((expense, files)), Ok(choices)) => view! { <EditForm expense choices receipts files/> }.into_any(),
                    (Err(error), _) => page_failure(error, Callback::new(move |()| expense.refetch())),
                    (Ok(_), Err(view)) => view,
                }
            })}
        </Suspense>
    }
}

/// Why a claim cannot be changed that one sees.
fn not_now(expense: &Expense) -> AppError {
    let is_own = use_viewer().is_some_and(|viewer| viewer.user_id == expense.claimant.id);
    let message = match expense.status {
        _ if !is_own => return AppError::Forbidden,
        ExpenseStatus::Paid => "This claim is paid, and does not change any more.",
        ExpenseStatus::Rejected => "This claim was rejected. Take it up again to change it.",
        _ => "This claim cannot be changed as it stands.",
    };
    AppError::Conflict {
        message: message.into(),
    }
}

/// How a claim is typed on this page.
#[derive(Clone, Copy)]
struct AsTyped {
    locale: Locale,
    /// What drafts are called that are made of a file: the names of its receipts.
    names: StoredValue<Vec<String>>,
}

impl AsTyped {
    fn new(locale: Locale, files: &[String]) -> Self {
        let name = |file: &String| {
            file.rsplit_once('.')
                .map_or(file.as_str(), |(name, _)| name)
                .to_owned()
        };
        Self {
            locale,
            names: StoredValue::new(files.iter().map(name).collect()),
        }
    }

    /// One that is called after its type and merchant, or after its file, has no title of its own: it will be called after what is
    /// typed.
    fn of(self, expense: &Expense) -> ExpenseForm {
        let mut form = ExpenseForm::of(expense, &self.locale);
        let names = self.names.try_get_value().unwrap_or_default();
        if form.title == default_title(&form) || names.contains(&form.title) {
            form.title = String::new();
        }
        form
    }
}

/// A value of a field as people read it.
fn in_words(choices: &ExpenseChoices, field: &str, value: &str) -> String {
    let named = match field {
        "event_id" => choices
            .events
            .iter()
            .find(|event| event.id.to_string() == value)
            .map(|event| event.title.clone()),
        "split" => Some(split_in_words(value, |id| {
            let mut events = choices.events.iter();
            events
                .find(|event| event.id.to_string() == id)
                .map(|event| event.title.clone())
        })),
        "payee_id" => choices
            .colleagues
            .iter()
            .find(|one| one.id.to_string() == value)
            .map(|one| one.name.clone()),
        _ => None,
    };
    named.unwrap_or_else(|| {
        Change {
            field: field.to_owned(),
            before: String::new(),
            after: value.to_owned(),
        }
        .in_words(value)
    })
}

#[component]
fn EditForm(
    expense: Expense,
    choices: ExpenseChoices,
    receipts: Receipts,
    /// The names of its receipts.
    files: Vec<String>,
) -> impl IntoView {
    let (id, title, status) = (expense.id, expense.title.clone(), expense.status);
    let formats = use_formats();
    let (locale, today) = (formats.locale, untrack(|| formats.today()));
    let choices = with_own(choices, &expense);
    let refused =
        rejected(UpdateExpense::PATH).filter(|form| form.typed("expense_id") == Some(&id.to_string()));
    let words = {
        let choices = choices.clone();
        Callback::new(move |(field, value): (String, String)| in_words(&choices, &field, &value))
    };
    let as_typed = AsTyped::new(locale, &files);
    let stored = (as_typed.of(&expense), expense.version);
    let editing = use_editing(FORM, stored, refused.as_ref(), words);
    let draft = editing.draft;
    put_split(draft, refused.as_ref());
    // What was typed before there was this draft.
    if let Some(carried) = use_expenses_memory().take(id) {
        for (name, _, text) in carried.fields() {
            draft.fields.set(name, text);
        }
    }
    let me = use_viewer().map(|viewer| viewer.user_id);
    let kept = keep_typed(
        draft,
        &me.map_or_else(String::new, |me| me.to_string()),
        &format!("expense/{id}"),
        Some(editing.version),
    );
    let similar = use_similar(draft, Some(id));
    let warnings = RwSignal::new(expense.warnings.clone());

    // A receipt that comes or goes makes a new version of what is saved over: it is taken over where nobody typed anything else.
    receipts.on_change(Callback::new(move |()| {
        spawn_local(async move {
            let Ok(now) = get_expense(id).await else { return };
            warnings.try_set(now.warnings.clone());
            if draft.original.try_get_value() == Some(as_typed.of(&now)) {
                editing.version.try_set(now.version);
            }
        });
    }));
    let has_receipt = RwSignal::new(!files.is_empty());
    receipts.on_counted(Callback::new(move |count: usize| {
        has_receipt.try_set(count > 0);
    }));
    let rate = use_day_rate(draft, choices.base_currency);
    let flags = use_flags(draft, &choices, has_receipt.into(), rate, today);
    let saving = saving_of(draft, today, &choices);
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let go = Callback::new(move |()| navigate(&addresses::record(id), Default::default()));
    let on_submit = Callback::new(move |()| {
        let Some((form, is_submitted)) = saving.ready() else {
            return;
        };
        spawn_local(async move {
            match update_expense(id, editing.version.get_untracked(), form, is_submitted).await {
                Ok(_) => {
                    draft.saved();
                    toasts.success(if is_submitted {
                        "Submitted: it waits for a decision"
                    } else {
                        "Saved"
                    });
                    go.try_run(());
                }
                Err(AppError::Stale { stale }) => {
                    let theirs = get_expense(id).await;
                    editing.meet(
                        *stale,
                        theirs.map(|expense| (expense.version, as_typed.of(&expense))),
                    );
                }
                Err(error) => draft.refused(error),
            }
        });
    });
    let is_draft = status == ExpenseStatus::Draft;
    let buttons = move || {
        if is_draft {
            view! {
                <Button submit=true pending=draft.pending>"Save draft"</Button>
                <Button kind=ButtonKind::Primary submit=true name="submit" value="true" pending=draft.pending
                    on_click=Callback::new(move |()| saving.submit())>"Submit"</Button>
            }
            .into_any()
        } else {
            view! { <Button kind=ButtonKind::Primary submit=true pending=draft.pending>"Save changes"</Button> }.into_any()
        }
    };
    view! {
        <Title text=format!("Edit {title}")/>
        <Page width=PageWidth::Form>
            <PageHeader
                title=if is_draft { "Complete the draft".to_owned() } else { format!("Edit {title}") }
                breadcrumbs=vec![Crumb::new("Expenses", addresses::LIST), Crumb::new(title.clone(), addresses::record(id))]
            />
            {consequence(status).map(|text| view! { <Notice tone=Tone::Warning class="mb-5">{text}</Notice> })}
            <KeptNotice kept/>
            <div class="mb-6"><ReceiptsCard id receipts can_edit=true page=addresses::edit(id)/></div>
            <PostForm id=FORM action=UpdateExpense::PATH then=addresses::record(id) on_submit=on_submit>
                <HiddenField name="expense_id" value=id.to_string()/>
                <HiddenField name="version" value=Signal::derive(move || editing.version.get().to_string())/>
                <DraftFrame draft on_submit>
                    <EditingConflict editing discard_href=addresses::edit(id)/>
                    <ExpenseFormFields draft choices me today flags rate/>
                    <Similar found=similar/>
                    {is_draft.then(|| view! { <BeforeSubmitting draft warnings flags/> })}
                    <FormActions class="claim-actions">
                        <ButtonLink href=addresses::record(id)>"Cancel"</ButtonLink>
                        {buttons()}
                    </FormActions>
                </DraftFrame>
            </PostForm>
        </Page>
    }
}

/// What a change leads to, of a claim that is not a draft.
const fn consequence(status: ExpenseStatus) -> Option<&'static str> {
    match status {
        ExpenseStatus::Approved => Some(
            "This claim is approved. If you change the amount, the tax, the type, the category, the date, the event or the division, the payee or a receipt, somebody decides anew. Title, merchant, description and notes leave the approval as it is.",
        ),
        ExpenseStatus::Pending => {
            Some("This claim waits for a decision. Whoever decides sees what you change.")
        }
        _ => None,
    }
}

/// What a plain form was refused with has a field for each line of the division.
pub fn put_split(draft: Draft<ExpenseForm>, refused: Option<&Rejected>) {
    let Some(refused) = refused else { return };
    let lines = refused
        .typed
        .iter()
        .filter(|(name, _)| name.starts_with("split["));
    let lines: Vec<&str> = lines.map(|(_, line)| line.as_str()).collect();
    if lines.iter().any(|line| !line.is_empty()) {
        draft.fields.set("split", &lines.join("\n"));
    }
}

/// What is offered, with what is chosen already and no longer among it.
fn with_own(mut choices: ExpenseChoices, expense: &Expense) -> ExpenseChoices {
    if let Some(event) = &expense.event
        && choices.events.iter().all(|one| one.id != event.id)
    {
        choices.events.push(event.clone());
    }
    if let Some(payee) = &expense.payee
        && choices.colleagues.iter().all(|one| one.id != payee.id)
    {
        choices.colleagues.push(payee.clone());
    }
    for event in expense.shares.iter().filter_map(|share| share.event.as_ref()) {
        if choices.events.iter().all(|one| one.id != event.id) {
            choices.events.push(event.clone());
        }
    }
    // What it was submitted with counts for it, whatever has become of the rate.
    if let (Some(units), true) = (&expense.units, expense.status != ExpenseStatus::Draft) {
        let copied = units.as_rate(
            expense.amount.currency,
            expense.expense_type,
            expense.expense_date,
        );
        choices.unit_rates.push(copied);
    }
    choices
}
