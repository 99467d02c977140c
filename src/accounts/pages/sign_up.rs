use super::plain_form::PlainForm;
use crate::accounts::server_fns::{SignUp, list_time_zones};
use crate::accounts::types::{PASSWORD_LENGTH, SignUpForm};
use crate::app::form_key;
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// `/sign-up`
#[component]
pub fn SignUpPage() -> impl IntoView {
    let zones = Resource::new_blocking(|| (), |()| list_time_zones());
    let key = form_key();
    view! {
        <Title text="Sign up"/>
        <AuthLayout
            title="Sign up your organisation"
            text="You become its owner and can add your colleagues later."
            footer=|| view! { "Already have an account? " <TextLink href="/sign-in">"Sign in"</TextLink> }
        >
            <Suspense fallback=|| meanwhile(|| view! { <SkeletonLines lines=6/> })>
                {move || {
                    let key = key.clone();
                    Suspend::new(async move {
                    // Without the list the form still works, in universal time.
                    let zones = arrived(zones).await.unwrap_or_else(|_| vec!["UTC".into()]);
                    view! { <SignUpFields zones key/> }
                    })
                }}
            </Suspense>
        </AuthLayout>
    }
}

#[component]
fn SignUpFields(zones: Vec<String>, key: String) -> impl IntoView {
    let form = PlainForm::new(&[SignUp::PATH]);
    let (organization_name, email) = (form.field("organization_name"), form.field("email"));
    let (first_name, last_name) = (form.field("first_name"), form.field("last_name"));
    let (password, timezone) = (RwSignal::new(String::new()), form.field("timezone"));
    let is_first_sight = timezone.read_untracked().is_empty();
    if is_first_sight {
        timezone.set("UTC".into());
    }
    let choices: Vec<_> = zones
        .iter()
        .map(|zone| Choice::new(zone, zone.replace('_', " ")))
        .collect();
    Effect::new(move || {
        if let Some(zone) = browsers_zone().filter(|zone| is_first_sight && zones.contains(zone)) {
            timezone.set(zone);
        }
    });

    let check = move || {
        SignUpForm {
            organization_name: organization_name.get(),
            first_name: first_name.get(),
            last_name: last_name.get(),
            email: email.get(),
            password: password.get(),
            timezone: timezone.get(),
        }
        .parse()
        .map(|_| ())
    };
    let send = move |event| {
        form.send(&event, untrack(check));
        focus_first_error("sign-up");
    };
    let shortest = PASSWORD_LENGTH.start();

    view! {
        <form id="sign-up" method="post" action=SignUp::PATH novalidate=true on:submit=send class="form-fields">
            // Without JavaScript a double click sends the form twice.
            <HiddenField name="key" value=key/>
            <FormError error=form.general()/>
            <TextField
                name="organization_name"
                label="Organisation"
                value=organization_name
                error=form.error("organization_name")
                autocomplete="organization"
                autofocus=is_first_sight
                required=true
            />
            <FormGrid>
                <TextField
                    name="first_name"
                    label="First name"
                    value=first_name
                    error=form.error("first_name")
                    autocomplete="given-name"
                    required=true
                />
                <TextField
                    name="last_name"
                    label="Last name"
                    value=last_name
                    error=form.error("last_name")
                    autocomplete="family-name"
                    required=true
                />
            </FormGrid>
            <TextField
                name="email"
                label="E-mail"
                kind=TextKind::Email
                value=email
                error=form.error("email")
                autocomplete="username"
                required=true
            />
            <PasswordField
                name="password"
                label="Password"
                value=password
                error=form.error("password")
                hint=format!("At least {shortest} characters. Three or four unrelated words do well.")
                autocomplete="new-password"
                required=true
            />
            <SelectField
                name="timezone"
                label="Time zone"
                value=timezone
                options=choices
                error=form.error("timezone")
            />
            <Button kind=ButtonKind::Primary submit=true pending=form.pending class="w-full">"Sign up"</Button>
        </form>
    }
}

/// The time zone that the browser is set to.
fn browsers_zone() -> Option<String> {
    use js_sys::{Array, Intl, Object, Reflect};
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
