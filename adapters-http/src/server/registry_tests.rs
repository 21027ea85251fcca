use std::time::Duration;

use tokio::time::Instant;

use super::*;

fn registry(max: usize) -> Arc<Registry> {
    Arc::new(Registry::new(max, vec!["10.0.0.0/8".parse().unwrap()]))
}

/// Marks a connection as idle. The idle phase starts `seconds` seconds in the future.
fn idle(registration: &Registration, seconds: u64) {
    registration.state().enter(Phase::Idle, Instant::now() + Duration::from_secs(seconds));
}

fn admit(registry: &Arc<Registry>, address: &str) -> Option<Registration> {
    registry.try_admit(address.parse().unwrap()).ok()
}

/// Opens connections, each idle for a shorter time than the previous one.
fn fill(registry: &Arc<Registry>, address: &str, count: u64) -> Vec<Registration> {
    (0..count)
        .map(|n| {
            let registration = admit(registry, address).unwrap();
            idle(&registration, n);
            registration
        })
        .collect()
}

fn close_requested(registrations: &[Registration]) -> Vec<usize> {
    let close_requested =
        |registration: &Registration| registration.state().close_request() != CloseRequest::None;
    registrations.iter().enumerate().filter(|(_, one)| close_requested(one)).map(|(place, _)| place).collect()
}

#[test]
fn no_connection_is_evicted_below_80_percent_of_the_limit() {
    let registry = registry(100);
    let held = fill(&registry, "198.51.100.1", 80);
    assert!(close_requested(&held).is_empty());
    let _one_more = admit(&registry, "203.0.113.1").unwrap();
    assert_eq!(close_requested(&held), [0], "the longest-idle connection must be closed");
}

#[test]
fn longest_idle_connection_of_the_largest_block_is_evicted() {
    let registry = registry(10);
    let few = fill(&registry, "203.0.113.1", 3);
    let many = fill(&registry, "198.51.100.1", 5);
    many[0].state().become_busy();
    many[1].state().enter(Phase::Head, Instant::now());
    let newcomer = admit(&registry, "192.0.2.1").unwrap();
    assert_eq!((close_requested(&few), close_requested(&many)), (vec![], vec![2]));
    assert_eq!(many[2].state().close_request(), CloseRequest::IfIdle);
    assert_eq!(close_requested(&[newcomer]), [0_usize; 0]);
}

#[test]
fn address_with_the_most_connections_in_a_block_is_evicted_first() {
    let registry = registry(10);
    let other = fill(&registry, "127.0.0.2", 1);
    let greedy = fill(&registry, "127.0.0.1", 7);
    let more: Vec<_> = (0..3)
        .map(|_| {
            let one = admit(&registry, "127.0.0.1").unwrap();
            idle(&one, 100);
            one
        })
        .collect();
    let _another = admit(&registry, "127.0.0.2").unwrap();
    assert_eq!(
        (close_requested(&other).len(), close_requested(&greedy), close_requested(&more).len()),
        (0, vec![0, 1, 2, 3], 0)
    );
}

/// One address opens connections faster than another address of the same network can send its request.
#[test]
fn idle_connection_is_not_evicted_for_an_address_that_holds_more() {
    let registry = registry(10);
    let other = fill(&registry, "127.0.0.2", 1);
    let mut greedy: Vec<_> = (0..9)
        .map(|_| {
            let one = admit(&registry, "127.0.0.1").unwrap();
            one.state().enter(Phase::Head, Instant::now());
            one
        })
        .collect();
    greedy.push(admit(&registry, "127.0.0.1").unwrap());
    assert_eq!((close_requested(&other).len(), close_requested(&greedy).len()), (0, 1));
    let _another = admit(&registry, "127.0.0.3").unwrap();
}

#[test]
fn block_is_an_ipv4_24_or_ipv6_64_network() {
    let block = |address: &str| AddressRange::containing(address.parse().unwrap());
    assert_eq!(block("198.51.100.1"), block("::ffff:198.51.100.255"));
    assert_ne!(block("198.51.100.1"), block("198.51.101.1"));
    assert_eq!(block("2001:db8:0:7::1"), block("2001:db8:0:7:ffff::"));
    assert_ne!(block("2001:db8:0:7::1"), block("2001:db8:0:8::1"));
}

