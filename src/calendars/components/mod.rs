//! What draws one's own agenda, and the address of it.

use super::types::{Entry, Feed};
use crate::ui::prelude::*;
use chrono::NaiveDate;
use leptos::prelude::*;

/// One's own agenda, day by day and by one's own clock: what is elsewhere is told with the time that it has there.
#[component]
pub fn OwnAgenda(entries: Vec<Entry>) -> impl IntoView {
    let formats = use_formats();
    let mut days: Vec<(NaiveDate, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let day = formats.day_of(entry.span.start);
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    let day = move |(_, entries): (NaiveDate, Vec<Entry>)| {
        let name = entries.first().map(|entry| formats.date(entry.span.start));
        view! {
            <Card title=name.unwrap_or_default() flush=true>
                <ul class="own-agenda">{entries.into_iter().map(|entry| view! { <Line entry/> }).collect_view()}</ul>
            </Card>
        }
    };
    view! { <div class="flex flex-col gap-4">{days.into_iter().map(day).collect_view()}</div> }
}

#[component]
fn Line(entry: Entry) -> impl IntoView {
    let formats = use_formats();
    let (start, end) = (entry.span.start, entry.span.end);
    let ends = if formats.day_of(start) == formats.day_of(end) {
        formats.time(end)
    } else {
        formats.date_time(end)
    };
    let times = format!("{}–{ends}", formats.time(start));
    let zone = &entry.span.zone;
    let there = (zone.name != formats.zone_name())
        .then(|| format!("{} in {}", zone.time(start, &formats.locale), zone.in_words()));
    let notes: Vec<String> = [entry.place.clone(), there].into_iter().flatten().collect();
    view! {
        <li class="own-entry" id=format!("entry-{}", entry.id)>
            <span class="num text-muted">{times}</span>
            <span class="min-w-0">
                <a class="link font-medium break-words" href=entry.url.clone().unwrap_or_default()>{entry.title.clone()}</a>
                {entry.is_cancelled.then(|| view! { " " <Badge tone=Tone::Danger>"Cancelled"</Badge> })}
                {(!notes.is_empty()).then(|| view! { <span class="block text-muted break-words">{notes.join(" · ")}</span> })}
            </span>
        </li>
    }
}

/// The address at which other programs read the agenda. It is made whole where the browser knows the site's own.
#[component]
pub fn FeedAddress(feed: Feed) -> impl IntoView {
    let origin = RwSignal::new(String::new());
    Effect::new(move || origin.set(location().origin().unwrap_or_default()));
    let path = StoredValue::new(feed.address);
    let whole = move || path.with_value(|path| format!("{}{path}", origin.get()));
    let webcal = move || {
        let whole = whole();
        whole
            .split_once("://")
            .map(|(_, rest)| format!("webcal://{rest}"))
    };
    view! {
        <p class="text-muted">
            "Made " <Moment at=feed.created_at style=MomentStyle::DayTime/>
            ". Whoever has the address can read your agenda, so give it to your own programs only."
        </p>
        <p class="feed-address"><a class="link break-all" href=move || path.get_value() rel="external">{whole}</a></p>
        {move || webcal().map(|href| view! {
            <p><a class="btn btn-secondary" href=href rel="external"><Icon name=IconName::Calendar/> "Open in a calendar program"</a></p>
        })}
    }
}
