//! The contract of [`MailOutbox`](crate::user::mail::MailOutbox).

use std::net::IpAddr;

use futures_util::future::{join, join_all};

use super::suite::add_user;
use crate::ids::UserId;
use crate::stores::Stores;
use crate::testing::examples::{at, mail, password_hash};
use crate::user::Email;
use crate::user::mail::{MailContent, OutboxStatus, QueuedMail};

contract!($ mails(Stores) as __mails_contract:
    mail_is_taken_with_its_content,
    mails_are_taken_when_they_are_due_and_in_this_order,
    taken_mail_is_due_again_later,
    postponed_mail_is_due_at_the_given_time,
    removed_mail_is_not_taken,
    mail_to_a_missing_user_is_not_queued,
    waiting_mails_are_limited_by_user_and_kind,
    status_counts_the_waiting_mails,
    one_of_many_concurrent_callers_takes_a_mail,
    concurrent_callers_take_all_mails,
    mails_are_removed_with_their_user,
    no_mail_of_a_deleted_user_is_queued_concurrently,
);

/// A limit that no test reaches.
const MANY: u32 = 1000;

fn reset(user: UserId, number: u8, queued_at: i64) -> QueuedMail {
    QueuedMail { queued_at: at(queued_at), ..mail(user, number, MailContent::ResetPassword) }
}

async fn queue(stores: &Stores, mail: &QueuedMail) {
    assert!(stores.outbox.queue(mail, MANY).await.unwrap());
}

/// Takes the mails that are due at `now`, and makes them due again at `now + 100`.
async fn take(stores: &Stores, now: i64, limit: u32) -> Vec<QueuedMail> {
    stores.outbox.take_due(at(now), at(now + 100), limit).await.unwrap()
}

fn attempted(mail: &QueuedMail, attempts: u32) -> QueuedMail {
    QueuedMail { attempts, ..mail.clone() }
}

async fn mail_is_taken_with_its_content(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let email = |raw| Email::parse(raw).unwrap();
    let user_agent = Some("Mozilla/5.0 'O\"Brien; 🦀".to_owned());
    let contents = [
        MailContent::ResetPassword,
        MailContent::VerifyEmail,
        MailContent::VerifyNewEmail { email: email("Ada@New.example") },
        MailContent::EmailChanged {
            old_email: email("ada@old.example"),
            new_email: email("Åda@new.example"),
        },
        MailContent::PasswordChanged,
        MailContent::NewLogin { user_agent, ip: Some(IpAddr::from([192, 0, 2, 7])) },
        MailContent::NewLogin { user_agent: None, ip: None },
        MailContent::RefreshTokenReused,
    ];
    let mails: Vec<_> = (1..).zip(contents).map(|(number, content)| mail(user, number, content)).collect();
    for mail in &mails {
        queue(stores, mail).await;
    }
    let expected: Vec<_> = mails.iter().map(|mail| attempted(mail, 1)).collect();
    assert_eq!(take(stores, 0, MANY).await, expected);
}

async fn mails_are_taken_when_they_are_due_and_in_this_order(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let [third, first, second] = [reset(user, 1, 7), reset(user, 2, 5), reset(user, 3, 6)];
    for mail in [&third, &first, &second] {
        queue(stores, mail).await;
    }
    assert_eq!(take(stores, 4, MANY).await, []);
    assert_eq!(take(stores, 7, 1).await, [attempted(&first, 1)]);
    assert_eq!(take(stores, 6, MANY).await, [attempted(&second, 1)]);
    assert_eq!(take(stores, 8, 0).await, []);
    assert_eq!(take(stores, 8, MANY).await, [attempted(&third, 1)]);
}

async fn taken_mail_is_due_again_later(stores: &Stores) {
    let mail = reset(add_user(stores, "ada").await, 1, 0);
    queue(stores, &mail).await;
    assert_eq!(take(stores, 0, MANY).await, [attempted(&mail, 1)]);
    assert_eq!(take(stores, 99, MANY).await, []);
    assert_eq!(take(stores, 100, MANY).await, [attempted(&mail, 2)]);
    assert_eq!(take(stores, 200, MANY).await, [attempted(&mail, 3)]);
}

async fn postponed_mail_is_due_at_the_given_time(stores: &Stores) {
    let mail = reset(add_user(stores, "ada").await, 1, 0);
    queue(stores, &mail).await;
    take(stores, 0, MANY).await;
    stores.outbox.postpone(mail.id, at(50)).await.unwrap();
    stores.outbox.postpone(reset(mail.user_id, 2, 0).id, at(1)).await.unwrap();
    assert_eq!(take(stores, 49, MANY).await, []);
    assert_eq!(take(stores, 50, MANY).await, [attempted(&mail, 2)]);
}

