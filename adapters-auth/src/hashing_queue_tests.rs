//! Tests of the order of the hashing queue.

use proptest::prelude::*;

use super::*;

fn network(number: u8) -> NetworkBlock {
    NetworkBlock::V4([192, 0, number])
}

fn unknown(number: u8) -> HashJobOrigin {
    HashJobOrigin::unknown(network(number))
}

fn known(number: u8) -> HashJobOrigin {
    HashJobOrigin::known(network(number))
}

fn queue(jobs: &[(HashJobOrigin, &'static str)]) -> HashingQueue<&'static str> {
    let mut queue = HashingQueue::new();
    for (origin, job) in jobs {
        queue.push(*origin, *job);
    }
    queue
}

fn drain<J>(queue: &mut HashingQueue<J>) -> Vec<J> {
    std::iter::from_fn(|| queue.pop()).collect()
}

#[test]
fn networks_take_turns_and_jobs_of_a_network_run_in_order() {
    let [a, b, c] = [1, 2, 3].map(unknown);
    let mut queue = queue(&[(a, "a1"), (a, "a2"), (a, "a3"), (b, "b1"), (b, "b2"), (a, "a4"), (c, "c1")]);
    assert_eq!(drain(&mut queue), ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
}

#[test]
fn job_from_an_unknown_network_runs_after_three_jobs_from_known_networks() {
    let mut queue = queue(&[
        (unknown(1), "s1"),
        (unknown(2), "s2"),
        (known(3), "k1"),
        (known(3), "k2"),
        (known(3), "k3"),
        (known(3), "k4"),
        (known(4), "l1"),
    ]);
    assert_eq!(drain(&mut queue), ["k1", "l1", "k2", "s1", "k3", "k4", "s2"]);
}

#[test]
fn removed_job_is_not_served() {
    let mut queue = HashingQueue::new();
    let first = queue.push(unknown(1), "a1");
    let second = queue.push(unknown(1), "a2");
    assert!(queue.remove(first) && !queue.remove(first));
    assert_eq!(queue.pop(), Some("a2"));
    assert!(!queue.remove(second));
    assert_eq!((queue.len(), queue.pop()), (0, None));
}

#[test]
fn newest_job_of_the_busiest_network_is_displaced() {
    let (a, b) = (unknown(1), unknown(2));
    let mut queue = queue(&[(a, "a1"), (b, "b1"), (a, "a2"), (b, "b2"), (a, "a3")]);
    assert_eq!(queue.evict_for(unknown(3)), Some("a3"));
    assert_eq!(
        queue.evict_for(unknown(3)),
        Some("b2"),
        "the job that would be served last must be displaced"
    );
    assert_eq!(queue.evict_for(unknown(3)), Some("a2"));
    assert_eq!(
        queue.evict_for(unknown(3)),
        None,
        "a job must be displaced only if its network has more jobs than the network of the new job"
    );
}

#[test]
fn new_job_of_the_busiest_network_displaces_no_job() {
    let mut queue = queue(&[(unknown(1), "a1"), (unknown(1), "a2"), (unknown(2), "b1")]);
    assert_eq!(queue.evict_for(unknown(1)), None);
    assert_eq!(queue.evict_for(unknown(2)), None);
    assert_eq!(queue.len(), 3);
}

#[test]
fn job_from_a_known_network_displaces_jobs_from_unknown_networks_and_never_the_reverse() {
    let mut queue = queue(&[(known(1), "k1"), (known(1), "k2"), (known(1), "k3"), (unknown(2), "s1")]);
    assert_eq!(queue.evict_for(unknown(3)), None);
    assert_eq!(queue.evict_for(known(3)), Some("s1"));
    assert_eq!(queue.evict_for(unknown(3)), None);
    assert_eq!(
        queue.evict_for(known(3)),
        Some("k3"),
        "a job from a known network must displace the newest job of the busiest known network"
    );
}

proptest! {
    /// `count_ahead` is an upper bound for the number of jobs that run before a new job.
    #[test]
    fn job_is_served_after_at_most_the_predicted_number_of_jobs(
        jobs in prop::collection::vec((0u8..6, any::<bool>()), 0..40),
        served in 0usize..10,
        newcomer in (0u8..6, any::<bool>()),
    ) {
        let origin = |(number, is_known)| HashJobOrigin { network: network(number), is_known };
        let mut queue = HashingQueue::new();
        for job in jobs {
            queue.push(origin(job), false);
        }
        for _ in 0..served {
            queue.pop();
        }
        let ahead = queue.count_ahead(origin(newcomer));
        queue.push(origin(newcomer), true);
        let position = drain(&mut queue).into_iter().position(|is_new| is_new).unwrap();
        prop_assert!(position <= ahead, "at most {ahead} jobs must run before the new job, not {position}");
    }

    /// A job from a known network runs first or second, however many jobs from unknown networks are queued.
    #[test]
    fn unknown_networks_delay_a_job_from_a_known_network_by_at_most_one_job(
        jobs in prop::collection::vec(0u8..8, 0..32), served in 0usize..8
    ) {
        let mut queue = HashingQueue::new();
        for number in jobs {
            queue.push(unknown(number), false);
        }
        for _ in 0..served {
            queue.pop();
        }
        queue.push(known(99), true);
        let position = drain(&mut queue).into_iter().position(|is_known| is_known).unwrap();
        prop_assert!(position <= 1, "{position}");
    }
}
