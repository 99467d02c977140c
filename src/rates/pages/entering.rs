//! Entering a rate by hand.

use super::rates::{BACK, Shared};
use crate::app::use_now;
use crate::error::AppError;
use crate::forms::rejected;
use crate::rates::server_fns::{AddRate, add_rate};
use crate::rates::types::{RateForm, example, last_day};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The form's id.
const FORM: &str = "enter-rate";

/// The form: one of this is worth so much of that, on a day.
#[component]
pub fn EnterCard(shared: Shared) -> impl IntoView {
    let (formats, now) = (use_formats(), use_now());
    let refused = rejected(AddRate::PATH);
    let own = shared
        .overview
        .with_untracked(|overview| overview.base.to_string());
    let today = now.get_untracked();
    let typed = |field: &str, blank: String| {
        let typed = refused.as_ref().and_then(|form| form.typed(field));
        RwSignal::new(typed.map_or(blank, str::to_owned))
    };
    let base = typed("base_currency", String::new());
    let rate = typed("rate", String::new());
    let quote = typed("quote_currency", own);
    let date = typed("rate_date", formats.day_of(today).to_string());
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let on_submit = Callback::new(move |()| {
        let form = RateForm {
            base_currency: base.get_untracked(),
            rate: rate.get_untracked(),
            quote_currency: quote.get_untracked(),
            rate_date: date.get_untracked(),
        };
        if let Err(errors) = form.parse(&formats.locale, last_day(now.get_untracked())) {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        let sent = Sent::of(&[base, rate, quote, date], &[]);
        pending.set(true);
        spawn_local(async move {
            let outcome = add_rate(form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    if sent.stands() {
                        rate.try_set(String::new());
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
    let like = example(&formats.locale);
    view! {
        <Card title="Enter a rate">
            <PostForm id=FORM action=AddRate::PATH then=BACK on_submit=on_submit>
                <FormError error=of_whole/>
                <div class="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
                    <SelectField name="base_currency" label="Currency" id="rate-base" required=true empty="Choose"
                        options=Shared::choices() value=base error=error_of("base_currency")/>
                    <TextField name="rate" label="One is worth" id="rate-rate" kind=TextKind::Number required=true autocomplete="off"
                        placeholder=like value=rate error=error_of("rate")/>
                    <SelectField name="quote_currency" label="In" id="rate-quote" required=true
                        options=Shared::choices() value=quote error=error_of("quote_currency")/>
                    <TextField name="rate_date" label="On" id="rate-date" kind=TextKind::Date required=true
                        value=date error=error_of("rate_date")/>
                </div>
                <div class="mt-3 flex flex-wrap items-center gap-3">
                    <Button submit=true icon=IconName::Plus pending=pending>"Enter rate"</Button>
                    <p class="text-xs text-muted">"Counts for its day and the 31 days after it, before the bank's of the same day."</p>
                </div>
            </PostForm>
        </Card>
    }
}
