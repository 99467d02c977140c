//! The words and the looks of a mail: a subject, plain text and HTML, in its reader's language.
//!
//! What a mail says is written once in each language. It is put together twice, with the parts of plain text and with those of
//! HTML; only the latter escape what they are given.

use super::proof::{Purpose, Token};
use super::queries::Mail;
use super::types::{Language, Letter, News};
use crate::error::{AppError, AppResult};
use crate::escape::escaped;
use crate::ui::time::Zone;
use minijinja::{
    AutoEscape, Captured, Environment, Error, ErrorKind, UndefinedBehavior, Value, context, escape_formatter,
};
use std::sync::LazyLock;

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where one says that one wants no more of these.
    pub unsubscribe: Option<String>,
}

/// Puts a mail into words; `site` is the address that people type, for links.
///
/// # Errors
/// A fault of ours, where a template does not fit what it is given.
pub fn words(mail: &Mail, site: &str) -> AppResult<Words> {
    let language = Language::of(&mail.locale);
    let zone = Zone::named(&mail.timezone).unwrap_or_else(Zone::utc);
    let kind = mail.letter.kind();
    let unsubscribe = (!kind.is_transactional()).then(|| {
        let token = Token::new(mail.organization, mail.id, mail.secret, Purpose::Unsubscribe);
        format!("{site}/unsubscribe?t={token}")
    });
    let values = context! {
        language => language.tag(),
        site => site,
        first_name => mail.first_name.as_str(),
        name => mail.name(),
        address => mail.address.as_str(),
        organization => mail.organization_name.as_str(),
        date => language.date(mail.created_at, &zone, &mail.locale),
        unsubscribe => unsubscribe.as_deref(),
        guest => matches!(mail.letter, Letter::EventCancelled { .. }),
        ..own_values(&mail.letter, language, &mail.locale)
    };
    let drawn = |look| {
        draw(mail.letter.template(), language, look, &values).map_err(|error| AppError::internal(&error))
    };
    let mut text = drawn("txt")?;
    let subject = text
        .with_state_mut(|state| state.render_block("subject"))
        .map_err(|error| AppError::internal(&error))?;
    Ok(Words {
        subject: one_line(&subject, 200),
        text: text.into_output(),
        html: drawn("html")?.into_output(),
        unsubscribe,
    })
}

/// What a letter says of its own.
fn own_values(letter: &Letter, language: Language, locale: &str) -> Value {
    match letter {
        Letter::Welcome => context! {},
        Letter::Notification { title, message, path } => context! {
            title => title.as_str(),
            message => message.as_str(),
            path => path.as_str(),
        },
        Letter::News { count, news } => {
            let more = count.saturating_sub(news.len());
            let told = |one: &News| {
                context! {
                    title => one.title.as_str(),
                    message => one.message.as_str(),
                    path => one.path.as_str(),
                }
            };
            let news: Vec<Value> = news.iter().map(told).collect();
            context! { count => *count, news => news, more => more }
        }
        Letter::EventCancelled {
            title,
            start,
            end,
            timezone,
            message,
            path,
        } => {
            let zone = Zone::named(timezone).unwrap_or_else(Zone::utc);
            let text = message.as_deref().unwrap_or_default().lines();
            let lines: Vec<String> = text
                .filter(|line| !line.trim().is_empty())
                .map(str::to_owned)
                .collect();
            context! {
                title => title.as_str(),
                when => language.span((*start, *end), &zone, locale),
                message => lines,
                path => path.as_str(),
            }
        }
    }
}

/// A text as it may stand in a header: on one line, and no longer than that.
#[must_use]
pub fn one_line(text: &str, longest: usize) -> String {
    let spaced = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<&str> = spaced.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(longest).collect()
}

fn draw(name: &str, language: Language, look: &str, values: &Value) -> Result<Captured<'static>, Error> {
    let broken = |error: &Error| Error::new(ErrorKind::SyntaxError, error.to_string());
    let environment = TEMPLATES.as_ref().map_err(broken)?;
    let template = environment.get_template(&format!("{name}.{}.{look}", language.tag()))?;
    let around = context! { layout => format!("layout.{look}"), parts => format!("parts.{look}") };
    template.render_captured(context! { ..around, ..values.clone() })
}

