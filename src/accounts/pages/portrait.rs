//! The one picture of a person or an organisation, as a card of a page.

use crate::accounts::server_fns::{RemovePortrait, get_portrait, remove_portrait};
use crate::app::failure::{failure, refusal};
use crate::media::components::{PICTURES, Uploader, look_again};
use crate::media::types::{LARGEST_PORTRAIT, Pending, Portrait, Purpose};
use crate::ui::prelude::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// The one picture of a person or an organisation: what it is now, another in its place, or none.
#[component]
pub fn PortraitCard(
    #[prop(into)] title: String,
    purpose: Purpose,
    action: &'static str,
    #[prop(into)] hint: String,
    #[prop(into)] nothing: String,
    /// What the shell shows.
    shown: RwSignal<Option<String>>,
    /// Draws it.
    #[prop(into)]
    view: ViewFn,
) -> impl IntoView {
    let portrait = Resource::new(|| (), move |()| get_portrait(purpose));
    let lasting = Lasting::new();
    let refused = refusal(&[action]);
    let not_removed = refusal(&[RemovePortrait::PATH]);
    let refetch = Callback::new(move |()| portrait.refetch());
    let nothing = StoredValue::new(nothing);
    let view = StoredValue::new(view);
    let state = move || {
        let lasting = lasting.clone();
        Suspend::new(async move {
            let found = arrived(portrait).await;
            lasting.draw(|| match found {
                Ok(found) => {
                    view! { <Now portrait=found purpose shown refetch nothing=nothing.get_value() view=view.get_value()/> }
                        .into_any()
                }
                Err(error) => failure(error, refetch),
            })
        })
    };
    view! {
        <Card title=title>
            <div class="flex flex-col gap-4">
                {not_removed.map(|text| view! { <Notice tone=Tone::Danger>{text}</Notice> })}
                <Transition fallback=|| meanwhile(|| view! { <SkeletonLines lines=2/> })>{state}</Transition>
                <Uploader
                    action=action
                    id="portrait"
                    label="Upload a picture"
                    hint=hint
                    accept=PICTURES
                    largest=f64::from(LARGEST_PORTRAIT)
                    refused=refused
                    on_done=refetch
                />
            </div>
        </Card>
    }
}

/// What is shown, and what is still to be shown or cannot be.
#[component]
fn Now(
    portrait: Portrait,
    purpose: Purpose,
    shown: RwSignal<Option<String>>,
    refetch: Callback<()>,
    nothing: String,
    view: ViewFn,
) -> impl IntoView {
    let toasts = use_toasts();
    let has_picture = portrait.shown.is_some();
    let is_waiting = portrait
        .latest
        .as_ref()
        .is_some_and(|latest| latest.failure.is_none());
    let now = portrait.shown.clone();
    Effect::new(move || {
        if shown.get_untracked() != now {
            shown.set(now.clone());
        }
    });
    look_again(is_waiting, refetch);
    let remove = Callback::new(move |()| {
        spawn_local(async move {
            match remove_portrait(purpose).await {
                Ok(()) => drop(refetch.try_run(())),
                Err(error) => toasts.error(error.to_string()),
            }
        });
    });
    let latest = portrait.latest.map(|Pending { name, failure }| match failure {
        None => view! { <Notice>{format!("{name} is being checked. It is shown in a moment.")}</Notice> }
            .into_any(),
        Some(why) => view! { <Notice tone=Tone::Danger>{format!("{name}: {why}")}</Notice> }.into_any(),
    });
    view! {
        {latest}
        <div class="flex items-center gap-3">
            {view.run()}
            {if has_picture {
                view! {
                    <PostForm action=RemovePortrait::PATH on_submit=remove>
                        <HiddenField name="purpose" value=purpose.to_string()/>
                        <Button submit=true icon=IconName::Trash>"Remove"</Button>
                    </PostForm>
                }
                .into_any()
            } else {
                view! { <p class="text-muted">{nothing}</p> }.into_any()
            }}
        </div>
    }
}
