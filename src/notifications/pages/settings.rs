//! What one wants to be told of, and by what.

use crate::accounts::roles::Permission;
use crate::app::failure::{failure, refusal, shut};
use crate::notifications::components::{LIST, PreferenceTable, SETTINGS};
use crate::notifications::server_fns::{PreferNotifications, get_notification_preferences};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/notifications/settings`: a form that is posted as it is, with and without JavaScript.
#[component]
pub fn NotificationSettingsPage() -> impl IntoView {
    if let Some(refusal) = shut(Permission::SeeOneself) {
        return refusal;
    }
    let query = use_query_map();
    let is_saved = move || query.with(|query| query.get("saved").is_some());
    let preferences = Resource::new(|| (), |()| get_notification_preferences());
    let lasting = Lasting::new();
    view! {
        <Title text="What you are told"/>
        <Page width=PageWidth::Form>
            <PageHeader title="What you are told" breadcrumbs=vec![Crumb::new("Notifications", LIST)]/>
            {refusal(&[PreferNotifications::PATH])
                .map(|text| view! { <Notice tone=Tone::Danger class="mb-4">{text}</Notice> })}
            {move || is_saved().then(|| view! { <Notice tone=Tone::Success class="mb-4">"Saved."</Notice> })}
            <Transition fallback=|| meanwhile(|| view! { <SkeletonTable rows=3 columns=3/> })>
                {move || {
                    let lasting = lasting.clone();
                    Suspend::new(async move {
                        let found = arrived(preferences).await;
                        lasting.draw(|| match found {
                            Ok(preferences) => view! {
                                <form method="post" action=PreferNotifications::PATH>
                                    <HiddenField name="then" value=format!("{SETTINGS}?saved=1")/>
                                    <Card flush=true><PreferenceTable preferences/></Card>
                                    <FormActions class="mt-4">
                                        <Button kind=ButtonKind::Primary submit=true>"Save"</Button>
                                    </FormActions>
                                </form>
                            }
                            .into_any(),
                            Err(error) => failure(error, Callback::new(move |()| preferences.refetch())),
                        })
                    })
                }}
            </Transition>
        </Page>
    }
    .into_any()
}
