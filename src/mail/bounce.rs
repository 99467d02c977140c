//! What comes back: a mail server's report (RFC 3464) that it could not deliver, as `the-plugs bounce` reads it from a pipe.

use super::proof::{Purpose, Token};
use super::queries;
use super::reader::open;
use super::render::one_line;
use super::smtp::names_no_address;
use super::types::MailState;
use crate::error::AppResult;
use mail_parser::{Message, MessageParser, MimeHeaders};
use sqlx::PgPool;

/// The longest that a report's own words are kept.
const LONGEST_REASON: usize = 300;

/// A report on one of our mails that was not delivered and will not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub token: Token,
    pub state: MailState,
    pub reason: String,
}

/// Reads a report; nothing where it is another message, is about another's mail or says that it is still being tried.
#[must_use]
pub fn read(message: &[u8]) -> Option<Report> {
    let message = MessageParser::new().parse(message)?;
    let status = message.parts.iter().find(|part| {
        part.content_type()
            .is_some_and(|kind| kind.subtype() == Some("delivery-status"))
    })?;
    let status = String::from_utf8_lossy(status.contents()).into_owned();
    if !field(&status, "Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let code = field(&status, "Status").unwrap_or_default();
    // "smtp; 550 5.1.1 No such user"
    let said = field(&status, "Diagnostic-Code")
        .and_then(|text| text.split_once(';').map(|(_, said)| said.trim().to_owned()))
        .unwrap_or_else(|| format!("550 {code}"));
    let is_unknown = code.starts_with('5') && names_no_address(&said);
    Some(Report {
        token: token(&message)?,
        state: if is_unknown {
            MailState::Bounced
        } else {
            MailState::Failed
        },
        reason: one_line(&format!("It came back: {said}"), LONGEST_REASON),
    })
}

/// The value of a field of a status, its lines put together.
fn field(status: &str, name: &str) -> Option<String> {
    let whole = status
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    whole.lines().find_map(|line| {
        let (of, value) = line.split_once(':')?;
        of.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

/// Which of our mails it is about: what was sent is sent back, or its head.
fn token(report: &Message<'_>) -> Option<Token> {
    report.parts.iter().find_map(|part| match part.message() {
        Some(original) => of_message_id(original.message_id()?),
        None => {
            let head = String::from_utf8_lossy(part.contents());
            of_message_id(&field(&head, "Message-ID")?)
        }
    })
}

fn of_message_id(text: &str) -> Option<Token> {
    let text = text.trim().trim_start_matches('<');
    text.split('@').next()?.parse().ok()
}

/// Notes what a report says of a mail, where it carries the mail's own proof.
///
/// # Errors
/// [`crate::error::AppError::NotFound`] where it does not, or where the mail is forgotten.
pub async fn note(pool: &PgPool, report: &Report) -> AppResult<()> {
    let (mut tx, held) = open(pool, &report.token, Purpose::Bounce, "bounce".into()).await?;
    queries::mark(&mut tx, held.id, report.state, Some(&report.reason)).await?;
    tx.commit().await
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::ids::{MailId, OrganizationId};
    use uuid::Uuid;

    fn report(action: &str, status: &str, diagnostic: &str, original: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <1@mx.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
             Final-Recipient: rfc822; ada@lumen.example\r\nAction: {action}\r\nStatus: {status}\r\n{diagnostic}\r\n\
             --b\r\n{original}\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_report_says_which_mail_came_back_and_why() {
        let token = Token::new(OrganizationId::new(), MailId::new(), Uuid::nil(), Purpose::Bounce);
        let head = format!("Subject: Hello\r\nMessage-ID:\r\n <{token}@plugs.example>\r\n");
        let whole = format!("Content-Type: message/rfc822\r\n\r\n{head}\r\nHello\r\n");
        let head = format!("Content-Type: text/rfc822-headers\r\n\r\n{head}");
        let said = "Diagnostic-Code: smtp; 550 5.1.1 <ada@lumen.example>:\r\n  User unknown";
        for original in [&whole, &head] {
            let found = read(report("failed", "5.1.1", said, original).as_bytes())
                .map(|found| (found.token, found.state, found.reason));
            let reason = "It came back: 550 5.1.1 <ada@lumen.example>: User unknown".to_owned();
            assert_eq!(found, Some((token.clone(), MailState::Bounced, reason)));
        }
        for (action, status, said, state) in [
            ("Failed", "5.1.1", "", Some(MailState::Bounced)),
            (
                "failed",
                "5.0.0",
                "Diagnostic-Code: smtp; 550 no such user",
                Some(MailState::Bounced),
            ),
            (
                "failed",
                "5.7.1",
                "Diagnostic-Code: smtp; 550 5.7.1 spam",
                Some(MailState::Failed),
            ),
            ("failed", "4.4.7", "", Some(MailState::Failed)),
            ("delayed", "4.4.1", "", None),
            ("delivered", "2.0.0", "", None),
        ] {
            let found = read(report(action, status, said, &whole).as_bytes()).map(|found| found.state);
            assert_eq!(found, state, "{action} {status}");
        }
    }

    #[test]
    fn what_is_no_report_on_our_mail_is_nothing() {
        let other = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <1@other.example>\r\n\r\nHello\r\n";
        let foreign = report("failed", "5.1.1", "", other);
        for text in [
            "",
            "Hello",
            "Subject: Away\r\n\r\nI am away.\r\n",
            &foreign,
            &foreign[..300],
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(&[0xff; 100]), None);
    }
}
