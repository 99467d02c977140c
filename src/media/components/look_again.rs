//! Until a file is checked.

use leptos::prelude::*;
use std::time::Duration;

/// How often one looks.
const LOOK: Duration = Duration::from_secs(1);

/// Asks again, a while after it is drawn, where something in what is drawn is being checked.
pub fn look_again(is_waiting: bool, refetch: Callback<()>) {
    Effect::new(move || {
        if is_waiting {
            let again = set_timeout_with_handle(
                move || {
                    refetch.try_run(());
                },
                LOOK,
            );
            on_cleanup(move || {
                if let Ok(again) = again {
                    again.clear();
                }
            });
        }
    });
}
