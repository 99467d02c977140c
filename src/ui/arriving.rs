//! What a page waits for, and what it shows until then.
//!
//! Where several things are waited for, leptos looks on the server, whenever one has come, whether what can be drawn by
//! now asks for more. To look it draws, throws that away, and draws again for the page. All our pages ask at the top of
//! a component, so there is nothing to be found in that way, and drawing is most of what a page costs.

use leptos::prelude::*;

/// Waits for what is drawn next. It is drawn once: on the server what has come is not there yet when leptos only looks.
pub async fn arrived<T>(what: impl IntoFuture<Output = T>) -> T {
    let value = what.await;
    #[cfg(feature = "ssr")]
    tokio::task::yield_now().await;
    value
}

/// What is shown until then. The server sends a page when it is whole, so nobody would see it there.
pub fn meanwhile<V: IntoView>(draw: impl FnOnce() -> V) -> Option<V> {
    cfg!(feature = "hydrate").then(draw)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use futures::StreamExt;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use std::time::Duration;

    /// A page that waits for two things, of which one has long come when the other does.
    fn page(drawn: Arc<AtomicUsize>) -> impl IntoView {
        let early = Resource::new(|| (), |()| async { "early".to_owned() });
        let late = Resource::new(
            || (),
            |()| async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                "late".to_owned()
            },
        );
        let part = move |what: Resource<String>| {
            let drawn = drawn.clone();
            move || {
                let drawn = drawn.clone();
                Suspend::new(async move {
                    let word = arrived(what).await;
                    drawn.fetch_add(1, Relaxed);
                    view! { <p>{word}</p> }
                })
            }
        };
        let until_then = || meanwhile(|| view! { <p>"Wait"</p> });
        view! { <Suspense fallback=until_then>{part(early)} {part(late)} {move || late.get()}</Suspense> }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_a_page_waits_for_is_drawn_once() {
        let _ = any_spawner::Executor::init_tokio();
        for _ in 0..20 {
            let drawn = Arc::new(AtomicUsize::new(0));
            let owner = Owner::new_root(None);
            let html = owner.with(|| page(drawn.clone()).to_html_stream_in_order());
            let html: String = html.collect().await;
            assert!(html.contains("early") && html.contains("late"), "{html}");
            assert_eq!(drawn.load(Relaxed), 2, "two parts, each drawn once");
        }
    }
}
