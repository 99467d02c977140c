//! The form of a claim: one column, as it is filled in on a telephone.

use super::found::Flags;
use super::judged::{DayRate, RateNote};
use super::marks::type_icon;
use super::split_fields::SplitFields;
use super::unit_fields::UnitFields;
use crate::expenses::types::{ExpenseChoices, ExpenseForm, ExpenseType};
use crate::forms::{Filling, TypedForm};
use crate::ids::UserId;
use crate::policies::types::{Finding, Level};
use crate::ui::locale::Locale;
use crate::ui::money::{Currency, Money};
use crate::ui::prelude::*;
use chrono::NaiveDate;
use leptos::prelude::*;

/// What is asked for when somebody looks for more.
const MORE: [&str; 4] = ["title", "payee_id", "description", "notes"];

/// The fields.
#[component]
pub fn ExpenseFormFields(
    draft: Draft<ExpenseForm>,
    choices: ExpenseChoices,
    /// Whoever claims, who is not offered as somebody else to be paid.
    me: Option<UserId>,
    /// The day that it is, by the person's clock.
    today: NaiveDate,
    /// What of it is against the policy.
    flags: Signal<Vec<Finding>>,
    /// By what another currency would be counted.
    rate: Signal<DayRate>,
    /// The cursor stands in the amount at once.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let currencies = currencies(choices.base_currency);
    let types: Vec<_> = ExpenseType::ALL
        .iter()
        .map(|one| (one.to_string(), one.label().to_owned(), type_icon(*one)))
        .collect();
    let events: Vec<_> = choices
        .events
        .into_iter()
        .map(|event| Choice::new(event.id.to_string(), event.title))
        .collect();
    let (categories, rates) = (choices.categories, choices.unit_rates);
    let (unit_rate, split, ready) = (fields.of("unit_rate"), fields.of("split"), use_ready());
    // It is worked out, and what was typed would be lost.
    let is_derived = Signal::derive(move || ready.get() && !unit_rate.read().is_empty());
    let is_divided = Signal::derive(move || ready.get() && !split.read().is_empty());
    let several = events.clone();
    let colleagues: Vec<_> = choices
        .colleagues
        .into_iter()
        .filter(|one| Some(one.id) != me)
        .map(|one| Choice::new(one.id.to_string(), one.name))
        .collect();
    view! {
        <FormSection title="What it cost">
            <div class="claim-amount">
                <TextField name="amount" label="Amount" kind=TextKind::Number required=true autofocus autocomplete="off"
                    placeholder="0" disabled=is_derived value=fields.of("amount") error=filling.error("amount")/>
                <SelectField name="currency" label="Currency" options=currencies disabled=is_derived
                    value=fields.of("currency") error=filling.error("currency")/>
            </div>
            <RateNote draft rate/>
            <Flags findings=flags fields=&["amount", "receipts"] error=filling.error("amount")/>
            <Refused error=filling.error("receipts") flags/>
            <UnitFields draft rates/>
            <ChipsField name="expense_type" label="Type" options=types
                value=fields.of("expense_type") error=filling.error("expense_type")/>
            <FormGrid>
                <TextField name="merchant" label="Paid to" autocomplete="off" placeholder="Shop, hotel, airline"
                    value=fields.of("merchant") error=filling.error("merchant")/>
                <TextField name="expense_date" label="Date" kind=TextKind::Date required=true
                    value=fields.of("expense_date") error=filling.error("expense_date")/>
            </FormGrid>
            <Flags findings=flags fields=&["expense_date"] error=filling.error("expense_date")/>
        </FormSection>
        <FormSection title="What it was for">
            <FormGrid>
                <SelectField name="event_id" label="Event" options=events empty="No event" disabled=is_divided
                    value=fields.of("event_id") error=filling.error("event_id")/>
                <TextField name="category" label="Category" autocomplete="off" list="expense-categories"
                    value=fields.of("category") error=filling.error("category")/>
            </FormGrid>
            <Flags findings=flags fields=&["event_id"] error=filling.error("event_id")/>
            <SplitFields draft events=several/>
            <Flags findings=flags fields=&["split"] error=filling.error("split")/>
            <datalist id="expense-categories">
                {categories.into_iter().map(|one| view! { <option value=one></option> }).collect_view()}
            </datalist>
            <TaxFields draft today/>
        </FormSection>
        <MoreFields draft filling colleagues/>
    }
}