#[test]
fn single_block_may_use_all_connections() {
    let registry = registry(10);
    let busy: Vec<_> = (0..10)
        .map(|_| {
            let registration = admit(&registry, "10.0.0.1").unwrap();
            registration.state().become_busy();
            registration
        })
        .collect();
    assert!(
        admit(&registry, "10.0.0.1").is_none(),
        "a connection must be rejected if no connection of the proxy is idle"
    );
    assert!(admit(&registry, "203.0.113.1").is_none(), "a busy connection of a proxy must not be evicted");
    idle(&busy[4], 0);
    let _next = admit(&registry, "10.0.0.1").unwrap();
    assert_eq!(close_requested(&busy), [4]);
}

#[test]
fn incomplete_heads_are_evicted_before_the_longest_running_request_at_the_limit() {
    let registry = registry(10);
    let held = fill(&registry, "198.51.100.1", 8);
    let held: Vec<_> = held
        .into_iter()
        .chain((0..2).map(|_| {
            // Each of the last two connections evicts an idle connection.
            admit(&registry, "198.51.100.1").unwrap()
        }))
        .collect();
    // Those two idle connections were asked to close.
    let evicted = close_requested(&held);
    assert_eq!(evicted.len(), 2);
    let mut held: Vec<_> = held
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !evicted.contains(place))
        .map(|(_, one)| one)
        .collect();
    for (n, one) in (0..).zip(&held) {
        one.state().enter(Phase::Busy, Instant::now() + Duration::from_secs(n));
    }
    while held.len() < 10 {
        let one = admit(&registry, "198.51.100.1").unwrap();
        one.state().enter(Phase::Busy, Instant::now() + Duration::from_mins(1));
        held.push(one);
    }
    assert!(
        admit(&registry, "198.51.100.2").is_none(),
        "a new connection of the network with the most connections must not evict a connection"
    );
    held[7].state().enter(Phase::Head, Instant::now());
    let first = admit(&registry, "203.0.113.1").unwrap();
    assert_eq!(
        (close_requested(&held), held[7].state().close_request()),
        (vec![7], CloseRequest::IfNoRequest)
    );
    held.remove(7);
    first.state().become_busy();
    let _second = admit(&registry, "203.0.113.2").unwrap();
    assert_eq!(close_requested(&held), [0]);
    assert!(held[0].state().kill().is_triggered());
}

#[test]
fn closed_connections_are_not_counted() {
    let registry = registry(10);
    let mut held = fill(&registry, "198.51.100.1", 8);
    for n in 0..1000 {
        held.push(admit(&registry, "203.0.113.1").unwrap());
        idle(held.last().unwrap(), 10 + n);
        held.retain(|one| one.state().close_request() == CloseRequest::None);
    }
    assert_eq!(held.len(), 8);
    held.clear();
    let connections = registry.connections.lock();
    assert!(connections.blocks.is_empty() && connections.closing.is_empty());
    assert_eq!(connections.active, 0);
}

/// Opens connections until too many evicted connections are still open. Returns all open connections.
fn fill_until_evicted_connections_must_close(registry: &Arc<Registry>) -> Vec<Registration> {
    let mut held = Vec::new();
    loop {
        match registry.try_admit(Ipv4Addr::LOCALHOST.into()) {
            Ok(registration) => held.push(registration),
            Err(NoRoom::EvictedStillOpen) => return held,
            Err(NoRoom::Full) => panic!("full with {} connections", held.len()),
        }
    }
}

#[test]
fn no_connection_is_evicted_while_too_many_evicted_connections_are_open() {
    let registry = registry(10);
    let held = fill_until_evicted_connections_must_close(&registry);
    assert_eq!((held.len(), close_requested(&held).len()), (26, 18));
    assert!(admit(&registry, "127.0.0.2").is_none());
    assert_eq!(close_requested(&held).len(), 18);
}

#[tokio::test]
async fn new_connection_waits_until_an_evicted_connection_has_closed() {
    let registry = registry(10);
    let mut held = fill_until_evicted_connections_must_close(&registry);
    let (admitted, ()) = tokio::join!(registry.admit(Ipv4Addr::LOCALHOST.into()), async {
        held.retain(|one| one.state().close_request() == CloseRequest::None);
    });
    assert!(admitted.is_some());
}

#[test]
fn connection_that_was_not_idle_when_asked_to_close_can_be_evicted_again() {
    let registry = registry(10);
    let held = fill_until_evicted_connections_must_close(&registry);
    for one in &held {
        one.state().enter(Phase::Head, Instant::now());
        one.stay_open();
    }
    assert!(close_requested(&held).is_empty());
    assert_eq!(registry.connections.lock().active, held.len());
    drop(held);
    assert_eq!(registry.connections.lock().active, 0);
}
