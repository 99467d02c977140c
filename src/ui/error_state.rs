//! What is shown in place of what could not be shown.

use super::button::{Button, ButtonKind, ButtonLink};
use super::icon::{Icon, IconName};
#[cfg(feature = "ssr")]
use super::logo::Logo;
use crate::error::AppError;
use leptos::prelude::*;

/// Part of a page that could not be loaded: what happened, and how to try again.
#[component]
pub fn ErrorState(
    #[prop(into)] message: String,
    #[prop(optional, into)] title: Option<String>,
    /// Under which the details stand in our log.
    #[prop(optional, into)]
    reference: Option<String>,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
    /// Where to try again without JavaScript.
    #[prop(optional, into)]
    retry_href: Option<String>,
) -> impl IntoView {
    let retry = match (on_retry, retry_href) {
        (Some(retry), Some(href)) => Some(
            view! {
                <a
                    class="btn btn-secondary"
                    href=href
                    on:click=move |event| {
                        event.prevent_default();
                        retry.run(());
                    }
                >
                    <Icon name=IconName::Refresh/>
                    <span class="btn-text">"Try again"</span>
                </a>
            }
            .into_any(),
        ),
        (Some(retry), None) => {
            Some(view! { <Button icon=IconName::Refresh on_click=retry>"Try again"</Button> }.into_any())
        }
        (None, Some(href)) => {
            Some(view! { <ButtonLink icon=IconName::Refresh href=href>"Try again"</ButtonLink> }.into_any())
        }
        (None, None) => None,
    };
    view! {
        <div class="empty" role="alert">
            <span class="empty-icon tone-danger"><Icon name=IconName::AlertTriangle/></span>
            <h2 class="empty-title">{title.unwrap_or_else(|| "This could not be loaded".into())}</h2>
            <p class="empty-text">{message}</p>
            {reference.map(|reference| view! { <Reference reference/> })}
            {retry.map(|retry| view! { <div class="empty-actions">{retry}</div> })}
        </div>
    }
}

/// Under which the log knows the request that drew this page; none once the browser has gone
/// elsewhere by itself.
#[derive(Clone, Copy, Debug)]
pub struct PageReference(pub Signal<Option<String>>);

#[component]
fn Reference(reference: String) -> impl IntoView {
    view! { <p class="empty-reference">"Reference " <code>{reference}</code></p> }
}

/// A whole page that is an error, inside the shell or without it.
#[component]
pub fn ErrorPage(error: AppError) -> impl IntoView {
    let (icon, title) = heading(&error);
    let of_page = use_context::<PageReference>();
    let of_error = match &error {
        AppError::Internal { reference } => Some(reference.clone()),
        _ => None,
    };
    let reference = move || of_error.clone().or_else(|| of_page.and_then(|page| page.0.get()));
    let text = match &error {
        AppError::Internal { .. } => {
            "Something went wrong on our side. Try again; if it happens once more, tell us this reference."
                .into()
        }
        other => other.to_string(),
    };
    let way_out = match &error {
        AppError::Unauthenticated => {
            view! { <ButtonLink kind=ButtonKind::Primary href="/sign-in">"Sign in"</ButtonLink> }.into_any()
        }
        // An empty address is the page itself: asking for it once more.
        AppError::Internal { .. } | AppError::Unavailable { .. } | AppError::Offline { .. } => view! {
            <ButtonLink kind=ButtonKind::Primary icon=IconName::Refresh href="">"Try again"</ButtonLink>
            <ButtonLink href="/">"Go to the start page"</ButtonLink>
        }
        .into_any(),
        _ => view! { <ButtonLink kind=ButtonKind::Primary href="/">"Go to the start page"</ButtonLink> }
            .into_any(),
    };
    view! {
        <div class="error-page">
            <p class="error-status num">{error.status()}</p>
            <span class="empty-icon"><Icon name=icon/></span>
            <h1 class="error-title">{title}</h1>
            <p class="empty-text">{text}</p>
            {move || reference().map(|reference| view! { <Reference reference/> })}
            <div class="empty-actions">{way_out}</div>
        </div>
    }
}

/// What a page is called that is an error.
#[must_use]
pub fn error_title(error: &AppError) -> &'static str {
    heading(error).1
}

fn heading(error: &AppError) -> (IconName, &'static str) {
    match error {
        AppError::NotFound => (IconName::Compass, "Not found"),
        AppError::Unauthenticated => (IconName::Lock, "You are not signed in"),
        AppError::Forbidden => (IconName::Shield, "Your role does not allow this"),
        AppError::OtherSite => (IconName::Shield, "This was refused"),
        AppError::Offline { .. } => (IconName::CloudOff, "No connection"),
        AppError::Unavailable { .. } => (IconName::Clock, "One moment, please"),
        AppError::TooManyAttempts { .. } => (IconName::Clock, "Too many attempts"),
        AppError::TooManyRequests { .. } => (IconName::Clock, "Too many requests"),
        AppError::Internal { .. } => (IconName::AlertTriangle, "Something went wrong"),
        AppError::Invalid { .. }
        | AppError::BadRequest { .. }
        | AppError::Stale { .. }
        | AppError::Conflict { .. }
        | AppError::TooLarge => (IconName::AlertTriangle, "That did not work"),
    }
}

/// A page that the server can send when the application itself cannot draw one.
#[cfg(feature = "ssr")]
#[must_use]
pub fn document(error: &AppError, reference: &str, stylesheet: Option<&str>, theme: Option<&str>) -> String {
    let (_, title) = heading(error);
    let body = Owner::new().with(|| {
        provide_context(PageReference(Signal::stored(Some(reference.to_owned()))));
        view! {
            <main id="main" class="error-document">
                <a href="/" aria-label="The Plugs, start page"><Logo/></a>
                <ErrorPage error=error.clone()/>
            </main>
        }
        .to_html()
    });
    super::document::document(title, &body, stylesheet, theme)
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_shows_its_reference_and_nothing_else() {
        let page = document(
            &AppError::Internal {
                reference: "7f3a".into(),
            },
            "7f3a",
            Some("/pkg/a.css"),
            Some("dark"),
        );
        assert!(page.contains("<code>7f3a") && page.contains("500"), "{page}");
        assert!(page.contains(r#"<html lang="en" data-theme="dark">"#), "{page}");
        assert!(
            page.contains(r#"href="/pkg/a.css""#) && page.ends_with("</html>"),
            "{page}"
        );
    }

    #[test]
    fn every_error_page_says_under_what_the_log_knows_it() {
        let page = document(&AppError::NotFound, "7f3b", None, None);
        assert!(page.contains("<code>7f3b"), "{page}");
    }

    #[test]
    fn what_an_error_says_cannot_become_part_of_the_page() {
        let page = document(
            &AppError::BadRequest {
                message: "<script>alert(1)</script>".into(),
            },
            "7f3a",
            None,
            None,
        );
        assert!(!page.contains("<script>"), "{page}");
    }
}
