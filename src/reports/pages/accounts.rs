//! Under which accounts the books keep what is spent.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::error::AppError;
use crate::forms::{TypedForm, rejected};
use crate::reports::components::addresses;
use crate::reports::server_fns::{SaveAccounts, get_accounts, save_accounts};
use crate::reports::types::{Accounts, AccountsForm};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;

/// The form's id.
const FORM: &str = "ledger-accounts";

/// `/settings/accounts`.
#[component]
pub fn AccountsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::ManageOrganization) {
        return refusal;
    }
    let accounts = Resource::new(|| (), |()| get_accounts());
    let retry = Callback::new(move |()| accounts.refetch());
    view! {
        <Title text="Accounts"/>
        <Page width=PageWidth::Form>
            <PageHeader
                title="Accounts"
                breadcrumbs=vec![Crumb::new("Settings", "/settings")]
                description="Written beside each claim in the files that reports are taken out as. Leave empty what your books do not need."
            />
            <Suspense fallback=|| meanwhile(|| view! { <SkeletonCard/> })>
                {move || Suspend::new(async move {
                    match arrived(accounts).await {
                        Ok(accounts) => view! { <Form accounts/> }.into_any(),
                        Err(error) => failure(error, retry),
                    }
                })}
            </Suspense>
        </Page>
    }
    .into_any()
}

#[component]
fn Form(accounts: Accounts) -> impl IntoView {
    let refused = rejected(SaveAccounts::PATH);
    let stored = AccountsForm::from(&accounts);
    let fields: Vec<_> = stored
        .fields()
        .into_iter()
        .map(|(name, label, stored)| {
            let typed = refused
                .as_ref()
                .and_then(|form| form.typed(name))
                .unwrap_or(stored);
            (name, label, RwSignal::new(typed.to_owned()))
        })
        .collect();
    let fields = StoredValue::new(fields);
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        let mut form = AccountsForm::default();
        fields.with_value(|fields| {
            for (name, _, value) in fields {
                if let Some(field) = form.field_mut(name) {
                    *field = value.get_untracked();
                }
            }
        });
        if let Err(errors) = form.parse() {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = save_accounts(form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(()) => toasts.success("Accounts saved"),
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let of_whole = Signal::derive(move || {
        let told = error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }));
        told.map(|error| error.told())
    });
    let field = move |(name, label, value): (&'static str, &'static str, RwSignal<String>)| {
        let wrong = Signal::derive(move || error.get()?.fields().get(name).map(str::to_owned));
        let id = format!("account-{name}");
        match name {
            "tax" => view! {
                <TextField name label id value error=wrong autocomplete="off" maxlength=20 hint="For claims that state a tax."/>
            }
            .into_any(),
            "payable" => view! {
                <TextField name label id value error=wrong autocomplete="off" maxlength=20 hint="What is approved and not paid yet."/>
            }
            .into_any(),
            _ => view! { <TextField name label id value error=wrong autocomplete="off" maxlength=20/> }.into_any(),
        }
    };
    let inputs = fields.get_value().into_iter().map(field).collect_view();
    view! {
        <Card>
            <PostForm id=FORM action=SaveAccounts::PATH then=addresses::ACCOUNTS on_submit=on_submit>
                <FormError error=of_whole/>
                <FormGrid>{inputs}</FormGrid>
                <FormActions><Button submit=true kind=ButtonKind::Primary pending=pending>"Save"</Button></FormActions>
            </PostForm>
        </Card>
    }
}
