//! Generates realistic demo users and tasks. The same seed generates the same data.

use chrono::{Days, TimeDelta};
use fastrand::Rng;
use tasklane_core::clock::Timestamp;
use tasklane_core::invalid::Invalid;
use tasklane_core::task::{
    AddedTask, Description, DueDate, NewTask, Priority, Status, Tags, TaskContent, Title,
};
use tasklane_core::user::{Email, Language, Name, NewUser, PasswordHash, Username};

use super::seed_words::{self, pick};

/// Returns the random generator of one user. Each user has its own seed, so the data of a user does not depend on the
/// number of users.
pub(super) fn rng_of(seed: u64, number: u32) -> Rng {
    Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(number.into()))
}

/// Returns the username of the first demo user, for the login hint.
pub(super) fn first_username(seed: u64) -> String {
    format!("{}1", pick(&mut rng_of(seed, 1), &seed_words::FIRST_NAMES).to_lowercase())
}

/// Generates a user and its registration time.
pub(super) fn new_user(
    rng: &mut Rng,
    number: u32,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<(NewUser, Timestamp), Invalid> {
    let (first, last) = (pick(rng, &seed_words::FIRST_NAMES), pick(rng, &seed_words::LAST_NAMES));
    let username = format!("{}{number}", first.to_lowercase());
    let user = NewUser {
        email: Email::parse(&format!("{username}@example.org"))?,
        username: Username::parse(&username)?,
        name: Name::parse(&format!("{first} {last}"))?,
        password_hash: hash.clone(),
        language: Language::default(),
        verification: None,
    };
    Ok((user, now - TimeDelta::days(rng.i64(90..365))))
}

/// Generates a task that was created in the last three months.
pub(super) fn past_task(rng: &mut Rng, now: Timestamp) -> Result<AddedTask, Invalid> {
    let age = TimeDelta::seconds(rng.i64(60..90 * 86_400));
    let created_at = now - age;
    let (new, is_done) = new_task(rng, created_at)?;
    let completed_at = is_done.then(|| created_at + TimeDelta::seconds(rng.i64(30..=age.num_seconds())));
    Ok(AddedTask { new: new.into(), change_seq: 0, created_at, completed_at })
}

/// Generates a task, and whether it is completed.
fn new_task(rng: &mut Rng, created: Timestamp) -> Result<(NewTask, bool), Invalid> {
    let title = format!("{} {}", pick(rng, &seed_words::VERBS), pick(rng, &seed_words::THINGS));
    let description = (rng.u8(0..10) < 4).then(|| pick(rng, &seed_words::NOTES));
    let mut tags: Vec<String> = (0..rng.u8(0..3)).map(|_| pick(rng, &seed_words::TAGS).to_owned()).collect();
    tags.dedup();
    let due = (rng.u8(0..10) < 5).then(|| created.date_naive().checked_add_days(Days::new(rng.u64(1..60))));
    let status = if rng.u8(0..10) < 2 { Status::InProgress } else { Status::Pending };
    let content = TaskContent {
        description: description.map(Description::parse).transpose()?,
        due_date: due.flatten().and_then(DueDate::new),
        priority: pick(rng, &Priority::ALL),
        tags: Tags::parse(tags)?,
        ..TaskContent::titled(Title::parse(&title)?)
    };
    Ok((NewTask { content, status }, rng.u8(0..10) < 4))
}
