//! The Plugs: networking, events, expenses and media for many organisations that never see
//! each other. Each module below is something the product has, or something all of them use.

// What the product has.
pub mod accounts;
pub mod agenda;
pub mod analytics;
pub mod approvals;
pub mod attendees;
pub mod audit;
pub mod calendars;
pub mod contacts;
pub mod events;
pub mod expenses;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod media;
pub mod notifications;
pub mod payments;
pub mod policies;
pub mod rates;
pub mod reports;

// What all of it uses.
pub mod app;
pub mod calls;
pub mod error;
pub mod forms;
pub mod ids;
pub mod paging;
pub mod query;
pub mod text_enum;
pub mod ui;

// What never reaches a browser.
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod download;
#[cfg(feature = "ssr")]
pub mod escape;
#[cfg(feature = "ssr")]
pub mod hex;
#[cfg(feature = "ssr")]
pub mod measure;
#[cfg(feature = "ssr")]
pub mod sealing;
#[cfg(feature = "ssr")]
pub mod seed;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod tenancy;
#[cfg(feature = "testing")]
pub mod testing;

/// A page is tens of thousands of small allocations, made on one thread and freed on another: with the system's own
/// allocator a server of 200 MiB, with this one of 45.
#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Fails only where there is one already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    leptos::task::spawn_local(async {
        let path = leptos::prelude::location().pathname().unwrap_or_default();
        if app::pieces::arrive(&path).await.is_ok() {
            leptos::mount::hydrate_body(app::App);
        }
    });
}
