//! The mails of a test server. A real `MailSender` takes the mails from the outbox of the server and makes their links.
//! Its mailer passes the mails to the test instead of a mail server.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use tasklane::settings::Settings;
use tasklane_auth::SystemEntropy;
use tasklane_core::clock::Clock;
use tasklane_core::mail_sender::{Mail, MailSender, Mailer, SendError, SenderPorts};
use tasklane_core::stores::Stores;
use tasklane_core::user::mail::{EmailVerificationPolicy, MailPolicy};
use tokio::time::{Instant, sleep};

/// A generous bound that only a defect exceeds.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Makes the server send mails. Users don't have to verify their addresses.
pub fn sends_mails(settings: &mut Settings) {
    settings.mail.policy = MailPolicy::Enabled(EmailVerificationPolicy::Off);
}

/// Makes the server send mails. Users who register have to verify their addresses.
pub fn requires_verification(settings: &mut Settings) {
    settings.mail.policy = MailPolicy::Enabled(EmailVerificationPolicy::Required);
}

/// Accepts every mail, and stores it for the test.
#[derive(Default)]
struct RecordingMailer(Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for RecordingMailer {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// Sends the mails of a server when the test asks for them.
pub(crate) struct Mails {
    mailer: Arc<RecordingMailer>,
    sender: MailSender,
}

impl Mails {
    pub(crate) fn new(stores: &Stores, clock: Arc<dyn Clock>) -> Self {
        let mailer = Arc::<RecordingMailer>::default();
        let ports = SenderPorts {
            outbox: stores.outbox.clone(),
            links: stores.links.clone(),
            users: stores.users.clone(),
            mailer: mailer.clone(),
            clock,
            entropy: Arc::new(SystemEntropy),
        };
        Self { mailer, sender: MailSender::new(ports) }
    }

    /// Sends all due mails, and returns the mails since the last call.
    pub(crate) async fn send_due(&self) -> Vec<Mail> {
        while self.sender.send_next().await.unwrap().is_some() {}
        std::mem::take(&mut *self.mailer.0.lock().unwrap())
    }

    /// Returns the next mails, after waiting for the first one.
    pub(crate) async fn wait(&self) -> Vec<Mail> {
        let start = Instant::now();
        while start.elapsed() < TIMEOUT {
            let mails = self.send_due().await;
            if !mails.is_empty() {
                return mails;
            }
            sleep(Duration::from_millis(5)).await;
        }
        panic!("the server queued no mail within {TIMEOUT:?}")
    }
}