/// Where a template is read from, for each name.
const SOURCES: &[(&str, &str)] = &[
    ("welcome.en", include_str!("templates/welcome.en")),
    ("welcome.de", include_str!("templates/welcome.de")),
    ("notification.en", include_str!("templates/notification.en")),
    ("notification.de", include_str!("templates/notification.de")),
    ("news.en", include_str!("templates/news.en")),
    ("news.de", include_str!("templates/news.de")),
    ("event_cancelled.en", include_str!("templates/event_cancelled.en")),
    ("event_cancelled.de", include_str!("templates/event_cancelled.de")),
    ("footer.en", include_str!("templates/footer.en")),
    ("footer.de", include_str!("templates/footer.de")),
];

static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    // As the engine does, but for slashes: an address may be read in HTML, too.
    environment.set_formatter(|out, state, value| match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => Ok(out.write_str(&escaped(text))?),
        _ => escape_formatter(out, state, value),
    });
    environment.add_template("layout.html", include_str!("templates/layout.html"))?;
    environment.add_template("layout.txt", include_str!("templates/layout.txt"))?;
    environment.add_template("parts.html", include_str!("templates/parts.html"))?;
    environment.add_template("parts.txt", include_str!("templates/parts.txt"))?;
    for (name, source) in SOURCES {
        for look in ["html", "txt"] {
            environment.add_template_owned(format!("{name}.{look}"), *source)?;
        }
    }
    Ok(environment)
});

#[cfg(test)]
mod unit {
    use super::*;
    use crate::ids::{MailId, OrganizationId};
    use crate::mail::types::{MailKind, MailState};
    use chrono::DateTime;

    const SITE: &str = "https://plugs.example";

    fn mail(letter: Letter, locale: &str) -> Mail {
        Mail {
            organization: OrganizationId::new(),
            id: MailId::new(),
            organization_name: "Kollwitz & <Söhne>".into(),
            first_name: "Käthe".into(),
            last_name: "O'Brandt".into(),
            address: "kaethe@kollwitz.example".into(),
            locale: locale.into(),
            timezone: "Europe/Berlin".into(),
            letter,
            secret: uuid::Uuid::nil(),
            created_at: DateTime::from_timestamp(1_772_319_600, 0).unwrap_or_default(),
            state: MailState::Queued,
            error: None,
        }
    }

    fn letters() -> Vec<Letter> {
        let letters = vec![
            Letter::Welcome,
            Letter::Notification {
                title: "A call is due".into(),
                message: "Ada <Lovelace>".into(),
                path: "/contacts?q=a&panel=b".into(),
            },
            Letter::News {
                count: 3,
                news: ["Train", "Hotel <Ritz>"]
                    .map(|title| News {
                        title: format!("{title}: approved"),
                        message: "By Ada".into(),
                        path: "/expenses/1?a=b&c=d".into(),
                    })
                    .to_vec(),
            },
            Letter::EventCancelled {
                title: "Summer <Ball>".into(),
                start: DateTime::from_timestamp(1_812_839_400, 0).unwrap_or_default(),
                end: DateTime::from_timestamp(1_812_855_600, 0).unwrap_or_default(),
                timezone: "America/New_York".into(),
                message: Some("The river came in.\n\nWe are sorry.".into()),
                path: "/e/summer-ball".into(),
            },
        ];
        let mut kinds: Vec<MailKind> = letters.iter().map(Letter::kind).collect();
        kinds.dedup();
        assert_eq!(kinds, MailKind::ALL);
        letters
    }

