//! Entering a unit rate.

use super::policies::Shared;
use crate::app::use_now;
use crate::error::AppError;
use crate::expenses::types::ExpenseType;
use crate::forms::rejected;
use crate::policies::components::addresses;
use crate::policies::server_fns::{AddUnitRate, add_unit_rate};
use crate::policies::types::UnitRateForm;
use crate::ui::money::Currency;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "enter-unit-rate";

/// What units are usually called.
const UNITS: [&str; 5] = ["km", "mile", "day", "night", "hour"];

/// The form: one of this is paid with so much, from a day on.
#[component]
pub fn EnterCard(shared: Shared) -> impl IntoView {
    let (formats, now) = (use_formats(), use_now());
    let refused = rejected(AddUnitRate::PATH);
    let own = shared.setup.with_untracked(|setup| setup.currency.to_string());
    let today = formats.day_of(now.get_untracked()).to_string();
    let typed = |field: &str, blank: String| {
        let typed = refused.as_ref().and_then(|form| form.typed(field));
        RwSignal::new(typed.map_or(blank, str::to_owned))
    };
    let name = typed("name", String::new());
    let unit = typed("unit", String::new());
    let price = typed("price", String::new());
    let currency = typed("currency", own);
    let expense_type = typed("expense_type", ExpenseType::Travel.to_string());
    let valid_from = typed("valid_from", today);
    let valid_to = typed("valid_to", String::new());
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let on_submit = Callback::new(move |()| {
        let form = UnitRateForm {
            name: name.get_untracked(),
            unit: unit.get_untracked(),
            price: price.get_untracked(),
            currency: currency.get_untracked(),
            expense_type: expense_type.get_untracked(),
            valid_from: valid_from.get_untracked(),
            valid_to: valid_to.get_untracked(),
        };
        if let Err(errors) = form.parse(&formats.locale) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        let sent = Sent::of(
            &[name, unit, price, currency, expense_type, valid_from, valid_to],
            &[],
        );
        pending.set(true);
        spawn_local(async move {
            let outcome = add_unit_rate(form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    if sent.stands() {
                        for signal in [name, unit, price, valid_to] {
                            signal.try_set(String::new());
                        }
                    }
                    shared.toasts.success("Rate entered");
                    shared.reload();
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let error_of = move |field: &'static str| {
        Signal::derive(move || error.get()?.fields().get(field).map(str::to_owned))
    };
    let of_whole = Signal::derive(move || {
        error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }))
            .map(|error| error.told())
    });
    let currencies: Vec<_> = Currency::all()
        .into_iter()
        .map(|currency| Choice::new(currency.code(), currency.code()))
        .collect();
    let types: Vec<_> = ExpenseType::ALL
        .iter()
        .map(|one| Choice::new(one.as_str(), one.label()))
        .collect();
    let like = format!("0{}30", formats.decimal());
    view! {
        <Card title="Enter a unit rate">
            <PostForm id=FORM action=AddUnitRate::PATH then=addresses::PAGE on_submit=on_submit>
                <FormError error=of_whole/>
                <div class="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
                    <TextField name="name" label="Name" id="unit-rate-name" required=true autocomplete="off" maxlength=80
                        placeholder="Car, private" value=name error=error_of("name")/>
                    <TextField name="unit" label="Unit" id="unit-rate-unit" required=true autocomplete="off" maxlength=20 list="unit-rate-units"
                        placeholder="km" value=unit error=error_of("unit")/>
                    <TextField name="price" label="One is paid with" id="unit-rate-price" kind=TextKind::Number required=true autocomplete="off"
                        placeholder=like value=price error=error_of("price")/>
                    <SelectField name="currency" label="Currency" id="unit-rate-currency" required=true
                        options=currencies value=currency error=error_of("currency")/>
                    <SelectField name="expense_type" label="Type" id="unit-rate-type" required=true
                        options=types value=expense_type error=error_of("expense_type")/>
                    <TextField name="valid_from" label="From" id="unit-rate-from" kind=TextKind::Date required=true
                        value=valid_from error=error_of("valid_from")/>
                    <TextField name="valid_to" label="Until" id="unit-rate-to" kind=TextKind::Date
                        hint="Left empty, until another of its name begins" value=valid_to error=error_of("valid_to")/>
                </div>
                <datalist id="unit-rate-units">
                    {UNITS.into_iter().map(|one| view! { <option value=one></option> }).collect_view()}
                </datalist>
                <div class="mt-3 flex flex-wrap items-center gap-3">
                    <Button submit=true icon=IconName::Plus pending=pending>"Enter rate"</Button>
                    <p class="text-xs text-muted">"The day on which something was driven says which rate counts. A new rate changes no claim that is submitted."</p>
                </div>
            </PostForm>
        </Card>
    }
}
