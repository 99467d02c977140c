//! The currency in which an organisation counts.

use super::rates::{BACK, Shared};
use crate::error::AppError;
use crate::forms::rejected;
use crate::rates::server_fns::{SetBaseCurrency, set_base_currency};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// Which currency it is, and the choice of another as long as no claim is counted in it.
#[component]
pub fn BaseCard(shared: Shared) -> impl IntoView {
    let refused = rejected(SetBaseCurrency::PATH);
    let overview = shared.overview;
    let stored = overview.with_untracked(|overview| overview.base.to_string());
    let typed = refused
        .as_ref()
        .and_then(|form| form.typed("base_currency"))
        .map(str::to_owned);
    let value = RwSignal::new(typed.unwrap_or(stored));
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let save = Callback::new(move |()| {
        let to = value.get_untracked();
        pending.set(true);
        spawn_local(async move {
            let outcome = set_base_currency(to.clone()).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            if outcome.is_ok() {
                shared.toasts.success(format!("Claims are counted in {to}"));
                shared.reload();
            }
        });
    });
    let told = Signal::derive(move || error.get().map(|error| error.told()));
    let is_fixed = Memo::new(move |_| overview.read().claims > 0);
    let formats = use_formats();
    let body = move || {
        if is_fixed.get() {
            let (base, claims) = overview.with_untracked(|overview| (overview.base, overview.claims));
            let claims = match claims {
                1 => "1 claim is".to_owned(),
                more => format!("{} claims are", formats.number(more)),
            };
            return view! {
                <Facts><Fact label="Currency">{base.to_string()}</Fact></Facts>
                <p class="text-muted">
                    {format!("{claims} counted in it already, those in the trash included, so it stays.")}
                </p>
                {told.get().map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
            }
            .into_any();
        }
        view! {
            <PostForm action=SetBaseCurrency::PATH then=BACK on_submit=save class="flex flex-wrap items-end gap-2">
                <SelectField name="base_currency" label="Currency" options=Shared::choices() class="w-32"
                    value=value error=told/>
                <Button submit=true pending=pending>"Save"</Button>
            </PostForm>
            <p class="text-muted">"All claims are counted in it, whatever was paid in. Once there is one, it stays."</p>
        }
        .into_any()
    };
    view! {
        <Card title="Currency of your organisation"><div class="flex flex-col gap-3">{body}</div></Card>
    }
}
