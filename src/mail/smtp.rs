//! How mail leaves: by SMTP (RFC 5321), or not at all.
//!
//! A mail is handed over step by step, because what a refusal means depends on what it answers: of the address it is about the
//! address, of the sign-in about our configuration.

use super::proof::{Purpose, Token};
use super::queries::Mail;
use super::render::{Words, one_line};
use crate::server::config::mail::{MailArgs, Security};
use lettre::address::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as From, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, response::Response};
use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// How long the mail server may take for a mail, all its answers together.
const PATIENCE: Duration = Duration::from_secs(40);
/// How long it may take to be there at all.
const CONNECTING: Duration = Duration::from_secs(15);

/// The longest name that is put beside an address.
const LONGEST_NAME: usize = 100;
/// The longest that a mail server's own words are kept.
const LONGEST_REASON: usize = 300;

/// Where mail goes from here.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// Nowhere: there is no mail server, and it is kept.
    Outbox,
    Smtp(Arc<Smtp>),
}

/// A mail server that takes our mail.
pub struct Smtp {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    /// To whom a mail server writes that it could not deliver.
    bounces_to: Address,
    hello: ClientId,
    site: String,
}

// It holds a password.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Smtp").field(&self.host).finish()
    }
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another attempt may end better.
    Passing(String),
    /// None will.
    Final(String),
    /// None will, of this address.
    NoSuchAddress(String),
}

impl Mailer {
    /// As it is configured. `site` is the address that people type, which links in mail need.
    ///
    /// # Errors
    /// A sentence, where the configuration makes no sense.
    pub async fn new(args: &MailArgs, site: Option<&str>) -> Result<Self, String> {
        let Some(host) = args.checked_host()? else {
            return Ok(Self::Outbox);
        };
        let site = site.ok_or(
            "SMTP_HOST is set and PUBLIC_URL is not: links in mail need the address that people type.",
        )?;
        let from = args.mail_from.clone().ok_or(
            "SMTP_HOST is set and MAIL_FROM is not: write from whom mail comes, such as The Plugs <plugs@example.com>.",
        )?;
        let mut tls = TlsParameters::builder(host.to_owned());
        if let Some(file) = &args.smtp_ca {
            let pem = read(file).await?;
            let certificate = CertificateDer::from_pem_slice(&pem)
                .ok()
                .and_then(|_| Certificate::from_pem(&pem).ok());
            tls = tls.add_root_certificate(
                certificate
                    .ok_or_else(|| format!("SMTP_CA: {} holds no certificate in PEM.", file.display()))?,
            );
        }
        let tls = tls
            .build()
            .map_err(|_| format!("SMTP_HOST is `{host}`, which no certificate can be for."))?;
        let password = match (&args.smtp_password, &args.smtp_password_file) {
            (Some(password), _) => Some(password.reveal().to_owned()),
            (None, Some(file)) => {
                let text = String::from_utf8(read(file).await?)
                    .map_err(|_| format!("SMTP_PASSWORD_FILE: {} is no text.", file.display()))?;
                Some(text.trim_end_matches(['\r', '\n']).to_owned())
            }
            (None, None) => None,
        };
        let credentials = args.smtp_user.clone().zip(password);
        let domain = from.email.domain().to_owned();
        Ok(Self::Smtp(Arc::new(Smtp {
            host: host.to_owned(),
            port: args.smtp_port.unwrap_or(args.smtp_tls.usual_port()),
            security: args.smtp_tls,
            tls,
            credentials: credentials.map(|(user, password)| Credentials::new(user, password)),
            bounces_to: args.mail_bounces_to.clone().unwrap_or_else(|| from.email.clone()),
            from,
            hello: ClientId::Domain(domain),
            site: site.to_owned(),
        })))
    }
}

async fn read(file: &Path) -> Result<Vec<u8>, String> {
    tokio::fs::read(file)
        .await
        .map_err(|error| format!("{} cannot be read: {error}.", file.display()))
}

impl Smtp {
    /// The address that people type.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// Why it was not taken, and whether that is for good.
    pub async fn deliver(&self, mail: &Mail, words: &Words) -> Result<(), Refusal> {
        let to = address(&mail.address)
            .ok_or_else(|| Refusal::NoSuchAddress("This is no address that mail can be sent to.".into()))?;
        let message = self.message(mail, words, &to)?;
        tokio::time::timeout(PATIENCE, self.hand_over(to, &message))
            .await
            .map_err(|_| Refusal::Passing("The mail server took too long to answer.".into()))?
    }

