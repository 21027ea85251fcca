use super::*;
use chrono::DateTime;
use uuid::Uuid;

fn at(milliseconds: i64) -> Timestamp {
    DateTime::from_timestamp_millis(milliseconds).unwrap()
}

fn ids(numbers: std::ops::Range<u128>) -> Vec<SessionId> {
    numbers.map(|number| SessionId(Uuid::from_u128(number))).collect()
}

fn user() -> UserId {
    UserId::new(1).unwrap()
}

fn revoked(sessions: Vec<SessionId>) -> RevokedSince {
    RevokedSince { sessions, users: Vec::new() }
}

fn load(list: &Revocations, revoked_ids: Vec<SessionId>, now: i64) -> bool {
    list.end_load(list.begin_load(at(now)).unwrap(), revoked(revoked_ids), at(now), at(now + 60_000))
}

#[test]
fn load_reports_whether_it_added_new_entries() {
    let list = Revocations::default();
    assert!(!load(&list, Vec::new(), 0));
    assert!(load(&list, ids(0..2), 300));
    assert!(!load(&list, ids(0..2), 600));
    list.add(ids(2..3), at(60_000));
    assert!(!load(&list, ids(0..3), 900), "entries added by this process must not count as new");
    assert!(load(&list, ids(1..4), 1200));
}

// assures: R309
#[test]
fn list_is_used_only_while_it_is_recent() {
    let id = SessionId(Uuid::from_u128(1));
    let list = Revocations::default();
    assert_eq!(list.status(user(), id, at(0)), RevocationStatus::Unknown);
    load(&list, Vec::new(), 1000);
    assert_eq!(list.status(user(), id, at(2000)), RevocationStatus::Live);
    assert_eq!(list.status(user(), id, at(2001)), RevocationStatus::Unknown);
    assert_eq!(list.status(user(), id, at(999)), RevocationStatus::Unknown);
}

#[test]
fn entry_is_retained_for_the_lifetime_of_an_access_token() {
    let id = SessionId(Uuid::from_u128(1));
    let list = Revocations::default();
    list.add([id], at(5000));
    assert_eq!(list.status(user(), id, at(0)), RevocationStatus::Revoked);
    load(&list, Vec::new(), 4999);
    assert_eq!(list.status(user(), id, at(4999)), RevocationStatus::Revoked);
    load(&list, Vec::new(), 5000);
    assert_eq!(list.status(user(), id, at(5000)), RevocationStatus::Live);
}

// assures: R821
#[test]
fn complete_list_is_loaded_after_the_clock_was_set_back() {
    let list = Revocations::default();
    load(&list, ids(0..2), 1000);
    assert_eq!(list.begin_load(at(1300)).unwrap().since, Some(at(1000)));
    assert_eq!(list.begin_load(at(999)).unwrap().since, None);
}

#[test]
fn all_sessions_of_a_deleted_user_are_revoked() {
    let list = Revocations::default();
    list.add_users([user()], at(5000));
    load(&list, Vec::new(), 4999);
    for id in ids(1..3) {
        assert_eq!(list.status(user(), id, at(4999)), RevocationStatus::Revoked);
        assert_eq!(list.status(UserId::new(2).unwrap(), id, at(4999)), RevocationStatus::Live);
    }
    load(&list, Vec::new(), 5000);
    assert_eq!(list.status(user(), ids(1..2)[0], at(5000)), RevocationStatus::Live);
}

#[test]
fn overflowed_list_is_not_used_until_all_entries_fit_again() {
    let [live, ended] = [7, 0].map(|number| SessionId(Uuid::from_u128(number)));
    let list = Revocations::default().with_max_entries(3);
    load(&list, ids(0..3), 0);
    assert_eq!(list.status(user(), live, at(0)), RevocationStatus::Live);
    assert_eq!(list.status(user(), ended, at(0)), RevocationStatus::Revoked);
    // These sessions are already in the list.
    load(&list, ids(0..3), 300);
    assert_eq!(list.status(user(), live, at(300)), RevocationStatus::Live);
    load(&list, ids(1..4), 600);
    assert_eq!(list.status(user(), live, at(600)), RevocationStatus::Unknown);
    assert_ne!(list.status(user(), ended, at(600)), RevocationStatus::Live);
    // The complete list is loaded again, and there are still too many entries.
    assert_eq!(list.begin_load(at(10_000)).unwrap().since, None);
    load(&list, ids(0..4), 10_000);
    assert_eq!(list.status(user(), live, at(10_000)), RevocationStatus::Unknown);
    assert!(list.begin_load(at(19_999)).is_none(), "a complete load must be repeated only after 10 s");
    load(&list, ids(2..4), 20_000);
    assert_eq!(list.status(user(), live, at(20_000)), RevocationStatus::Live);
    assert_eq!(list.status(user(), ids(3..4)[0], at(20_000)), RevocationStatus::Revoked);
}

#[test]
fn revocation_by_this_process_is_known_while_the_list_is_overflowed() {
    let list = Revocations::default().with_max_entries(3);
    load(&list, ids(0..3), 0);
    let asked = list.begin_load(at(300)).unwrap();
    list.add(ids(3..4), at(60_000));
    assert_eq!(list.status(user(), ids(3..4)[0], at(300)), RevocationStatus::Revoked);
    // The store was read before the revocation, so the result does not contain the revoked session.
    list.end_load(asked, RevokedSince::default(), at(300), at(60_000));
    assert_eq!(list.status(user(), ids(0..1)[0], at(300)), RevocationStatus::Unknown);
    assert_eq!(list.status(user(), ids(3..4)[0], at(300)), RevocationStatus::Revoked);
}

// assures: R309
#[test]
fn list_never_exceeds_its_maximum() {
    let list = Revocations::default().with_max_entries(10);
    for start in 0..100 {
        list.add(ids(start * 7..start * 7 + 25), at(60_000));
        list.add_users(UserId::new(i64::try_from(start + 1).unwrap()), at(60_000));
        if let Some(load) = list.begin_load(at(0)) {
            list.end_load(load, revoked(ids(0..50)), at(0), at(60_000));
        }
        assert!(list.inner.read().len() <= 10);
    }
}