/// That a receipt is missing, which is at no field: it was refused for that, and is still so.
#[component]
fn Refused(#[prop(into)] error: Signal<Option<String>>, flags: Signal<Vec<Finding>>) -> impl IntoView {
    move || {
        let is_said = flags.read().iter().any(|flag| flag.field() == "receipts");
        error.get().filter(|_| !is_said).map(|text| {
            view! {
                <p class="field-error" role="alert">{text}</p>
            }
        })
    }
}

/// The organisation's own currency first, then all others by their codes.
fn currencies(base: Currency) -> Vec<Choice> {
    let others = Currency::all().into_iter().filter(|one| *one != base);
    [base]
        .into_iter()
        .chain(others)
        .map(|one| Choice::new(one.code(), one.code()))
        .collect()
}

/// The tax that is in it, and what is left without.
#[component]
fn TaxFields(draft: Draft<ExpenseForm>, today: NaiveDate) -> impl IntoView {
    let (fields, filling) = (draft.fields, draft.filling);
    let formats = use_formats();
    let split = Memo::new(move |_| tax_and_net(&fields.form(), &formats.locale, today));
    let said = move || {
        split
            .get()
            .map(|(tax, net)| format!("Net {}, tax {}", formats.money(net), formats.money(tax)))
    };
    view! {
        <FormGrid>
            <TextField name="tax_rate" label="Tax rate, %" kind=TextKind::Number autocomplete="off" placeholder="19"
                value=fields.of("tax_rate") error=filling.error("tax_rate")/>
            <TextField name="tax_amount" label="Tax" kind=TextKind::Number autocomplete="off"
                hint="Worked out of the rate where it is left empty"
                value=fields.of("tax_amount") error=filling.error("tax_amount")/>
        </FormGrid>
        <p class="claim-net num" role="status">{said}</p>
    }
}

/// How much of what was typed is tax, and what is left; none where nothing is said of tax, or not in a way that can be read.
fn tax_and_net(form: &ExpenseForm, locale: &Locale, today: NaiveDate) -> Option<(Money, Money)> {
    // The rest of the form has a say of its own.
    let only = ExpenseForm {
        amount: form.amount.clone(),
        tax_rate: form.tax_rate.clone(),
        tax_amount: form.tax_amount.clone(),
        ..ExpenseForm::blank(today, form.currency.parse().ok()?)
    };
    let new = only.parse().ok()?.by(locale, today, false).ok()?;
    let tax = new.values().tax?;
    (new.values().amount.minor > 0).then_some((tax, new.net()?))
}

/// What most claims are without.
#[component]
fn MoreFields(draft: Draft<ExpenseForm>, filling: Filling, colleagues: Vec<Choice>) -> impl IntoView {
    let fields = draft.fields;
    let is_filled = draft
        .fields
        .form_now()
        .fields()
        .iter()
        .any(|(name, _, text)| MORE.contains(name) && !text.is_empty());
    let errors = filling.errors();
    // What was once opened for an error stays open while it is mended.
    let is_open = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || is_filled || MORE.iter().any(|name| errors.read().get(name).is_some())
    });
    let called = move || {
        let form = fields.form();
        form.title
            .trim()
            .is_empty()
            .then(|| format!("It will be called “{}”.", default_title(&form)))
    };
    let has_colleagues = !colleagues.is_empty();
    view! {
        <details class="group claim-more" open=move || is_open.get()>
            <summary class="claim-more-summary">
                <Icon name=IconName::ChevronRight class="icon-small group-open:rotate-90"/>
                "More: a title of its own, who gets the money, notes"
            </summary>
            <div class="form-fields">
                <div class="flex flex-col gap-1.5">
                    <TextField name="title" label="Title" autocomplete="off" value=fields.of("title") error=filling.error("title")/>
                    <p class="hint">{called}</p>
                </div>
                {has_colleagues.then(|| view! {
                    <SelectField name="payee_id" label="Pay to" options=colleagues empty="Me"
                        hint="Where a colleague paid, and you claim it for them"
                        value=fields.of("payee_id") error=filling.error("payee_id")/>
                })}
                <TextArea name="description" label="Description" rows=2 hint="Whoever decides reads this"
                    value=fields.of("description") error=filling.error("description")/>
                <TextArea name="notes" label="Notes" rows=2 value=fields.of("notes") error=filling.error("notes")/>
            </div>
        </details>
    }
}

