//! Who leaves before the answer is there.

use super::site::PAGE;
use super::world::{Person, World};
use reqwest::Method;
use std::panic::{set_hook, take_hook};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use the_plugs::accounts::roles::Role;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_leaves_before_their_page_is_drawn_breaks_nothing() {
    static BROKEN: AtomicUsize = AtomicUsize::new(0);
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        BROKEN.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    let world = World::new().await;
    let mut manager = world.browser(Person::Manager).await;
    let record = format!("/contacts/{}", world.of_lumen(Role::Manager).await.contact);
    for page in [
        "/",
        "/contacts?layout=table",
        "/contacts?layout=board",
        "/companies",
        &record,
    ] {
        for patience in 0..60 {
            let visit = manager.request(Method::GET, page, PAGE).try_send();
            let _ = tokio::time::timeout(Duration::from_millis(patience), visit).await;
        }
    }
    // It gets its turn after all that was begun.
    assert!(manager.get(&record).await.is_whole_page());
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(BROKEN.load(Ordering::Relaxed), 0, "panics, told above");
}
