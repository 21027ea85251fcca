use std::time::Duration;

use tokio::time::Instant;

use super::*;

fn registry(max: usize) -> Arc<Registry> {
    Arc::new(Registry::new(max, vec!["10.0.0.0/8".parse().unwrap()]))
}

/// Idle since so many seconds after now.
fn idle(registration: &Registration, seconds: u64) {
    registration.status().enter(Phase::Idle, Instant::now() + Duration::from_secs(seconds));
}

fn admit(registry: &Arc<Registry>, address: &str) -> Option<Registration> {
    registry.admit(address.parse().unwrap())
}

/// So many connections, each idle for less long than those before it.
fn fill(registry: &Arc<Registry>, address: &str, count: u64) -> Vec<Registration> {
    (0..count)
        .map(|n| {
            let registration = admit(registry, address).unwrap();
            idle(&registration, n);
            registration
        })
        .collect()
}

fn asked(registrations: &[Registration]) -> Vec<usize> {
    let asked = |registration: &Registration| registration.status().wish() != Wish::Stay;
    registrations.iter().enumerate().filter(|(_, one)| asked(one)).map(|(place, _)| place).collect()
}

#[test]
fn below_four_fifths_nothing_gives_way() {
    let registry = registry(100);
    let held = fill(&registry, "198.51.100.1", 80);
    assert!(asked(&held).is_empty());
    let _one_more = admit(&registry, "203.0.113.1").unwrap();
    assert_eq!(asked(&held), [0], "the longest idle");
}

#[test]
fn the_longest_idle_of_the_block_that_holds_most_gives_way() {
    let registry = registry(10);
    let few = fill(&registry, "203.0.113.1", 3);
    let many = fill(&registry, "198.51.100.1", 5);
    many[0].status().become_busy();
    many[1].status().enter(Phase::Head, Instant::now());
    let newcomer = admit(&registry, "192.0.2.1").unwrap();
    assert_eq!((asked(&few), asked(&many)), (vec![], vec![2]));
    assert_eq!(many[2].status().wish(), Wish::CloseIfIdle);
    assert_eq!(asked(&[newcomer]), [0_usize; 0]);
}

#[test]
fn addresses_of_one_block_share_it_by_the_same_rule() {
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
    assert_eq!((asked(&other).len(), asked(&greedy), asked(&more).len()), (0, vec![0, 1, 2, 3], 0));
}

/// As when one address opens connections faster than another one of its network can send its request.
#[test]
fn idle_connection_does_not_give_way_to_an_address_that_holds_more() {
    let registry = registry(10);
    let other = fill(&registry, "127.0.0.2", 1);
    let mut greedy: Vec<_> = (0..9)
        .map(|_| {
            let one = admit(&registry, "127.0.0.1").unwrap();
            one.status().enter(Phase::Head, Instant::now());
            one
        })
        .collect();
    greedy.push(admit(&registry, "127.0.0.1").unwrap());
    assert_eq!((asked(&other).len(), asked(&greedy).len()), (0, 1));
    let _another = admit(&registry, "127.0.0.3").unwrap();
}

#[test]
fn a_block_is_a_network_of_a_customer() {
    let block = |address: &str| Block::of(address.parse().unwrap());
    assert_eq!(block("198.51.100.1"), block("::ffff:198.51.100.255"));
    assert_ne!(block("198.51.100.1"), block("198.51.101.1"));
    assert_eq!(block("2001:db8:0:7::1"), block("2001:db8:0:7:ffff::"));
    assert_ne!(block("2001:db8:0:7::1"), block("2001:db8:0:8::1"));
}

#[test]
fn a_block_that_is_alone_may_have_all_and_the_last_places_are_for_busy_ones() {
    let registry = registry(10);
    let busy: Vec<_> = (0..10)
        .map(|_| {
            let registration = admit(&registry, "10.0.0.1").unwrap();
            registration.status().become_busy();
            registration
        })
        .collect();
    assert!(admit(&registry, "10.0.0.1").is_none(), "nothing is cut in the midst of a request");
    assert!(admit(&registry, "203.0.113.1").is_none(), "a proxy's requests are anybody's");
    idle(&busy[4], 0);
    let _next = admit(&registry, "10.0.0.1").unwrap();
    assert_eq!(asked(&busy), [4]);
}

#[test]
fn when_all_is_taken_heads_give_way_and_then_what_is_under_way_for_longest() {
    let registry = registry(10);
    let held = fill(&registry, "198.51.100.1", 8);
    let held: Vec<_> = held
        .into_iter()
        .chain((0..2).map(|_| {
            // As the last two places are taken: nothing is idle.
            admit(&registry, "198.51.100.1").unwrap()
        }))
        .collect();
    // Two of the first gave way to the last two.
    let gone = asked(&held);
    assert_eq!(gone.len(), 2);
    let mut held: Vec<_> =
        held.into_iter().enumerate().filter(|(place, _)| !gone.contains(place)).map(|(_, one)| one).collect();
    for (n, one) in (0..).zip(&held) {
        one.status().enter(Phase::Busy, Instant::now() + Duration::from_secs(n));
    }
    while held.len() < 10 {
        let one = admit(&registry, "198.51.100.1").unwrap();
        one.status().enter(Phase::Busy, Instant::now() + Duration::from_mins(1));
        held.push(one);
    }
    assert!(admit(&registry, "198.51.100.2").is_none(), "its own block holds most");
    held[7].status().enter(Phase::Head, Instant::now());
    let first = admit(&registry, "203.0.113.1").unwrap();
    assert_eq!((asked(&held), held[7].status().wish()), (vec![7], Wish::CloseInHead));
    held.remove(7);
    first.status().become_busy();
    let _second = admit(&registry, "203.0.113.2").unwrap();
    assert_eq!(asked(&held), [0]);
    assert!(held[0].status().kill().is_triggered());
}

#[test]
fn what_has_closed_counts_no_more() {
    let registry = registry(10);
    let mut held = fill(&registry, "198.51.100.1", 8);
    for n in 0..1000 {
        held.push(admit(&registry, "203.0.113.1").unwrap());
        idle(held.last().unwrap(), 10 + n);
        held.retain(|one| one.status().wish() == Wish::Stay);
    }
    assert_eq!(held.len(), 8);
    held.clear();
    let connections = registry.lock();
    assert!(connections.blocks.is_empty() && connections.leaving.is_empty());
    assert_eq!(connections.staying, 0);
}
