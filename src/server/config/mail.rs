//! How mail is sent.

use clap::{Args, ValueEnum};
use lettre::address::Address;
use lettre::message::Mailbox;
use std::net::IpAddr;
use std::path::PathBuf;

/// By which server mail is sent, and from whom. Without a server it is kept and not sent.
#[derive(Clone, Debug, Args)]
pub struct MailArgs {
    /// The mail server that takes our mail; without one it is kept and not sent
    #[arg(long, env = "SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Its port; 587, 465 with SMTP_TLS=tls and 25 with SMTP_TLS=none unless given
    #[arg(long, env = "SMTP_PORT")]
    pub smtp_port: Option<u16>,
    /// How the connection to it is protected
    #[arg(long, env = "SMTP_TLS", default_value = "starttls")]
    pub smtp_tls: Security,
    /// A certificate in PEM that vouches for the mail server, beside those that browsers trust
    #[arg(long, env = "SMTP_CA")]
    pub smtp_ca: Option<PathBuf>,
    /// The name to sign in to the mail server with
    #[arg(long, env = "SMTP_USER")]
    pub smtp_user: Option<String>,
    /// The password to sign in to the mail server with
    #[arg(long, env = "SMTP_PASSWORD", hide_env_values = true, value_parser = parse_password)]
    pub smtp_password: Option<Password>,
    /// A file that holds the password in place of SMTP_PASSWORD
    #[arg(long, env = "SMTP_PASSWORD_FILE", conflicts_with = "smtp_password")]
    pub smtp_password_file: Option<PathBuf>,
    /// From whom mail comes, such as The Plugs <plugs@example.com>
    #[arg(long, env = "MAIL_FROM", value_parser = parse_mailbox)]
    pub mail_from: Option<Mailbox>,
    /// The address to which mail servers report what they could not deliver; that of MAIL_FROM unless given
    #[arg(long, env = "MAIL_BOUNCES_TO", value_parser = parse_address)]
    pub mail_bounces_to: Option<Address>,
    /// Show owners and admins at /dev/mail the mail that was kept for want of a mail server
    #[arg(long, env = "MAIL_OUTBOX")]
    pub mail_outbox: bool,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Security {
    /// By TLS that is asked for in plain text, and without which nothing goes on
    Starttls,
    /// By TLS from the first byte on
    Tls,
    /// Not at all, as to a server on this very machine
    None,
}

impl Security {
    /// The port that is usual for it.
    #[must_use]
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// A password that we show somebody else, and no log does.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// As it is shown.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl MailArgs {
    /// Whether kept mail is shown: not where it is sent.
    #[must_use]
    pub const fn shows_outbox(&self) -> bool {
        self.mail_outbox && self.smtp_host.is_none()
    }

    /// The mail server, where there is one.
    ///
    /// # Errors
    /// A sentence, where something else was set that makes no sense with it or without it.
    pub fn checked_host(&self) -> Result<Option<&str>, String> {
        let has_password = self.smtp_password.is_some() || self.smtp_password_file.is_some();
        let Some(host) = self.smtp_host.as_deref() else {
            return if self.smtp_user.is_some() || has_password {
                Err("SMTP_USER or its password is set and SMTP_HOST is not: name the mail server, or leave them out.".into())
            } else {
                Ok(None)
            };
        };
        if host.contains(['/', '@', ':']) && host.parse::<IpAddr>().is_err() {
            return Err("SMTP_HOST is a name alone, such as mail.example.com; what else there is to say has keys of its own.".into());
        }
        if self.smtp_user.is_some() != has_password {
            return Err(
                "SMTP_USER and SMTP_PASSWORD (or SMTP_PASSWORD_FILE) belong together: set both or neither."
                    .into(),
            );
        }
        let is_here =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if has_password && self.smtp_tls == Security::None && !is_here {
            return Err("SMTP_TLS is none, which would send the password to another machine in plain text: use starttls or tls.".into());
        }
        Ok(Some(host))
    }
}

fn parse_password(text: &str) -> Result<Password, String> {
    Ok(Password(text.to_owned()))
}

fn parse_mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse()
        .map_err(|_| "expected somebody with an address, such as The Plugs <plugs@example.com>".into())
}

fn parse_address(text: &str) -> Result<Address, String> {
    text.parse()
        .map_err(|_| "expected an address such as bounces@example.com".into())
}
