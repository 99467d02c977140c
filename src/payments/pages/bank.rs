//! Bank accounts: one's own, and the one that the organisation pays from. Shown masked, and whole only while somebody changes it.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::error::{AppError, AppResult};
use crate::forms::rejected;
use crate::payments::components::addresses;
use crate::payments::server_fns::{
    RemoveOwnAccount, RemovePayingAccount, SaveOwnAccount, SavePayingAccount, get_own_account,
    get_paying_account, remove_own_account, remove_paying_account, save_own_account, save_paying_account,
};
use crate::payments::types::{AccountToEdit, BankForm, MaskedAccount, Removal};
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

    /// Where a plain form removes it.
    const fn removal(self) -> &'static str {
        match self {
            Self::Mine => RemoveOwnAccount::PATH,
            Self::Organization => RemovePayingAccount::PATH,
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

    async fn remove(self, version: i32) -> AppResult<()> {
        match self {
            Self::Mine => remove_own_account(version).await,
            Self::Organization => remove_paying_account(version).await,
        }
    }

    /// What becomes of what is to be paid.
    fn consequence(self, removal: &Removal, formats: &Formats) -> String {
        match (self, removal.waiting) {
            (Self::Organization, _) => {
                "No file for a bank can be made until another account is entered. What people have claimed stays as it is.".to_owned()
            }
            (Self::Mine, 0) => {
                "Nothing waits to be paid to you now. What is approved later waits until you enter another account.".to_owned()
            }
            (Self::Mine, 1) => {
                "1 claim of yours is approved and waits to be paid. It stays approved, is left out of payments, and waits until you enter another account.".to_owned()
            }
            (Self::Mine, more) => format!(
                "{} claims of yours are approved and wait to be paid. They stay approved, are left out of payments, and wait until you enter another account.",
                formats.number(more)
            ),
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
    let is_removing = Memo::new(move |_| query.with(|query| query.get("remove").is_some()));
    let account = Resource::new(
        move || (edit.get(), is_removing.get()),
        move |(edit, _)| of.load(edit),
    );
    let retry = Callback::new(move |()| account.refetch());
    let navigate = use_navigate();
    let saved = Callback::new(move |()| {
        was_refused.set(false);
        navigate(of.page(), NavigateOptions::default());
        account.refetch();
    });
    let not_removed = refusal(&[of.removal()]);
    let lasting = Lasting::new();
    view! {
        <Title text="Bank account"/>
        <Page width=PageWidth::Form>
            <PageHeader title="Bank account" breadcrumbs=vec![from] description=of.about().to_owned()/>
            {not_removed.map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonCard/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(account).await;
                        lasting.draw(|| match found {
                            Ok(AccountToEdit { shown: Some(shown), version, removal, .. }) if is_removing.get_untracked() => {
                                view! { <Removing shown version removal of removed=saved/> }.into_any()
                            }
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
                <div class="flex flex-wrap gap-2">
                    <ButtonLink icon=IconName::Pencil href=format!("{}?edit=1", of.page())>"Change"</ButtonLink>
                    <ButtonLink icon=IconName::Trash href=format!("{}?remove=1", of.page())>"Remove"</ButtonLink>
                </div>
            </div>
        </Card>
    }
}

/// What goes with it, before it goes: it cannot be brought back.
#[component]
fn Removing(
    shown: MaskedAccount,
    version: i32,
    removal: Removal,
    of: Of,
    removed: Callback<()>,
) -> impl IntoView {
    let formats = use_formats();
    let (pending, refused) = (RwSignal::new(false), RwSignal::new(removal.refusal()));
    let toasts = use_toasts();
    let on_submit = Callback::new(move |()| {
        pending.set(true);
        spawn_local(async move {
            let outcome = of.remove(version).await;
            pending.try_set(false);
            match outcome {
                Ok(()) => {
                    toasts.success("Bank account removed");
                    removed.try_run(());
                }
                Err(error) => {
                    refused.try_set(Some(error.told()));
                }
            }
        });
    });
    let consequence = of.consequence(&removal, &formats);
    let button = move || {
        refused.read().is_none().then(|| {
            view! { <Button kind=ButtonKind::Danger submit=true pending=pending>"Remove account"</Button> }
        })
    };
    view! {
        <Card title=format!("Remove {}?", shown.iban)>
            <PostForm action=of.removal() then=of.page() on_submit=on_submit class="flex flex-col gap-3">
                <HiddenField name="version" value=version.to_string()/>
                <p>{consequence}</p>
                <p class="text-muted">
                    "What is stored of it is deleted for good. Files of payments that were made before keep whom they paid and where."
                </p>
                <div role="status">
                    {move || refused.get().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
                </div>
                <FormActions>
                    <ButtonLink href=of.page()>"Keep it"</ButtonLink>
                    {button}
                </FormActions>
            </PostForm>
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
    let AccountToEdit {
        shown, form, version, ..
    } = account;
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