    #[test]
    fn every_mail_is_written_in_every_language_as_text_and_as_html() {
        for letter in letters() {
            let mut said = Vec::new();
            for (language, locale) in [(Language::English, "en-GB"), (Language::German, "de-CH")] {
                assert_eq!(Language::of(locale), language);
                let words = words(&mail(letter.clone(), locale), SITE);
                let Ok(words) = words else {
                    panic!("{letter:?} in {locale}");
                };
                assert!(
                    words
                        .html
                        .contains(&format!("<html lang=\"{}\">", language.tag())),
                    "{}",
                    words.html
                );
                assert!(
                    words.html.contains("Kollwitz &amp; &lt;Söhne&gt;"),
                    "{}",
                    words.html
                );
                assert!(words.text.contains("Kollwitz & <Söhne>"), "{}", words.text);
                assert!(
                    !words.text.contains("&amp;") && !words.text.contains("\n\n\n"),
                    "{}",
                    words.text
                );
                assert!(!words.subject.is_empty() && words.html.contains("</html>"));
                let has_way_out = words
                    .unsubscribe
                    .as_deref()
                    .is_some_and(|link| words.text.contains(link) && words.html.contains(link));
                assert_eq!(has_way_out, !letter.kind().is_transactional());
                said.push(words.text);
            }
            assert_ne!(said[0], said[1]);
        }
        assert_eq!(Language::ALL.len(), 2);
    }

    #[test]
    fn a_contact_is_told_what_was_cancelled_when_it_would_have_been_and_by_whom() {
        let letter = letters().pop().unwrap_or(Letter::Welcome);
        for (locale, parts) in [
            (
                "en-GB",
                [
                    "Summer <Ball> is cancelled",
                    "12 Jun 2027, 18:30–23:00, America/New York time",
                    "The river came in.",
                    "We are sorry.",
                    "because you were on the list",
                ],
            ),
            (
                "de-DE",
                [
                    "Summer <Ball> ist abgesagt",
                    "12. Juni 2027, 18:30–23:00 Uhr, Zeit von America/New York",
                    "The river came in.",
                    "We are sorry.",
                    "weil Sie auf der Liste",
                ],
            ),
        ] {
            let Ok(words) = words(&mail(letter.clone(), locale), SITE) else {
                panic!("no words in {locale}");
            };
            for part in parts {
                assert!(words.text.contains(part), "{part}: {}", words.text);
            }
            assert!(words.html.contains("Summer &lt;Ball&gt;"), "{}", words.html);
            assert!(
                words.html.contains(&format!("{SITE}/e/summer-ball")),
                "{}",
                words.html
            );
            assert!(words.subject.contains("Summer <Ball>") && words.unsubscribe.is_none());
        }
    }

    #[test]
    fn several_pieces_of_news_are_told_one_by_one_with_where_each_stands() {
        let letter = letters().remove(2);
        for (locale, subject, more) in [
            ("en-GB", "3 pieces of news: Train: approved, …", "And 1 more."),
            ("de-DE", "3 Neuigkeiten: Train: approved, …", "Und 1 weitere."),
        ] {
            let Ok(words) = words(&mail(letter.clone(), locale), SITE) else {
                panic!("no words in {locale}");
            };
            assert_eq!(words.subject, subject);
            for part in ["Train: approved", "Hotel <Ritz>: approved", "By Ada", more] {
                assert!(words.text.contains(part), "{part}: {}", words.text);
            }
            assert!(
                words.text.contains(&format!("{SITE}/expenses/1?a=b&c=d")),
                "{}",
                words.text
            );
            assert!(
                words.html.contains("Hotel &lt;Ritz&gt;: approved"),
                "{}",
                words.html
            );
        }
    }

    #[test]
    fn a_day_is_written_as_its_reader_writes_it_and_where_they_are() {
        for (locale, date) in [
            ("en-GB", "1 Mar 2026"),
            ("en-US", "Mar 1, 2026"),
            ("de-DE", "1. März 2026"),
            ("sv-SE", "2026-03-01"),
        ] {
            let text = words(&mail(Letter::Welcome, locale), SITE).map(|words| words.text);
            assert!(
                text.as_ref().is_ok_and(|text| text.contains(date)),
                "{date}: {text:?}"
            );
        }
    }

    #[test]
    fn a_subject_is_one_line() {
        let mut of_two = mail(Letter::Welcome, "en");
        of_two.first_name = "Ada\r\nBcc: all@kollwitz.example\u{2028}".into();
        let subject = words(&of_two, SITE).map(|words| words.subject);
        let wanted = "Welcome to The Plugs, Ada Bcc: all@kollwitz.example";
        assert_eq!(subject.ok().as_deref(), Some(wanted));
        assert_eq!(one_line(&"a ".repeat(300), 20).len(), 20);
    }
}
