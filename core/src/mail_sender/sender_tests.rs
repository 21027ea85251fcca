use std::sync::Mutex;

use async_trait::async_trait;

use super::*;
use crate::mail_sender::Mailer;
use crate::stores::Stores;
use crate::testing::examples::{at, new_user};
use crate::testing::{CountingEntropy, ManualClock, MemoryDatabase};
use crate::user::mail::{Link, NOT_SENT};
use crate::user::{NewUser, Preferences, ProfileChange};

/// Returns the given results, one per attempt, and then accepts all mails. Records the mails.
#[derive(Default)]
struct ScriptedMailer {
    results: Mutex<Vec<Result<(), SendError>>>,
    mails: Mutex<Vec<Mail>>,
}

#[async_trait]
impl Mailer for ScriptedMailer {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.mails.lock().unwrap().push(mail.clone());
        let mut results = self.results.lock().unwrap();
        if results.is_empty() { Ok(()) } else { results.remove(0) }
    }
}

struct Fixture {
    stores: Stores,
    mailer: Arc<ScriptedMailer>,
    clock: Arc<ManualClock>,
    entropy: Arc<CountingEntropy>,
    sender: MailSender,
    user: User,
}

impl Fixture {
    async fn new() -> Self {
        let stores = MemoryDatabase::stores();
        let user = stores.users.create(&new_user("ada"), at(0)).await.unwrap();
        Self::with_user(stores, user)
    }

    fn with_user(stores: Stores, user: User) -> Self {
        let mailer = Arc::<ScriptedMailer>::default();
        let clock = Arc::new(ManualClock::starting_at(at(0)));
        let entropy = Arc::<CountingEntropy>::default();
        let ports = SenderPorts {
            outbox: stores.outbox.clone(),
            links: stores.links.clone(),
            users: stores.users.clone(),
            mailer: mailer.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
        };
        Self { stores, mailer, clock, entropy, sender: MailSender::new(ports), user }
    }

    fn fail_with(&self, errors: impl IntoIterator<Item = SendError>) {
        *self.mailer.results.lock().unwrap() = errors.into_iter().map(Err).collect();
    }

    async fn queue(&self, content: MailContent) {
        let mail = QueuedMail::new(self.user.id, content, self.clock.now(), &*self.entropy);
        assert!(self.stores.outbox.queue(&mail, 10).await.unwrap());
    }

    async fn outcomes(&self) -> Vec<AttemptOutcome> {
        let mut outcomes = Vec::new();
        while let Some(attempt) = self.sender.send_next().await.unwrap() {
            outcomes.push(attempt.outcome);
        }
        outcomes
    }

    fn last_mail(&self) -> Mail {
        self.mailer.mails.lock().unwrap().last().unwrap().clone()
    }

    async fn waiting(&self) -> u64 {
        self.sender.status().await.unwrap().waiting
    }

    /// Returns the link of the last mail, and whether it is stored and valid now.
    async fn last_link(&self, purpose: LinkPurpose) -> (Handle, bool) {
        let handle = Handle::parse(HandleKind::Link, self.last_mail().link.unwrap().expose()).unwrap();
        let stored = self.stores.links.find(handle.user_id, handle.id).await.unwrap();
        let link = Link::new(&handle, purpose);
        let now = self.clock.now();
        (handle, stored.is_some_and(|stored| stored.is_valid(&link, now)))
    }
}

fn down() -> SendError {
    SendError::Temporary("connection refused".to_owned())
}

#[tokio::test]
async fn mail_is_sent_once_with_a_valid_link() {
    let fixture = Fixture::new().await;
    fixture.queue(MailContent::ResetPassword).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent]);
    assert_eq!(fixture.outcomes().await, []);
    assert_eq!((fixture.waiting().await, &fixture.last_mail().to), (0, &fixture.user.email));
    assert!(fixture.last_link(LinkPurpose::ResetPassword).await.1);
    assert!(!fixture.last_link(LinkPurpose::VerifyEmail).await.1);
    fixture.clock.advance(TimeDelta::minutes(30));
    assert!(!fixture.last_link(LinkPurpose::ResetPassword).await.1);
}

