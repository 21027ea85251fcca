//! Example values for tests.

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{SessionId, TaskId, UserId};
use crate::limit::Limits;
use crate::session::{Client, IssuedRefresh, RefreshHandle, RefreshState, Session, TokenTransport};
use crate::task::{
    Description, DueDate, NewTask, Priority, Progress, StorageQuota, Tags, Task, TaskChange, TaskContent,
    Title, Version, Workflow,
};
use crate::user::{Email, NewUser, PasswordHash, Username};

/// Microseconds after 2026-01-01T00:00:00Z.
pub fn at(microseconds: i64) -> Timestamp {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::microseconds(microseconds)
}

/// A user with this name and an email address at example.org.
pub fn new_user(username: &str) -> NewUser {
    NewUser {
        email: Email::parse(&format!("{username}@example.org")).unwrap(),
        username: Username::parse(username).unwrap(),
        name: None,
        password_hash: password_hash(),
    }
}

/// The password hash of [`new_user`].
pub fn password_hash() -> PasswordHash {
    PasswordHash::new("a hash".to_owned())
}

/// More bytes than any test stores.
pub const MAX_BYTES: i64 = 1 << 30;

/// A quota of `max_tasks` tasks, and of more bytes than any test stores.
pub const fn quota_of(max_tasks: u32) -> StorageQuota {
    StorageQuota { max_tasks, max_bytes: MAX_BYTES }
}

/// A quota that no test reaches.
pub const AMPLE_QUOTA: StorageQuota = quota_of(u32::MAX);

/// Content with a title only.
pub fn content(title: &str) -> TaskContent {
    TaskContent::titled(Title::parse(title).unwrap())
}

/// Content with a value other than the default for every field.
pub fn full_content(title: &str) -> TaskContent {
    TaskContent {
        title: Title::parse(title).unwrap(),
        description: Some(Description::parse("two\n\"lines\", and é 🦀").unwrap()),
        due_date: Some(DueDate::parse("2026-01-31").unwrap()),
        priority: Priority::High,
        tags: Tags::parse(["home", "b, \"c\" \\ 🦀"].map(str::to_owned).to_vec()).unwrap(),
    }
}

/// Content with a title and a description.
pub fn described_content(title: &str, description: &str) -> TaskContent {
    TaskContent { description: Some(Description::parse(description).unwrap()), ..content(title) }
}

/// A pending task with a title only.
pub fn new_task(title: &str) -> NewTask {
    NewTask::pending(content(title))
}

/// A stored task of the first user that was created `at` and not changed since.
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

/// The change that completes the task, or reopens it if it is completed.
pub fn toggled(task: &Task, at: Timestamp) -> TaskChange {
    task.toggle(&Workflow::open(), at).unwrap()
}

/// The session with this number: created at 0, and valid for one day.
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

/// The refresh token with this number: issued at 0, and valid for one hour.
pub fn issued(number: u8) -> IssuedRefresh {
    IssuedRefresh {
        handle: RefreshHandle([number; 16]),
        issued_at: at(0),
        expires_at: at(0) + TimeDelta::hours(1),
    }
}

/// Small limits that are refilled slowly, so that a test that does not wait sees no refill.
pub fn slow_limits() -> Limits {
    Limits {
        login: "4/h".parse().ok(),
        register: "5/h".parse().ok(),
        write: "8/h".parse().ok(),
        ..Limits::OFF
    }
}
