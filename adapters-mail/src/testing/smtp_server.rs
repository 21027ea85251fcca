//! An SMTP server for one test. At each phase of a connection, it can send a given reply, hang or disconnect.

use std::path::Path;
use std::sync::mpsc::Receiver;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::testing::server_process::{ServerProcess, TIMEOUT};

/// How the server encrypts connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ServerEncryption {
    /// Without TLS.
    #[default]
    None,
    /// Offers STARTTLS.
    StartTls,
    /// Accepts mails only after STARTTLS.
    StartTlsRequired,
    /// With TLS from the first byte.
    Implicit,
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct SmtpOptions<'a> {
    /// How the server encrypts connections.
    pub encryption: ServerEncryption,
    /// The files with the certificate and its key, in PEM format.
    pub certificate: Option<(&'a Path, &'a Path)>,
    /// The user name and the password that the server requires.
    pub login: Option<(&'a str, &'a str)>,
    /// The mechanisms of AUTH.
    pub mechanisms: &'a [&'a str],
    /// Whether the server supports internationalized addresses.
    pub smtputf8: bool,
    /// What the server does at a phase: `hang`, `cut` or a reply. `echo 550` replies with the received message. The
    /// phases are GREETING, EHLO, STARTTLS, TLS, EHLO-TLS, AUTH, MAIL, RCPT, DATA, MESSAGE and QUIT.
    pub faults: &'a [(&'a str, &'a str)],
}

impl Default for SmtpOptions<'_> {
    fn default() -> Self {
        Self {
            encryption: ServerEncryption::None,
            certificate: None,
            login: None,
            mechanisms: &["PLAIN", "LOGIN"],
            smtputf8: false,
            faults: &[],
        }
    }
}

impl SmtpOptions<'_> {
    fn to_json(&self) -> Value {
        let encryption = match self.encryption {
            ServerEncryption::None => "none",
            ServerEncryption::StartTls => "offered",
            ServerEncryption::StartTlsRequired => "required",
            ServerEncryption::Implicit => "implicit",
        };
        let (certificate, key) = self.certificate.unzip();
        let faults = self.faults.iter().map(|(phase, fault)| ((*phase).to_owned(), Value::from(*fault)));
        json!({
            "encryption": encryption,
            "certificate": certificate,
            "key": key,
            "login": self.login.map(|(user, password)| [user, password]),
            "mechanisms": self.mechanisms,
            "smtputf8": self.smtputf8,
            "faults": Value::Object(faults.collect()),
        })
    }
}

/// A mail that the server accepted, as Python's `email` package parses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// The address in the MAIL command.
    pub from: String,
    /// The addresses in the RCPT commands.
    pub to: Vec<String>,
    /// The parameters of the MAIL command.
    pub parameters: Vec<String>,
    /// The name in the EHLO command.
    pub client: String,
    /// The user who logged in.
    pub user: Option<String>,
    /// Whether the connection was encrypted.
    pub is_encrypted: bool,
    /// The headers, decoded.
    pub headers: Vec<(String, String)>,
    /// The faults that the parser found in the headers.
    pub defects: Vec<String>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The message as it was received.
    pub raw: Vec<u8>,
}

impl ReceivedMail {
    fn from_json(record: &Value) -> Self {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let header = |pair: &Value| <[String; 2]>::try_from(texts(pair)).unwrap().into();
        Self {
            from: text("from"),
            to: texts(&record["to"]),
            parameters: texts(&record["parameters"]),
            client: text("client"),
            user: record["user"].as_str().map(str::to_owned),
            is_encrypted: record["is_encrypted"].as_bool().unwrap(),
            headers: record["headers"].as_array().unwrap().iter().map(header).collect(),
            defects: texts(&record["defects"]),
            text: text("text"),
            html: text("html"),
            raw: BASE64_STANDARD.decode(text("raw")).unwrap(),
        }
    }

    /// Returns the only header with this name.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        match (values.next(), values.next()) {
            (Some((_, value)), None) => value,
            _ => panic!("the mail must have one header {name}: {:?}", self.headers),
        }
    }
}

/// A running SMTP server. Dropping this value stops it.
pub struct TestSmtp {
    port: u16,
    events: Receiver<Value>,
}

impl TestSmtp {
    /// Starts a server with the Python of `$SMTP_PYTHON`, which must have the package `aiosmtpd`.
    pub fn start(options: &SmtpOptions<'_>) -> Self {
        let (port, events) = ServerProcess::shared().start(&options.to_json());
        Self { port, events }
    }

    /// Returns the port, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the next mail that the server accepts. Waits for it.
    pub fn receive(&self) -> ReceivedMail {
        let event = self.events.recv_timeout(TIMEOUT).unwrap_or_else(|_end| panic!("no mail arrived"));
        ReceivedMail::from_json(&event)
    }

    /// Stops the server, and returns the mails that [`receive`](Self::receive) has not returned.
    pub fn stop(self) -> Vec<ReceivedMail> {
        ServerProcess::shared().send(&json!({ "stop": self.port }));
        let mails = self.events.iter().map(|event| ReceivedMail::from_json(&event)).collect();
        // The server is already stopped.
        std::mem::forget(self);
        mails
    }
}

impl Drop for TestSmtp {
    fn drop(&mut self) {
        ServerProcess::shared().send(&json!({ "stop": self.port }));
    }
}