#[tokio::test]
async fn mail_waits_while_the_mail_server_is_down() {
    let fixture = Fixture::new().await;
    fixture.fail_with([down(), down(), down()]);
    fixture.queue(MailContent::ResetPassword).await;
    for minutes in [1, 2, 4] {
        let due_at = fixture.clock.now() + TimeDelta::minutes(minutes);
        assert_eq!(fixture.outcomes().await, [AttemptOutcome::Postponed { error: down(), due_at }]);
        assert!(!fixture.last_link(LinkPurpose::ResetPassword).await.1, "an unsent link must not stay valid");
        fixture.clock.advance(TimeDelta::minutes(minutes));
    }
    // The failed attempts do not count toward the links per hour.
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent]);
    assert!(fixture.last_link(LinkPurpose::ResetPassword).await.1);
}

#[tokio::test]
async fn mail_is_discarded_if_an_attempt_fails_after_a_day() {
    let fixture = Fixture::new().await;
    fixture.fail_with((0..100).map(|_| down()));
    fixture.queue(MailContent::PasswordChanged).await;
    let mut outcomes = Vec::new();
    let day = fixture.clock.now() + TimeDelta::days(1);
    while fixture.waiting().await > 0 {
        outcomes.extend(fixture.outcomes().await);
        let Some(AttemptOutcome::Postponed { due_at, .. }) = outcomes.last() else { break };
        fixture.clock.advance(*due_at - fixture.clock.now());
    }
    assert_eq!(fixture.clock.now(), day, "the last attempt is due after exactly a day");
    assert_eq!(outcomes.pop(), Some(AttemptOutcome::Failed(down())));
    assert!(outcomes.iter().all(|outcome| matches!(outcome, AttemptOutcome::Postponed { .. })));
    assert_eq!(fixture.waiting().await, 0);
}

#[tokio::test]
async fn mail_that_waited_longer_than_a_day_is_not_sent() {
    let fixture = Fixture::new().await;
    fixture.queue(MailContent::ResetPassword).await;
    fixture.clock.advance(TimeDelta::days(1) + ATTEMPT + TimeDelta::seconds(1));
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Discarded(DiscardReason::TooOld)]);
    assert_eq!(fixture.waiting().await, 0);
}

#[tokio::test]
async fn link_of_an_unconfirmed_mail_stays_valid() {
    let fixture = Fixture::new().await;
    let unconfirmed = || SendError::Unconfirmed("no reply within 30 s".to_owned());
    fixture.fail_with([unconfirmed(), unconfirmed(), unconfirmed(), unconfirmed()]);
    fixture.queue(MailContent::ResetPassword).await;
    for minutes in [1, 2, 4, 8] {
        let due_at = fixture.clock.now() + TimeDelta::minutes(minutes);
        assert_eq!(fixture.outcomes().await, [AttemptOutcome::Postponed { error: unconfirmed(), due_at }]);
        assert!(fixture.last_link(LinkPurpose::ResetPassword).await.1);
        fixture.clock.advance(TimeDelta::minutes(minutes));
    }
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent], "later attempts must not be limited");
}

#[tokio::test]
async fn links_in_notices_are_not_limited() {
    let fixture = Fixture::new().await;
    for _ in 0..4 {
        let (old_email, new_email) = (fixture.user.email.clone(), Email::parse("ada@new.example").unwrap());
        fixture.queue(MailContent::EmailChanged { old_email, new_email }).await;
    }
    assert_eq!(fixture.outcomes().await, vec![AttemptOutcome::Sent; 4]);
}

#[tokio::test]
async fn rejected_mail_is_not_sent_again() {
    let fixture = Fixture::new().await;
    let rejected = SendError::Rejected("550 no such mailbox".to_owned());
    fixture.fail_with([rejected.clone()]);
    fixture.queue(MailContent::PasswordChanged).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Failed(rejected)]);
    assert_eq!(fixture.waiting().await, 0);
}

/// A process ends after the mail server accepted the mail, and before the mail is removed from the outbox.
#[tokio::test]
async fn mail_of_an_ended_process_is_sent_again_with_another_link() {
    let fixture = Fixture::new().await;
    fixture.queue(MailContent::ResetPassword).await;
    let now = fixture.clock.now();
    let [mail] = fixture.stores.outbox.take_due(now, now + ATTEMPT, 1).await.unwrap().try_into().unwrap();
    assert_eq!(fixture.sender.attempt(&mail, now).await.unwrap(), AttemptOutcome::Sent);
    let (first, _) = fixture.last_link(LinkPurpose::ResetPassword).await;
    assert_eq!(fixture.outcomes().await, [], "another process must not send the mail at the same time");
    fixture.clock.advance(ATTEMPT);
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent]);
    let (second, is_valid) = fixture.last_link(LinkPurpose::ResetPassword).await;
    assert!(is_valid && first.id != second.id);
    assert!(fixture.stores.links.find(first.user_id, first.id).await.unwrap().is_some());
}

