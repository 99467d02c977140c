//! The page of an event for everybody: written by the server in one go, and without a script.

use crate::events::types::{EventStatus, PublicCover, PublicEvent, PublicItem};
use crate::ui::link::{Href, short_address};
use crate::ui::locale::Locale;
use crate::ui::still::{Markup, markup};
use crate::ui::time::date;
use chrono::{NaiveDate, SecondsFormat};
use maud::{DOCTYPE, PreEscaped};

/// How much of a description stands on a card that somebody shares, in letters.
const EXCERPT: usize = 200;

/// The document. `site` is the address that people type, without a path.
#[must_use]
pub fn public_page(event: &PublicEvent, site: &str, stylesheet: Option<&str>, theme: Option<&str>) -> String {
    // Of whoever looks nothing is known: days and hours are written as most of the world writes them.
    let locale = Locale::of("en-GB");
    let address = format!("{site}{}", event.address.path());
    let times = format!(
        "{}, {} time",
        event.span.in_words(&locale),
        event.span.zone.in_words()
    );
    let excerpt = excerpt(event, &times);
    let cover = event
        .cover
        .as_ref()
        .map(|cover| (cover, cover_path(event, cover)));
    let card = if cover.is_some() {
        "summary_large_image"
    } else {
        "summary"
    };
    let page = markup! {
        (DOCTYPE)
        html lang="en" data-theme=[theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (event.title) " · " (event.organization) }
                meta name="description" content=(excerpt);
                @if event.address.is_unguessable() { meta name="robots" content="noindex"; }
                link rel="canonical" href=(address);
                link rel="alternate" type="text/calendar" href={ (event.address.path()) "/agenda.ics" } title="Agenda";
                meta property="og:type" content="event";
                meta property="og:site_name" content=(event.organization);
                meta property="og:title" content=(event.title);
                meta property="og:description" content=(excerpt);
                meta property="og:url" content=(address);
                meta name="twitter:card" content=(card);
                @if let Some((cover, path)) = &cover {
                    meta property="og:image" content={ (site) (path) };
                    meta property="og:image:width" content=(cover.width);
                    meta property="og:image:height" content=(cover.height);
                    @if let Some(alt) = &cover.alt { meta property="og:image:alt" content=(alt); }
                }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                @if let Some(href) = stylesheet { link rel="stylesheet" href=(href); }
                script type="application/ld+json" { (PreEscaped(described(event, site))) }
            }
            body {
                main.public #main {
                    @if let Some((cover, path)) = &cover {
                        img.public-cover src=(path) alt=(cover.alt.as_deref().unwrap_or_default())
                            width=(cover.width) height=(cover.height);
                    }
                    (head(event, &times))
                    (programme(event, &locale))
                    footer.public-foot { "Shown with The Plugs" }
                }
            }
        }
    };
    page.into_string()
}

/// Where the picture is read, for as long as the event is announced.
fn cover_path(event: &PublicEvent, cover: &PublicCover) -> String {
    format!("{}/cover?v={}", event.address.path(), cover.version)
}

/// What, when and where, and what one can do.
fn head(event: &PublicEvent, times: &str) -> Markup {
    let register = event.registration_url.as_deref().and_then(Href::external);
    let is_open = matches!(event.status, EventStatus::Published | EventStatus::Ongoing);
    let files = event.address.path();
    markup! {
        header.public-head {
            p.public-by { (event.organization) " · " (event.event_type.label()) }
            h1 { (event.title) }
            @match event.status {
                EventStatus::Cancelled => div.public-off role="note" {
                    p { strong { "This event is cancelled." } }
                    @if let Some(reason) = &event.cancelled_reason { p.public-text { (reason) } }
                },
                EventStatus::Completed => p.public-over { "This event is over." },
                EventStatus::Ongoing => p.public-over { "This event is going on now." },
                EventStatus::Draft | EventStatus::Published => {},
            }
            dl.public-facts {
                dt { "When" }
                dd { time datetime=(event.span.start.to_rfc3339_opts(SecondsFormat::Secs, true)) { (times) } }
                (place(event))
            }
            p.public-acts {
                @if let Some(href) = register.filter(|_| is_open) {
                    a.btn.btn-primary href=(href.as_str()) rel="noopener noreferrer" { "Register" }
                }
                a.btn.btn-secondary href={ (files) "/event.ics" } { "Add to calendar" }
                @if !event.items.is_empty() { a.btn.btn-secondary href={ (files) "/agenda.ics" } { "Agenda as calendar" } }
            }
        }
        @if let Some(text) = &event.description { section.public-text { p { (text) } } }
    }
}