    async fn hand_over(&self, to: Address, message: &[u8]) -> Result<(), Refusal> {
        let mut server = self.connect().await.map_err(|error| match said(&error) {
            // Whatever it is, somebody may put it right: it is about us and not about this mail.
            Some(words) => Refusal::Passing(format!("The mail server would not let us in: {words}")),
            None => Refusal::Passing(format!("The mail server could not be reached: {}", cause(&error))),
        })?;
        let mut parameters = Vec::new();
        if !to.user().is_ascii() || !self.bounces_to.user().is_ascii() {
            if !server.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Refusal::Final(
                    "The mail server takes no addresses with such letters.".into(),
                ));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let taken = server
            .command(From::new(Some(self.bounces_to.clone()), parameters))
            .await;
        taken.map_err(|error| refusal(&error))?;
        let taken = server.command(Rcpt::new(to, Vec::new())).await;
        taken.map_err(|error| of_address(refusal(&error)))?;
        server.command(Data).await.map_err(|error| refusal(&error))?;
        server.message(message).await.map_err(|error| refusal(&error))?;
        // It has the mail; how it takes its leave changes nothing.
        let _: Result<Response, Error> = server.quit().await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let from_the_start = (self.security == Security::Tls).then(|| self.tls.clone());
        let at = (self.host.as_str(), self.port);
        let mut server =
            AsyncSmtpConnection::connect_tokio1(at, Some(CONNECTING), &self.hello, from_the_start, None)
                .await?;
        if self.security == Security::Starttls {
            server.starttls(self.tls.clone(), &self.hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            server
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await?;
        }
        Ok(server)
    }

    fn message(&self, mail: &Mail, words: &Words, to: &Address) -> Result<Vec<u8>, Refusal> {
        let token = Token::new(mail.organization, mail.id, mail.secret, Purpose::Bounce);
        let name = Some(one_line(&mail.name(), LONGEST_NAME)).filter(|name| !name.is_empty());
        let mut message = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, to.clone()))
            .subject(&words.subject)
            // The same whenever it is delivered again, so that a second one can be told.
            .message_id(Some(format!("<{token}@{}>", self.from.email.domain())))
            .date(mail.created_at.into())
            // RFC 3834: nobody's absence need be answered.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(link) = &words.unsubscribe {
            // RFC 8058: one click in the mail program, without a look at a page.
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let parts = MultiPart::alternative_plain_html(words.text.clone(), words.html.clone());
        let message = message
            .multipart(parts)
            .map_err(|error| Refusal::Final(format!("The mail could not be put together: {error}")))?;
        Ok(message.formatted())
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// An address as mail servers know it: a name of a domain in other letters has one in plain ones, too (RFC 5891).
fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.rsplit_once('@')?;
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(domain) => Address::new(user, domain).ok(),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// What the mail server said, as far as it said something.
fn said(error: &Error) -> Option<String> {
    let code = error.status()?;
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    Some(one_line(&format!("{code} {words}"), LONGEST_REASON))
}

/// Why nothing was said.
fn cause(error: &Error) -> String {
    let cause = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    one_line(&cause, LONGEST_REASON)
}

fn refusal(error: &Error) -> Refusal {
    match said(error) {
        Some(words) if error.is_permanent() => Refusal::Final(format!("The mail server said: {words}")),
        Some(words) => Refusal::Passing(format!("The mail server said: {words}")),
        None => Refusal::Passing(format!(
            "The connection to the mail server broke off: {}",
            cause(error)
        )),
    }
}

/// What a refusal of the address means: that there is no such, unless the server has another reason.
fn of_address(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Final(words) if names_no_address(&words) => Refusal::NoSuchAddress(words),
        refusal => refusal,
    }
}

/// Whether a mail server's words on an address say that there is no such: by their detailed code, where they have one
/// (RFC 3463).
#[must_use]
pub fn names_no_address(words: &str) -> bool {
    let mut codes = words
        .split_whitespace()
        .skip_while(|word| word.parse::<u16>().is_err());
    let (code, detail) = (codes.next().unwrap_or_default(), codes.next().unwrap_or_default());
    if detail.starts_with("5.") && detail != "5.0.0" {
        detail.starts_with("5.1.") || detail == "5.2.1"
    } else {
        matches!(code, "550" | "551" | "553") && !detail.starts_with("4.")
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_domain_in_other_letters_is_written_in_plain_ones() {
        let written = |text| address(text).map(|address| address.to_string());
        assert_eq!(
            written("käthe@müller.example").as_deref(),
            Some("käthe@xn--mller-kva.example")
        );
        assert_eq!(
            written("ada@ENGINES.example").as_deref(),
            Some("ada@engines.example")
        );
        for text in [
            "ada",
            "ada@",
            "@engines.example",
            "ada@[127.0.0.1]",
            "ada@127.0.0.1",
            "a b@c.example",
            "a@b.example\r\nRCPT TO:<x@y.example>",
        ] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn a_refusal_of_an_address_says_whether_there_is_such_an_address() {
        for (said, is_unknown) in [
            ("The mail server said: 550 5.1.1 No such user", true),
            ("The mail server said: 550 No such user", true),
            ("The mail server said: 553 sorry", true),
            ("The mail server said: 550 5.2.1 Mailbox disabled", true),
            ("The mail server said: 550 5.7.1 Relaying denied", false),
            ("The mail server said: 552 5.2.2 Mailbox full", false),
            ("The mail server said: 554 No", false),
        ] {
            let found = of_address(Refusal::Final(said.into()));
            assert_eq!(matches!(found, Refusal::NoSuchAddress(_)), is_unknown, "{said}");
        }
        let passing = Refusal::Passing("The mail server said: 450 5.1.1".into());
        assert_eq!(of_address(passing.clone()), passing);
    }
}
