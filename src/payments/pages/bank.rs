//! Bank accounts: one's own, and the one that the organisation pays from. Shown masked, and whole only while somebody changes it.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, shut};
use crate::error::{AppError, AppResult};
use crate::forms::rejected;
use crate::payments::components::addresses;
use crate::payments::server_fns::{
    SaveOwnAccount, SavePayingAccount, get_own_account, get_paying_account, save_own_account,
    save_paying_account,
};
use crate::payments::types::{AccountToEdit, BankForm, MaskedAccount};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

const FORM: &str = "bank-account";

/// Whose account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Mine,
    Organization,
}

impl Of {
    const fn page(self) -> &'static str {
        match self {
            Self::Mine => addresses::OWN_ACCOUNT,
            Self::Organization => addresses::PAYING_ACCOUNT,
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Mine => SaveOwnAccount::PATH,
            Self::Organization => SavePayingAccount::PATH,
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Mine => {
                "Where your expenses are paid to. It is stored sealed; whoever pays sees the beginning and the end of it, and your bank gets the whole."
            }
            Self::Organization => {
                "What your organisation pays from. It is stored sealed, and stands in the file for your bank."
            }
        }
    }

    async fn load(self, edit: bool) -> AppResult<AccountToEdit> {
        match self {
            Self::Mine => get_own_account(edit).await,
            Self::Organization => get_paying_account(edit).await,
        }
    }

    async fn save(self, version: i32, form: BankForm) -> AppResult<i32> {
        match self {
            Self::Mine => save_own_account(version, form).await,
            Self::Organization => save_paying_account(version, form).await,
        }
    }
}

/// `/account/bank`.
#[component]
pub fn OwnBankPage() -> impl IntoView {
    shut(Permission::ClaimExpenses).unwrap_or_else(|| page(Of::Mine, Crumb::new("Your account", "/account")))
}

/// `/settings/bank`.
#[component]
pub fn PayingBankPage() -> impl IntoView {
    shut(Permission::ManageOrganization)
        .unwrap_or_else(|| page(Of::Organization, Crumb::new("Settings", "/settings")))
}

fn page(of: Of, from: Crumb) -> AnyView {
    let query = use_query_map();
    // What was refused is shown again in the form.
    let was_refused = RwSignal::new(rejected(of.action()).is_some());
    let edit = Memo::new(move |_| was_refused.get() || query.with(|query| query.get("edit").is_some()));
    let account = Resource::new(move || edit.get(), move |edit| of.load(edit));
    let retry = Callback::new(move |()| account.refetch());
    let navigate = use_navigate();
    let saved = Callback::new(move |()| {
        was_refused.set(false);
        navigate(of.page(), NavigateOptions::default());
        account.refetch();
    });
    let lasting = Lasting::new();
    view! {
        <Title text="Bank account"/>
        <Page width=PageWidth::Form>
            <PageHeader title="Bank account" breadcrumbs=vec![from] description=of.about().to_owned()/>
            <Transition fallback=|| meanwhile(|| view! { <SkeletonCard/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(account).await;
                        lasting.draw(|| match found {
                            Ok(AccountToEdit { shown: Some(shown), .. }) if !edit.get_untracked() => view! { <Shown shown of/> }.into_any(),
                            Ok(account) => view! { <Form account of saved/> }.into_any(),
                            Err(error) => failure(error, retry),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}

#[component]
fn Shown(shown: MaskedAccount, of: Of) -> impl IntoView {
    let formats = use_formats();
    view! {
        <Card title="Account">
            <div class="flex flex-col items-start gap-3">
                <Facts>
                    <Fact label="Account holder">{shown.holder}</Fact>
                    <Fact label="IBAN">{shown.iban}</Fact>
                    {shown.bic.map(|bic| view! { <Fact label="BIC">{bic}</Fact> })}
                    <Fact label="Since">{formats.date(shown.changed_at)}</Fact>
                </Facts>
                {(!shown.is_sepa).then(|| view! {
                    <p class="text-muted">"This account is outside of SEPA: it is paid to by other means than the file for the bank."</p>
                })}
                <ButtonLink icon=IconName::Pencil href=format!("{}?edit=1", of.page())>"Change"</ButtonLink>
            </div>
        </Card>
    }
}

#[component]
fn Form(account: AccountToEdit, of: Of, saved: Callback<()>) -> impl IntoView {
    let refused = rejected(of.action());
    let begins = |field: &str, stored: String| {
        let typed = refused.as_ref().and_then(|form| form.typed(field));
        RwSignal::new(typed.map_or(stored, str::to_owned))
    };
    let AccountToEdit { shown, form, version } = account;
    let holder = begins("holder", form.holder);
    let iban = begins("iban", form.iban);
    let bic = begins("bic", form.bic);
    let error: RwSignal<Option<AppError>> = RwSignal::new(refused.and_then(|form| form.error));
    let pending = RwSignal::new(false);
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        let form = BankForm {
            holder: holder.get_untracked(),
            iban: iban.get_untracked(),
            bic: bic.get_untracked(),
        };
        if let Err(errors) = form.parse() {
            error.set(Some(errors.into()));
            focus_first_error(FORM);
            return;
        }
        pending.set(true);
        spawn_local(async move {
            let outcome = of.save(version, form).await;
            pending.try_set(false);
            error.try_set(outcome.as_ref().err().cloned());
            match outcome {
                Ok(_) => {
                    toasts.success("Bank account saved");
                    saved.try_run(());
                }
                Err(_) => focus_first_error(FORM),
            }
        });
    });
    let error_of = move |field: &'static str| {
        Signal::derive(move || error.get()?.fields().get(field).map(str::to_owned))
    };
    let of_whole = Signal::derive(move || {
        let other = error
            .get()
            .filter(|error| !matches!(error, AppError::Invalid { .. }));
        other.map(|error| error.told())
    });
    view! {
        <Card title="Account">
            <PostForm id=FORM action=of.action() then=of.page() on_submit=on_submit class="flex flex-col gap-3">
                <FormError error=of_whole/>
                <HiddenField name="version" value=version.to_string()/>
                <TextField name="holder" label="Account holder" id="bank-holder" required=true autocomplete="name" maxlength=70
                    hint="In whose name it is, as the bank has it" value=holder error=error_of("holder")/>
                <TextField name="iban" label="IBAN" id="bank-iban" required=true autocomplete="off" maxlength=42
                    placeholder="DE89 3704 0044 0532 0130 00" value=iban error=error_of("iban")/>
                <TextField name="bic" label="BIC" id="bank-bic" autocomplete="off" maxlength=11
                    hint="May be left out within SEPA" value=bic error=error_of("bic")/>
                <FormActions>
                    {shown.map(|_| view! { <ButtonLink href=of.page()>"Cancel"</ButtonLink> })}
                    <Button kind=ButtonKind::Primary submit=true pending=pending>"Save"</Button>
                </FormActions>
            </PostForm>
        </Card>
    }
}