async fn removed_mail_is_not_taken(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    let [removed, other] = [reset(user, 1, 0), reset(user, 2, 0)];
    queue(stores, &removed).await;
    queue(stores, &other).await;
    for _ in 0..2 {
        stores.outbox.remove(removed.id).await.unwrap();
    }
    assert_eq!(take(stores, 0, MANY).await, [attempted(&other, 1)]);
}

async fn mail_to_a_missing_user_is_not_queued(stores: &Stores) {
    let missing = UserId::new(add_user(stores, "ada").await.get() + 1).unwrap();
    assert!(!stores.outbox.queue(&reset(missing, 1, 0), MANY).await.unwrap());
    assert_eq!(stores.outbox.status().await.unwrap(), OutboxStatus::default());
}

async fn waiting_mails_are_limited_by_user_and_kind(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let queue = async |mail: QueuedMail| stores.outbox.queue(&mail, 2).await.unwrap();
    assert!(queue(reset(ada, 1, 0)).await);
    assert!(queue(reset(ada, 2, 0)).await);
    assert!(!queue(reset(ada, 3, 0)).await);
    assert!(queue(mail(ada, 4, MailContent::VerifyEmail)).await);
    assert!(queue(reset(bob, 5, 0)).await);
    // A mail that is being sent still counts.
    assert_eq!(take(stores, 0, MANY).await.len(), 4);
    assert!(!queue(reset(ada, 3, 0)).await);
    stores.outbox.remove(reset(ada, 1, 0).id).await.unwrap();
    assert!(queue(reset(ada, 3, 0)).await);
}

async fn status_counts_the_waiting_mails(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    assert_eq!(stores.outbox.status().await.unwrap(), OutboxStatus::default());
    for mail in [reset(user, 1, 7), reset(user, 2, 5), reset(user, 3, 6)] {
        queue(stores, &mail).await;
    }
    take(stores, 9, MANY).await;
    let status = OutboxStatus { waiting: 3, oldest: Some(at(5)) };
    assert_eq!(stores.outbox.status().await.unwrap(), status);
    stores.outbox.remove(reset(user, 2, 5).id).await.unwrap();
    let status = OutboxStatus { waiting: 2, oldest: Some(at(6)) };
    assert_eq!(stores.outbox.status().await.unwrap(), status);
}

async fn one_of_many_concurrent_callers_takes_a_mail(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    for number in 0..8 {
        let mail = reset(user, number, 0);
        queue(stores, &mail).await;
        let taken = join_all((0..8).map(|_| take(stores, 0, 1))).await;
        assert_eq!(taken.concat(), [attempted(&mail, 1)]);
    }
}

async fn concurrent_callers_take_all_mails(stores: &Stores) {
    let user = add_user(stores, "ada").await;
    for number in 0..30 {
        queue(stores, &reset(user, number, 0)).await;
    }
    let take_all = async || {
        let mut all = Vec::new();
        loop {
            let taken = take(stores, 0, 3).await;
            if taken.is_empty() {
                return all;
            }
            all.extend(taken);
        }
    };
    let mut taken = join_all((0..8).map(|_| take_all())).await.concat();
    taken.sort_by_key(|mail| mail.id);
    let all: Vec<_> = (0..30).map(|number| attempted(&reset(user, number, 0), 1)).collect();
    assert_eq!(taken, all);
}

async fn mails_are_removed_with_their_user(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    let of_bob = reset(bob, 3, 0);
    for mail in [&reset(ada, 1, 0), &reset(ada, 2, 0), &of_bob] {
        queue(stores, mail).await;
    }
    stores.users.delete(ada, &password_hash(), at(1)).await.unwrap();
    assert_eq!(take(stores, 0, MANY).await, [attempted(&of_bob, 1)]);
}

async fn no_mail_of_a_deleted_user_is_queued_concurrently(stores: &Stores) {
    let hash = password_hash();
    for number in 0..8 {
        let user = add_user(stores, &format!("ada{number}")).await;
        let mails: Vec<_> = (0..4).map(|n| reset(user, 10 * number + n, 0)).collect();
        let queued = join_all(mails.iter().map(|mail| stores.outbox.queue(mail, MANY)));
        let (queued, deleted) = join(queued, stores.users.delete(user, &hash, at(1))).await;
        deleted.unwrap();
        for queued in queued {
            queued.unwrap();
        }
        assert_eq!(stores.outbox.status().await.unwrap(), OutboxStatus::default());
    }
}
