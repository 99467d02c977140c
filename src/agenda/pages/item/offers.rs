//! Who could speak, found while one types.

use crate::agenda::components::item_fields::Offers;
use crate::agenda::server_fns::find_speakers;
use crate::ids::EventId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long after the last key one looks.
const PAUSE: Duration = Duration::from_millis(150);

/// Call it at the top of a component.
pub fn use_offers(event: EventId) -> Offers {
    let found = RwSignal::new(Vec::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // Of answers that overtake each other the one to the last question counts.
    let asked = StoredValue::new(0_u32);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    };
    let on_typed = Callback::new(move |typed: String| {
        stop();
        let number = asked.try_update_value(|asked| {
            *asked = asked.wrapping_add(1);
            *asked
        });
        let look = move || {
            spawn_local(async move {
                // Where nobody can be found, whoever is meant is written by hand.
                if let Ok(speakers) = find_speakers(event, typed).await
                    && asked.try_get_value() == number
                {
                    found.try_set(speakers);
                }
            });
        };
        let handle = set_timeout_with_handle(look, PAUSE);
        timer.try_set_value(handle.ok());
    });
    on_cleanup(stop);
    Offers { found, on_typed }
}
