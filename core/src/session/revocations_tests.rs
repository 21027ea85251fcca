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

fn of(sessions: Vec<SessionId>) -> Dead {
    Dead { sessions, users: Vec::new() }
}

fn load(list: &Revocations, dead: Vec<SessionId>, now: i64) -> bool {
    list.end_load(list.begin_load(at(now)).unwrap(), of(dead), at(now), at(now + 60_000))
}

#[test]
fn a_load_says_whether_it_brought_any_that_is_new() {
    let list = Revocations::default();
    assert!(!load(&list, Vec::new(), 0));
    assert!(load(&list, ids(0..2), 300));
    assert!(!load(&list, ids(0..2), 600));
    list.add(ids(2..3), at(60_000));
    assert!(!load(&list, ids(0..3), 900), "what ended here is not new");
    assert!(load(&list, ids(1..4), 1200));
}

// assures: R309
#[test]
fn a_list_vouches_only_while_it_is_young() {
    let id = SessionId(Uuid::from_u128(1));
    let list = Revocations::default();
    assert_eq!(list.standing(user(), id, at(0)), Standing::Unknown);
    load(&list, Vec::new(), 1000);
    assert_eq!(list.standing(user(), id, at(2000)), Standing::Live);
    assert_eq!(list.standing(user(), id, at(2001)), Standing::Unknown);
    assert_eq!(list.standing(user(), id, at(999)), Standing::Unknown);
}

#[test]
fn an_entry_lives_as_long_as_the_longest_access_token() {
    let id = SessionId(Uuid::from_u128(1));
    let list = Revocations::default();
    list.add([id], at(5000));
    assert_eq!(list.standing(user(), id, at(0)), Standing::Revoked);
    load(&list, Vec::new(), 4999);
    assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
    load(&list, Vec::new(), 5000);
    assert_eq!(list.standing(user(), id, at(5000)), Standing::Live);
}

// assures: R821
#[test]
fn a_list_of_a_clock_that_was_set_back_is_loaded_anew() {
    let list = Revocations::default();
    load(&list, ids(0..2), 1000);
    assert_eq!(list.begin_load(at(1300)).unwrap().since, Some(at(1000)));
    assert_eq!(list.begin_load(at(999)).unwrap().since, None);
}

#[test]
fn all_sessions_of_a_user_who_is_gone_are_revoked() {
    let list = Revocations::default();
    list.add_users([user()], at(5000));
    load(&list, Vec::new(), 4999);
    for id in ids(1..3) {
        assert_eq!(list.standing(user(), id, at(4999)), Standing::Revoked);
        assert_eq!(list.standing(UserId::new(2).unwrap(), id, at(4999)), Standing::Live);
    }
    load(&list, Vec::new(), 5000);
    assert_eq!(list.standing(user(), ids(1..2)[0], at(5000)), Standing::Live);
}

#[test]
fn a_list_that_is_too_small_vouches_for_nobody_until_all_fit_again() {
    let [live, ended] = [7, 0].map(|number| SessionId(Uuid::from_u128(number)));
    let list = Revocations::default().holding(3);
    load(&list, ids(0..3), 0);
    assert_eq!(list.standing(user(), live, at(0)), Standing::Live);
    assert_eq!(list.standing(user(), ended, at(0)), Standing::Revoked);
    // Known already.
    load(&list, ids(0..3), 300);
    assert_eq!(list.standing(user(), live, at(300)), Standing::Live);
    load(&list, ids(1..4), 600);
    assert_eq!(list.standing(user(), live, at(600)), Standing::Unknown);
    assert_ne!(list.standing(user(), ended, at(600)), Standing::Live);
    // It is loaded anew, from nothing, and still there are too many.
    assert_eq!(list.begin_load(at(10_000)).unwrap().since, None);
    load(&list, ids(0..4), 10_000);
    assert_eq!(list.standing(user(), live, at(10_000)), Standing::Unknown);
    assert!(list.begin_load(at(19_999)).is_none(), "so much is not read several times a second");
    load(&list, ids(2..4), 20_000);
    assert_eq!(list.standing(user(), live, at(20_000)), Standing::Live);
    assert_eq!(list.standing(user(), ids(3..4)[0], at(20_000)), Standing::Revoked);
}

#[test]
fn one_that_ends_here_is_known_also_while_the_list_is_too_small() {
    let list = Revocations::default().holding(3);
    load(&list, ids(0..3), 0);
    let asked = list.begin_load(at(300)).unwrap();
    list.add(ids(3..4), at(60_000));
    assert_eq!(list.standing(user(), ids(3..4)[0], at(300)), Standing::Revoked);
    // The store was asked before, so it did not tell of that one.
    list.end_load(asked, Dead::default(), at(300), at(60_000));
    assert_eq!(list.standing(user(), ids(0..1)[0], at(300)), Standing::Unknown);
    assert_eq!(list.standing(user(), ids(3..4)[0], at(300)), Standing::Revoked);
}

// assures: R309
#[test]
fn it_never_holds_more_than_it_may() {
    let list = Revocations::default().holding(10);
    for start in 0..100 {
        list.add(ids(start * 7..start * 7 + 25), at(60_000));
        list.add_users(UserId::new(i64::try_from(start + 1).unwrap()), at(60_000));
        if let Some(load) = list.begin_load(at(0)) {
            list.end_load(load, of(ids(0..50)), at(0), at(60_000));
        }
        assert!(list.inner.read().len() <= 10);
    }
}
