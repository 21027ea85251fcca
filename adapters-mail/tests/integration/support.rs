//! Mailers for tests, and certificates.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tasklane_core::mail_sender::{Mail, Mailer, SendError};
use tasklane_core::testing::ManualClock;
use tasklane_core::testing::examples::at;
use tasklane_core::user::{Email, Language};
use tasklane_mail::testing::sample_mails;
use tasklane_mail::{MailConfig, Sender, TemplateMailer, Timeouts};

/// The reply of the test server to an accepted mail.
pub(crate) const ACCEPTED: &str = "250 2.0.0 Ok: queued as 4F1D2";

pub(crate) fn config(url: &str) -> MailConfig {
    MailConfig {
        url: tasklane_mail::MailUrl::parse(&url.into()).unwrap(),
        from: Sender::parse("Tasklane <tasks@example.org>").unwrap(),
        public_url: "https://tasks.example.org".to_owned(),
        ca: None,
    }
}

pub(crate) fn mailer(config: MailConfig) -> TemplateMailer {
    TemplateMailer::new(config, clock()).unwrap()
}

/// Returns a mailer that waits only 3 s for a reply.
pub(crate) fn mailer_with_short_timeouts(config: MailConfig) -> TemplateMailer {
    let short = Duration::from_secs(3);
    let timeouts = Timeouts { command: short, message: short, ..Timeouts::default() };
    TemplateMailer::with_timeouts(config, clock(), timeouts).unwrap()
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(at(1_234_567)))
}

/// Returns a mail with a secret link.
pub(crate) fn reset_mail() -> Mail {
    sample_mails(Language::English).swap_remove(0)
}

/// Sends a mail with a secret link.
pub(crate) async fn send(config: MailConfig) -> Result<(), SendError> {
    mailer(config).send(&reset_mail()).await
}

pub(crate) fn email(raw: &str) -> Email {
    Email::parse(raw).unwrap()
}

/// A certificate authority, with a certificate for a host.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: Vec<u8>,
    directory: tempfile::TempDir,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem().into_bytes();
        Self { issuer: Issuer::new(params, key), pem, directory: tempfile::tempdir().unwrap() }
    }

    /// Issues a certificate for this host, and returns the files of the certificate and the key.
    pub(crate) fn issue(&self, host: &str) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([host.to_owned()]).unwrap().signed_by(&key, &self.issuer);
        let write = |name: &str, text: String| {
            let path = self.directory.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        (write("server.crt", certificate.unwrap().pem()), write("server.key", key.serialize_pem()))
    }
}