#[tokio::test]
async fn user_gets_at_most_three_links_per_hour_and_purpose() {
    let fixture = Fixture::new().await;
    for _ in 0..4 {
        fixture.queue(MailContent::ResetPassword).await;
    }
    fixture.queue(MailContent::VerifyEmail).await;
    let mut outcomes = fixture.outcomes().await;
    outcomes.sort_by_key(|outcome| *outcome != AttemptOutcome::Sent);
    let too_many = AttemptOutcome::Discarded(DiscardReason::TooMany);
    let sent = AttemptOutcome::Sent;
    assert_eq!(outcomes, [sent.clone(), sent.clone(), sent.clone(), sent.clone(), too_many]);
    fixture.clock.advance(TimeDelta::hours(1));
    fixture.queue(MailContent::ResetPassword).await;
    assert_eq!(fixture.outcomes().await, [sent]);
}

#[tokio::test]
async fn mail_is_discarded_if_it_is_no_longer_needed() {
    let fixture = Fixture::new().await;
    let email = Email::parse("ada@new.example").unwrap();
    fixture.queue(MailContent::VerifyNewEmail { email }).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Discarded(DiscardReason::NotNeeded)]);
    let preferences = Preferences { login_notices: false, ..Preferences::default() };
    let change =
        ProfileChange { preferences: Some(preferences), ..ProfileChange::empty(fixture.user.id, at(1)) };
    fixture.stores.users.change_profile(&change).await.unwrap();
    fixture.queue(MailContent::NewLogin { user_agent: None, ip: None }).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Discarded(DiscardReason::TurnedOff)]);
    fixture.stores.users.set_active(fixture.user.id, false, at(2)).await.unwrap();
    fixture.queue(MailContent::PasswordChanged).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Discarded(DiscardReason::NoActiveUser)]);
    assert_eq!(fixture.waiting().await, 0);
}

#[tokio::test]
async fn verification_period_begins_when_the_mail_server_has_accepted_the_mail() {
    let stores = MemoryDatabase::stores();
    let new = NewUser { verification: Some(MailId::random(&CountingEntropy::default())), ..new_user("ada") };
    let user = stores.users.create(&new, at(0)).await.unwrap();
    let fixture = Fixture::with_user(stores, user);
    fixture.fail_with([down()]);
    let due_at =
        async || fixture.stores.users.find(fixture.user.id).await.unwrap().unwrap().verification_due_at;
    assert!(matches!(fixture.outcomes().await[..], [AttemptOutcome::Postponed { .. }]));
    assert_eq!(due_at().await, Some(NOT_SENT));
    fixture.clock.advance(TimeDelta::minutes(1));
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent]);
    let first = Some(fixture.clock.now() + VERIFICATION_PERIOD);
    assert_eq!(due_at().await, first);
    fixture.clock.advance(TimeDelta::minutes(1));
    fixture.queue(MailContent::VerifyEmail).await;
    assert_eq!(fixture.outcomes().await, [AttemptOutcome::Sent]);
    assert_eq!(due_at().await, first, "another mail must not extend the period");
}

#[tokio::test]
async fn verification_period_begins_if_no_link_can_be_delivered() {
    for error in [down(), SendError::Rejected("550 no such mailbox".to_owned())] {
        let stores = MemoryDatabase::stores();
        let new =
            NewUser { verification: Some(MailId::random(&CountingEntropy::default())), ..new_user("ada") };
        let user = stores.users.create(&new, at(0)).await.unwrap();
        let fixture = Fixture::with_user(stores, user);
        fixture.fail_with((0..100).map(|_| error.clone()));
        while fixture.waiting().await > 0 {
            fixture.outcomes().await;
            fixture.clock.advance(TimeDelta::minutes(1));
        }
        let user = fixture.stores.users.find(fixture.user.id).await.unwrap().unwrap();
        assert!(user.verification_due_at.unwrap() <= fixture.clock.now() + VERIFICATION_PERIOD, "{error}");
    }
}

#[test]
fn delay_doubles_up_to_six_hours() {
    let minutes = [1, 2, 3, 8, 9, 10, 100].map(|attempts| retry_delay(attempts).num_minutes());
    assert_eq!(minutes, [1, 2, 4, 128, 256, 360, 360]);
}
