//! The contract of [`KnownNetworks`](crate::user::KnownNetworks), and of the stores that read and write known networks
//! during a login.

use chrono::TimeDelta;
use futures_util::future::join_all;

use super::suite::{HIGH_SESSION_LIMIT, add_user};
use crate::clock::Timestamp;
use crate::ids::{SessionId, UserId};
use crate::network_block::NetworkBlock;
use crate::session::{Client, Session};
use crate::stores::Stores;
use crate::testing::examples::{at, password_hash, session};
use crate::user::{KnownNetwork, LoginName, PasswordHash};

contract!($ known_networks(Stores) as __known_networks_contract:
    login_adds_its_network,
    network_is_known_only_for_its_user,
    login_without_an_address_adds_no_network,
    failed_login_adds_no_network,
    login_time_of_a_network_is_updated_once_a_day,
    concurrent_logins_add_one_network,
    only_the_most_recent_networks_are_stored,
    networks_without_recent_logins_are_found_and_purged,
    user_deletion_removes_networks,
);

fn block(address: &str) -> NetworkBlock {
    NetworkBlock::from_address(address.parse().unwrap())
}

fn session_from(user: UserId, number: u8, address: &str, when: Timestamp) -> Session {
    let client = Client::new(None, address.parse().ok());
    Session { client, created_at: when, ..session(user, number) }
}

async fn log_in(stores: &Stores, user: UserId, number: u8, address: &str, when: Timestamp) {
    let session = session_from(user, number, address, when);
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
}

async fn is_known(stores: &Stores, name: &str, address: &str, since: Timestamp) -> bool {
    let name = LoginName::parse(name).unwrap();
    let found = stores.users.find_for_login(&name, block(address), since).await.unwrap();
    found.unwrap().is_known_network
}

async fn login_adds_its_network(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    assert!(!is_known(stores, "ada", "192.0.2.1", at(-1)).await);
    log_in(stores, ada, 1, "192.0.2.1", at(0)).await;
    log_in(stores, ada, 2, "2001:db8:0:7::1", at(5)).await;
    for name in ["ada", "ADA@example.org"] {
        assert!(is_known(stores, name, "192.0.2.99", at(-1)).await, "{name}");
        assert!(is_known(stores, name, "2001:db8:0:7:ffff::", at(-1)).await, "{name}");
        assert!(!is_known(stores, name, "192.0.3.1", at(-1)).await, "{name}");
        assert!(!is_known(stores, name, "2001:db8:0:8::1", at(-1)).await, "{name}");
        // A login that is too old does not count.
        assert!(!is_known(stores, name, "192.0.2.1", at(0)).await, "{name}");
    }
    let networks = [("192.0.2.1", at(0)), ("2001:db8:0:7::1", at(5))]
        .map(|(address, when)| KnownNetwork { network: block(address), last_login_at: when });
    assert_eq!(stores.networks.list(ada).await.unwrap(), networks);
    let unknown_name = LoginName::parse("nobody").unwrap();
    let found = stores.users.find_for_login(&unknown_name, block("192.0.2.1"), at(-1)).await.unwrap();
    assert!(found.is_none());
    let found = stores.users.find_for_login(&LoginName::parse("ada").unwrap(), block("::1"), at(-1)).await;
    let credentials = found.unwrap().unwrap().credentials;
    assert_eq!((credentials.user.id, credentials.password_hash.expose()), (ada, "a hash"));
}

async fn network_is_known_only_for_its_user(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let bob = add_user(stores, "bob").await;
    log_in(stores, ada, 1, "192.0.2.1", at(0)).await;
    assert!(!is_known(stores, "bob", "192.0.2.1", at(-1)).await);
    assert_eq!(stores.networks.list(bob).await.unwrap(), []);
}

async fn login_without_an_address_adds_no_network(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let session = Session { client: Client::new(None, None), ..session(ada, 1) };
    stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.unwrap();
    assert_eq!(stores.networks.list(ada).await.unwrap(), []);
}

async fn failed_login_adds_no_network(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let session = session_from(ada, 1, "192.0.2.1", at(0));
    let other = PasswordHash::new("another hash".to_owned());
    assert!(stores.sessions.create(&session, &other, HIGH_SESSION_LIMIT, None).await.is_err());
    stores.users.set_active(ada, false, at(1)).await.unwrap();
    assert!(stores.sessions.create(&session, &password_hash(), HIGH_SESSION_LIMIT, None).await.is_err());
    assert_eq!(stores.networks.list(ada).await.unwrap(), []);
}

