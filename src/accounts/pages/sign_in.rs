use super::plain_form::PlainForm;
use crate::accounts::server_fns::{ChooseOrganization, SignIn};
use crate::forms::Checker;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/sign-in`
#[component]
pub fn SignInPage() -> impl IntoView {
    // A choice of organisations that came too late leads back here.
    let form = PlainForm::new(&[SignIn::PATH, ChooseOrganization::PATH]);
    let (email, password) = (form.field("email"), RwSignal::new(String::new()));
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let has_email = !email.read_untracked().is_empty();

    let check = move || {
        let mut check = Checker::default();
        check.required("email", &email.read(), 255, "Write your e-mail address.");
        if password.read().is_empty() {
            check.error("password", "Write your password.");
        }
        check.finish(|| Some(()))
    };
    let send = move |event| {
        form.send(&event, untrack(check));
        focus_first_error("sign-in");
    };

    view! {
        <Title text="Sign in"/>
        <AuthLayout
            title="Sign in"
            text="Welcome back."
            footer=|| view! { "New to The Plugs? " <TextLink href="/sign-up">"Sign up your organisation"</TextLink> }
        >
            <form id="sign-in" method="post" action=SignIn::PATH novalidate=true on:submit=send class="form-fields">
                <FormError error=form.general()/>
                <TextField
                    name="email"
                    label="E-mail"
                    kind=TextKind::Email
                    value=email
                    error=form.error("email")
                    autocomplete="username"
                    autofocus=!has_email
                    required=true
                />
                <PasswordField
                    name="password"
                    label="Password"
                    value=password
                    error=form.error("password")
                    autocomplete="current-password"
                    autofocus=has_email
                    required=true
                />
                {next.map(|next| view! { <HiddenField name="next" value=next/> })}
                <Button kind=ButtonKind::Primary submit=true pending=form.pending class="w-full">"Sign in"</Button>
            </form>
        </AuthLayout>
    }
}
