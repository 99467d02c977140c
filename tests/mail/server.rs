//! A mail server in a process of its own: the npm package smtp-server, as tests/smtp sets it up.

use crate::support::certificates::{Authority, Folder};
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// Who may sign in, and with what.
pub const NAME: &str = "plugs";
pub const WORD: &str = "three quiet boats";

/// A mail server.
pub struct MailServer {
    process: Child,
    said: UnboundedReceiver<String>,
    pub port: u16,
    certificates: Folder,
}

/// A mail that it took.
#[derive(Debug, Deserialize)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub secure: bool,
    pub user: Option<String>,
    pub message: String,
}

#[derive(Deserialize)]
struct Begun {
    port: u16,
}

impl MailServer {
    /// One that wants no sign-in and speaks in plain text.
    pub async fn plain() -> Self {
        Self::start("none", false).await
    }

    /// One that lets nobody in without TLS (`starttls` or `tls`) and the word.
    pub async fn guarded(security: &str) -> Self {
        Self::start(security, true).await
    }

    async fn start(security: &str, has_word: bool) -> Self {
        let authority = Authority::new("Post");
        let certificates = Folder::of(&authority.issue(&["localhost", "127.0.0.1"]));
        std::fs::write(certificates.path("authority.crt"), authority.pem()).expect("a certificate");
        let mut node = Command::new("node");
        node.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.mjs"))
            .env("SECURE", security)
            .env("CERT", certificates.certificate())
            .env("KEY", certificates.key())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        if has_word {
            node.env("SMTP_NAME", NAME).env("SMTP_WORD", WORD);
        }
        let mut process = node.spawn().expect("node");
        let (say, mut said) = unbounded_channel();
        let output = process.stdout.take().expect("its output");
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        let begun = timeout(Duration::from_secs(20), said.recv()).await.ok().flatten();
        let begun = begun.expect("a mail server; scripts/test.sh installs what tests/smtp needs");
        let begun: Begun = serde_json::from_str(&begun).expect("its port");
        Self {
            process,
            said,
            port: begun.port,
            certificates,
        }
    }

    /// How it is reached, as options.
    pub fn options(&self, security: &str) -> Vec<String> {
        let port = self.port.to_string();
        let authority = self.certificates.path("authority.crt");
        [
            ("--smtp-host", "localhost"),
            ("--smtp-port", &port),
            ("--smtp-tls", security),
            ("--smtp-ca", &authority),
            ("--mail-from", "The Plugs <post@plugs.example>"),
        ]
        .into_iter()
        .flat_map(|(option, value)| [option.to_owned(), value.to_owned()])
        .collect()
    }

    /// A file beside its certificates.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.certificates.path(name);
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The next mail that it takes.
    pub async fn taken(&mut self) -> Taken {
        let line = timeout(Duration::from_secs(20), self.said.recv()).await;
        let line = line.ok().flatten().expect("a mail");
        serde_json::from_str(&line).expect("a mail")
    }

    /// All mails that it has taken so far.
    pub async fn all_taken(&mut self) -> Vec<Taken> {
        let mut all = Vec::new();
        while let Ok(Some(line)) = timeout(Duration::from_millis(300), self.said.recv()).await {
            all.push(serde_json::from_str(&line).expect("a mail"));
        }
        all
    }

    /// That it has taken nothing more.
    pub async fn assert_idle(&mut self) {
        if let Ok(line) = timeout(Duration::from_millis(300), self.said.recv()).await {
            panic!("it took {line:?}");
        }
    }
}

impl Taken {
    /// The value of a header, its lines put together.
    pub fn header(&self, name: &str) -> String {
        let head = self.message.split("\r\n\r\n").next().unwrap_or_default();
        let whole = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let of_name = |line: &str| {
            let (of, value) = line.split_once(": ")?;
            of.eq_ignore_ascii_case(name).then(|| value.to_owned())
        };
        let values: Vec<String> = whole.split("\r\n").filter_map(of_name).collect();
        assert!(values.len() <= 1, "{name} stands there more than once: {head}");
        values.into_iter().next().unwrap_or_default()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
