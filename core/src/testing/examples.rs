//! Example values for tests.

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::handle::{HandleId, SecretHash};
use crate::ids::{SessionId, TaskId, UserId};
use crate::limit::Limits;
use crate::mail_sender::LinkToken;
use crate::session::{Client, IssuedRefresh, RefreshHandle, RefreshState, Session, TokenTransport};
use crate::task::{
    Description, DueDate, NewTask, Priority, Progress, StorageQuota, Tags, Task, TaskChange, TaskContent,
    Title, Version, Workflow,
};
use crate::user::mail::{Link, LinkPurpose, LinkRecord, MailContent, MailId, QueuedMail};
use crate::user::{Email, Language, NewUser, PasswordHash, Username};

/// Returns the time that is `microseconds` after 2026-01-01T00:00:00Z.
pub fn at(microseconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::microseconds(microseconds)
}

/// Returns a new user with this username and an e-mail address at example.org.
pub fn new_user(username: &str) -> NewUser {
    NewUser {
        email: Email::parse(&format!("{username}@example.org")).unwrap(),
        username: Username::parse(username).unwrap(),
        name: None,
        password_hash: password_hash(),
        language: Language::English,
        verification: None,
    }
}

/// Returns the password hash of [`new_user`].
pub fn password_hash() -> PasswordHash {
    PasswordHash::new("a hash".to_owned())
}

/// Returns the token of a link in a mail. Outside of tests, only a `MailSender` creates such a token.
pub fn link_token(text: &str) -> LinkToken {
    LinkToken(text.to_owned())
}

/// A byte limit that no test reaches.
pub const MAX_BYTES: i64 = 1 << 30;

/// Returns a quota of `max_tasks` tasks and [`MAX_BYTES`].
pub const fn quota_of(max_tasks: u32) -> StorageQuota {
    StorageQuota { max_tasks, max_bytes: MAX_BYTES }
}

/// A quota that no test reaches.
pub const AMPLE_QUOTA: StorageQuota = quota_of(u32::MAX);

/// Returns content that has only a title.
pub fn content(title: &str) -> TaskContent {
    TaskContent::titled(Title::parse(title).unwrap())
}

/// Returns content with a value other than the default for every field.
pub fn full_content(title: &str) -> TaskContent {
    TaskContent {
        title: Title::parse(title).unwrap(),
        description: Some(Description::parse("two\n\"lines\", and é 🦀").unwrap()),
        due_date: Some(DueDate::parse("2026-01-31").unwrap()),
        priority: Priority::High,
        tags: Tags::parse(["home", "b, \"c\" \\ 🦀"].map(str::to_owned).to_vec()).unwrap(),
    }
}

/// Returns content with a title and a description.
pub fn described_content(title: &str, description: &str) -> TaskContent {
    TaskContent { description: Some(Description::parse(description).unwrap()), ..content(title) }
}

/// Returns a pending task that has only a title.
pub fn new_task(title: &str) -> NewTask {
    NewTask::pending(content(title))
}

/// Returns a stored task of the first user, created at the time `at` and not changed since.
pub fn stored_task(id: i64, new: NewTask, at: Timestamp) -> Task {
    Task {
        id: TaskId::new(id).unwrap(),
        owner_id: UserId::new(1).unwrap(),
        progress: Progress::starting_in(new.status, at),
        content: new.content,
        version: Version::FIRST,
        change_seq: id,
        created_at: at,
        updated_at: at,
    }
}

/// Returns the change that completes the task, or reopens a completed task.
pub fn toggled(task: &Task, at: Timestamp) -> TaskChange {
    task.toggle(&Workflow::open(), at).unwrap()
}

/// Returns the session with this number, created at [`at(0)`](at) and valid for one day.
pub fn session(user_id: UserId, number: u8) -> Session {
    Session {
        id: SessionId(Uuid::from_bytes([number; 16])),
        user_id,
        refresh: RefreshState::starting_with(issued(number), TokenTransport::Body),
        client: Client::new(Some("Mozilla/5.0"), "192.0.2.1".parse().ok()),
        last_client: Client::default(),
        created_at: at(0),
        last_used_at: at(0),
        expires_at: at(0) + TimeDelta::days(1),
        revoked_at: None,
    }
}

/// Returns the refresh token with this number, issued at [`at(0)`](at) and valid for one hour.
pub fn issued(number: u8) -> IssuedRefresh {
    IssuedRefresh {
        handle: RefreshHandle([number; 16]),
        issued_at: at(0),
        expires_at: at(0) + TimeDelta::hours(1),
    }
}

/// Returns small limits that are refilled so slowly that no refill happens during a test.
pub fn slow_limits() -> Limits {
    Limits {
        login: "4/h".parse().ok(),
        register: "5/h".parse().ok(),
        write: "8/h".parse().ok(),
        ..Limits::OFF
    }
}

/// Returns the mail with this number, queued at [`at(0)`](at).
pub fn mail(user_id: UserId, number: u8, content: MailContent) -> QueuedMail {
    QueuedMail { id: MailId(Uuid::from_bytes([number; 16])), user_id, content, queued_at: at(0), attempts: 0 }
}

/// Returns the link with this number, sent to this address at [`at(0)`](at).
pub fn link(user_id: UserId, number: u8, purpose: LinkPurpose, email: &str) -> LinkRecord {
    LinkRecord {
        user_id,
        id: HandleId([number; 16]),
        purpose,
        secret_hash: SecretHash([number; 32]),
        email: Email::parse(email).unwrap(),
        created_at: at(0),
        expires_at: at(0) + purpose.lifetime(),
    }
}

/// Returns the link as a client presents it.
pub fn presented(link: &LinkRecord) -> Link {
    Link { user_id: link.user_id, id: link.id, purpose: link.purpose, secret_hash: link.secret_hash }
}