async fn login_time_of_a_network_is_updated_once_a_day(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    let last_login_at = async || stores.networks.list(ada).await.unwrap().first().unwrap().last_login_at;
    let day = KnownNetwork::PRECISION;
    let short = day - TimeDelta::microseconds(1);
    for (number, passed, written) in
        [(1, TimeDelta::zero(), 0), (2, short, 0), (3, day, 1), (4, day + short, 1)]
    {
        log_in(stores, ada, number, "192.0.2.1", at(0) + passed).await;
        assert_eq!(last_login_at().await, at(0) + day * written, "{number}");
    }
    assert_eq!(stores.networks.list(ada).await.unwrap().len(), 1);
}

async fn concurrent_logins_add_one_network(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    join_all((1..=16).map(|number| log_in(stores, ada, number, "192.0.2.1", at(i64::from(number))))).await;
    assert_eq!(stores.networks.list(ada).await.unwrap().len(), 1);
}

async fn only_the_most_recent_networks_are_stored(stores: &Stores) {
    let [ada, bob] = [add_user(stores, "ada").await, add_user(stores, "bob").await];
    log_in(stores, bob, 200, "192.0.2.1", at(0)).await;
    let max = u8::try_from(KnownNetwork::MAX_PER_USER).unwrap();
    for number in 0..=max {
        log_in(stores, ada, number, &format!("10.0.{number}.1"), at(i64::from(number))).await;
    }
    let networks = stores.networks.list(ada).await.unwrap();
    assert_eq!(networks.len(), KnownNetwork::MAX_PER_USER);
    assert!(
        networks.iter().all(|known| known.network != block("10.0.0.1")),
        "the oldest network must be removed"
    );
    assert_eq!(stores.networks.list(bob).await.unwrap().len(), 1);
    // A login from a stored network removes no other network.
    log_in(stores, ada, 100, "10.0.1.1", at(100) + KnownNetwork::PRECISION).await;
    let networks = stores.networks.list(ada).await.unwrap();
    assert_eq!(networks.len(), KnownNetwork::MAX_PER_USER);
    assert!(networks.iter().any(|known| known.network == block("10.0.2.1")));
}

async fn networks_without_recent_logins_are_found_and_purged(stores: &Stores) {
    let mut users = Vec::new();
    for (number, name) in (1..).zip(["ada", "bob", "cid", "dan"]) {
        let user = add_user(stores, name).await;
        log_in(stores, user, number, "192.0.2.1", at(i64::from(number))).await;
        log_in(stores, user, number + 10, "198.51.100.1", at(100)).await;
        users.push(user);
    }
    let [ada, bob, cid, dan] = users[..] else { panic!("there must be four users") };
    let networks = &stores.networks;
    assert_eq!(networks.find_users_of_old(at(4), None, 9).await.unwrap(), [ada, bob, cid]);
    assert_eq!(networks.find_users_of_old(at(4), Some(ada), 1).await.unwrap(), [bob]);
    assert_eq!(networks.find_users_of_old(at(1), None, 9).await.unwrap(), []);
    assert_eq!(networks.purge(ada, at(4)).await.unwrap(), 1);
    assert_eq!(networks.purge(ada, at(4)).await.unwrap(), 0);
    assert_eq!(networks.purge(dan, at(4)).await.unwrap(), 0);
    let left: Vec<_> = networks.list(ada).await.unwrap().iter().map(|known| known.network).collect();
    assert_eq!(left, [block("198.51.100.1")]);
    assert_eq!(networks.find_users_of_old(at(4), None, 9).await.unwrap(), [bob, cid]);
}

async fn user_deletion_removes_networks(stores: &Stores) {
    let ada = add_user(stores, "ada").await;
    log_in(stores, ada, 1, "192.0.2.1", at(0)).await;
    stores.users.delete(ada, &password_hash(), at(7)).await.unwrap();
    assert_eq!(stores.networks.list(ada).await.unwrap(), []);
    assert_eq!(stores.sessions.find(ada, SessionId(uuid::Uuid::from_bytes([1; 16]))).await.unwrap(), None);
}