fn place(event: &PublicEvent) -> Markup {
    let name: Vec<&str> = [event.venue.as_deref(), event.location.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let details = &event.venue_details;
    let map = details.address.as_deref().map(|address| {
        let query = crate::query::written(&[("query", address.replace('\n', ", "))]);
        format!("https://www.openstreetmap.org/search{query}")
    });
    let online = details.online_url.as_deref();
    let online = online.and_then(|url| Some((Href::external(url)?, short_address(url))));
    markup! {
        @if !name.is_empty() || details.address.is_some() {
            dt { "Where" }
            dd {
                @if !name.is_empty() { p { (name.join(", ")) } }
                @if let Some(address) = &details.address { p.public-text { (address) } }
                @if let Some(map) = map { p { a.link href=(map) rel="noopener noreferrer" { "Show on a map" } } }
            }
        }
        @if let Some(way) = &details.directions { dt { "Getting there" } dd.public-text { (way) } }
        @if let Some((href, short)) = online {
            dt { "Online" }
            dd { a.link href=(href.as_str()) rel="noopener noreferrer" { (short) } }
        }
    }
}

/// The agenda, by day and then by hour.
fn programme(event: &PublicEvent, locale: &Locale) -> Markup {
    let (days, rooms) = (event.days(), event.rooms());
    let zone = event.span.zone.in_words();
    markup! {
        @if !days.is_empty() {
            section.public-agenda aria-labelledby="agenda" {
                h2 #agenda { "Agenda" }
                p.public-note { "All times are " (zone) " time." }
                @if days.len() > 1 {
                    nav.public-days aria-label="Days" {
                        @for (day, _) in &days { a.link href={ "#day-" (day) } { (named(*day, locale)) } }
                    }
                }
                @for (day, items) in &days {
                    section.public-day aria-labelledby={ "day-" (day) } {
                        h3 id={ "day-" (day) } { (named(*day, locale)) }
                        ol.public-items { @for item in items { (line(event, item, locale)) } }
                    }
                }
                @if rooms.len() > 1 {
                    p.public-note {
                        "One room as a calendar: "
                        @for (id, name) in &rooms {
                            a.link href={ (event.address.path()) "/agenda.ics?room=" (id) } { (name) }
                            " "
                        }
                    }
                }
            }
        }
    }
}

fn line(event: &PublicEvent, item: &PublicItem, locale: &Locale) -> Markup {
    let zone = &event.span.zone;
    let ends_later = zone.local(item.start).date() != zone.local(item.end).date();
    let ends = if ends_later {
        zone.date_time(item.end, locale)
    } else {
        zone.time(item.end, locale)
    };
    let machine = item.start.to_rfc3339_opts(SecondsFormat::Secs, true);
    markup! {
        li.public-item.public-cancelled[item.is_cancelled] id={ "item-" (item.id) } {
            time.num datetime=(machine) { (zone.time(item.start, locale)) "–" (ends) }
            div {
                h4 {
                    @if item.is_cancelled { s { (item.title) } " (cancelled)" } @else { (item.title) }
                }
                @if !item.speakers.is_empty() { p.public-speakers { (item.speakers.join(", ")) } }
                p.public-note {
                    (item.agenda_type.label())
                    @if let Some(place) = item.place() { " · " (place) }
                    @if let Some((track, color)) = &item.track {
                        " · "
                        span class={ "badge tone-" (color) } { span.dot {} (track) }
                    }
                }
                @if let Some(text) = &item.description { p.public-text { (text) } }
            }
        }
    }
}

/// "Friday, 12 Nov 2027".
fn named(day: NaiveDate, locale: &Locale) -> String {
    format!("{}, {}", day.format("%A"), date(day, locale))
}

/// The first words of the description; without one, when it is.
fn excerpt(event: &PublicEvent, times: &str) -> String {
    let Some(text) = &event.description else {
        return times.to_owned();
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    if text.chars().count() <= EXCERPT {
        return text;
    }
    let cut: String = text.chars().take(EXCERPT).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}

/// The event in the words of schema.org, as JSON that cannot end the element that it stands in.
fn described(event: &PublicEvent, site: &str) -> String {
    let image = event.cover.as_ref();
    let image = image.map(|cover| format!("{site}{}", cover_path(event, cover)));
    let local = |at| {
        let local = event.span.zone.local(at);
        let offset = local.and_utc().signed_duration_since(at);
        let (hours, minutes) = (offset.num_hours(), offset.num_minutes().abs() % 60);
        let sign = if offset.num_minutes() < 0 { '-' } else { '+' };
        format!(
            "{}{sign}{:02}:{minutes:02}",
            local.format("%Y-%m-%dT%H:%M:%S"),
            hours.abs()
        )
    };
    let details = &event.venue_details;
    let here = event
        .venue
        .as_ref()
        .or(details.address.as_ref())
        .or(event.location.as_ref());
    let place = here.map(|_| {
        serde_json::json!({
            "@type": "Place",
            "name": event.venue.as_ref().or(event.location.as_ref()),
            "address": details.address.as_ref().or(event.location.as_ref()),
        })
    });
    let online = details
        .online_url
        .as_ref()
        .map(|url| serde_json::json!({ "@type": "VirtualLocation", "url": url }));
    let attendance = match (&place, &online) {
        (Some(_), Some(_)) => "MixedEventAttendanceMode",
        (None, Some(_)) => "OnlineEventAttendanceMode",
        (_, None) => "OfflineEventAttendanceMode",
    };
    let status = if event.status == EventStatus::Cancelled {
        "EventCancelled"
    } else {
        "EventScheduled"
    };
    let location: Vec<_> = [place, online].into_iter().flatten().collect();
    let value = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        "url": format!("{site}{}", event.address.path()),
        "image": image,
        "startDate": local(event.span.start),
        "endDate": local(event.span.end),
        "eventStatus": format!("https://schema.org/{status}"),
        "eventAttendanceMode": format!("https://schema.org/{attendance}"),
        "location": location,
        "organizer": { "@type": "Organization", "name": event.organization },
    });
    value.to_string().replace('<', "\\u003c")
}