/// What a claim without a title of its own is called.
#[must_use]
pub fn default_title(form: &ExpenseForm) -> String {
    let kind = match form.unit_rate.trim() {
        "" => form.expense_type.parse().map_or("Claim", ExpenseType::label),
        rate => rate,
    };
    match form.merchant.trim() {
        "" => kind.to_owned(),
        merchant => format!("{kind}, {merchant}"),
    }
}

/// What is still to be said before a claim can be submitted, and what whoever decides would ask.
#[must_use]
pub fn missing(form: &ExpenseForm) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if !form.unit_rate.trim().is_empty() {
        if form.quantity.trim().is_empty() {
            missing.push("Say how many: without it, it can only be a draft.");
        }
        return missing;
    }
    if form.amount.trim().is_empty() {
        missing.push("Say how much it was: without an amount it can only be a draft.");
    }
    if form.merchant.trim().is_empty() {
        missing.push("To whom it was paid is not said yet.");
    }
    missing
}

/// The same above the buttons, with what the server has found. It says nothing where there is nothing to say.
#[component]
pub fn BeforeSubmitting(
    draft: Draft<ExpenseForm>,
    /// What the server would point out of what is stored.
    #[prop(into)]
    warnings: Signal<Vec<String>>,
    /// What of it is against the policy.
    flags: Signal<Vec<Finding>>,
) -> impl IntoView {
    let locale = use_formats().locale;
    let lines = move || {
        let missing = missing(&draft.fields.form());
        let own = missing.into_iter().map(str::to_owned);
        let flags = flags.get().into_iter().map(|flag| match flag.level {
            Level::Block => format!("It cannot be submitted so: {}", flag.message(&locale)),
            Level::Warn => flag.message(&locale),
        });
        own.chain(warnings.get()).chain(flags).collect::<Vec<_>>()
    };
    move || {
        let lines = lines();
        (!lines.is_empty()).then(|| {
            view! {
                <div class="notice tone-neutral mt-6" id="before-submitting">
                    <Icon name=IconName::Info/>
                    <div class="notice-text">
                        <p class="font-medium">"Before you submit"</p>
                        <ul class="mt-1 list-disc pl-4">
                            {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                        </ul>
                    </div>
                </div>
            }
        })
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn typed(amount: &str, rate: &str, tax: &str) -> ExpenseForm {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        ExpenseForm {
            amount: amount.into(),
            tax_rate: rate.into(),
            tax_amount: tax.into(),
            ..ExpenseForm::blank(today, Currency::EUR)
        }
    }

    fn split(form: &ExpenseForm) -> Option<(i64, i64)> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        tax_and_net(form, &Locale::default(), today).map(|(tax, net)| (tax.minor, net.minor))
    }

    #[test]
    fn net_and_tax_are_shown_as_they_will_be_stored() {
        assert_eq!(split(&typed("119", "19", "")), Some((1_900, 10_000)));
        assert_eq!(split(&typed("119", "19", "20.00")), Some((2_000, 9_900)));
        assert_eq!(split(&typed("119", "", "")), None);
        assert_eq!(split(&typed("", "19", "")), None);
        assert_eq!(split(&typed("a lot", "19", "")), None);
    }

    #[test]
    fn a_claim_without_a_title_is_named_after_its_type_and_merchant() {
        let mut form = typed("1", "", "");
        assert_eq!(default_title(&form), "Other");
        form.expense_type = "travel".into();
        form.merchant = " Deutsche Bahn ".into();
        assert_eq!(default_title(&form), "Travel, Deutsche Bahn");
    }
}
